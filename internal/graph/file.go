package graph

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/codeworm/codeworm/source"
)

// File is one file of a repository. It does not change, and the graphs that follow
// each other share it.
type File struct {
	Path     string // slash-separated, relative to the repository's folder
	Language string
	Stamp    Stamp // of the file as it was read
	// Trusted says that the stamp was old enough when the file was read that a
	// later change cannot have the same one.
	Trusted bool
	Test    bool // its definitions are tests
	Said    Said
	*Content
}

// Said is what people said of a file, in attributes or in the configuration, that goes before what it looks like.
type Said struct {
	Own     bool // it is the repository's own, though its path is that of others' code
	Written bool // no program wrote it, whatever it says itself
}

// Content is what depends on a file's content alone; files with the same content
// share it. Outline, Names, Defs, Uses and Sums are empty when Skip is not.
type Content struct {
	Sum  [sha256.Size]byte // SHA-256 of the content
	Skip source.SkipReason // why there is no outline; "" when there is one
	// Transient says that the outline must not be kept beyond the process.
	Transient bool
	// Outline lacks Blocks, which only composing a page needs, and References and
	// Identifiers, which are kept as Uses and Names.
	Outline *source.Outline
	Names   []uint32 // the file's identifiers, as numbers of the name table
	Defs    []uint32 // of each symbol of Outline: the number of its name
	Uses    []Use    // the file's references
	Sums    []uint64 // of each symbol of Outline: SumOf its source, its doc comment included
}

// Use is a source.Reference in 16 bytes: a large repository has millions of them.
type Use struct {
	Name, Qualifier uint32 // numbers of the name table
	Symbol          int32  // as source.Reference.Symbol: which symbol the use stands in, -1 for none
	// Line packs two things: four times the 1-based line, plus the place of the kind in useKinds. See Kind
	// and LineNumber.
	Line uint32
}

// useKinds are the kinds of uses, by their numbers.
var useKinds = [...]source.ReferenceKind{source.ReferenceCall, source.ReferenceType, source.ReferenceValue}

// packed is the line of a use with its kind.
func packed(line int, kind source.ReferenceKind) uint32 {
	return uint32(line)<<2 | uint32(max(0, slices.Index(useKinds[:], kind)))
}

// Kind says whether the use calls something, names a type, or names what is called elsewhere.
func (u Use) Kind() source.ReferenceKind {
	if k := int(u.Line & 3); k < len(useKinds) {
		return useKinds[k]
	}
	return source.ReferenceCall
}

// LineNumber returns the 1-based line of the use.
func (u Use) LineNumber() int { return int(u.Line >> 2) }

// Reference returns the use as outlines have it. The names are those of the name table, by their
// numbers.
func (u Use) Reference(names []string) source.Reference {
	return source.Reference{Kind: u.Kind(), Name: names[u.Name], Qualifier: names[u.Qualifier], Line: u.LineNumber(), Symbol: int(u.Symbol)}
}

// Stamp is what a file system says about a file: while it is the same, so
// is the content.
type Stamp struct {
	Size int64 // bytes
	// Modified and Changed are nanoseconds since 1970. Modified is when the content last
	// changed, which programs can set back; Changed is when anything about the file did, which
	// they cannot, and 0 where the system does not say.
	Modified, Changed int64
}

// NewContent takes over an outline, which the caller must no longer use, and gives its names their
// numbers in the table. The sum is the SHA-256 of src, the source that the outline was made from.
func NewContent(sum [sha256.Size]byte, outline *source.Outline, src []byte, table *NameTable) *Content {
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
			u := Use{Name: number(r.Name), Qualifier: number(r.Qualifier), Symbol: int32(r.Symbol), Line: packed(r.Line, r.Kind)}
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

// SumOf returns the first eight bytes of the SHA-256 of what the spans hold of the source. Spans that
// are empty or end after the source count as empty.
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
