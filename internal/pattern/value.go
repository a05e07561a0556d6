package pattern

import (
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/source"
)

// valueMark is a decorator or a head that makes the values of a type ones that nothing changes. One of a type whose fields
// can be set, such as a plain data class of Python or Lombok's Data, is none.
type valueMark struct {
	decorator string         // its name, without what qualifies it; "" for a head
	head      *regexp.Regexp // what the decorator, or the type's signature, has to match besides
	except    *regexp.Regexp // and what it must not; nil for nothing
	what      string         // the evidence; "" for "carries" and the decorator's name
	example   string
}

var (
	frozen = regexp.MustCompile(`\(.*\bfrozen\s*=\s*True\b`)
	anyArg = regexp.MustCompile(``)
	thawed = regexp.MustCompile(`\bfrozen\s*=\s*False\b`)
	varied = regexp.MustCompile(`[(,]\s*(?:(?:private|public|protected|override|internal)\s+)*var\s`)
)

// valueMarks are the marks of all languages.
var valueMarks = []valueMark{
	{"dataclass", frozen, nil, "", "@dataclass(frozen=True)"},
	{"define", frozen, nil, "", "@attrs.define(slots=True, frozen=True)"},
	{"s", frozen, nil, "", "@attr.s(frozen=True)"},
	{"attrs", frozen, nil, "", "@attr.attrs(frozen=True)"},
	{"frozen", anyArg, thawed, "", "@attrs.frozen"},
	{"Value", anyArg, nil, "", "@Value"},
	{"Immutable", anyArg, nil, "", "@Value.Immutable"},
	{"", regexp.MustCompile(`\bdata class\b`), varied, "is a data class", "data class Point(val x: Int)"},
	{"", regexp.MustCompile(`\bcase class\b`), varied, "is a case class", "case class Point(x: Int)"},
	{"", regexp.MustCompile(`\breadonly (?:partial )?record struct\b`), nil, "is a record", "public readonly record struct Point(int X)"},
	{"", regexp.MustCompile(`\brecord\b`), regexp.MustCompile(`\brecord struct\b`), "is a record", "public record Point(int X)"},
}

// findValueObjects finds types that stand for their values, which nothing changes: records, frozen data classes.
func findValueObjects(s *patternSearch) {
	s.each(func(id graph.SymbolID, f *graph.File, sym *source.Symbol) {
		if !sym.Kind.IsType() {
			return
		}
		if what := valueMarkOf(s.g.Heritage(id), sym); what != "" {
			s.says(f, id, what)
		}
	})
}

// valueMarkOf returns what says that nothing changes the values of a type that is made from the bases; "" when nothing does.
func valueMarkOf(bases []string, sym *source.Symbol) string {
	for i := range valueMarks {
		if what := valueMarks[i].on(sym); what != "" {
			return what
		}
	}
	switch {
	case slices.Contains(bases, "NamedTuple"):
		return "is a NamedTuple"
	case sym.Kind == source.KindRecord && !strings.Contains(sym.Signature, "record struct") && !varied.MatchString(sym.Signature):
		return "is a record"
	}
	return ""
}

// on returns the evidence that the type carries the mark, or "".
func (m *valueMark) on(sym *source.Symbol) string {
	if m.decorator == "" {
		head, _, _ := strings.Cut(sym.Signature, sym.Name)
		if m.head.MatchString(head+" ") && (m.except == nil || !m.except.MatchString(sym.Signature)) {
			return m.what
		}
		return ""
	}
	for _, d := range sym.Decorators {
		name, _, _ := strings.Cut(d, "(")
		name = strings.TrimSpace(name)
		if graph.LastComponent(name) == m.decorator && m.head.MatchString(d) && (m.except == nil || !m.except.MatchString(d)) {
			return "carries " + name
		}
	}
	return ""
}
