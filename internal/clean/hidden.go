package clean

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/codeworm/codeworm/internal/markdown"
)

// dropHidden takes out what a reader cannot see and a terminal or a browser may
// obey: control characters, direction marks, invisible joiners. Bytes that are
// not UTF-8 become U+FFFD.
func (c *cleaner) dropHidden() error {
	text := strings.ReplaceAll(strings.ReplaceAll(c.text, "\r\n", "\n"), "\r", "\n")
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\ufffd")
	}
	c.text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\u2028' || r == '\u2029' || r == '\u0085':
			return '\n'
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r) && r != '\u200d', unicode.Is(unicode.Co, r), unicode.Is(unicode.Cs, r):
			return -1
		case r >= 0xE0100 && r <= 0xE01EF, r == '\u115f', r == '\u1160', r == '\u3164', r == '\uffa0':
			return -1
		}
		return r
	}, text)
	return nil
}

// entity is a reference to a character.
var entity = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)

// showEntities makes references to hidden characters text: a browser would make of
// "&#8238;" what dropHidden takes out. In code they are text already.
func (c *cleaner) showEntities() error {
	return c.edit(func(d *markdown.Doc) []markdown.Edit {
		var code []markdown.Range
		for _, n := range d.Nodes {
			if n.Kind == markdown.CodeSpan || n.Kind == markdown.CodeBlock {
				code = append(code, n.Inner)
			}
		}
		var edits []markdown.Edit
		for _, at := range entity.FindAllStringIndex(c.text, -1) {
			inCode := slices.ContainsFunc(code, func(r markdown.Range) bool { return r.Start <= at[0] && at[0] < r.End })
			escaped := (at[0]-len(strings.TrimRight(c.text[:at[0]], `\`)))%2 == 1
			if !inCode && !escaped && strings.IndexFunc(html.UnescapeString(c.text[at[0]:at[1]]), markdown.Hidden) >= 0 {
				edits = append(edits, markdown.Edit{Range: markdown.Range{Start: at[0], End: at[0] + 1}, New: "&amp;"})
			}
		}
		return edits
	})
}
