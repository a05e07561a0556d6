package markdown

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Readers of Markdown differ in what a sign means and in what takes the meaning from it: Python-Markdown knows a backslash before
// a few signs only and shows it before all others, Liquid and Jinja do not know it at all, MDX runs what stands between braces.
// So a backslash stands before the signs where all know it, and an entity in the place of the others.

// backslashed are the signs that are escaped wherever they stand, by a backslash that every reader knows.
const backslashed = "`*["

// escape makes one line of text plain in Markdown, and escapes the characters of also besides, by a backslash.
func escape(s, also string) string {
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	pairs := pairsIn(s)
	for i, r := range s {
		if e := entityAt(s, i, pairs); e != "" {
			b.WriteString(e)
			continue
		}
		switch {
		case r == '*' && spaced(s, i), r == '\\' && i+1 < len(s) && s[i+1] != ' ' && !isPunctuation(s[i+1]):
		case strings.ContainsRune(backslashed, r), strings.ContainsRune(also, r), r == '_' && !insideWord(s, i),
			r == '{', r == '\\', r == '+' && pairs.plus && doubled(s, i):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// entityAt returns the entity for the sign at i; "" when it stays, or is escaped by a backslash.
func entityAt(s string, i int, pairs pairs) string {
	rest := s[i+1:]
	switch s[i] {
	case '<':
		return "&lt;"
	case '&':
		if entity.MatchString(s[i:]) {
			return "&amp;"
		}
	case '#':
		if i > 0 && s[i-1] == '&' { // "&amp;#12" has the number of an issue for some
			return `\#`
		}
	case '{':
		if rest != "" && strings.IndexByte("%#:+-=~><.", rest[0]) >= 0 { // templates, attributes, changes to a text
			return "&#x7b;"
		}
	case '~':
		if !strings.HasPrefix(rest, "/") || i > 0 && s[i-1] != ' ' { // "~/" ends nothing that is struck out
			return "&#x7e;"
		}
	case '$':
		return "&#x24;" // mathematics
	case '%':
		if doubled(s, i) {
			return "&#x25;" // a comment of Obsidian
		}
	case '^':
		if pairs.caret {
			return "&#x5e;"
		}
	case '=':
		if pairs.equal && doubled(s, i) {
			return "&#x3d;"
		}
	}
	return ""
}

// pairs says of which signs a text holds as many as enclose something.
type pairs struct{ caret, equal, plus bool }

func pairsIn(s string) pairs {
	return pairs{caret: strings.Count(s, "^") > 1, equal: strings.Count(s, "==") > 1, plus: strings.Count(s, "++") > 1}
}

// doubled reports whether the sign at i stands again after it.
func doubled(s string, i int) bool { return i+1 < len(s) && s[i+1] == s[i] }

// spaced reports whether there is a blank on both sides of the byte at i.
func spaced(s string, i int) bool { return i > 0 && s[i-1] == ' ' && i+1 < len(s) && s[i+1] == ' ' }

// entity is what a reader would take for one character.
var entity = regexp.MustCompile(`^&(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#[xX][0-9A-Fa-f]+);`)

// insideWord reports whether the byte at i has letters or digits on both sides, where an underscore means nothing.
func insideWord(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+1:])
	return isWord(before) && isWord(after)
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// What opens a block at the start of a line, in a line of escaped text, in any dialect: a heading or quotation, a bullet, a
// number, and a line of marks alone, which makes a heading or a table of the line before it, or is a rule; admonitions, blocks
// and containers of MkDocs and Docusaurus, tabs, definitions, and the statements of MDX.
var (
	blockMark   = regexp.MustCompile(`^(?:[#>]|[-+*](?: |$)|-[-=|: ]*$|!!!|\+\+\+)`)
	entityMark  = regexp.MustCompile(`^(?:[=|:][-=|: ]*$|===|:::|: |\?\?\?|///)`)
	itemNumber  = regexp.MustCompile(`^([0-9]{1,9})([.)](?: |$))`)
	mdxKeywords = regexp.MustCompile(`^(?:im|ex)port\b`)
)

func atLineStart(s string) string {
	switch {
	case blockMark.MatchString(s):
		return `\` + s
	case entityMark.MatchString(s), mdxKeywords.MatchString(s):
		return numbered(s[0]) + s[1:]
	}
	return itemNumber.ReplaceAllString(s, `$1\$2`)
}

// numbered is a sign of ASCII as an entity. Its number is hexadecimal: in a decimal one, some readers see that of an issue.
func numbered(c byte) string { return "&#x" + strconv.FormatInt(int64(c), 16) + ";" }
