package index

import (
	"path"
	"strings"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/words"
)

// ModuleName is how code outside calls the package in a folder: "net/http", "codeworm.core",
// "@acme/ui/forms", "acme_queue::store"; "" when that cannot be told.
func (x *Index) ModuleName(dir, language string) string {
	fam := graph.Family(language)
	m := x.modules.Of(dir, fam)
	rest := dir
	if m != nil && m.Dir != "." {
		rest = strings.TrimPrefix(strings.TrimPrefix(dir, m.Dir), "/")
	}
	if rest == "." {
		rest = ""
	}
	style, ok := graph.ImportStyles[fam]
	if !ok {
		style = graph.PlainImports
	}
	name := ""
	if m != nil {
		name = m.Name
	}
	switch fam {
	case "python", "java":
		name = "" // a distribution's name is not imported
		rest = graph.WithoutSource(rest)
		if fam == "python" {
			rest = x.pythonPackage(dir)
		}
	case "rust":
		name = strings.ReplaceAll(name, "-", "_")
		rest = graph.WithoutSource(rest)
	case "go", "javascript":
	default:
		if rest != "" {
			return ""
		}
		return name
	}
	if name == "" && fam != "python" && fam != "java" {
		return ""
	}
	rest = strings.ReplaceAll(rest, "/", style.Separator)
	if name == "" || rest == "" {
		return name + rest
	}
	return name + style.Separator + rest
}

// pythonPackage is the folder's path from the outermost folder on that is a package; "" when it is
// none itself.
func (x *Index) pythonPackage(dir string) string {
	top := dir
	for x.ByPath[path.Join(top, "__init__.py")] != nil && top != "." {
		top = path.Dir(top)
	}
	if top == dir {
		return ""
	}
	return strings.TrimPrefix(strings.TrimPrefix(dir, top), "/")
}

// Declared are the folders that say themselves that they are packages, and how.
func (x *Index) Declared() map[string]string {
	folders := map[string]string{}
	for _, m := range x.modules {
		folders[m.Dir] = m.Manifest
	}
	for _, f := range x.Files {
		if base := path.Base(f.Path); graph.Markers[strings.TrimSuffix(base, path.Ext(base))] {
			folders[path.Dir(f.Path)] = f.Path
		}
	}
	return folders
}

// Module is how code outside calls the package in a folder of the repository ("." for its top), by
// its manifests and the language's customs: "net/http", "codeworm.core", "@acme/ui/forms",
// "acme_queue::store". It is "" when that cannot be told.
func (x *Index) Module(dir string) string {
	languages := map[string]int{}
	for _, f := range x.Files {
		if path.Dir(f.Path) == dir {
			languages[f.Language]++
		}
	}
	if len(languages) == 0 {
		for _, m := range x.modules {
			if m.Dir == dir && m.Name != "" {
				return m.Name
			}
		}
		return ""
	}
	return x.ModuleName(dir, words.MostCommon(languages))
}
