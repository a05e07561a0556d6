package clean

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
)

type plainText = markdown.Plain

// markdownInfos are the languages that a fence around a whole page is given.
var markdownInfos = map[string]bool{"markdown": true, "md": true, "mdx": true, "gfm": true}

// looksLikeMarkdown finds a heading, a label, or a list with labels at the start of a line.
var looksLikeMarkdown = regexp.MustCompile("(?m)^(#{1,6} [A-Z]|\\*\\*[^*\\n]+\\*\\*|[-*] (\\*\\*|`))")

// unwrap takes off a fence around the whole. Fences inside it would have ended it for the
// parser, so the first and the last line are looked at.
func (c *cleaner) unwrap() error {
	text := strings.TrimSpace(c.text)
	first, rest, found := strings.Cut(text, "\n")
	info, fenced := strings.CutPrefix(strings.TrimSpace(first), "```")
	if !found || !fenced || strings.Contains(info, "`") {
		return nil
	}
	info = strings.ToLower(strings.TrimSpace(info))
	named := markdownInfos[info]
	inside := rest
	if trimmed := strings.TrimRight(rest, " \n"); strings.HasSuffix(trimmed, "\n```") {
		inside = strings.TrimSuffix(trimmed, "```")
		if d, err := markdown.Parse(inside); err != nil || unclosed(d) >= 0 {
			inside = rest // the last fence is one of the page's own
		}
	} else if named {
		// The outer fence may end before a remark.
		if d, err := markdown.Parse(rest); err == nil {
			if open := unclosed(d); open >= 0 {
				r := d.Nodes[open].Range
				inside = rest[:d.LineStart(r.Start)] + rest[d.LineEnd(r.Start):]
			}
		}
	}
	if !named && (info != "" && info != "text" && info != "plaintext" || inside == rest || !looksLikeMarkdown.MatchString(inside)) {
		return nil
	}
	c.text = strings.TrimSpace(inside)
	return nil
}

// unclosed is the index of the code block whose fence is never closed, or -1.
func unclosed(d *markdown.Doc) int {
	return slices.IndexFunc(d.Nodes, func(n markdown.Node) bool { return n.Kind == markdown.CodeBlock && n.Fenced && !n.Closed })
}

// proseInCode is a line that only prose has.
var proseInCode = regexp.MustCompile(`(?m)^(#{2,6} \S.*|\*\*[^*\n]+\*\*:?\s*)$`)

// closeFences ends a code block that the answer forgot to end: before the
// heading that it swallowed, or at the end.
func (c *cleaner) closeFences() error {
	for range 8 {
		d, err := markdown.Parse(c.text)
		if err != nil {
			return err
		}
		i := unclosed(d)
		if i < 0 {
			return nil
		}
		n := d.Nodes[i]
		lead := c.text[d.LineStart(n.Range.Start):n.Range.Start]
		mark := strings.TrimRight(c.text[n.Range.Start:d.LineEnd(n.Range.Start)], "\n")
		mark = mark[:len(mark)-len(strings.TrimLeft(mark, mark[:1]))]
		lead = strings.Map(func(r rune) rune {
			if r == '>' || r == ' ' || r == '\t' {
				return r
			}
			return ' ' // the marker of an item
		}, lead)
		code := d.Text(n.Inner)
		if strings.TrimSpace(code) == "" {
			c.text = markdown.Apply(c.text, []markdown.Edit{d.Remove(i)})
			continue
		}
		at, tail := len(strings.TrimRight(c.text[:n.Range.End], " \n")), "\n"
		if m := proseInCode.FindStringIndex(code); m != nil && m[0] > 1 && strings.HasSuffix(code[:m[0]], "\n\n") {
			at, tail = n.Inner.Start+len(strings.TrimRight(code[:m[0]], " \n")), "\n\n"
		}
		c.text = c.text[:at] + "\n" + lead + mark + tail + strings.TrimLeft(c.text[at:], "\n")
	}
	return nil
}

// titleWords may stand in a title beside the target's own name.
var titleWords = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`documentation docs doc for of the a an in on and from to function method class component module package file
		hook type struct interface trait enum service repository codebase code source change changes analysis commit commits security review
		performance pattern patterns report overview summary today i learned til page evolution weekly monthly async`) {
		m[w] = true
	}
	return m
}()

var commitHash = regexp.MustCompile(`^[0-9a-f]{7,40}$`)

// dropTitle takes out a first heading, or a first paragraph that is one in all but form, which says no more
// than the page's title does.
func (c *cleaner) dropTitle() error {
	for range 2 {
		before := c.text
		err := c.edit(func(d *markdown.Doc) []markdown.Edit {
			blocks := d.Children(0)
			if len(blocks) < 2 {
				return nil
			}
			i := blocks[0]
			n := d.Nodes[i]
			if n.Kind != markdown.Heading {
				if _, alone := d.Label(i); !alone && !c.isName(d.Text(n.Inner)) {
					return nil
				}
			}
			if n.Kind.HoldsText() && c.isTitle(d.Plain(i).Text) {
				return []markdown.Edit{d.Remove(i)}
			}
			return nil
		})
		if err != nil || before == c.text {
			return err
		}
	}
	return nil
}

// isName reports whether the text is the title or the path alone.
func (c *cleaner) isName(text string) bool {
	text = strings.TrimSpace(text)
	return text != "" && (text == c.options.Title || text == c.options.Path || c.options.Path != "" && words.PathEndsWith(c.options.Path, strings.TrimPrefix(text, "/")))
}

func (c *cleaner) isTitle(text string) bool {
	split := func(s string) []string {
		return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' })
	}
	own := map[string]bool{}
	for _, w := range append(split(c.options.Title), split(c.options.Path)...) {
		own[w] = true
	}
	words := split(text)
	for _, w := range words {
		if !own[w] && !titleWords[w] && !commitHash.MatchString(w) {
			return false
		}
	}
	return len(words) > 0
}

// formTags say nothing that Markdown would not: where they come in pairs the tags go and
// what they hold stays.
var formTags = func() map[string]bool {
	m := map[string]bool{}
	for t := range strings.FieldsSeq(`b i u em strong p div span details summary sub sup center font small big mark ins del kbd
		h1 h2 h3 h4 h5 h6 ul ol li section article body html`) {
		m[t] = true
	}
	return m
}()

var tagName = regexp.MustCompile(`^</?([a-zA-Z][a-zA-Z0-9]*)(?:\s[^>]*)?/?>$`)

var (
	htmlComment = regexp.MustCompile(`(?s)<!--.*?(-->|$)`)
	activeHTML  = regexp.MustCompile(`(?is)<(script|style|iframe|object|embed|svg|template|noscript)\b.*?(</(script|style|iframe|object|embed|svg|template|noscript)\s*>|$)`)
	anyTag      = regexp.MustCompile(`(?s)</?[a-zA-Z][^<>]*>`)
)

// untilStable repeats a step until it changes nothing more: what it lays bare may be of the same kind.
func (c *cleaner) untilStable(what string, step func() error) error {
	for range 2 * markdown.MaxDepth {
		before := c.text
		if err := step(); err != nil || c.text == before {
			return err
		}
	}
	return fmt.Errorf("%w: its %s are nested too deeply", markdown.ErrRefused, what)
}

// dropHTML leaves no raw HTML: comments and scripts go, tags of mere form go,
// what is left is shown as text ("List<String>").
func (c *cleaner) dropHTML() error {
	return c.untilStable("HTML", func() error { // what stands in a block of HTML is Markdown afterwards
		return c.edit(func(d *markdown.Doc) []markdown.Edit {
			var edits []markdown.Edit
			for i, n := range d.Nodes {
				switch n.Kind {
				case markdown.RawHTML:
					around := d.Text(d.Nodes[d.Within(i, markdown.Paragraph, markdown.Heading, markdown.Cell)].Range)
					edits = append(edits, markdown.Edit{Range: n.Range, New: plainTag(d.Text(n.Range), around)})
				case markdown.HTMLBlock:
					text := activeHTML.ReplaceAllString(htmlComment.ReplaceAllString(d.Text(n.Range), ""), "")
					text = anyTag.ReplaceAllStringFunc(text, func(tag string) string { return plainTag(tag, c.text) })
					text = strings.ReplaceAll(text, "<", "&lt;")
					if strings.TrimSpace(text) == "" {
						edits = append(edits, d.Remove(i))
					} else {
						edits = append(edits, markdown.Edit{Range: n.Range, New: strings.TrimSpace(text)})
					}
				}
			}
			return edits
		})
	})
}

// plainTag is what is shown for a tag that stands in a text: nothing for one of mere form,
// the tag itself for what may be content.
func plainTag(tag, around string) string {
	if strings.HasPrefix(tag, "<!") || strings.HasPrefix(tag, "<?") {
		return ""
	}
	if m := tagName.FindStringSubmatch(tag); m != nil {
		name, around := strings.ToLower(m[1]), strings.ToLower(around)
		switch {
		case name == "br" || name == "hr":
			return " "
		case formTags[name] && strings.Contains(around, "</"+name+">") && strings.Contains(around, "<"+name):
			return ""
		}
	}
	return strings.ReplaceAll(tag, "<", "&lt;")
}

// dropLinks keeps the text of images and of links that lead elsewhere than to
// the web or into the page.
func (c *cleaner) dropLinks() error {
	return c.untilStable("links", func() error { // links hold images, and those others
		return c.edit(func(d *markdown.Doc) []markdown.Edit {
			var edits []markdown.Edit
			for _, n := range d.Nodes {
				switch {
				case n.Kind == markdown.Image,
					n.Kind == markdown.Link && !webAddress(n.Dest):
					edits = append(edits, markdown.Edit{Range: n.Range, New: d.Text(n.Inner)})
				case n.Kind == markdown.AutoLink && !webAddress(n.Dest):
					edits = append(edits, markdown.Edit{Range: n.Range, New: markdown.Code(d.Text(n.Inner))})
				}
			}
			return edits
		})
	})
}

func webAddress(dest string) bool {
	dest = strings.ToLower(strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, html.UnescapeString(dest)))
	return strings.HasPrefix(dest, "http://") || strings.HasPrefix(dest, "https://") || strings.HasPrefix(dest, "#") && len(dest) > 1
}

var entity = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)

// showEntities makes references to hidden characters text: a browser would make of
// "&#8238;" what dropHidden takes out. In code they are text already.
func (c *cleaner) showEntities() error {
	return c.edit(func(d *markdown.Doc) []markdown.Edit {
		var code []markdown.Range
		for _, n := range d.Nodes {
			if n.Kind == markdown.CodeSpan || n.Kind == markdown.CodeBlock {
				code = append(code, n.Inner)
			}
		}
		var edits []markdown.Edit
		for _, at := range entity.FindAllStringIndex(c.text, -1) {
			inCode := slices.ContainsFunc(code, func(r markdown.Range) bool { return r.Start <= at[0] && at[0] < r.End })
			escaped := (at[0]-len(strings.TrimRight(c.text[:at[0]], `\`)))%2 == 1
			if !inCode && !escaped && strings.IndexFunc(html.UnescapeString(c.text[at[0]:at[1]]), markdown.Hidden) >= 0 {
				edits = append(edits, markdown.Edit{Range: markdown.Range{Start: at[0], End: at[0] + 1}, New: "&amp;"})
			}
		}
		return edits
	})
}

// moveHeadings puts the topmost headings at level 3 and those below without
// gaps under them, all as lines of '#'. A heading without text goes.
func (c *cleaner) moveHeadings() error {
	return c.edit(func(d *markdown.Doc) []markdown.Edit {
		var levels []int
		for _, n := range d.Nodes {
			if n.Kind == markdown.Heading && n.Inner.Len() > 0 {
				levels = append(levels, n.Level)
			}
		}
		slices.Sort(levels)
		levels = slices.Compact(levels)
		var edits []markdown.Edit
		for i, n := range d.Nodes {
			if n.Kind != markdown.Heading {
				continue
			}
			if n.Inner.Len() == 0 {
				edits = append(edits, d.Remove(i))
				continue
			}
			level := min(proseLevel+slices.Index(levels, n.Level), 6)
			text := strings.Join(strings.Fields(d.Text(n.Inner)), " ")
			if heading := strings.Repeat("#", level) + " " + text; heading != d.Text(n.Range) {
				edits = append(edits, markdown.Edit{Range: n.Range, New: heading})
			}
		}
		return edits
	})
}
