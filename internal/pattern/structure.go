package pattern

import (
	"path"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/source"
)

// plainDecorators are decorators of everyday life that other patterns find, or that say little.
var plainDecorators = words.Set(`property staticmethod classmethod Override override abstractmethod dataclass derive setter getter deleter contextmanager
	asynccontextmanager overload inline Deprecated SuppressWarnings allow must_use cfg doc inline_always test Test wraps __attribute__ __declspec final
	deprecated FunctionalInterface SafeVarargs Nullable NonNull cold non_exhaustive`)

// findDecoratorUses finds decorators and annotations that several definitions of a folder have.
func findDecoratorUses(s *patternSearch) {
	type group struct{ dir, name string }
	groups := map[group][]graph.SymbolID{}
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		for _, d := range sym.Decorators {
			name, _, _ := strings.Cut(d, "(")
			name = strings.TrimSpace(name)
			if last := graph.LastComponent(name); last == "" || plainDecorators[last] {
				continue
			}
			k := group{path.Dir(f.Path), name}
			if !slices.Contains(groups[k], id) {
				groups[k] = append(groups[k], id)
			}
		}
	})
	for k, ids := range groups {
		if len(ids) < 3 {
			continue
		}
		f, _ := s.g.Symbol(ids[0])
		for _, id := range ids {
			s.says(f, id, "carries "+k.name)
		}
		for _, id := range s.g.Definitions(graph.LastComponent(k.name)) {
			if other, sym := s.g.Symbol(id); sym.Kind.IsFunction() && graph.Family(other.Language) == graph.Family(f.Language) && !other.Test && path.Dir(other.Path) == k.dir {
				s.says(f, id, "is what "+k.name+" does")
			}
		}
	}
}

// findGuards finds types that are entered and left, so that what they hold is released.
func findGuards(s *patternSearch) {
	pairs := []struct{ enter, leave, head string }{
		{"__enter__", "__exit__", ""}, {"__aenter__", "__aexit__", ""}, {"", "close", "AutoCloseable"}, {"", "close", "Closeable"}, {"", "Dispose", "IDisposable"},
	}
	s.eachType(func(id graph.SymbolID, f *graph.File, t *source.Symbol, members []graph.SymbolID) {
		for _, p := range pairs {
			leave, ok := s.member(members, p.leave)
			if !ok {
				continue
			}
			enter, entered := s.member(members, p.enter)
			switch {
			case p.head == "" && entered:
				s.says(f, enter, "enters the guard")
				s.says(f, leave, "leaves the guard")
			case p.head != "" && slices.Contains(s.g.Heritage(id), p.head):
				s.says(f, id, "implements "+p.head)
				s.says(f, leave, "gives back what it holds")
			}
		}
	})
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		if sym.Kind == source.KindImpl {
			if m := rustImpl.FindStringSubmatch(sym.Signature); m != nil && m[1] == "Drop" {
				s.says(f, id, "implements Drop")
			}
		}
		for _, d := range sym.Decorators {
			if last := graph.LastComponent(d); last == "contextmanager" || last == "asynccontextmanager" {
				s.says(f, id, "carries "+last)
				s.says(f, id, "gives control to a with block")
			}
		}
	})
}
