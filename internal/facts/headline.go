package facts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// How many names one part of a summary gives.
const (
	maxUsedNames = 3
	maxUserNames = 2
)

// Does says in one sentence what the symbol has to do with, for the summary of what has no doc comment: "uses `parse`, returns
// `error` and is used by `main`". Where a definition stands says nothing of what it is for.
func (v *factsView) Does() string {
	var parts []string
	part := func(format, what string) {
		if what != "" {
			parts = append(parts, fmt.Sprintf(format, what))
		}
	}
	if v.Symbol.Kind.IsFunction() {
		part("uses %s", some(surely(v.Calls, v.Symbol.Parent), maxUsedNames))
		part("returns %s", list(spans(v.Symbol.Results)))
	} else {
		methods := v.methodNames()
		part("has "+methodWord(len(methods))+" %s", some(methods, maxUsedNames))
		if len(methods) == 0 {
			part("uses %s", some(surely(v.Calls, v.Symbol.Parent), maxUsedNames))
		}
	}
	part("is used by %s", some(surely(v.outside(), ""), maxUserNames))
	if len(parts) == 0 {
		part("is tested by %s", some(surely(v.Tests, ""), maxUserNames))
	}
	if len(parts) == 0 {
		part("takes %s", v.parameterList())
	}
	if len(parts) == 0 {
		return v.extent()
	}
	return list(parts)
}

// surely are the names, as code spans, of the definitions that are related for certain, each once.
func surely(relations []source.Relation, but string) []string {
	var names []string
	for _, r := range relations {
		if name := markdown.Code(r.Name); !r.Ambiguous && r.Name != r.Path && r.Name != but && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// some are the first names of a list, and how many there are besides.
func some(names []string, limit int) string {
	if more := len(names) - limit; more > 0 {
		names = append(names[:limit:limit], number(more)+" more")
	}
	return list(names)
}

// methodNames are the names of the direct members that hold code, those for others first.
func (v *factsView) methodNames() []string {
	own := slices.DeleteFunc(slices.Clone(v.direct()), func(m page.Member) bool { return !m.Kind.IsFunction() })
	slices.SortStableFunc(own, func(a, b page.Member) int { return boolInt(hidden(a)) - boolInt(hidden(b)) })
	var names []string
	for _, m := range own {
		if name := markdown.Code(m.Name); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func methodWord(n int) string {
	if n == 1 {
		return "the method"
	}
	return "the methods"
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// outside are the users of the symbol that are no members of it.
func (v *factsView) outside() []source.Relation {
	own := v.Symbol.QualifiedName() + "."
	return slices.DeleteFunc(slices.Clone(v.Callers), func(r source.Relation) bool { return strings.HasPrefix(r.Name, own) })
}

// extent says how much a symbol is of which nothing else is known.
func (v *factsView) extent() string {
	text := "spans " + count(v.Target.Span.Lines(), "line", "lines")
	switch c := v.Symbol.Metrics.Complexity; {
	case c == 1:
		text += " without branches"
	case c > 1:
		text += " with " + count(c-1, "decision point", "decision points")
	}
	return text
}
