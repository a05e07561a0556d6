package words

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How texts and queries are made ready for a search by words: names of code are found by the words that they consist of, so that
// "claim ttl" finds ClaimTTL and claim_ttl. Scripts that put no spaces between words are searched by their signs.

// Indexed returns the text with each name of several words followed by these words, for an index that divides texts at what is no letter
// and no digit.
func Indexed(text string) string {
	var b strings.Builder
	b.Grow(len(text) + len(text)/4)
	eachName(text, func(before, name string) {
		b.WriteString(before)
		b.WriteString(name)
		for _, p := range further(name) {
			b.WriteByte(' ')
			b.WriteString(p)
		}
	})
	return b.String()
}

// further are the words of a name that an index does not find by itself.
func further(name string) []string {
	if parts := Parts(name); len(parts) > 1 && len(parts) > strings.Count(name, "_")+1 {
		return parts
	}
	return nil
}

// Tokens returns what such an index makes of the text: its words in lower case, in order, names followed by the words that they consist of.
func Tokens(text string) []string {
	var tokens []string
	eachName(text, func(_, name string) {
		for _, word := range append(divided(name), further(name)...) {
			tokens = append(tokens, strings.ToLower(word))
		}
	})
	return tokens
}

// divided is a name as an index divides it.
func divided(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return r == '_' })
}

// Term is what a text has to hold for one name of a query: the words of one of the forms, one after the other.
type Term struct {
	Forms [][]string
	// Beginning says that the last word of a form may be the beginning of one: it may still be typed.
	Beginning bool
}

const (
	// maxTerms is how many names of a query count; each costs time.
	maxTerms = 16
	// minBeginning is how many letters of a word make a beginning to search for: fewer are the beginning of everything.
	minBeginning = 3
)

// Terms returns what a text has to hold to be found by a query.
func Terms(query string) []Term {
	names := Names(query)
	names = names[:min(len(names), maxTerms)]
	terms := make([]Term, len(names))
	for i, name := range names {
		terms[i].Forms = [][]string{divided(name)}
		if parts := Parts(name); !slices.Equal(parts, terms[i].Forms[0]) {
			terms[i].Forms = append(terms[i].Forms, parts)
		}
		terms[i].Beginning = i == len(names)-1 && utf8.RuneCountInString(name) >= minBeginning
	}
	return terms
}

// Names returns the words and names of a query, in order.
func Names(query string) []string {
	var names []string
	eachName(query, func(_, name string) {
		if strings.Trim(name, "_") != "" {
			names = append(names, name)
		}
	})
	return names
}

// Parts returns the words that a name consists of: "HTTPServer_max2" of HTTP, Server and max2.
func Parts(name string) []string {
	var parts []string
	for _, word := range strings.Split(name, "_") {
		runes := []rune(word)
		start := 0
		for i := 1; i <= len(runes); i++ {
			if i == len(runes) || begins(runes, i) {
				parts = append(parts, string(runes[start:i]))
				start = i
			}
		}
	}
	return parts
}

// begins reports whether a word of a name begins at i.
func begins(runes []rune, i int) bool {
	before, r := runes[i-1], runes[i]
	switch {
	case signs(before) || signs(r):
		return !unicode.IsMark(r)
	case !unicode.IsUpper(r):
		return false
	}
	return !unicode.IsUpper(before) || i+1 < len(runes) && unicode.IsLower(runes[i+1])
}

// signs reports whether a rune is of a script that puts no spaces between words.
func signs(r rune) bool {
	return r >= 0xe00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// eachName calls fn for every run of letters, digits and underscores, with what stands before it; at the end with the rest and "".
func eachName(text string, fn func(before, name string)) {
	done, start := 0, -1
	for i, r := range text {
		in := r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r) || start >= 0 && unicode.IsMark(r)
		switch {
		case in && start < 0:
			start = i
		case !in && start >= 0:
			fn(text[done:start], text[start:i])
			done, start = i, -1
		}
	}
	if start >= 0 {
		fn(text[done:start], text[start:])
		done = len(text)
	}
	fn(text[done:], "")
}
