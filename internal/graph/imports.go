package graph

import (
	"path"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
)

// location is where an import may point: a file or a folder.
type location struct {
	path     string // slash-separated, without extension
	anchored bool   // path begins at the repository's top; otherwise it is the end of a longer one
	folder   bool   // only a folder is meant
}

// locations returns where an import of the file may point.
func (g *Graph) locations(from *File, imported string) []location {
	fam := Family(from.Language)
	style := importStyleOf(fam)
	if fam != "python" {
		if m := g.modules.named(fam, imported, style.separator); m != nil {
			return m
		}
	}
	switch fam {
	case "go":
		if g.modules.standard() {
			return []location{{path: imported, anchored: true, folder: true}}
		}
		if g.modules.any("go") {
			return nil
		}
		return []location{{path: imported, folder: true}}
	case "python":
		if l, ok := pythonRelative(from, imported); ok {
			return []location{l}
		}
		if found := g.pythonAbsolute(from, imported); len(found) > 0 {
			return found
		}
	case "rust":
		if l, ok := rustRelative(from, imported); ok {
			return []location{l}
		}
		imported = strings.TrimPrefix(imported, "crate::")
	}
	return customary(from, imported, fam, style)
}

// pythonRelative returns where an import that begins with dots points: ".jobs", "..jobs.queue".
func pythonRelative(from *File, imported string) (location, bool) {
	dots := len(imported) - len(strings.TrimLeft(imported, "."))
	if dots == 0 {
		return location{}, false
	}
	dir := path.Dir(from.Path)
	for range dots - 1 {
		dir = path.Dir(dir)
	}
	return location{path: path.Join(dir, strings.ReplaceAll(imported[dots:], ".", "/")), anchored: true}, true
}

// rustRelative returns where a path that begins at the module points: "self::jobs", "super::jobs::Queue".
func rustRelative(from *File, imported string) (location, bool) {
	first, rest, _ := strings.Cut(imported, "::")
	if first != "self" && first != "super" {
		return location{}, false
	}
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
	return location{path: path.Join(dir, strings.ReplaceAll(rest, "::", "/")), anchored: true}, true
}

// customary returns where an import may point by the style of its language family alone.
func customary(from *File, imported, fam string, style importStyle) []location {
	p := strings.ReplaceAll(imported, style.separator, "/")
	if style.separator == "." && strings.Contains(imported, "/") {
		p = imported
	}
	if style.extension {
		p = strings.TrimSuffix(p, path.Ext(p))
	}
	var found []location
	dotted := strings.HasPrefix(p, "./") || strings.HasPrefix(p, "../") || p == "." || p == ".."
	if style.relative && dotted || style.beside {
		found = append(found, location{path: path.Join(path.Dir(from.Path), p), anchored: true})
	}
	if dotted {
		return found
	}
	for _, alias := range []string{"@/", "~/", "#/"} { // of the source folder, by custom
		if rest, ok := strings.CutPrefix(p, alias); ok && fam == "javascript" {
			return append(found, location{path: rest})
		}
	}
	if style.anywhere {
		// A module of the standard library is meant, unless there is one at the top.
		standard := langdata.For(from.Language).Module(imported) || langdata.For(from.Language).Module(firstComponent(imported))
		found = append(found, location{path: strings.Trim(path.Clean(p), "/"), anchored: standard})
	}
	return found
}

// meets returns how near an import of the location brings a file. With items its last component may be
// one of the file's.
func (p location) meets(file string, items bool) reach {
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
	case items && strings.Contains(p.path, "/") && location{path: path.Dir(p.path), anchored: p.anchored}.isFile(stem, dir):
		return reachFile
	case p.is(dir):
		return reachFolder
	}
	return notReached
}

// isFile reports whether the location is that of a file, or of the folder that it stands for.
func (p location) isFile(stem, dir string) bool {
	return p.is(stem) || indexFiles[path.Base(stem)] && p.is(dir)
}

// is reports whether the location is the path, or may be the end of it.
func (p location) is(candidate string) bool {
	return candidate == p.path || !p.anchored && p.path != "" && strings.HasSuffix(candidate, "/"+p.path)
}
