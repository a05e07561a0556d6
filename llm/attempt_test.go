package llm_test

import (
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/llm"
)

func TestBreaker(t *testing.T) {
	var broken atomic.Bool
	broken.Store(true)
	server, calls := badServer(t, func(call int, w http.ResponseWriter, r *http.Request) {
		if broken.Load() {
			status(502, "")(call, w, r)
			return
		}
		write(word+done)(call, w, r)
	})
	o := badClient(t, server.URL, func(c *llm.OllamaConfig) { c.Retry.Tries = -1 })
	ask := func() error { _, err := o.Generate(t.Context(), codeworm.Prompt{Request: "x"}); return err }
	for range 20 {
		require.ErrorIs(t, ask(), codeworm.ErrUnreachable)
	}
	assert.EqualValues(t, 5, calls.Load(), "a server that fails in a row is left alone")
	require.ErrorContains(t, ask(), "left alone for a while")

	broken.Store(false)
	require.ErrorIs(t, ask(), codeworm.ErrUnreachable, "it does not know yet")
	require.NoError(t, o.Ready(t.Context()))
	require.NoError(t, ask(), "Ready found out")
}

func TestBreakerLeavesBadQuestionsAlone(t *testing.T) {
	server, calls := badServer(t, status(400, `{"error":"bad"}`))
	o := badClient(t, server.URL, nil)
	for range 10 {
		_, err := o.Generate(t.Context(), codeworm.Prompt{Request: "x"})
		require.ErrorIs(t, err, codeworm.ErrRefused)
	}
	assert.EqualValues(t, 10, calls.Load())
}
