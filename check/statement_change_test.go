package check

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/corpus"
	"github.com/codeworm/codeworm/source"
)

func TestChangeClaimsGo(t *testing.T) {
	body := "`Claim` takes a lease. The code has been rewritten to be faster.\n\n" +
		"**Purpose:** The method was added to guard a `Lease`. It returns the updated token.\n\n- Waits.\n- The function now uses `nextToken`.\n"
	r := Markdown(body, storeScope())
	require.Len(t, r.Findings, 3)
	for _, f := range r.Findings {
		assert.Equal(t, ClassChange, f.Class)
		assert.Equal(t, f.Text, body[f.Start:f.End])
	}
	assert.Equal(t, "The code has been rewritten to be faster.", r.Findings[0].Text)
	assert.Contains(t, RepairRequest(Faults(body, r)), "2. The method was added to guard a `Lease`.\n   - it says that code was changed")
	rest, n := Drop(body, r)
	assert.Equal(t, 3, n)
	assert.Equal(t, "`Claim` takes a lease.\n\n**Purpose:** It returns the updated token.\n\n- Waits.\n", rest)
	assert.Equal(t, map[Verdict]int{VerdictUnsupported: 3}, r.CountVerdicts())
}

// A page about a change tells of it, people may, suggestions are no claims, and what a comment says is true.
func TestChangeClaimsStay(t *testing.T) {
	const body = "The code has been rewritten. `Claim` no longer returns a string.\n"
	s := storeScope()
	s.TellsChanges = true
	assert.Empty(t, Markdown(body, s).Findings)
	s = storeScope()
	s.Generated = false
	assert.Empty(t, Markdown(body, s).Findings)
	assert.Empty(t, Markdown("## Recommendations\n\n"+body, storeScope()).Findings)
	s = storeScope()
	s.Symbols = []source.Symbol{{Kind: source.KindMethod, Name: "Claim", Parent: "Store", Span: s.Span}}
	assert.Len(t, Markdown(body, s).Findings, 2)
	s.Source += "\n// The retries were rewritten, and Claim no longer waits.\n"
	assert.Empty(t, Markdown(body, s).Findings)
	assert.Equal(t, 2, Markdown(body, s).CountVerdicts()[VerdictHolds])
}

func TestChangeClaimsOfRealAnswers(t *testing.T) {
	claims, told := 0, 0
	for _, a := range corpus.Answers(t) {
		s := snippetScope(a)
		if s.TellsChanges {
			s.TellsChanges = false
			told += Markdown(a.Body, s).CountVerdicts()[VerdictUnsupported]
			continue
		}
		for _, f := range Markdown(a.Body, s).Findings {
			if f.Class == ClassChange {
				claims++
				t.Logf("%s %s: %s", a.ID, a.DocType, strings.Join(strings.Fields(f.Text), " "))
			}
		}
	}
	t.Logf("471 answers: %d claims of changes; %d in those about changes, which may", claims, told)
	assert.Less(t, claims, 5)
	assert.Greater(t, told, 150)
}
