package codewormtest

import (
	"context"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

const (
	// llmCallers is how many goroutines ask at a time in the suite.
	llmCallers = 8
	// llmSoon is how soon after its ctx a call has to return.
	llmSoon = 2 * time.Second
)

// TestLLMClient checks a client against the contract of codeworm.LLMClient and of
// every optional interface it implements. newClient returns a client that is ready to answer;
// it registers its cleanup with t.
func TestLLMClient(t *testing.T, newClient func(t *testing.T) codeworm.LLMClient) {
	t.Helper()
	for _, test := range []struct {
		name string
		run  func(t *testing.T, c codeworm.LLMClient)
	}{
		{"Answer", testLLMAnswer},
		{"Turns", testLLMTurns},
		{"MaxTokens", testLLMMaxTokens},
		{"PromptIsTheCallers", testLLMPromptUnchanged},
		{"Concurrent", testLLMConcurrent},
		{"CancelledBefore", testLLMCancelledBefore},
		{"CancelledWhile", testLLMCancelledWhile},
		{"Deadline", testLLMDeadline},
		{"TooLong", testLLMTooLong},
		{"Ready", testLLMReady},
		{"Warm", testLLMWarm},
		{"ContextTokens", testLLMContextTokens},
		{"Describe", testLLMDescribe},
		{"Stream", testLLMStream},
		{"StreamStop", testLLMStreamStop},
		{"StreamConcurrent", testLLMStreamConcurrent},
		{"StreamCancelled", testLLMStreamCancelled},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, newClient(t)) })
	}
}

// llmPrompts are prompts that the client can answer, one for each of its
// types, with all that a writer without a model needs.
func llmPrompts(c codeworm.LLMClient) []codeworm.Prompt {
	types := []page.Type{page.FunctionDoc}
	if d, ok := c.(codeworm.LLMDescriber); ok && d.Describe().Types != nil {
		types = d.Describe().Types
	}
	var prompts []codeworm.Prompt
	for _, docType := range types {
		symbol := &source.Symbol{
			Kind: source.KindFunction, Name: "add", Signature: "func add(a, b int) int", Doc: "add is the sum of its arguments.",
			Parameters: []source.Parameter{{Name: "a", Type: "int"}, {Name: "b", Type: "int"}}, Results: []string{"int"},
			Span: source.Span{StartLine: 3, EndLine: 5, StartByte: 20, EndByte: 60}, Metrics: source.Metrics{Complexity: 1, NLOC: 3},
		}
		prompts = append(prompts, codeworm.Prompt{
			System:  "You write documentation.",
			Shared:  "3 | func add(a, b int) int {\n4 |     return a + b\n5 | }",
			Request: "Describe add.",
			Facts: &page.Facts{Target: page.Target{
				Key:      page.Key{Type: docType, Repo: "sums", Path: "add.go", Symbol: "add"},
				Language: "go", Symbol: symbol, Span: symbol.Span,
			}},
		})
	}
	return prompts
}

func checkLLMAnswer(t *testing.T, c codeworm.LLMClient, a *codeworm.Answer, err error) {
	t.Helper()
	require.NoError(t, err)
	require.NotNil(t, a)
	assert.NotEmpty(t, strings.TrimSpace(a.Text))
	assert.True(t, utf8.ValidString(a.Text))
	assert.NotEmpty(t, a.Model)
	assert.Contains(t, []codeworm.FinishReason{codeworm.FinishStop, codeworm.FinishLength}, a.Finish)
	for _, n := range []int64{int64(a.PromptTokens), int64(a.AnswerTokens), int64(a.LoadTime), int64(a.PromptTime), int64(a.AnswerTime), int64(a.Total)} {
		assert.GreaterOrEqual(t, n, int64(0))
	}
	if d, ok := c.(codeworm.LLMDescriber); ok {
		assert.Equal(t, d.Describe().Model, a.Model)
		assert.Equal(t, d.Describe().Provisional, a.Provisional)
	}
}

func testLLMAnswer(t *testing.T, c codeworm.LLMClient) {
	prompts := llmPrompts(c)
	require.NotEmpty(t, prompts)
	for _, p := range prompts {
		a, err := c.Generate(t.Context(), p)
		checkLLMAnswer(t, c, a, err)
	}
}

func testLLMTurns(t *testing.T, c codeworm.LLMClient) {
	p := llmPrompts(c)[0]
	a, err := c.Generate(t.Context(), p)
	checkLLMAnswer(t, c, a, err)
	p.Turns = []codeworm.Turn{{Answer: a.Text, Request: "Say it again, shorter."}}
	a, err = c.Generate(t.Context(), p)
	checkLLMAnswer(t, c, a, err)
}

func testLLMMaxTokens(t *testing.T, c codeworm.LLMClient) {
	p := llmPrompts(c)[0]
	p.MaxTokens = 2
	a, err := c.Generate(t.Context(), p)
	checkLLMAnswer(t, c, a, err)
	if a.AnswerTokens > p.MaxTokens {
		t.Errorf("an answer of %d tokens where %d were asked for", a.AnswerTokens, p.MaxTokens)
	}
}

func testLLMPromptUnchanged(t *testing.T, c codeworm.LLMClient) {
	p, same := llmPrompts(c)[0], llmPrompts(c)[0]
	p.Turns = []codeworm.Turn{{Answer: "It adds.", Request: "What?"}}
	same.Turns = []codeworm.Turn{{Answer: "It adds.", Request: "What?"}}
	a, err := c.Generate(t.Context(), p)
	checkLLMAnswer(t, c, a, err)
	assert.True(t, reflect.DeepEqual(same, p))
}

func testLLMConcurrent(t *testing.T, c codeworm.LLMClient) {
	prompts := llmPrompts(c)
	var group sync.WaitGroup
	for i := range llmCallers {
		group.Go(func() {
			a, err := c.Generate(t.Context(), prompts[i%len(prompts)])
			if assert.NoError(t, err) {
				assert.NotEmpty(t, a.Text)
			}
		})
	}
	group.Wait()
}

func testLLMCancelledBefore(t *testing.T, c codeworm.LLMClient) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a, err := c.Generate(ctx, llmPrompts(c)[0])
	require.ErrorIs(t, err, context.Canceled)
	assert.Nil(t, a)
}

// testLLMCancelledWhile cancels at several moments: the answer is whole or
// there is none, and the client can be asked again.
func testLLMCancelledWhile(t *testing.T, c codeworm.LLMClient) {
	p := llmPrompts(c)[0]
	for _, after := range []time.Duration{0, time.Millisecond, 5 * time.Millisecond, 20 * time.Millisecond} {
		ctx, cancel := context.WithCancel(t.Context())
		var cancelled time.Time
		timer := time.AfterFunc(after, func() {
			cancelled = time.Now()
			cancel()
		})
		a, err := c.Generate(ctx, p)
		if !timer.Stop() {
			<-ctx.Done()
			assert.Less(t, time.Since(cancelled), llmSoon)
		}
		cancel()
		if err != nil {
			require.ErrorIs(t, err, context.Canceled)
			assert.Nil(t, a)
			continue
		}
		checkLLMAnswer(t, c, a, err)
	}
	a, err := c.Generate(t.Context(), p)
	checkLLMAnswer(t, c, a, err)
}

func testLLMDeadline(t *testing.T, c codeworm.LLMClient) {
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	_, err := c.Generate(ctx, llmPrompts(c)[0])
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

// testLLMTooLong asks what cannot fit the context: it is refused, or whoever
// refuses nothing has no limit.
func testLLMTooLong(t *testing.T, c codeworm.LLMClient) {
	sizer, ok := c.(codeworm.LLMContextSizer)
	if !ok {
		return
	}
	limit, err := sizer.ContextTokens(t.Context())
	require.NoError(t, err)
	p := llmPrompts(c)[0]
	p.Shared = strings.Repeat("All of this is far too long to be read. ", limit)
	_, err = c.Generate(t.Context(), p)
	var e *codeworm.LLMError
	require.ErrorAs(t, err, &e)
	require.ErrorIs(t, err, codeworm.ErrDidNotFit)
	assert.NotEmpty(t, e.Hint)
}

func testLLMReady(t *testing.T, c codeworm.LLMClient) {
	r, ok := c.(codeworm.LLMReadier)
	if !ok {
		return
	}
	require.NoError(t, r.Ready(t.Context()))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, r.Ready(ctx), context.Canceled)
	require.NoError(t, r.Ready(t.Context()))
}

func testLLMWarm(t *testing.T, c codeworm.LLMClient) {
	w, ok := c.(codeworm.LLMWarmer)
	if !ok {
		return
	}
	require.NoError(t, w.Warm(t.Context()))
	require.NoError(t, w.Warm(t.Context()))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, w.Warm(ctx), context.Canceled)
}

func testLLMContextTokens(t *testing.T, c codeworm.LLMClient) {
	s, ok := c.(codeworm.LLMContextSizer)
	if !ok {
		return
	}
	n, err := s.ContextTokens(t.Context())
	require.NoError(t, err)
	assert.Positive(t, n)
	again, err := s.ContextTokens(t.Context())
	require.NoError(t, err)
	assert.Equal(t, n, again)
}

func testLLMDescribe(t *testing.T, c codeworm.LLMClient) {
	d, ok := c.(codeworm.LLMDescriber)
	if !ok {
		return
	}
	description := d.Describe()
	assert.NotEmpty(t, description.Model)
	assert.GreaterOrEqual(t, description.Parallel, 0)
	for _, docType := range description.Types {
		assert.True(t, docType.Valid(), docType)
	}
}
