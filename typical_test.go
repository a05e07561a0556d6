package codeworm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/llm"
)

// Every target of the small repositories in several languages gets its page without a model: what the index
// says of them, package names and relations included, passes the check of names.
func TestTypicalReposGetPages(t *testing.T) {
	p := allParser(t)
	for _, name := range typicalRepos(t) {
		t.Run(name, func(t *testing.T) {
			d, err := codeworm.New(codeworm.Config{
				Repos: []codeworm.Repo{typicalRepo(t, name)}, Parser: p, LLM: llm.FactsOnly{}, Store: codewormtest.NewStore(nil), Sink: codewormtest.NewSink(),
				Selection: codeworm.Selection{MinLines: 1}, Scheduler: codeworm.Continuous{},
			})
			require.NoError(t, err)
			results, err := d.RunN(t.Context(), 1000)
			require.NoError(t, err)
			types := map[codeworm.DocType]int{}
			for _, r := range results {
				types[r.Target.Key.Type]++
				assert.NotEmpty(t, r.Page.Markdown)
				assert.Empty(t, r.Record.LastError)
			}
			assert.GreaterOrEqual(t, types[codeworm.FunctionDoc], 2)
			_, err = d.RunOnce(t.Context())
			assert.ErrorIs(t, err, codeworm.ErrNothingDue)
		})
	}
}
