package codeworm

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
)

// Names is what a repository holds, as far as a check asks for it. An Index
// implements it.
type Names interface {
	Has(name string) bool       // an identifier
	Path(path string) bool      // a file or folder
	Nearest(name string) string // the identifier that differs least, or ""
	Lines(path string) int      // of a file; 0 when it is not known
}

var _ Names = (*Index)(nil)

// CheckScope is what a page may name.
type CheckScope struct {
	Type     DocType
	Language string
	Span     Span   // the lines that the page describes; zero for all
	Path     string // the file it describes
	Source   string // the file's source
	Names    Names  // the repository
	Imports  []Import
}

// Finding is something on a page that does not exist.
type Finding struct {
	Line, Column int    // 1-based, in the text that was checked
	Start, End   int    // its bytes there
	Text         string // as it stands there
	Reason       string
	Nearest      string // the nearest name that exists; "" when none is near
}

// CheckReport is what a check found.
type CheckReport struct {
	Checked  int // code spans looked at
	Findings []Finding
}

// Unresolved are the findings that must not be published.
func (r CheckReport) Unresolved() []Finding { return r.Findings }

var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// Check looks at every code span of a text. The parts of a name have to be
// identifiers of the repository, of the source, or bound by its imports.
func Check(body string, s CheckScope) CheckReport {
	var r CheckReport
	doc, err := markdown.Parse(body)
	if err != nil {
		return r
	}
	for i, n := range doc.Nodes {
		if n.Kind != markdown.CodeSpan {
			continue
		}
		r.Checked++
		code, _ := doc.Code(i)
		name := strings.TrimSuffix(strings.TrimSpace(code), "()")
		for part := range strings.SplitSeq(name, ".") {
			if !identifier.MatchString(part) || s.knows(part) {
				continue
			}
			line, column := doc.Position(n.Range.Start)
			r.Findings = append(r.Findings, Finding{Line: line, Column: column, Start: n.Range.Start, End: n.Range.End, Text: code,
				Reason: fmt.Sprintf("%q is not a name of the repository", part), Nearest: s.Names.Nearest(part)})
			break
		}
	}
	return r
}

func (s CheckScope) knows(name string) bool {
	return s.Names.Has(name) || containsWord(s.Source, name)
}

func containsWord(text, word string) bool {
	for rest := text; ; {
		i := strings.Index(rest, word)
		if i < 0 {
			return false
		}
		end := i + len(word)
		if (i == 0 || !isWordByte(rest[i-1])) && (end == len(rest) || !isWordByte(rest[end])) {
			return true
		}
		rest = rest[i+1:]
	}
}

func isWordByte(b byte) bool {
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || b >= 0x80
}

// RepairRequest asks a model to mend what does not exist.
func RepairRequest(r CheckReport) string {
	var b strings.Builder
	b.WriteString("These names do not exist in the repository:\n")
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "- `%s`", f.Text)
		if f.Nearest != "" {
			fmt.Fprintf(&b, " (did you mean `%s`?)", f.Nearest)
		}
		b.WriteByte('\n')
	}
	b.WriteString("Write the whole text again without them, and change nothing else.")
	return b.String()
}

// Drop takes the sentences out that hold a finding, and says how many.
func Drop(body string, r CheckReport) (string, int) {
	doc, err := markdown.Parse(body)
	if err != nil || len(r.Findings) == 0 {
		return body, 0
	}
	var edits []markdown.Edit
	for i, n := range doc.Nodes {
		if !n.Kind.HoldsText() {
			continue
		}
		for _, sentence := range doc.Sentences(i) {
			for _, f := range r.Findings {
				if sentence.Contains(markdown.Range{Start: f.Start, End: f.End}) {
					edits = append(edits, markdown.Edit{Range: sentence})
					break
				}
			}
		}
	}
	tidy, err := markdown.Tidy(markdown.Apply(body, edits))
	if err != nil {
		return body, 0
	}
	return strings.TrimSpace(tidy), len(edits)
}
