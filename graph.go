package codeworm

import (
	"path"
	"slices"
	"strings"
)

// graph knows who defines and who uses which name in a repository.
type graph struct {
	files []*indexedFile
	defs  map[string][]symbolID // definitions by unqualified name
	uses  map[string][]useID    // references by unqualified name
	names map[string]bool       // every identifier
}

// symbolID and useID point into an index: file, then symbol or reference.
type symbolID struct{ file, symbol int32 }
type useID struct{ file, reference int32 }

func newGraph(files []*indexedFile) graph {
	g := graph{files: files, defs: map[string][]symbolID{}, uses: map[string][]useID{}, names: map[string]bool{}}
	for i, f := range files {
		for j := range f.outline.Symbols {
			s := &f.outline.Symbols[j]
			if s.Kind == KindImpl {
				continue
			}
			g.defs[s.Name] = append(g.defs[s.Name], symbolID{int32(i), int32(j)})
		}
		for _, name := range f.outline.Identifiers {
			g.names[name] = true
		}
	}
	for i, f := range files {
		for j := range f.outline.References {
			name := f.outline.References[j].Name
			if g.defs[name] != nil {
				g.uses[name] = append(g.uses[name], useID{int32(i), int32(j)})
			}
		}
	}
	return g
}

func (g *graph) symbol(id symbolID) (*indexedFile, *Symbol) {
	f := g.files[id.file]
	return f, &f.outline.Symbols[id.symbol]
}

// resolve returns the definitions that a reference may mean: one when the
// names tell which, several when they do not, none when it is not of this repository.
func (g *graph) resolve(from *indexedFile, r *Reference) []symbolID {
	candidates := g.defs[r.Name]
	if len(candidates) == 0 {
		return nil
	}
	var same []symbolID // of the same language family: others cannot be meant
	for _, id := range candidates {
		if family(g.files[id.file].language) == family(from.language) {
			same = append(same, id)
		}
	}
	if r.Qualifier != "" {
		return g.resolveQualified(from, r, same)
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

func (g *graph) resolveQualified(from *indexedFile, r *Reference, same []symbolID) []symbolID {
	qualifier := r.Qualifier[strings.LastIndexAny(r.Qualifier, ".:>")+1:]
	var exact, imported, methods []symbolID
	for _, id := range same {
		f, s := g.symbol(id)
		parent := s.Parent[strings.LastIndexByte(s.Parent, '.')+1:]
		switch {
		case parent != "" && parent == qualifier:
			exact = append(exact, id)
		case parent != "" && selfNames[qualifier] && f == from && g.encloses(from, r, parent):
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
func (g *graph) encloses(f *indexedFile, r *Reference, parent string) bool {
	if r.Symbol < 0 {
		return false
	}
	p := f.outline.Symbols[r.Symbol].Parent
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
