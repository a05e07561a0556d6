package graph

import (
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
	"github.com/codeworm/codeworm/source"
)

// Resolution is what a reference may mean.
type Resolution struct {
	IDs []SymbolID // the definitions; none when it is not of this repository
	// Sure says that names leave no other choice: one definition, or a type with its
	// constructor.
	Sure bool
}

// Resolve returns the definitions that a use in the file may mean: one when the
// names tell which, several when they do not, none when it is not of this repository, or
// may well be a name of the language's own.
func (g *Graph) Resolve(from *File, u Use) Resolution {
	candidates := g.defs.of(u.Name)
	if len(candidates) == 0 {
		return Resolution{}
	}
	var same []SymbolID // of the same language family: others cannot be meant
	for _, id := range candidates {
		// Non-test code does not use tests.
		f, s := g.Symbol(id)
		if Family(f.Language) != Family(from.Language) || f.Test && !from.Test {
			continue
		}
		if u.Kind() != source.ReferenceValue || s.Kind.IsFunction() || s.Kind.IsType() {
			same = append(same, id)
		}
	}
	if len(same) == 0 {
		return Resolution{}
	}
	if qualifier := g.names[u.Qualifier]; qualifier != "" {
		return g.resolveQualified(from, u, qualifier, same)
	}
	return g.resolveBare(from, u, same)
}

// resolveBare resolves a name that nothing stands before: in the scopes around it, in
// the file, in what the file imports, in the folder, in the repository.
func (g *Graph) resolveBare(from *File, u Use, same []SymbolID) Resolution {
	name, how := g.names[u.Name], scopings[from.Language]
	if u.Symbol >= 0 && u.Kind() != source.ReferenceType && hasParameter(&from.Outline.Symbols[u.Symbol], name) {
		return Resolution{} // the parameter is meant
	}
	var here, imported, handed, folder, all, loose []SymbolID
	for _, id := range same {
		f, s := g.Symbol(id)
		if s.Kind == source.KindMethod && s.Parent != "" && !how.bare {
			continue // a method is not called by its bare name in this language
		}
		if s.Kind == source.KindMethod && s.Parent != "" && !g.inherits(from, u.Symbol, s.Parent) && !g.nested(f, s) {
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
	for _, found := range [][]SymbolID{here, imported, folder, handed} {
		if len(found) > 0 {
			return g.conclude(u, found, true)
		}
	}
	lang := langdata.For(from.Language)
	if !how.global || u.Kind() == source.ReferenceValue || lang.Builtin(name) || lang.Keyword(name) {
		return Resolution{}
	}
	if len(all) == 0 && !lang.Method(name) {
		return g.conclude(u, loose, false)
	}
	return g.conclude(u, all, true)
}

// nested reports whether the parent of the symbol is a function or a module: what they hold is not
// a type's member.
func (g *Graph) nested(f *File, s *source.Symbol) bool {
	for i := range f.Outline.Symbols {
		if p := &f.Outline.Symbols[i]; p.QualifiedName() == s.Parent {
			return !p.Kind.IsType()
		}
	}
	return false
}

// innermost keeps the definitions of the innermost scope around the use, where there are any.
func (g *Graph) innermost(from *File, u Use, here []SymbolID) []SymbolID {
	if u.Symbol < 0 || len(here) < 2 {
		return here
	}
	around := from.Outline.Symbols[u.Symbol].QualifiedName()
	best := -1
	var kept []SymbolID
	for _, id := range here {
		_, s := g.Symbol(id)
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

// resolveQualified resolves a name that a receiver, a type, a module or a path stands before.
func (g *Graph) resolveQualified(from *File, u Use, qualifier string, same []SymbolID) Resolution {
	r := g.receiver(from, u, qualifier)
	if r.outside {
		return Resolution{}
	}
	c := g.divide(from, qualifier, r, same)
	if len(c.exact) == 0 && r.typeName != "" {
		c.exact = g.ofBases(r.typeName, from, same)
	}
	c.exact = g.reachable(from, r.typeName, c.exact)
	for _, found := range [][]SymbolID{c.exact, c.imported, c.handed} {
		if len(found) > 0 {
			return g.conclude(u, found, true)
		}
	}
	if u.Kind() == source.ReferenceValue {
		return Resolution{} // most likely a field
	}
	if len(c.aliased) > 0 && (u.Kind() == source.ReferenceType || !langdata.For(from.Language).Anywhere(g.names[u.Name])) {
		return g.conclude(u, c.aliased, u.Kind() == source.ReferenceType)
	}
	how := scopings[from.Language]
	if r.known && how.embeds {
		return g.conclude(u, c.methods, false)
	}
	if r.known || g.bindsOutside(from, qualifier) {
		return Resolution{}
	}
	// A method of some value. Of the names that the language's own types have too, only the
	// receiver's name can tell, and not for sure.
	lang := langdata.For(from.Language)
	name := g.names[u.Name]
	near := how.global || !slices.ContainsFunc(c.methods, func(id SymbolID) bool { return !g.near(from, g.Files[id.File]) })
	switch {
	case lang.Method(name) || lang.Builtin(name):
		return g.conclude(u, c.hinted, false)
	case len(c.hinted) > 0:
		return g.conclude(u, c.hinted, near && len(c.methods) == len(c.hinted) && !lang.Anywhere(name))
	}
	return g.conclude(u, c.methods, near && !lang.Anywhere(name))
}

// qualified are the definitions that a qualified name may mean, by what speaks for them.
type qualified struct {
	exact    []SymbolID // members of the receiver's type
	imported []SymbolID // of the file that the qualifier names
	handed   []SymbolID // of the folder that it names, which may hand the name on
	aliased  []SymbolID // of what is imported under its name
	methods  []SymbolID // members of other types
	hinted   []SymbolID // those of the methods whose type the qualifier suggests
}

// divide divides the candidates for a name that the qualifier stands before.
func (g *Graph) divide(from *File, qualifier string, r receiver, candidates []SymbolID) (c qualified) {
	for _, id := range candidates {
		f, s := g.Symbol(id)
		parent := LastComponent(s.Parent)
		switch {
		case r.above && parent == r.typeName && f == from:
			// What the name means is further up.
		case r.typeName != "" && parent == r.typeName && g.visible(from, f, r):
			c.exact = append(c.exact, id)
		case parent == "" || !isMember(s):
			switch g.reachQualified(from, f, qualifier) {
			case reachFile:
				c.imported = append(c.imported, id)
			case reachFolder:
				c.handed = append(c.handed, id)
			case reachAlias:
				c.aliased = append(c.aliased, id)
			}
		default:
			c.methods = append(c.methods, id)
			if hints(qualifier, parent) {
				c.hinted = append(c.hinted, id)
			}
		}
	}
	return c
}

// isMember reports whether the symbol belongs to values of its parent.
func isMember(s *source.Symbol) bool {
	return s.Kind == source.KindMethod || s.Kind == source.KindProperty || s.Kind == source.KindConstructor
}

// hints reports whether a receiver's name suggests the type: "jobQueue" or "self._queue"
// suggest Queue.
func hints(qualifier, typeName string) bool {
	name := strings.Trim(LastComponent(qualifier), "_*&()$@")
	return typeName != "" && len(typeName) > 2 && strings.HasSuffix(strings.ToLower(strings.ReplaceAll(name, "_", "")), strings.ToLower(typeName))
}

// conclude makes a resolution of the definitions that are left. It is sure when sure is given and one of them remains.
func (g *Graph) conclude(u Use, ids []SymbolID, sure bool) Resolution {
	if len(ids) > 1 {
		ids = g.preferred(u, ids)
	}
	if len(ids) < 2 {
		return Resolution{ids, sure && len(ids) == 1}
	}
	// A type and its constructor are one thing.
	constructors := 0
	for _, id := range ids {
		if _, s := g.Symbol(id); s.Kind == source.KindConstructor {
			constructors++
		} else if id.File != ids[0].File || !s.Kind.IsType() {
			return Resolution{ids, false}
		}
	}
	return Resolution{ids, sure && len(ids) == 2 && constructors == 1}
}

// preferred leaves out what cannot be meant where something else can: functions where a type
// is named, and declarations where there are definitions.
func (g *Graph) preferred(u Use, ids []SymbolID) []SymbolID {
	keep := func(keep func(s *source.Symbol) bool) {
		kept := slices.DeleteFunc(slices.Clone(ids), func(id SymbolID) bool {
			_, s := g.Symbol(id)
			return !keep(s)
		})
		if len(kept) > 0 {
			ids = kept
		}
	}
	if u.Kind() == source.ReferenceType {
		keep(func(s *source.Symbol) bool { return s.Kind.IsType() })
	} else {
		keep(func(s *source.Symbol) bool { return s.Kind.IsFunction() || s.Kind.IsType() })
	}
	f, _ := g.Symbol(ids[0])
	if Family(f.Language) == "c" {
		keep(func(s *source.Symbol) bool { return s.BodySpan != (source.Span{}) })
	}
	return ids
}

// LastComponent returns what stands after the last separator of any language: "Queue" of "jobs.Queue",
// "jobs::Queue" and "jobs\Queue".
func LastComponent(name string) string { return name[strings.LastIndexAny(name, `.:>\`)+1:] }

// firstComponent returns what stands before the first separator of any language.
func firstComponent(name string) string {
	if i := strings.IndexAny(name, `.:-?\`); i > 0 {
		return name[:i]
	}
	return name
}

// hasParameter reports whether the function has a parameter of the name.
func hasParameter(s *source.Symbol, name string) bool {
	return slices.ContainsFunc(s.Parameters, func(p source.Parameter) bool { return strings.TrimLeft(p.Name, "*&$.") == name })
}
