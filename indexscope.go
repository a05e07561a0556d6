package codeworm

import (
	"context"
	"os"
	"path/filepath"
)

// checkScopeOf is the scope of a text about the repository, such as a README: it may name whatever
// the repository holds, in all of its languages. The path is that of the text in the repository, or of the
// source file that it describes, whose text then counts as well; "" for neither.
func checkScopeOf(x *Index, p string) CheckScope {
	s := CheckScope{Repo: x.repo.Name, Path: p, Names: x, Languages: x.Languages()}
	counts := map[string]int{}
	for _, f := range x.files {
		counts[f.language]++
	}
	s.Language = mostCommon(counts)
	f := x.byPath[p]
	if f == nil || f.outline == nil {
		return s
	}
	s.Language, s.Imports, s.Symbols = f.language, f.outline.Imports, f.outline.Symbols
	if src, err := os.ReadFile(filepath.Join(x.repo.Path, filepath.FromSlash(p))); err == nil {
		s.Source = string(src)
	}
	return s
}

// CheckScope is the scope of a text about the repository, such as a README: it may name whatever
// the repository holds, in all of its languages. The path is that of the text in the repository, or of the
// source file that it describes, whose text then counts as well; "" for neither.
func (x *Index) CheckScope(p string) CheckScope { return checkScopeOf(x, p) }

// Repo is the repository, its defaults filled in.
func (x *Index) Repo() repoSpec { return x.repo }

// readOnlyCache is a Cache in which nothing is put, for dry runs.
type readOnlyCache struct{ Cache }

// CachePut does nothing.
func (readOnlyCache) CachePut(context.Context, string, string, []byte) error { return nil }

// spec is what an index has to know of a repository.
func (r Repo) spec() repoSpec {
	return repoSpec{Name: r.Name, Path: r.Path, Include: r.Include, Exclude: r.Exclude, WebURL: r.WebURL}
}
