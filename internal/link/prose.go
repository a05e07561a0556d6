package link

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/codeworm/codeworm/check"
	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/source"
)

var (
	// nameShape is a name alone, or a call without arguments.
	nameShape = regexp.MustCompile(`^([\p{L}_$][\p{L}\p{N}_$]*(?:(?:\.|::|#)[\p{L}_$][\p{L}\p{N}_$]*)*)(\(\))?$`)
	lineShape = regexp.MustCompile(`^([^\s:]+):([1-9][0-9]*)(?:-([1-9][0-9]*))?$`)
	hashShape = regexp.MustCompile(`\b[0-9a-f]{7,40}\b`)
)

// Prose returns a text in which code spans that name something certain are links, each to one place: definitions, files and
// lines that the report of a check of this very text knows from the repository, and the commits of the facts. Headings, quoted
// code and what is a link stay as they are.
func (b *Book) Prose(body string, report check.Report) string {
	d, err := markdown.Parse(body)
	if err != nil {
		return body
	}
	mentions := map[markdown.Range]check.Mention{}
	for _, m := range report.Mentions {
		mentions[markdown.Range{Start: m.Start, End: m.End}] = m
	}
	known := b.knownNames()
	var edits []markdown.Edit
	for i, n := range d.Nodes {
		switch {
		case d.Within(i, markdown.Link, markdown.Image, markdown.AutoLink, markdown.Heading, markdown.CodeBlock, markdown.HTMLBlock) >= 0:
		case n.Kind == markdown.CodeSpan:
			text := strings.TrimSpace(d.Text(n.Inner))
			to := b.commitOf(text)
			if m, found := mentions[n.Range]; found && to == "" {
				to = b.destination(text, m, known)
			}
			edits = append(edits, linked(d, n.Range, to)...)
		case n.Kind == markdown.Paragraph || n.Kind == markdown.Cell:
			edits = append(edits, b.commits(d, i)...)
		}
	}
	return markdown.Apply(body, edits)
}

// linked is the edit that makes a piece of the text a link; none when it leads nowhere.
func linked(d *markdown.Doc, r markdown.Range, to string) []markdown.Edit {
	if to == "" {
		return nil
	}
	return []markdown.Edit{{Range: r, New: markdown.Linked(d.Text(r), to)}}
}

// destination returns where a code span leads.
func (b *Book) destination(text string, m check.Mention, known map[string][]source.Relation) string {
	if m.Origin != check.OriginSource && m.Origin != check.OriginRepository {
		return ""
	}
	switch m.Class {
	case check.ClassPath:
		return b.path(strings.TrimSuffix(text, "/"))
	case check.ClassLine:
		return b.line(text)
	case check.ClassName, check.ClassDotted, check.ClassCall:
		if shape := nameShape.FindStringSubmatch(text); shape != nil {
			return b.name(shape[1], known)
		}
	}
	return ""
}

// name returns where a name leads that means one definition: what the facts know by it, or the only one with that
// qualified name.
func (b *Book) name(name string, known map[string][]source.Relation) string {
	switch meant := known[name]; {
	case len(meant) == 1:
		return b.Definition(meant[0])
	case len(meant) > 1, !strings.ContainsAny(name, ".:#"):
		return ""
	}
	if r, ok := b.qualified(name); ok {
		return b.Definition(r)
	}
	return ""
}

// knownNames are the definitions that the facts name, by their qualified names, those of the target itself also by their bare
// ones. What also is a parameter of the target means that.
func (b *Book) knownNames() map[string][]source.Relation {
	f := b.facts
	known := map[string][]source.Relation{}
	add := func(r source.Relation, bare bool) {
		names := []string{r.Name}
		if last := r.Name[strings.LastIndexAny(r.Name, ".:#")+1:]; bare && last != r.Name {
			names = append(names, last)
		}
		for _, name := range names {
			if !slices.ContainsFunc(known[name], func(o source.Relation) bool { return o.Path == r.Path && o.Name == r.Name }) {
				known[name] = append(known[name], r)
			}
		}
	}
	for _, list := range [][]source.Relation{f.Calls, f.Callers, f.Tests} {
		for _, r := range list {
			add(r, false)
		}
	}
	if f.Owner != nil {
		add(*f.Owner, true)
	}
	for _, m := range f.Members {
		add(source.Relation{Name: m.QualifiedName(), Path: m.Path, Line: m.Span.StartLine, Kind: m.Kind}, true)
	}
	for _, e := range f.Evidence {
		add(source.Relation{Name: e.Name, Path: e.Path, Line: e.Line}, false)
	}
	if s := f.Target.Symbol; s != nil {
		add(source.Relation{Name: s.QualifiedName(), Path: f.Target.Key.Path, Line: s.Span.StartLine, Kind: s.Kind}, true)
		for _, p := range s.Parameters {
			delete(known, p.Name)
		}
	}
	for name, meant := range known {
		if slices.ContainsFunc(meant, func(r source.Relation) bool { return r.Ambiguous }) {
			known[name] = append(meant, source.Relation{}) // one of several
		}
	}
	return known
}

// path returns where the whole path of a file or folder leads.
func (b *Book) path(p string) string {
	switch file := b.x.ByPath[p]; {
	case file != nil:
		return b.File(p)
	case b.module(p):
		return b.Module(p)
	}
	return ""
}

// line returns where a line of a file leads: "store.go:12".
func (b *Book) line(text string) string {
	m := lineShape.FindStringSubmatch(text)
	if m == nil || b.x.ByPath[m[1]] == nil {
		return ""
	}
	span := source.Span{}
	span.StartLine, _ = strconv.Atoi(m[2])
	span.EndLine, _ = strconv.Atoi(m[3])
	if to := b.Source(m[1], span); to != "" {
		return to
	}
	return b.File(m[1])
}

// commitOf returns where the hash of one of the facts' commits leads, whole or cut short.
func (b *Book) commitOf(text string) string {
	if hashShape.FindString(text) != text {
		return ""
	}
	for _, c := range b.facts.Commits {
		if strings.HasPrefix(c.Hash, text) {
			return b.Commit(c.Hash)
		}
	}
	return ""
}

// commits makes links of the commits in the running text of a node.
func (b *Book) commits(d *markdown.Doc, i int) []markdown.Edit {
	var edits []markdown.Edit
	plain := d.Plain(i)
	for _, at := range hashShape.FindAllStringIndex(plain.Text, -1) {
		r := plain.Source(at[0], at[1])
		text := plain.Text[at[0]:at[1]]
		if plain.Code[at[0]] || d.Text(r) != text || slices.ContainsFunc(d.Nodes[i+1:d.Nodes[i].Last+1], func(n markdown.Node) bool { return n.Range.Overlaps(r) }) {
			continue
		}
		edits = append(edits, linked(d, r, b.commitOf(text))...)
	}
	return edits
}
