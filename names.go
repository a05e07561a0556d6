package codeworm

import (
	"path"
	"strings"
)

// Has reports whether the repository holds the identifier.
func (x *Index) Has(name string) bool { return x.graph.has(name) }

// Path reports whether the repository holds the file or folder, also one that no parser reads. A path that
// is given without its first folders is found when it ends a path of the repository.
func (x *Index) Path(p string) bool {
	p = strings.Trim(path.Clean(p), "/")
	if p == "" || p == "." {
		return false
	}
	return x.byPath[p] != nil || x.paths().ends[p]
}

func pathEndsWith(whole, end string) bool { return whole == end || strings.HasSuffix(whole, "/"+end) }

// Lines is the number of lines of a file, or 0 when it was not read. The path may lack its first
// folders when no other file has the same end.
func (x *Index) Lines(p string) int {
	f := x.byPath[p]
	if f == nil {
		for _, other := range x.files {
			if !strings.HasSuffix(other.path, "/"+p) {
				continue
			}
			if f != nil {
				return 0
			}
			f = other
		}
	}
	if f != nil && f.outline != nil {
		return f.outline.Lines
	}
	return 0
}

// Nearest is the repository's identifier that differs least from the name, or
// "" when none is near. For a path with a slash or a file's extension it is a path.
func (x *Index) Nearest(name string) string {
	if strings.Contains(name, "/") || sourceExtensions[strings.TrimPrefix(path.Ext(name), ".")] {
		return x.nearestPath(name)
	}
	lower := strings.ToLower(name)
	best, bestDistance := "", 1+len(name)/3
	for id, candidate := range x.graph.names {
		if !x.graph.known[id] {
			continue
		}
		if d := len(candidate) - len(name); d > bestDistance || -d > bestDistance {
			continue
		}
		d := editDistance(lower, strings.ToLower(candidate), bestDistance)
		if d < bestDistance || d == bestDistance && best != "" && candidate < best {
			best, bestDistance = candidate, d
		}
	}
	return best
}

// editDistance is the Levenshtein distance of a and b in bytes, or limit+1 when
// it is over the limit.
func editDistance(a, b string, limit int) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		previous, least := row[0], i
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := previous
			if a[i-1] != b[j-1] {
				cost++
			}
			previous = row[j]
			row[j] = min(row[j]+1, row[j-1]+1, cost)
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
	}
	return row[len(b)]
}
