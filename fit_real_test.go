//go:build unix

package codeworm_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/ollamatest"
	"github.com/codeworm/codeworm/llm"
)

// The tests in this file ask a real Ollama server, whose model has a token for each byte: far
// more than the guess.

func realClient(t testing.TB, s *ollamatest.Server, numCtx int) *llm.Ollama {
	t.Helper()
	o, err := llm.NewOllama(llm.OllamaConfig{URL: s.URL, Model: s.Model, NumCtx: numCtx, NumPredict: numCtx / 8, Timeout: time.Minute,
		Retry: llm.Retry{Wait: time.Millisecond}})
	require.NoError(t, err)
	t.Cleanup(o.Close)
	return o
}

const realAnswerText = "Adds up what the conditions say about `a`. It goes through them one after another, changes `b` where one holds, and gives it back at the end."

func TestRealServerThatCutsAPromptIsFound(t *testing.T) {
	s := ollamatest.Start(t, ollamatest.Saying(realAnswerText))
	w := newWorld(t, 2)
	w.longFunction(0, 300)
	w.longFunction(1, 300)
	const numCtx = 6144
	w.config.LLM = realClient(t, s, numCtx)
	result, err := w.daemon().RunOnce(t.Context())
	require.NoError(t, err)
	cuts := strings.Count(s.Logs(), "truncating input prompt")
	require.Positive(t, cuts, "the server did cut a prompt, and said so nowhere else")
	assert.Less(t, result.Record.PromptTokens, numCtx)
	assert.Contains(t, string(result.Page.Markdown), "the writer saw no more than these")
	assert.Contains(t, string(result.Page.Markdown), "gives it back at the end")

	_, err = w.daemon().RunOnce(t.Context())
	require.NoError(t, err)
	assert.Equal(t, cuts, strings.Count(s.Logs(), "truncating input prompt"), "the next one fits at once")
	assert.Len(t, w.sink.Pages(), 2)
}

func TestRealServerWithTooSmallAContext(t *testing.T) {
	s := ollamatest.Start(t, ollamatest.Saying(realAnswerText))
	w := newWorld(t, 1)
	w.longFunction(0, 300)
	w.config.LLM = realClient(t, s, 2048)
	w.config.AnswerTokens = 1200
	_, err := w.daemon().RunOnce(t.Context())
	require.ErrorIs(t, err, codeworm.ErrDidNotFit)
	assert.Contains(t, err.Error(), "num_ctx")
	assert.Empty(t, w.sink.Log())
}

func TestRealAnswerThatIsCutIsNotPublished(t *testing.T) {
	s := ollamatest.Start(t) // it never comes to an end
	w := newWorld(t, 1)
	w.config.LLM = realClient(t, s, 16384)
	w.config.AnswerTokens = 50
	result, err := w.daemon().RunOnce(t.Context())
	require.NoError(t, err)
	assert.True(t, result.Record.Provisional, "the page is written from facts")
	assert.Contains(t, result.Record.LastError, codeworm.ErrBadAnswer.Error())
}

func TestRealServerWithoutTheModel(t *testing.T) {
	s := ollamatest.Start(t, ollamatest.NoModel())
	w := newWorld(t, 1)
	w.config.LLM = realClient(t, s, 4096)
	_, err := w.daemon().RunOnce(t.Context())
	require.ErrorIs(t, err, codeworm.ErrModelMissing)
	assert.ErrorContains(t, err, "ollama pull")
	assert.Empty(t, w.sink.Log())
	assert.Empty(t, w.records(), "it says nothing about the target")
}
