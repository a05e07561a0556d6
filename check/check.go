package check

import (
	"github.com/codeworm/codeworm/internal/markdown"
)

// maxNearest is for how many findings the nearest name is looked up: in a large repository it
// takes milliseconds each.
const maxNearest = 100

// Markdown takes every code span, link, quoted code and line reference of a Markdown text, and what else in
// it is certainly a name, and looks for it in the scope. Of a generated text it also judges the statements. Text that
// cannot be parsed is one finding. A text of people's may be of any length, and hold comments that say what to ignore. It is
// safe for use by several goroutines at a time, as far as the scope's Names are.
func Markdown(body string, s Scope) Report { return markdownIn(body, newVocabulary(s)) }

// markdownIn is Markdown in the scope of a vocabulary.
func markdownIn(body string, known *vocabulary) Report {
	s := known.scope
	r := Report{scope: s}
	sections := read(body, s)
	resolver := newResolver(known)
	for i := range sections {
		if s.ended() {
			return r
		}
		sections[i].extract(resolver, &r)
	}
	if names, ok := s.Names.(TextNames); ok {
		searchText(names, relatedNames(s), r.Mentions)
	}
	if s.ended() {
		return r
	}
	if !s.Generated && !s.Strict {
		setAside(sections, resolver, &r)
	}
	if !s.Generated {
		ignore(sections, &r)
	}
	for i := range r.Mentions {
		m := &r.Mentions[i]
		if m.Origin.exists() {
			continue
		}
		f := Finding{Line: m.Line, Column: m.Column, Start: m.Start, End: m.End, Text: m.Text, Class: m.Class, Reason: m.Reason, Possible: m.possible}
		if m.missing != "" && len(r.Findings) < maxNearest {
			f.Nearest = known.nearestTo(m.missing)
		}
		r.Findings = append(r.Findings, f)
	}
	r.Checked = len(r.Mentions)
	if s.Generated && sections[0].doc != nil {
		r.Statements = readStatements(sections[0].doc, s)
		r.Findings = append(r.Findings, falseStatements(r.Statements)...)
		r.Fillers = findFillers(sections[0].doc, s)
	}
	return r
}

// section is a piece of a text that is parsed on its own; most texts are one.
type section struct {
	markdown.Part
	doc *markdown.Doc // nil when it cannot be parsed
	err error         // why

	blocks  map[int]*blockFacts // what was asked of blocks, by node
	history []bool              // by node: it stands under a heading that tells what was
	tags    [][]int             // where tags of templates stand, in order; nil as long as nobody asked
	paths   map[listed]bool     // of which kinds of files lists and tables name one of the repository
}

// read parses a text. One that was generated is one section, or nothing of it is known.
func read(body string, s Scope) []section {
	parts := []markdown.Part{{Text: body}}
	if !s.Generated {
		parts = markdown.Parts(body)
	}
	sections := make([]section, len(parts))
	for i, p := range parts {
		sections[i].Part = p
		if !p.TooLong && !s.ended() {
			sections[i].doc, sections[i].err = markdown.Parse(p.Text)
		}
	}
	return sections
}

// extract adds the mentions of a section to a report, each resolved as far as the section tells.
func (s *section) extract(r *resolver, report *Report) {
	switch {
	case s.TooLong:
		report.Notes = append(report.Notes, Note{s.Line + 1, "a line or a block of code begins here that is too long to be checked"})
		return
	case s.err != nil:
		whole := Mention{Line: s.Line + 1, Column: 1, Start: s.Offset, End: s.Offset + len(s.Text), Text: "the text", Class: ClassText}
		whole.Reason = s.err.Error()
		report.Mentions = append(report.Mentions, whole)
		return
	}
	x := newExtractor(s.doc, r)
	x.extract()
	x.relate()
	report.renumbering = append(report.renumbering, resolveRefs(r, x.mentions, x.refs)...)
	for i := range x.mentions {
		m := &x.mentions[i]
		m.Start, m.End, m.Line = m.Start+s.Offset, m.End+s.Offset, m.Line+s.Line
	}
	report.Mentions = append(report.Mentions, x.mentions...)
}
