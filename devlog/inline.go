package devlog

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what stands in a table, in characters.
const (
	maxTitle   = 120
	maxSource  = 160
	maxSummary = 240
)

// inline makes a text of whatever origin a harmless piece of a Markdown line: it is
// shown as it is, on one line, cut at a word when it is too long. Characters
// that Markdown, HTML or tables could read as something else are escaped; those
// that reorder or hide text are left out.
func inline(text string, limit int) string {
	text = shorten(strings.Join(strings.Fields(strings.Map(visible, text)), " "), limit)
	var b strings.Builder
	b.Grow(len(text) + 16)
	for i, r := range text {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == ':' && strings.HasPrefix(text[i:], "://"), r == '@',
			r == '.' && i >= 3 && strings.EqualFold(text[i-3:i], "www"):
			// No link comes of an address that nobody checked.
			b.WriteByte('\\')
			b.WriteRune(r)
		case strings.ContainsRune("\\`*_[]|~$#!", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// visible maps white space to spaces and drops what has no shape of its own.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r), r == utf8.RuneError:
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
		return -1
	}
	return r
}

// shorten cuts a text to so many characters, an ellipsis included.
func shorten(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	cut := string([]rune(text)[:limit-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return cut + "…"
}
