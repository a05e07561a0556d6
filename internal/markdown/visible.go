package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible shows what a reader would not see, or what changes how the rest is seen, as code points: "\u{202e}". Bytes that
// are not UTF-8 become U+FFFD. One variation selector behind a character that it can change stays.
func Visible(text string) string {
	return show(text, func(before, r rune) bool {
		return Hidden(r) || unicode.Is(unicode.Variation_Selector, r) && !selects(before, r)
	})
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
