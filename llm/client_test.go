package llm_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tmc/langchaingo/llms"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/llm"
)

// scripted is a model of langchaingo that gives one response or error.
type scripted struct {
	llms.Model
	response *llms.ContentResponse
	err      error
	calls    int
	options  llms.CallOptions
}

func (s *scripted) GenerateContent(_ context.Context, _ []llms.MessageContent, options ...llms.CallOption) (*llms.ContentResponse, error) {
	s.calls++
	for _, option := range options {
		option(&s.options)
	}
	return s.response, s.err
}

func choice(text, stop string, info map[string]any) *llms.ContentResponse {
	return &llms.ContentResponse{Choices: []*llms.ContentChoice{{Content: text, StopReason: stop, GenerationInfo: info}}}
}

func anyModel(t *testing.T, model llms.Model) *llm.Client {
	t.Helper()
	c, err := llm.New(model, llm.Config{Model: "m", Stream: true, Retry: llm.Retry{Wait: time.Millisecond}, Seed: 3,
		Options: []llms.CallOption{llms.WithTopP(0.5)}})
	require.NoError(t, err)
	return c
}

func TestClientReadsWhatOtherClientsGive(t *testing.T) {
	for name, c := range map[string]struct {
		response       *llms.ContentResponse
		finish         codeworm.FinishReason
		prompt, answer int
	}{
		"openai":    {choice("text", "stop", map[string]any{"PromptTokens": 7, "CompletionTokens": 2}), codeworm.FinishStop, 7, 2},
		"anthropic": {choice("text", "max_tokens", map[string]any{"InputTokens": 7, "OutputTokens": 2}), codeworm.FinishLength, 7, 2},
		"google":    {choice("text", "FinishReasonMaxTokens", map[string]any{"input_tokens": int32(7), "output_tokens": int64(2)}), codeworm.FinishLength, 7, 2},
		"silent":    {choice("<think>x</think> text\n", "", nil), codeworm.FinishStop, 0, 0},
	} {
		model := &scripted{response: c.response}
		a, err := anyModel(t, model).Generate(t.Context(), codeworm.Prompt{Request: "x", MaxTokens: 99})
		require.NoError(t, err, name)
		assert.Equal(t, "text", a.Text, name)
		assert.Equal(t, c.finish, a.Finish, name)
		assert.Equal(t, c.prompt, a.PromptTokens, name)
		assert.Equal(t, c.answer, a.AnswerTokens, name)
		assert.Equal(t, 99, model.options.MaxTokens)
		assert.Equal(t, 3, model.options.Seed)
		assert.InDelta(t, llm.DefaultTemperature, model.options.Temperature, 1e-9)
		assert.InDelta(t, 0.5, model.options.TopP, 1e-9)
	}
}

func TestClientErrors(t *testing.T) {
	status := func(code int, text string) error {
		return fmt.Errorf("API returned unexpected status code: %d: %s", code, text)
	}
	tests := []struct {
		name     string
		response *llms.ContentResponse
		err      error
		kind     error
		status   int
		calls    int
	}{
		{"no response", nil, nil, codeworm.ErrBadAnswer, 0, 3},
		{"no choice", &llms.ContentResponse{}, nil, codeworm.ErrBadAnswer, 0, 3},
		{"empty", choice(" ", "stop", nil), nil, codeworm.ErrBadAnswer, 0, 3},
		{"cut prompt", choice("text", "stop", map[string]any{"PromptTokens": 8192}), nil, codeworm.ErrDidNotFit, 0, 1},
		{"401", nil, status(401, "bad key"), codeworm.ErrRefused, 401, 1},
		{"404", nil, status(404, "model \"m\" not found"), codeworm.ErrModelMissing, 404, 1},
		{"429", nil, status(429, "slow down"), codeworm.ErrTooManyRequests, 429, 3},
		{"500", nil, status(500, "oops"), codeworm.ErrRefused, 500, 3},
		{"503", nil, status(503, ""), codeworm.ErrUnreachable, 503, 3},
		{"too long", nil, status(400, "This model's maximum context length is 8192 tokens"), codeworm.ErrDidNotFit, 400, 1},
		{"coded, rate", nil, llms.NewError(llms.ErrCodeRateLimit, "p", "slow down"), codeworm.ErrTooManyRequests, 0, 3},
		{"coded, missing", nil, llms.NewError(llms.ErrCodeResourceNotFound, "p", "no"), codeworm.ErrModelMissing, 0, 1},
		{"coded, filtered", nil, llms.NewError(llms.ErrCodeContentFilter, "p", "no"), codeworm.ErrRefused, 0, 1},
		{"network", nil, errors.New("network error: failed to reach API server"), codeworm.ErrUnreachable, 0, 3},
		{"cut", nil, io.ErrUnexpectedEOF, codeworm.ErrUnreachable, 0, 3},
		{"unknown", nil, errors.New("something else"), codeworm.ErrRefused, 0, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			model := &scripted{response: test.response, err: test.err}
			a, err := anyModel(t, model).Generate(t.Context(), codeworm.Prompt{Request: "x"})
			assert.Nil(t, a)
			var e *codeworm.LLMError
			require.ErrorAs(t, err, &e)
			require.ErrorIs(t, err, test.kind)
			assert.Equal(t, test.status, e.Status)
			assert.Equal(t, "m", e.Model)
			assert.NotEmpty(t, e.Hint)
			assert.Equal(t, test.calls, model.calls)
		})
	}
}

func TestClientConforms(t *testing.T) {
	codewormtest.TestLLMClient(t, func(t *testing.T) codeworm.LLMClient { return anyModel(t, echo{}) })
}

// echo answers with the first words of the last message, as a server that counts does.
type echo struct{ llms.Model }

func (echo) GenerateContent(ctx context.Context, messages []llms.MessageContent, options ...llms.CallOption) (*llms.ContentResponse, error) {
	var set llms.CallOptions
	for _, option := range options {
		option(&set)
	}
	bytes := 0
	var text string
	for _, m := range messages {
		text = m.Parts[0].(llms.TextContent).Text
		bytes += len(text)
	}
	fields := strings.Fields(text)
	stop := "stop"
	if len(fields) > set.MaxTokens {
		fields, stop = fields[:set.MaxTokens], "length"
	}
	return choice(strings.Join(fields, " "), stop, map[string]any{"PromptTokens": min(bytes/4+1, llm.DefaultContextTokens), "CompletionTokens": len(fields)}), ctx.Err()
}
