package codewormtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/codeworm/codeworm"
)

// LLM is a codeworm.LLMClient in memory with all optional interfaces. Its answers are
// given beforehand, and it remembers what it was asked. The fields are set before
// its first use; its methods can be called from several goroutines at a time.
type LLM struct {
	Description codeworm.LLMDescription // NewLLM names the model "fake"
	Context     int                     // tokens, of four bytes each; NewLLM sets 16384
	Delay       time.Duration           // how long an answer takes

	mu       sync.Mutex
	answers  []string
	given    int
	failures []error
	hook     func(ctx context.Context, p codeworm.Prompt) (string, error)
	unready  error
	warmed   int
	prompts  []codeworm.Prompt
	running  int
	busiest  int
}

var (
	_ codeworm.LLMClient       = (*LLM)(nil)
	_ codeworm.LLMStreamer     = (*LLM)(nil)
	_ codeworm.LLMReadier      = (*LLM)(nil)
	_ codeworm.LLMWarmer       = (*LLM)(nil)
	_ codeworm.LLMContextSizer = (*LLM)(nil)
	_ codeworm.LLMDescriber    = (*LLM)(nil)
)

// NewLLM returns a client that gives the answers in turn, beginning again
// after the last one. Without any it has an answer of its own.
func NewLLM(answers ...string) *LLM {
	if len(answers) == 0 {
		answers = []string{"It does what its source says.\n\nNothing more is known about it, and nothing less."}
	}
	return &LLM{Description: codeworm.LLMDescription{Model: "fake"}, Context: 16384, answers: answers}
}

// FailNext makes as many next calls of Generate fail as there are errors, in this order.
func (l *LLM) FailNext(errs ...error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failures = append(l.failures, errs...)
}

// OnGenerate sets a function that is called by Generate, outside of any lock: it may block,
// answer, or return an error to fail with. When it returns "", the next answer is given. nil removes it.
func (l *LLM) OnGenerate(hook func(ctx context.Context, p codeworm.Prompt) (string, error)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hook = hook
}

// SetReady sets what Ready returns.
func (l *LLM) SetReady(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unready = err
}

// Prompts returns what Generate was asked, also where it failed, in order.
func (l *LLM) Prompts() []codeworm.Prompt {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]codeworm.Prompt(nil), l.prompts...)
}

// Warmed returns how often Warm was called.
func (l *LLM) Warmed() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.warmed
}

// Busiest returns the most calls of Generate that ran at a time.
func (l *LLM) Busiest() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.busiest
}

// Generate gives the next answer. An answer longer than p.MaxTokens is cut, and
// says so.
func (l *LLM) Generate(ctx context.Context, p codeworm.Prompt) (*codeworm.Answer, error) {
	return l.generate(ctx, p, l.Delay, func(*codeworm.Answer) error { return nil })
}

// Stream is Generate word by word. Delay is how long all of them take.
func (l *LLM) Stream(ctx context.Context, p codeworm.Prompt, on func(piece string, tokens int) bool) (*codeworm.Answer, error) {
	return l.generate(ctx, p, 0, func(a *codeworm.Answer) error { return l.byWords(ctx, a, on) })
}

// generate makes the next answer after a delay and gives it as write does, which may cut it.
func (l *LLM) generate(ctx context.Context, p codeworm.Prompt, delay time.Duration, write func(*codeworm.Answer) error) (*codeworm.Answer, error) {
	start := time.Now()
	if ctx.Err() != nil {
		return nil, l.stopped(ctx)
	}
	hook := l.begin(p)
	defer l.end()
	text := ""
	if hook != nil {
		var err error
		if text, err = hook(ctx, p); err != nil {
			return nil, err
		}
	}
	if err := l.wait(ctx, delay); err != nil {
		return nil, err
	}
	text, err := l.next(text)
	if err != nil {
		return nil, err
	}
	asked := llmTokens(p.System + p.Shared + p.Request)
	for _, turn := range p.Turns {
		asked += llmTokens(turn.Answer + turn.Request)
	}
	if asked > l.Context {
		return nil, &codeworm.LLMError{Kind: codeworm.ErrDidNotFit, Model: l.Description.Model, Hint: "shorten the prompt",
			Err: fmt.Errorf("%d tokens for a context of %d", asked, l.Context)}
	}
	a := &codeworm.Answer{Text: text, Model: l.Description.Model, Finish: codeworm.FinishStop, Provisional: l.Description.Provisional, PromptTokens: asked}
	if p.MaxTokens > 0 && llmTokens(text) > p.MaxTokens {
		a.Text, a.Finish = strings.ToValidUTF8(text[:4*p.MaxTokens], ""), codeworm.FinishLength
	}
	if err := write(a); err != nil {
		return nil, err
	}
	a.AnswerTokens = llmTokens(a.Text)
	a.Total = time.Since(start)
	return a, nil
}

func (l *LLM) byWords(ctx context.Context, a *codeworm.Answer, on func(piece string, tokens int) bool) error {
	words := strings.SplitAfter(a.Text, " ")
	written := 0
	each := l.Delay / time.Duration(len(words))
	rest := l.Delay - each*time.Duration(len(words)) // so that all of them take just the delay
	for i, word := range words {
		wait := each
		if i == 0 {
			wait += rest
		}
		if err := l.wait(ctx, wait); err != nil {
			return err
		}
		written += len(word)
		if !on(word, llmTokens(a.Text[:written])) {
			a.Text, a.Finish = strings.TrimSpace(a.Text[:written]), codeworm.FinishStopped
			return nil
		}
	}
	return nil
}

// wait takes d, or until ctx is done, with its error.
func (l *LLM) wait(ctx context.Context, d time.Duration) error {
	if d > 0 {
		select {
		case <-time.After(d):
		case <-ctx.Done():
		}
	}
	if ctx.Err() != nil {
		return l.stopped(ctx)
	}
	return nil
}

func llmTokens(text string) int { return (len(text) + 3) / 4 }

func (l *LLM) stopped(ctx context.Context) error {
	return fmt.Errorf("asking model %q: %w", l.Description.Model, ctx.Err())
}

func (l *LLM) begin(p codeworm.Prompt) func(context.Context, codeworm.Prompt) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.prompts = append(l.prompts, p)
	l.running++
	l.busiest = max(l.busiest, l.running)
	return l.hook
}

func (l *LLM) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running--
}

// next is the answer to give: a failure that was ordered, the text, or the next one
// when it is "".
func (l *LLM) next(text string) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.failures) > 0 {
		err := l.failures[0]
		l.failures = l.failures[1:]
		return "", err
	}
	if text == "" {
		text = l.answers[l.given%len(l.answers)]
		l.given++
	}
	if strings.TrimSpace(text) == "" {
		return "", &codeworm.LLMError{Kind: codeworm.ErrBadAnswer, Model: l.Description.Model, Err: errors.New("the answer is empty")}
	}
	return text, nil
}

// Ready returns what SetReady set.
func (l *LLM) Ready(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if ctx.Err() != nil {
		return l.stopped(ctx)
	}
	return l.unready
}

// Warm counts the call.
func (l *LLM) Warm(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if ctx.Err() != nil {
		return l.stopped(ctx)
	}
	l.warmed++
	return nil
}

// ContextTokens is l.Context.
func (l *LLM) ContextTokens(context.Context) (int, error) { return l.Context, nil }

// Describe is l.Description.
func (l *LLM) Describe() codeworm.LLMDescription { return l.Description }
