package pattern

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/langdata"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// designPattern is a way to build software, and how it is seen in outlines: in definitions, their
// types and decorators, who implements what and who calls what. Words in comments count for nothing.
type designPattern struct {
	name string
	// least is how many pieces of evidence a folder needs for a page about it.
	least int
	find  func(s *patternSearch)
}

// designPatterns are those that are looked for. A further one is a row, a rule in
// pattern_rules.go or pattern_types.go, and a case of its test.
var designPatterns = []designPattern{
	{"strategy", 3, findStrategies},
	{"template method", 3, findTemplateMethods},
	{"visitor", 3, findVisitors},
	{"observer", 2, findObservers},
	{"builder", 3, findBuilders},
	{"functional options", 3, findFunctionalOptions},
	{"factory", 3, findFactories},
	{"singleton", 2, findSingletons},
	{"lazy initialization", 2, findLazy},
	{"dependency injection", 2, findInjections},
	{"middleware chain", 2, findMiddlewares},
	{"decorator use", 3, findDecoratorUses},
	{"retry loop", 2, findRetries},
	{"resource guard", 2, findGuards},
	{"iterator", 3, findIterators},
	{"value object", 3, findValueObjects},
}

// Found is a pattern in a folder.
type Found struct {
	Name, Dir, Language string
	Evidence            []page.Evidence  // by path and line
	Symbols             []graph.SymbolID // what the evidence is about, in its order
}

// patternSearch is a search for one pattern after another.
type patternSearch struct {
	g *graph.Graph
	// members are the definitions of a type by where it is and its name: a folder in
	// languages where a type's members may be in several files of it.
	members map[memberKey][]graph.SymbolID
	// extenders are the types by the names of their bases.
	extenders map[string][]graph.SymbolID
	found     map[string]*Found // by folder
}

type memberKey struct{ place, parent string }

// Names are the names of the patterns that are looked for.
func Names() []string {
	names := make([]string, len(designPatterns))
	for i, p := range designPatterns {
		names[i] = p.name
	}
	return names
}

// FindAll finds the patterns of a repository, by folder and name.
func FindAll(g *graph.Graph) []Found {
	var all []Found
	s := &patternSearch{g: g, members: map[memberKey][]graph.SymbolID{}, extenders: map[string][]graph.SymbolID{}}
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		if sym.Parent != "" && sym.Kind != source.KindImpl {
			k := memberKey{graph.MemberPlace(f), sym.Parent}
			s.members[k] = append(s.members[k], id)
		}
		for _, base := range graph.Heritage(f.Language, sym) {
			s.extenders[base] = append(s.extenders[base], id)
		}
	})
	for _, p := range designPatterns {
		s.found = map[string]*Found{}
		p.find(s)
		for dir, found := range s.found {
			found.tidy()
			if len(found.Evidence) >= p.least {
				found.Name, found.Dir = p.name, dir
				all = append(all, *found)
			}
		}
	}
	slices.SortFunc(all, func(a, b Found) int {
		return cmp.Or(strings.Compare(a.Dir, b.Dir), strings.Compare(a.Name, b.Name))
	})
	return all
}

// tidy sorts the evidence and takes each piece once.
func (p *Found) tidy() {
	type piece struct {
		page.Evidence
		symbol graph.SymbolID
	}
	pieces := make([]piece, len(p.Evidence))
	for i := range p.Evidence {
		pieces[i] = piece{p.Evidence[i], p.Symbols[i]}
	}
	slices.SortFunc(pieces, func(a, b piece) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), strings.Compare(a.What, b.What))
	})
	pieces = slices.CompactFunc(pieces, func(a, b piece) bool { return a.Evidence == b.Evidence })
	p.Evidence, p.Symbols = nil, nil
	for _, e := range pieces {
		p.Evidence, p.Symbols = append(p.Evidence, e.Evidence), append(p.Symbols, e.symbol)
	}
}

// each calls fn with every definition that is no test.
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

// eachType calls fn with every type and the definitions in it.
func (s *patternSearch) eachType(fn func(id graph.SymbolID, f *graph.File, t *source.Symbol, members []graph.SymbolID)) {
	s.each(func(id graph.SymbolID, f *graph.File, t *source.Symbol) {
		if t.Kind.IsType() && t.Kind != source.KindImpl {
			fn(id, f, t, s.membersOf(f, t))
		}
	})
}

func (s *patternSearch) membersOf(f *graph.File, t *source.Symbol) []graph.SymbolID {
	return s.members[memberKey{graph.MemberPlace(f), t.QualifiedName()}]
}

// functions are those of the definitions that are methods and the like.
func (s *patternSearch) functions(ids []graph.SymbolID) []graph.SymbolID {
	return slices.DeleteFunc(slices.Clone(ids), func(id graph.SymbolID) bool {
		_, sym := s.g.Symbol(id)
		return !sym.Kind.IsFunction()
	})
}

// says adds a piece of evidence to the folder of the anchor.
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

// typeOf returns the type of that name in the language's family which is nearest to the file: in
// it, in its folder, anywhere when there is one alone.
func (s *patternSearch) typeOf(from *graph.File, name string) (graph.SymbolID, bool) {
	if langdata.For(from.Language).Builtin(name) {
		return graph.SymbolID{}, false
	}
	var best []graph.SymbolID
	near := -1
	for _, id := range s.g.Defs.Of(s.g.Table.Find(name)) {
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

// calls returns the names that a definition calls, each once, and how often it calls what.
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
