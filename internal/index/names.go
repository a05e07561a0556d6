package index

import (
	"path"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// Has reports whether the repository holds the identifier.
func (x *Index) Has(name string) bool { return x.Graph.Has(name) }

// Path reports whether the repository holds the file or folder, also one that no parser reads. A path that
// is given without its first folders is found when it ends a path of the repository.
func (x *Index) Path(p string) bool {
	p = strings.Trim(path.Clean(p), "/")
	if p == "" || p == "." {
		return false
	}
	return x.ByPath[p] != nil || x.paths().Ends[p]
}

// Lines is the number of lines of a file, or 0 when it was not read. The path may lack its first
// folders when no other file has the same end.
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

// Nearest is the repository's identifier that differs least from the name, or
// "" when none is near. For a path with a slash or a file's extension it is a path.
func (x *Index) Nearest(name string) string {
	if strings.Contains(name, "/") || words.SourceExtensions[strings.TrimPrefix(path.Ext(name), ".")] {
		return x.nearestPath(name)
	}
	lower := strings.ToLower(name)
	best, bestDistance := "", 1+len(name)/3
	for id, candidate := range x.Graph.Names {
		if !x.Graph.Known[id] {
			continue
		}
		if d := len(candidate) - len(name); d > bestDistance || -d > bestDistance {
			continue
		}
		d := words.EditDistance(lower, strings.ToLower(candidate), bestDistance)
		if d < bestDistance || d == bestDistance && best != "" && candidate < best {
			best, bestDistance = candidate, d
		}
	}
	return best
}
