package compose

import (
	"cmp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/target"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// Relations finds what the target calls, who calls it, and whose member it is.
func Relations(x *index.Index, f *page.Facts, file *graph.File, redact func(string) string) {
	t := f.Target
	self := graph.SymbolID{File: -1, Symbol: -1}
	for i := range x.Files {
		if x.Files[i] == file {
			self.File = int32(i)
		}
	}
	for i := range file.Outline.Symbols {
		if file.Outline.Symbols[i].Span == t.Span && file.Outline.Symbols[i].Name == t.Symbol.Name {
			self.Symbol = int32(i)
		}
	}
	relation := func(id graph.SymbolID, ambiguous bool) source.Relation {
		g, s := x.Graph.Symbol(id)
		return source.Relation{Name: s.QualifiedName(), Path: g.Path, Line: s.Span.StartLine, Kind: s.Kind, Signature: redact(s.Signature), Ambiguous: ambiguous}
	}
	seen := map[graph.SymbolID]bool{self: true}
	for _, u := range file.Uses {
		if !t.Span.ContainsLine(u.LineNumber()) || u.Symbol < 0 || !t.Span.Contains(file.Outline.Symbols[u.Symbol].Span) {
			continue
		}
		found := x.Graph.Resolve(file, u)
		for _, id := range found.IDs {
			if inside := id.File == self.File && t.Span.Contains(file.Outline.Symbols[id.Symbol].Span); !seen[id] && !inside && len(found.IDs) <= 3 {
				f.Calls = append(f.Calls, relation(id, !found.Sure))
			}
			seen[id] = true
		}
	}
	type caller struct{ file, symbol int32 }
	callers := map[caller]bool{}
	for _, id := range x.Graph.UsesOf(x.Table.Find(t.Symbol.Name)) {
		from := x.Files[id.File]
		u := from.Uses[id.Use]
		if id.File == self.File && t.Span.ContainsLine(u.LineNumber()) {
			continue
		}
		found := x.Graph.Resolve(from, u)
		if !slices.Contains(found.IDs, self) {
			continue
		}
		c := caller{id.File, u.Symbol}
		if callers[c] {
			continue
		}
		callers[c] = true
		rel := source.Relation{Name: from.Path, Path: from.Path, Line: u.LineNumber(), Ambiguous: !found.Sure}
		test := from.Test
		if u.Symbol >= 0 {
			s := &from.Outline.Symbols[u.Symbol]
			rel.Name, rel.Kind = s.QualifiedName(), s.Kind
			rel.Signature = redact(s.Signature)
			test = test || s.Test
		}
		if test {
			f.Tests = append(f.Tests, rel)
		} else {
			f.Callers = append(f.Callers, rel)
		}
	}
	for _, list := range []*[]source.Relation{&f.Calls, &f.Callers, &f.Tests} {
		slices.SortFunc(*list, func(a, b source.Relation) int {
			return cmp.Or(cmp.Compare(target.Flag(a.Ambiguous), target.Flag(b.Ambiguous)), strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
		})
		*list = shorten(*list, maxRelations)
	}
	if t.Symbol.Parent != "" {
		for i := range file.Outline.Symbols {
			if s := &file.Outline.Symbols[i]; s.Kind.IsType() && s.Kind != source.KindImpl && s.QualifiedName() == t.Symbol.Parent {
				owner := relation(graph.SymbolID{File: self.File, Symbol: int32(i)}, false)
				f.Owner = &owner
				break
			}
		}
	}
}
