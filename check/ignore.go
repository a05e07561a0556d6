package check

import (
	"cmp"
	"regexp"
	"slices"
	"sort"

	"github.com/codeworm/codeworm/internal/markdown"
)

// ignoreComment is a comment in a text that says what not to look at. On a line of its own it means the block that
// follows, elsewhere the block that it stands in; start and end stand around what they mean.
var ignoreComment = regexp.MustCompile(`<!--\s*codeworm:ignore(-start|-end)?\s*-->`)

// ignored is a part of a text that a comment says to ignore.
type ignored struct {
	comment int // the line of the comment
	at      markdown.Range
	open    bool // nothing says where it ends
	used    bool // something in it would be a finding
	reach   int  // the furthest end of this part and of those before it
}

// ignore makes what stands in parts to be ignored exist, and notes the comments that ignore nothing.
func ignore(sections []section, r *Report) {
	var c ignoreComments
	for i := range sections {
		c.read(&sections[i])
	}
	parts := c.parts()
	for i := range r.Mentions {
		if m := &r.Mentions[i]; !m.Origin.exists() && covers(parts, m.Start) {
			m.found(OriginIgnored, "a comment says to ignore it")
		}
	}
	for _, p := range parts {
		switch {
		case p.open:
			c.note(p.comment, "codeworm:ignore-start is never closed, so that all that follows is ignored; add <!-- codeworm:ignore-end -->")
		case !p.used:
			c.note(p.comment, "codeworm:ignore ignores nothing; take it out")
		}
	}
	r.Notes = append(r.Notes, c.notes...)
	slices.SortStableFunc(r.Notes, func(a, b Note) int { return cmp.Compare(a.Line, b.Line) })
}

// covers reports whether an offset stands in one of the parts, which are in order, and marks those as used.
func covers(parts []ignored, offset int) bool {
	found := false
	k := sort.Search(len(parts), func(k int) bool { return parts[k].at.Start > offset }) - 1
	for ; k >= 0 && parts[k].reach > offset; k-- {
		if offset < parts[k].at.End {
			parts[k].used, found = true, true
		}
	}
	return found
}

// ignoreComments gathers what the comments of a text say, section by section.
type ignoreComments struct {
	all   []ignored
	notes []Note
	open  int // the number of the part whose end was not met; 0 for none
	next  int // the number of the part that is the first block of the section to come; 0 for none
	end   int // of the text
}

func (c *ignoreComments) note(line int, text string) { c.notes = append(c.notes, Note{line, text}) }

// parts returns what is to be ignored, in order.
func (c *ignoreComments) parts() []ignored {
	if c.open > 0 {
		c.all[c.open-1].at.End = c.end
	}
	slices.SortStableFunc(c.all, func(a, b ignored) int { return cmp.Compare(a.at.Start, b.at.Start) })
	reach := 0
	for k := range c.all {
		reach = max(reach, c.all[k].at.End)
		c.all[k].reach = reach
	}
	return c.all
}

func (c *ignoreComments) read(s *section) {
	c.end = s.Offset + len(s.Text)
	if s.doc == nil {
		return
	}
	if first := s.doc.Children(0); c.next > 0 && len(first) > 0 {
		c.all[c.next-1].at, c.next = s.whole(first[0]), 0
	}
	for i := range s.doc.Nodes {
		n := &s.doc.Nodes[i]
		if n.Kind != markdown.HTMLBlock && n.Kind != markdown.RawHTML {
			continue
		}
		text := s.doc.Text(n.Range)
		for _, at := range ignoreComment.FindAllStringSubmatchIndex(text, -1) {
			kind := ""
			if at[2] >= 0 {
				kind = text[at[2]:at[3]]
			}
			c.comment(s, i, kind, n.Range.Start+at[0])
		}
	}
}

// comment reads one comment, at an offset of a section's node.
func (c *ignoreComments) comment(s *section, node int, kind string, offset int) {
	line, _ := s.doc.Position(offset)
	line, place := line+s.Line, offset+s.Offset
	switch {
	case kind == "":
		c.all = append(c.all, ignored{comment: line, at: c.block(s, node)})
	case kind == "-start" && c.open == 0:
		c.all = append(c.all, ignored{comment: line, at: markdown.Range{Start: place}, open: true})
		c.open = len(c.all)
	case kind == "-start":
		c.note(line, "codeworm:ignore-start stands within another one; take it out")
	case c.open == 0:
		c.note(line, "codeworm:ignore-end closes nothing; take it out, or add <!-- codeworm:ignore-start -->")
	default:
		c.all[c.open-1].at.End, c.all[c.open-1].open = place, false
		c.open = 0
	}
}

// block is the block that a comment means: the one it stands in, or after a comment on its own line the next one.
func (c *ignoreComments) block(s *section, node int) markdown.Range {
	n := &s.doc.Nodes[node]
	if n.Kind == markdown.RawHTML {
		return s.whole(s.doc.Within(node, markdown.Row, markdown.Paragraph, markdown.Heading))
	}
	if following := n.Last + 1; following < len(s.doc.Nodes) && s.doc.Nodes[following].Parent == n.Parent {
		return s.whole(following)
	}
	if n.Parent == 0 {
		c.next = len(c.all) + 1
	}
	return markdown.Range{}
}

// whole is where a node stands in the whole text; nowhere for none.
func (s *section) whole(i int) markdown.Range {
	if i < 0 {
		return markdown.Range{}
	}
	r := s.doc.Nodes[i].Range
	return markdown.Range{Start: r.Start + s.Offset, End: r.End + s.Offset}
}
