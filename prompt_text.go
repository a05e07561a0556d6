package codeworm

import (
	"fmt"
	"strings"
	"unicode"
)

// fenceFor is a fence of at least so many backticks that is longer than any run of
// them in the texts, so that nothing in them can end it.
func fenceFor(atLeast int, texts ...string) string {
	longest := atLeast - 1
	for _, text := range texts {
		run := 0
		for i := range len(text) {
			if text[i] == '`' {
				run++
				longest = max(longest, run)
			} else {
				run = 0
			}
		}
	}
	return strings.Repeat("`", longest+1)
}

// visible shows control characters and those that change the direction of text,
// which could hide something from a reader, as their code points.
func visible(text string) string {
	if strings.IndexFunc(text, hidden) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if hidden(r) {
			fmt.Fprintf(&b, "\\u{%04x}", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hidden reports whether a character is not seen or changes how others are seen: control
// and format characters (joiners, directions, tags) and the separators of lines
// that editors show as none.
func hidden(r rune) bool {
	if r == '\n' || r == '\t' {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

func withLineEnd(s string) string {
	if s == "" || strings.HasSuffix(s, "\n") {
		return s
	}
	return s + "\n"
}
