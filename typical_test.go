package codeworm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/llm"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/schedule"
)

// Every target of the small repositories in several languages gets its page without a model: what the index
// says of them, package names and relations included, passes the check of names.
func TestTypicalReposGetPages(t *testing.T) {
	p := repotest.Parser(t)
	for _, name := range repotest.Samples(t) {
		t.Run(name, func(t *testing.T) {
			d, err := codeworm.New(codeworm.Config{
				Repos: []codeworm.Repo{repotest.Sample(t, name)}, Parser: p, LLM: llm.FactsOnly{}, Store: codewormtest.NewStore(nil), Sink: codewormtest.NewSink(),
				Selection: codeworm.Selection{MinLines: 1}, Scheduler: schedule.Continuous{},
			})
			require.NoError(t, err)
			results, err := d.RunN(t.Context(), 1000)
			require.NoError(t, err)
			types := map[page.Type]int{}
			for _, r := range results {
				types[r.Target.Key.Type]++
				assert.NotEmpty(t, r.Page.Markdown)
				assert.Empty(t, r.Record.LastError)
			}
			assert.GreaterOrEqual(t, types[page.FunctionDoc], 2)
			_, err = d.RunOnce(t.Context())
			assert.ErrorIs(t, err, codeworm.ErrNothingDue)
		})
	}
}
