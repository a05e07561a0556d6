package graph

import (
	"path"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
)

// pythonTops says which folders and files Python finds by their first component alone.
//
// The name in a manifest is that of a distribution, which nobody imports: beautifulsoup4 brings bs4, and where the two
// are the same, as of click, the name is still that of a folder below the manifest's and not of the manifest's own.
type pythonTops struct {
	roots map[string][]string // by the first component of a path: the folders of the search path that have it
	named map[string]bool     // those of the first components that a distribution of the repository has, too
	whole []wholePackage
}

// wholePackage is a manifest's folder, or the src in it, that is a package itself.
type wholePackage struct{ name, dir string }

// pythonSources are the folders of a distribution that its packages stand in.
var pythonSources = []string{"", "src", "lib", "python"}

// newPythonTops looks below the manifests for what can be imported.
func newPythonTops(files []*File, modules Modules) *pythonTops {
	t := &pythonTops{roots: map[string][]string{}, named: map[string]bool{}}
	roots := map[string]bool{}
	for i := range modules {
		m := &modules[i]
		if m.language != "python" {
			continue
		}
		name := importedName(m.Name)
		if name != "" {
			t.named[firstComponent(name)] = true
		}
		for _, source := range pythonSources {
			dir := path.Join(m.Dir, source)
			if m.whole(dir, func(file string) bool { return hasFile(files, file) }) {
				t.whole = append(t.whole, wholePackage{name, dir})
			}
			roots[dir] = true
		}
	}
	if len(roots) == 0 {
		return t
	}
	for _, f := range files {
		if f.Language == "python" {
			t.add(roots, f.Path)
		}
	}
	return t
}

// add notes the first component of the file's path below each of the roots.
func (t *pythonTops) add(roots map[string]bool, file string) {
	first := strings.TrimSuffix(path.Base(file), path.Ext(file))
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if roots[dir] && !slices.Contains(t.roots[first], dir) {
			t.roots[first] = append(t.roots[first], dir)
		}
		if dir == "." {
			return
		}
		first = path.Base(dir)
	}
}

// whole reports whether the folder is the package that the manifest names: it says that it is one, and no other is
// called so.
func (m *Module) whole(dir string, has func(file string) bool) bool {
	name := importedName(m.Name)
	if name == "" || !has(path.Join(dir, "__init__.py")) {
		return false
	}
	return !slices.ContainsFunc(pythonSources, func(source string) bool {
		own := path.Join(m.Dir, source, name)
		return has(own+".py") || has(path.Join(own, "__init__.py"))
	})
}

// importedName returns the name of a distribution as an import of the package of that name says it.
func importedName(name string) string { return strings.ReplaceAll(strings.ToLower(name), "-", "_") }

// hasFile reports whether one of the files, which are in order, has the path.
func hasFile(files []*File, name string) bool {
	_, found := slices.BinarySearchFunc(files, name, func(f *File, name string) int { return strings.Compare(f.Path, name) })
	return found
}

// pythonAbsolute returns where an import that begins with a name points, by the distributions of the repository; none
// when they do not tell.
func (g *Graph) pythonAbsolute(from *File, imported string) []location {
	t := g.python
	first, _, _ := strings.Cut(imported, ".")
	var found []location
	for _, w := range t.whole {
		rest, ok := strings.CutPrefix(importedName(imported), w.name)
		if ok && (rest == "" || rest[0] == '.') {
			rest = imported[len(imported)-len(rest):]
			found = append(found, location{path: path.Join(w.dir, strings.ReplaceAll(rest, ".", "/")), anchored: true})
		}
	}
	if langdata.For("python").Module(first) && !t.named[first] || besideScript(g.Files, from, first) {
		return found
	}
	for _, root := range t.roots[first] {
		found = append(found, location{path: path.Join(root, strings.ReplaceAll(imported, ".", "/")), anchored: true})
	}
	return found
}

// besideScript reports whether the file is of no package and has a module of the name beside it: Python looks there
// first when it runs a script.
func besideScript(files []*File, from *File, first string) bool {
	dir := path.Dir(from.Path)
	return !hasFile(files, path.Join(dir, "__init__.py")) &&
		(hasFile(files, path.Join(dir, first+".py")) || hasFile(files, path.Join(dir, first, "__init__.py")))
}

// pythonPackage returns how code imports the package in a folder: the path from the outermost package folder down, and
// before it what a distribution's manifest shows to be a namespace; "" when the folder is no package. has reports whether
// the repository has a file.
func (ms Modules) pythonPackage(dir string, has func(file string) bool) string {
	top := dir
	for has(path.Join(top, "__init__.py")) && top != "." {
		top = path.Dir(top)
	}
	isPackage := top != dir || has(path.Join(dir, "__init__.py"))
	m := ms.of(dir, "python")
	if !isPackage {
		return ""
	}
	if m == nil {
		return strings.ReplaceAll(below(top, dir), "/", ".")
	}
	name := importedName(m.Name)
	for _, source := range slices.Backward(pythonSources) {
		root := path.Join(m.Dir, source)
		rest := below(root, dir)
		switch {
		case dir != root && rest == "":
			continue
		case m.whole(root, has):
			return strings.TrimSuffix(name+"."+strings.ReplaceAll(rest, "/", "."), ".")
		case source != "", name != "" && strings.HasPrefix(strings.ReplaceAll(rest, "/", ".")+".", strings.ReplaceAll(name, "_", ".")+"."),
			name != "" && strings.HasPrefix(strings.ReplaceAll(rest, "/", "_")+"_", name+"_"):
			return strings.ReplaceAll(rest, "/", ".")
		}
	}
	return strings.ReplaceAll(below(top, dir), "/", ".")
}

// below returns the path of dir from root down; "" when it is not below it.
func below(root, dir string) string {
	if root == "." && dir != "." {
		return dir
	}
	rest, ok := strings.CutPrefix(dir, root+"/")
	if !ok {
		return ""
	}
	return rest
}
