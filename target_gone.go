package codeworm

import (
	"path"
	"slices"
	"strings"
)

// gone reports whether nothing is left of what a page is about. What could not be read this
// time, or is not looked for any more by the configuration, is not gone.
func gone(x *Index, k Key) bool {
	if k.Period != "" {
		return false
	}
	if k.Type == PatternAnalysis {
		return x.pattern(k.Path, k.Symbol) == nil
	}
	file := x.byPath[k.Path]
	switch {
	case file == nil:
		return !holds(x, k.Path)
	case k.Symbol == "" || file.outline == nil || file.outline.Problem != "":
		return false
	}
	return !slices.Contains(symbolNames(file.outline), k.Symbol)
}

// holds reports whether the path is one of a file that was skipped, or of a folder with files.
func holds(x *Index, p string) bool {
	if p == "" || p == "." {
		return len(x.files) > 0
	}
	in := func(file string) bool { return file == p || strings.HasPrefix(path.Dir(file)+"/", p+"/") }
	return slices.ContainsFunc(x.files, func(f *indexedFile) bool { return in(f.path) }) ||
		slices.ContainsFunc(x.skipped, func(s SkippedFile) bool { return in(s.Path) })
}
