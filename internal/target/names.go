package target

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// documented are the two sorts of definitions that pages are about. Each has names of its own, because the pages of one have
// another type than those of the other: "struct stat" and "stat()" are apart. What is of no sort has no name: a declaration without a body, a
// block of methods for a type that stands elsewhere, a namespace.
var documented = []struct {
	has func(s *source.Symbol) bool
	// tell are what tells definitions of one name apart, one after the other. None returns "", and each has a form of its own, so
	// that nothing that one gives can be taken for what another does.
	tell []func(s *source.Symbol) string
}{
	{isFunction, []func(*source.Symbol) string{parameterList, head}},
	{isType, []func(*source.Symbol) string{kind, whole}},
}

// isFunction reports whether the symbol is code that can have a page.
func isFunction(s *source.Symbol) bool { return s.Kind.IsFunction() && s.BodySpan != (source.Span{}) }

// isType reports whether the symbol is a type that can have a page.
func isType(s *source.Symbol) bool { return s.Kind.IsType() && s.Kind != source.KindImpl }

// SymbolNames returns what the keys of an outline's symbols call them, as page.Key.Symbol says; "" for those that no page is about.
// A function and a type may have the same name.
func SymbolNames(o *source.Outline) []string {
	names := make([]string, len(o.Symbols))
	for _, sort := range documented {
		same := map[string][]int{}
		for i := range o.Symbols {
			if s := &o.Symbols[i]; sort.has(s) {
				names[i] = bareName(s)
				same[names[i]] = append(same[names[i]], i)
			}
		}
		if len(same) == 0 {
			continue
		}
		var all []int
		for _, group := range same {
			tellApart(o, names, group, sort.tell)
			all = append(all, group...)
		}
		slices.Sort(all)
		distinguish(names, all)
	}
	return names
}

// bareName is the qualified name, in quotes where a part of it could be taken for what tells overloads apart: Kotlin and JavaScript
// allow "f(int)" as a name.
func bareName(s *source.Symbol) string {
	name := s.QualifiedName()
	if strings.HasPrefix(s.Name, "operator") || strings.Index(s.Name, "(") <= 0 && !strings.Contains(s.Name, " [") && !numbered.MatchString(s.Name) {
		return name
	}
	return strings.TrimSuffix(name, s.Name) + strconv.Quote(s.Name)
}

// numbered is a name that ends as those of definitions do that are alike.
var numbered = regexp.MustCompile(`~\d+$`)

// tellApart gives the symbols of a group, which have one name so far, what tells them apart.
func tellApart(o *source.Outline, names []string, group []int, tell []func(*source.Symbol) string) {
	if len(group) < 2 {
		return
	}
	if len(tell) == 0 {
		for n, i := range group {
			names[i] += "~" + strconv.Itoa(n+1)
		}
		return
	}
	same := map[string][]int{}
	for _, i := range group {
		names[i] += tell[0](&o.Symbols[i])
		same[names[i]] = append(same[names[i]], i)
	}
	for _, group := range same {
		tellApart(o, names, group, tell[1:])
	}
}

// distinguish numbers what still has the same name, which nothing but a crafted name can have.
func distinguish(names []string, of []int) {
	taken := make(map[string]bool, len(of))
	for _, i := range of {
		name := names[i]
		for n := 2; taken[name]; n++ {
			name = names[i] + "~" + strconv.Itoa(n)
		}
		names[i], taken[name] = name, true
	}
}

// SymbolOf returns the index of the symbol that a key of its file names, or -1.
func SymbolOf(o *source.Outline, k page.Key) int {
	names := SymbolNames(o)
	for i := range names {
		if names[i] != "" && names[i] == k.Symbol && o.Symbols[i].Kind.IsType() == (k.Type == page.ClassDoc) {
			return i
		}
	}
	return -1
}
