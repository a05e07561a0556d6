package render

import (
	"fmt"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// Links tells where what a page names leads: a path from the page, or an address; "" for nowhere.
type Links interface {
	// Definition is for a definition, or the place of a use that stands in none.
	Definition(r source.Relation) string
	// Source is for lines of a file at the page's commit, or for the whole file with the zero span.
	Source(path string, span source.Span) string
	// Folder is for a folder at the page's commit, Commit for a commit by its whole hash.
	Folder(path string) string
	Commit(hash string) string
	// Related are the pages that belong to this one.
	Related() []Related
}

// Related is a page that belongs to another one.
type Related struct {
	Key  page.Key
	To   string // the link to it
	What string // what it is to the other, as a clause: "which it uses"
}

// noLinks are the links of a page that has none.
type noLinks struct{}

func (noLinks) Definition(source.Relation) string { return "" }
func (noLinks) Source(string, source.Span) string { return "" }
func (noLinks) Folder(string) string              { return "" }
func (noLinks) Commit(string) string              { return "" }
func (noLinks) Related() []Related                { return nil }

// linked is Markdown as a link; what leads nowhere stays as it is.
func linked(text, to string) string {
	if to == "" || text == "" {
		return text
	}
	return markdown.Linked(text, to)
}

// relatedSection lists the related pages.
func relatedSection(links Links) string {
	var b strings.Builder
	for _, r := range links.Related() {
		fmt.Fprintf(&b, "- %s, %s (%s)\n", markdown.LinkTo(r.Key.Title(), r.To), r.What, r.Key.Type.Label())
	}
	return section("Related Pages", b.String())
}
