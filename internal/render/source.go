package render

import (
	"fmt"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// maxOpenLines is how many lines of source stand open on a page. More are folded, so that the prose begins on the first screen.
const maxOpenLines = 25

// sourceSection shows the source that the writer saw, or the change that a page is about.
func sourceSection(f *page.Facts, facts bool) string {
	if len(f.Source.Lines) > 0 {
		return section("Source Code", excerpt(f.Source, "Source", "lines", f.Target.Language, facts))
	}
	return section("Last Change", excerpt(f.Diff, "Change", "lines of the diff", "diff", facts))
}

// excerpt shows an excerpt in a fence, folded when it is long, and says so when it is not whole.
func excerpt(e source.Excerpt, name, lines, language string, facts bool) string {
	if len(e.Lines) == 0 {
		return ""
	}
	note := ""
	if !e.Whole() {
		seen := "; the writer saw no more than these"
		if facts {
			seen = "" // the facts are of all of it
		}
		note = fmt.Sprintf("%d of %d %s%s.\n\n", e.Total-e.Elided, e.Total, lines, seen)
	}
	block := markdown.Fenced(language, e.Text())
	if len(e.Lines) > maxOpenLines {
		block = markdown.Folded(fmt.Sprintf("%s, %d lines", name, e.Total-e.Elided), block)
	}
	return note + block
}
