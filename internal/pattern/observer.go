package pattern

import (
	"slices"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/source"
)

// observerRole is one of the three things that a subject of observers does.
type observerRole struct {
	what  string   // as evidence says it
	names []string // of the functions that do it, as plainName gives them
	// weak are those of the names that say little, because sockets and others have such functions, too.
	weak []string
	// unsure are the names that are not enough even beside weak names of another role.
	unsure []string
}

// The roles of a subject. "emit" goes with "on", not with "attach".
var (
	registers = observerRole{
		what: "lets others register",
		names: []string{"subscribe", "addlistener", "addeventlistener", "addobserver", "registerobserver", "registerlistener", "attach", "addhandler",
			"on", "observe", "addcallback", "registercallback", "connect", "listen", "addsubscriber", "register"},
		weak:   []string{"register", "connect", "attach", "listen", "observe", "on"},
		unsure: []string{"register", "connect", "attach", "listen", "observe"},
	}
	notifies = observerRole{
		what:   "tells those that registered",
		names:  []string{"notify", "notifyall", "notifyobservers", "notifylisteners", "emit", "publish", "fire", "dispatch", "trigger", "broadcast", "send"},
		weak:   []string{"send", "dispatch", "publish", "emit", "fire", "trigger", "broadcast"},
		unsure: []string{"send", "publish"},
	}
	leaves = observerRole{
		what:  "lets others leave",
		names: []string{"unsubscribe", "removelistener", "removeeventlistener", "removeobserver", "detach", "removehandler", "off", "unregister", "disconnect"},
		weak:  []string{"detach", "disconnect"},
	}
)

// findObservers finds types, or files, where others can register and all registered ones are notified.
func findObservers(s *patternSearch) {
	s.eachType(func(_ graph.SymbolID, f *graph.File, _ *source.Symbol, members []graph.SymbolID) {
		s.saysObservers(f, s.functions(members))
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
		s.saysObservers(f, top)
	}
}

// saysObservers adds the functions of a type or a file that make it a subject of observers.
func (s *patternSearch) saysObservers(f *graph.File, functions []graph.SymbolID) {
	var registering, notifying, leaving []graph.SymbolID
	for _, id := range functions {
		_, sym := s.g.Symbol(id)
		name, takes := plainName(sym.Name), parameterCount(sym) > 0
		if takes && slices.Contains(registers.names, name) {
			registering = append(registering, id)
		}
		if takes && slices.Contains(notifies.names, name) {
			notifying = append(notifying, id)
		}
		if slices.Contains(leaves.names, name) {
			leaving = append(leaving, id)
		}
	}
	if len(registering) == 0 || len(notifying) == 0 {
		return
	}
	// An "attach" beside a "send" may be anything: names that say little need one that says more.
	weak := s.allNamed(registering, registers.weak) && s.allNamed(notifying, notifies.weak) && s.allNamed(leaving, leaves.weak)
	if weak && (s.allNamed(registering, registers.unsure) || s.allNamed(notifying, notifies.unsure)) {
		return
	}
	for _, id := range registering {
		s.says(f, id, registers.what)
	}
	for _, id := range notifying {
		s.says(f, id, notifies.what)
	}
	for _, id := range leaving {
		s.says(f, id, leaves.what)
	}
}

// allNamed reports whether each of the definitions has one of the names, as plainName gives them.
func (s *patternSearch) allNamed(ids []graph.SymbolID, names []string) bool {
	return !slices.ContainsFunc(ids, func(id graph.SymbolID) bool {
		_, sym := s.g.Symbol(id)
		return !slices.Contains(names, plainName(sym.Name))
	})
}
