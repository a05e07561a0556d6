package codeworm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/internal/repotest"
)

// A dry run uses the outlines that are kept, and keeps none.
func TestDryRunsKeepNoOutlines(t *testing.T) {
	r, store := repotest.NewToy(t), codewormtest.NewStore(nil)
	r.Function("one", "two")
	r.AwaitTrust()
	plan := func(dry bool) {
		d, err := codeworm.New(codeworm.Config{Repos: []codeworm.Repo{r.Repo}, Parser: r.Parser(), LLM: codewormtest.NewLLM(), Store: store,
			Sink: codewormtest.NewSink(), DryRun: dry})
		require.NoError(t, err)
		_, err = d.Plan(t.Context())
		require.NoError(t, err)
	}
	plan(true)
	assert.Len(t, r.Read(), 1)
	plan(true)
	assert.Len(t, r.Read(), 1, "nothing was kept")
	plan(false)
	r.Read()
	plan(true)
	assert.Empty(t, r.Read(), "what is there is used")
}
