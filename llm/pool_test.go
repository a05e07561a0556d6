package llm_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/llm"
)

func pool(t testing.TB, slots int, clients ...codeworm.LLMClient) *llm.Pool {
	t.Helper()
	var endpoints []llm.Endpoint
	for _, c := range clients {
		endpoints = append(endpoints, llm.Endpoint{Client: c, Slots: slots})
	}
	p, err := llm.NewPool(endpoints...)
	require.NoError(t, err)
	return p
}

func TestPoolConforms(t *testing.T) {
	codewormtest.TestLLMClient(t, func(t *testing.T) codeworm.LLMClient {
		return pool(t, 2, codewormtest.NewLLM(), codewormtest.NewLLM())
	})
}

func TestPoolKeepsToItsSlots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := codewormtest.NewLLM(), codewormtest.NewLLM()
		a.Delay, b.Delay = time.Second, time.Second
		p, err := llm.NewPool(llm.Endpoint{Client: a, Slots: 3}, llm.Endpoint{Client: b})
		require.NoError(t, err)
		assert.Equal(t, 4, p.Describe().Parallel)
		start := time.Now()
		var group sync.WaitGroup
		for i := range 20 {
			group.Go(func() {
				_, err := p.Generate(t.Context(), codeworm.Prompt{Shared: fmt.Sprint(i), Request: "x"})
				assert.NoError(t, err)
			})
		}
		group.Wait()
		assert.Equal(t, 5*time.Second, time.Since(start), "all four slots are busy all the time")
		assert.Equal(t, 3, a.Busiest())
		assert.Equal(t, 1, b.Busiest())
		assert.Len(t, a.Prompts(), 15)
		assert.Len(t, b.Prompts(), 5)
	})
}

func TestPoolAsksAboutAFileAtOneEndpoint(t *testing.T) {
	a, b := codewormtest.NewLLM(), codewormtest.NewLLM()
	p := pool(t, 1, a, b)
	where := map[string]map[*codewormtest.LLM]bool{"one": {}, "two": {}}
	for range 10 {
		for shared, seen := range where {
			before := len(a.Prompts())
			_, err := p.Generate(t.Context(), codeworm.Prompt{Shared: shared, Request: "x"})
			require.NoError(t, err)
			if len(a.Prompts()) > before {
				seen[a] = true
			} else {
				seen[b] = true
			}
		}
	}
	for shared, seen := range where {
		assert.Len(t, seen, 1, shared)
	}
	assert.NotEqual(t, where["one"], where["two"], "each endpoint has a file")
}

func TestPoolFailsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := &codeworm.LLMError{Kind: codeworm.ErrUnreachable, Model: "fake"}
		a, b := codewormtest.NewLLM("a"), codewormtest.NewLLM("b")
		p := pool(t, 1, a, b)
		ask := func() (string, error) {
			answer, err := p.Generate(t.Context(), codeworm.Prompt{Shared: "file", Request: "x"})
			if err != nil {
				return "", err
			}
			return answer.Text, nil
		}
		text, err := ask()
		require.NoError(t, err)
		require.Equal(t, "a", text)
		a.FailNext(down)
		for range 3 {
			text, err = ask()
			require.NoError(t, err)
			require.Equal(t, "b", text)
		}
		assert.Len(t, a.Prompts(), 2, "it is left out for a while")
		require.NoError(t, p.Ready(t.Context()))
		a.FailNext(down)
		b.FailNext(down)
		_, err = ask()
		require.ErrorIs(t, err, codeworm.ErrUnreachable)
		time.Sleep(time.Minute)
		_, err = ask()
		require.NoError(t, err)

		refused := &codeworm.LLMError{Kind: codeworm.ErrRefused}
		a.FailNext(refused)
		b.FailNext(refused)
		asked := len(a.Prompts()) + len(b.Prompts())
		_, err = ask()
		require.ErrorIs(t, err, codeworm.ErrRefused)
		assert.Equal(t, asked+1, len(a.Prompts())+len(b.Prompts()), "the question is at fault")
	})
}

func TestPoolCancelWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := codewormtest.NewLLM()
		a.Delay = time.Hour
		p := pool(t, 1, a)
		first := make(chan error, 1)
		go func() {
			_, err := p.Generate(t.Context(), codeworm.Prompt{Request: "x"})
			first <- err
		}()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		_, err := p.Generate(ctx, codeworm.Prompt{Request: "y"})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, time.Minute, time.Since(start))
		require.NoError(t, <-first)
		_, err = p.Generate(t.Context(), codeworm.Prompt{Request: "z"})
		require.NoError(t, err, "no slot is lost")
	})
}

// panicking is a client with a fault.
type panicking struct{ codeworm.LLMClient }

func (panicking) Generate(context.Context, codeworm.Prompt) (*codeworm.Answer, error) { panic("fault") }

func TestPoolLosesNoSlotToAPanic(t *testing.T) {
	p := pool(t, 1, panicking{})
	for range 3 {
		assert.Panics(t, func() { _, _ = p.Generate(t.Context(), codeworm.Prompt{Request: "x"}) })
	}
}

func TestPoolReadyAndContext(t *testing.T) {
	a, b := codewormtest.NewLLM(), codewormtest.NewLLM()
	a.Context, b.Context = 4096, 2048
	p := pool(t, 0, a, b)
	n, err := p.ContextTokens(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 2048, n)
	require.NoError(t, p.Warm(t.Context()))
	assert.Equal(t, 1, a.Warmed())
	assert.Equal(t, 1, b.Warmed())

	a.SetReady(&codeworm.LLMError{Kind: codeworm.ErrUnreachable})
	require.NoError(t, p.Ready(t.Context()))
	b.SetReady(&codeworm.LLMError{Kind: codeworm.ErrModelMissing})
	require.ErrorIs(t, p.Ready(t.Context()), codeworm.ErrModelMissing, "that is what a person can do something about")
}

func TestPoolConfig(t *testing.T) {
	other := codewormtest.NewLLM()
	other.Description.Model = "other"
	_, err := llm.NewPool(llm.Endpoint{Client: codewormtest.NewLLM()}, llm.Endpoint{}, llm.Endpoint{Client: other, Slots: -2})
	var e *codeworm.ConfigError
	require.True(t, errors.As(err, &e))
	assert.Len(t, e.Problems, 3)
	_, err = llm.NewPool()
	require.Error(t, err)
}
