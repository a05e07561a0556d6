package codeworm

import (
	"path"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
)

// reach is how near an import brings a file; more is nearer.
type reach int

const (
	notReached  reach = iota
	reachAlias        // the folder is imported from, under a name that need not be the file's
	reachFolder       // the folder is imported: the name may be handed on by it
	reachFile
	reachHere // it is the file itself
)

// importStyle is how the imports of a language family name files.
type importStyle struct {
	separator string // of components
	relative  bool   // "./x" and "../x" start at the file
	beside    bool   // so may any other path
	anywhere  bool   // a path may be the end of a file's: where source folders begin is not said
	extension bool   // a path may end in a file name's extension
	folders   bool   // a path names a folder
	items     bool   // the last component may be an item of the file before
}

var importStyles = map[string]importStyle{
	"go":         {separator: "/", folders: true},
	"python":     {separator: ".", anywhere: true, items: true},
	"javascript": {separator: "/", relative: true, extension: true},
	"rust":       {separator: "::", anywhere: true, items: true},
	"java":       {separator: ".", anywhere: true, items: true},
	"c":          {separator: "/", beside: true, anywhere: true, extension: true},
	"ruby":       {separator: "/", beside: true, anywhere: true, relative: true, extension: true},
	"php":        {separator: "\\", anywhere: true, relative: true, extension: true},
}

// plainImports is the style of the other languages.
var plainImports = importStyle{separator: ".", anywhere: true, items: true, relative: true}

// indexFiles are the names, without extensions, of the files that stand for their folder.
var indexFiles = map[string]bool{"index": true, "__init__": true, "mod": true, "lib": true, "package": true}

// place is where an import points.
type importPlace struct {
	path     string // slash-separated, without extension
	anchored bool   // from the repository's top; otherwise the end of a path
	folder   bool   // a folder
}

// places says where an import of the file may point.
func (g *graph) places(from *indexedFile, imported string) []importPlace {
	fam := family(from.language)
	style, ok := importStyles[fam]
	if !ok {
		style = plainImports
	}
	if m := g.modules.named(fam, imported, style.separator); m != nil {
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
			dir := path.Dir(from.path)
			for range dots - 1 {
				dir = path.Dir(dir)
			}
			return []importPlace{{path: path.Join(dir, strings.ReplaceAll(imported[dots:], ".", "/")), anchored: true}}
		}
	case "rust":
		if first, rest, _ := strings.Cut(imported, "::"); first == "self" || first == "super" {
			dir := strings.TrimSuffix(from.path, path.Ext(from.path))
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
	p := strings.ReplaceAll(imported, style.separator, "/")
	if style.separator == "." && strings.Contains(imported, "/") {
		p = imported
	}
	if style.extension {
		p = strings.TrimSuffix(p, path.Ext(p))
	}
	var places []importPlace
	dotted := strings.HasPrefix(p, "./") || strings.HasPrefix(p, "../") || p == "." || p == ".."
	if style.relative && dotted || style.beside {
		places = append(places, importPlace{path: path.Join(path.Dir(from.path), p), anchored: true})
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
		standard := langdata.For(from.language).Module(imported) || langdata.For(from.language).Module(firstComponent(imported))
		places = append(places, importPlace{path: strings.Trim(path.Clean(p), "/"), anchored: standard})
	}
	return places
}

// meets says how near the place is to a file.
func (p importPlace) meets(file string, items bool) reach {
	stem, dir := strings.TrimSuffix(file, path.Ext(file)), path.Dir(file)
	if p.folder {
		if p.is(dir) || !p.anchored && dir != "." && strings.HasSuffix(p.path, "/"+dir) {
			return reachFile
		}
		return notReached
	}
	switch {
	case p.is(stem), indexFiles[path.Base(stem)] && p.is(dir):
		return reachFile
	case items && strings.Contains(p.path, "/") && importPlace{path: path.Dir(p.path), anchored: p.anchored}.isFile(stem, dir):
		return reachFile
	case p.is(dir):
		return reachFolder
	}
	return notReached
}

func (p importPlace) isFile(stem, dir string) bool {
	return p.is(stem) || indexFiles[path.Base(stem)] && p.is(dir)
}

func (p importPlace) is(candidate string) bool {
	return candidate == p.path || !p.anchored && p.path != "" && strings.HasSuffix(candidate, "/"+p.path)
}

// meets says how near an import of the file is to another file.
func (g *graph) meets(from, other *indexedFile, imported string) reach {
	style, ok := importStyles[family(from.language)]
	if !ok {
		style = plainImports
	}
	best := notReached
	for _, p := range g.places(from, imported) {
		best = max(best, p.meets(other.path, style.items))
	}
	return best
}

// reach says how near the file's imports bring another file's definition of the name. With wide
// also imports that do not say what they bring count.
func (g *graph) reach(from, other *indexedFile, name string, wide bool) reach {
	best := notReached
	for i := range from.outline.Imports {
		imp := &from.outline.Imports[i]
		if len(imp.Names) == 0 && wide || slices.Contains(imp.Names, name) || family(from.language) == "c" {
			best = max(best, g.meets(from, other, imp.Path))
		}
	}
	if from.language == "go" && path.Dir(from.path) == path.Dir(other.path) {
		best = max(best, reachFile)
	}
	return best
}

// reachQualified says how near the qualifier, a module's name or path, brings another file.
func (g *graph) reachQualified(from, other *indexedFile, qualifier string) reach {
	style, ok := importStyles[family(from.language)]
	if !ok {
		style = plainImports
	}
	first := firstComponent(qualifier)
	best := notReached
	for i := range from.outline.Imports {
		imp := &from.outline.Imports[i]
		switch {
		case imp.Path == qualifier:
			best = max(best, g.meets(from, other, imp.Path))
		case !slices.Contains(imp.Names, first):
		case style.folders && first != qualifier: // a value that the package has
		case style.folders:
			best = max(best, g.meets(from, other, imp.Path))
		default:
			rest := strings.ReplaceAll(strings.TrimPrefix(qualifier, first), ".", style.separator)
			// The import's path, then the name: "from package import module".
			base := imp.Path
			if !strings.HasSuffix(base, style.separator) {
				base += style.separator
			}
			if g.meets(from, other, base+first+rest) == reachFile {
				return reachFile
			}
			if style.items && rest == "" && g.meets(from, other, imp.Path) != notReached {
				best = max(best, reachAlias)
			}
			if lastComponent(imp.Path) == first || style.separator == "/" || rest != "" {
				best = max(best, g.meets(from, other, strings.TrimSuffix(imp.Path, first)+first+rest), g.meets(from, other, imp.Path+rest))
			}
		}
	}
	if sep := scopings[from.language].paths; sep != "" && best == notReached {
		best = g.meets(from, other, strings.ReplaceAll(qualifier, sep, style.separator))
	}
	return best
}

// bindsOutside reports whether the qualifier begins with a name that an import binds: what it
// brings is not a value of unknown type.
func (g *graph) bindsOutside(from *indexedFile, qualifier string) bool {
	first := firstComponent(qualifier)
	for i := range from.outline.Imports {
		if imp := &from.outline.Imports[i]; slices.Contains(imp.Names, first) {
			return true
		}
	}
	return langdata.For(from.language).Module(first) && scopings[from.language].paths != ""
}
