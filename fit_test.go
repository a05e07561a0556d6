package codeworm_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
)

// silent is a model whose server cuts what does not fit and says nothing of it.
type silent struct {
	window        int     // tokens it has room for
	bytesPerToken float64 // of its vocabulary
	counts        bool
	told          int // the context it claims; 0 means the window

	prompts []codeworm.Prompt
	cut     int // prompts of which it saw only a part
}

func (s *silent) Generate(_ context.Context, p codeworm.Prompt) (*codeworm.Answer, error) {
	s.prompts = append(s.prompts, p)
	tokens := int(float64(promptLength(p)) / s.bytesPerToken)
	a := &codeworm.Answer{Text: fmt.Sprintf(goodAnswer, p.Facts.Target.Key.Symbol), Model: "silent", Finish: codeworm.FinishStop}
	if tokens > s.window {
		s.cut++
		tokens = s.window
		a.Text = "Does what its last lines say, without a beginning that anyone saw.\n\nMore is not known of it, so that little is said."
	}
	if s.counts {
		a.PromptTokens, a.AnswerTokens = tokens, 30
	}
	return a, nil
}

func (s *silent) ContextTokens(context.Context) (int, error) { return max(s.window, s.told), nil }

func (s *silent) Describe() codeworm.LLMDescription { return codeworm.LLMDescription{Model: "silent"} }

func promptLength(p codeworm.Prompt) int {
	n := len(p.System) + len(p.Shared) + len(p.Request)
	for _, t := range p.Turns {
		n += len(t.Answer) + len(t.Request)
	}
	return n
}

// longFunction makes a function of so many statements.
func (w *world) longFunction(i, statements int) {
	w.t.Helper()
	var body strings.Builder
	for n := range statements {
		fmt.Fprintf(&body, "\tif a == %d {\n\t\tb += a * %d\n\t\tb -= %d\n\t}\n", n, n, n)
	}
	src := fmt.Sprintf("package sums\n\nfunc Sum%d(a, b int) int {\n%s\treturn b\n}\n", i, body.String())
	require.NoError(w.t, os.WriteFile(filepath.Join(w.dir, fmt.Sprintf("sum%d.go", i)), []byte(src), 0o600))
}

// A prompt of which the server read only a part never becomes a page; the next ones are
// as short as it needs from the start, in the next process, too.
func TestSilentlyCutPromptIsFound(t *testing.T) {
	w := newWorld(t, 3)
	for i := range 3 {
		w.longFunction(i, 400)
	}
	s := &silent{window: 4096, bytesPerToken: 1.1, counts: true}
	w.config.LLM = s
	result, err := w.daemon().RunOnce(t.Context())
	require.NoError(t, err)
	require.Positive(t, s.cut, "the guess was too high")
	last := s.prompts[len(s.prompts)-1]
	assert.LessOrEqual(t, float64(promptLength(last))/1.1, 4096.0)
	assert.NotContains(t, string(result.Page.Markdown), "without a beginning")
	assert.Contains(t, string(result.Page.Markdown), "the writer saw no more than these")
	assert.Less(t, result.Record.PromptTokens, 4096)

	asked, cut := len(s.prompts), s.cut
	_, err = w.daemon().RunN(t.Context(), 2) // another process
	require.NoError(t, err)
	assert.Len(t, s.prompts, asked+2, "one call for each page")
	assert.Equal(t, cut, s.cut)
}

// A server that does not count proves nothing: the cautious guess alone decides.
func TestServerThatDoesNotCountIsTrusted(t *testing.T) {
	w := newWorld(t, 1)
	w.longFunction(0, 400)
	s := &silent{window: 4096, bytesPerToken: 2.6}
	w.config.LLM = s
	_, err := w.daemon().RunOnce(t.Context())
	require.NoError(t, err)
	assert.Len(t, s.prompts, 1)
	assert.Zero(t, s.cut, "the guess is cautious enough for any real source")
}

// The counts show it also where the server has less room than it says, and how much it has.
func TestServerWithLessRoomThanItSays(t *testing.T) {
	for window, published := range map[int]int{500: 0, 700: 0, 1500: 1} {
		w := newWorld(t, 1)
		w.longFunction(0, 800)
		s := &silent{window: window, bytesPerToken: 3, counts: true, told: 16384}
		w.config.LLM = s
		_, err := w.daemon().RunOnce(t.Context())
		assert.Positive(t, s.cut)
		assert.Len(t, w.sink.Pages(), published)
		if published == 0 {
			require.ErrorIs(t, err, codeworm.ErrDidNotFit)
			continue
		}
		require.NoError(t, err)
		for _, p := range w.sink.Pages() {
			assert.NotContains(t, string(p.Markdown), "without a beginning")
		}
	}
}

func TestContextThatIsTooSmallForAnyPrompt(t *testing.T) {
	w := newWorld(t, 1)
	s := &silent{window: 300, bytesPerToken: 3, counts: true}
	w.config.LLM = s
	_, err := w.daemon().RunOnce(t.Context())
	var llmError *codeworm.LLMError
	require.ErrorAs(t, err, &llmError)
	require.ErrorIs(t, err, codeworm.ErrDidNotFit)
	assert.Contains(t, llmError.Hint, "num_ctx")
	assert.ErrorContains(t, err, "a context of 300 tokens leaves no room")
	assert.Empty(t, s.prompts)
	assert.Empty(t, w.sink.Log())
	require.Len(t, w.records(), 1, "it rests until it is tried again")
	assert.NotEmpty(t, w.records()[0].LastError)
}

// A server that refuses prompts that are too long without a count teaches their length, too.
func TestRefusedPromptTeachesTheLength(t *testing.T) {
	w := newWorld(t, 2)
	w.longFunction(0, 400)
	w.longFunction(1, 400)
	var tooLong, asked int
	w.llm.OnGenerate(func(_ context.Context, p codeworm.Prompt) (string, error) {
		asked++
		if promptLength(p) > 6000 {
			tooLong++
			return "", &codeworm.LLMError{Kind: codeworm.ErrDidNotFit, Model: "fake"}
		}
		return fmt.Sprintf(goodAnswer, p.Facts.Target.Key.Symbol), nil
	})
	w.config.LLM = uncounted{w.llm}
	_, err := w.daemon().RunOnce(t.Context())
	require.NoError(t, err)
	require.Positive(t, tooLong)
	before, refused := asked, tooLong
	_, err = w.daemon().RunOnce(t.Context())
	require.NoError(t, err)
	assert.Equal(t, before+1, asked)
	assert.Equal(t, refused, tooLong)
}

// uncounted is a client that does not count.
type uncounted struct{ codeworm.LLMClient }

func (u uncounted) Generate(ctx context.Context, p codeworm.Prompt) (*codeworm.Answer, error) {
	a, err := u.LLMClient.Generate(ctx, p)
	if err == nil {
		a.PromptTokens, a.AnswerTokens = 0, 0
	}
	return a, err
}

// Of an answer that is cut, wherever it is, whole sentences are published and nothing else, and the model is not asked to go on.
func TestCutAnswerKeepsWholeSentences(t *testing.T) {
	pieces := []string{"Adds `a` and `b` and gives the sum back.", "It begins with `a`.", "It goes on with `b`.",
		"Then it adds both of them.", "- It has no state.", "- It can be used from everywhere.", "That is all there is to say about it."}
	whole := pieces[0] + "\n\n" + pieces[1] + " " + pieces[2] + " " + pieces[3] + "\n\nWhat to know:\n\n" + pieces[4] + "\n" + pieces[5] + "\n\n" + pieces[6]
	most := 0
	for limit := 12; limit < 70; limit++ {
		w := newWorld(t, 1)
		w.llm.OnGenerate(func(context.Context, codeworm.Prompt) (string, error) { return whole, nil })
		w.config.LLM = trimmed{w.llm}
		w.config.AnswerTokens = limit
		result, err := w.daemon().RunOnce(t.Context())
		require.NoError(t, err, limit)
		if result.Record.Provisional { // too little was left: it is written from facts
			require.Less(t, limit, 45)
			continue
		}
		assert.Len(t, w.llm.Prompts(), 1)
		page, _, _ := strings.Cut(string(result.Page.Markdown), "<!--") // the summary stands there again
		_, prose, _ := strings.Cut(page, "## Documentation\n\n")
		prose, _, _ = strings.Cut(prose, "\n\n---")
		held := 0
		for held < len(pieces) && strings.Contains(prose, pieces[held]) {
			held++
		}
		require.True(t, strings.HasPrefix(whole, prose), "%d: %q", limit, prose)
		assert.True(t, strings.HasSuffix(prose, pieces[held-1]), "%d: %q", limit, prose)
		assert.GreaterOrEqual(t, held, most, "%d: a longer answer keeps no less", limit)
		most = held
	}
	assert.Equal(t, len(pieces), most)
}

// trimmed is a client that trims answers, as that for Ollama does.
type trimmed struct{ codeworm.LLMClient }

func (c trimmed) Generate(ctx context.Context, p codeworm.Prompt) (*codeworm.Answer, error) {
	a, err := c.LLMClient.Generate(ctx, p)
	if err == nil {
		a.Text = strings.TrimSpace(a.Text)
	}
	return a, err
}
