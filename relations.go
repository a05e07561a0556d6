package codeworm

import (
	"cmp"
	"slices"
	"strings"
)

// composeRelations finds what the target calls, who calls it, and whose member it is.
func composeRelations(x *Index, f *Facts, file *indexedFile, redact func(string) string) {
	t := f.Target
	self := symbolID{-1, -1}
	for i := range x.files {
		if x.files[i] == file {
			self.file = int32(i)
		}
	}
	for i := range file.outline.Symbols {
		if file.outline.Symbols[i].Span == t.Span && file.outline.Symbols[i].Name == t.Symbol.Name {
			self.symbol = int32(i)
		}
	}
	relation := func(id symbolID, ambiguous bool) Relation {
		g, s := x.graph.symbol(id)
		return Relation{Name: s.QualifiedName(), Path: g.path, Line: s.Span.StartLine, Kind: s.Kind, Signature: redact(s.Signature), Ambiguous: ambiguous}
	}
	seen := map[symbolID]bool{self: true}
	for _, u := range file.uses {
		if !t.Span.ContainsLine(u.lineNumber()) || u.symbol < 0 || !t.Span.Contains(file.outline.Symbols[u.symbol].Span) {
			continue
		}
		found := x.graph.resolve(file, u)
		for _, id := range found.ids {
			if inside := id.file == self.file && t.Span.Contains(file.outline.Symbols[id.symbol].Span); !seen[id] && !inside && len(found.ids) <= 3 {
				f.Calls = append(f.Calls, relation(id, !found.sure))
			}
			seen[id] = true
		}
	}
	type caller struct{ file, symbol int32 }
	callers := map[caller]bool{}
	for _, id := range x.graph.usesOf(x.table.find(t.Symbol.Name)) {
		from := x.files[id.file]
		u := from.uses[id.use]
		if id.file == self.file && t.Span.ContainsLine(u.lineNumber()) {
			continue
		}
		found := x.graph.resolve(from, u)
		if !slices.Contains(found.ids, self) {
			continue
		}
		c := caller{id.file, u.symbol}
		if callers[c] {
			continue
		}
		callers[c] = true
		rel := Relation{Name: from.path, Path: from.path, Line: u.lineNumber(), Ambiguous: !found.sure}
		test := from.test
		if u.symbol >= 0 {
			s := &from.outline.Symbols[u.symbol]
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
	for _, list := range []*[]Relation{&f.Calls, &f.Callers, &f.Tests} {
		slices.SortFunc(*list, func(a, b Relation) int {
			return cmp.Or(cmp.Compare(flag(a.Ambiguous), flag(b.Ambiguous)), strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
		})
		*list = shorten(*list, maxRelations)
	}
	if t.Symbol.Parent != "" {
		for i := range file.outline.Symbols {
			if s := &file.outline.Symbols[i]; s.Kind.IsType() && s.Kind != KindImpl && s.QualifiedName() == t.Symbol.Parent {
				owner := relation(symbolID{self.file, int32(i)}, false)
				f.Owner = &owner
				break
			}
		}
	}
}
