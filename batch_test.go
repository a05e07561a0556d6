package codeworm_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// functionsIn adds a file with so many functions to the world.
func (w *world) functionsIn(file string, functions int) {
	w.t.Helper()
	var b strings.Builder
	b.WriteString("package sums\n")
	name := strings.TrimSuffix(file, ".go")
	for i := range functions {
		fmt.Fprintf(&b, "\n// %s%d adds.\nfunc %s%d(a, b int) int {\n\tif a == 0 {\n\t\treturn b\n\t}\n\treturn a + b + %d\n}\n", name, i, name, i, i)
	}
	require.NoError(w.t, os.WriteFile(filepath.Join(w.dir, file), []byte(b.String()), 0o600))
}

// asked notes, by file, when its targets were asked for.
type asked struct {
	mu      sync.Mutex
	running int
	most    int
	byFile  map[string][]string
	overlap bool // two of one file at a time
	now     map[string]int
}

func (a *asked) answer(delay time.Duration) func(context.Context, codeworm.Prompt) (string, error) {
	a.byFile, a.now = map[string][]string{}, map[string]int{}
	return func(ctx context.Context, p codeworm.Prompt) (string, error) {
		k := p.Facts.Target.Key
		a.mu.Lock()
		a.running++
		a.most = max(a.most, a.running)
		a.byFile[k.Path] = append(a.byFile[k.Path], k.Symbol)
		a.now[k.Path]++
		a.overlap = a.overlap || a.now[k.Path] > 1
		a.mu.Unlock()
		defer func() {
			a.mu.Lock()
			defer a.mu.Unlock()
			a.running--
			a.now[k.Path]--
		}()
		select {
		case <-time.After(delay):
		case <-ctx.Done():
			return "", ctx.Err()
		}
		return fmt.Sprintf(goodAnswer, k.Symbol), nil
	}
}

// With four slots all of them are busy from the first moment to the last, and the pages about
// one file stay on one slot, in order.
func TestSlotsAreKeptBusy(t *testing.T) {
	w := newWorld(t, 0)
	for i := range 12 {
		w.functionsIn(fmt.Sprintf("f%c.go", 'a'+i), 5)
	}
	w.config.Workers = 4
	synctest.Test(t, func(t *testing.T) {
		var a asked
		w.llm.OnGenerate(a.answer(time.Minute))
		d := w.daemon()
		plan, err := d.Plan(t.Context())
		require.NoError(t, err)
		require.Len(t, plan.Due, 60)
		start := time.Now()
		results, err := d.RunN(t.Context(), 60)
		require.NoError(t, err)
		require.Len(t, results, 60)
		assert.Equal(t, 15*time.Minute, time.Since(start), "60 pages of a minute on 4 slots")
		assert.Equal(t, 4, a.most)
		assert.False(t, a.overlap)
		assert.Len(t, a.byFile, 12)
		want := map[string][]string{}
		for _, target := range plan.Due {
			want[target.Key.Path] = append(want[target.Key.Path], target.Key.Symbol)
		}
		assert.Equal(t, want, a.byFile, "in the order of the plan")
		assert.Len(t, w.sink.Log(), 60)
		assert.Zero(t, w.claims())
		assert.Equal(t, 60, d.Stats().Published)
	})
}

func TestWorkersFollowTheModel(t *testing.T) {
	for _, c := range []struct{ parallel, workers, want int }{{0, 0, 1}, {3, 0, 3}, {3, 2, 2}, {0, 5, 5}} {
		w := newWorld(t, 8)
		w.llm.Description.Parallel = c.parallel
		w.config.Workers = c.workers
		synctest.Test(t, func(t *testing.T) {
			w.llm.Delay = time.Second
			results, err := w.daemon().RunN(t.Context(), 6)
			require.NoError(t, err)
			assert.Len(t, results, 6, "exactly so many")
			assert.Len(t, w.llm.Prompts(), 6)
			assert.Equal(t, c.want, w.llm.Busiest())
		})
	}
	w := newWorld(t, 1)
	w.config.Workers = -1
	_, err := codeworm.New(w.config)
	require.ErrorContains(t, err, "Workers is -1")
}

// While a page is published the next one is asked for.
func TestPublishingKeepsNoSlotWaiting(t *testing.T) {
	w := newWorld(t, 10)
	synctest.Test(t, func(t *testing.T) {
		w.llm.Delay = time.Minute
		w.sink.OnCall(func(_ context.Context, op codewormtest.SinkOp, _ page.Key) error {
			if op == codewormtest.SinkPublish {
				time.Sleep(30 * time.Second)
			}
			return nil
		})
		start := time.Now()
		_, err := w.daemon().RunN(t.Context(), 10)
		require.NoError(t, err)
		assert.Equal(t, 10*time.Minute+30*time.Second, time.Since(start))
		assert.Equal(t, 1, w.llm.Busiest())
	})
}

func TestContinuousMakesPagesInNumbers(t *testing.T) {
	w := newWorld(t, 40)
	w.llm.Description.Parallel = 4
	synctest.Test(t, func(t *testing.T) {
		w.llm.Delay = time.Minute
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute+time.Second)
		defer cancel()
		require.NoError(t, w.daemon().Run(ctx))
		assert.Len(t, w.sink.Log(), 40)
		assert.Equal(t, 4, w.llm.Busiest())
	})
}

// A dry run shows every page once, however long it runs.
func TestRehearsalShowsEveryPageOnce(t *testing.T) {
	w := newWorld(t, 5)
	w.config.DryRun = true
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		require.NoError(t, w.daemon().Run(ctx))
		assert.Len(t, w.llm.Prompts(), 5)
		w.function(2, " Changed.")
		ctx, cancel = context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		require.NoError(t, w.daemon().Run(ctx))
		assert.Len(t, w.llm.Prompts(), 10, "another run")
	})
}

func TestCancelInTheMiddleOfABatch(t *testing.T) {
	for after := range 7 {
		w := newWorld(t, 20)
		w.config.Workers = 4
		synctest.Test(t, func(t *testing.T) {
			var a asked
			w.llm.OnGenerate(a.answer(time.Minute))
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(after)*31*time.Second+time.Second)
			defer cancel()
			results, err := w.daemon().RunN(ctx, 20)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			assert.Len(t, results, 4*((after*31+1)/60))
			assert.Len(t, w.sink.Log(), len(results))
			assert.Len(t, w.records(), len(results))
			assert.Zero(t, w.claims())
		})
	}
}

// When the server is lost, what waits for it is given up, and that is told once.
func TestServerFaultEndsTheBatch(t *testing.T) {
	w := newWorld(t, 20)
	w.config.Workers = 4
	synctest.Test(t, func(t *testing.T) {
		w.llm.OnGenerate(func(context.Context, codeworm.Prompt) (string, error) {
			time.Sleep(time.Second)
			return "", &codeworm.LLMError{Kind: codeworm.ErrUnreachable}
		})
		d := w.daemon()
		events := d.Subscribe(1000)
		_, err := d.RunN(t.Context(), 20)
		require.ErrorIs(t, err, codeworm.ErrUnreachable)
		events.Close()
		failed := 0
		for e := range events.C {
			if _, ok := e.(codeworm.CycleFailed); ok {
				failed++
			}
		}
		assert.Equal(t, 1, failed)
		assert.Len(t, w.llm.Prompts(), 4)
		assert.Empty(t, w.records())
		assert.Zero(t, w.claims())
	})
}

func TestFailuresOfManyTargetsEndTheBatch(t *testing.T) {
	w := newWorld(t, 20)
	w.config.Workers = 2
	w.llm.OnGenerate(func(context.Context, codeworm.Prompt) (string, error) { return "", errors.New("no") })
	_, err := w.daemon().RunN(t.Context(), 20)
	require.ErrorContains(t, err, "no")
	assert.Less(t, len(w.llm.Prompts()), 8)
	assert.Zero(t, w.claims())
}

// A source that changes all the time does not keep a run from its end.
func TestRestlessSourceIsLeft(t *testing.T) {
	w := newWorld(t, 3)
	n := 0
	w.config.Parser = restless{w.config.Parser, func() {
		n++
		w.function(0, fmt.Sprintf(" Version %d.", n))
	}}
	results, err := w.daemon().RunN(t.Context(), 3)
	require.NoError(t, err)
	assert.Len(t, results, 2)
	assert.Less(t, n, 40)
}

// restless changes a file whenever it was parsed.
type restless struct {
	codeworm.Parser
	change func()
}

func (r restless) Parse(ctx context.Context, path string, src []byte) (*source.Outline, error) {
	o, err := r.Parser.Parse(ctx, path, src)
	if path == "sum0.go" {
		r.change()
	}
	return o, err
}
