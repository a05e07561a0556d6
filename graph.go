package codeworm

import (
	"path"
	"slices"
	"strings"
	"sync"
)

// graph knows who defines and who uses which name in a repository. It does not
// change; it can be used from several goroutines at a time.
type graph struct {
	files []*indexedFile
	table *nameTable
	names []string // by their numbers, as the table was when the graph was made
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

func newGraph(files []*indexedFile, table *nameTable) *graph {
	g := &graph{files: files, table: table, names: table.all()}
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

// resolve returns the definitions that a reference may mean: one when the
// names tell which, several when they do not, none when it is not of this repository.
func (g *graph) resolve(from *indexedFile, u use) []symbolID {
	candidates := g.defs.of(u.name)
	if len(candidates) == 0 {
		return nil
	}
	var same []symbolID // of the same language family: others cannot be meant
	for _, id := range candidates {
		if family(g.files[id.file].language) == family(from.language) {
			same = append(same, id)
		}
	}
	if qualifier := g.names[u.qualifier]; qualifier != "" {
		return g.resolveQualified(from, u, qualifier, same)
	}
	var here, near []symbolID
	for _, id := range same {
		f, s := g.symbol(id)
		switch {
		case s.Kind == KindMethod && s.Parent != "" && !bareMethods[from.language]:
			// A method is not called by its bare name in this language.
		case f == from:
			here = append(here, id)
		case path.Dir(f.path) == path.Dir(from.path) && packageIsFolder[from.language], g.imports(from, f, s.Name):
			near = append(near, id)
		}
	}
	if len(here) > 0 {
		return here
	}
	return near
}

func (g *graph) resolveQualified(from *indexedFile, u use, qualifier string, same []symbolID) []symbolID {
	qualifier = qualifier[strings.LastIndexAny(qualifier, ".:>")+1:]
	var exact, imported, methods []symbolID
	for _, id := range same {
		f, s := g.symbol(id)
		parent := s.Parent[strings.LastIndexByte(s.Parent, '.')+1:]
		switch {
		case parent != "" && parent == qualifier:
			exact = append(exact, id)
		case parent != "" && selfNames[qualifier] && f == from && g.encloses(from, u, parent):
			exact = append(exact, id)
		case s.Parent == "" && g.imports(from, f, qualifier):
			imported = append(imported, id)
		case s.Kind == KindMethod:
			methods = append(methods, id)
		}
	}
	for _, found := range [][]symbolID{exact, imported} {
		if len(found) > 0 {
			return found
		}
	}
	if g.importsOutside(from, qualifier) {
		return nil
	}
	// A method of some value: the only method of that name is meant, several are ambiguous.
	return methods
}

// encloses reports whether the reference stands inside a symbol of that parent.
func (g *graph) encloses(f *indexedFile, u use, parent string) bool {
	if u.symbol < 0 {
		return false
	}
	p := f.outline.Symbols[u.symbol].Parent
	return p == parent || strings.HasSuffix(p, "."+parent)
}

// imports reports whether the file brings in the name from the other file.
func (g *graph) imports(from, other *indexedFile, name string) bool {
	for i := range from.outline.Imports {
		imp := &from.outline.Imports[i]
		if (len(imp.Names) == 0 || slices.Contains(imp.Names, name)) && importMeans(imp.Path, from.path, other.path) {
			return true
		}
	}
	return false
}

// importsOutside reports whether the name is bound by an import at all.
func (g *graph) importsOutside(from *indexedFile, name string) bool {
	return slices.ContainsFunc(from.outline.Imports, func(imp Import) bool { return slices.Contains(imp.Names, name) })
}

// importMeans reports whether an import path can mean a file of the
// repository: its last components are those of the file's path without
// extension, or those of the file's folder.
func importMeans(imported, from, file string) bool {
	normal := strings.NewReplacer("::", "/", "\\", "/").Replace(imported)
	if !strings.Contains(normal, "/") || strings.HasPrefix(normal, ".") && !strings.HasPrefix(normal, "./") && !strings.HasPrefix(normal, "../") {
		normal = strings.ReplaceAll(normal, ".", "/")
	}
	if strings.HasPrefix(normal, "./") || strings.HasPrefix(normal, "../") {
		normal = path.Join(path.Dir(from), normal)
	}
	normal = strings.Trim(path.Clean(normal), "/")
	for _, drop := range []string{"crate/", "super/", "self/"} {
		normal = strings.TrimPrefix(normal, drop)
	}
	stem := strings.TrimSuffix(file, path.Ext(file))
	for _, candidate := range []string{file, stem, path.Dir(file)} {
		if candidate == "." || candidate == "" {
			continue
		}
		if candidate == normal || strings.HasSuffix(candidate, "/"+normal) || strings.HasSuffix(normal, "/"+candidate) {
			return true
		}
	}
	// "from package import name" of a file package/module, and Rust's paths to items.
	return normal != "." && strings.HasSuffix(path.Dir(normal), stem) && path.Dir(normal) == stem
}

// Tables of languages that differ in how names are resolved.
var (
	// bareMethods are languages where a method can be called without a receiver.
	bareMethods = map[string]bool{"java": true, "kotlin": true, "csharp": true, "cpp": true, "ruby": true, "swift": true, "scala": true, "groovy": true}
	// packageIsFolder are languages where the files of a folder see each other's names.
	packageIsFolder = map[string]bool{"go": true, "java": true, "kotlin": true, "csharp": true, "swift": true, "scala": true, "groovy": true, "hcl": true, "protobuf": true}
	selfNames       = map[string]bool{"self": true, "this": true, "cls": true, "Self": true, "super": true}
	families        = map[string]string{"tsx": "javascript", "typescript": "javascript", "jsx": "javascript", "kotlin": "java", "scala": "java", "groovy": "java", "cpp": "c"}
)

func family(language string) string {
	if f := families[language]; f != "" {
		return f
	}
	return language
}
