package llm_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
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

// stream asks and writes down every call of on as "piece tokens"; it stops the model at the call stopAt.
func stream(t *testing.T, c codeworm.LLMStreamer, stopAt int) ([]string, *codeworm.Answer, error) {
	t.Helper()
	var calls []string
	a, err := c.Stream(t.Context(), codeworm.Prompt{Request: "x"}, func(piece string, tokens int) bool {
		calls = append(calls, fmt.Sprint(piece, " ", tokens))
		return len(calls) != stopAt
	})
	return calls, a, err
}

// chunk is a line of Ollama's stream.
func chunk(content, thinking string) string {
	return fmt.Sprintf(`{"message":{"content":%q,"thinking":%q},"done":false}`+"\n", content, thinking)
}

func TestOllamaStreamsPieces(t *testing.T) {
	for name, c := range map[string]struct {
		body  string
		calls []string
		text  string
	}{
		"plain":                 {chunk("one", "") + chunk(" two", ""), []string{"one 1", " two 2"}, "one two"},
		"thinking":              {chunk("", "hm") + chunk("", "ah") + chunk("one", ""), []string{" 1", " 2", "one 3"}, "one"},
		"thinking aloud":        {chunk("<th", "") + chunk("ink>hm</th", "") + chunk("ink>", "") + chunk("\none", ""), []string{" 1", " 2", " 3", "\none 4"}, "one"},
		"thinking in one chunk": {chunk("<think>hm</think> one", ""), []string{" one 1"}, "one"},
		"a mark, but no answer": {chunk("<th", ""), []string{" 1", "<th 2"}, "<th"},
	} {
		server, _ := badServer(t, write(c.body+done))
		calls, a, err := stream(t, badClient(t, server.URL, nil), 0)
		require.NoError(t, err, name)
		assert.Equal(t, c.calls, calls, name)
		assert.Equal(t, c.text, a.Text, name)
		assert.Equal(t, codeworm.FinishStop, a.Finish, name)
		assert.Equal(t, 2, a.AnswerTokens, "%s: the server's count", name)
	}
}

func TestOllamaStreamBeginsAgain(t *testing.T) {
	broken := func(call int, w http.ResponseWriter, r *http.Request) {
		if call == 1 {
			hangUp(word+word)(call, w, r)
			return
		}
		write(word+done)(call, w, r)
	}
	server, _ := badServer(t, broken)
	calls, a, err := stream(t, badClient(t, server.URL, nil), 0)
	require.NoError(t, err)
	assert.Equal(t, []string{"word  1", "word  2", " 0", "word  1"}, calls)
	assert.Equal(t, "word", a.Text)

	server, asked := badServer(t, broken)
	_, a, err = stream(t, badClient(t, server.URL, nil), 3)
	require.NoError(t, err)
	assert.Equal(t, codeworm.FinishStopped, a.Finish)
	assert.Empty(t, a.Text, "what came before is void")
	assert.EqualValues(t, 1, asked.Load())
}

func TestOllamaStopsTheServer(t *testing.T) {
	gone := make(chan struct{})
	server, _ := badServer(t, func(call int, w http.ResponseWriter, r *http.Request) {
		drip(call, w, r)
		close(gone)
	})
	start := time.Now()
	calls, a, err := stream(t, badClient(t, server.URL, nil), 3)
	require.NoError(t, err)
	assert.Len(t, calls, 3)
	assert.Equal(t, "word word word", a.Text)
	assert.Equal(t, codeworm.FinishStopped, a.Finish)
	assert.Equal(t, 3, a.AnswerTokens)
	assert.Equal(t, "m", a.Model)
	assert.Less(t, time.Since(start), 2*time.Second)
	select {
	case <-gone:
	case <-time.After(5 * time.Second):
		t.Error("the server still writes")
	}
}

// streaming is a model of langchaingo that streams pieces, and then gives a response or an error.
type streaming struct {
	llms.Model
	pieces   []string
	response *llms.ContentResponse
	err      error
	late     chan error // gets what a piece after the end leads to; nil for none
}

func (s *streaming) GenerateContent(ctx context.Context, _ []llms.MessageContent, options ...llms.CallOption) (*llms.ContentResponse, error) {
	var set llms.CallOptions
	for _, option := range options {
		option(&set)
	}
	for _, p := range s.pieces {
		if err := set.StreamingFunc(ctx, []byte(p)); err != nil {
			return nil, errors.New("streaming func returned an error") // the error itself is lost
		}
	}
	if s.late != nil {
		go func() {
			<-ctx.Done()
			s.late <- set.StreamingFunc(ctx, []byte("late"))
		}()
	}
	return s.response, s.err
}

func TestClientStreams(t *testing.T) {
	counted := map[string]any{"PromptTokens": 7, "CompletionTokens": 2}
	model := &streaming{pieces: []string{"one", "", " two"}, response: choice("one two", "stop", counted), late: make(chan error)}
	calls, a, err := stream(t, anyModel(t, model), 0)
	require.NoError(t, err)
	require.Error(t, <-model.late, "nobody listens any more")
	assert.Equal(t, []string{"one 1", " two 2"}, calls)
	assert.Equal(t, "one two", a.Text)
	assert.Equal(t, codeworm.FinishStop, a.Finish)

	calls, a, err = stream(t, anyModel(t, &streaming{pieces: []string{"one", " two"}}), 1)
	require.NoError(t, err)
	assert.Equal(t, []string{"one 1"}, calls)
	assert.Equal(t, "one", a.Text)
	assert.Equal(t, codeworm.FinishStopped, a.Finish)
	assert.Equal(t, 1, a.AnswerTokens)

	calls, _, err = stream(t, anyModel(t, &streaming{response: choice("one two", "stop", counted)}), 0)
	require.NoError(t, err)
	assert.Equal(t, []string{"one two 2"}, calls, "a model that does not stream")

	calls, a, err = stream(t, anyModel(t, &streaming{pieces: []string{"one"}, response: choice("one", "", nil)}), 0)
	require.ErrorIs(t, err, codeworm.ErrBadAnswer, "the stream ended early, and langchaingo said nothing")
	assert.Nil(t, a)
	assert.Equal(t, []string{"one 1", " 0", "one 1", " 0", "one 1"}, calls)

	_, _, err = stream(t, anyModel(t, &streaming{pieces: []string{"one"}, err: io.ErrUnexpectedEOF}), 0)
	require.ErrorIs(t, err, codeworm.ErrUnreachable)
}

// silent hides that a client can stream.
type silent struct{ codeworm.LLMClient }

func TestPoolStreams(t *testing.T) {
	calls, a, err := stream(t, pool(t, 1, codewormtest.NewLLM("one two")), 1)
	require.NoError(t, err)
	assert.Equal(t, []string{"one  1"}, calls)
	assert.Equal(t, codeworm.FinishStopped, a.Finish)

	calls, _, err = stream(t, pool(t, 1, silent{codewormtest.NewLLM("one two")}), 0)
	require.NoError(t, err)
	assert.Equal(t, []string{"one two 2"}, calls)

	// The first endpoint breaks off, the second one begins again.
	server, _ := badServer(t, hangUp(word))
	other, _ := badServer(t, write(word+word+done))
	calls, a, err = stream(t, pool(t, 1, unreachable{badClient(t, server.URL, nil)}, badClient(t, other.URL, nil)), 0)
	require.NoError(t, err)
	assert.Equal(t, "word  1", calls[0])
	assert.Equal(t, []string{" 0", "word  1", "word  2"}, calls[len(calls)-3:])
	assert.Equal(t, "word word", a.Text)
}

// unreachable gives every error of a client that kind.
type unreachable struct{ codeworm.LLMClient }

func (u unreachable) Describe() codeworm.LLMDescription {
	return u.LLMClient.(codeworm.LLMDescriber).Describe()
}

func (u unreachable) Stream(ctx context.Context, p codeworm.Prompt, on func(string, int) bool) (*codeworm.Answer, error) {
	a, err := u.LLMClient.(codeworm.LLMStreamer).Stream(ctx, p, on)
	if err != nil {
		err = &codeworm.LLMError{Kind: codeworm.ErrUnreachable, Err: errors.New(strings.TrimSpace(err.Error()))}
	}
	return a, err
}

// Many models of langchaingo cannot write by pieces; without Config.Stream the whole answer comes at once.
func TestClientWithoutStreams(t *testing.T) {
	asked := false
	model := fakeModel(func(_ context.Context, options llms.CallOptions) (*llms.ContentResponse, error) {
		asked = options.StreamingFunc != nil
		return &llms.ContentResponse{Choices: []*llms.ContentChoice{{Content: "Hello world."}}}, nil
	})
	c, err := llm.New(model, llm.Config{Model: "m"})
	require.NoError(t, err)
	var pieces []string
	answer, err := c.Stream(t.Context(), codeworm.Prompt{Request: "Greet."}, func(piece string, _ int) bool {
		pieces = append(pieces, piece)
		return true
	})
	require.NoError(t, err)
	assert.False(t, asked)
	assert.Equal(t, "Hello world.", answer.Text)
	assert.Equal(t, []string{"Hello world."}, pieces)
}

// fakeModel is a model of langchaingo.
type fakeModel func(ctx context.Context, options llms.CallOptions) (*llms.ContentResponse, error)

func (m fakeModel) GenerateContent(ctx context.Context, _ []llms.MessageContent, options ...llms.CallOption) (*llms.ContentResponse, error) {
	var o llms.CallOptions
	for _, set := range options {
		set(&o)
	}
	return m(ctx, o)
}

func (fakeModel) Call(context.Context, string, ...llms.CallOption) (string, error) { return "", nil }
