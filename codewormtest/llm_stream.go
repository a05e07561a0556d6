package codewormtest

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
)

// heard is what a client showed of an answer, in the way that codeworm.LLMStreamer asks for.
type heard struct {
	text   strings.Builder // of the last try
	tokens int
	calls  int

	busy, returned atomic.Bool
	wrong          atomic.Pointer[string] // what broke the contract
}

// on takes a piece, and stops the model after stopAt calls; 0 means never.
func (h *heard) on(stopAt int) func(piece string, tokens int) bool {
	return func(piece string, tokens int) bool {
		switch {
		case h.returned.Load():
			h.fail("a piece came after Stream had returned")
		case !h.busy.CompareAndSwap(false, true):
			h.fail("two pieces came at a time")
		case stopAt > 0 && h.calls >= stopAt:
			h.fail("a piece came after the model was stopped")
		case piece == "" && tokens == 0: // another try
			h.text.Reset()
		case tokens < h.tokens || tokens <= 0:
			h.fail("the count of tokens went back although no new try began")
		}
		h.calls++
		h.tokens = tokens
		h.text.WriteString(piece)
		h.busy.Store(false)
		return h.calls != stopAt
	}
}

func (h *heard) fail(what string) { h.wrong.CompareAndSwap(nil, &what) }

// check waits a little for what must not come any more.
func (h *heard) check(t *testing.T) {
	t.Helper()
	h.returned.Store(true)
	time.Sleep(20 * time.Millisecond)
	if what := h.wrong.Load(); what != nil {
		t.Error(*what)
	}
}

func testLLMStream(t *testing.T, c codeworm.LLMClient) {
	s, ok := c.(codeworm.LLMStreamer)
	if !ok {
		return
	}
	for _, p := range llmPrompts(c) {
		var h heard
		a, err := s.Stream(t.Context(), p, h.on(0))
		h.check(t)
		checkLLMAnswer(t, c, a, err)
		assert.Positive(t, h.calls)
		assert.Positive(t, h.tokens)
		assert.Equal(t, strings.TrimSpace(a.Text), strings.TrimSpace(h.text.String()))
	}
}

// testLLMStreamStop stops at the first piece and later ones: what has come is the answer, and the client can be asked again.
func testLLMStreamStop(t *testing.T, c codeworm.LLMClient) {
	s, ok := c.(codeworm.LLMStreamer)
	if !ok {
		return
	}
	p := llmPrompts(c)[0]
	for _, stopAt := range []int{1, 2, 5} {
		var h heard
		var stopped time.Time
		on := h.on(stopAt)
		a, err := s.Stream(t.Context(), p, func(piece string, tokens int) bool {
			goOn := on(piece, tokens)
			stopped = time.Now()
			return goOn
		})
		took := time.Since(stopped)
		h.check(t)
		require.NoError(t, err)
		require.NotNil(t, a)
		if h.calls < stopAt {
			continue // the answer was shorter
		}
		assert.Equal(t, codeworm.FinishStopped, a.Finish)
		assert.Equal(t, strings.TrimSpace(h.text.String()), strings.TrimSpace(a.Text))
		assert.NotEmpty(t, a.Model)
		assert.Less(t, took, llmSoon)
	}
	a, err := c.Generate(t.Context(), p)
	checkLLMAnswer(t, c, a, err)
}

func testLLMStreamConcurrent(t *testing.T, c codeworm.LLMClient) {
	s, ok := c.(codeworm.LLMStreamer)
	if !ok {
		return
	}
	prompts := llmPrompts(c)
	var group sync.WaitGroup
	for i := range llmCallers {
		group.Go(func() {
			var h heard
			a, err := s.Stream(t.Context(), prompts[i%len(prompts)], h.on(0))
			h.check(t)
			if assert.NoError(t, err) {
				assert.Equal(t, strings.TrimSpace(a.Text), strings.TrimSpace(h.text.String()))
			}
		})
	}
	group.Wait()
}

func testLLMStreamCancelled(t *testing.T, c codeworm.LLMClient) {
	s, ok := c.(codeworm.LLMStreamer)
	if !ok {
		return
	}
	p := llmPrompts(c)[0]
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var before heard
	a, err := s.Stream(ctx, p, before.on(0))
	before.check(t)
	require.ErrorIs(t, err, context.Canceled)
	assert.Nil(t, a)
	assert.Zero(t, before.calls)

	// While it is written: the answer is whole or there is none.
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	var while heard
	on := while.on(0)
	a, err = s.Stream(ctx, p, func(piece string, tokens int) bool {
		cancel()
		return on(piece, tokens)
	})
	while.check(t)
	if err != nil {
		require.ErrorIs(t, err, context.Canceled)
		assert.Nil(t, a)
		return
	}
	checkLLMAnswer(t, c, a, err)
}
