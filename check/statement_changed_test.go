package check

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/markdown"
)

// changedWords change what sentences of people's assert, by the kind of the statement.
var changedWords = []struct {
	kind string
	from *regexp.Regexp
	to   string
}{
	{"returns", regexp.MustCompile(`(?i)\b(returns?) (?:an? )?(?:new |empty )?(?:list|tuple|string|integer|int|float|array|dictionary|dict|iterator|generator|promise|error|function)\b`), "$1 a boolean"},
	{"returns", regexp.MustCompile(`(?i)\b(returns?) (?:a )?(?:boolean|bool|true|false)\b`), "$1 a dictionary"},
	{"returns", regexp.MustCompile(`(?i)\breturns? nothing\b`), "returns a dictionary"},
	{"returns", regexp.MustCompile(`(?i)\breturns? (an? (?:list|tuple|string|integer|array|dictionary|boolean))\b`), "does not return $1"},
	{"number", regexp.MustCompile(`\b\d[\d,]*\b`), "777777"},
	{"raises", regexp.MustCompile(`\b[A-Z]\w*(Error|Exception)\b`), "Frobnicated$1"},
	{"calls", regexp.MustCompile(`\b(calls|invokes) \w+`), "$1 frobnicateAll"},
	{"parameters", regexp.MustCompile(`(?i)\b(?:a single|one|two|three)( \w*\s*(?:parameter|argument))`), "seven$1"},
	{"default", regexp.MustCompile(`(?i)\bdefaults to \S*\w`), "defaults to 4711"},
	{"parameter type", regexp.MustCompile(`(?i)\bis an? (?:string|list|integer|boolean|dictionary|number|array)\b`), "is a coroutine"},
	{"async", regexp.MustCompile(`(?i)\bis (?:an? )?(?:asynchronous|async|coroutine)\b`), "is not async"},
}

// TestMutatedHumanStatements takes the sentences of people's doc comments that hold, and changes what they assert.
func TestMutatedHumanStatements(t *testing.T) {
	decided, found := 0, 0
	for _, c := range []struct {
		language, root, ext string
		every               int
	}{{"go", filepath.Join(goRoot(t), "src"), ".go", 16}, {"python", pythonLibrary(t), ".py", 6}, {"typescript", typescriptSources(t), ".ts", 3}} {
		tried := tally{}
		eachDocumented(t, c.root, c.ext, min(everyOf(t), c.every), func(d documented) {
			d.scope.Names = invented{}
			for _, truth := range statementsOf(t, d.doc, d.scope) {
				if truth.Verdict != VerdictHolds {
					continue
				}
				for _, m := range changedWords {
					if m.kind != truth.Kind || !m.from.MatchString(truth.Text) {
						continue
					}
					mutant := d.doc[:truth.Start] + m.from.ReplaceAllString(truth.Text, m.to) + d.doc[truth.End:]
					made := Statement{Kind: m.kind + ": " + m.to, Verdict: VerdictUndecided}
					for _, one := range statementsOf(t, mutant, d.scope) {
						if one.Start == truth.Start && (one.Kind == truth.Kind || one.Kind == "not") && !made.Verdict.isFalse() && one.Verdict != VerdictUndecided {
							made.Verdict = one.Verdict
						}
					}
					if made.Verdict == VerdictHolds {
						t.Logf("holds: %s: %s", d.scope.Symbols[0].QualifiedName(), strings.Join(strings.Fields(mutant[truth.Start:]), " ")[:min(120, len(strings.Join(strings.Fields(mutant[truth.Start:]), " ")))])
					}
					tried.add(made)
				}
			}
		})
		n, wrong := tried.log(t, c.language+", changed sentences of people's")
		decided, found = decided+n, found+wrong
	}
	t.Logf("all: %d decided, %d found (%.2f %%)", decided, found, 100*float64(found)/float64(decided))
	require.Greater(t, decided, 30/sparser)
	assert.GreaterOrEqual(t, float64(found)+float64(sparser-1), 0.9*float64(decided), "one more or less is nothing in a small sample")
}

// statementsOf are the statements of a text; none when it cannot be parsed.
func statementsOf(t testing.TB, text string, s Scope) []Statement {
	t.Helper()
	doc, err := markdown.Parse(text)
	if err != nil {
		return nil
	}
	return readStatements(doc, s)
}
