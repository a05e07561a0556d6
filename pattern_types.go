package codeworm

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// maxImplementors is how many implementations make an interface of the language's everyday life,
// such as an error's, and no strategy.
const maxImplementors = 40

// findStrategies finds interfaces, traits and abstract types with several implementations.
func findStrategies(s *patternSearch) {
	shapes := s.shapes()
	s.eachType(func(id symbolID, f *indexedFile, t *Symbol, members []symbolID) {
		var made []symbolID
		switch {
		case f.language == "go":
			if t.Kind != KindInterface {
				return
			}
			made = shapes.implementors(s, f, members)
		case t.Kind == KindInterface || t.Kind == KindTrait || s.isAbstract(t, members):
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
func (s *patternSearch) isAbstract(t *Symbol, members []symbolID) bool {
	return t.Abstract || slices.ContainsFunc(members, func(id symbolID) bool {
		_, m := s.g.symbol(id)
		return m.Abstract
	})
}

var rustImpl = regexp.MustCompile(`^(?:unsafe )?impl(?:<.*?>)? (.+?) for (.+?)(?: where .*)?$`)

// implementors are the types whose heads name the type, each once, and in Rust those of impl blocks.
func (s *patternSearch) implementors(id symbolID) []symbolID {
	f, t := s.g.symbol(id)
	var made []symbolID
	for _, e := range s.extenders[t.Name] {
		other, sym := s.g.symbol(e)
		if family(other.language) != family(f.language) || e == id {
			continue
		}
		if nearest, ok := s.typeOf(other, t.Name); ok && nearest != id && s.g.reach(other, f, t.Name, true) == notReached {
			continue // another type of the name is meant
		}
		if sym.Kind != KindInterface && sym.Kind != KindTrait {
			made = append(made, e)
		}
	}
	if f.language == "rust" {
		s.each(func(e symbolID, other *indexedFile, sym *Symbol) {
			if sym.Kind != KindImpl || other.language != "rust" {
				return
			}
			m := rustImpl.FindStringSubmatch(sym.Signature)
			if m != nil && lastComponent(outsideOf(m[1], "")) == t.Name {
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

func shapeOf(s *Symbol) shape { return shape{s.Name, len(s.Parameters), len(s.Results)} }

// methodShapes are the types of Go by the shapes of their methods.
type methodShapes map[shape][]symbolID

func (s *patternSearch) shapes() methodShapes {
	m := methodShapes{}
	s.eachType(func(id symbolID, f *indexedFile, t *Symbol, members []symbolID) {
		if f.language != "go" || t.Kind == KindInterface {
			return
		}
		for _, member := range members {
			if _, sym := s.g.symbol(member); sym.Kind == KindMethod {
				m[shapeOf(sym)] = append(m[shapeOf(sym)], id)
			}
		}
	})
	return m
}

// implementors are the types with all methods of an interface, by their names and the numbers of
// parameters and results.
func (m methodShapes) implementors(s *patternSearch, f *indexedFile, members []symbolID) []symbolID {
	methods := s.functions(members)
	if len(methods) == 0 {
		return nil
	}
	var common []symbolID
	for i, id := range methods {
		_, sym := s.g.symbol(id)
		types := m[shapeOf(sym)]
		if i == 0 {
			common = slices.Clone(types)
		} else {
			common = slices.DeleteFunc(common, func(t symbolID) bool { return !slices.Contains(types, t) })
		}
		if len(common) == 0 {
			return nil
		}
	}
	if len(methods) == 1 {
		// One method may be alike by chance: what is near is meant.
		common = slices.DeleteFunc(common, func(t symbolID) bool {
			other, _ := s.g.symbol(t)
			near := path.Dir(other.path) == path.Dir(f.path) || strings.HasPrefix(other.path, path.Dir(f.path)+"/")
			return !near && s.g.reach(other, f, "", false) == notReached && !s.importsFolder(other, f)
		})
	}
	return common
}

// importsFolder reports whether a Go file imports the package of the other.
func (s *patternSearch) importsFolder(from, other *indexedFile) bool {
	return slices.ContainsFunc(from.outline.Imports, func(i Import) bool { return s.g.meets(from, other, i.Path) == reachFile })
}

// findTemplateMethods finds types with a method that calls their own abstract ones, which others fill in.
func findTemplateMethods(s *patternSearch) {
	s.eachType(func(id symbolID, f *indexedFile, t *Symbol, members []symbolID) {
		open := map[string]symbolID{}
		for _, m := range s.functions(members) {
			if _, sym := s.g.symbol(m); sym.Abstract && t.Kind != KindInterface {
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
				callee, ok := open[s.g.names[u.name]]
				if q := s.g.names[u.qualifier]; ok && m != callee && (selfNames[q] || q == "" && scopings[f.language].bare) {
					_, sym := s.g.symbol(callee)
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
	s.eachType(func(id symbolID, f *indexedFile, t *Symbol, members []symbolID) {
		var visits []symbolID
		for _, m := range s.functions(members) {
			if _, sym := s.g.symbol(m); afterWord(sym.Name, "visit") {
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
func (s *patternSearch) accepting(f *indexedFile, typeName string) []symbolID {
	var found []symbolID
	for _, name := range []string{"accept", "Accept"} {
		for _, id := range s.g.defs.of(s.g.table.find(name)) {
			other, sym := s.g.symbol(id)
			if other.test || family(other.language) != family(f.language) || !sym.Kind.IsFunction() {
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
		words []string
		what  string
	}{{registerWords, "lets others register"}, {notifyWords, "tells those that registered"}, {leaveWords, "lets others leave"}}
	look := func(f *indexedFile, members []symbolID) {
		byRole := make([][]symbolID, len(roles))
		for _, m := range members {
			_, sym := s.g.symbol(m)
			for i, r := range roles {
				if !slices.Contains(r.words, plainName(sym.Name)) || i < 2 && parameterCount(sym) == 0 {
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
	s.eachType(func(_ symbolID, f *indexedFile, _ *Symbol, members []symbolID) { look(f, s.functions(members)) })
	for i, f := range s.g.files {
		if f.test {
			continue
		}
		var top []symbolID
		for j := range f.outline.Symbols {
			if sym := &f.outline.Symbols[j]; sym.Kind == KindFunction && sym.Parent == "" && !sym.Test {
				top = append(top, symbolID{int32(i), int32(j)})
			}
		}
		look(f, top)
	}
}

// weak reports whether all of the definitions have one of these names.
func (s *patternSearch) weak(ids []symbolID, names ...string) bool {
	return !slices.ContainsFunc(ids, func(id symbolID) bool {
		_, sym := s.g.symbol(id)
		return !slices.Contains(names, plainName(sym.Name))
	})
}

// findBuilders finds types with methods that give the thing itself back, so that calls can be chained,
// and one that ends the chain.
func findBuilders(s *patternSearch) {
	s.eachType(func(_ symbolID, f *indexedFile, t *Symbol, members []symbolID) {
		var chained, ends []symbolID
		for _, m := range s.functions(members) {
			_, sym := s.g.symbol(m)
			switch {
			case strings.HasPrefix(sym.Name, "_"):
			case afterWord(sym.Name, "build") || plainName(sym.Name) == "finish":
				ends = append(ends, m)
			case sym.Kind == KindMethod && !sym.Static && returnsSelf(sym, t.Name) && parameterCount(sym) > 0:
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
func returnsSelf(m *Symbol, typeName string) bool {
	if len(m.Results) != 1 {
		return false
	}
	result := outsideOf(strings.Trim(m.Results[0], `&*"' `), "[")
	result = strings.TrimPrefix(result, "mut ")
	return result == typeName || result == "Self" || result == "self" || result == "this" || result == "static"
}

// findSingletons finds types of which there is one value, and how one gets it.
func findSingletons(s *patternSearch) {
	accessors := []string{"instance", "getinstance", "sharedinstance", "getshared", "shared"}
	s.eachType(func(id symbolID, f *indexedFile, t *Symbol, members []symbolID) {
		if t.Kind == KindObject {
			if n := len(s.functions(members)); n > 0 && !strings.Contains(t.Signature, "companion") {
				s.says(f, id, fmt.Sprintf("is one object with %d functions", n))
				for _, m := range s.functions(members) {
					s.says(f, m, "belongs to the one object")
				}
			}
			return
		}
		for _, m := range s.functions(members) {
			_, sym := s.g.symbol(m)
			if slices.Contains(accessors, plainName(sym.Name)) && isStatic(sym) && parameterCount(sym) == 0 && (len(sym.Results) == 0 || returnsSelf(sym, t.Name)) {
				s.says(f, id, "has one value that all share")
				s.says(f, m, "gives the one value")
			}
		}
	})
	s.each(func(id symbolID, f *indexedFile, sym *Symbol) {
		if sym.Kind == KindFunction && s.once(f, id, sym) {
			s.says(f, id, "makes its value at the first call and keeps it for all")
			s.saysUsers(f, id, sym)
		}
	})
}

// once reports whether a Go function gives a value that it makes behind a sync.Once.
func (s *patternSearch) once(f *indexedFile, id symbolID, sym *Symbol) bool {
	if f.language != "go" || !sym.Kind.IsFunction() || len(sym.Results) == 0 {
		return false
	}
	return slices.ContainsFunc(s.calls(id), func(u use) bool {
		return s.g.names[u.name] == "Do" && strings.HasSuffix(strings.ToLower(s.g.names[u.qualifier]), "once")
	})
}

func (s *patternSearch) saysUsers(f *indexedFile, id symbolID, sym *Symbol) {
	for _, caller := range s.callers(f, id) {
		s.says(f, caller, "uses "+sym.QualifiedName())
	}
}

// lazyDecorators make a method's value at its first use.
var lazyDecorators = []string{"cached_property", "functools.cached_property", "lazy_property", "reify", "Lazy"}

// findLazy finds members that make their value when they are first asked for it.
func findLazy(s *patternSearch) {
	s.each(func(id symbolID, f *indexedFile, sym *Symbol) {
		cached := slices.ContainsFunc(sym.Decorators, func(d string) bool {
			name, _, _ := strings.Cut(d, "(")
			return slices.Contains(lazyDecorators, strings.TrimPrefix(name, "@"))
		})
		if cached || sym.Kind != KindFunction && s.once(f, id, sym) {
			s.says(f, id, "makes its value at the first call and keeps it")
			s.saysUsers(f, id, sym)
		}
	})
}

// member is the definition of that name.
func (s *patternSearch) member(members []symbolID, name string) (symbolID, bool) {
	for _, m := range members {
		if _, sym := s.g.symbol(m); sym.Name == name {
			return m, true
		}
	}
	return symbolID{}, false
}

// callers are the definitions in the same folder that surely call a definition.
func (s *patternSearch) callers(f *indexedFile, id symbolID) []symbolID {
	_, sym := s.g.symbol(id)
	var found []symbolID
	for _, at := range s.g.usesOf(s.g.table.find(sym.Name)) {
		from := s.g.files[at.file]
		u := from.uses[at.use]
		if from.test || u.symbol < 0 || path.Dir(from.path) != path.Dir(f.path) || u.kind() != ReferenceCall {
			continue
		}
		if r := s.g.resolve(from, u); r.sure && slices.Contains(r.ids, id) {
			if caller := (symbolID{at.file, u.symbol}); caller != id && !slices.Contains(found, caller) {
				found = append(found, caller)
			}
		}
	}
	return found
}
