package check

import (
	"fmt"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/source"
)

// Names is what a repository holds, as far as a check asks for it. An Index
// implements it. Its methods have to be safe for use by several goroutines at a time.
type Names interface {
	Has(name string) bool       // an identifier
	Path(path string) bool      // a file or folder, by its path or the last components of it
	Nearest(name string) string // the identifier that differs least, or ""
	Lines(path string) int      // of a file; 0 when it is not known
}

// TextNames are Names that can look into the text of all files: comments, strings, and files that
// no parser reads. A check uses it when it is there, for what no identifier explains.
type TextNames interface {
	Names
	// Occurs returns which of the words stand in the text of a file, as whole words.
	Occurs(words []string) map[string]bool
}

// Scope is what a page may name.
type Scope struct {
	// Generated says that a model wrote the text about the source, so that it is judged strictly; people may
	// speak of what is elsewhere.
	Generated bool
	// Suggests says that the text proposes things throughout, so that it may name what libraries have
	// that the source does not use.
	Suggests bool
	Language string // of the source
	// Languages are further ones whose keywords, built-ins and libraries may be named.
	Languages []string
	// Repo is the repository's name; it may be named as well.
	Repo string
	// Span are the lines that the page describes, and that its line references have to
	// lie in; zero for all of the source.
	Span source.Span
	// Symbols are the definitions that the page describes, such as a type and its methods, and
	// Also further lines of the file: the page may refer to the lines of both.
	Symbols []source.Symbol
	Also    []source.Span
	Path    string // the file it describes, or the Markdown file itself; "" for none
	// Source is the text of the file the page describes: every word in it exists. Lines are
	// counted in it.
	Source string
	// Facts is further text whose words exist: what the page was written from besides.
	Facts   string
	Names   Names // the repository; it must not be nil
	Imports []source.Import
}

// Finding is something on a page that does not exist.
type Finding struct {
	Line, Column int          // 1-based, in the text that was checked; the column in bytes
	Start, End   int          // its bytes there
	Text         string       // as it stands there
	Class        MentionClass // what it was taken for
	Reason       string       // what is wrong, as a clause
	Nearest      string       // the nearest name that exists; "" when none is near
}

// String is the finding on one line, without its position.
func (f Finding) String() string {
	s := fmt.Sprintf("`%s`: %s", strings.Join(strings.Fields(f.Text), " "), f.Reason)
	if f.Nearest != "" {
		s += fmt.Sprintf("; did you mean `%s`?", f.Nearest)
	}
	return s
}

// Report is what a check found.
type Report struct {
	Checked  int       // things looked at
	Mentions []Mention // each of them, by their place
	Findings []Finding // what of it must not be published, by their place
	// Shifts are line numbers that count from the start of the quoted source and certainly mean
	// lines of the file; Renumber puts the right ones in their place.
	Shifts []Shift

	scope      Scope
	Renumbered int // how many line numbers were put right before
}

// Unresolved are the findings that must not be published.
func (r Report) Unresolved() []Finding { return r.Findings }

// maxNearest is for how many findings the nearest name is looked up: in a large repository it
// takes milliseconds each.
const maxNearest = 100

// Markdown takes every code span, quoted code, path and line reference of a Markdown text, and what else in
// it is certainly a name, and looks for it in the scope. Text that cannot be parsed is one finding.
func Markdown(body string, s Scope) Report {
	r := Report{scope: s}
	doc, err := markdown.Parse(body)
	if err != nil {
		r.Checked = 1
		r.Findings = []Finding{{Line: 1, Column: 1, End: len(body), Text: "the text", Class: ClassText, Reason: err.Error()}}
		return r
	}
	c := newChecker(doc, s)
	c.extract()
	c.checkLines()
	c.searchText()
	r.Mentions, r.Checked, r.Shifts = c.mentions, len(c.mentions), c.shifts
	for i := range r.Mentions {
		m := &r.Mentions[i]
		if m.Origin.exists() {
			continue
		}
		f := Finding{Line: m.Line, Column: m.Column, Start: m.Start, End: m.End, Text: m.Text, Class: m.Class, Reason: m.Reason}
		if m.missing != "" && len(r.Findings) < maxNearest {
			f.Nearest = c.nearestTo(m.missing)
		}
		r.Findings = append(r.Findings, f)
	}
	return r
}

// RepairRequest asks a model to mend what does not exist.
func RepairRequest(r Report) string {
	var b strings.Builder
	b.WriteString("This is wrong in the text:\n")
	said := map[string]bool{}
	for _, f := range r.Findings {
		if line := f.String(); !said[line] {
			said[line] = true
			b.WriteString("- " + line + "\n")
		}
	}
	b.WriteString("Write the whole text again with names, paths and line numbers of the source and the facts only, or without what you cannot mend, and change nothing else.")
	return b.String()
}
