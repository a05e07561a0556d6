package check

import (
	"github.com/codeworm/codeworm/internal/markdown"
)

// Verdict is what the source says of a statement.
type Verdict string

// The verdicts. Contradicted and unsupported statements are findings.
const (
	VerdictUndecided    Verdict = "undecided"    // syntax alone cannot tell
	VerdictHolds        Verdict = "holds"        // the source says the same
	VerdictContradicted Verdict = "contradicted" // the source says something else
	VerdictUnsupported  Verdict = "unsupported"  // nothing in the source says so, and it would
)

// isFalse reports whether a statement with the verdict must not be published.
func (v Verdict) isFalse() bool { return v == VerdictContradicted || v == VerdictUnsupported }

// Statement is something that a sentence asserts of what the text describes.
type Statement struct {
	Line, Column int // 1-based, of the sentence in the text; the column in bytes
	Start, End   int // the bytes of the sentence
	Text         string
	Kind         string // what it is about: "returns", "parameters"
	Verdict      Verdict
	Reason       string // why, as a clause; "" when undecided

	class MentionClass
}

// CountVerdicts returns how many statements of a text have each verdict.
func (r Report) CountVerdicts() map[Verdict]int {
	counts := map[Verdict]int{}
	for _, s := range r.Statements {
		counts[s.Verdict]++
	}
	return counts
}

// falseStatements are the findings among statements, one a sentence.
func falseStatements(statements []Statement) []Finding {
	var findings []Finding
	last := -1
	for _, s := range statements {
		if !s.Verdict.isFalse() || s.Start == last {
			continue
		}
		last = s.Start
		findings = append(findings, Finding{Line: s.Line, Column: s.Column, Start: s.Start, End: s.End, Text: s.Text, Class: s.class, Reason: s.Reason})
	}
	return findings
}

// readStatements returns what the sentences of a text assert, in their order. Headings assert nothing, and
// suggestions tell what could be.
func readStatements(doc *markdown.Doc, s Scope) []Statement {
	suggests := findSuggestions(doc)
	described := newDescribed(s)
	var statements []Statement
	topic := false // the sentence before was about what the text describes
	for i := range doc.Nodes {
		n := &doc.Nodes[i]
		if n.Kind != markdown.Paragraph && n.Kind != markdown.Cell || suggests[i] {
			continue
		}
		plain := doc.Plain(i)
		for _, at := range doc.Sentences(i) {
			sentence := newSentence(doc, plain, at, described)
			var found []Statement
			found, topic = described.judge(sentence, topic)
			for _, f := range found {
				f.Start, f.End, f.Text = sentence.at.Start, sentence.at.End, doc.Text(sentence.at)
				f.Line, f.Column = doc.Position(f.Start)
				statements = append(statements, f)
			}
		}
	}
	return statements
}
