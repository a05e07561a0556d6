package worker

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/source"
)

// TestBombs: a bomb in every language ends within its limits, and says why.
func TestBombs(t *testing.T) {
	p := newParser(t, Options{Memory: 2 * MinMemory, Time: 500 * time.Millisecond})
	bombs := repotest.FirstBombs()
	require.Len(t, bombs, len(extensions))
	for _, b := range bombs {
		before := cpuSeconds(t, true)
		o, err := p.Parse(t.Context(), b.Path, []byte(b.Source))
		if !b.Exceeds {
			if err == nil {
				assert.NotNil(t, o)
			}
			continue
		}
		var refused *source.ParseError
		if assert.ErrorAs(t, err, &refused, b.Path) {
			assert.Contains(t, []source.SkipReason{source.SkipMemory, source.SkipTimeout, source.SkipCrash}, refused.Reason, b.Path)
		}
		assert.Less(t, cpuSeconds(t, true)-before, 3.0, b.Path) // of the processor, which is what a busy machine leaves as it is
	}
}

// TestKnownBombs: the parser itself refuses the plain form of the bombs that are known, at once.
func TestKnownBombs(t *testing.T) {
	inner, err := openReal()
	require.NoError(t, err)
	for _, b := range repotest.PlainBombs() {
		start := cpuSeconds(t, false)
		_, err := inner.Parse(t.Context(), b.Path, []byte(b.Source))
		requireReason(t, err, source.SkipRepetitive)
		assert.Less(t, cpuSeconds(t, false)-start, 1.0, b.Path)
	}
}
