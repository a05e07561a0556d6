package codeworm

import (
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
)

// resolution is what a reference may mean.
type resolution struct {
	ids []symbolID
	// sure says that names leave no other choice: one definition, or a type with its
	// constructor.
	sure bool
}

// scoping is how a language finds a name.
type scoping struct {
	// bare says that a method can be called without a receiver.
	bare bool
	// folder says that the files of a folder see each other's names.
	folder bool
	// global says that a name needs no import to be seen in all files.
	global bool
	// embeds says that a type has members of others without its head saying so.
	embeds bool
	// super is a further name for the object as its bases see it.
	super string
	// paths separates the components of a name that says where it is from: "::".
	paths string
}

// scopings are the languages that differ from "a name is defined in the file or
// imported, and methods have receivers".
var scopings = map[string]scoping{
	"go":       {folder: true, embeds: true},
	"java":     {bare: true, folder: true},
	"kotlin":   {bare: true, folder: true},
	"scala":    {bare: true, folder: true},
	"groovy":   {bare: true, folder: true},
	"csharp":   {bare: true, folder: true, global: true, super: "base"},
	"swift":    {bare: true, folder: true, global: true},
	"c":        {global: true},
	"cpp":      {bare: true, global: true, paths: "::"},
	"ruby":     {bare: true, global: true, embeds: true, paths: "::"},
	"php":      {global: true, super: "parent", paths: "\\"},
	"rust":     {paths: "::"},
	"elixir":   {bare: true, global: true},
	"bash":     {global: true},
	"lua":      {global: true},
	"sql":      {global: true},
	"hcl":      {folder: true},
	"protobuf": {folder: true, global: true},
}

var (
	selfNames = map[string]bool{"self": true, "this": true, "cls": true, "Self": true, "$this": true}
	// superNames mean the object itself as its bases see it.
	superNames = map[string]bool{"super": true, "super()": true}
	families   = map[string]string{"tsx": "javascript", "typescript": "javascript", "jsx": "javascript", "kotlin": "java", "scala": "java", "groovy": "java", "cpp": "c"}
)

// family is the group of languages whose files use each other's names.
func family(language string) string {
	if f := families[language]; f != "" {
		return f
	}
	return language
}

// resolve returns the definitions that a reference may mean: one when the
// names tell which, several when they do not, none when it is not of this repository, or
// may well be a name of the language's own.
func (g *graph) resolve(from *indexedFile, u use) resolution {
	candidates := g.defs.of(u.name)
	if len(candidates) == 0 {
		return resolution{}
	}
	var same []symbolID // of the same language family: others cannot be meant
	for _, id := range candidates {
		// What is in a test is not used by what is none.
		if f := g.files[id.file]; family(f.language) == family(from.language) && (from.test || !f.test) {
			same = append(same, id)
		}
	}
	if len(same) == 0 {
		return resolution{}
	}
	if qualifier := g.names[u.qualifier]; qualifier != "" {
		return g.resolveQualified(from, u, qualifier, same)
	}
	return g.resolveBare(from, u, same)
}

// resolveBare resolves a name without anything before it: in the scopes around it, in
// the file, in what the file imports, in the folder, in the repository.
func (g *graph) resolveBare(from *indexedFile, u use, same []symbolID) resolution {
	name, how := g.names[u.name], scopings[from.language]
	if u.symbol >= 0 && u.kind() == ReferenceCall && hasParameter(&from.outline.Symbols[u.symbol], name) {
		return resolution{} // the parameter is meant
	}
	var here, imported, handed, folder, all, loose []symbolID
	for _, id := range same {
		f, s := g.symbol(id)
		if s.Kind == KindMethod && s.Parent != "" && !how.bare {
			continue // a method is not called by its bare name in this language
		}
		if s.Kind == KindMethod && s.Parent != "" && !g.inherits(from, u.symbol, s.Parent) && !g.nested(f, s) {
			loose = append(loose, id) // mixed in, perhaps
			continue
		}
		all = append(all, id)
		if f == from {
			here = append(here, id)
			continue
		}
		switch g.reach(from, f, name, true) {
		case reachFile:
			imported = append(imported, id)
		case reachFolder:
			handed = append(handed, id)
		}
		if how.folder && packageDir(f) == packageDir(from) {
			folder = append(folder, id)
		}
	}
	here = g.innermost(from, u, here)
	for _, found := range [][]symbolID{here, imported, folder, handed} {
		if len(found) > 0 {
			return g.settled(u, found, true)
		}
	}
	lang := langdata.For(from.language)
	if !how.global || lang.Builtin(name) || lang.Keyword(name) {
		return resolution{}
	}
	if len(all) == 0 && !lang.Method(name) {
		return g.settled(u, loose, false)
	}
	return g.settled(u, all, true)
}

// nested reports whether the parent of the symbol is a function or a module, whose names are
// not a type's members.
func (g *graph) nested(f *indexedFile, s *Symbol) bool {
	for i := range f.outline.Symbols {
		if p := &f.outline.Symbols[i]; p.QualifiedName() == s.Parent {
			return !p.Kind.IsType()
		}
	}
	return false
}

// innermost keeps the definitions of the innermost scope around the use, where there are any.
func (g *graph) innermost(from *indexedFile, u use, here []symbolID) []symbolID {
	if u.symbol < 0 || len(here) < 2 {
		return here
	}
	around := from.outline.Symbols[u.symbol].QualifiedName()
	best := -1
	var kept []symbolID
	for _, id := range here {
		_, s := g.symbol(id)
		if s.Parent != "" && s.Parent != around && !strings.HasPrefix(around, s.Parent+".") {
			continue
		}
		if len(s.Parent) > best {
			best, kept = len(s.Parent), nil
		}
		if len(s.Parent) == best {
			kept = append(kept, id)
		}
	}
	if kept == nil {
		return here
	}
	return kept
}

// resolveQualified resolves a name with a receiver, a type, a module or a path before it.
func (g *graph) resolveQualified(from *indexedFile, u use, qualifier string, same []symbolID) resolution {
	r := g.receiver(from, u, qualifier)
	if r.outside {
		return resolution{}
	}
	how := scopings[from.language]
	var exact, imported, handed, aliased, methods, hinted []symbolID
	for _, id := range same {
		f, s := g.symbol(id)
		parent := lastComponent(s.Parent)
		switch {
		case r.above && parent == r.typeName && f == from:
			// What the name means is further up.
		case r.typeName != "" && parent == r.typeName && g.visible(from, f, r):
			exact = append(exact, id)
		case parent == "" || !isMember(s):
			switch g.reachQualified(from, f, qualifier) {
			case reachFile:
				imported = append(imported, id)
			case reachFolder:
				handed = append(handed, id)
			case reachAlias:
				aliased = append(aliased, id)
			}
		default:
			methods = append(methods, id)
			if hints(qualifier, parent) {
				hinted = append(hinted, id)
			}
		}
	}
	if len(exact) == 0 && r.typeName != "" {
		exact = g.ofBases(r.typeName, from, same)
	}
	exact = g.reachable(from, r.typeName, exact)
	for _, found := range [][]symbolID{exact, imported, handed} {
		if len(found) > 0 {
			return g.settled(u, found, true)
		}
	}
	if len(aliased) > 0 && (u.kind() == ReferenceType || !langdata.For(from.language).Anywhere(g.names[u.name])) {
		return g.settled(u, aliased, u.kind() == ReferenceType)
	}
	if r.known && how.embeds {
		return g.settled(u, methods, false)
	}
	if r.known || g.bindsOutside(from, qualifier) {
		return resolution{}
	}
	// A method of some value. Of the names that the language's own types have too, only the
	// receiver's name can tell, and not for sure.
	lang := langdata.For(from.language)
	name := g.names[u.name]
	near := how.global || !slices.ContainsFunc(methods, func(id symbolID) bool { return !g.near(from, g.files[id.file]) })
	switch {
	case lang.Method(name) || lang.Builtin(name):
		return g.settled(u, hinted, false)
	case len(hinted) > 0:
		return g.settled(u, hinted, near && len(methods) == len(hinted) && !lang.Anywhere(name))
	}
	return g.settled(u, methods, near && !lang.Anywhere(name))
}

// isMember reports whether the symbol belongs to values of its parent.
func isMember(s *Symbol) bool {
	return s.Kind == KindMethod || s.Kind == KindProperty || s.Kind == KindConstructor
}

// hints reports whether a receiver's name speaks of the type: "jobQueue" or "self._queue"
// of Queue.
func hints(qualifier, typeName string) bool {
	name := strings.Trim(lastComponent(qualifier), "_*&()$@")
	return typeName != "" && len(typeName) > 2 && strings.HasSuffix(strings.ToLower(strings.ReplaceAll(name, "_", "")), strings.ToLower(typeName))
}

// settled makes a resolution of definitions; sure holds when there is one of them.
func (g *graph) settled(u use, ids []symbolID, sure bool) resolution {
	if len(ids) > 1 {
		ids = g.preferred(u, ids)
	}
	if len(ids) < 2 {
		return resolution{ids, sure && len(ids) == 1}
	}
	// A type and its constructor are one thing.
	constructors := 0
	for _, id := range ids {
		if _, s := g.symbol(id); s.Kind == KindConstructor {
			constructors++
		} else if id.file != ids[0].file || !s.Kind.IsType() {
			return resolution{ids, false}
		}
	}
	return resolution{ids, sure && len(ids) == 2 && constructors == 1}
}

// preferred leaves out what cannot be meant where something else can: functions where a type
// is, and declarations where there are definitions.
func (g *graph) preferred(u use, ids []symbolID) []symbolID {
	keep := func(keep func(s *Symbol) bool) {
		kept := slices.DeleteFunc(slices.Clone(ids), func(id symbolID) bool {
			_, s := g.symbol(id)
			return !keep(s)
		})
		if len(kept) > 0 {
			ids = kept
		}
	}
	if u.kind() == ReferenceType {
		keep(func(s *Symbol) bool { return s.Kind.IsType() })
	} else {
		keep(func(s *Symbol) bool { return s.Kind.IsFunction() || s.Kind.IsType() })
	}
	f, _ := g.symbol(ids[0])
	if family(f.language) == "c" {
		keep(func(s *Symbol) bool { return s.BodySpan != (Span{}) })
	}
	return ids
}

func lastComponent(name string) string { return name[strings.LastIndexAny(name, `.:>\`)+1:] }

func firstComponent(name string) string {
	if i := strings.IndexAny(name, `.:-?\`); i > 0 {
		return name[:i]
	}
	return name
}

func hasParameter(s *Symbol, name string) bool {
	return slices.ContainsFunc(s.Parameters, func(p Parameter) bool { return strings.TrimLeft(p.Name, "*&$.") == name })
}
