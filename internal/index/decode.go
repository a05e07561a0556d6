package index

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/source"
)

// The least bytes that a file and a symbol take in a shard. A reader allocates memory by them, so
// that a false number cannot ask for more than a small multiple of the shard.
const (
	minFile   = 39
	minSymbol = 30
)

// errShard says that bytes are no shard of this format, or a damaged one.
var errShard = errors.New("not a shard of outlines")

// shardReader reads a shard. A read past the end, or of a number that cannot be, sets bad;
// from then on every read returns zero.
type shardReader struct {
	rest    []byte
	bad     bool
	strings []string // the shard's table of strings
	names   []uint32 // by the numbers of strings: the number in the name table; graph.NoName until asked for
	intern  func(name string) uint32
}

// decodeShard reads what encode wrote, and gives its names their numbers in the table.
func decodeShard(data []byte, table *graph.NameTable) (shard, error) {
	var s shard
	body := len(data) - crc32.Size
	if body < len(shardMagic) || !bytes.HasPrefix(data, []byte(shardMagic)) ||
		crc32.Checksum(data[:body], castagnoli) != binary.BigEndian.Uint32(data[body:]) {
		return s, errShard
	}
	r := &shardReader{rest: data[len(shardMagic):body]}
	if r.number() != shardFormat {
		return s, errShard
	}
	s.count, s.number = r.int(), r.int()
	s.root = string(r.bytes(r.int()))
	for range r.count(2) {
		language := string(r.bytes(r.int()))
		s.versions = append(s.versions, languageVersion{language, string(r.bytes(r.int()))})
	}
	r.readStrings()
	table.Intern(func(number func(string) uint32) {
		r.intern = number
		s.files = make([]*graph.File, r.count(minFile))
		for i := range s.files {
			s.files[i] = r.file(s.versions)
		}
	})
	if r.bad || len(r.rest) > 0 {
		return shard{}, errShard
	}
	return s, nil
}

// number reads a number that is not negative.
func (r *shardReader) number() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

// signed reads a number that may be negative.
func (r *shardReader) signed() int {
	n, size := binary.Varint(r.rest)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return int(n)
}

// fail makes the reader bad.
func (r *shardReader) fail() { r.bad, r.rest = true, nil }

// int reads a number that has to fit into 31 bits.
func (r *shardReader) int() int {
	n := r.number()
	if n > math.MaxInt32 {
		r.fail()
		return 0
	}
	return int(n)
}

// count reads the number of things that follow, each of which takes at least size bytes.
func (r *shardReader) count(size int) int {
	n := r.int()
	if n > len(r.rest)/size {
		r.fail()
		return 0
	}
	return n
}

// bytes reads n bytes.
func (r *shardReader) bytes(n int) []byte {
	if n > len(r.rest) {
		r.fail()
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

// readStrings reads the table of strings, which share one piece of memory.
func (r *shardReader) readStrings() {
	r.strings, r.names = []string{""}, []uint32{graph.NoName} // there is always one to point at
	ends := make([]int, r.count(1))
	end := 0
	for i := range ends {
		if end += r.int(); end > len(r.rest) {
			r.fail()
			return
		}
		ends[i] = end
	}
	all := string(r.bytes(end))
	if len(all) != end || end == 0 && len(ends) == 0 {
		return
	}
	r.strings = make([]string, len(ends))
	r.names = make([]uint32, len(ends))
	start := 0
	for i, end := range ends {
		r.strings[i] = all[start:end]
		r.names[i] = graph.NoName
		start = end
	}
}

// index reads the number of a string.
func (r *shardReader) index() int {
	n := r.number()
	if n >= uint64(len(r.strings)) {
		r.fail()
		return 0
	}
	return int(n)
}

// text reads a string.
func (r *shardReader) text() string { return r.strings[r.index()] }

// name reads a string that is a name, as its number in the name table.
func (r *shardReader) name() uint32 { return r.nameAt(r.index()) }

// nameAt returns the number in the name table of the string with number n.
func (r *shardReader) nameAt(n int) uint32 {
	if r.names[n] == graph.NoName {
		r.names[n] = r.intern(r.strings[n])
	}
	return r.names[n]
}

// texts reads a list of strings.
func (r *shardReader) texts() []string {
	n := r.count(1)
	if n == 0 {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = r.text()
	}
	return list
}

// span reads a span that was written relative to the beginning of base.
func (r *shardReader) span(base source.Span) (s source.Span) {
	s.StartLine = base.StartLine + r.signed()
	s.EndLine = s.StartLine + r.signed()
	s.StartByte = base.StartByte + r.signed()
	s.EndByte = s.StartByte + r.signed()
	return s
}

// file reads a file.
func (r *shardReader) file(versions []languageVersion) *graph.File {
	f := &graph.File{Path: r.text(), Content: &graph.Content{}}
	version := r.int()
	if version >= len(versions) {
		r.fail()
		return f
	}
	f.Language = versions[version].language
	bits := r.number()
	f.Trusted, f.Test = bits&fileTrusted != 0, bits&fileTest != 0
	f.Said = graph.Said{Own: bits&fileOwn != 0, Written: bits&fileWritten != 0}
	f.Stamp = graph.Stamp{Size: int64(r.signed()), Modified: int64(r.signed()), Changed: int64(r.signed())}
	copy(f.Sum[:], r.bytes(len(f.Sum)))
	f.Skip = source.SkipReason(r.text())
	if bits&fileOutline == 0 {
		return f
	}
	o := &source.Outline{Language: f.Language, Lines: r.int(), NLOC: r.int(), Doc: r.text(), Problem: source.SkipReason(r.text())}
	f.Outline = o
	for range r.count(4) {
		o.Errors = append(o.Errors, r.span(source.Span{}))
	}
	for range r.count(3) {
		o.Imports = append(o.Imports, source.Import{Path: r.text(), Names: r.texts(), Line: r.signed()})
	}
	n := r.count(minSymbol)
	o.Symbols, f.Defs, f.Sums = make([]source.Symbol, n), make([]uint32, n), make([]uint64, n)
	var last source.Span
	for i := range o.Symbols {
		s := &o.Symbols[i]
		f.Defs[i] = r.symbol(s, last)
		if sum := r.bytes(8); sum != nil {
			f.Sums[i] = binary.BigEndian.Uint64(sum)
		}
		last = s.Span
	}
	f.Names = make([]uint32, r.count(1))
	for i := range f.Names {
		f.Names[i] = r.name()
	}
	f.Uses = make([]graph.Use, r.count(4))
	line, symbol := 0, 0
	for i := range f.Uses {
		u := graph.Use{Name: r.name(), Qualifier: r.name()}
		line += r.signed()
		symbol += r.signed()
		if symbol < -1 || symbol >= n || line < 0 {
			r.fail()
			return f
		}
		u.Line, u.Symbol = uint32(line), int32(symbol)
		f.Uses[i] = u
	}
	return f
}

// symbol reads a symbol, and returns the number of its name; last is the span of the one before.
func (r *shardReader) symbol(s *source.Symbol, last source.Span) uint32 {
	bits := r.number()
	s.Async, s.Generator, s.Abstract = bits&symbolAsync != 0, bits&symbolGenerator != 0, bits&symbolAbstract != 0
	s.Static, s.Test, s.Recovered = bits&symbolStatic != 0, bits&symbolTest != 0, bits&symbolRecovered != 0
	s.Kind = source.SymbolKind(r.text())
	n := r.index()
	s.Name = r.strings[n]
	name := r.nameAt(n)
	s.Parent = r.text()
	s.Visibility = source.Visibility(r.text())
	s.Span = r.span(last)
	s.NameSpan = r.span(s.Span)
	if bits&symbolDocSpan != 0 {
		s.DocSpan = r.span(s.Span)
	}
	if bits&symbolBodySpan != 0 {
		s.BodySpan = r.span(s.Span)
	}
	s.Signature, s.Doc = r.text(), r.text()
	if count := r.count(2); count > 0 {
		s.Parameters = make([]source.Parameter, count)
		for i := range s.Parameters {
			s.Parameters[i] = source.Parameter{Name: r.text(), Type: r.text()}
		}
	}
	s.Results, s.Decorators = r.texts(), r.texts()
	m := &s.Metrics
	m.Complexity, m.Cognitive, m.Nesting, m.NLOC = r.int(), r.int(), r.int(), r.int()
	return name
}
