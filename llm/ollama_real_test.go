//go:build unix

package llm_test

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tmc/langchaingo/llms"
	"github.com/tmc/langchaingo/llms/openai"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/internal/ollamatest"
	"github.com/codeworm/codeworm/llm"
)

// The tests in this file ask a real server.

func client(t testing.TB, s *ollamatest.Server, change func(*llm.OllamaConfig)) *llm.Ollama {
	t.Helper()
	config := llm.OllamaConfig{
		URL: s.URL, Model: s.Model, NumCtx: 2048, NumPredict: 20, Timeout: time.Minute,
		Retry: llm.Retry{Wait: time.Millisecond},
	}
	if change != nil {
		change(&config)
	}
	o, err := llm.NewOllama(config)
	require.NoError(t, err)
	t.Cleanup(o.Close)
	return o
}

// spareSlots are more than a test needs. Ollama 0.9.6 loses a slot for good when its client goes in the moment between
// its look at whether the client is there and the sending of a token: the sender waits for a reader that is gone
// (server/routes.go, ChatHandler). The tiny model writes a token a millisecond, so that a few of a hundred cancelled
// calls hit the moment.
const spareSlots = 8

func TestOllamaConforms(t *testing.T) {
	s := ollamatest.Start(t, ollamatest.Parallel(spareSlots))
	codewormtest.TestLLMClient(t, func(t *testing.T) codeworm.LLMClient { return client(t, s, nil) })
}

func TestOllamaAnswers(t *testing.T) {
	const text = "This is the page.\n\nIt says größer → more, `code` too."
	s := ollamatest.Start(t, ollamatest.Saying(text))
	a, err := client(t, s, nil).Generate(t.Context(), codeworm.Prompt{System: "sys", Shared: "shared", Request: "ask"})
	require.NoError(t, err)
	assert.Equal(t, text, a.Text)
	assert.Equal(t, codeworm.FinishStop, a.Finish)
	assert.Equal(t, s.Model, a.Model)
	assert.Equal(t, len("[system]\nsys\n[user]\nshared\n\nask\n[assistant]\n")+1, a.PromptTokens)
	assert.Positive(t, a.AnswerTokens)
	assert.Positive(t, a.LoadTime)
	assert.Positive(t, a.PromptTime)
	assert.Positive(t, a.AnswerTime)
	assert.GreaterOrEqual(t, a.Total, a.PromptTime+a.AnswerTime)
	assert.False(t, a.Provisional)
}

func TestOllamaSaysThatAnAnswerIsCut(t *testing.T) {
	o := client(t, ollamatest.Start(t), nil)
	a, err := o.Generate(t.Context(), codeworm.Prompt{Request: "go on"})
	require.NoError(t, err)
	assert.Equal(t, codeworm.FinishLength, a.Finish)
	assert.Equal(t, 20, a.AnswerTokens)
	a, err = o.Generate(t.Context(), codeworm.Prompt{Request: "go on", MaxTokens: 7})
	require.NoError(t, err)
	assert.Equal(t, 7, a.AnswerTokens)
}

func TestOllamaReady(t *testing.T) {
	s := ollamatest.Start(t)
	require.NoError(t, client(t, s, nil).Ready(t.Context()))

	missing := client(t, s, func(c *llm.OllamaConfig) { c.Model = "qwen2.5:7b" })
	for _, ask := range []func() error{
		func() error { return missing.Ready(t.Context()) },
		func() error { return missing.Warm(t.Context()) },
		func() error { _, err := missing.Generate(t.Context(), codeworm.Prompt{Request: "x"}); return err },
		func() error { _, err := missing.ContextTokens(t.Context()); return err },
	} {
		err := ask()
		var e *codeworm.LLMError
		require.ErrorAs(t, err, &e)
		require.ErrorIs(t, err, codeworm.ErrModelMissing)
		assert.Contains(t, e.Hint, "ollama pull qwen2.5:7b")
		assert.Equal(t, s.URL, e.Endpoint)
		assert.Equal(t, 404, e.Status)
	}
	assert.ErrorContains(t, missing.Ready(t.Context()), "the server has tiny:latest")

	s.Stop()
	err := client(t, s, nil).Ready(t.Context())
	require.ErrorIs(t, err, codeworm.ErrUnreachable)
	assert.ErrorContains(t, err, "ollama serve")
}

func TestOllamaWithoutModels(t *testing.T) {
	s := ollamatest.Start(t, ollamatest.NoModel())
	err := client(t, s, nil).Ready(t.Context())
	require.ErrorIs(t, err, codeworm.ErrModelMissing)
	assert.ErrorContains(t, err, "run: ollama pull tiny (the server has no models)")
}

func TestOllamaWarm(t *testing.T) {
	s := ollamatest.Start(t)
	o := client(t, s, nil)
	loaded, err := o.Loaded(t.Context())
	require.NoError(t, err)
	require.Empty(t, loaded)
	require.NoError(t, o.Warm(t.Context()))
	loaded, err = o.Loaded(t.Context())
	require.NoError(t, err)
	require.Len(t, loaded, 1)
	assert.Equal(t, "tiny:latest", loaded[0].Name)
	assert.Greater(t, time.Until(loaded[0].ExpiresAt), 1000*time.Hour, "it is kept for ever")
	a, err := o.Generate(t.Context(), codeworm.Prompt{Request: "x"})
	require.NoError(t, err)
	assert.Less(t, a.LoadTime, 100*time.Millisecond, "the model was loaded already, with the same context")
	assert.Equal(t, 1, strings.Count(s.Logs(), "llama runner started"), "it was loaded once")
}

func TestOllamaKeepAlive(t *testing.T) {
	s := ollamatest.Start(t)
	for keep, check := range map[time.Duration]func([]llm.LoadedModel) bool{
		time.Hour: func(m []llm.LoadedModel) bool {
			return len(m) == 1 && time.Until(m[0].ExpiresAt) > 50*time.Minute && time.Until(m[0].ExpiresAt) <= time.Hour
		},
		-1: func(m []llm.LoadedModel) bool { return len(m) == 0 },
	} {
		o := client(t, s, func(c *llm.OllamaConfig) { c.KeepAlive = keep })
		_, err := o.Generate(t.Context(), codeworm.Prompt{Request: "x"})
		require.NoError(t, err)
		require.Eventually(t, func() bool {
			loaded, err := o.Loaded(t.Context())
			return err == nil && check(loaded)
		}, 10*time.Second, 20*time.Millisecond, "%v", keep)
	}
}

// A text that ends an answer ends it on the real server, and is no part of it.
func TestOllamaStops(t *testing.T) {
	s := ollamatest.Start(t, ollamatest.Saying("This is the page. <|im_start|>user And now?"))
	a, err := client(t, s, func(c *llm.OllamaConfig) { c.NumPredict = 100 }).Generate(t.Context(), codeworm.Prompt{Request: "ask", Stop: []string{"[INST]", "<|im_start|>"}})
	require.NoError(t, err)
	assert.Equal(t, "This is the page.", a.Text)
	assert.Equal(t, codeworm.FinishStop, a.Finish)
}

func TestOllamaContextTokens(t *testing.T) {
	s := ollamatest.Start(t)
	for asked, want := range map[int]int{2048: 2048, 1 << 20: ollamatest.MaxContext} {
		got, err := client(t, s, func(c *llm.OllamaConfig) { c.NumCtx = asked }).ContextTokens(t.Context())
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
}

func TestOllamaFindsPromptsThatWereCut(t *testing.T) {
	s := ollamatest.Start(t)
	o := client(t, s, nil)
	fits := codeworm.Prompt{System: "sys", Shared: strings.Repeat("word ", 380), Request: "ask"}
	a, err := o.Generate(t.Context(), fits)
	require.NoError(t, err)
	require.Less(t, a.PromptTokens, 2048)

	long := fits
	long.Shared = strings.Repeat("word ", 2000)
	_, err = o.Generate(t.Context(), long)
	require.ErrorIs(t, err, codeworm.ErrDidNotFit)
	assert.ErrorContains(t, err, "2048 tokens")
	assert.Contains(t, s.Logs(), "truncating input prompt", "and the server said nothing of it")

	t.Run("by the answer", func(t *testing.T) {
		p, o := fits, client(t, s, func(c *llm.OllamaConfig) { c.NumPredict = 300 })
		p.MaxTokens = 300
		_, err := o.Generate(t.Context(), p)
		require.ErrorIs(t, err, codeworm.ErrDidNotFit)
		assert.ErrorContains(t, err, "on the way")
	})
	t.Run("by a turn", func(t *testing.T) {
		p := fits
		p.Turns = []codeworm.Turn{{Answer: strings.Repeat("text ", 40), Request: "again"}}
		_, err := o.Generate(t.Context(), p)
		require.ErrorIs(t, err, codeworm.ErrDidNotFit)
		assert.ErrorContains(t, err, "of a conversation that begins with")
	})
}

func TestOllamaCancel(t *testing.T) {
	s := ollamatest.Start(t)
	o := client(t, s, func(c *llm.OllamaConfig) { c.NumCtx = 32768; c.NumPredict = 30000 })
	require.NoError(t, o.Warm(t.Context()))
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(300*time.Millisecond, cancel)
	start := time.Now()
	_, err := o.Generate(ctx, codeworm.Prompt{Request: "never end"})
	require.ErrorIs(t, err, context.Canceled)
	var e *codeworm.LLMError
	assert.NotErrorAs(t, err, &e)
	assert.Greater(t, time.Since(start), 290*time.Millisecond, "it was in the middle of the answer")
	assert.Less(t, time.Since(start), 2*time.Second)

	a, err := o.Generate(t.Context(), codeworm.Prompt{Request: "short", MaxTokens: 3})
	require.NoError(t, err, "the slot is free again")
	assert.Equal(t, 3, a.AnswerTokens)
}

func TestOllamaStream(t *testing.T) {
	const text = "This is the page.\n\nIt says größer → more, `code` too."
	o := client(t, ollamatest.Start(t, ollamatest.Saying(text)), nil)
	calls, a, err := stream(t, o, 0)
	require.NoError(t, err)
	assert.Equal(t, text, a.Text)
	assert.InDelta(t, a.AnswerTokens, len(calls), 2, "about one piece a token")

	s := ollamatest.Start(t, ollamatest.Parallel(spareSlots))
	o = client(t, s, func(c *llm.OllamaConfig) { c.NumCtx = 4096; c.NumPredict = 4000 })
	require.NoError(t, o.Warm(t.Context()))
	start := time.Now()
	calls, a, err = stream(t, o, 5)
	require.NoError(t, err)
	assert.Len(t, calls, 5)
	assert.Equal(t, codeworm.FinishStopped, a.Finish)
	assert.Less(t, time.Since(start), 2*time.Second)
	require.Eventually(t, func() bool { return strings.Contains(s.Logs(), `"/api/chat"`) }, 2*time.Second, 10*time.Millisecond,
		"the server, which logs a request at its end, has given up as well")
	a, err = o.Generate(t.Context(), codeworm.Prompt{Request: "short", MaxTokens: 3})
	require.NoError(t, err)
	assert.Equal(t, 3, a.AnswerTokens)
}

func TestOllamaKilledInMidAnswer(t *testing.T) {
	s := ollamatest.Start(t)
	o := client(t, s, func(c *llm.OllamaConfig) { c.NumCtx = 32768; c.NumPredict = 30000 })
	require.NoError(t, o.Warm(t.Context()))
	failed := make(chan error, 1)
	go func() {
		_, err := o.Generate(t.Context(), codeworm.Prompt{Request: "never end"})
		failed <- err
	}()
	time.Sleep(300 * time.Millisecond)
	s.Kill()
	select {
	case err := <-failed:
		require.ErrorIs(t, err, codeworm.ErrUnreachable, "it asked again and found no server")
	case <-time.After(10 * time.Second):
		t.Fatal("still waiting for a server that is dead")
	}
	s.Restart()
	require.NoError(t, o.Ready(t.Context()))
	_, err := o.Generate(t.Context(), codeworm.Prompt{Request: "short", MaxTokens: 3})
	require.NoError(t, err)
}

func TestOllamaSchema(t *testing.T) {
	s := ollamatest.Start(t)
	o := client(t, s, func(c *llm.OllamaConfig) {
		c.Schema = json.RawMessage(`{"type":"object","properties":{"n":{"type":"string","enum":["left","right"]}},"required":["n"]}`)
		c.NumPredict = 100
		c.NumCtx = 4096
	})
	a, err := o.Generate(t.Context(), codeworm.Prompt{Request: "Which way?"})
	require.NoError(t, err)
	var answer struct{ N string }
	require.NoError(t, json.Unmarshal([]byte(a.Text), &answer), a.Text)
	assert.Contains(t, []string{"left", "right"}, answer.N)
}

func TestOllamaThinkIsRefusedByModelsThatCannot(t *testing.T) {
	s := ollamatest.Start(t)
	o := client(t, s, func(c *llm.OllamaConfig) { c.Think = true })
	_, err := o.Generate(t.Context(), codeworm.Prompt{Request: "Think."})
	require.ErrorIs(t, err, codeworm.ErrRefused)
	assert.ErrorContains(t, err, "does not support thinking")
}

func TestOllamaSeed(t *testing.T) {
	s := ollamatest.Start(t)
	ask := func(seed int) string {
		a, err := client(t, s, func(c *llm.OllamaConfig) { c.Seed = seed }).Generate(t.Context(), codeworm.Prompt{Request: "x"})
		require.NoError(t, err)
		return a.Text
	}
	assert.Equal(t, ask(7), ask(7))
	assert.NotEqual(t, ask(7), ask(8))
}

var cacheLine = regexp.MustCompile(`loading cache slot.* prompt=(\d+) used=(\d+) remaining=(\d+)`)

func TestOllamaReusesTheSharedPart(t *testing.T) {
	s := ollamatest.Start(t, ollamatest.Env("OLLAMA_DEBUG=1"))
	o := client(t, s, nil)
	for _, request := range []string{"Describe a.", "Review b."} {
		_, err := o.Generate(t.Context(), codeworm.Prompt{System: "sys", Shared: strings.Repeat("line\n", 200), Request: request, MaxTokens: 1})
		require.NoError(t, err)
	}
	lines := cacheLine.FindAllStringSubmatch(s.Logs(), -1)
	require.NotEmpty(t, lines)
	last := lines[len(lines)-1]
	assert.Less(t, len(last[3]), 3, "only the request is new: %s", last[0])
}

func TestOllamaAPI(t *testing.T) {
	s := ollamatest.Start(t)
	o := client(t, s, nil)
	version, err := o.Version(t.Context())
	require.NoError(t, err)
	assert.NotEmpty(t, version)
	models, err := o.Models(t.Context())
	require.NoError(t, err)
	require.Len(t, models, 1)
	assert.Equal(t, "tiny:latest", models[0].Name)
	assert.Positive(t, models[0].Size)
	assert.NotEmpty(t, models[0].Digest)
}

func openAI(t testing.TB, s *ollamatest.Server, model string) *llm.Client {
	t.Helper()
	m, err := openai.New(openai.WithBaseURL(s.URL+"/v1"), openai.WithToken("none"), openai.WithModel(model))
	require.NoError(t, err)
	c, err := llm.New(m, llm.Config{
		Model: model, Endpoint: s.URL, ContextTokens: 4096, MaxTokens: 20, Retry: llm.Retry{Wait: time.Millisecond},
		Options: []llms.CallOption{openai.WithLegacyMaxTokensField()},
	})
	require.NoError(t, err)
	return c
}

func TestOpenAIClientConforms(t *testing.T) {
	s := ollamatest.Start(t, ollamatest.Parallel(spareSlots))
	codewormtest.TestLLMClient(t, func(t *testing.T) codeworm.LLMClient { return openAI(t, s, s.Model) })
}

func TestOpenAIClientErrors(t *testing.T) {
	s := ollamatest.Start(t)
	a, err := openAI(t, s, s.Model).Generate(t.Context(), codeworm.Prompt{Request: "x"})
	require.NoError(t, err)
	assert.Equal(t, codeworm.FinishLength, a.Finish)
	assert.Equal(t, 20, a.AnswerTokens)

	_, err = openAI(t, s, "none").Generate(t.Context(), codeworm.Prompt{Request: "x"})
	require.ErrorIs(t, err, codeworm.ErrModelMissing)
	s.Stop()
	_, err = openAI(t, s, s.Model).Generate(t.Context(), codeworm.Prompt{Request: "x"})
	require.ErrorIs(t, err, codeworm.ErrUnreachable)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = openAI(t, s, s.Model).Generate(ctx, codeworm.Prompt{Request: "x"})
	require.True(t, errors.Is(err, context.Canceled))
}

func TestOllamaParallelSlots(t *testing.T) {
	s := ollamatest.Start(t, ollamatest.Parallel(4))
	o := client(t, s, func(c *llm.OllamaConfig) { c.Parallel = 4 })
	assert.Equal(t, 4, o.Describe().Parallel)
	var group sync.WaitGroup
	for range 12 {
		group.Go(func() {
			_, err := o.Generate(t.Context(), codeworm.Prompt{Request: "x"})
			assert.NoError(t, err)
		})
	}
	group.Wait()
}
