//go:build unix

package codeworm_test

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/ollamatest"
	"github.com/codeworm/codeworm/llm"
)

// maxEvaluated is what BenchmarkDaemonPromptCache holds a daemon to.
const maxEvaluated = 1.0 / 3

// BenchmarkDaemonPromptCache counts the prompt tokens that a real server really evaluates for
// 50 pages about 5 files: as a daemon asks for them, and with the question first.
func BenchmarkDaemonPromptCache(b *testing.B) {
	for b.Loop() {
		ours, ourPrompts := evaluated(b, func(o *llm.Ollama) codeworm.LLMClient { return o })
		other, otherPrompts := evaluated(b, func(o *llm.Ollama) codeworm.LLMClient { return questionFirst{o} })
		ratio := float64(ours) / float64(other)
		b.ReportMetric(float64(ours), "tokens-ours")
		b.ReportMetric(float64(other), "tokens-question-first")
		b.ReportMetric(float64(ourPrompts), "tokens-of-prompts")
		b.ReportMetric(ratio, "ratio")
		require.InDelta(b, ourPrompts, otherPrompts, float64(ourPrompts)/100, "the prompts are equally long")
		if ratio > maxEvaluated {
			b.Errorf("%d of %d prompt tokens were evaluated, more than a third", ours, other)
		}
	}
}

// questionFirst asks before it shows what it asks about.
type questionFirst struct{ *llm.Ollama }

func (q questionFirst) Generate(ctx context.Context, p codeworm.Prompt) (*codeworm.Answer, error) {
	p.Shared, p.Request = p.Request, p.Shared
	return q.Ollama.Generate(ctx, p)
}

var cacheLine = regexp.MustCompile(`loading cache slot.* prompt=(\d+) used=(\d+) remaining=(\d+)`)

// evaluated is how many prompt tokens a fresh server evaluates, by its log, and how many the prompts have.
func evaluated(b *testing.B, with func(*llm.Ollama) codeworm.LLMClient) (remaining, prompts int) {
	b.Helper()
	const files, perFile = 5, 10
	s := ollamatest.Start(b, ollamatest.Env("OLLAMA_DEBUG=1"), ollamatest.Saying(realAnswerText))
	defer s.Stop()
	w := newWorld(b, 0)
	for i := range files {
		w.functionsIn(fmt.Sprintf("f%c.go", 'a'+i), perFile)
	}
	w.git("add", ".")
	w.git("commit", "-qm", "Add files")
	w.config.LLM = with(realClient(b, s, 24576))
	results, err := w.daemon().RunN(b.Context(), files*perFile)
	require.NoError(b, err)
	require.Len(b, results, files*perFile)
	lines := cacheLine.FindAllStringSubmatch(s.Logs(), -1)
	require.GreaterOrEqual(b, len(lines), files*perFile)
	for _, line := range lines {
		n, err := strconv.Atoi(line[3])
		require.NoError(b, err)
		remaining += n
		n, err = strconv.Atoi(line[1])
		require.NoError(b, err)
		prompts += n
	}
	return remaining, prompts
}
