package graph

import (
	"path"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
	"github.com/codeworm/codeworm/source"
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

// Reaches reports whether the file's imports bring the name from the other file. Imports that do not
// say what they bring count, too.
func (g *Graph) Reaches(from, other *File, name string) bool {
	return g.reach(from, other, name, true) != notReached
}

// Imports reports whether an import of the file means the other file, or in Go its package.
func (g *Graph) Imports(from, other *File) bool {
	return slices.ContainsFunc(from.Outline.Imports, func(i source.Import) bool { return g.meets(from, other, i.Path) == reachFile })
}

// meets returns how near an import of the file brings another file.
func (g *Graph) meets(from, other *File, imported string) reach {
	style := importStyleOf(Family(from.Language))
	best := notReached
	for _, p := range g.locations(from, imported) {
		best = max(best, p.meets(other.Path, style.items))
	}
	return best
}

// reach returns how near the file's imports bring another file's definition of the name. With wide,
// imports that do not say what they bring count, too.
func (g *Graph) reach(from, other *File, name string, wide bool) reach {
	best := notReached
	for i := range from.Outline.Imports {
		imp := &from.Outline.Imports[i]
		if len(imp.Names) == 0 && wide || slices.Contains(imp.Names, name) || Family(from.Language) == "c" {
			best = max(best, g.meets(from, other, imp.Path))
		}
	}
	if from.Language == "go" && path.Dir(from.Path) == path.Dir(other.Path) {
		best = max(best, reachFile)
	}
	return best
}

// reachQualified returns how near the qualifier, a module's name or path, brings another file.
func (g *Graph) reachQualified(from, other *File, qualifier string) reach {
	style := importStyleOf(Family(from.Language))
	first := firstComponent(qualifier)
	best := notReached
	for i := range from.Outline.Imports {
		imp := &from.Outline.Imports[i]
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
			if LastComponent(imp.Path) == first || style.separator == "/" || rest != "" {
				best = max(best, g.meets(from, other, strings.TrimSuffix(imp.Path, first)+first+rest), g.meets(from, other, imp.Path+rest))
			}
		}
	}
	if sep := scopings[from.Language].paths; sep != "" && best == notReached {
		best = g.meets(from, other, strings.ReplaceAll(qualifier, sep, style.separator))
	}
	return best
}

// bindsOutside reports whether the qualifier begins with a name that an import binds: what it
// brings is not a value whose type cannot be told.
func (g *Graph) bindsOutside(from *File, qualifier string) bool {
	first := firstComponent(qualifier)
	for i := range from.Outline.Imports {
		if imp := &from.Outline.Imports[i]; slices.Contains(imp.Names, first) {
			return true
		}
	}
	return langdata.For(from.Language).Module(first) && scopings[from.Language].paths != ""
}
