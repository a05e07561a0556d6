package index

import (
	"context"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/words"
)

// pathList is every path of a repository, those included that no parser reads.
type pathList struct {
	all   []string        // of files, sorted
	ends  map[string]bool // each file and folder, by each end of its path
	whole map[string]bool // each file and folder, by its path
}

// listedPaths is the pathList of an index, made when it is first asked for.
type listedPaths struct {
	all    []string // as they were listed, sorted
	stamps []graph.Stamp
	once   sync.Once
	list   pathList
}

// add adds a file; they come by path.
func (l *listedPaths) add(f git.File) {
	stamp := graph.Stamp{}
	if f.Info != nil {
		stamp = stampOf(f.Info)
	}
	l.all, l.stamps = append(l.all, f.Path), append(l.stamps, stamp)
}

// paths returns what was listed when the index was read.
func (x *Index) paths() *pathList {
	x.listed.once.Do(func() { x.listed.list = newPathList(x.listed.all) })
	return &x.listed.list
}

// newPathList makes the list of sorted paths.
func newPathList(all []string) pathList {
	l := pathList{all: all, ends: make(map[string]bool, 4*len(all)), whole: make(map[string]bool, 2*len(all))}
	for _, p := range all {
		for whole := p; whole != "." && whole != "/" && !l.whole[whole]; whole = path.Dir(whole) {
			l.whole[whole] = true
			for end := whole; ; {
				l.ends[end] = true
				_, rest, more := strings.Cut(end, "/")
				if !more {
					break
				}
				end = rest
			}
		}
	}
	return l
}

// Path reports whether the repository holds the file or folder, also one that no parser reads. A path that
// is given without its first folders is found when it ends a path of the repository.
func (x *Index) Path(p string) bool {
	p = strings.Trim(path.Clean(p), "/")
	if p == "" || p == "." {
		return false
	}
	return x.ByPath[p] != nil || x.paths().ends[p]
}

// HoldsPath reports whether the repository holds the file or folder by exactly this path, from its root.
func (x *Index) HoldsPath(p string) bool { return x.paths().whole[strings.Trim(path.Clean(p), "/")] }

// Ignored reports whether git's rules leave a path out that is none of the repository's. Outside of git nothing is.
func (x *Index) Ignored(p string) bool {
	if !x.InGit || p == "" || !filepath.IsLocal(filepath.FromSlash(p)) {
		return false
	}
	ignored, err := git.Ignored(context.Background(), x.Repo.Path, p)
	return err == nil && ignored
}

// Lines returns the number of lines of a file, or 0 when it has no outline. The path may lack its first
// folders when no other file ends the same way.
func (x *Index) Lines(p string) int {
	f := x.ByPath[p]
	if f == nil {
		for _, other := range x.Files {
			if !strings.HasSuffix(other.Path, "/"+p) {
				continue
			}
			if f != nil {
				return 0
			}
			f = other
		}
	}
	if f != nil && f.Outline != nil {
		return f.Outline.Lines
	}
	return 0
}

// nearestPath returns the path whose end differs least from the one given: the same file name, or
// nearly the same.
func (x *Index) nearestPath(p string) string {
	p = strings.Trim(path.Clean(p), "/")
	base := path.Base(p)
	best, bestDistance := "", 1+len(base)/4
	for _, candidate := range x.paths().all {
		d := words.EditDistance(strings.ToLower(base), strings.ToLower(path.Base(candidate)), bestDistance)
		if d > bestDistance || d == bestDistance && best != "" &&
			words.EditDistance(p, candidate, len(p)) >= words.EditDistance(p, best, len(p)) {
			continue
		}
		best, bestDistance = candidate, d
	}
	return best
}
