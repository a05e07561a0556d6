package index

import (
	"path"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/words"
)

// Module returns how code outside calls the package in a folder of the repository ("." for its top), by
// its manifests and the customs of the language that most of its files have; "" when that cannot be told.
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

// ModuleName returns how code outside calls the package in a folder, in which files have the language:
// "net/http", "codeworm.core", "@acme/ui/forms", "acme_queue::store"; "" when that cannot be told.
func (x *Index) ModuleName(dir, language string) string {
	return x.modules.PackageName(dir, language, func(file string) bool { return x.ByPath[file] != nil })
}

// Declared returns the folders that say themselves that they are packages, with the path of the file that
// says so.
func (x *Index) Declared() map[string]string {
	folders := map[string]string{}
	for _, m := range x.modules {
		folders[m.Dir] = m.Manifest
	}
	for _, f := range x.Files {
		if graph.MarksPackage(f.Path) {
			folders[path.Dir(f.Path)] = f.Path
		}
	}
	return folders
}
