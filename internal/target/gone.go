package target

import (
	"path"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// Gone reports whether nothing is left of what a page is about. What could not be read this
// time, or what the configuration now leaves out, is not gone, and neither is a period.
func Gone(x *index.Index, k page.Key) bool {
	if k.Period != "" {
		return false
	}
	if k.Type == page.PatternAnalysis {
		return x.Pattern(k.Path, k.Symbol) == nil
	}
	file := x.ByPath[k.Path]
	switch {
	case file == nil:
		return !holds(x, k.Path)
	case k.Symbol == "" || file.Outline == nil || file.Outline.Problem != "":
		return false
	}
	return !slices.Contains(SymbolNames(file.Outline), k.Symbol)
}

// holds reports whether the path is one of a file that was skipped, or of a folder with files.
func holds(x *index.Index, p string) bool {
	if p == "" || p == "." {
		return len(x.Files) > 0
	}
	in := func(file string) bool { return file == p || strings.HasPrefix(path.Dir(file)+"/", p+"/") }
	return slices.ContainsFunc(x.Files, func(f *graph.File) bool { return in(f.Path) }) ||
		slices.ContainsFunc(x.NotRead, func(s source.SkippedFile) bool { return in(s.Path) })
}
