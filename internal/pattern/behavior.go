package pattern

import (
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/source"
)

// findVisitors finds types with a method for each kind of thing, and the things that accept them.
func findVisitors(s *patternSearch) {
	s.eachType(func(id graph.SymbolID, f *graph.File, t *source.Symbol, members []graph.SymbolID) {
		var visits []graph.SymbolID
		for _, m := range s.functions(members) {
			if _, sym := s.g.Symbol(m); beginsWith(sym.Name, "visit") {
				visits = append(visits, m)
			}
		}
		if len(visits) < 2 {
			return
		}
		accepting := s.accepting(f, t.Name)
		if len(visits) < 3 && len(accepting) == 0 {
			return
		}
		for _, m := range visits {
			s.says(f, m, "visits one kind of thing")
		}
		for _, m := range accepting {
			s.says(f, m, "accepts "+t.QualifiedName())
		}
	})
}

// accepting returns the methods called accept with a parameter of the type.
func (s *patternSearch) accepting(f *graph.File, typeName string) []graph.SymbolID {
	var found []graph.SymbolID
	for _, name := range []string{"accept", "Accept"} {
		for _, id := range s.g.Definitions(name) {
			other, sym := s.g.Symbol(id)
			if other.Test || graph.Family(other.Language) != graph.Family(f.Language) || !sym.Kind.IsFunction() {
				continue
			}
			for _, p := range sym.Parameters {
				if strings.Contains(p.Type, typeName) || p.Type == "" && beginsWithAny(p.Name, "visitor") {
					found = append(found, id)
					break
				}
			}
		}
	}
	return found
}

// findMiddlewares finds functions that wrap a handler in a handler, or that call the next one.
func findMiddlewares(s *patternSearch) {
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		if !sym.Kind.IsFunction() {
			return
		}
		for _, p := range sym.Parameters {
			handler := typeName(p.Type)
			if len(sym.Results) == 1 && handler != "" && typeName(sym.Results[0]) == handler && strings.Contains(handler, "Handler") {
				s.says(f, id, "takes a "+handler+" and gives one back")
				return
			}
			if (p.Name == "next" || p.Name == "call_next") && len(sym.Parameters) > 1 && slices.ContainsFunc(s.calls(id), func(u graph.Use) bool { return s.g.Name(u.Name) == p.Name }) {
				s.says(f, id, "hands on by calling "+p.Name)
				return
			}
		}
	})
}

var (
	// sleepCalls are the functions of many languages that wait.
	sleepCalls = words.Set("sleep Sleep delay setTimeout After NewTimer usleep nanosleep Delay")
	// retryWord matches names that speak of trying again.
	retryWord = regexp.MustCompile(`(?i)retry|retries|attempt|backoff|tries$`)
)

// findRetries finds functions that wait and try again, by what they call and take, and by their own names.
func findRetries(s *patternSearch) {
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		if !sym.Kind.IsFunction() || sym.Metrics.Nesting < 1 {
			return
		}
		sleeps, retries := "", ""
		for _, u := range s.calls(id) {
			name := s.g.Name(u.Name)
			switch {
			case sleepCalls[name]:
				sleeps = name
			case retryWord.MatchString(name):
				retries = "calls " + name
			}
		}
		for _, p := range sym.Parameters {
			if retryWord.MatchString(p.Name) {
				retries = "takes " + strings.TrimLeft(p.Name, "*&$")
			}
		}
		if retryWord.MatchString(sym.Name) {
			retries = "is called so"
		}
		if sleeps != "" && retries != "" {
			s.says(f, id, "waits with "+sleeps)
			s.says(f, id, "tries again: "+retries)
		}
	})
}

// findIterators finds generators, and types that code can iterate over.
func findIterators(s *patternSearch) {
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		switch {
		case sym.Kind == source.KindImpl:
			if m := rustImpl.FindStringSubmatch(sym.Signature); m != nil && (graph.LastComponent(m[1]) == "Iterator" || strings.HasPrefix(m[1], "IntoIterator")) {
				s.says(f, id, "implements "+m[1])
			}
		case !sym.Kind.IsFunction():
			if slices.ContainsFunc(s.g.Heritage(id), func(b string) bool { return b == "Iterator" || b == "Iterable" || b == "IEnumerable" }) {
				s.says(f, id, "can be gone through")
			}
		case sym.Name == "__iter__" || sym.Name == "__next__" || sym.Name == "__aiter__" || sym.Name == "__anext__":
			s.says(f, id, "is a step of iterating")
		case sym.Generator && !slices.ContainsFunc(sym.Decorators, func(d string) bool { return strings.HasSuffix(d, "contextmanager") || strings.HasSuffix(d, "fixture") }):
			s.says(f, id, "is a generator")
		case len(sym.Results) == 1 && (strings.HasPrefix(sym.Results[0], "iter.Seq") || strings.HasPrefix(sym.Results[0], "impl Iterator")):
			s.says(f, id, "gives "+sym.Results[0])
		}
	})
}
