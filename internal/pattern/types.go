package pattern

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/source"
)

// maxImplementors is how many implementations make an interface of the language's everyday life,
// such as an error's, and no strategy.
const maxImplementors = 40

// findStrategies finds interfaces, traits and abstract types with several implementations.
func findStrategies(s *patternSearch) {
	shapes := s.shapes()
	s.eachType(func(id graph.SymbolID, f *graph.File, t *source.Symbol, members []graph.SymbolID) {
		var made []graph.SymbolID
		switch {
		case f.Language == "go":
			if t.Kind != source.KindInterface {
				return
			}
			made = shapes.implementors(s, f, members)
		case t.Kind == source.KindInterface || t.Kind == source.KindTrait || s.isAbstract(t, members):
			made = s.implementors(id)
		}
		if len(made) < 2 || len(made) > maxImplementors {
			return
		}
		s.says(f, id, fmt.Sprintf("%s with %d implementations", t.Kind, len(made)))
		for _, m := range made {
			s.says(f, m, "implements "+t.QualifiedName())
		}
	})
}

// isAbstract reports whether a type has members without a body that others have to fill in.
func (s *patternSearch) isAbstract(t *source.Symbol, members []graph.SymbolID) bool {
	return t.Abstract || slices.ContainsFunc(members, func(id graph.SymbolID) bool {
		_, m := s.g.Symbol(id)
		return m.Abstract
	})
}

var rustImpl = regexp.MustCompile(`^(?:unsafe )?impl(?:<.*?>)? (.+?) for (.+?)(?: where .*)?$`)

// implementors are the types whose heads name the type, each once, and in Rust those of impl blocks.
func (s *patternSearch) implementors(id graph.SymbolID) []graph.SymbolID {
	f, t := s.g.Symbol(id)
	var made []graph.SymbolID
	for _, e := range s.extenders[t.Name] {
		other, sym := s.g.Symbol(e)
		if graph.Family(other.Language) != graph.Family(f.Language) || e == id {
			continue
		}
		if nearest, ok := s.typeOf(other, t.Name); ok && nearest != id && s.g.Reach(other, f, t.Name, true) == graph.NotReached {
			continue // another type of the name is meant
		}
		if sym.Kind != source.KindInterface && sym.Kind != source.KindTrait {
			made = append(made, e)
		}
	}
	if f.Language == "rust" {
		s.each(func(e graph.SymbolID, other *graph.File, sym *source.Symbol) {
			if sym.Kind != source.KindImpl || other.Language != "rust" {
				return
			}
			m := rustImpl.FindStringSubmatch(sym.Signature)
			if m != nil && graph.LastComponent(graph.OutsideOf(m[1], "")) == t.Name {
				made = append(made, e)
			}
		})
	}
	return made
}

// shape is a method as an interface of Go sees it, without types.
type shape struct {
	name                string
	parameters, results int
}

func shapeOf(s *source.Symbol) shape { return shape{s.Name, len(s.Parameters), len(s.Results)} }

// methodShapes are the types of Go by the shapes of their methods.
type methodShapes map[shape][]graph.SymbolID

func (s *patternSearch) shapes() methodShapes {
	m := methodShapes{}
	s.eachType(func(id graph.SymbolID, f *graph.File, t *source.Symbol, members []graph.SymbolID) {
		if f.Language != "go" || t.Kind == source.KindInterface {
			return
		}
		for _, member := range members {
			if _, sym := s.g.Symbol(member); sym.Kind == source.KindMethod {
				m[shapeOf(sym)] = append(m[shapeOf(sym)], id)
			}
		}
	})
	return m
}

// implementors are the types with all methods of an interface, by their names and the numbers of
// parameters and results.
func (m methodShapes) implementors(s *patternSearch, f *graph.File, members []graph.SymbolID) []graph.SymbolID {
	methods := s.functions(members)
	if len(methods) == 0 {
		return nil
	}
	var common []graph.SymbolID
	for i, id := range methods {
		_, sym := s.g.Symbol(id)
		types := m[shapeOf(sym)]
		if i == 0 {
			common = slices.Clone(types)
		} else {
			common = slices.DeleteFunc(common, func(t graph.SymbolID) bool { return !slices.Contains(types, t) })
		}
		if len(common) == 0 {
			return nil
		}
	}
	if len(methods) == 1 {
		// One method may be alike by chance: what is near is meant.
		common = slices.DeleteFunc(common, func(t graph.SymbolID) bool {
			other, _ := s.g.Symbol(t)
			near := path.Dir(other.Path) == path.Dir(f.Path) || strings.HasPrefix(other.Path, path.Dir(f.Path)+"/")
			return !near && s.g.Reach(other, f, "", false) == graph.NotReached && !s.importsFolder(other, f)
		})
	}
	return common
}

// importsFolder reports whether a Go file imports the package of the other.
func (s *patternSearch) importsFolder(from, other *graph.File) bool {
	return slices.ContainsFunc(from.Outline.Imports, func(i source.Import) bool { return s.g.Meets(from, other, i.Path) == graph.ReachFile })
}

// findTemplateMethods finds types with a method that calls their own abstract ones, which others fill in.
func findTemplateMethods(s *patternSearch) {
	s.eachType(func(id graph.SymbolID, f *graph.File, t *source.Symbol, members []graph.SymbolID) {
		open := map[string]graph.SymbolID{}
		for _, m := range s.functions(members) {
			if _, sym := s.g.Symbol(m); sym.Abstract && t.Kind != source.KindInterface {
				open[sym.Name] = m
			}
		}
		if len(open) == 0 {
			return
		}
		made := s.implementors(id)
		if len(made) == 0 || len(made) > maxImplementors {
			return
		}
		found := false
		for _, m := range s.functions(members) {
			for _, u := range s.calls(m) {
				callee, ok := open[s.g.Names[u.Name]]
				if q := s.g.Names[u.Qualifier]; ok && m != callee && (graph.SelfNames[q] || q == "" && graph.Scopings[f.Language].Bare) {
					_, sym := s.g.Symbol(callee)
					s.says(f, m, "calls the abstract "+sym.QualifiedName())
					s.says(f, callee, "is left to implementations")
					found = true
				}
			}
		}
		if found {
			for _, m := range made {
				s.says(f, m, "fills in "+t.QualifiedName())
			}
		}
	})
}

// findVisitors finds types with a method for each kind of thing, and the things that accept them.
func findVisitors(s *patternSearch) {
	s.eachType(func(id graph.SymbolID, f *graph.File, t *source.Symbol, members []graph.SymbolID) {
		var visits []graph.SymbolID
		for _, m := range s.functions(members) {
			if _, sym := s.g.Symbol(m); afterWord(sym.Name, "visit") {
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

// accepting are the methods called accept with a parameter of the type.
func (s *patternSearch) accepting(f *graph.File, typeName string) []graph.SymbolID {
	var found []graph.SymbolID
	for _, name := range []string{"accept", "Accept"} {
		for _, id := range s.g.Defs.Of(s.g.Table.Find(name)) {
			other, sym := s.g.Symbol(id)
			if other.Test || graph.Family(other.Language) != graph.Family(f.Language) || !sym.Kind.IsFunction() {
				continue
			}
			for _, p := range sym.Parameters {
				if strings.Contains(p.Type, typeName) || p.Type == "" && afterAny(p.Name, "visitor") {
					found = append(found, id)
					break
				}
			}
		}
	}
	return found
}

// The words of the observer pattern, in lower case without "_".
var (
	registerWords = []string{"subscribe", "addlistener", "addeventlistener", "addobserver", "registerobserver", "registerlistener", "attach", "addhandler",
		"on", "observe", "addcallback", "registercallback", "connect", "listen", "addsubscriber", "register"}
	notifyWords = []string{"notify", "notifyall", "notifyobservers", "notifylisteners", "emit", "publish", "fire", "dispatch", "trigger", "broadcast", "send"}
	leaveWords  = []string{"unsubscribe", "removelistener", "removeeventlistener", "removeobserver", "detach", "removehandler", "off", "unregister", "disconnect"}
)

// What these say is less sure: sockets have them, too. "emit" goes with "on", not with "attach".
var (
	weakLeave    = []string{"detach", "disconnect"}
	weakRegister = []string{"register", "connect", "attach", "listen", "observe", "on"}
	weakNotify   = []string{"send", "dispatch", "publish", "emit", "fire", "trigger", "broadcast"}
)

// findObservers finds types, or files, where one can register and all that did are told.
func findObservers(s *patternSearch) {
	roles := []struct {
		Count []string
		what  string
	}{{registerWords, "lets others register"}, {notifyWords, "tells those that registered"}, {leaveWords, "lets others leave"}}
	look := func(f *graph.File, members []graph.SymbolID) {
		byRole := make([][]graph.SymbolID, len(roles))
		for _, m := range members {
			_, sym := s.g.Symbol(m)
			for i, r := range roles {
				if !slices.Contains(r.Count, plainName(sym.Name)) || i < 2 && parameterCount(sym) == 0 {
					continue
				}
				byRole[i] = append(byRole[i], m)
			}
		}
		if len(byRole[0]) == 0 || len(byRole[1]) == 0 {
			return
		}
		// An "attach" beside a "send" may be anything: words that say little need one that says more.
		unsure := s.weak(byRole[0], weakRegister...) && s.weak(byRole[1], weakNotify...) && s.weak(byRole[2], weakLeave...)
		if unsure && (s.weak(byRole[0], weakRegister[:5]...) || s.weak(byRole[1], "send", "publish")) {
			return
		}
		for i, ids := range byRole {
			for _, id := range ids {
				s.says(f, id, roles[i].what)
			}
		}
	}
	s.eachType(func(_ graph.SymbolID, f *graph.File, _ *source.Symbol, members []graph.SymbolID) {
		look(f, s.functions(members))
	})
	for i, f := range s.g.Files {
		if f.Test {
			continue
		}
		var top []graph.SymbolID
		for j := range f.Outline.Symbols {
			if sym := &f.Outline.Symbols[j]; sym.Kind == source.KindFunction && sym.Parent == "" && !sym.Test {
				top = append(top, graph.SymbolID{File: int32(i), Symbol: int32(j)})
			}
		}
		look(f, top)
	}
}

// weak reports whether all of the definitions have one of these names.
func (s *patternSearch) weak(ids []graph.SymbolID, names ...string) bool {
	return !slices.ContainsFunc(ids, func(id graph.SymbolID) bool {
		_, sym := s.g.Symbol(id)
		return !slices.Contains(names, plainName(sym.Name))
	})
}

// findBuilders finds types with methods that give the thing itself back, so that calls can be chained,
// and one that ends the chain.
func findBuilders(s *patternSearch) {
	s.eachType(func(_ graph.SymbolID, f *graph.File, t *source.Symbol, members []graph.SymbolID) {
		var chained, ends []graph.SymbolID
		for _, m := range s.functions(members) {
			_, sym := s.g.Symbol(m)
			switch {
			case strings.HasPrefix(sym.Name, "_"):
			case afterWord(sym.Name, "build") || plainName(sym.Name) == "finish":
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

// returnsSelf reports whether a method gives back a value of its own type.
func returnsSelf(m *source.Symbol, typeName string) bool {
	if len(m.Results) != 1 {
		return false
	}
	result := graph.OutsideOf(strings.Trim(m.Results[0], `&*"' `), "[")
	result = strings.TrimPrefix(result, "mut ")
	return result == typeName || result == "Self" || result == "self" || result == "this" || result == "static"
}

// findSingletons finds types of which there is one value, and how one gets it.
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

// once reports whether a Go function gives a value that it makes behind a sync.Once.
func (s *patternSearch) once(f *graph.File, id graph.SymbolID, sym *source.Symbol) bool {
	if f.Language != "go" || !sym.Kind.IsFunction() || len(sym.Results) == 0 {
		return false
	}
	return slices.ContainsFunc(s.calls(id), func(u graph.Use) bool {
		return s.g.Names[u.Name] == "Do" && strings.HasSuffix(strings.ToLower(s.g.Names[u.Qualifier]), "once")
	})
}

func (s *patternSearch) saysUsers(f *graph.File, id graph.SymbolID, sym *source.Symbol) {
	for _, caller := range s.callers(f, id) {
		s.says(f, caller, "uses "+sym.QualifiedName())
	}
}

// lazyDecorators make a method's value at its first use.
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

// member is the definition of that name.
func (s *patternSearch) member(members []graph.SymbolID, name string) (graph.SymbolID, bool) {
	for _, m := range members {
		if _, sym := s.g.Symbol(m); sym.Name == name {
			return m, true
		}
	}
	return graph.SymbolID{}, false
}

// callers are the definitions in the same folder that surely call a definition.
func (s *patternSearch) callers(f *graph.File, id graph.SymbolID) []graph.SymbolID {
	_, sym := s.g.Symbol(id)
	var found []graph.SymbolID
	for _, at := range s.g.UsesOf(s.g.Table.Find(sym.Name)) {
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
