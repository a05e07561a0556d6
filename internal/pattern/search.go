package pattern

import (
	"path"
	"slices"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/langdata"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// patternSearch looks for one pattern after another in a graph.
type patternSearch struct {
	g *graph.Graph
	// members are the definitions of a type, by where they can stand and the type's name.
	members map[memberKey][]graph.SymbolID
	// extenders are the types by the names of their bases.
	extenders map[string][]graph.SymbolID
	// found is what there is of the pattern that is looked for now, by folder.
	found map[string]*Found
}

// memberKey says which type is meant: scope is its graph.MemberScope, parent its qualified name.
type memberKey struct{ scope, parent string }

// newSearch prepares a search by one look at every definition.
func newSearch(g *graph.Graph) *patternSearch {
	s := &patternSearch{g: g, members: map[memberKey][]graph.SymbolID{}, extenders: map[string][]graph.SymbolID{}}
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		if sym.Parent != "" && sym.Kind != source.KindImpl {
			k := memberKey{graph.MemberScope(f), sym.Parent}
			s.members[k] = append(s.members[k], id)
		}
		for _, base := range s.g.Heritage(id) {
			s.extenders[base] = append(s.extenders[base], id)
		}
	})
	return s
}

// each calls fn with every definition that does not belong to a test.
func (s *patternSearch) each(fn func(id graph.SymbolID, f *graph.File, sym *source.Symbol)) {
	for i, f := range s.g.Files {
		if f.Test {
			continue
		}
		for j := range f.Outline.Symbols {
			if sym := &f.Outline.Symbols[j]; !sym.Test {
				fn(graph.SymbolID{File: int32(i), Symbol: int32(j)}, f, sym)
			}
		}
	}
}

// eachType calls fn with every type and the definitions in it; impl blocks are none.
func (s *patternSearch) eachType(fn func(id graph.SymbolID, f *graph.File, t *source.Symbol, members []graph.SymbolID)) {
	s.each(func(id graph.SymbolID, f *graph.File, t *source.Symbol) {
		if t.Kind.IsType() && t.Kind != source.KindImpl {
			fn(id, f, t, s.membersOf(f, t))
		}
	})
}

// membersOf returns the definitions in a type.
func (s *patternSearch) membersOf(f *graph.File, t *source.Symbol) []graph.SymbolID {
	return s.members[memberKey{graph.MemberScope(f), t.QualifiedName()}]
}

// functions returns the definitions that are functions, methods and the like.
func (s *patternSearch) functions(ids []graph.SymbolID) []graph.SymbolID {
	return slices.DeleteFunc(slices.Clone(ids), func(id graph.SymbolID) bool {
		_, sym := s.g.Symbol(id)
		return !sym.Kind.IsFunction()
	})
}

// member returns the first of the definitions that has the name.
func (s *patternSearch) member(members []graph.SymbolID, name string) (graph.SymbolID, bool) {
	for _, m := range members {
		if _, sym := s.g.Symbol(m); sym.Name == name {
			return m, true
		}
	}
	return graph.SymbolID{}, false
}

// isAbstract reports whether a type has members without a body that others have to fill in.
func (s *patternSearch) isAbstract(t *source.Symbol, members []graph.SymbolID) bool {
	return t.Abstract || slices.ContainsFunc(members, func(id graph.SymbolID) bool {
		_, m := s.g.Symbol(id)
		return m.Abstract
	})
}

// isOpen reports whether others fill in the type: an interface, a trait or an abstract type.
func (s *patternSearch) isOpen(id graph.SymbolID) bool {
	f, t := s.g.Symbol(id)
	return t.Kind == source.KindInterface || t.Kind == source.KindTrait || s.isAbstract(t, s.membersOf(f, t))
}

// typeOf returns the type of that name in the language's family that is nearest to the file: the one in
// the file, else the only one in its folder, else the only one anywhere.
func (s *patternSearch) typeOf(from *graph.File, name string) (graph.SymbolID, bool) {
	if langdata.For(from.Language).Builtin(name) {
		return graph.SymbolID{}, false
	}
	var best []graph.SymbolID
	near := -1
	for _, id := range s.g.Definitions(name) {
		f, sym := s.g.Symbol(id)
		if !sym.Kind.IsType() || graph.Family(f.Language) != graph.Family(from.Language) || f.Test {
			continue
		}
		n := 0
		switch {
		case f == from:
			n = 2
		case path.Dir(f.Path) == path.Dir(from.Path):
			n = 1
		}
		if n > near {
			near, best = n, nil
		}
		if n == near {
			best = append(best, id)
		}
	}
	if len(best) == 0 || near < 2 && len(best) > 1 {
		return graph.SymbolID{}, false
	}
	return best[0], true
}

// calls returns the calls in a definition, in the order of the source.
func (s *patternSearch) calls(id graph.SymbolID) []graph.Use {
	f, _ := s.g.Symbol(id)
	var calls []graph.Use
	for _, u := range f.Uses {
		if u.Symbol == id.Symbol && u.Kind() == source.ReferenceCall {
			calls = append(calls, u)
		}
	}
	return calls
}

// callers returns the definitions in the same folder that surely call a definition.
func (s *patternSearch) callers(f *graph.File, id graph.SymbolID) []graph.SymbolID {
	_, sym := s.g.Symbol(id)
	var found []graph.SymbolID
	for _, at := range s.g.Uses(sym.Name) {
		from := s.g.Files[at.File]
		u := from.Uses[at.Use]
		if from.Test || u.Symbol < 0 || path.Dir(from.Path) != path.Dir(f.Path) || u.Kind() != source.ReferenceCall {
			continue
		}
		if r := s.g.Resolve(from, u); r.Sure && slices.Contains(r.IDs, id) {
			if caller := (graph.SymbolID{File: at.File, Symbol: u.Symbol}); caller != id && !slices.Contains(found, caller) {
				found = append(found, caller)
			}
		}
	}
	return found
}

// says adds a piece of evidence about a definition, found from the anchor, to the folder of the anchor.
func (s *patternSearch) says(anchor *graph.File, id graph.SymbolID, what string) {
	f, sym := s.g.Symbol(id)
	dir := path.Dir(anchor.Path)
	found := s.found[dir]
	if found == nil {
		found = &Found{Language: anchor.Language}
		s.found[dir] = found
	}
	found.Evidence = append(found.Evidence, page.Evidence{Path: f.Path, Line: sym.NameSpan.StartLine, Name: sym.QualifiedName(), What: what})
	found.Symbols = append(found.Symbols, id)
}

// saysUsers adds each caller of a definition as evidence.
func (s *patternSearch) saysUsers(f *graph.File, id graph.SymbolID, sym *source.Symbol) {
	for _, caller := range s.callers(f, id) {
		s.says(f, caller, "uses "+sym.QualifiedName())
	}
}
