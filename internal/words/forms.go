package words

import (
	"regexp"
	"strings"
)

// Forms lists the alternatives of a regular expression one by one: a long alternation that can be read, and that
// tests can hold row by row. A row is an expression and an example of what it matches.
type Forms [][2]string

// Whole compiles an expression that matches a text which as a whole has one of the forms.
func (f Forms) Whole() *regexp.Regexp { return f.Compile(`^(?:`, `)$`) }

// Anywhere compiles an expression that matches where one of the forms stands in a text; where several would match at
// one place, the first of the list does.
func (f Forms) Anywhere() *regexp.Regexp { return f.Compile(``, ``) }

// Compile compiles the alternatives, in the order of the list, between what stands before and after all of them.
func (f Forms) Compile(before, after string) *regexp.Regexp {
	return regexp.MustCompile(before + f.Any() + after)
}

// Any returns the alternatives as one expression, to stand inside of a longer one.
func (f Forms) Any() string {
	patterns := make([]string, len(f))
	for i := range f {
		patterns[i] = f[i][0]
	}
	return strings.Join(patterns, "|")
}

// Each compiles every form on its own.
func (f Forms) Each() []*regexp.Regexp {
	each := make([]*regexp.Regexp, len(f))
	for i := range f {
		each[i] = regexp.MustCompile(f[i][0])
	}
	return each
}
