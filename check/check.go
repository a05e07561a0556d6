package check

import "github.com/codeworm/codeworm/internal/markdown"

// maxNearest is for how many findings the nearest name is looked up: in a large repository it
// takes milliseconds each.
const maxNearest = 100

// Markdown takes every code span, link, quoted code and line reference of a Markdown text, and what else in
// it is certainly a name, and looks for it in the scope. Of a generated text it also judges the statements. Text that cannot be parsed is one finding. It is safe for
// use by several goroutines at a time, as far as the scope's Names are.
func Markdown(body string, s Scope) Report {
	doc, err := markdown.Parse(body)
	if err != nil {
		all := Finding{Line: 1, Column: 1, End: len(body), Text: "the text", Class: ClassText, Reason: err.Error()}
		return Report{scope: s, Checked: 1, Findings: []Finding{all}}
	}
	known := newVocabulary(s)
	x := newExtractor(doc, newResolver(known))
	x.extract()
	x.relate()
	r := Report{scope: s, Mentions: x.mentions, Checked: len(x.mentions)}
	r.renumbering = resolveRefs(x.resolver, x.mentions, x.refs)
	if names, ok := s.Names.(TextNames); ok {
		searchText(names, relatedNames(s), x.mentions)
	}
	for i := range r.Mentions {
		m := &r.Mentions[i]
		if m.Origin.exists() {
			continue
		}
		f := Finding{Line: m.Line, Column: m.Column, Start: m.Start, End: m.End, Text: m.Text, Class: m.Class, Reason: m.Reason}
		if m.missing != "" && len(r.Findings) < maxNearest {
			f.Nearest = known.nearestTo(m.missing)
		}
		r.Findings = append(r.Findings, f)
	}
	if s.Generated {
		r.Statements = readStatements(doc, s)
		r.Findings = append(r.Findings, falseStatements(r.Statements)...)
		r.Fillers = findFillers(doc, s)
	}
	return r
}
