package markdown

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is the text for a piece of a line.
func Text(s string) string { return atLineStart(escape(OneLine(s), "")) }

// HeadingText is the text for what follows the '#' of a heading. A run of '#' at its end stays visible, and a brace opens no
// attributes, as Hugo's headings have them.
func HeadingText(s string) string {
	s = escape(OneLine(s), "{")
	return closingHashes.ReplaceAllString(s, `$1\$2`)
}

var closingHashes = regexp.MustCompile(`(^| )(#+)$`)

// CellText is the text for a cell of a table.
func CellText(s string) string { return escape(OneLine(s), "|") }

// LinkTo is a link with the text. Its destination is written as it is: it has to be a path or an address that holds neither
// blanks nor parentheses.
func LinkTo(text, destination string) string {
	return "[" + escape(OneLine(text), "|]") + "](" + destination + ")"
}

// Linked makes Markdown that holds no link, such as a code span, a link to a path or an address.
func Linked(text, destination string) string {
	if strings.ContainsAny(destination, "()<> ") {
		destination = "<" + strings.NewReplacer("<", "%3C", ">", "%3E").Replace(destination) + ">"
	}
	return "[" + text + "](" + destination + ")"
}

// Prose is Text for a text that may hold code spans of its own: those stay, all other markup is shown as it was typed.
func Prose(s string) string {
	s = OneLine(s)
	var b strings.Builder
	for s != "" {
		open := strings.IndexByte(s, '`')
		if open < 0 {
			break
		}
		ticks := len(s[open:]) - len(strings.TrimLeft(s[open:], "`"))
		b.WriteString(escape(s[:open], ""))
		inner, rest, found := strings.Cut(s[open+ticks:], s[open:open+ticks])
		// Only what every reader takes for a code span: backticks of one length around a text without any.
		if !found || strings.Contains(inner, "`") || strings.HasPrefix(rest, "`") || strings.TrimSpace(inner) == "" {
			b.WriteString(strings.Repeat("\\`", ticks))
			s = s[open+ticks:]
			continue
		}
		b.WriteString(Code(inner))
		s = rest
	}
	b.WriteString(escape(s, ""))
	return atLineStart(b.String())
}

// Code is the text as a code span, whatever backticks it holds; "" stays "". In a table it would need an escape for every '|'.
func Code(s string) string {
	s = OneLine(s)
	if s == "" {
		return ""
	}
	ticks := FenceFor(1, s)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return ticks + s + ticks
}

// Fenced is the text as a block of code with a line end after it. Nothing in the text can end the block. A language that is
// no plain word is left out.
func Fenced(language, text string) string {
	if !languageName.MatchString(language) {
		language = ""
	}
	fence := FenceFor(3, text)
	text = strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	return fence + language + "\n" + Visible(text) + "\n" + fence + "\n"
}

// Folded is a block of Markdown, such as one that Fenced wrote, that opens with a click on the text. The block stands between
// empty lines, so that it is read as Markdown, and stays in sight where raw HTML is not passed through.
func Folded(text, block string) string {
	return "<details><summary>" + html.EscapeString(OneLine(text)) + "</summary>\n\n" + WithLineEnd(block) + "\n</details>\n"
}

var languageName = regexp.MustCompile(`^[\pL\pN_+#.-]+$`)

// FenceFor is a run of at least atLeast backticks that is longer than any run of them in the texts.
func FenceFor(atLeast int, texts ...string) string {
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

// always are the characters that are escaped wherever they stand.
const always = "\\`*[~$"

// escape makes one line of text plain in Markdown, and escapes the characters of also besides.
func escape(s, also string) string {
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	for i, r := range s {
		switch {
		case r == '<':
			b.WriteString("&lt;") // readers that are not quite CommonMark know no "\<"
			continue
		case r == '&' && reference.MatchString(s[i:]):
			b.WriteString("&amp;")
			continue
		case strings.ContainsRune(always, r), strings.ContainsRune(also, r), r == '_' && !insideWord(s, i), opensAddress(s, i):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// reference is what a reader would take for one character.
var reference = regexp.MustCompile(`^&(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#[xX][0-9A-Fa-f]+);`)

// insideWord reports whether the byte at i has letters or digits on both sides, where an underscore means nothing.
func insideWord(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+1:])
	return isWord(before) && isWord(after)
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// opensAddress reports whether the character at i makes an address of what is around it, which GitHub would turn into a
// link that nobody checked: "://", the dot of "www." and the '@' of a mail address between two words.
func opensAddress(s string, i int) bool {
	switch s[i] {
	case ':':
		return strings.HasPrefix(s[i:], "://")
	case '.':
		return i >= 3 && strings.EqualFold(s[i-3:i], "www")
	case '@':
		return insideWord(s, i)
	}
	return false
}

// What opens a block at the start of a line, in a line of escaped text: a heading or quotation, a bullet, a number, and a
// line of marks alone, which makes a heading or a table of the line before it, or is a rule.
var (
	blockMark  = regexp.MustCompile(`^(?:[#>]|[-+](?: |$)|[-=|:][-=|: ]*$)`)
	itemNumber = regexp.MustCompile(`^([0-9]{1,9})([.)](?: |$))`)
)

func atLineStart(s string) string {
	if blockMark.MatchString(s) {
		return `\` + s
	}
	return itemNumber.ReplaceAllString(s, `$1\$2`)
}
