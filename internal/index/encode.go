package index

import (
	"encoding/binary"
	"hash/crc32"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/source"
)

// shardWriter turns shards into bytes, one after another.
type shardWriter struct {
	buf     []byte            // the files of the shard
	names   []string          // by the numbers of the name table
	strings []string          // the shard's table of strings
	numbers map[string]uint64 // of strings
	byName  []uint64          // by the numbers of the name table: 1 + the name's number in strings, 0 for none
	used    []uint32          // the names that byName has a number for
}

// newShardWriter returns a writer for files whose names are in the table.
func newShardWriter(table *graph.NameTable) *shardWriter {
	names := table.All()
	return &shardWriter{names: names, byName: make([]uint64, len(names)), numbers: map[string]uint64{}}
}

// encode returns the shard in bytes.
func (w *shardWriter) encode(s shard) []byte {
	w.buf, w.strings = w.buf[:0], w.strings[:0]
	clear(w.numbers)
	for _, name := range w.used {
		w.byName[name] = 0
	}
	w.used = w.used[:0]
	version := map[string]int{}
	for i, v := range s.versions {
		version[v.language] = i
	}
	w.count(len(s.files))
	for _, f := range s.files {
		w.file(f, version[f.Language])
	}
	files := w.buf
	size := len(files) + 1024
	for _, text := range w.strings {
		size += len(text) + 2
	}
	out := make([]byte, 0, size)
	out = append(out, shardMagic...)
	for _, n := range []int{shardFormat, s.count, s.number} {
		out = binary.AppendUvarint(out, uint64(n))
	}
	out = appendText(out, s.root)
	out = binary.AppendUvarint(out, uint64(len(s.versions)))
	for _, v := range s.versions {
		out = appendText(appendText(out, v.language), v.version)
	}
	out = binary.AppendUvarint(out, uint64(len(w.strings)))
	for _, text := range w.strings {
		out = binary.AppendUvarint(out, uint64(len(text)))
	}
	for _, text := range w.strings {
		out = append(out, text...)
	}
	out = append(out, files...)
	return binary.BigEndian.AppendUint32(out, crc32.Checksum(out, castagnoli))
}

// appendText appends a string that is not in the table of strings.
func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// number writes a number that is not negative.
func (w *shardWriter) number(n uint64) { w.buf = binary.AppendUvarint(w.buf, n) }

// count writes a number of things.
func (w *shardWriter) count(n int) { w.number(uint64(n)) }

// signed writes a number that may be negative.
func (w *shardWriter) signed(n int) { w.buf = binary.AppendVarint(w.buf, int64(n)) }

// text writes a string that may occur again.
func (w *shardWriter) text(s string) {
	n, ok := w.numbers[s]
	if !ok {
		n = uint64(len(w.strings))
		w.strings = append(w.strings, s)
		w.numbers[s] = n
	}
	w.number(n)
}

// own writes a string that hardly occurs again: it takes the next number, and is not looked up.
func (w *shardWriter) own(s string) {
	if s == "" {
		w.text(s)
		return
	}
	w.count(len(w.strings))
	w.strings = append(w.strings, s)
}

// name writes a name of the name table.
func (w *shardWriter) name(name uint32) {
	n := w.byName[name]
	if n == 0 {
		w.strings = append(w.strings, w.names[name])
		n = uint64(len(w.strings))
		w.byName[name] = n
		w.used = append(w.used, name)
	}
	w.number(n - 1)
}

// texts writes a list of strings.
func (w *shardWriter) texts(list []string) {
	w.count(len(list))
	for _, s := range list {
		w.text(s)
	}
}

// span writes a span relative to the beginning of base.
func (w *shardWriter) span(s, base source.Span) {
	w.signed(s.StartLine - base.StartLine)
	w.signed(s.EndLine - s.StartLine)
	w.signed(s.StartByte - base.StartByte)
	w.signed(s.EndByte - s.StartByte)
}

// flags packs conditions into a number, the first one in the lowest bit.
func flags(set ...bool) uint64 {
	var bits uint64
	for i, b := range set {
		if b {
			bits |= 1 << i
		}
	}
	return bits
}

// file writes a file whose language is that of the version with the index.
func (w *shardWriter) file(f *graph.File, version int) {
	w.own(f.Path)
	w.count(version)
	w.number(flags(f.Trusted, f.Test, f.Outline != nil, f.Said.Own, f.Said.Written))
	w.signed(int(f.Stamp.Size))
	w.signed(int(f.Stamp.Modified))
	w.signed(int(f.Stamp.Changed))
	w.buf = append(w.buf, f.Sum[:]...)
	w.text(string(f.Skip))
	if f.Outline == nil {
		return
	}
	o := f.Outline
	w.count(o.Lines)
	w.count(o.NLOC)
	w.own(o.Doc)
	w.text(string(o.Problem))
	w.count(len(o.Errors))
	for _, s := range o.Errors {
		w.span(s, source.Span{})
	}
	w.count(len(o.Imports))
	for _, imp := range o.Imports {
		w.text(imp.Path)
		w.texts(imp.Names)
		w.signed(imp.Line)
	}
	w.count(len(o.Symbols))
	var last source.Span
	for i := range o.Symbols {
		w.symbol(&o.Symbols[i], f.Defs[i], last)
		w.buf = binary.BigEndian.AppendUint64(w.buf, f.Sums[i])
		last = o.Symbols[i].Span
	}
	w.count(len(f.Names))
	for _, name := range f.Names {
		w.name(name)
	}
	w.count(len(f.Uses))
	line, symbol := 0, int32(0)
	for _, u := range f.Uses {
		w.name(u.Name)
		w.name(u.Qualifier)
		w.signed(int(u.Line) - line)
		w.signed(int(u.Symbol - symbol))
		line, symbol = int(u.Line), u.Symbol
	}
}

// symbol writes a symbol; last is the span of the one before.
func (w *shardWriter) symbol(s *source.Symbol, name uint32, last source.Span) {
	w.number(flags(s.Async, s.Generator, s.Abstract, s.Static, s.Test, s.DocSpan != source.Span{}, s.BodySpan != source.Span{}, s.Recovered))
	w.text(string(s.Kind))
	w.name(name)
	w.text(s.Parent)
	w.text(string(s.Visibility))
	w.span(s.Span, last)
	w.span(s.NameSpan, s.Span)
	if s.DocSpan != (source.Span{}) {
		w.span(s.DocSpan, s.Span)
	}
	if s.BodySpan != (source.Span{}) {
		w.span(s.BodySpan, s.Span)
	}
	w.own(s.Signature)
	w.own(s.Doc)
	w.count(len(s.Parameters))
	for _, p := range s.Parameters {
		w.text(p.Name)
		w.text(p.Type)
	}
	w.texts(s.Results)
	w.texts(s.Decorators)
	for _, n := range []int{s.Metrics.Complexity, s.Metrics.Cognitive, s.Metrics.Nesting, s.Metrics.NLOC} {
		w.count(n)
	}
}
