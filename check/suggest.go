package check

import (
	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
)

// suggestionForms begin the words of headings and labels under which a text says what could be.
var suggestionForms = words.Forms{
	{`recommend`, "Recommendations"},
	{`suggest`, "Suggested changes"},
	{`improve`, "Improvements"},
	{`optimi[sz]`, "Optimisation"},
	{`mitigat`, "Mitigations"},
	{`remed`, "Remediation"},
	{`fix(es|ed)?\b`, "Fixes"},
	{`proposed`, "Proposed change"},
	{`best practice`, "Best Practices"},
	{`alternative`, "Alternatives"},
	{`future`, "Future work"},
	{`next step`, "Next Steps"},
	{`refactor`, "Refactoring"},
	{`enhance`, "Enhancements"},
	{`opportunit`, "Opportunities"},
	{`harden`, "Hardening"},
	{`elsewhere`, "Elsewhere"},
	{`possible change`, "Possible changes"},
}

var suggesting = suggestionForms.Compile(`(?i)\b(`, `)`)

// findSuggestions tells for each node whether it stands in a part that makes suggestions: under such a
// heading or emphasised label, or in an item or paragraph that begins with such a label.
func findSuggestions(d *markdown.Doc) []bool {
	marks := make([]bool, len(d.Nodes))
	var open suggestions
	open.until = -1
	for i := range d.Nodes {
		switch d.Nodes[i].Kind {
		case markdown.Heading:
			open.heading(d, i)
		case markdown.Paragraph:
			open.paragraph(d, i)
		}
		marks[i] = open.at(i)
	}
	return marks
}

// suggestions is which parts of a text that make suggestions are open while its nodes are gone through.
type suggestions struct {
	headings [7]bool // by level
	label    bool    // below an emphasised label that stands alone, up to the next heading or label
	until    int     // up to this node: an item or paragraph that begins with a label
}

func (s *suggestions) heading(d *markdown.Doc, i int) {
	n := &d.Nodes[i]
	level := min(max(n.Level, 1), 6)
	clear(s.headings[level:])
	s.headings[level] = suggesting.MatchString(d.Text(n.Inner))
	s.label = false
}

func (s *suggestions) paragraph(d *markdown.Doc, i int) {
	n := &d.Nodes[i]
	text, alone := d.Label(i)
	parent := &d.Nodes[n.Parent]
	switch {
	case alone && parent.Kind == markdown.Document:
		s.label = suggesting.MatchString(text)
	case text != "" && suggesting.MatchString(text):
		s.until = max(s.until, n.Last)
		if parent.Kind == markdown.Item {
			s.until = max(s.until, parent.Last)
		}
	case text != "" && n.Parent == 0:
		s.label = false
	}
}

func (s *suggestions) at(i int) bool {
	for _, open := range s.headings {
		if open {
			return true
		}
	}
	return s.label || i <= s.until
}
