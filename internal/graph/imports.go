package graph

import (
	"path"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
)

// reach is how near an import brings a file; more is nearer.
type reach int

const (
	NotReached  reach = iota
	reachAlias        // the folder is imported from, under a name that need not be the file's
	reachFolder       // the folder is imported: the name may be handed on by it
	ReachFile
	reachHere // it is the file itself
)

// importStyle is how the imports of a language family name files.
type importStyle struct {
	Separator string // of components
	relative  bool   // "./x" and "../x" start at the file
	beside    bool   // so may any other path
	anywhere  bool   // a path may be the end of a file's: where source folders begin is not said
	extension bool   // a path may end in a file name's extension
	folders   bool   // a path names a folder
	items     bool   // the last component may be an item of the file before
}

var ImportStyles = map[string]importStyle{
	"go":         {Separator: "/", folders: true},
	"python":     {Separator: ".", anywhere: true, items: true},
	"javascript": {Separator: "/", relative: true, extension: true},
	"rust":       {Separator: "::", anywhere: true, items: true},
	"java":       {Separator: ".", anywhere: true, items: true},
	"c":          {Separator: "/", beside: true, anywhere: true, extension: true},
	"ruby":       {Separator: "/", beside: true, anywhere: true, relative: true, extension: true},
	"php":        {Separator: "\\", anywhere: true, relative: true, extension: true},
}

// PlainImports is the style of the other languages.
var PlainImports = importStyle{Separator: ".", anywhere: true, items: true, relative: true}

// indexFiles are the names, without extensions, of the files that stand for their folder.
var indexFiles = map[string]bool{"index": true, "__init__": true, "mod": true, "lib": true, "package": true}

// place is where an import points.
type importPlace struct {
	path     string // slash-separated, without extension
	anchored bool   // from the repository's top; otherwise the end of a path
	folder   bool   // a folder
}

// places says where an import of the file may point.
func (g *Graph) places(from *File, imported string) []importPlace {
	fam := Family(from.Language)
	style, ok := ImportStyles[fam]
	if !ok {
		style = PlainImports
	}
	if m := g.modules.named(fam, imported, style.Separator); m != nil {
		return m
	}
	switch fam {
	case "go":
		if g.modules.standard() {
			return []importPlace{{path: imported, anchored: true, folder: true}}
		}
		if g.modules.any("go") {
			return nil
		}
		return []importPlace{{path: imported, folder: true}}
	case "python":
		if dots := len(imported) - len(strings.TrimLeft(imported, ".")); dots > 0 {
			dir := path.Dir(from.Path)
			for range dots - 1 {
				dir = path.Dir(dir)
			}
			return []importPlace{{path: path.Join(dir, strings.ReplaceAll(imported[dots:], ".", "/")), anchored: true}}
		}
	case "rust":
		if first, rest, _ := strings.Cut(imported, "::"); first == "self" || first == "super" {
			dir := strings.TrimSuffix(from.Path, path.Ext(from.Path))
			if indexFiles[path.Base(dir)] || path.Base(dir) == "main" {
				dir = path.Dir(dir)
			}
			for first == "super" {
				dir = path.Dir(dir)
				first, rest, _ = strings.Cut(rest, "::")
				if first != "super" && first != "" {
					rest = strings.TrimSuffix(first+"::"+rest, "::")
				}
			}
			return []importPlace{{path: path.Join(dir, strings.ReplaceAll(rest, "::", "/")), anchored: true}}
		}
		imported = strings.TrimPrefix(imported, "crate::")
	}
	p := strings.ReplaceAll(imported, style.Separator, "/")
	if style.Separator == "." && strings.Contains(imported, "/") {
		p = imported
	}
	if style.extension {
		p = strings.TrimSuffix(p, path.Ext(p))
	}
	var places []importPlace
	dotted := strings.HasPrefix(p, "./") || strings.HasPrefix(p, "../") || p == "." || p == ".."
	if style.relative && dotted || style.beside {
		places = append(places, importPlace{path: path.Join(path.Dir(from.Path), p), anchored: true})
	}
	if dotted {
		return places
	}
	for _, alias := range []string{"@/", "~/", "#/"} { // of the source folder, by custom
		if rest, ok := strings.CutPrefix(p, alias); ok && fam == "javascript" {
			return append(places, importPlace{path: rest})
		}
	}
	if style.anywhere {
		// A module of the standard library is meant, unless there is one at the top.
		standard := langdata.For(from.Language).Module(imported) || langdata.For(from.Language).Module(firstComponent(imported))
		places = append(places, importPlace{path: strings.Trim(path.Clean(p), "/"), anchored: standard})
	}
	return places
}

// meets says how near the place is to a file.
func (p importPlace) meets(file string, items bool) reach {
	stem, dir := strings.TrimSuffix(file, path.Ext(file)), path.Dir(file)
	if p.folder {
		if p.is(dir) || !p.anchored && dir != "." && strings.HasSuffix(p.path, "/"+dir) {
			return ReachFile
		}
		return NotReached
	}
	switch {
	case p.is(stem), indexFiles[path.Base(stem)] && p.is(dir):
		return ReachFile
	case items && strings.Contains(p.path, "/") && importPlace{path: path.Dir(p.path), anchored: p.anchored}.isFile(stem, dir):
		return ReachFile
	case p.is(dir):
		return reachFolder
	}
	return NotReached
}

func (p importPlace) isFile(stem, dir string) bool {
	return p.is(stem) || indexFiles[path.Base(stem)] && p.is(dir)
}

func (p importPlace) is(candidate string) bool {
	return candidate == p.path || !p.anchored && p.path != "" && strings.HasSuffix(candidate, "/"+p.path)
}

// Meets says how near an import of the file is to another file.
func (g *Graph) Meets(from, other *File, imported string) reach {
	style, ok := ImportStyles[Family(from.Language)]
	if !ok {
		style = PlainImports
	}
	best := NotReached
	for _, p := range g.places(from, imported) {
		best = max(best, p.meets(other.Path, style.items))
	}
	return best
}

// Reach says how near the file's imports bring another file's definition of the name. With wide
// also imports that do not say what they bring count.
func (g *Graph) Reach(from, other *File, name string, wide bool) reach {
	best := NotReached
	for i := range from.Outline.Imports {
		imp := &from.Outline.Imports[i]
		if len(imp.Names) == 0 && wide || slices.Contains(imp.Names, name) || Family(from.Language) == "c" {
			best = max(best, g.Meets(from, other, imp.Path))
		}
	}
	if from.Language == "go" && path.Dir(from.Path) == path.Dir(other.Path) {
		best = max(best, ReachFile)
	}
	return best
}

// reachQualified says how near the qualifier, a module's name or path, brings another file.
func (g *Graph) reachQualified(from, other *File, qualifier string) reach {
	style, ok := ImportStyles[Family(from.Language)]
	if !ok {
		style = PlainImports
	}
	first := firstComponent(qualifier)
	best := NotReached
	for i := range from.Outline.Imports {
		imp := &from.Outline.Imports[i]
		switch {
		case imp.Path == qualifier:
			best = max(best, g.Meets(from, other, imp.Path))
		case !slices.Contains(imp.Names, first):
		case style.folders && first != qualifier: // a value that the package has
		case style.folders:
			best = max(best, g.Meets(from, other, imp.Path))
		default:
			rest := strings.ReplaceAll(strings.TrimPrefix(qualifier, first), ".", style.Separator)
			// The import's path, then the name: "from package import module".
			base := imp.Path
			if !strings.HasSuffix(base, style.Separator) {
				base += style.Separator
			}
			if g.Meets(from, other, base+first+rest) == ReachFile {
				return ReachFile
			}
			if style.items && rest == "" && g.Meets(from, other, imp.Path) != NotReached {
				best = max(best, reachAlias)
			}
			if LastComponent(imp.Path) == first || style.Separator == "/" || rest != "" {
				best = max(best, g.Meets(from, other, strings.TrimSuffix(imp.Path, first)+first+rest), g.Meets(from, other, imp.Path+rest))
			}
		}
	}
	if sep := Scopings[from.Language].paths; sep != "" && best == NotReached {
		best = g.Meets(from, other, strings.ReplaceAll(qualifier, sep, style.Separator))
	}
	return best
}

// bindsOutside reports whether the qualifier begins with a name that an import binds: what it
// brings is not a value of unknown type.
func (g *Graph) bindsOutside(from *File, qualifier string) bool {
	first := firstComponent(qualifier)
	for i := range from.Outline.Imports {
		if imp := &from.Outline.Imports[i]; slices.Contains(imp.Names, first) {
			return true
		}
	}
	return langdata.For(from.Language).Module(first) && Scopings[from.Language].paths != ""
}
