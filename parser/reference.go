package parser

import (
	"slices"
	"strings"

	"github.com/codeworm/codeworm/source"
)

// maxQualifier is the longest Reference.Qualifier in bytes.
const maxQualifier = 80

// referenced makes references of what the query found.
func (e *extractor) referenced(symbols []source.Symbol) []source.Reference {
	slices.SortStableFunc(e.references, func(a, b reference) int {
		if a.name != b.name {
			return int(a.name) - int(b.name)
		}
		return int(b.qualifier) - int(a.qualifier) // the one with a qualifier first
	})
	bound := e.bound()
	defined := map[int32]bool{}
	for i := range e.definitions {
		for _, n := range e.definitions[i].names {
			defined[n] = true
		}
	}
	out := make([]source.Reference, 0, len(e.references))
	var around []int
	next := 0
	last := none
	for _, r := range e.references {
		if defined[r.name] || r.name == last || len(e.bytes(r.name)) == 0 {
			continue
		}
		if r.kind == source.ReferenceValue && r.qualifier == none && e.isBound(bound[string(e.bytes(r.name))], r.name) {
			continue
		}
		last = r.name
		for next < len(symbols) && e.definitions[next].first <= r.name {
			around = append(around, next)
			next++
		}
		symbol := -1
		for i := len(around) - 1; i >= 0; i-- {
			if int32(e.nodes[e.definitions[around[i]].last].Next) > r.name {
				symbol = around[i]
				around = around[:i+1]
				break
			}
		}
		ref := source.Reference{
			Kind: r.kind, Name: e.text(r.name), Qualifier: e.qualifier(r.qualifier),
			Line: e.lines.line(e.nodes[r.name].Start), Symbol: symbol,
		}
		if symbol >= 0 && r.kind == source.ReferenceCall && ref.Name == symbols[symbol].Name && onSelf[ref.Qualifier] {
			if !e.recursive[symbol] {
				symbols[symbol].Metrics.Cognitive++
				e.recursive[symbol] = true
			}
		}
		out = append(out, ref)
	}
	return out
}

// bound are the names that definitions bind in themselves, each with the definitions.
func (e *extractor) bound() map[string][]int32 {
	if len(e.locals) == 0 {
		return nil
	}
	named := map[int32]bool{} // names of definitions
	for i := range e.definitions {
		for _, n := range e.definitions[i].names {
			named[n] = true
		}
	}
	slices.Sort(e.locals)
	bound := map[string][]int32{}
	var around []int32 // the definitions around the name, the innermost last
	next := 0
	for _, n := range e.locals {
		for next < len(e.definitions) && e.definitions[next].first <= n {
			around = append(around, int32(next))
			next++
		}
		for len(around) > 0 && int32(e.nodes[e.definitions[around[len(around)-1]].last].Next) <= n {
			around = around[:len(around)-1]
		}
		if len(around) == 0 || named[n] {
			continue
		}
		name, in := string(e.bytes(n)), around[len(around)-1]
		if list := bound[name]; !slices.Contains(list, in) {
			bound[name] = append(list, in)
		}
	}
	return bound
}

// isBound reports whether the name stands in one of the definitions.
func (e *extractor) isBound(definitions []int32, name int32) bool {
	return slices.ContainsFunc(definitions, func(i int32) bool {
		d := &e.definitions[i]
		return d.first <= name && name < int32(e.nodes[d.last].Next)
	})
}

// onSelf are the qualifiers of calls that may go to the caller itself.
var onSelf = map[string]bool{"": true, "self": true, "this": true, "Self": true, "cls": true}

// qualifier is what stands before a name.
func (e *extractor) qualifier(node int32) string {
	if node == none {
		return ""
	}
	if n := &e.nodes[node]; n.End-n.Start <= maxQualifier {
		return e.folded(node)
	}
	text := e.folded(node)
	if len(text) <= maxQualifier {
		return text
	}
	if i := strings.LastIndexAny(text, ".:"); i >= 0 {
		text = text[i+1:]
	}
	if len(text) > maxQualifier {
		return ""
	}
	return e.intern([]byte(text))
}
