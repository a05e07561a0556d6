package index

import (
	"path"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// Has reports whether an identifier of the repository is the name.
func (x *Index) Has(name string) bool { return x.Graph.Has(name) }

// Nearest returns the repository's identifier that differs least from the name, or
// "" when none is near. For a path with a slash or a file's extension it is a path.
func (x *Index) Nearest(name string) string {
	if strings.Contains(name, "/") || words.SourceExtensions[strings.TrimPrefix(path.Ext(name), ".")] {
		return x.nearestPath(name)
	}
	lower := strings.ToLower(name)
	best, bestDistance := "", 1+len(name)/3
	for candidate := range x.Graph.Identifiers() {
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
