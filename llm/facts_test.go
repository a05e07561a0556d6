package llm

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

func TestFactsOnlyRefuses(t *testing.T) {
	for name, p := range map[string]codeworm.Prompt{
		"no facts":  {Request: "Write."},
		"type":      {Facts: &page.Facts{Target: page.Target{Key: page.Key{Type: page.SecurityReview}}}},
		"no symbol": {Facts: &page.Facts{Target: page.Target{Key: page.Key{Type: page.ClassDoc, Path: "a"}}}},
		"no path":   {Facts: &page.Facts{Target: page.Target{Key: page.Key{Type: page.FileDoc}}}},
	} {
		_, err := FactsOnly{}.Generate(t.Context(), p)
		var e *codeworm.LLMError
		require.ErrorAs(t, err, &e, name)
		require.ErrorIs(t, err, codeworm.ErrRefused, name)
		assert.NotEmpty(t, e.Hint)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := FactsOnly{}.Generate(ctx, codeworm.Prompt{Facts: fileFacts()})
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, FactsOnly{}.Ready(ctx), context.Canceled)
	require.NoError(t, FactsOnly{}.Ready(t.Context()))
}

func fileFacts() *page.Facts {
	return &page.Facts{Target: page.Target{Key: page.Key{Type: page.FileDoc, Repo: "app", Path: "a.go"}, Language: "go"}, FileDoc: "Package a adds."}
}

func TestFactsOnlySaysWhoWrote(t *testing.T) {
	answer, err := FactsOnly{}.Generate(t.Context(), codeworm.Prompt{Facts: fileFacts()})
	require.NoError(t, err)
	assert.Contains(t, answer.Text, "Package a adds.")
	assert.Equal(t, FactsModel, answer.Model)
	assert.True(t, answer.Provisional)
	assert.Equal(t, codeworm.FinishStop, answer.Finish)
}

func TestFactsOnlyConforms(t *testing.T) {
	codewormtest.TestLLMClient(t, func(*testing.T) codeworm.LLMClient { return FactsOnly{} })
}
