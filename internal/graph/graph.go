package graph

import (
	"path"
	"slices"
	"sync"

	"github.com/codeworm/codeworm/source"
)

// Graph knows who defines and who uses which name in a repository. It does not
// change; it can be used from several goroutines at a time.
type Graph struct {
	Files   []*File
	Table   *NameTable
	modules Modules
	Names   []string // by their numbers, as the table was when the graph was made
	// Known are the names that are identifiers of a file, defs the definitions by
	// the number of their unqualified name.
	Known []bool
	Defs  postings[SymbolID]

	once sync.Once
	uses postings[useID] // made when first asked for
}

// SymbolID and useID point into an index: file, then symbol or use.
type SymbolID struct{ File, Symbol int32 }
type useID struct{ File, Use int32 }

// postings are lists of places by name, in two arrays.
type postings[T any] struct {
	starts []uint32 // of each name's list in places; one more at the end
	places []T
}

// Of returns the places of a name.
func (p *postings[T]) Of(name uint32) []T {
	if int(name)+1 >= len(p.starts) {
		return nil
	}
	return p.places[p.starts[name]:p.starts[name+1]]
}

// newPostings makes lists for so many names; each calls fn with every name and its place, and
// is called twice.
func newPostings[T any](names int, each func(fn func(name uint32, place T))) postings[T] {
	p := postings[T]{starts: make([]uint32, names+1)}
	each(func(name uint32, _ T) { p.starts[name+1]++ })
	for i := range names {
		p.starts[i+1] += p.starts[i]
	}
	p.places = make([]T, p.starts[names])
	next := slices.Clone(p.starts)
	each(func(name uint32, place T) {
		p.places[next[name]] = place
		next[name]++
	})
	return p
}

func New(files []*File, modules Modules, table *NameTable) *Graph {
	g := &Graph{Files: files, modules: modules, Table: table, Names: table.All()}
	g.Known = make([]bool, len(g.Names))
	for _, f := range files {
		for _, name := range f.Names {
			g.Known[name] = true
		}
	}
	g.Defs = newPostings(len(g.Names), func(fn func(uint32, SymbolID)) {
		for i, f := range files {
			for j, name := range f.Defs {
				if f.Outline.Symbols[j].Kind != source.KindImpl {
					fn(name, SymbolID{int32(i), int32(j)})
				}
			}
		}
	})
	return g
}

// UsesOf returns the uses of a name.
func (g *Graph) UsesOf(name uint32) []useID {
	g.once.Do(func() {
		g.uses = newPostings(len(g.Names), func(fn func(uint32, useID)) {
			for i, f := range g.Files {
				for j, u := range f.Uses {
					if len(g.Defs.Of(u.Name)) > 0 {
						fn(u.Name, useID{int32(i), int32(j)})
					}
				}
			}
		})
	})
	return g.uses.Of(name)
}

// Has reports whether a file has the identifier.
func (g *Graph) Has(name string) bool {
	id := g.Table.Find(name)
	return int(id) < len(g.Known) && g.Known[id]
}

func (g *Graph) Symbol(id SymbolID) (*File, *source.Symbol) {
	f := g.Files[id.File]
	return f, &f.Outline.Symbols[id.Symbol]
}

// spread are the languages where the members of a type may be in several files of a folder.
var spread = map[string]bool{"go": true, "rust": true, "cpp": true, "swift": true, "csharp": true, "kotlin": true}

func MemberPlace(f *File) string {
	if spread[f.Language] {
		return path.Dir(f.Path)
	}
	return f.Path
}
