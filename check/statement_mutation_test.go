package check

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/source"
)

// saidAs are words for the types that statements are made with.
var saidAs = map[string]string{"bool": "a boolean", "string": "a string", "int": "an integer", "list": "a list", "dict": "a dictionary"}

var raised = regexp.MustCompile(`raise (\w+(?:Error|Exception))\b`)

// pairs are true statements about a definition with a mutated one for each, by what was mutated.
func pairs(d *described) map[string][2]string {
	s := d.symbol
	made := map[string][2]string{}
	noun := "The function "
	if s.Kind == source.KindMethod {
		noun = "This method "
	}
	said := func(what, truth, mutant string) { made[what] = [2]string{noun + truth + ".", noun + mutant + "."} }
	if n, sure := d.parameterCount(); sure && n > 1 && n < 7 {
		said("number of parameters", "takes "+smallNumbers[n]+" parameters", "takes "+smallNumbers[n+1]+" parameters")
	}
	if kinds := d.results().kinds; !d.results().unknown && len(kinds) == 1 && len(s.Results) < 2 && saidAs[kinds[0]] != "" {
		other := "a dictionary"
		if kinds[0] == "dict" {
			other = "a boolean"
		}
		said("result type", "returns "+saidAs[kinds[0]], "returns "+other)
		said("nothing", "returns "+saidAs[kinds[0]], "returns nothing")
	}
	if n := len(s.Results); d.family == "go" && n > 1 && n < 5 {
		said("number of results", "returns "+smallNumbers[n]+" values", "returns "+smallNumbers[n+1]+" values")
	}
	if m := raised.FindStringSubmatch(d.code); m != nil {
		said("exception", "raises `"+m[1]+"`", "raises `Unknown"+m[1]+"`")
	}
	if s.Async {
		said("async", "is an asynchronous function", "is a synchronous function")
	}
	if m := called.FindAllStringSubmatch(d.body, -1); len(m) > 0 {
		said("callee", "calls `"+m[len(m)-1][1]+"`", "calls `frobnicateAll`")
	}
	if v := s.Visibility; v == source.VisibilityPublic {
		said("visibility", "is a public function", "is a private function")
	} else if v == source.VisibilityPrivate {
		said("visibility", "is a private function", "is a public function")
	}
	if len(s.Decorators) > 0 && d.family == "python" && regexp.MustCompile(`^\w+$`).MatchString(s.Decorators[0]) {
		said("decorator", "is decorated with `@"+s.Decorators[0]+"`", "is decorated with `@frobnicated`")
	}
	if d.symbol.Kind.IsFunction() {
		partPairs(d, said)
	}
	for n := range d.numbers() {
		if n > 12 && n < 5000 && n == float64(int(n)) {
			said("number", fmt.Sprintf("waits for %d seconds", int(n)), "waits for 777777 seconds")
		}
	}
	return made
}

// partPairs are pairs about parameters, defaults, loops and the order of calls.
func partPairs(d *described, said func(what, truth, mutant string)) {
	if all, ok := d.parameters(); ok {
		for name, p := range all {
			if p.value != "" && literalValue.MatchString(p.value) && !strings.Contains(p.value, "`") && !isNone(p.value) {
				said("default", "has a parameter `"+name+"`, and `"+name+"` defaults to `"+p.value+"`", "has a parameter `"+name+"`, and `"+name+"` defaults to `4711`")
			}
			if p.value == "" && !p.may && plainName.MatchString(name) && name != "self" && name != "cls" {
				said("optional", "takes a required `"+name+"`", "takes an optional `"+name+"`")
			}
		}
	}
	for _, p := range d.symbol.Parameters {
		kinds, unknown := typeKinds(p.Type, d.family)
		if p.Type != "" && !unknown && len(kinds) == 1 && saidAs[kinds[0]] != "" && plainName.MatchString(p.Name) {
			other := "a dictionary"
			if kinds[0] == "dict" {
				other = "a boolean"
			}
			said("parameter type", "takes `"+p.Name+"`, and `"+p.Name+"` is "+saidAs[kinds[0]], "takes `"+p.Name+"`, and `"+p.Name+"` is "+other)
		}
		if plainName.MatchString(p.Name) && p.Name != "self" && p.Name != "cls" {
			said("parameter name", "takes `"+p.Name+"`", "takes `frobnicated`")
		}
	}
	if form := loopForms[d.family]; form != nil && d.body != "" {
		if n := len(form.FindAllString(d.body, -1)); n < 8 && n == len(otherLoops.FindAllString(d.body, -1)) && n > 0 {
			said("loops", "contains "+strings.Replace(smallNumbers[n], "one", "a single", 1)+" loops", "contains "+smallNumbers[n+1]+" loops")
		}
	}
	if n := len(returnStatement.FindAllString(d.body, -1)); n > 0 && n < 8 {
		said("returns counted", "has "+smallNumbers[n]+" return statements", "has "+smallNumbers[n+2]+" return statements")
	}
	calls := called.FindAllStringSubmatch(d.body, -1)
	if len(calls) > 1 && calls[0][1] != calls[1][1] {
		truth := assertion{groups: []string{"", calls[0][1], calls[1][1]}}
		if v, _ := judgeOrder(d, truth); v == VerdictHolds {
			said("order", "first calls `"+calls[0][1]+"`, then `"+calls[1][1]+"`", "first calls `"+calls[1][1]+"`, then `"+calls[0][1]+"`")
		}
	}
	if len(calls) > 0 && plainName.MatchString(calls[0][1]) {
		said("not called", "does not call `frobnicateAll`", "does not call `"+calls[0][1]+"`")
	}
}

// invented has every name but those that the mutations make.
type invented struct{ anyName }

func (invented) Has(name string) bool { return !strings.Contains(strings.ToLower(name), "frobnicat") }

// TestMutatedStatements makes true statements of facts about the standard libraries, and mutates each.
func TestMutatedStatements(t *testing.T) {
	type result struct{ tried, decided, found, truths, wrong int }
	results := map[string]*result{}
	verdict := func(text string, s Scope) Verdict {
		doc, err := markdown.Parse(text)
		require.NoError(t, err)
		got := VerdictUndecided
		for _, one := range readStatements(doc, s) {
			if one.Verdict != VerdictUndecided && !got.isFalse() {
				got = one.Verdict
			}
		}
		return got
	}
	for _, c := range []struct {
		root, ext string
		every     int
	}{{filepath.Join(goRoot(t), "src"), ".go", 40}, {pythonLibrary(t), ".py", 10}, {typescriptSources(t), ".ts", 2}, {npmSources(t), ".js", 8}} {
		n := 0
		eachDocumented(t, c.root, c.ext, c.every, func(d documented) {
			if n++; !d.scope.Symbols[0].Kind.IsFunction() || n > 300 {
				return
			}
			d.scope.Names = invented{}
			for what, pair := range pairs(newDescribed(d.scope)) {
				what = strings.TrimPrefix(c.ext, ".") + " " + what
				if results[what] == nil {
					results[what] = &result{}
				}
				r := results[what]
				r.tried++
				if v := verdict(pair[1], d.scope); v != VerdictUndecided {
					r.decided++
					if v.isFalse() {
						r.found++
					}
				}
				r.truths++
				if verdict(pair[0], d.scope).isFalse() {
					r.wrong++
					t.Logf("false: %s: %s: %s", d.path, d.scope.Symbols[0].QualifiedName(), pair[0])
				}
			}
		})
	}
	decided, found, truths, wrong := 0, 0, 0, 0
	for what, r := range results {
		t.Logf("  %-24s %4d mutants, %4d decided, %4d found; %4d truths, %d called false", what, r.tried, r.decided, r.found, r.truths, r.wrong)
		decided, found, truths, wrong = decided+r.decided, found+r.found, truths+r.truths, wrong+r.wrong
	}
	t.Logf("all: %d decided, %d found (%.2f %%); %d truths, %d called false", decided, found, 100*float64(found)/float64(decided), truths, wrong)
	require.Greater(t, decided, 300)
	assert.GreaterOrEqual(t, float64(found), 0.9*float64(decided))
	assert.LessOrEqual(t, float64(wrong), 0.01*float64(truths))
}
