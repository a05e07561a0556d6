package compose

import (
	"cmp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// maxMeanings is how many definitions a call may mean to be listed: above that, a call says nothing.
const maxMeanings = 3

// relations finds what one definition has to do with others.
type relations struct {
	x      *index.Index
	file   *graph.File // the definition's
	self   graph.SymbolID
	symbol *source.Symbol
	span   source.Span
	redact func(string) string
}

// newRelations returns the relations of a target that is about a symbol of the file.
func newRelations(x *index.Index, t page.Target, file *graph.File, redact func(string) string) *relations {
	r := &relations{x: x, file: file, self: graph.SymbolID{File: -1, Symbol: -1}, symbol: t.Symbol, span: t.Span, redact: redact}
	r.self.File = int32(slices.Index(x.Files, file))
	for i := range file.Outline.Symbols {
		if s := &file.Outline.Symbols[i]; s.Span == t.Span && s.Name == t.Symbol.Name {
			r.self.Symbol = int32(i)
		}
	}
	return r
}

// calls returns the definitions outside of the target that it uses, each once.
func (r *relations) calls() []source.Relation {
	var calls []source.Relation
	seen := map[graph.SymbolID]bool{r.self: true}
	for _, u := range r.file.Uses {
		if u.Symbol < 0 || !r.span.ContainsLine(u.LineNumber()) || !r.inside(graph.SymbolID{File: r.self.File, Symbol: u.Symbol}) {
			continue
		}
		found := r.x.Graph.Resolve(r.file, u)
		for _, id := range found.IDs {
			if !seen[id] && !r.inside(id) && len(found.IDs) <= maxMeanings {
				calls = append(calls, r.to(id, !found.Sure))
			}
			seen[id] = true
		}
	}
	return surestFirst(calls)
}

// inside reports whether the definition is a part of the target.
func (r *relations) inside(id graph.SymbolID) bool {
	return id.File == r.self.File && r.span.Contains(r.file.Outline.Symbols[id.Symbol].Span)
}

// callers returns the definitions, or files, outside of the target that use it, each once; those of tests apart.
func (r *relations) callers() (callers, tests []source.Relation) {
	seen := map[graph.SymbolID]bool{} // the symbol is -1 for what stands in no definition
	for _, id := range r.x.Graph.Uses(r.symbol.Name) {
		from := r.x.Files[id.File]
		u := from.Uses[id.Use]
		if id.File == r.self.File && r.span.ContainsLine(u.LineNumber()) {
			continue
		}
		found := r.x.Graph.Resolve(from, u)
		caller := graph.SymbolID{File: id.File, Symbol: u.Symbol}
		if !slices.Contains(found.IDs, r.self) || seen[caller] {
			continue
		}
		seen[caller] = true
		relation, test := r.from(from, u, !found.Sure)
		if test {
			tests = append(tests, relation)
		} else {
			callers = append(callers, relation)
		}
	}
	return surestFirst(callers), surestFirst(tests)
}

// owner returns the type whose member the target is, or nil.
func (r *relations) owner() *source.Relation {
	if r.symbol.Parent == "" {
		return nil
	}
	for i := range r.file.Outline.Symbols {
		if s := &r.file.Outline.Symbols[i]; s.Kind.IsType() && s.Kind != source.KindImpl && s.QualifiedName() == r.symbol.Parent {
			owner := r.to(graph.SymbolID{File: r.self.File, Symbol: int32(i)}, false)
			return &owner
		}
	}
	return nil
}

// to is the relation to a definition.
func (r *relations) to(id graph.SymbolID, ambiguous bool) source.Relation {
	f, s := r.x.Graph.Symbol(id)
	return source.Relation{Name: s.QualifiedName(), Path: f.Path, Line: s.Span.StartLine, Kind: s.Kind, Signature: r.redact(s.Signature), Ambiguous: ambiguous}
}

// from is the relation to the definition that a use stands in, or to the file when it stands in none, and whether
// that is a test.
func (r *relations) from(file *graph.File, u graph.Use, ambiguous bool) (relation source.Relation, test bool) {
	relation = source.Relation{Name: file.Path, Path: file.Path, Line: u.LineNumber(), Ambiguous: ambiguous}
	if u.Symbol < 0 {
		return relation, file.Test
	}
	s := &file.Outline.Symbols[u.Symbol]
	relation.Name, relation.Kind, relation.Signature = s.QualifiedName(), s.Kind, r.redact(s.Signature)
	return relation, file.Test || s.Test
}

// surestFirst sorts relations, those that are not ambiguous first.
func surestFirst(list []source.Relation) []source.Relation {
	slices.SortFunc(list, func(a, b source.Relation) int {
		if a.Ambiguous != b.Ambiguous {
			if b.Ambiguous {
				return -1
			}
			return 1
		}
		return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
	})
	return list
}
