package graph

import (
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/source"
)

// maxBases is how many levels of inheritance are looked through.
const maxBases = 5

// Heritage returns what the function of that name does for a symbol of the graph. The caller must not change it.
func (g *Graph) Heritage(id SymbolID) []string {
	g.heritageOnce.Do(func() {
		g.heritage = map[SymbolID][]string{}
		for i, f := range g.Files {
			for j := range f.Outline.Symbols {
				if bases := Heritage(f.Language, &f.Outline.Symbols[j]); len(bases) > 0 {
					g.heritage[SymbolID{int32(i), int32(j)}] = bases
				}
			}
		}
	})
	return g.heritage[id]
}

// ancestry says whose bases are meant: those of all types with the name, of a family of languages or, with "", of any.
type ancestry struct{ family, name string }

// bases returns the names of the bases of the types with a name, those of their bases, and so on, nearest first: a set for each of
// the levels that have any, at most maxBases. A name is in the first of them that has it.
func (g *Graph) bases(of ancestry) []map[string]bool {
	if known, ok := g.ancestries.Load(of); ok {
		return known.([]map[string]bool)
	}
	var levels []map[string]bool
	level, seen, expanded := []string{of.name}, map[string]bool{}, map[string]bool{of.name: true}
	for range maxBases {
		found := map[string]bool{}
		var next []string
		for _, name := range level {
			for _, id := range g.Definitions(name) {
				f, s := g.Symbol(id)
				if !s.Kind.IsType() || of.family != "" && Family(f.Language) != of.family {
					continue
				}
				for _, base := range g.Heritage(id) {
					if !seen[base] {
						seen[base], found[base] = true, true
					}
					if !expanded[base] {
						expanded[base] = true
						next = append(next, base)
					}
				}
			}
		}
		if len(found) == 0 {
			break
		}
		levels, level = append(levels, found), next
	}
	g.ancestries.Store(of, levels)
	return levels
}

// ofBases returns the candidates that are members of a base of the type, of the nearest one that has any.
func (g *Graph) ofBases(typeName string, from *File, candidates []SymbolID) []SymbolID {
	for _, level := range g.bases(ancestry{Family(from.Language), typeName}) {
		var found []SymbolID
		for _, id := range candidates {
			if _, s := g.Symbol(id); level[LastComponent(s.Parent)] {
				found = append(found, id)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// inherits reports whether the members of the type named by parent can be called by their bare
// names where the symbol stands.
func (g *Graph) inherits(from *File, symbol int32, parent string) bool {
	if symbol < 0 {
		return false
	}
	own := from.Outline.Symbols[symbol].QualifiedName()
	if own == parent || strings.HasPrefix(own, parent+".") {
		return true
	}
	owner, wanted := LastComponent(from.Outline.Symbols[symbol].Parent), LastComponent(parent)
	if wanted == "" {
		return false
	}
	return wanted == owner || slices.ContainsFunc(g.bases(ancestry{"", owner}), func(level map[string]bool) bool { return level[wanted] })
}

// reachable keeps the members of those types of the name that the file's imports bring nearest, where there
// are several types with it.
func (g *Graph) reachable(from *File, typeName string, ids []SymbolID) []SymbolID {
	if len(ids) < 2 {
		return ids
	}
	best := notReached
	var kept []SymbolID
	for _, id := range ids {
		f, _ := g.Symbol(id)
		near := g.reach(from, f, typeName, false)
		if f == from {
			near = reachHere
		}
		if near > best {
			best, kept = near, nil
		}
		if near == best {
			kept = append(kept, id)
		}
	}
	return kept
}

// typeNames matches the names in a type's head, with what qualifies them.
var typeNames = regexp.MustCompile(`[\p{L}_$][\p{L}\d_$]*(?:(?:\.|::|\\)[\p{L}_$][\p{L}\d_$]*)*`)

// Heritage returns the names of the types that a type's head says it is made from, their last
// components: bases, interfaces, traits. Go has none.
func Heritage(language string, s *source.Symbol) []string {
	if language == "go" || !s.Kind.IsType() || s.Kind == source.KindType {
		return nil
	}
	_, head, ok := strings.Cut(s.Signature, s.Name)
	if !ok {
		return nil
	}
	head, _, _ = strings.Cut(head, " where ")
	parens := "(["
	if language == "python" {
		parens = "["
	}
	head = OutsideOf(head, parens)
	var bases []string
	for _, name := range typeNames.FindAllString(head, -1) {
		if name = LastComponent(name); !headWords[name] {
			bases = append(bases, name)
		}
	}
	return bases
}

// OutsideOf returns the text without what is in brackets of the kinds in open, "(" and "[", and in
// angle brackets; brackets that are not closed stay.
func OutsideOf(text, open string) string {
	closers := map[byte]byte{'(': ')', '[': ']', '<': '>'}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		if closer, bracket := closers[c]; bracket && (c == '<' || strings.IndexByte(open, c) >= 0) {
			if end := closing(text[i:], c, closer); end > 0 {
				i += end
				continue
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}

// closing returns where the bracket at the beginning of the text is closed, or 0.
func closing(text string, open, closer byte) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case open:
			depth++
		case closer:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return 0
}
