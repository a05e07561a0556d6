package pattern

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/source"
)

// plainName is a name in lower case without underscores: "add_listener" and "addListener" are the same.
func plainName(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// afterWord reports whether the name is the word, or begins with it and goes on with another:
// "visitNode", "visit_node", "Visit"; not "visitor".
func afterWord(name, word string) bool {
	name = strings.TrimLeft(name, "_")
	if len(name) < len(word) || !strings.EqualFold(name[:len(word)], word) {
		return false
	}
	rest := name[len(word):]
	return rest == "" || rest[0] == '_' || unicode.IsUpper(rune(rest[0]))
}

func afterAny(name string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return afterWord(name, w) })
}

// parameterCount is the number of parameters without the object itself.
func parameterCount(s *source.Symbol) int {
	n := len(s.Parameters)
	if n > 0 && (graph.SelfNames[strings.TrimLeft(s.Parameters[0].Name, "&*")] || strings.HasSuffix(s.Parameters[0].Name, "self")) {
		n--
	}
	return n
}

func isStatic(s *source.Symbol) bool {
	return s.Static || slices.ContainsFunc(s.Decorators, func(d string) bool { return d == "classmethod" || d == "staticmethod" }) ||
		len(s.Parameters) > 0 && s.Parameters[0].Name == "cls" || strings.HasPrefix(s.Signature, "def self.")
}

// typeName is the bare name of a written type: "Queue" of "*jobs.Queue[T]".
func typeName(written string) string {
	t := strings.Trim(written, `*&?"' `)
	for _, prefix := range []string{"mut ", "dyn ", "impl ", "const "} {
		t = strings.TrimPrefix(t, prefix)
	}
	for _, wrapper := range []string{"Box<", "Arc<", "Rc<", "Result<", "Option<", "Optional[", "Optional<", "Promise<", "std::unique_ptr<", "std::shared_ptr<"} {
		if inner, ok := strings.CutPrefix(t, wrapper); ok {
			t, _, _ = strings.Cut(inner, ",")
			t = strings.TrimPrefix(strings.TrimRight(t, ">] "), "dyn ")
		}
	}
	if i := strings.IndexAny(t, "<[("); i > 0 {
		t = t[:i]
	}
	return strings.Trim(graph.LastComponent(t), `*&?"' `)
}

var creationWords = []string{"new", "make", "create", "build", "produce", "from"}

// findFactories finds functions that make a value of one of several types behind an interface, or that
// choose between types.
func findFactories(s *patternSearch) {
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		if !sym.Kind.IsFunction() || sym.Kind == source.KindConstructor || sym.Kind == source.KindProperty || sym.BodySpan == (source.Span{}) || !afterAny(sym.Name, creationWords...) {
			return
		}
		var made []graph.SymbolID
		for _, u := range s.calls(id) {
			r := s.g.Resolve(f, u)
			if len(r.IDs) == 0 || !r.Sure {
				continue
			}
			for _, t := range r.IDs {
				if _, c := s.g.Symbol(t); c.Kind.IsType() && c.Name != graph.LastComponent(sym.Parent) && !slices.Contains(made, t) {
					made = append(made, t)
				}
			}
		}
		result := ""
		for _, r := range sym.Results {
			t, ok := s.typeOf(f, typeName(r))
			if !ok {
				continue
			}
			other, c := s.g.Symbol(t)
			if c.Kind == source.KindInterface || c.Kind == source.KindTrait || s.isAbstract(c, s.membersOf(other, c)) {
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

// commonBase is the first base, of the repository, that two of the types have; "" when there is none.
func (s *patternSearch) commonBase(types []graph.SymbolID) string {
	seen := map[string]bool{}
	for _, id := range types {
		f, t := s.g.Symbol(id)
		for _, base := range graph.Heritage(f.Language, t) {
			if _, own := s.typeOf(f, base); own && seen[base] && !strings.HasSuffix(base, "Error") && !strings.HasSuffix(base, "Exception") {
				return base
			}
			seen[base] = true
		}
	}
	return ""
}

// findFunctionalOptions finds functions that each give back a value of one option type.
func findFunctionalOptions(s *patternSearch) {
	type group struct{ dir, result string }
	groups := map[group][]graph.SymbolID{}
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		if sym.Kind.IsFunction() && sym.Parent == "" && len(sym.Results) == 1 && afterWord(sym.Name, "with") {
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

// findInjections finds constructors that are given what they work with, behind interfaces.
func findInjections(s *patternSearch) {
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		if sym.Kind != source.KindConstructor && !(afterWord(sym.Name, "new") && len(sym.Results) > 0) {
			return
		}
		for _, p := range sym.Parameters {
			t, ok := s.typeOf(f, typeName(p.Type))
			if !ok {
				continue
			}
			other, c := s.g.Symbol(t)
			if c.Kind == source.KindInterface || c.Kind == source.KindTrait || s.isAbstract(c, s.membersOf(other, c)) {
				s.says(f, id, "is given "+p.Name+" behind "+c.QualifiedName())
			}
		}
	})
}

// findMiddlewares finds functions that wrap a handler in a handler, or hand on to the next.
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
			if (p.Name == "next" || p.Name == "call_next") && len(sym.Parameters) > 1 && slices.ContainsFunc(s.calls(id), func(u graph.Use) bool { return s.g.Names[u.Name] == p.Name }) {
				s.says(f, id, "hands on by calling "+p.Name)
				return
			}
		}
	})
}

// plainDecorators are decorators of everyday life that are found by other patterns, or say little.
var plainDecorators = map[string]bool{
	"property": true, "staticmethod": true, "classmethod": true, "Override": true, "override": true, "abstractmethod": true, "dataclass": true, "derive": true,
	"setter": true, "getter": true, "deleter": true, "contextmanager": true, "asynccontextmanager": true, "overload": true, "inline": true, "Deprecated": true,
	"SuppressWarnings": true, "allow": true, "must_use": true, "cfg": true, "doc": true, "inline_always": true, "test": true, "Test": true, "wraps": true,
	"__attribute__": true, "__declspec": true, "final": true, "deprecated": true, "FunctionalInterface": true, "SafeVarargs": true, "Nullable": true, "NonNull": true, "cold": true, "non_exhaustive": true,
}

// findDecoratorUses finds decorators and annotations that several definitions of a folder carry.
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
		for _, id := range s.g.Defs.Of(s.g.Table.Find(graph.LastComponent(k.name))) {
			if other, sym := s.g.Symbol(id); sym.Kind.IsFunction() && graph.Family(other.Language) == graph.Family(f.Language) && !other.Test && path.Dir(other.Path) == k.dir {
				s.says(f, id, "is what "+k.name+" does")
			}
		}
	}
}

var (
	sleepCalls = map[string]bool{"sleep": true, "Sleep": true, "delay": true, "setTimeout": true, "After": true, "NewTimer": true, "usleep": true, "nanosleep": true, "Delay": true}
	retryWord  = regexp.MustCompile(`(?i)retry|retries|attempt|backoff|tries$`)
)

// findRetries finds functions that wait and try again: what they call, take or are called says so.
func findRetries(s *patternSearch) {
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		if !sym.Kind.IsFunction() || sym.Metrics.Nesting < 1 {
			return
		}
		sleeps, retries := "", ""
		for _, u := range s.calls(id) {
			name := s.g.Names[u.Name]
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

// findGuards finds types that are entered and left, so that what they hold is given back.
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
			case p.head != "" && slices.Contains(graph.Heritage(f.Language, t), p.head):
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

// findIterators finds generators and types that can be gone through.
func findIterators(s *patternSearch) {
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		switch {
		case sym.Kind == source.KindImpl:
			if m := rustImpl.FindStringSubmatch(sym.Signature); m != nil && (graph.LastComponent(m[1]) == "Iterator" || strings.HasPrefix(m[1], "IntoIterator")) {
				s.says(f, id, "implements "+m[1])
			}
		case !sym.Kind.IsFunction():
			if slices.ContainsFunc(graph.Heritage(f.Language, sym), func(b string) bool { return b == "Iterator" || b == "Iterable" || b == "IEnumerable" }) {
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

// findValueObjects finds types that are their values.
func findValueObjects(s *patternSearch) {
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		if !sym.Kind.IsType() {
			return
		}
		if sym.Kind == source.KindRecord {
			s.says(f, id, "is a record")
			return
		}
		for _, d := range sym.Decorators {
			if name, _, _ := strings.Cut(d, "("); slices.Contains([]string{"dataclass", "frozen", "define", "Value", "Data"}, graph.LastComponent(name)) {
				s.says(f, id, "carries "+name)
				return
			}
		}
		for _, head := range []string{"data class", "case class", "record"} {
			if strings.Contains(" "+sym.Signature, " "+head+" ") {
				s.says(f, id, "is a "+head)
				return
			}
		}
		if slices.Contains(graph.Heritage(f.Language, sym), "NamedTuple") {
			s.says(f, id, "is a NamedTuple")
		}
	})
}
