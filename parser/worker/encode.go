package worker

import (
	"encoding/binary"

	"github.com/codeworm/codeworm/source"
)

// encoder turns outlines into bytes, one after another. In bytes an outline is:
//
//	how many texts there are, their lengths, all their bytes
//	the outline, with the numbers of the texts in their place
//
// Numbers are varints. A list is written as one more than its length, and 0 for nil. gob takes five times as long.
type encoder struct {
	buf     []byte
	texts   []string
	numbers map[string]uint64
}

// Flags of a symbol.
const (
	flagAsync = 1 << iota
	flagGenerator
	flagAbstract
	flagStatic
	flagTest
	flagRecovered
)

// maxTexts is the number of texts up to which an encoder keeps its table for the next outline.
const maxTexts = 1 << 14

// append appends an outline to out.
func (e *encoder) append(out []byte, o *source.Outline) []byte {
	e.buf, e.texts = e.buf[:0], e.texts[:0]
	if e.numbers == nil || len(e.numbers) > maxTexts {
		e.numbers = map[string]uint64{}
	}
	clear(e.numbers)
	e.outline(o)
	out = binary.AppendUvarint(out, uint64(len(e.texts)))
	for _, t := range e.texts {
		out = binary.AppendUvarint(out, uint64(len(t)))
	}
	for _, t := range e.texts {
		out = append(out, t...)
	}
	clear(e.texts)
	return append(out, e.buf...)
}

func (e *encoder) number(n uint64) { e.buf = binary.AppendUvarint(e.buf, n) }

func (e *encoder) signed(n int) { e.buf = binary.AppendVarint(e.buf, int64(n)) }

// text writes a text that may occur again.
func (e *encoder) text(s string) {
	n, ok := e.numbers[s]
	if !ok {
		n = uint64(len(e.texts))
		e.texts = append(e.texts, s)
		e.numbers[s] = n
	}
	e.number(n)
}

// own writes a text that hardly occurs again.
func (e *encoder) own(s string) {
	if s == "" {
		e.text(s)
		return
	}
	e.number(uint64(len(e.texts)))
	e.texts = append(e.texts, s)
}

// list writes the length of a list.
func list[T any](e *encoder, l []T) {
	if l == nil {
		e.number(0)
		return
	}
	e.number(uint64(len(l)) + 1)
}

func (e *encoder) textList(l []string) {
	list(e, l)
	for _, s := range l {
		e.text(s)
	}
}

// span writes a span relative to the beginning of another one.
func (e *encoder) span(s, base source.Span) {
	e.signed(s.StartLine - base.StartLine)
	e.signed(s.EndLine - s.StartLine)
	e.signed(s.StartByte - base.StartByte)
	e.signed(s.EndByte - s.StartByte)
}

func (e *encoder) outline(o *source.Outline) {
	e.text(o.Language)
	e.signed(o.Lines)
	e.signed(o.NLOC)
	e.own(o.Doc)
	e.text(string(o.Problem))
	list(e, o.Symbols)
	var last source.Span
	for i := range o.Symbols {
		e.symbol(&o.Symbols[i], last)
		last = o.Symbols[i].Span
	}
	list(e, o.References)
	line := 0
	for i := range o.References {
		r := &o.References[i]
		e.text(string(r.Kind))
		e.text(r.Name)
		e.text(r.Qualifier)
		e.signed(r.Line - line)
		e.signed(r.Symbol)
		line = r.Line
	}
	list(e, o.Imports)
	for _, i := range o.Imports {
		e.text(i.Path)
		e.textList(i.Names)
		e.signed(i.Line)
	}
	e.textList(o.Identifiers)
	list(e, o.Blocks)
	for _, b := range o.Blocks {
		e.signed(b.StartLine)
		e.signed(b.EndLine - b.StartLine)
		e.signed(b.Depth)
	}
	list(e, o.Errors)
	for _, s := range o.Errors {
		e.span(s, source.Span{})
	}
}

// symbol writes a symbol; last is the span of the one before.
func (e *encoder) symbol(s *source.Symbol, last source.Span) {
	e.text(string(s.Kind))
	e.text(s.Name)
	e.text(s.Parent)
	e.span(s.Span, last)
	for _, part := range []source.Span{s.NameSpan, s.DocSpan, s.BodySpan} {
		e.span(part, s.Span)
	}
	e.own(s.Signature)
	e.own(s.Doc)
	list(e, s.Parameters)
	for _, p := range s.Parameters {
		e.text(p.Name)
		e.text(p.Type)
	}
	e.textList(s.Results)
	e.textList(s.Decorators)
	e.text(string(s.Visibility))
	var flags uint64
	for i, set := range []bool{s.Async, s.Generator, s.Abstract, s.Static, s.Test, s.Recovered} {
		if set {
			flags |= 1 << i
		}
	}
	e.number(flags)
	for _, n := range []int{s.Metrics.Complexity, s.Metrics.Cognitive, s.Metrics.Nesting, s.Metrics.NLOC} {
		e.signed(n)
	}
}
