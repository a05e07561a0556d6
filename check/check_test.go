package check

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/source"
)

func TestCheckClassifiesAndResolves(t *testing.T) {
	for _, c := range []struct {
		span   string
		class  MentionClass
		origin MentionOrigin // "" for a finding
	}{
		{"Claim", ClassName, OriginSource},
		{"Claims", ClassName, OriginNone},
		{"claim_", ClassName, OriginNone},
		{"Lease", ClassName, OriginSource},
		{"leases", ClassName, OriginSource},
		{"Release", ClassName, OriginRepository},
		{"Store.Claim", ClassDotted, OriginSource},
		{"Store.Release", ClassDotted, OriginRepository},
		{"Store.Renew", ClassDotted, OriginNone},
		{"store::Claim", ClassDotted, OriginSource},
		{"s->nextToken", ClassDotted, OriginSource},
		{"s.nextTokens", ClassDotted, OriginNone},
		{"Claim()", ClassCall, OriginSource},
		{"s.Claim(ctx, key)", ClassCall, OriginSource},
		{"s.Claim(ctx, keys)", ClassCall, OriginNone},
		{"fmt.Errorf", ClassDotted, OriginLibrary},
		{"fmt.Sprintf", ClassDotted, OriginLibrary},
		{"fmt.Sprint_f", ClassDotted, OriginNone},
		{"context.WithTimeout(ctx, 5*time.Second)", ClassCall, OriginLibrary},
		{"net/http.Client.Do", ClassPath, OriginLibrary},
		{"net/http", ClassPath, OriginLibrary},
		{"http.StatusTeapots", ClassDotted, OriginNone},
		{"pq.Driver", ClassDotted, OriginSource},
		{"pq.Listener", ClassDotted, OriginNone}, // of a library, and not used
		{"WithCancel", ClassName, OriginLibrary}, // of an imported module
		{"LookPath", ClassName, OriginNone},      // of one that is not
		{"exec.LookPath", ClassDotted, OriginLibrary},
		{"defer", ClassName, OriginLanguage},
		{"append", ClassName, OriginLanguage},
		{"n", ClassName, OriginNotation},
		{"GET", ClassName, OriginConvention},
		{"42", ClassLiteral, OriginValue},
		{"5s", ClassLiteral, OriginValue},
		{`"claim %s: no token"`, ClassLiteral, OriginValue},
		{"v1.2.3", ClassLiteral, OriginValue},
		{"https://example.com/x", ClassLiteral, OriginValue},
		{"O(n log n)", ClassLiteral, OriginValue},
		{"0449ad539a", ClassLiteral, OriginValue},
		{"!=", ClassOperator, OriginValue},
		{":=", ClassOperator, OriginValue},
		{"internal/store/store.go", ClassPath, OriginRepository},
		{"store.go", ClassPath, OriginRepository},
		{"lease.go", ClassPath, OriginRepository},
		{"../../docs/design.md", ClassPath, OriginRepository},
		{"internal/store/", ClassPath, OriginRepository},
		{"internal/stores/store.go", ClassPath, OriginNone},
		{"leaser.go", ClassPath, OriginNone},
		{"go.mod", ClassPath, OriginConvention},
		{"/etc/passwd", ClassPath, OriginConvention},
		{"internal/*/store.go", ClassLiteral, OriginValue},
		{"interal/store/*.go", ClassLiteral, OriginNone},
		{"internal/store/store.go:12", ClassLine, OriginRepository},
		{"internal/store/store.go:121", ClassLine, OriginNone},
		{"lines 13-15", ClassLine, OriginSource},
		{"L14", ClassLine, OriginSource},
		{"line 40", ClassLine, OriginNone},
		{"map[string]*Release", ClassType, OriginLanguage},
		{"map[string]*Releases", ClassType, OriginNone},
		{"[]bool", ClassType, OriginLanguage},
		{"token == 0", ClassExpression, OriginSource},
		{"tokens == 0", ClassExpression, OriginNone},
		{"max_lease_age", ClassName, OriginRepository},
		{"--dry-run", ClassFlag, OriginRepository},
		{"--dry-walk", ClassFlag, OriginNone},
		{"Content-Type", ClassKey, OriginConvention},
		{"lease-holder", ClassKey, OriginNone},
		{"<div>", ClassMarkup, OriginConvention},
		{"go test ./...", ClassCommand, OriginValue},
		{"no token left", ClassText, OriginText},
		{"no next_tokens left", ClassText, OriginNone},
	} {
		r := Markdown("It uses `"+c.span+"` here.", storeScope())
		require.NotEmpty(t, r.Mentions, c.span)
		m := r.Mentions[0]
		assert.Equal(t, c.class, m.Class, "class of %s", c.span)
		assert.Equal(t, c.origin, m.Origin, "origin of %s: %s", c.span, m.Reason)
		assert.NotEmpty(t, m.Reason, c.span)
		assert.Equal(t, 1, m.Line)
		assert.Equal(t, 9, m.Column)
		if c.origin == OriginNone {
			require.Len(t, r.Findings, 1, c.span)
			assert.Equal(t, c.span, r.Findings[0].Text)
		} else {
			assert.Empty(t, r.Findings, c.span)
		}
	}
}

func TestCheckNamesTheNearest(t *testing.T) {
	for wrong, right := range map[string]string{"Claimm": "Claim", "next_token": "nextToken", "renew_lease": "renewLease", "Leas": "Lease"} {
		body := "See `" + wrong + "`."
		r := Markdown(body, storeScope())
		require.Len(t, r.Findings, 1, wrong)
		assert.Equal(t, right, r.Findings[0].Nearest)
		assert.Contains(t, RepairRequest(Faults(body, r)), "did you mean `"+right+"`?")
	}
}

func TestOutsideNamesStandInSuggestionsOnly(t *testing.T) {
	s := storeScope()
	const bad = "Use `pgx.Connect`, or `pq.Listener`."
	assert.Len(t, Markdown(bad, s).Findings, 2)
	for _, text := range []string{
		"### Recommendations\n\n" + bad,
		"**Suggestions:**\n\n" + bad,
		"- **Recommendation:** " + bad,
		"### Improvements\n\n#### First\n\n" + bad,
	} {
		assert.Len(t, Markdown(text, s).Findings, strings.Count(text, "`pgx")-knownPackage(t, "pgx"), text)
	}
	assert.Len(t, Markdown("### Recommendations\n\nText.\n\n### Usage\n\n"+bad, s).Findings, 2)
	assert.Len(t, Markdown("**Suggestions:**\n\nText.\n\n**Usage:**\n\n"+bad, s).Findings, 2)
	assert.Empty(t, Markdown("### Suggestions\n\nUse `pq.Listener`.", s).Findings)
	assert.Len(t, Markdown("Use `pq.Listener`.", s).Findings, 1, "a review has headings for what it suggests, too")
	assert.Len(t, Markdown("### Recommendations\n\nUse `s.nextTokem()` and `claimLater()`.", s).Findings, 2, "what is of nobody is wrong everywhere")
}

// knownPackage is 1 when the package is one that is known to exist, so that suggestions may name it.
func knownPackage(t *testing.T, name string) int {
	t.Helper()
	s := storeScope()
	return 1 - len(Markdown("### Suggestions\n\n`"+name+".X`", s).Findings)
}

func TestCheckOfLines(t *testing.T) {
	s := storeScope()
	for text, findings := range map[string]int{
		"On line 14 a token is taken.":                          0,
		"On line 20 a token is taken.":                          1,
		"Lines 13-19 are all of it.":                            0,
		"Lines 13 to 25 are all of it.":                         1,
		"`nextToken` on line 14 is called.":                     0,
		"`nextToken` on line 16 is called.":                     1,
		"On line 18: `Lease` is made.":                          0,
		"On line 15: `Lease` is made.":                          1,
		"See lines 14, 16 and 30.":                              1,
		"It has 20 lines, and a pipeline 40.":                   0,
		"It is in internal/store/store.go:14 for all.":          0,
		"It is in internal/store/stores.go:14 for all.":         1,
		"The token (L14) and the error (L99) are from here.":    1,
		"At deadline 99 it stops, at airline 3 too.":            0,
		"**Line 16:** `Errorf` says so.":                        0,
		"**Line 15:** `Errorf` says so.":                        1,
		"It is called on line 17, where `key` is not used.":     1,
		"`Claim` (lines 13-19) returns `Lease` or `fmt.Errorf`": 0,
	} {
		assert.Len(t, Markdown(text, s).Findings, findings, text)
	}
	s.Span = source.Span{}
	assert.Empty(t, Markdown("On line 2.", s).Findings)
	assert.Len(t, Markdown("On line 2000.", s).Findings, 1)
}

func TestLinesFromTheSnippetAreRenumberedWhenThatIsCertain(t *testing.T) {
	s := storeScope()
	certain := "A token comes from `nextToken` on line 2.\n\nOn line 6: `Lease` is made. Lines 3-5 are for the error.\n"
	r := Markdown(certain, s)
	assert.Empty(t, r.Findings)
	fixed, n := Renumber(certain, r)
	assert.Equal(t, 4, n)
	assert.Equal(t, "A token comes from `nextToken` on line 14.\n\nOn line 18: `Lease` is made. Lines 15-17 are for the error.\n", fixed)
	again := Markdown(fixed, s)
	assert.Empty(t, again.Findings)
	same, n := Renumber(fixed, again)
	assert.Equal(t, fixed, same)
	assert.Zero(t, n)
	for _, text := range []string{
		"A token is taken on line 2.",                       // no name proves it
		"`nextToken` is on line 3.",                         // it is not there
		"`nextToken` is on line 2, and it ends on line 90.", // that is in no snippet
	} {
		r := Markdown(text, s)
		_, n := Renumber(text, r)
		assert.Zero(t, n, text)
		assert.NotEmpty(t, r.Findings, text)
	}
}

func TestCheckOfQuotedCode(t *testing.T) {
	s := storeScope()
	for code, findings := range map[string]int{
		"```go\ntoken := s.nextToken()\n```":                                              0,
		"```go\ntoken := s.nextTokens()\n```":                                             1,
		"```go\nstore := &Store{}\nlease, err := store.Claim(ctx, \"nextTokens()\")\n```": 0,
		"```go\nlease := store.ClaimAll(ctx) // of claimOne()\n```":                       2,
		"```go\nfunc helper() int { return 1 }\nx := helper()\n```":                       1, // no source has it
		"```python\nself.next_tokens()\n```":                                              1,
		"```\nanything.goes(here)\n```":                                                   1,
		"```sh\nmake everythingElse\n```":                                                 1,
	} {
		assert.Len(t, Markdown("Text.\n\n"+code, s).Findings, findings, code)
	}
	const suggested = "### Suggestions\n\n"
	assert.Empty(t, Markdown(suggested+"```go\nvalidateKey(key)\n```", s).Findings, "suggested code may be new")
	assert.Empty(t, Markdown(suggested+"```go\nimport \"example.org/cache\"\n\ncache.NewLRU(key)\n```", s).Findings, "and import what it likes")
	assert.Len(t, Markdown(suggested+"```go\ns.nextTokem()\n```", s).Findings, 1, "and may not misspell what is there")
}

func TestCheckOfRunningText(t *testing.T) {
	for text, want := range map[string][2]int{ // findings on a page, and in a text of a person
		"It calls nextToken() first.":              {0, 0},
		"It calls nextTokens() first.":             {1, 1},
		"It calls getpwuid() first.":               {1, 0},
		"The max_lease_age counts.":                {0, 0},
		"The max_lease_ages count.":                {1, 1},
		"See docs/desing.md for it.":               {1, 1},
		"See docs/design.md for it.":               {0, 0},
		"GitHub, PostgreSQL, iOS and/or I/O":       {0, 0},
		"At https://example.com/a_b/fooBar it is.": {0, 0},
		"(e.g. this) costs O(n_k).":                {0, 0},
	} {
		s := storeScope()
		assert.Len(t, Markdown(text, s).Findings, want[0], text)
		s.Generated = false
		assert.Len(t, Markdown(text, s).Findings, want[1], "by a person: %s", text)
	}
}

func TestCheckOfLinks(t *testing.T) {
	s := Scope{Path: "docs/design.md", Names: storeScope().Names}
	assert.Empty(t, Markdown("[a](../Makefile) [b](design.md#x) [c](https://x.org/y) [d](#here) [e](../internal/store)", s).Findings)
	assert.Len(t, Markdown("[a](../Makefil) [b](desing.md#x)", s).Findings, 2)
}

func TestCheckRefusesWhatCannotBeParsed(t *testing.T) {
	r := Markdown(strings.Repeat(">", 1000)+" x", storeScope())
	require.Len(t, r.Findings, 1)
	body, n := Drop(strings.Repeat(">", 1000)+" x", r)
	assert.Empty(t, body)
	assert.Equal(t, 1, n)
}

func TestCheckTakesLinearTime(t *testing.T) {
	var b strings.Builder
	whole, quarter := 200_000/sparser, 50_000/sparser
	for i := 0; b.Len() < whole; i++ {
		b.WriteString("The `Store.Claim` of " + strings.Repeat("x", i%7+3) + " calls `next" + strings.Repeat("y", i%11) + "` on line 14, see `internal/store/a" + strings.Repeat("z", i%13) + ".go`.\n\n")
	}
	text := b.String()
	took := func(text string) time.Duration { // the best of three: others use the machine, too
		best := time.Hour
		for range 3 {
			start := time.Now()
			r := Markdown(text, storeScope())
			_, _ = Drop(text, r)
			best = min(best, time.Since(start))
		}
		return best
	}
	took(text[:1000]) // the data are loaded once
	short, long := took(text[:quarter]), took(text)
	t.Logf("%d bytes: %v, %d bytes: %v", quarter, short, len(text), long)
	assert.Less(t, long, 10*max(short, 20*time.Millisecond))
}
