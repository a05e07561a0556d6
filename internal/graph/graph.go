package graph

import (
	"iter"
	"slices"
	"sync"

	"github.com/codeworm/codeworm/source"
)

// Graph knows who defines and who uses which name in a repository. It does not
// change; it can be used from several goroutines at a time.
type Graph struct {
	// Files are the files of the repository, by path. SymbolID and UseID count in
	// them. They are for reading only.
	Files []*File

	modules Modules
	python  *pythonTops
	table   *NameTable
	names   []string           // by their numbers, as the table was when the graph was made
	known   []bool             // by the same numbers: the name is an identifier of a file
	defs    postings[SymbolID] // the definitions by their unqualified names

	once sync.Once
	uses postings[UseID] // made when first asked for

	heritageOnce sync.Once
	heritage     map[SymbolID][]string // made when first asked for; without the symbols that have none
	ancestries   sync.Map              // of ancestry to []map[string]bool: what was asked for
}

// SymbolID says which symbol of which file is meant: Files[File].Outline.Symbols[Symbol].
type SymbolID struct{ File, Symbol int32 }

// UseID says which use in which file is meant: Files[File].Uses[Use].
type UseID struct{ File, Use int32 }

// New makes the graph of files, by path, whose names have their numbers from the table. The
// modules say which folders other code imports by which names.
func New(files []*File, modules Modules, table *NameTable) *Graph {
	g := &Graph{Files: files, modules: modules, python: newPythonTops(files, modules), table: table, names: table.All()}
	g.known = make([]bool, len(g.names))
	for _, f := range files {
		for _, name := range f.Names {
			g.known[name] = true
		}
	}
	g.defs = newPostings(len(g.names), func(fn func(uint32, SymbolID)) {
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

// Symbol returns the symbol and the file that it is in.
func (g *Graph) Symbol(id SymbolID) (*File, *source.Symbol) {
	f := g.Files[id.File]
	return f, &f.Outline.Symbols[id.Symbol]
}

// Definitions returns the definitions with the unqualified name, by file and symbol; impl
// blocks are none. The caller must not change them.
func (g *Graph) Definitions(name string) []SymbolID { return g.defs.of(g.table.find(name)) }

// Uses returns the uses of a name that the repository defines. The caller must not
// change them.
func (g *Graph) Uses(name string) []UseID {
	g.once.Do(func() {
		g.uses = newPostings(len(g.names), func(fn func(uint32, UseID)) {
			for i, f := range g.Files {
				for j, u := range f.Uses {
					if len(g.defs.of(u.Name)) > 0 {
						fn(u.Name, UseID{int32(i), int32(j)})
					}
				}
			}
		})
	})
	return g.uses.of(g.table.find(name))
}

// Name returns the name that has the number in the graph's files.
func (g *Graph) Name(number uint32) string { return g.names[number] }

// Has reports whether the name is an identifier of a file.
func (g *Graph) Has(name string) bool {
	id := g.table.find(name)
	return int(id) < len(g.known) && g.known[id]
}

// HasIn reports whether the name is an identifier of the one file.
func (g *Graph) HasIn(f *File, name string) bool { return slices.Contains(f.Names, g.table.find(name)) }

// Identifiers returns the identifiers of all files, each once, in no order that means anything.
func (g *Graph) Identifiers() iter.Seq[string] {
	return func(yield func(string) bool) {
		for id, name := range g.names {
			if g.known[id] && !yield(name) {
				return
			}
		}
	}
}
