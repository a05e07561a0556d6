package codeworm

import (
	"path"
	"strings"
)

// Has reports whether the repository holds the identifier.
func (x *Index) Has(name string) bool { return x.graph.has(name) }

// Path reports whether the repository holds the file or folder. A path that
// is given without its first folders is found when it ends a path of the repository.
func (x *Index) Path(p string) bool {
	p = strings.Trim(path.Clean(p), "/")
	if p == "" || p == "." {
		return false
	}
	if x.byPath[p] != nil {
		return true
	}
	for _, f := range x.files {
		if pathEndsWith(f.path, p) || strings.HasPrefix(f.path, p+"/") || strings.Contains(f.path, "/"+p+"/") {
			return true
		}
	}
	for _, s := range x.skipped {
		if pathEndsWith(s.Path, p) {
			return true
		}
	}
	return false
}

func pathEndsWith(whole, end string) bool { return whole == end || strings.HasSuffix(whole, "/"+end) }

// Lines is the number of lines of a file, or 0 when it was not read.
func (x *Index) Lines(p string) int {
	if f := x.byPath[p]; f != nil && f.outline != nil {
		return f.outline.Lines
	}
	return 0
}

// Nearest is the repository's identifier that differs least from the name, or
// "" when none is near.
func (x *Index) Nearest(name string) string {
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
