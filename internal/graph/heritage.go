package graph

import (
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/source"
)

// maxBases is how many levels of inheritance are looked through.
const maxBases = 5

// ofBases returns the candidates that are members of a base of the type, of the nearest one that has any.
func (g *Graph) ofBases(typeName string, from *File, candidates []SymbolID) []SymbolID {
	level := []string{typeName}
	for range maxBases {
		var next []string
		for _, name := range level {
			for _, id := range g.Definitions(name) {
				if f, s := g.Symbol(id); s.Kind.IsType() && Family(f.Language) == Family(from.Language) {
					next = append(next, Heritage(f.Language, s)...)
				}
			}
		}
		var found []SymbolID
		for _, id := range candidates {
			_, s := g.Symbol(id)
			for _, base := range next {
				if LastComponent(s.Parent) == base {
					found = append(found, id)
					break
				}
			}
		}
		if len(found) > 0 || len(next) == 0 {
			return found
		}
		level = next
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
	owner := LastComponent(from.Outline.Symbols[symbol].Parent)
	level := []string{owner}
	for range maxBases {
		var next []string
		for _, name := range level {
			for _, id := range g.Definitions(name) {
				if f, s := g.Symbol(id); s.Kind.IsType() {
					next = append(next, Heritage(f.Language, s)...)
				}
			}
		}
		for _, base := range append(next, owner) {
			if base != "" && base == LastComponent(parent) {
				return true
			}
		}
		if len(next) == 0 {
			return false
		}
		level = next
	}
	return false
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
