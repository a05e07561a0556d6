package worker

import (
	"bytes"
	"encoding/binary"
	"errors"

	"github.com/codeworm/codeworm/source"
)

var errOutline = errors.New("the answer is no outline of the file")

// decoder reads an outline. It believes nothing: a worker that a hostile file has taken over may answer anything.
type decoder struct {
	data  []byte
	texts []string
	size  int // of the source, in bytes
	lines int // in the source, the empty one after its last line end included
	bad   bool
}

// decode reads the outline of a source.
func decode(data, src []byte) (*source.Outline, error) {
	d := &decoder{data: data, size: len(src), lines: 1 + bytes.Count(src, []byte{'\n'})}
	d.readTexts()
	o := d.outline()
	if d.bad || len(d.data) > 0 {
		return nil, errOutline
	}
	return o, nil
}

// fail makes all that follows empty.
func (d *decoder) fail() { d.data, d.bad = nil, true }

func (d *decoder) number() uint64 {
	n, size := binary.Uvarint(d.data)
	if size <= 0 {
		d.fail()
		return 0
	}
	d.data = d.data[size:]
	return n
}

func (d *decoder) signed() int {
	n, size := binary.Varint(d.data)
	if size <= 0 {
		d.fail()
		return 0
	}
	d.data = d.data[size:]
	return int(n)
}

// count reads a number of things that take a byte at least, each.
func (d *decoder) count() int {
	n := d.number()
	if n > uint64(len(d.data)) {
		d.fail()
		return 0
	}
	return int(n)
}

// length reads the length of a list whose elements take at least so many bytes, and whether it is none at all. No list is longer
// than the source, so that an answer cannot take much memory either.
func (d *decoder) length(least int) (n int, isNil bool) {
	one := d.number()
	if one == 0 {
		return 0, true
	}
	if one-1 > uint64(min(d.size, len(d.data)/least)) {
		d.fail()
		return 0, true
	}
	return int(one - 1), false
}

// An outline has at most so many texts, for each byte of the source and besides.
const (
	textsAByte = 6
	fewTexts   = 1000
)

func (d *decoder) readTexts() {
	n := d.count()
	if n > fewTexts+textsAByte*d.size {
		d.fail()
		return
	}
	lengths := make([]int, n)
	for i := range lengths {
		lengths[i] = d.count()
	}
	d.texts = make([]string, 0, len(lengths)+1)
	for _, n := range lengths {
		if n > len(d.data) {
			d.fail()
			return
		}
		d.texts = append(d.texts, string(d.data[:n]))
		d.data = d.data[n:]
	}
}

func (d *decoder) text() string {
	n := d.number()
	if n >= uint64(len(d.texts)) {
		d.fail()
		return ""
	}
	return d.texts[n]
}

func (d *decoder) textList() []string {
	n, isNil := d.length(1)
	if isNil {
		return nil
	}
	l := make([]string, n)
	for i := range l {
		l[i] = d.text()
	}
	return l
}

// span reads a span that lies in the source.
func (d *decoder) span(base source.Span) (s source.Span) {
	s.StartLine = base.StartLine + d.signed()
	s.EndLine = s.StartLine + d.signed()
	s.StartByte = base.StartByte + d.signed()
	s.EndByte = s.StartByte + d.signed()
	if s.StartByte < 0 || s.EndByte < s.StartByte || s.EndByte > d.size {
		d.fail()
	}
	d.inFile(s.StartLine, s.EndLine)
	return s
}

// inFile fails unless the lines are in the source; 0 is the line of what is not there.
func (d *decoder) inFile(start, end int) {
	if start < 0 || end < start-1 || end > d.lines {
		d.fail()
	}
}

// least is the number of bytes that a symbol takes at least: every field takes one.
const least = 30

func (d *decoder) outline() *source.Outline {
	o := &source.Outline{Language: d.text(), Lines: d.signed(), NLOC: d.signed(), Doc: d.text(), Problem: source.SkipReason(d.text())}
	d.inFile(0, o.Lines)
	d.inFile(0, o.NLOC)
	n, isNil := d.length(least)
	if !isNil {
		o.Symbols = make([]source.Symbol, n)
	}
	var last source.Span
	for i := range o.Symbols {
		d.symbol(&o.Symbols[i], last)
		last = o.Symbols[i].Span
	}
	d.references(o)
	if n, isNil := d.length(3); !isNil {
		o.Imports = make([]source.Import, n)
	}
	for i := range o.Imports {
		o.Imports[i] = source.Import{Path: d.text(), Names: d.textList(), Line: d.signed()}
		d.inFile(0, o.Imports[i].Line)
	}
	o.Identifiers = d.textList()
	if n, isNil := d.length(3); !isNil {
		o.Blocks = make([]source.Block, n)
	}
	for i := range o.Blocks {
		b := &o.Blocks[i]
		b.StartLine = d.signed()
		b.EndLine = b.StartLine + d.signed()
		b.Depth = d.signed()
		d.inFile(b.StartLine, b.EndLine)
	}
	if n, isNil := d.length(4); !isNil {
		o.Errors = make([]source.Span, n)
	}
	for i := range o.Errors {
		o.Errors[i] = d.span(source.Span{})
	}
	return o
}

func (d *decoder) references(o *source.Outline) {
	n, isNil := d.length(5)
	if isNil {
		return
	}
	o.References = make([]source.Reference, n)
	line := 0
	for i := range o.References {
		r := &o.References[i]
		r.Kind, r.Name, r.Qualifier = source.ReferenceKind(d.text()), d.text(), d.text()
		line += d.signed()
		r.Line, r.Symbol = line, d.signed()
		d.inFile(0, line)
		if r.Symbol < -1 || r.Symbol >= len(o.Symbols) {
			d.fail()
		}
	}
}

// symbol reads a symbol; last is the span of the one before.
func (d *decoder) symbol(s *source.Symbol, last source.Span) {
	s.Kind = source.SymbolKind(d.text())
	s.Name, s.Parent = d.text(), d.text()
	s.Span = d.span(last)
	s.NameSpan, s.DocSpan, s.BodySpan = d.span(s.Span), d.span(s.Span), d.span(s.Span)
	s.Signature, s.Doc = d.text(), d.text()
	if n, isNil := d.length(2); !isNil {
		s.Parameters = make([]source.Parameter, n)
	}
	for i := range s.Parameters {
		s.Parameters[i] = source.Parameter{Name: d.text(), Type: d.text()}
	}
	s.Results, s.Decorators = d.textList(), d.textList()
	s.Visibility = source.Visibility(d.text())
	flags := d.number()
	s.Async, s.Generator, s.Abstract = flags&flagAsync != 0, flags&flagGenerator != 0, flags&flagAbstract != 0
	s.Static, s.Test, s.Recovered = flags&flagStatic != 0, flags&flagTest != 0, flags&flagRecovered != 0
	m := &s.Metrics
	m.Complexity, m.Cognitive, m.Nesting, m.NLOC = d.signed(), d.signed(), d.signed(), d.signed()
}
