package redact

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/secretgen"
)

// Rates of the built-in rules on random texts of all kinds. What they miss of one seed is nothing that they were made for.
func TestRates(t *testing.T) {
	assert.GreaterOrEqual(t, secretgen.Kinds(), 100)
	for _, seed := range []uint64{1, 2, 3} {
		rates := secretgen.Measure(Builtin{}.Redact, seed, 1200, 1200)
		t.Logf("seed %d: %s", seed, rates)
		require.Positive(t, rates.Secrets)
		for _, m := range rates.Missed {
			t.Errorf("%s: %q stays of %q", m.Kind, m.Secrets, m.Text)
		}
		for _, a := range rates.Alarms {
			t.Logf("%s: %q became %q", a.Kind, a.Text, Builtin{}.Redact(a.Text))
		}
		assert.LessOrEqual(t, len(rates.Alarms)*100, rates.Harmless, "more than one harmless text in a hundred was redacted")
	}
}
