package codeworm

import (
	"crypto/sha256"
	"encoding/binary"
	"io/fs"
	"time"
)

// indexedFile is one file of an index. It does not change, and is shared by
// the indexes that follow each other.
type indexedFile struct {
	path     string
	language string
	stamp    fileStamp
	// settled says that the stamp was old enough when the file was read that a
	// later change cannot have the same.
	settled bool
	test    bool
	*fileContent
}

// fileContent is what depends on a file's content alone; files of the same
// content share it.
type fileContent struct {
	sum  [sha256.Size]byte
	skip SkipReason // why there is no outline
	// outline is without Blocks, which only composing a page needs, and without
	// References and Identifiers, which are in uses and names.
	outline *Outline
	names   []uint32 // the identifiers, by the numbers of the name table
	defs    []uint32 // of each symbol: its name
	uses    []use    // the references
	sums    []uint64 // of each symbol's source, its doc comment included
}

// use is a Reference in 16 bytes: a large repository has millions.
type use struct {
	name, qualifier uint32 // numbers of the name table
	symbol          int32  // as Reference.Symbol
	line            uint32 // as Reference.Line, doubled, plus 1 for types
}

func (u use) kind() ReferenceKind {
	if u.line&1 == 1 {
		return ReferenceType
	}
	return ReferenceCall
}

func (u use) lineNumber() int { return int(u.line >> 1) }

// reference is the use as outlines have it.
func (u use) reference(names []string) Reference {
	return Reference{Kind: u.kind(), Name: names[u.name], Qualifier: names[u.qualifier], Line: u.lineNumber(), Symbol: int(u.symbol)}
}

// fileStamp is what a file system says about a file: while it is the same, so
// is the content.
type fileStamp struct {
	size int64
	// modified and changed are nanoseconds since 1970: when the content changed last,
	// which programs can set back, and when anything about the file did, which they
	// cannot; 0 where the system does not say.
	modified, changed int64
}

func stampOf(info fs.FileInfo) fileStamp {
	return fileStamp{size: info.Size(), modified: info.ModTime().UnixNano(), changed: changeTime(info)}
}

// How old a stamp has to be to prove that a file did not change since: clocks
// of file systems tick slowly, and some of them tell whole seconds only.
const (
	fineTick   = 100 * time.Millisecond
	coarseTick = 2 * time.Second
)

// settledAt reports whether a change after the moment would give another stamp.
func (s fileStamp) settledAt(now time.Time) bool {
	tick := int64(fineTick)
	if s.modified%int64(time.Millisecond) == 0 {
		tick = int64(coarseTick)
	}
	return max(s.modified, s.changed) < now.UnixNano()-tick
}

// unchanged reports whether the file is what was read when it has this stamp now.
func (f *indexedFile) unchanged(s scanned) bool {
	return f.settled && f.stamp == s.stamp && f.language == s.language && f.skip != SkipUnreadable
}

// newFileContent takes over an outline; source is what it was made from.
func newFileContent(sum [sha256.Size]byte, outline *Outline, src []byte, table *nameTable) *fileContent {
	c := &fileContent{
		sum: sum, outline: outline,
		names: make([]uint32, len(outline.Identifiers)),
		defs:  make([]uint32, len(outline.Symbols)),
		uses:  make([]use, 0, len(outline.References)),
		sums:  make([]uint64, len(outline.Symbols)),
	}
	table.intern(func(number func(string) uint32) {
		for i, name := range outline.Identifiers {
			c.names[i] = number(name)
		}
		for i := range outline.References {
			r := &outline.References[i]
			if r.Name == "" { // broken source
				continue
			}
			u := use{name: number(r.Name), qualifier: number(r.Qualifier), symbol: int32(r.Symbol), line: uint32(r.Line) << 1}
			if r.Kind == ReferenceType {
				u.line |= 1
			}
			c.uses = append(c.uses, u)
		}
		for i := range outline.Symbols {
			s := &outline.Symbols[i]
			c.defs[i] = number(s.Name)
			s.Name = table.names[c.defs[i]]
			s.Parent = table.names[number(s.Parent)]
		}
	})
	outline.Blocks, outline.References, outline.Identifiers = nil, nil, nil
	for i := range outline.Symbols {
		c.sums[i] = sumOf(src, outline.Symbols[i].Span, outline.Symbols[i].DocSpan)
	}
	return c
}

// sumOf is the first eight bytes of the SHA-256 of the spans' source.
func sumOf(src []byte, spans ...Span) uint64 {
	h := sha256.New()
	for _, s := range spans {
		if s.StartByte < s.EndByte && s.EndByte <= len(src) {
			h.Write(src[s.StartByte:s.EndByte])
		}
		h.Write([]byte{0})
	}
	var sum [sha256.Size]byte
	return binary.BigEndian.Uint64(h.Sum(sum[:0]))
}
