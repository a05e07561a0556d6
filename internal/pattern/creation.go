package pattern

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/source"
)

// creationWords begin the names of functions that make a value.
var creationWords = []string{"new", "make", "create", "build", "produce", "from"}

// findFactories finds functions that return a value behind an interface, or that choose between types
// with a common base.
func findFactories(s *patternSearch) {
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		if !sym.Kind.IsFunction() || sym.Kind == source.KindConstructor || sym.Kind == source.KindProperty || sym.BodySpan == (source.Span{}) || !beginsWithAny(sym.Name, creationWords...) {
			return
		}
		made := s.made(id)
		result := ""
		for _, r := range sym.Results {
			t, ok := s.typeOf(f, typeName(r))
			if !ok {
				continue
			}
			if _, c := s.g.Symbol(t); s.isOpen(t) {
				result = c.QualifiedName()
			}
		}
		switch {
		case result != "":
			s.says(f, id, "makes a value behind "+result)
		case s.commonBase(made) != "":
			s.says(f, id, "chooses between types made from "+s.commonBase(made))
		default:
			return
		}
		for _, t := range made {
			s.says(f, t, "is made by "+sym.QualifiedName())
		}
	})
}

// made returns the types, but for its own, whose values a function surely makes, each once.
func (s *patternSearch) made(id graph.SymbolID) []graph.SymbolID {
	f, sym := s.g.Symbol(id)
	var made []graph.SymbolID
	for _, u := range s.calls(id) {
		r := s.g.Resolve(f, u)
		if !r.Sure {
			continue
		}
		for _, t := range r.IDs {
			if _, c := s.g.Symbol(t); c.Kind.IsType() && c.Name != graph.LastComponent(sym.Parent) && !slices.Contains(made, t) {
				made = append(made, t)
			}
		}
	}
	return made
}

// commonBase returns the first base, of the repository, that two of the types have; "" when there is none. Bases
// of errors do not count.
func (s *patternSearch) commonBase(types []graph.SymbolID) string {
	seen := map[string]bool{}
	for _, id := range types {
		f, _ := s.g.Symbol(id)
		for _, base := range s.g.Heritage(id) {
			if _, own := s.typeOf(f, base); own && seen[base] && !strings.HasSuffix(base, "Error") && !strings.HasSuffix(base, "Exception") {
				return base
			}
			seen[base] = true
		}
	}
	return ""
}

// findFunctionalOptions finds functions that each return a value of one option type.
func findFunctionalOptions(s *patternSearch) {
	type group struct{ dir, result string }
	groups := map[group][]graph.SymbolID{}
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		if sym.Kind.IsFunction() && sym.Parent == "" && len(sym.Results) == 1 && beginsWith(sym.Name, "with") {
			if t := typeName(sym.Results[0]); strings.HasSuffix(t, "Option") || strings.HasSuffix(t, "Opt") {
				k := group{path.Dir(f.Path), t}
				groups[k] = append(groups[k], id)
			}
		}
	})
	for k, ids := range groups {
		if len(ids) < 2 {
			continue
		}
		f, _ := s.g.Symbol(ids[0])
		for _, id := range ids {
			s.says(f, id, "gives an option of type "+k.result)
		}
		if t, ok := s.typeOf(f, k.result); ok {
			s.says(f, t, "is the type of the options")
		}
	}
}

// findInjections finds constructors that get what they work with behind interfaces.
func findInjections(s *patternSearch) {
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		if sym.Kind != source.KindConstructor && !(beginsWith(sym.Name, "new") && len(sym.Results) > 0) {
			return
		}
		for _, p := range sym.Parameters {
			t, ok := s.typeOf(f, typeName(p.Type))
			if !ok {
				continue
			}
			if _, c := s.g.Symbol(t); s.isOpen(t) {
				s.says(f, id, "is given "+p.Name+" behind "+c.QualifiedName())
			}
		}
	})
}

// findBuilders finds types with methods that return the builder itself, so that calls can be chained,
// and one that ends the chain.
func findBuilders(s *patternSearch) {
	s.eachType(func(_ graph.SymbolID, f *graph.File, t *source.Symbol, members []graph.SymbolID) {
		var chained, ends []graph.SymbolID
		for _, m := range s.functions(members) {
			_, sym := s.g.Symbol(m)
			switch {
			case strings.HasPrefix(sym.Name, "_"):
			case beginsWith(sym.Name, "build") || plainName(sym.Name) == "finish":
				ends = append(ends, m)
			case sym.Kind == source.KindMethod && !sym.Static && returnsSelf(sym, t.Name) && parameterCount(sym) > 0:
				chained = append(chained, m)
			}
		}
		if len(chained) < 2 || len(ends) == 0 {
			return
		}
		for _, m := range chained {
			s.says(f, m, "sets something and gives "+t.Name+" back")
		}
		for _, m := range ends {
			s.says(f, m, "makes the thing")
		}
	})
}

// findSingletons finds types that have one value, and how code gets it.
func findSingletons(s *patternSearch) {
	accessors := []string{"instance", "getinstance", "sharedinstance", "getshared", "shared"}
	s.eachType(func(id graph.SymbolID, f *graph.File, t *source.Symbol, members []graph.SymbolID) {
		if t.Kind == source.KindObject {
			if n := len(s.functions(members)); n > 0 && !strings.Contains(t.Signature, "companion") {
				s.says(f, id, fmt.Sprintf("is one object with %d functions", n))
				for _, m := range s.functions(members) {
					s.says(f, m, "belongs to the one object")
				}
			}
			return
		}
		for _, m := range s.functions(members) {
			_, sym := s.g.Symbol(m)
			if slices.Contains(accessors, plainName(sym.Name)) && isStatic(sym) && parameterCount(sym) == 0 && (len(sym.Results) == 0 || returnsSelf(sym, t.Name)) {
				s.says(f, id, "has one value that all share")
				s.says(f, m, "gives the one value")
			}
		}
	})
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		if sym.Kind == source.KindFunction && s.once(f, id, sym) {
			s.says(f, id, "makes its value at the first call and keeps it for all")
			s.saysUsers(f, id, sym)
		}
	})
}

// once reports whether a Go function returns a value that it makes behind a sync.Once.
func (s *patternSearch) once(f *graph.File, id graph.SymbolID, sym *source.Symbol) bool {
	if f.Language != "go" || !sym.Kind.IsFunction() || len(sym.Results) == 0 {
		return false
	}
	return slices.ContainsFunc(s.calls(id), func(u graph.Use) bool {
		return s.g.Name(u.Name) == "Do" && strings.HasSuffix(strings.ToLower(s.g.Name(u.Qualifier)), "once")
	})
}

// lazyDecorators are the decorators that make a method's value at its first use.
var lazyDecorators = []string{"cached_property", "functools.cached_property", "lazy_property", "reify", "Lazy"}

// findLazy finds members that make their value when they are first asked for it.
func findLazy(s *patternSearch) {
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		cached := slices.ContainsFunc(sym.Decorators, func(d string) bool {
			name, _, _ := strings.Cut(d, "(")
			return slices.Contains(lazyDecorators, strings.TrimPrefix(name, "@"))
		})
		if cached || sym.Kind != source.KindFunction && s.once(f, id, sym) {
			s.says(f, id, "makes its value at the first call and keeps it")
			s.saysUsers(f, id, sym)
		}
	})
}
