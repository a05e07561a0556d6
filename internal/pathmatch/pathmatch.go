// Package pathmatch matches slash-separated paths against patterns that mean what they mean in a .gitignore.
//
// Besides, "{a,b}" stands for either of its texts and "./" at the beginning for the top, as people write them elsewhere; for git both are plain text.
// What can match no path at all (an open bracket, "..") is an error. The package is written by hand because the library's root links next to nothing, and
// because the libraries differ from git: of the 400 sets of patterns on which a test compares it with git's own answers, sabhiram/go-gitignore is wrong in 206
// and go-git in 99.
package pathmatch

import (
	"fmt"
	"slices"
	"strings"
)

// Set is a list of patterns. It does not change, and can be used from several goroutines at a time.
type Set struct {
	patterns []pattern
	texts    []string // as they were given
}

// pattern is one pattern; one with braces is several.
type pattern struct {
	origin   int // in Set.texts
	negated  bool
	folder   bool // it matches folders alone
	anywhere bool // it has one component, which matches at any depth
	parts    []component
}

// New compiles patterns. The error names the first bad one, and says what is wrong with it.
func New(patterns []string) (Set, error) {
	s := Set{texts: slices.Clone(patterns)}
	for i, text := range patterns {
		expanded, err := expand(text)
		if err != nil {
			return Set{}, fmt.Errorf("pattern %q %w", text, err)
		}
		for _, e := range expanded {
			p, err := compile(e)
			if err != nil {
				return Set{}, fmt.Errorf("pattern %q %w", text, err)
			}
			p.origin = i
			s.patterns = append(s.patterns, p)
		}
	}
	return s, nil
}

// Empty reports whether the set has no patterns.
func (s Set) Empty() bool { return len(s.patterns) == 0 }

// compile reads a pattern without braces.
func compile(text string) (pattern, error) {
	var p pattern
	text = withoutSpaces(text)
	if strings.HasPrefix(text, "#") {
		return p, fmt.Errorf(`is a comment for git; write \# for a name that begins with #`)
	}
	text, p.negated = strings.CutPrefix(text, "!")
	text = strings.ReplaceAll(text, `\/`, "/")
	if text == "." || strings.HasPrefix(text, "./") {
		text = text[1:] + strings.Repeat("/", max(0, 2-len(text)))
		if strings.Trim(text, "/") == "" {
			text = "/**" // the top: all of it
		}
	}
	trimmed := strings.TrimRight(text, "/")
	p.folder = trimmed != text
	anchored := strings.Contains(trimmed, "/")
	var parts []string
	for part := range strings.SplitSeq(trimmed, "/") {
		switch part {
		case "", ".":
		case "..":
			return p, fmt.Errorf("leaves the repository; patterns are of paths inside it")
		default:
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return p, fmt.Errorf("names no file")
	}
	for _, part := range parts {
		c, err := compileComponent(part)
		if err != nil {
			return p, err
		}
		p.parts = append(p.parts, c)
	}
	p.anywhere = !anchored
	return p, nil
}

// withoutSpaces takes spaces from the end that are not escaped.
func withoutSpaces(text string) string {
	for strings.HasSuffix(text, " ") && !strings.HasSuffix(text, `\ `) {
		text = text[:len(text)-1]
	}
	return text
}

// match reports whether the pattern matches the components of a path, of a folder or a file.
func (p *pattern) match(parts []string, folder bool) bool {
	switch {
	case p.folder && !folder:
		return false
	case p.anywhere:
		return p.parts[0].match(parts[len(parts)-1])
	}
	return matchAll(p.parts, parts)
}

// matchAll is linear in the pattern and the path but for backtracking to the last "**", which is enough: an
// earlier one never has to give way. At the end "**" stands for what is in a folder, elsewhere for any folders, none included.
func matchAll(pattern []component, parts []string) bool {
	if last := len(pattern) - 1; pattern[last].deep {
		if len(parts) == 0 {
			return false
		}
		for n := len(parts) - 1; n >= 0; n-- {
			if last == 0 || matchAll(pattern[:last], parts[:n]) {
				return true
			}
		}
		return false
	}
	p, n := 0, 0
	star, mark := -1, 0
	for n < len(parts) {
		switch {
		case p < len(pattern) && pattern[p].deep:
			star, mark = p, n
			p++
		case p < len(pattern) && pattern[p].match(parts[n]):
			p++
			n++
		case star >= 0:
			mark++
			p, n = star+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p].deep {
		p++
	}
	return p == len(pattern)
}

// MatchesItself reports whether a pattern matches the file itself; folders around it do not count, as in a .gitattributes.
func (s Set) MatchesItself(file string) bool {
	parts := strings.Split(file, "/")
	return slices.ContainsFunc(s.patterns, func(p pattern) bool { return p.match(parts, false) })
}

// Literal returns the pattern with its braces for plain text, as they are for git.
func Literal(text string) string { return strings.ReplaceAll(text, "{", `\{`) }
