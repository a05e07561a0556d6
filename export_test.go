package codeworm

import (
	"context"
	"time"
)

// What the tests in package codeworm_test use of the inside.
// NewIndexIn is NewIndex with a cache of outlines.
func NewIndexIn(ctx context.Context, repo Repo, parser Parser, cache Cache, now time.Time) (*Index, error) {
	return newIndex(ctx, repo.spec(), parser, cache, now)
}

// ReadOnlyCache is a cache in which nothing is put.
func ReadOnlyCache(c Cache) Cache { return readOnlyCache{c} }

// StoreErr is why outlines could not be kept.
func (x *Index) StoreErr() error { return x.storeErr }

// RelationsOf is what a definition calls and who calls it; the symbol is named as in a Key.
func (x *Index) RelationsOf(path, symbol string) (calls, callers, tests []Relation) {
	file := x.byPath[path]
	for i, name := range symbolNames(file.outline) {
		if name == symbol {
			s := &file.outline.Symbols[i]
			f := &Facts{Target: Target{Key: Key{Path: path, Symbol: symbol}, Symbol: s, Span: s.Span}}
			composeRelations(x, f, file, DefaultRedactor().Redact)
			return f.Calls, f.Callers, f.Tests
		}
	}
	return nil, nil, nil
}

// TargetCount is the number of targets of all document types, with the default selection.
func (x *Index) TargetCount() int { return len(x.AllTargets()) }

// AllTargets are the targets of all document types, with the default selection.
func (x *Index) AllTargets() []Target {
	types := map[DocType]int{}
	for _, t := range DocTypes() {
		types[t] = t.Weight()
	}
	return targetsOf(x, types, limits(Selection{}.withDefaults()), "1")
}

// Patterns is the evidence of the patterns that were found.
func (x *Index) Patterns() map[Key][]Evidence {
	found := map[Key][]Evidence{}
	for _, p := range x.patterns() {
		found[Key{Type: PatternAnalysis, Repo: x.repo.Name, Path: p.dir, Symbol: p.name}] = p.evidence
	}
	return found
}

// PatternNames are the names of the patterns that are looked for.
func PatternNames() []string {
	var names []string
	for _, p := range designPatterns {
		names = append(names, p.name)
	}
	return names
}

// ChurnOf says how often a file changed.
func (x *Index) ChurnOf(path string) Churn { return x.churn[path] }

// Meaning is what a reference may mean.
type Meaning struct {
	Reference
	Places []Relation // where the definitions are
	Sure   bool
}

// Meanings resolves the references of a file.
func (x *Index) Meanings(path string) []Meaning {
	f := x.byPath[path]
	var all []Meaning
	for _, u := range f.uses {
		r := x.graph.resolve(f, u)
		m := Meaning{Reference: u.reference(x.table.all()), Sure: r.sure}
		for _, id := range r.ids {
			g, s := x.graph.symbol(id)
			m.Places = append(m.Places, Relation{Name: s.QualifiedName(), Path: g.path, Line: s.NameSpan.StartLine})
		}
		all = append(all, m)
	}
	return all
}
