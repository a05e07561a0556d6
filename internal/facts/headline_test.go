package facts

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/codeworm/codeworm/internal/clean"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// What has no doc comment is summed up by what it has to do with, never by where it stands.
func TestSummariesWithoutDocComments(t *testing.T) {
	call := func(name string, kind source.SymbolKind) source.Relation {
		return source.Relation{Name: name, Path: "a.go", Line: 3, Kind: kind}
	}
	unsure := call("Other.run", source.KindMethod)
	unsure.Ambiguous = true
	method := func(name string, v source.Visibility) page.Member {
		return page.Member{Path: "a.go", Symbol: source.Symbol{Kind: source.KindMethod, Name: name, Parent: "box", Visibility: v}}
	}
	function := source.Symbol{Kind: source.KindFunction, Name: "fill", Visibility: source.VisibilityPrivate, Metrics: source.Metrics{Complexity: 3}}
	with := function
	with.Parameters, with.Results = []source.Parameter{{Name: "a", Type: "int"}, {Name: "b"}}, []string{"int", "error"}
	takes := with
	takes.Results = nil
	class := source.Symbol{Kind: source.KindStruct, Name: "box"}
	for name, c := range map[string]struct {
		symbol source.Symbol
		facts  page.Facts
		want   string
	}{
		"everything": {with, page.Facts{Calls: []source.Relation{call("a", "function"), call("a", "function"), call("B.c", "method"), unsure, call("d", "struct"), call("e", "function"), call("f", "function")},
			Callers: []source.Relation{call("Main.run", "method"), {Name: "a.go", Path: "a.go", Line: 1}}}, "fill uses a, B.c, d and two more, returns int and error and is used by Main.run."},
		"tests":      {function, page.Facts{Tests: []source.Relation{call("TestFill", "function")}}, "fill is tested by TestFill."},
		"parameters": {takes, page.Facts{Calls: []source.Relation{unsure}}, "fill takes two parameters, a (int) and b."},
		"nothing":    {function, page.Facts{}, "fill spans seven lines with two decision points."},
		"class": {class, page.Facts{Members: []page.Member{method("x", source.VisibilityPrivate), method("Open", source.VisibilityPublic), method("Close", "")},
			Calls: []source.Relation{call("a", "function")}, Callers: []source.Relation{call("box.Open", "method"), call("New", "function")}}, "box has the methods Open, Close and x and is used by New."},
		"one method":  {class, page.Facts{Members: []page.Member{method("Open", "")}}, "box has the method Open."},
		"plain class": {class, page.Facts{}, "box spans seven lines."},
	} {
		c.symbol.Span = source.Span{StartLine: 1, EndLine: 7}
		k := page.Key{Type: page.FunctionDoc, Repo: "r", Path: "a.go", Symbol: c.symbol.Name}
		if c.symbol.Kind.IsType() {
			k.Type = page.ClassDoc
		}
		c.facts.Target = page.Target{Key: k, Symbol: &c.symbol, Span: c.symbol.Span, Language: "go"}
		text := writeFacts(t, &c.facts)
		assert.True(t, strings.Contains(text, ", defined in `a.go`."), "where it stands is said after that")
		got, err := clean.Answer(text, clean.Options{AnyLanguage: true})
		assert.NoError(t, err, name)
		assert.Equal(t, c.want, got.Summary, name)
	}
}
