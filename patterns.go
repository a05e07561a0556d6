package codeworm

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
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

// patternFound is a pattern in a folder.
type patternFound struct {
	name, dir, language string
	evidence            []Evidence // by path and line
	symbols             []symbolID // what the evidence is about, in its order
}

// patternSearch is a search for one pattern after another.
type patternSearch struct {
	g *graph
	// members are the definitions of a type by where it is and its name: a folder in
	// languages where a type's members may be in several files of it.
	members map[memberKey][]symbolID
	// extenders are the types by the names of their bases.
	extenders map[string][]symbolID
	found     map[string]*patternFound // by folder
}

type memberKey struct{ place, parent string }

// spread are the languages where the members of a type may be in several files of a folder.
var spread = map[string]bool{"go": true, "rust": true, "cpp": true, "swift": true, "csharp": true, "kotlin": true}

func memberPlace(f *indexedFile) string {
	if spread[f.language] {
		return path.Dir(f.path)
	}
	return f.path
}

// findAll finds the patterns of a repository, by folder and name.
func findAll(g *graph) []patternFound {
	var all []patternFound
	s := &patternSearch{g: g, members: map[memberKey][]symbolID{}, extenders: map[string][]symbolID{}}
	s.each(func(id symbolID, f *indexedFile, sym *Symbol) {
		if sym.Parent != "" && sym.Kind != KindImpl {
			k := memberKey{memberPlace(f), sym.Parent}
			s.members[k] = append(s.members[k], id)
		}
		for _, base := range heritage(f.language, sym) {
			s.extenders[base] = append(s.extenders[base], id)
		}
	})
	for _, p := range designPatterns {
		s.found = map[string]*patternFound{}
		p.find(s)
		for dir, found := range s.found {
			found.tidy()
			if len(found.evidence) >= p.least {
				found.name, found.dir = p.name, dir
				all = append(all, *found)
			}
		}
	}
	slices.SortFunc(all, func(a, b patternFound) int {
		return cmp.Or(strings.Compare(a.dir, b.dir), strings.Compare(a.name, b.name))
	})
	return all
}

// tidy sorts the evidence and takes each piece once.
func (p *patternFound) tidy() {
	type piece struct {
		Evidence
		symbol symbolID
	}
	pieces := make([]piece, len(p.evidence))
	for i := range p.evidence {
		pieces[i] = piece{p.evidence[i], p.symbols[i]}
	}
	slices.SortFunc(pieces, func(a, b piece) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), strings.Compare(a.What, b.What))
	})
	pieces = slices.CompactFunc(pieces, func(a, b piece) bool { return a.Evidence == b.Evidence })
	p.evidence, p.symbols = nil, nil
	for _, e := range pieces {
		p.evidence, p.symbols = append(p.evidence, e.Evidence), append(p.symbols, e.symbol)
	}
}

// each calls fn with every definition that is no test.
func (s *patternSearch) each(fn func(id symbolID, f *indexedFile, sym *Symbol)) {
	for i, f := range s.g.files {
		if f.test {
			continue
		}
		for j := range f.outline.Symbols {
			if sym := &f.outline.Symbols[j]; !sym.Test {
				fn(symbolID{int32(i), int32(j)}, f, sym)
			}
		}
	}
}

// eachType calls fn with every type and the definitions in it.
func (s *patternSearch) eachType(fn func(id symbolID, f *indexedFile, t *Symbol, members []symbolID)) {
	s.each(func(id symbolID, f *indexedFile, t *Symbol) {
		if t.Kind.IsType() && t.Kind != KindImpl {
			fn(id, f, t, s.membersOf(f, t))
		}
	})
}

func (s *patternSearch) membersOf(f *indexedFile, t *Symbol) []symbolID {
	return s.members[memberKey{memberPlace(f), t.QualifiedName()}]
}

// functions are those of the definitions that are methods and the like.
func (s *patternSearch) functions(ids []symbolID) []symbolID {
	return slices.DeleteFunc(slices.Clone(ids), func(id symbolID) bool {
		_, sym := s.g.symbol(id)
		return !sym.Kind.IsFunction()
	})
}

// says adds a piece of evidence to the folder of the anchor.
func (s *patternSearch) says(anchor *indexedFile, id symbolID, what string) {
	f, sym := s.g.symbol(id)
	dir := path.Dir(anchor.path)
	found := s.found[dir]
	if found == nil {
		found = &patternFound{language: anchor.language}
		s.found[dir] = found
	}
	found.evidence = append(found.evidence, Evidence{Path: f.path, Line: sym.NameSpan.StartLine, Name: sym.QualifiedName(), What: what})
	found.symbols = append(found.symbols, id)
}

// typeOf returns the type of that name in the language's family which is nearest to the file: in
// it, in its folder, anywhere when there is one alone.
func (s *patternSearch) typeOf(from *indexedFile, name string) (symbolID, bool) {
	if langdata.For(from.language).Builtin(name) {
		return symbolID{}, false
	}
	var best []symbolID
	near := -1
	for _, id := range s.g.defs.of(s.g.table.find(name)) {
		f, sym := s.g.symbol(id)
		if !sym.Kind.IsType() || family(f.language) != family(from.language) || f.test {
			continue
		}
		n := 0
		switch {
		case f == from:
			n = 2
		case path.Dir(f.path) == path.Dir(from.path):
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
		return symbolID{}, false
	}
	return best[0], true
}

// calls returns the names that a definition calls, each once, and how often it calls what.
func (s *patternSearch) calls(id symbolID) []use {
	f, _ := s.g.symbol(id)
	var calls []use
	for _, u := range f.uses {
		if u.symbol == id.symbol && u.kind() == ReferenceCall {
			calls = append(calls, u)
		}
	}
	return calls
}
