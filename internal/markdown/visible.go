package markdown

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible shows what a reader would not see, or what changes how the rest is seen, as code points: "\u{202e}". Bytes that
// are not UTF-8 become U+FFFD.
func Visible(text string) string {
	if strings.IndexFunc(text, Hidden) < 0 && utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if Hidden(r) {
			fmt.Fprintf(&b, "\\u{%04x}", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Hidden reports whether a character is not seen or changes how others are seen: control and format characters (joiners,
// directions, tags), fillers without a shape, and the separators of lines that editors show as none. Line ends and tabs
// are not hidden, and neither are the variation selectors that belong to emoji and ideographs.
func Hidden(r rune) bool {
	if r == '\n' || r == '\t' {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point)
}

// OneLine folds white space of every kind, line ends included, to single blanks, and makes the rest Visible. It escapes
// nothing: it is for texts that are no Markdown, such as prompts and commit subjects.
func OneLine(s string) string { return Visible(strings.Join(strings.Fields(s), " ")) }

// Shorten cuts a text to limit characters at most, the ellipsis at its end included, where possible between two words. It
// folds white space as OneLine does, and comes before what escapes: its limit counts the characters of the text itself.
func Shorten(text string, limit int) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	cut := string([]rune(text)[:limit-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return cut + "…"
}

// WithLineEnd is the text with a line end at its end; "" stays "".
func WithLineEnd(s string) string {
	if s == "" || strings.HasSuffix(s, "\n") {
		return s
	}
	return s + "\n"
}
