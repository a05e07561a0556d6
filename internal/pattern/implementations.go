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

// maxImplementors is the number of implementations above which an interface is one of everyday life, such as
// that of errors, and no strategy.
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

// implementors returns the types whose heads name the type, and the impl blocks of Rust for it.
func (s *patternSearch) implementors(id graph.SymbolID) []graph.SymbolID {
	f, t := s.g.Symbol(id)
	var made []graph.SymbolID
	for _, e := range s.extenders[t.Name] {
		other, sym := s.g.Symbol(e)
		if graph.Family(other.Language) != graph.Family(f.Language) || e == id {
			continue
		}
		if nearest, ok := s.typeOf(other, t.Name); ok && nearest != id && !s.g.Reaches(other, f, t.Name) {
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

// rustImpl matches an impl block of a trait; the groups are the trait and the type.
var rustImpl = regexp.MustCompile(`^(?:unsafe )?impl(?:<.*?>)? (.+?) for (.+?)(?: where .*)?$`)

// shape is what of a Go method counts when its type is compared with an interface; types do not.
type shape struct {
	name                string
	parameters, results int
}

// shapeOf returns the shape of a method.
func shapeOf(s *source.Symbol) shape { return shape{s.Name, len(s.Parameters), len(s.Results)} }

// methodShapes are the types of Go by the shapes of their methods.
type methodShapes map[shape][]graph.SymbolID

// shapes returns the types of the repository by the shapes of their methods.
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

// implementors returns the types that have all methods of an interface, by their names and the numbers of
// their parameters and results. f is the file of the interface, members are the interface's.
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
			return !near && !s.g.Imports(other, f)
		})
	}
	return common
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
				callee, ok := open[s.g.Name(u.Name)]
				if q := s.g.Name(u.Qualifier); ok && m != callee && (graph.IsSelf(q) || q == "" && graph.BareCalls(f.Language)) {
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
