package graph

import (
	"crypto/sha256"
	"encoding/binary"
	"io/fs"
	"time"

	"github.com/codeworm/codeworm/source"
)

// File is one file of an index. It does not change, and is shared by
// the indexes that follow each other.
type File struct {
	Path     string
	Language string
	Stamp    FileStamp
	// Settled says that the stamp was old enough when the file was read that a
	// later change cannot have the same.
	Settled bool
	Test    bool
	*Content
}

// Content is what depends on a file's content alone; files of the same
// content share it.
type Content struct {
	Sum  [sha256.Size]byte
	Skip source.SkipReason // why there is no outline
	// Outline is without Blocks, which only composing a page needs, and without
	// References and Identifiers, which are in uses and names.
	Outline *source.Outline
	Names   []uint32 // the identifiers, by the numbers of the name table
	Defs    []uint32 // of each symbol: its name
	Uses    []Use    // the references
	Sums    []uint64 // of each symbol's source, its doc comment included
}

// Use is a Reference in 16 bytes: a large repository has millions.
type Use struct {
	Name, Qualifier uint32 // numbers of the name table
	Symbol          int32  // as Reference.Symbol
	Line            uint32 // as Reference.Line, doubled, plus 1 for types
}

func (u Use) Kind() source.ReferenceKind {
	if u.Line&1 == 1 {
		return source.ReferenceType
	}
	return source.ReferenceCall
}

func (u Use) LineNumber() int { return int(u.Line >> 1) }

// Reference is the use as outlines have it.
func (u Use) Reference(names []string) source.Reference {
	return source.Reference{Kind: u.Kind(), Name: names[u.Name], Qualifier: names[u.Qualifier], Line: u.LineNumber(), Symbol: int(u.Symbol)}
}

// FileStamp is what a file system says about a file: while it is the same, so
// is the content.
type FileStamp struct {
	Size int64
	// Modified and changed are nanoseconds since 1970: when the content changed last,
	// which programs can set back, and when anything about the file did, which they
	// cannot; 0 where the system does not say.
	Modified, Changed int64
}

func StampOf(info fs.FileInfo) FileStamp {
	return FileStamp{Size: info.Size(), Modified: info.ModTime().UnixNano(), Changed: changeTime(info)}
}

// How old a stamp has to be to prove that a file did not change since: clocks
// of file systems tick slowly, and some of them tell whole seconds only.
const (
	fineTick   = 100 * time.Millisecond
	coarseTick = 2 * time.Second
)

// SettledAt reports whether a change after the moment would give another stamp.
func (s FileStamp) SettledAt(now time.Time) bool {
	tick := int64(fineTick)
	if s.Modified%int64(time.Millisecond) == 0 {
		tick = int64(coarseTick)
	}
	return max(s.Modified, s.Changed) < now.UnixNano()-tick
}

// Unchanged reports whether the file is what was read when it has this stamp now.
func (f *File) Unchanged(s Scanned) bool {
	return f.Settled && f.Stamp == s.Stamp && f.Language == s.Language && f.Skip != source.SkipUnreadable
}

// NewFileContent takes over an outline; source is what it was made from.
func NewFileContent(sum [sha256.Size]byte, outline *source.Outline, src []byte, table *NameTable) *Content {
	c := &Content{
		Sum: sum, Outline: outline,
		Names: make([]uint32, len(outline.Identifiers)),
		Defs:  make([]uint32, len(outline.Symbols)),
		Uses:  make([]Use, 0, len(outline.References)),
		Sums:  make([]uint64, len(outline.Symbols)),
	}
	table.Intern(func(number func(string) uint32) {
		for i, name := range outline.Identifiers {
			c.Names[i] = number(name)
		}
		for i := range outline.References {
			r := &outline.References[i]
			if r.Name == "" { // broken source
				continue
			}
			u := Use{Name: number(r.Name), Qualifier: number(r.Qualifier), Symbol: int32(r.Symbol), Line: uint32(r.Line) << 1}
			if r.Kind == source.ReferenceType {
				u.Line |= 1
			}
			c.Uses = append(c.Uses, u)
		}
		for i := range outline.Symbols {
			s := &outline.Symbols[i]
			c.Defs[i] = number(s.Name)
			s.Name = table.names[c.Defs[i]]
			s.Parent = table.names[number(s.Parent)]
		}
	})
	outline.Blocks, outline.References, outline.Identifiers = nil, nil, nil
	for i := range outline.Symbols {
		c.Sums[i] = SumOf(src, outline.Symbols[i].Span, outline.Symbols[i].DocSpan)
	}
	return c
}

// SumOf is the first eight bytes of the SHA-256 of the spans' source.
func SumOf(src []byte, spans ...source.Span) uint64 {
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

// ContentKey is what an outline depends on besides the parser.
type ContentKey struct {
	Sum      [sha256.Size]byte
	Language string
	Test     bool
}

// Scanned is a file that the scan leaves for reading.
type Scanned struct {
	Path     string
	Language string
	Stamp    FileStamp
}

func (f *File) Key() ContentKey { return ContentKey{f.Sum, f.Language, f.Test} }
