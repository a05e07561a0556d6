package markdown

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// AllVisible is Visible for readers that are models, which see each character: it shows every variation selector, also one that only
// chooses the look of an emoji.
func AllVisible(text string) string {
	return show(text, func(_, r rune) bool { return Hidden(r) || unicode.Is(unicode.Variation_Selector, r) })
}

// show writes the characters as code points that are hidden, by the one before and themselves.
func show(text string, hidden func(before, r rune) bool) string {
	before := rune(0)
	if strings.IndexFunc(text, func(r rune) bool {
		is := hidden(before, r)
		before = r
		return is
	}) < 0 && utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	before = 0
	for _, r := range text {
		if hidden(before, r) {
			fmt.Fprintf(&b, "\\u{%04x}", r)
		} else {
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}

// blank are characters without a shape that Unicode counts among letters and symbols: the empty pattern of Braille, a note and
// hieroglyphs that are not there.
const blank = "\u2800\U0001d159\U00013441\U00013442"

// Hidden reports whether a character is not seen or changes how others are seen: those that Unicode calls Default_Ignorable_Code_Point
// (joiners, directions, tags, fillers) without variation selectors, all other control and format characters, blanks that are no
// white space, the separators of lines that editors show as none, and what is no character. Line ends and tabs are not hidden.
func Hidden(r rune) bool {
	if r == '\n' || r == '\t' || unicode.Is(unicode.Variation_Selector, r) {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point) ||
		strings.ContainsRune(blank, r)
}

// selects reports whether a variation selector has a character before it that it can change. Others are a place to hide a text.
func selects(before, selector rune) bool {
	switch {
	case unicode.In(selector, unicode.Mongolian):
		return unicode.Is(unicode.Mongolian, before) && !unicode.Is(unicode.Variation_Selector, before)
	case selector == '\ufe0e' || selector == '\ufe0f':
		return unicode.In(before, unicode.So, unicode.Sm, unicode.Po, unicode.Nd, unicode.Pd) || before == 'ℹ' || before == 'Ⓜ'
	default:
		return unicode.In(before, unicode.Ideographic, unicode.So, unicode.Sm, unicode.Lo)
	}
}
