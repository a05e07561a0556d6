package pattern

import (
	"cmp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/page"
)

// designPattern is a way to build software, and how it shows in outlines: in definitions, their
// types and decorators, who implements what and who calls what. Words in comments count for nothing.
type designPattern struct {
	name string
	// least is how many pieces of evidence a folder needs for a page about the pattern.
	least int
	// find tells the search every piece of evidence by patternSearch.says.
	find func(s *patternSearch)
}

// designPatterns are the patterns that are looked for. A new one needs a row, its find function, and a sample
// in testdata/patterns with its lines in patterns.txt.
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

// Names returns the names of the patterns that are looked for.
func Names() []string {
	names := make([]string, len(designPatterns))
	for i, p := range designPatterns {
		names[i] = p.name
	}
	return names
}

// Found is a pattern in a folder. Nobody changes it once it was found.
type Found struct {
	Name     string           // as Names has it
	Dir      string           // slash-separated, relative to the repository's folder; "." for its top
	Language string           // of the file in Dir that the evidence was found from
	Evidence []page.Evidence  // by path and line
	Symbols  []graph.SymbolID // the definition that each piece of Evidence is about
}

// FindAll returns the patterns of a repository, by folder and name. Definitions of tests are no evidence.
func FindAll(g *graph.Graph) []Found {
	var all []Found
	s := newSearch(g)
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

// tidy sorts the evidence and drops what is in it twice.
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
