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
	for n := range d.numbers() {
		if n > 12 && n < 5000 && n == float64(int(n)) {
			said("number", fmt.Sprintf("waits for %d seconds", int(n)), "waits for 777777 seconds")
		}
	}
	return made
}

// TestMutatedStatements makes true statements of facts about the standard libraries, and mutates each.
func TestMutatedStatements(t *testing.T) {
	type result struct{ tried, decided, found, truths, wrong int }
	results := map[string]*result{}
	verdict := func(text string, s Scope) Verdict {
		doc, err := markdown.Parse(text)
		require.NoError(t, err)
		got := VerdictUndecided
		for _, one := range readStatements(doc, s) {
			if one.Verdict != VerdictUndecided {
				got = one.Verdict
			}
		}
		return got
	}
	for _, c := range []struct{ root, ext string }{{filepath.Join(goRoot(t), "src"), ".go"}, {pythonLibrary(t), ".py"}} {
		n := 0
		eachDocumented(t, c.root, c.ext, 40, func(d documented) {
			if n++; !d.scope.Symbols[0].Kind.IsFunction() || n > 600 {
				return
			}
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
