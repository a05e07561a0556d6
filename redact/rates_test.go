package redact

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/codeworm/codeworm/internal/secretgen"
)

// Rates of both redactors on random texts of all kinds.
func TestRates(t *testing.T) {
	r := newRedactor(t)
	for _, seed := range []uint64{1, 4} {
		rates := secretgen.Measure(r.Redact, seed, 600, 600)
		t.Logf("seed %d: %s", seed, rates)
		for _, m := range rates.Missed {
			t.Errorf("%s: %q stays of %q", m.Kind, m.Secrets, m.Text)
		}
		for _, a := range rates.Alarms {
			t.Logf("%s: %q became %q", a.Kind, a.Text, r.Redact(a.Text))
		}
		assert.LessOrEqual(t, len(rates.Alarms)*100, rates.Harmless, "more than one harmless text in a hundred was redacted")
	}
}
