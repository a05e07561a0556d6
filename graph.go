package codeworm

import (
	"slices"
	"sync"
)

// graph knows who defines and who uses which name in a repository. It does not
// change; it can be used from several goroutines at a time.
type graph struct {
	files   []*indexedFile
	table   *nameTable
	modules modules
	names   []string // by their numbers, as the table was when the graph was made
	// known are the names that are identifiers of a file, defs the definitions by
	// the number of their unqualified name.
	known []bool
	defs  postings[symbolID]

	once sync.Once
	uses postings[useID] // made when first asked for
}

// symbolID and useID point into an index: file, then symbol or use.
type symbolID struct{ file, symbol int32 }
type useID struct{ file, use int32 }

// postings are lists of places by name, in two arrays.
type postings[T any] struct {
	starts []uint32 // of each name's list in places; one more at the end
	places []T
}

// of returns the places of a name.
func (p *postings[T]) of(name uint32) []T {
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

func newGraph(files []*indexedFile, modules modules, table *nameTable) *graph {
	g := &graph{files: files, modules: modules, table: table, names: table.all()}
	g.known = make([]bool, len(g.names))
	for _, f := range files {
		for _, name := range f.names {
			g.known[name] = true
		}
	}
	g.defs = newPostings(len(g.names), func(fn func(uint32, symbolID)) {
		for i, f := range files {
			for j, name := range f.defs {
				if f.outline.Symbols[j].Kind != KindImpl {
					fn(name, symbolID{int32(i), int32(j)})
				}
			}
		}
	})
	return g
}

// usesOf returns the uses of a name.
func (g *graph) usesOf(name uint32) []useID {
	g.once.Do(func() {
		g.uses = newPostings(len(g.names), func(fn func(uint32, useID)) {
			for i, f := range g.files {
				for j, u := range f.uses {
					if len(g.defs.of(u.name)) > 0 {
						fn(u.name, useID{int32(i), int32(j)})
					}
				}
			}
		})
	})
	return g.uses.of(name)
}

// has reports whether a file has the identifier.
func (g *graph) has(name string) bool {
	id := g.table.find(name)
	return int(id) < len(g.known) && g.known[id]
}

func (g *graph) symbol(id symbolID) (*indexedFile, *Symbol) {
	f := g.files[id.file]
	return f, &f.outline.Symbols[id.symbol]
}
