package check

import (
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/source"
)

// described is what a text describes, as statements about it are judged.
type described struct {
	scope  Scope
	family string
	names  map[string]bool // how the text calls it
	said   string          // what the comments and strings of the definition say, or those of the file, in small letters

	symbol *source.Symbol   // nil when the text is about no single definition
	text   string           // of the definition, without its doc comment
	code   string           // the same without strings and comments
	body   string           // of that, what follows the signature
	file   string           // the whole file without the definition's doc comment
	known  map[float64]bool // the numbers in it, made when first asked for
	given  *results         // made when first asked for
	shown  map[bool]string  // what shows concepts, made when first asked for
}

func newDescribed(s Scope) *described {
	d := &described{scope: s, family: langdata.Family(s.Language), names: map[string]bool{}}
	defer d.listen()
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
	d.text, d.file = withoutDoc(lines, symbol)
	d.code = maskCode(d.text, d.family)
	d.body = afterHead(d.code, symbol)
	return d
}

// listen collects what comments and strings say: those of the definition, and those of its file that name it; without a
// definition all of the file's.
func (d *described) listen() {
	all := commentsAndStrings(d.scope.Source, d.family)
	if d.symbol != nil {
		own := commentsAndStrings(d.text, d.family)
		for line := range strings.Lines(all) {
			if words.ContainsWord(line, d.symbol.Name) {
				own += line
			}
		}
		all = own
	}
	for _, symbol := range d.scope.Symbols {
		all += "\n" + symbol.Doc
	}
	d.said = strings.ToLower(all)
}

// afterHead returns the code of a definition without the lines of its head, or behind the brace of one on a single line.
func afterHead(code string, symbol *source.Symbol) string {
	head := symbol.BodySpan.StartLine - symbol.Span.StartLine
	switch {
	case symbol.BodySpan.StartLine == 0:
		return ""
	case symbol.Span.Lines() == 1:
		return code[strings.IndexAny(code, "{:")+1:]
	case symbol.BodySpan.StartLine == symbol.NameSpan.StartLine:
		head++
	}
	return afterLines(code, head)
}

// withoutDoc returns the text of a definition, and that of its whole file, without the lines of its doc comment.
func withoutDoc(lines []string, symbol *source.Symbol) (own, file string) {
	var inside, all strings.Builder
	for k, line := range lines {
		if symbol.DocSpan.StartLine > 0 && symbol.DocSpan.ContainsLine(k+1) {
			continue
		}
		all.WriteString(line)
		if symbol.Span.ContainsLine(k + 1) {
			inside.WriteString(line)
		}
	}
	return inside.String(), all.String()
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
