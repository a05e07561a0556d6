package markdown

import (
	"fmt"
	"strings"
	"unicode"
)

// Fenced is a code block whose fence nothing in the text can end.
func Fenced(language, text string) string {
	fence := FenceFor(3, text)
	info := strings.Map(func(r rune) rune {
		if r == '`' || r <= ' ' {
			return -1
		}
		return r
	}, language)
	return fence + info + "\n" + Visible(withoutLineEnd(text)) + "\n" + fence + "\n"
}

func withoutLineEnd(s string) string { return strings.TrimSuffix(s, "\n") }

// Code shows a text as code, whatever backticks it holds.
func Code(s string) string {
	s = OneLine(s)
	if s == "" {
		return ""
	}
	ticks := "`"
	for strings.Contains(s, ticks) {
		ticks += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return ticks + s + ticks
}

// Escape makes a text plain in Markdown: nothing in it is markup or HTML.
var Escape = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "|", `\|`, "#", `\#`, "~", `\~`,
).Replace

// FenceFor is a fence of at least so many backticks that is longer than any run of
// them in the texts, so that nothing in them can end it.
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

// Visible shows control characters and those that change the direction of text,
// which could hide something from a reader, as their code points.
func Visible(text string) string {
	if strings.IndexFunc(text, Hidden) < 0 {
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

// Hidden reports whether a character is not seen or changes how others are seen: control
// and format characters (joiners, directions, tags) and the separators of lines
// that editors show as none.
func Hidden(r rune) bool {
	if r == '\n' || r == '\t' {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

func WithLineEnd(s string) string {
	if s == "" || strings.HasSuffix(s, "\n") {
		return s
	}
	return s + "\n"
}

// OneLine folds white space and drops what must not be in a commit subject.
func OneLine(s string) string { return strings.Join(strings.Fields(Visible(s)), " ") }
