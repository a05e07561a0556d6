package facts

import (
	"strings"

	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// Happened says what there was in a period: "twelve commits by three people changed 40 files, and
// nine pages were written".
func (v *factsView) Happened() string {
	var parts []string
	if p := v.Period; p.Commits > 0 {
		by := ""
		if len(p.Authors) > 0 {
			by = " by " + count(len(p.Authors), "person", "people")
		}
		parts = append(parts, count(p.Commits, "commit", "commits")+by+" changed "+count(p.FilesChanged, "file", "files"))
	}
	if n := v.Period.Documented; n > 0 {
		was := " were written"
		if n == 1 {
			was = " was written"
		}
		parts = append(parts, count(n, "page", "pages")+was)
	}
	if parts == nil {
		return "nothing changed"
	}
	return strings.Join(parts, ", and ")
}

// Authors is who made the commits of a period.
func (v *factsView) Authors() shown[page.AuthorFacts] { return most(v.Period.Authors) }

// ChangedFiles is the files that most commits touched.
func (v *factsView) ChangedFiles() shown[page.FileChanges] {
	s := most(v.Period.Files)
	s.More += v.Period.FilesChanged - len(v.Period.Files)
	return s
}

// Changes is the commits of a period.
func (v *factsView) Changes() shown[source.Commit] {
	s := most(v.Commits)
	s.More += v.Period.Commits - len(v.Commits)
	return s
}

// WrittenPages is the pages that were published in a period.
func (v *factsView) WrittenPages() shown[page.PageFacts] {
	s := most(v.Period.Pages)
	s.More += v.Period.Documented - len(v.Period.Pages)
	return s
}
