// Package pathmatch matches slash-separated paths against patterns with "**".
package pathmatch

import (
	"fmt"
	"path"
	"strings"
)

// Set is a list of patterns. A pattern without a slash matches the last
// component alone; in others "*", "?" and "[...]" match within a component as in path.Match
// and "**" stands for any number of components, none included.
type Set struct{ patterns [][]string }

// New compiles patterns. The error names the first bad one.
func New(patterns []string) (Set, error) {
	var s Set
	for _, p := range patterns {
		trimmed := strings.TrimSuffix(strings.TrimPrefix(p, "/"), "/")
		if trimmed == "" {
			return Set{}, fmt.Errorf("pattern %q is empty", p)
		}
		parts := strings.Split(trimmed, "/")
		for _, part := range parts {
			if _, err := path.Match(part, ""); err != nil {
				return Set{}, fmt.Errorf("pattern %q: %w", p, err)
			}
		}
		if len(parts) == 1 && !strings.HasPrefix(p, "/") {
			parts = []string{"**", parts[0]}
		}
		s.patterns = append(s.patterns, parts)
	}
	return s, nil
}

// Empty reports whether the set has no patterns.
func (s Set) Empty() bool { return len(s.patterns) == 0 }

// Match reports whether a pattern of the set matches the path.
func (s Set) Match(name string) bool {
	if len(s.patterns) == 0 {
		return false
	}
	parts := strings.Split(name, "/")
	for _, p := range s.patterns {
		if match(p, parts) {
			return true
		}
	}
	return false
}

// match is linear in the pattern and the path but for backtracking to the
// last "**", which is enough: an earlier one never has to give way.
func match(pattern, parts []string) bool {
	p, n := 0, 0
	star, mark := -1, 0
	for n < len(parts) {
		switch {
		case p < len(pattern) && pattern[p] == "**":
			star, mark = p, n
			p++
		case p < len(pattern) && component(pattern[p], parts[n]):
			p++
			n++
		case star >= 0:
			mark++
			p, n = star+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == "**" {
		p++
	}
	return p == len(pattern)
}

func component(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return ok && err == nil
}
