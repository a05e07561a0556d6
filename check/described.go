package check

import (
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
	"github.com/codeworm/codeworm/source"
)

// described is what a text describes, as statements about it are judged.
type described struct {
	scope  Scope
	family string
	names  map[string]bool // how the text calls it
	said   string          // what the comments and strings of the file say, in small letters

	symbol *source.Symbol // nil when the text is about no single definition
	text   string         // of the definition, without its doc comment
	code   string         // the same without strings and comments
	body   string         // of that, what follows the signature
	file   string         // the whole file without the definition's doc comment
}

func newDescribed(s Scope) *described {
	d := &described{scope: s, family: langdata.Family(s.Language), names: map[string]bool{}}
	d.said = strings.ToLower(commentsAndStrings(s.Source, d.family))
	for _, symbol := range s.Symbols {
		d.said += "\n" + strings.ToLower(symbol.Doc)
	}
	if len(s.Symbols) == 0 || s.Source == "" {
		return d
	}
	symbol := &s.Symbols[0]
	if s.Span.EndLine != symbol.Span.EndLine || s.Span.StartLine > symbol.Span.StartLine {
		return d // the text is about the file
	}
	d.symbol = symbol
	d.names[symbol.Name], d.names[symbol.QualifiedName()] = true, true
	lines := strings.SplitAfter(s.Source, "\n")
	if symbol.Span.EndLine > len(lines) {
		d.symbol = nil
		return d
	}
	outside := symbol.DocSpan.StartLine == 0 || symbol.DocSpan.EndLine < symbol.Span.StartLine
	for n := symbol.Span.StartLine; n <= symbol.Span.EndLine; n++ {
		if outside || !symbol.DocSpan.ContainsLine(n) {
			d.text += lines[n-1]
		}
	}
	for n, line := range lines {
		if symbol.DocSpan.StartLine == 0 || !symbol.DocSpan.ContainsLine(n+1) {
			d.file += line
		}
	}
	d.code = maskCode(d.text, d.family)
	d.body = d.code
	if head := symbol.BodySpan.StartLine - symbol.Span.StartLine; symbol.BodySpan.StartLine > symbol.Span.StartLine {
		d.body = afterLines(d.code, head)
	}
	return d
}

// afterLines returns the text without its first lines.
func afterLines(text string, n int) string {
	for ; n > 0; n-- {
		_, rest, found := strings.Cut(text, "\n")
		if !found {
			return ""
		}
		text = rest
	}
	return text
}

// commentsAndStrings returns the comments and strings of source code.
func commentsAndStrings(code, family string) string {
	var b strings.Builder
	for k := 0; k < len(code); {
		end := maskedEnd(code, k, family)
		if end == k {
			k++
			continue
		}
		b.WriteString(code[k:end])
		b.WriteByte('\n')
		k = end
	}
	return b.String()
}
