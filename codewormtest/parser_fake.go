package codewormtest

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/source"
)

// Parser reads a toy language, files that end in ".toy", in Go alone. A line is
// a comment, the head or end of something, or a statement:
//
//	# Says hello.               a comment; a doc comment where a definition follows
//	use strings                 an import
//	class Greeter               a class, up to its end
//	  func greet(name, tone)    a function; in a class it is a method
//	    if tone                 "if" and "while" are decision points
//	      strings.upper(name)   any other line is a statement; names with "(" after them are called
//	    end
//	  end
//	end
//
// Names that begin with "_" are private, functions that begin with "test_" tests.
// What has no end is closed at the end of the file, and Outline.Problem says so.
// The zero value is ready.
type Parser struct {
	// OnParse, unless nil, is called with the path of each file that is read.
	// It has to be safe for several goroutines.
	OnParse func(path string)
}

var (
	_ codeworm.Parser          = Parser{}
	_ codeworm.ParserVersioner = Parser{}
)

const toyLanguage = "toy"

// Language implements codeworm.Parser.
func (Parser) Language(file string) (string, bool) {
	return toyLanguage, path.Ext(file) == ".toy"
}

// Version implements codeworm.ParserVersioner.
func (Parser) Version(language string) string {
	if language != toyLanguage {
		return ""
	}
	return "1"
}

// Parse implements codeworm.Parser.
func (p Parser) Parse(ctx context.Context, file string, src []byte) (*source.Outline, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	refuse := func(reason source.SkipReason) (*source.Outline, error) {
		return nil, &source.ParseError{Path: file, Reason: reason}
	}
	if _, ok := p.Language(file); !ok {
		return refuse(source.SkipLanguage)
	}
	if p.OnParse != nil {
		p.OnParse(file)
	}
	if bytes.IndexByte(src, 0) >= 0 {
		return refuse(source.SkipBinary)
	}
	if !utf8.Valid(src) {
		return refuse(source.SkipUndecodable)
	}
	r := toyReader{out: &source.Outline{Language: toyLanguage}, names: map[string]bool{}}
	offset := 0
	for line := range strings.Lines(string(src)) {
		if r.out.Lines%1000 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		r.line(line, offset)
		offset += len(line)
	}
	r.finish(offset)
	return r.out, nil
}

// toyReader reads line by line.
type toyReader struct {
	out   *source.Outline
	open  []toyScope
	doc   []string // of the comment lines right before
	docAt source.Span
	names map[string]bool
}

// toyScope is something that has not ended yet.
type toyScope struct {
	symbol int // index, or -1 for "if" and "while"
	line   int
	body   int // where its body begins
	block  int // index into Outline.Blocks
	nloc   int // lines of code before it
}

var toyKeywords = map[string]bool{"use": true, "class": true, "func": true, "if": true, "while": true, "end": true}

func (r *toyReader) line(line string, offset int) {
	r.out.Lines++
	text := strings.TrimPrefix(line, "\uFEFF") // at the front of the file
	text = strings.TrimLeftFunc(text, unicode.IsSpace)
	at := source.Span{StartLine: r.out.Lines, EndLine: r.out.Lines, StartByte: offset + len(line) - len(text)}
	text = strings.TrimRightFunc(text, unicode.IsSpace)
	at.EndByte = at.StartByte + len(text)
	if text == "" {
		r.doc = nil
		return
	}
	if comment, ok := strings.CutPrefix(text, "#"); ok {
		r.comment(strings.TrimSpace(comment), at)
		return
	}
	r.out.NLOC++
	word, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimSpace(rest)
	switch {
	case word == "use" && rest != "":
		names := strings.Split(rest, ".")
		r.out.Imports = append(r.out.Imports, source.Import{Path: rest, Names: names[len(names)-1:], Line: at.StartLine})
		r.identifiers(text)
	case word == "class" && isToyName(rest):
		r.define(source.KindClass, rest, nil, text, at, offset+len(line))
	case word == "func" && strings.HasSuffix(rest, ")") && isToyName(toyHead(rest)):
		inside := rest[len(toyHead(rest))+1 : len(rest)-1]
		r.define(source.KindFunction, toyHead(rest), toyParameters(inside), text, at, offset+len(line))
	case word == "if" || word == "while":
		r.statement(text, at.StartLine)
		r.decide()
		r.enter(-1, at.StartLine, offset+len(line))
	case text == "end":
		r.leave(at, offset)
	default:
		r.statement(text, at.StartLine)
	}
	r.doc = nil
}

func (r *toyReader) comment(text string, at source.Span) {
	if r.doc == nil {
		r.docAt = at
	}
	r.doc = append(r.doc, text)
	r.docAt.EndLine, r.docAt.EndByte = at.EndLine, at.EndByte
	if len(r.doc) == at.EndLine { // all of the file so far
		r.out.Doc = strings.Join(r.doc, "\n")
	}
}

func (r *toyReader) define(kind source.SymbolKind, name string, parameters []source.Parameter, text string, at source.Span, body int) {
	nameAt := at
	nameAt.StartByte += strings.Index(text, " ") + 1
	nameAt.StartByte += strings.Index(text[nameAt.StartByte-at.StartByte:], name)
	nameAt.EndByte = nameAt.StartByte + len(name)
	s := source.Symbol{Kind: kind, Name: name, Span: at, NameSpan: nameAt, Signature: strings.Join(strings.Fields(text), " "),
		Parameters: parameters, Visibility: source.VisibilityPublic}
	if around := r.innermost(); around >= 0 {
		s.Parent = r.out.Symbols[around].QualifiedName()
		if kind == source.KindFunction && r.out.Symbols[around].Kind == source.KindClass {
			s.Kind = source.KindMethod
		}
	}
	if strings.HasPrefix(name, "_") {
		s.Visibility = source.VisibilityPrivate
	}
	if kind == source.KindFunction {
		s.Test = strings.HasPrefix(name, "test_")
		s.Metrics.Complexity = 1
	}
	if r.doc != nil {
		s.Doc, s.DocSpan = strings.Join(r.doc, "\n"), r.docAt
	}
	r.identifiers(text)
	r.out.Symbols = append(r.out.Symbols, s)
	r.enter(len(r.out.Symbols)-1, at.StartLine, body)
}

// decide counts an "if" or "while" for the function around it.
func (r *toyReader) decide() {
	depth := 1
	for _, scope := range slices.Backward(r.open) {
		if scope.symbol < 0 {
			depth++
			continue
		}
		m := &r.out.Symbols[scope.symbol].Metrics
		if m.Complexity > 0 {
			m.Complexity++
			m.Cognitive += depth
			m.Nesting = max(m.Nesting, depth)
		}
		return
	}
}

func (r *toyReader) enter(symbol, line, body int) {
	r.out.Blocks = append(r.out.Blocks, source.Block{StartLine: line + 1, Depth: len(r.open)})
	r.open = append(r.open, toyScope{symbol: symbol, line: line, body: body, block: len(r.out.Blocks) - 1, nloc: r.out.NLOC - 1})
}

// leave closes the innermost scope at its "end", which starts at at.
func (r *toyReader) leave(at source.Span, lineStart int) {
	if len(r.open) == 0 {
		r.out.Problem = source.SkipSyntax
		r.out.Errors = append(r.out.Errors, at)
		return
	}
	r.close(at.EndLine-1, lineStart, at.EndLine, at.EndByte)
}

// close ends the innermost scope: its body with a line and at a byte, itself at others.
func (r *toyReader) close(bodyLine, bodyEnd, line, end int) {
	scope := r.open[len(r.open)-1]
	r.open = r.open[:len(r.open)-1]
	r.out.Blocks[scope.block].EndLine = bodyLine
	if scope.symbol < 0 {
		return
	}
	s := &r.out.Symbols[scope.symbol]
	s.Span.EndLine, s.Span.EndByte = line, end
	s.Metrics.NLOC = r.out.NLOC - scope.nloc
	if bodyEnd > scope.body {
		s.BodySpan = source.Span{StartLine: scope.line + 1, EndLine: bodyLine, StartByte: scope.body, EndByte: bodyEnd}
	}
}

// finish closes what has no end, drops blocks without lines, and sorts.
func (r *toyReader) finish(size int) {
	for len(r.open) > 0 {
		r.out.Problem = source.SkipSyntax
		head := r.open[len(r.open)-1]
		end := max(size, head.body)
		r.close(r.out.Lines, end, r.out.Lines, end)
	}
	r.out.Blocks = slices.DeleteFunc(r.out.Blocks, func(b source.Block) bool { return b.EndLine < b.StartLine })
	for name := range r.names {
		r.out.Identifiers = append(r.out.Identifiers, name)
	}
	slices.Sort(r.out.Identifiers)
}

func (r *toyReader) innermost() int {
	for _, scope := range slices.Backward(r.open) {
		if scope.symbol >= 0 {
			return scope.symbol
		}
	}
	return -1
}

// statement notes what a line calls.
func (r *toyReader) statement(text string, line int) {
	for _, call := range r.identifiers(text) {
		parts := strings.Split(call, ".")
		name := parts[len(parts)-1]
		qualifier := strings.Join(parts[:len(parts)-1], ".")
		if len(qualifier) > 80 {
			qualifier = ""
		}
		r.out.References = append(r.out.References, source.Reference{Kind: source.ReferenceCall, Name: name,
			Qualifier: qualifier, Line: line, Symbol: r.innermost()})
	}
}

// identifiers notes the names in a line, outside of "strings", and returns
// those that are followed by a parenthesis, with their qualifiers.
func (r *toyReader) identifiers(text string) (calls []string) {
	for i, part := range strings.Split(text, `"`) {
		if i%2 == 1 {
			continue
		}
		for part != "" {
			start := strings.IndexFunc(part, isToyRune)
			if start < 0 {
				break
			}
			part = part[start:]
			end := strings.IndexFunc(part, func(c rune) bool { return !isToyRune(c) && c != '.' })
			if end < 0 {
				end = len(part)
			}
			chain := strings.TrimRight(part[:end], ".")
			part = part[end:]
			all := true
			for name := range strings.SplitSeq(chain, ".") {
				if isToyName(name) && !toyKeywords[name] {
					r.names[name] = true
				} else {
					all = false
				}
			}
			if all && strings.HasPrefix(part, "(") {
				calls = append(calls, chain)
			}
		}
	}
	return calls
}

func isToyRune(c rune) bool { return c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c) }

func isToyName(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return s != "" && !unicode.IsDigit(first) && strings.IndexFunc(s, func(c rune) bool { return !isToyRune(c) }) < 0
}

// toyHead is what stands before the parenthesis.
func toyHead(s string) string {
	head, _, _ := strings.Cut(s, "(")
	return head
}

func toyParameters(inside string) []source.Parameter {
	var list []source.Parameter
	for name := range strings.SplitSeq(inside, ",") {
		if name = strings.TrimSpace(name); name != "" {
			list = append(list, source.Parameter{Name: name})
		}
	}
	return list
}
