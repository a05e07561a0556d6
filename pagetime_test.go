package codeworm_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/internal/corpus"
	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/schedule"
)

// slow is a server of one slot that reads and writes so many tokens a second, keeps the last conversation in its prompt cache, and
// reports all of that, as Ollama does.
type slow struct {
	reads, writes float64
	answer        func(p codeworm.Prompt) string

	mu    sync.Mutex
	cache string
	calls []slowCall
}

// slowCall is what one call cost.
type slowCall struct {
	prompt     codeworm.Prompt
	read, sent int // tokens of the prompt: newly read, and all
	wrote      int
	took       time.Duration
}

// slowBytes is how many bytes a token of the server's model has.
const slowBytes = 3.4

func (s *slow) Describe() codeworm.LLMDescription { return codeworm.LLMDescription{Model: "slow"} }

func (s *slow) ContextTokens(context.Context) (int, error) { return 16384, nil }

func (s *slow) Generate(ctx context.Context, p codeworm.Prompt) (*codeworm.Answer, error) {
	return s.Stream(ctx, p, func(string, int) bool { return true })
}

func (s *slow) Stream(_ context.Context, p codeworm.Prompt, on func(string, int) bool) (*codeworm.Answer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := p.System + "\n" + p.Shared + "\n\n" + p.Request
	for _, turn := range p.Turns {
		text += turn.Answer + turn.Request
	}
	common := 0
	for common < min(len(text), len(s.cache)) && text[common] == s.cache[common] {
		common++
	}
	tokens := func(bytes int) int { return int(float64(bytes)/slowBytes) + 1 }
	call := slowCall{prompt: p, read: tokens(len(text) - common), sent: tokens(len(text))}
	reading := time.Duration(float64(call.read) / s.reads * float64(time.Second))
	time.Sleep(reading)
	answer := &codeworm.Answer{Model: "slow", Finish: codeworm.FinishStop, PromptTokens: call.sent, PromptTime: reading}
	said := s.answer(p)
	for answer.Text != said {
		if call.wrote == p.MaxTokens {
			answer.Finish = codeworm.FinishLength
			break
		}
		piece := said[len(answer.Text):min(len(said), int(float64(call.wrote+1)*slowBytes))]
		answer.Text += piece
		call.wrote++
		time.Sleep(time.Duration(float64(time.Second) / s.writes))
		if !on(piece, call.wrote) {
			answer.Finish = codeworm.FinishStopped
			break
		}
	}
	answer.AnswerTokens = call.wrote
	if answer.AnswerTime = time.Duration(float64(call.wrote) / s.writes * float64(time.Second)); answer.Finish == codeworm.FinishStopped {
		answer.PromptTokens, answer.PromptTime, answer.AnswerTime = 0, 0, 0 // Ollama tells nothing of an answer that it did not end
	}
	call.took = reading + time.Duration(float64(call.wrote)/s.writes*float64(time.Second))
	s.cache = text + answer.Text
	s.calls = append(s.calls, call)
	return answer, nil
}

// rambling is an answer that goes on for a long time.
func rambling(codeworm.Prompt) string {
	var b strings.Builder
	b.WriteString("Adds `a` and `b` and gives the sum back.\n")
	for i := range 400 {
		fmt.Fprintf(&b, "\nIt adds the %d. number of its callers to the %d. of `a` that they gave it before, %s.\n", i, i*7%91, strings.Repeat("very ", i%5)+"slowly")
	}
	return b.String()
}

// With a slow server the pages fit the time that they may take: what was asked before its pace was known is stopped there, and
// its whole sentences are kept; what comes after is shorter from the start.
func TestPagesFitTheirTime(t *testing.T) {
	for _, speed := range [][2]float64{{30, 6}, {8, 2}} {
		w := newWorld(t, 0)
		for i := range 6 {
			w.longFunction(i, 150)
		}
		server := &slow{reads: speed[0], writes: speed[1], answer: rambling}
		w.config.LLM = server
		w.config.PageTime = 4 * time.Minute
		synctest.Test(t, func(t *testing.T) {
			for i := range 6 {
				result, err := w.daemon().RunOnce(t.Context()) // a restart, which remembers the pace
				require.NoError(t, err)
				require.False(t, result.Record.Provisional, result.Record.LastError)
				assert.Contains(t, string(result.Page.Markdown), "gives the sum back.")
				_, prose, _ := strings.Cut(string(result.Page.Markdown), "## Documentation\n\n")
				prose, _, _ = strings.Cut(prose, "\n\n---")
				assert.True(t, strings.HasSuffix(prose, "slowly."), "no sentence is cut: %q", prose[len(prose)-40:])
				took := server.calls[len(server.calls)-1].took
				t.Logf("%v tokens a second, page %d: %s, %d read, %d written", speed, i, took, server.calls[len(server.calls)-1].read, server.calls[len(server.calls)-1].wrote)
				if i > 0 {
					assert.LessOrEqual(t, took, w.config.PageTime+20*time.Second, "page %d", i)
				}
			}
		})
		assert.Len(t, server.calls, 6, "no answer was asked for again")
	}
}

// A prompt that takes the server too long costs its target, which gets the page of its facts, and no other.
func TestTooSlowCostsOneTarget(t *testing.T) {
	w := newWorld(t, 4)
	w.llm.OnGenerate(func(_ context.Context, p codeworm.Prompt) (string, error) {
		if p.Facts.Target.Key.Symbol == "Sum1" {
			return "", &codeworm.LLMError{Kind: codeworm.ErrTooSlow, Model: "fake", Err: errors.New("the limit is 15m")}
		}
		return fmt.Sprintf(goodAnswer, p.Facts.Target.Key.Symbol), nil
	})
	results, err := w.daemon().RunN(t.Context(), 4)
	require.NoError(t, err)
	require.Len(t, results, 4)
	for _, r := range results {
		slow := r.Target.Key.Symbol == "Sum1"
		assert.Equal(t, slow, r.Record.Provisional, r.Target.Key)
		assert.Equal(t, slow, r.Record.LastError != "", r.Target.Key)
	}
}

// The page of one function of a long file is asked for with its excerpt; those of many functions share the file.
func TestExcerptAloneFileTogether(t *testing.T) {
	w := newWorld(t, 0)
	w.functionsIn("many.go", 12)
	_, err := w.daemon().RunOnce(t.Context())
	require.NoError(t, err)
	alone := w.llm.Prompts()[0]
	assert.NotContains(t, alone.Shared, "func many1(")
	assert.Contains(t, alone.Request, "func many")
	assert.Equal(t, 1, strings.Count(alone.Request, "return a + b"), "nothing but its own lines")

	_, err = w.daemon().RunN(t.Context(), 11)
	require.NoError(t, err)
	together := w.llm.Prompts()[1:]
	require.Len(t, together, 11)
	for _, p := range together {
		assert.Equal(t, together[0].Shared, p.Shared)
		assert.Equal(t, 12, strings.Count(p.Shared, "return a + b"))
		assert.NotContains(t, p.Request, "return a + b")
	}
	assert.Less(t, len(alone.Shared)+len(alone.Request), len(together[0].Shared))
}

// What BenchmarkPageTime holds pages made one by one to, at a server that reads 30 tokens a second and writes 6.
const (
	maxPageSeconds   = 90
	maxRepairSeconds = 13
	maxRepairShare   = 1.0 / 3
)

// BenchmarkPageTime computes what a page costs that is made by itself, as Run makes them, over all functions and types of a few
// packages of the Go and Python libraries, with the prose that a real model wrote, up to the length that is asked for; and what it costs to
// mend a sentence of it.
func BenchmarkPageTime(b *testing.B) {
	var answers []string
	for _, a := range corpus.Answers(b) {
		if a.DocType == string(page.FunctionDoc) || a.DocType == string(page.ClassDoc) {
			answers = append(answers, firstWords(a.Body, 200)) // the most that the prompts for functions ask for
		}
	}
	for b.Loop() {
		measurePages(b, answers)
	}
}

// codeSpan is a name in an answer. The answers are about other code, so that none of their names would exist.
var codeSpan = regexp.MustCompile("`[^`\n]+`")

// firstWords returns the beginning of a text, up to the end of the paragraph with the last of so many words.
func firstWords(text string, limit int) string {
	var b strings.Builder
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if len(strings.Fields(b.String()+paragraph)) > limit && b.Len() > 0 {
			break
		}
		b.WriteString(paragraph + "\n\n")
	}
	return strings.TrimSpace(b.String())
}

func measurePages(b *testing.B, answers []string) {
	b.Helper()
	server := &slow{reads: 1e9, writes: 1e9}
	server.answer = func(p codeworm.Prompt) string {
		if len(p.Turns) > 0 {
			return "1. It leaves the rest of the work to whoever calls it."
		}
		prose := codeSpan.ReplaceAllString(answers[len(server.calls)*37%len(answers)], "`"+p.Facts.Target.Symbol.Name+"`")
		return prose + "\n\nIt relies on `frobnicateQuux` for the rest of the work."
	}
	d, err := codeworm.New(codeworm.Config{
		Repos: []codeworm.Repo{libraryRepo(b)}, Parser: repotest.Parser(b), LLM: server, Store: codewormtest.NewStore(nil),
		Sink: codewormtest.NewSink(), Scheduler: schedule.Continuous{}, Types: map[page.Type]int{page.FunctionDoc: 3, page.ClassDoc: 1},
	})
	require.NoError(b, err)
	for err == nil {
		_, err = d.RunOnce(b.Context())
	}
	require.ErrorIs(b, err, codeworm.ErrNothingDue)
	var asked, repaired cost
	for _, c := range server.calls {
		if len(c.prompt.Turns) > 0 {
			repaired.add(c)
		} else {
			asked.add(c)
		}
	}
	share := (repaired.mean(repaired.read) + repaired.mean(repaired.wrote)) / (asked.mean(asked.sent) + asked.mean(asked.wrote))
	b.ReportMetric(asked.mean(asked.sent), "prompt-tokens")
	b.ReportMetric(asked.mean(asked.read), "read-tokens")
	b.ReportMetric(asked.mean(asked.wrote), "answer-tokens")
	b.ReportMetric(asked.seconds(), "s/page")
	b.ReportMetric(repaired.seconds(), "s/repair")
	b.ReportMetric(share, "repair-share")
	require.GreaterOrEqual(b, asked.calls, 200)
	require.GreaterOrEqual(b, repaired.calls, asked.calls/2)
	if asked.seconds() > maxPageSeconds || repaired.seconds() > maxRepairSeconds || share > maxRepairShare {
		b.Errorf("a page takes %.0f s, a repair %.1f s and %.2f of a page's tokens", asked.seconds(), repaired.seconds(), share)
	}
}

// cost sums calls up, in tokens.
type cost struct{ calls, sent, read, wrote int }

func (c *cost) add(call slowCall) {
	c.calls, c.sent, c.read, c.wrote = c.calls+1, c.sent+call.sent, c.read+call.read, c.wrote+call.wrote
}

func (c *cost) mean(sum int) float64 { return float64(sum) / float64(max(c.calls, 1)) }

// seconds is how long a call takes at the mean, with 30 tokens a second read and 6 written.
func (c *cost) seconds() float64 { return c.mean(c.read)/30 + c.mean(c.wrote)/6 }
