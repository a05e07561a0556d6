package render

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// factList is a list of facts, each with a label.
type factList struct {
	strings.Builder
	links Links
}

// add adds a fact, unless it is empty.
func (l *factList) add(label, value string) {
	if value != "" {
		fmt.Fprintf(l, "- **%s:** %s\n", label, value)
	}
}

// factsSection lists what is known without a model. A page by the facts-only
// writer has none: the facts are its prose.
func factsSection(f *page.Facts, provisional bool, links Links) string {
	if provisional {
		return ""
	}
	list := factList{links: links}
	if s := f.Target.Symbol; s != nil {
		list.add("Signature", markdown.Code(s.Signature))
	}
	if f.Period != nil {
		list.addPeriod(f.Period)
	} else {
		list.addRelations(f)
		list.addHistory(f)
	}
	return section("Facts", list.String())
}

// addRelations adds what the target has to do with.
func (l *factList) addRelations(f *page.Facts) {
	l.add("Package", markdown.Code(f.Module))
	if f.Owner != nil {
		l.add("Member of", l.relation(*f.Owner))
	}
	for i, e := range f.Evidence {
		if i == maxEvidence {
			l.add("Evidence", fmt.Sprintf("and %d more", len(f.Evidence)-i))
			break
		}
		l.add("Evidence", fmt.Sprintf("%s (%s) %s", markdown.Code(e.Name), l.place(e.Path, e.Line), markdown.Text(e.What)))
	}
	l.add("Uses", l.relations(f.Calls))
	l.add("Used by", l.relations(f.Callers))
	l.add("Tests", l.relations(f.Tests))
}

// addHistory adds how often and when last the target's file changed, and what of that is not known.
func (l *factList) addHistory(f *page.Facts) {
	if !f.HistoryFrom.IsZero() {
		l.add("History", "not known before "+f.HistoryFrom.Format("2006-01-02")+", where this clone begins")
	}
	if c := f.Churn; c.Commits90 > 0 {
		l.add("Commits", fmt.Sprintf("%d in 30 days, %d in 90 days", c.Commits30, c.Commits90))
	}
	if len(f.Commits) > 0 {
		c := f.Commits[0]
		l.add("Last commit", fmt.Sprintf("%s on %s: %s", linked(markdown.Code(c.Hash[:min(8, len(c.Hash))]), l.links.Commit(c.Hash)), c.When.Format("2006-01-02"), markdown.Text(c.Subject)))
	}
}

// addPeriod adds what was counted in a period.
func (l *factList) addPeriod(p *page.PeriodFacts) {
	l.add("Commits", strconv.Itoa(p.Commits))
	l.add("Authors", authors(p.Authors))
	l.add("Files changed", strconv.Itoa(p.FilesChanged))
	l.add("Most changed files, by commits", l.changedFiles(p.Files))
	l.add("Most changed definitions, by places", l.changedSymbols(p.Symbols))
	l.add("Pages written", strconv.Itoa(p.Documented))
}

// maxAuthors is how many authors a summary names among its facts.
const maxAuthors = 20

// authors lists who made commits.
func authors(list []page.AuthorFacts) string {
	var parts []string
	for i, a := range list {
		if i == maxAuthors {
			parts = append(parts, fmt.Sprintf("and %d more", len(list)-i))
			break
		}
		parts = append(parts, fmt.Sprintf("%s (%d)", markdown.Text(a.Name), a.Commits))
	}
	return strings.Join(parts, ", ")
}

// changedFiles lists files with the number of commits that changed them.
func (l *factList) changedFiles(list []page.FileChanges) string {
	var parts []string
	for _, f := range list {
		to := ""
		if !f.Gone {
			to = l.links.Source(f.Path, source.Span{})
		}
		text := fmt.Sprintf("%s (%d)", linked(markdown.Code(f.Path), to), f.Commits)
		if f.Gone {
			text += ", which is gone"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

// changedSymbols lists definitions with the number of places in them that were changed.
func (l *factList) changedSymbols(list []page.SymbolChanges) string {
	var parts []string
	for _, s := range list {
		parts = append(parts, fmt.Sprintf("%s (%s, %d)", markdown.Code(s.Name), l.place(s.Path, s.Line), s.Places))
	}
	return strings.Join(parts, ", ")
}

// maxEvidence is how many pieces of evidence the facts name.
const maxEvidence = 40

// maxRelations is how many definitions a line of the facts names.
const maxRelations = 12

// relations lists definitions.
func (l *factList) relations(list []source.Relation) string {
	var parts []string
	for i, r := range list {
		if i == maxRelations {
			parts = append(parts, fmt.Sprintf("and %d more", len(list)-i))
			break
		}
		parts = append(parts, l.relation(r))
	}
	return strings.Join(parts, ", ")
}

// relation names a definition and its place.
func (l *factList) relation(r source.Relation) string {
	text := linked(markdown.Code(r.Name), l.links.Definition(r))
	if r.Name != r.Path {
		text += fmt.Sprintf(" (%s)", l.place(r.Path, r.Line))
	}
	if r.Ambiguous {
		text += ", one of several of that name"
	}
	return text
}

// place names a line of a file.
func (l *factList) place(path string, line int) string {
	return linked(markdown.Code(fmt.Sprintf("%s:%d", path, line)), l.links.Source(path, source.Span{StartLine: line}))
}
