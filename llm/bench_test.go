//go:build unix

package llm_test

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/ollamatest"
	"github.com/codeworm/codeworm/llm"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// The benchmarks measure ratios in one run, and fail when one is not met.

const (
	cacheFiles   = 5
	cacheTargets = 10 // in a file
	maxEvaluated = 1.0 / 3
	minBusy      = 0.98
	maxCPU       = 20 * time.Millisecond // for a page
)

// BenchmarkPromptCache counts the prompt tokens that a real server really
// evaluates for 50 targets in 5 files: in the order of codeworm.Prompt, and with
// the question first.
func BenchmarkPromptCache(b *testing.B) {
	for b.Loop() {
		ours := evaluated(b, func(source, question string) codeworm.Prompt {
			return codeworm.Prompt{Shared: source, Request: question}
		})
		questionFirst := evaluated(b, func(source, question string) codeworm.Prompt {
			return codeworm.Prompt{Shared: question, Request: source}
		})
		ratio := float64(ours) / float64(questionFirst)
		b.ReportMetric(float64(ours), "tokens-ours")
		b.ReportMetric(float64(questionFirst), "tokens-question-first")
		b.ReportMetric(ratio, "ratio")
		if ratio > maxEvaluated {
			b.Errorf("%d of %d prompt tokens were evaluated, more than a third", ours, questionFirst)
		}
	}
}

// evaluated is how many prompt tokens a fresh server evaluates. Its log says so; its
// counts include what it had in its cache.
func evaluated(b *testing.B, order func(source, question string) codeworm.Prompt) int {
	b.Helper()
	s := ollamatest.Start(b, ollamatest.Env("OLLAMA_DEBUG=1"))
	defer s.Stop()
	o := client(b, s, nil)
	for file := range cacheFiles {
		var source strings.Builder
		for line := range 50 {
			fmt.Fprintf(&source, "%4d | value_%d = %d\n", line+1, line, line*(file+7)) // 1,000 to 1,200 tokens
		}
		for target := range cacheTargets {
			p := order(source.String(), fmt.Sprintf("Document function %d of file %d: what it takes, returns and does.", target, file))
			p.System = "You document source code for the people who work on it."
			p.MaxTokens = 1
			_, err := o.Generate(b.Context(), p)
			require.NoError(b, err)
		}
	}
	lines := cacheLine.FindAllStringSubmatch(s.Logs(), -1)
	require.Len(b, lines, cacheFiles*cacheTargets)
	sum := 0
	for _, line := range lines {
		remaining, err := strconv.Atoi(line[3])
		require.NoError(b, err)
		sum += remaining
	}
	return sum
}

// BenchmarkSlots keeps a simulated server of fixed speed busy: two endpoints
// with two slots each, a page a second, which is faster than any real one.
func BenchmarkSlots(b *testing.B) {
	const (
		endpoints, slots = 2, 2
		pages            = 40
		speed            = time.Second
	)
	for b.Loop() {
		var busy atomic.Int64
		answer := strings.Repeat(word, 100) + strings.Replace(done, `"prompt_eval_count":9`, `"prompt_eval_count":12000`, 1)
		handler := func(_ int, w http.ResponseWriter, _ *http.Request) {
			start := time.Now()
			defer func() { busy.Add(int64(time.Since(start))) }()
			time.Sleep(speed)
			_, _ = io.WriteString(w, answer)
		}
		var members []llm.Endpoint
		for range endpoints {
			members = append(members, llm.Endpoint{Client: simulated(b, handler), Slots: slots})
		}
		p, err := llm.NewPool(members...)
		require.NoError(b, err)
		work := make(chan int)
		var group sync.WaitGroup
		before, start := cpuTime(b), time.Now()
		for range endpoints * slots {
			group.Go(func() {
				for page := range work {
					_, err := p.Generate(b.Context(), codeworm.Prompt{Shared: strings.Repeat("line\n", 8000), Request: strconv.Itoa(page)})
					if err != nil {
						b.Error(err)
					}
				}
			})
		}
		for page := range pages {
			work <- page
		}
		close(work)
		group.Wait()
		share := float64(busy.Load()) / float64(time.Since(start)*endpoints*slots)
		cpu := (cpuTime(b) - before) / pages // the simulated server's included
		b.ReportMetric(share*100, "busy-%")
		b.ReportMetric(float64(cpu.Microseconds())/1000, "cpu-ms/page")
		if share < minBusy || cpu > maxCPU {
			b.Errorf("the slots were busy %.1f %% of the time, with %s of CPU a page", share*100, cpu)
		}
	}
}

func simulated(b *testing.B, handler func(int, http.ResponseWriter, *http.Request)) *llm.Ollama {
	b.Helper()
	server, _ := badServer(b, handler)
	return badClient(b, server.URL, nil)
}

func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func BenchmarkFactsOnly(b *testing.B) {
	p := codeworm.Prompt{Facts: &page.Facts{
		Target: page.Target{Key: page.Key{Type: page.FunctionDoc, Path: "a.go", Symbol: "f"}, Symbol: &source.Symbol{
			Kind: source.KindFunction, Name: "f", Doc: strings.Repeat("It does `x`, and then y. ", 20), Span: source.Span{StartLine: 1, EndLine: 9},
		}},
	}}
	for b.Loop() {
		_, err := llm.FactsOnly{}.Generate(b.Context(), p)
		require.NoError(b, err)
	}
}
