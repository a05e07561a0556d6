package codeworm_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/golang"
	"github.com/codeworm/codeworm/schedule"
)

const goodAnswer = "Adds its two arguments and gives the sum back.\n\nIt is called `%s`, takes `a` and `b`, and has no state of its own, so that it can be used from everywhere at any time."

// world is a repository of Go functions, and a daemon's parts in memory.
type world struct {
	t      testing.TB
	dir    string
	llm    *codewormtest.LLM
	store  *codewormtest.Store
	sink   *codewormtest.Sink
	config codeworm.Config
}

// newWorld makes a git repository with so many functions, each in a file of its own.
func newWorld(t testing.TB, functions int) *world {
	t.Helper()
	w := &world{t: t, dir: filepath.Join(t.TempDir(), "sums"), store: codewormtest.NewStore(nil), sink: codewormtest.NewSink(), llm: codewormtest.NewLLM()}
	require.NoError(t, os.MkdirAll(w.dir, 0o755))
	for i := range functions {
		w.function(i, "")
	}
	w.git("init", "-q", "-b", "main")
	w.git("add", ".")
	w.git("commit", "-q", "--allow-empty", "-m", "Add sums")
	p, err := parser.New(golang.Language)
	require.NoError(t, err)
	w.llm.OnGenerate(func(_ context.Context, p codeworm.Prompt) (string, error) {
		return fmt.Sprintf(goodAnswer, p.Facts.Target.Key.Symbol), nil
	})
	w.config = codeworm.Config{
		Repos: []codeworm.Repo{{Path: w.dir}}, Parser: p, LLM: w.llm, Store: w.store, Sink: w.sink,
		Types: map[page.Type]int{page.FunctionDoc: 1}, Scheduler: schedule.Continuous{},
	}
	return w
}

func (w *world) function(i int, comment string) {
	w.t.Helper()
	src := fmt.Sprintf("package sums\n\n// Sum%d adds.%s\nfunc Sum%d(a, b int) int {\n\tif a == 0 {\n\t\treturn b\n\t}\n\treturn a + b + %d\n}\n", i, comment, i, i)
	require.NoError(w.t, os.WriteFile(filepath.Join(w.dir, fmt.Sprintf("sum%d.go", i)), []byte(src), 0o600))
}

func (w *world) git(args ...string) {
	w.t.Helper()
	cmd := exec.Command("git", append([]string{"-C", w.dir, "-c", "user.name=Ann", "-c", "user.email=ann@example.com"}, args...)...)
	out, err := cmd.CombinedOutput()
	require.NoError(w.t, err, "%s", out)
}

func (w *world) daemon() *codeworm.Daemon {
	w.t.Helper()
	d, err := codeworm.New(w.config)
	require.NoError(w.t, err)
	return d
}

func (w *world) records() []codeworm.Record {
	w.t.Helper()
	records, err := w.store.Records(context.Background(), "")
	require.NoError(w.t, err)
	return records
}

func (w *world) claims() int {
	w.t.Helper()
	stats, err := w.store.Stats(context.Background(), time.Time{})
	require.NoError(w.t, err)
	return stats.Claims
}

func TestRunNMakesEachPageOnce(t *testing.T) {
	w := newWorld(t, 7)
	d := w.daemon()
	results, err := d.RunN(t.Context(), 5)
	require.NoError(t, err)
	require.Len(t, results, 5)
	results, err = d.RunN(t.Context(), 5)
	require.NoError(t, err)
	require.Len(t, results, 2)
	_, err = d.RunOnce(t.Context())
	require.ErrorIs(t, err, codeworm.ErrNothingDue)
	assert.Len(t, w.sink.Log(), 7)
	assert.Len(t, w.sink.Pages(), 7)
	assert.Len(t, w.records(), 7)
	assert.Zero(t, w.claims())
	assert.Equal(t, 7, d.Stats().Published)

	w.function(3, " Changed.")
	result, err := d.RunOnce(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "Sum3", result.Target.Key.Symbol)
	assert.Contains(t, string(result.Page.Markdown), "with uncommitted changes")
	_, err = d.RunOnce(t.Context())
	require.ErrorIs(t, err, codeworm.ErrNothingDue)
	assert.Len(t, w.sink.Pages(), 7, "its page was replaced")
}

// Run follows the scheduler for days, in a moment.
func TestRunFollowsTheSchedule(t *testing.T) {
	w := newWorld(t, 20)
	synctest.Test(t, func(t *testing.T) {
		daily, err := schedule.NewDaily(schedule.DailyConfig{MinPerDay: 4, MaxPerDay: 4, WeekendFactor: 1, Location: time.UTC, Seed: 7})
		require.NoError(t, err)
		w.config.Scheduler = daily
		d := w.daemon()
		events := d.Subscribe(1000)
		ctx, cancel := context.WithTimeout(t.Context(), 72*time.Hour)
		defer cancel()
		start := time.Now()
		require.NoError(t, d.Run(ctx))
		events.Close()
		var kinds []string
		var due []time.Time
		for e := range events.C {
			kinds = append(kinds, strings.TrimPrefix(fmt.Sprintf("%T", e), "codeworm."))
			if next, ok := e.(codeworm.NextDue); ok {
				due = append(due, next.At)
			}
		}
		assert.Equal(t, []string{"Started", "StateLoaded", "ModelReady", "NextDue"}, kinds[:4])
		assert.Equal(t, "Stopped", kinds[len(kinds)-1])
		assert.Zero(t, events.Dropped())
		var planned []time.Time
		for next := daily.Next(start); next.Before(start.Add(72 * time.Hour)); next = daily.Next(next.Add(1)) {
			planned = append(planned, next)
		}
		require.Len(t, planned, 12)
		require.Equal(t, 12, len(w.sink.Log()))
		assert.Equal(t, planned, due[:12])
		for i, r := range sortedByTime(w.records()) {
			assert.WithinDuration(t, planned[i], r.PublishedAt, time.Second)
		}
		assert.Equal(t, 1, w.llm.Warmed())
	})
}

func sortedByTime(records []codeworm.Record) []codeworm.Record {
	for i := range records {
		for j := i; j > 0 && records[j].PublishedAt.Before(records[j-1].PublishedAt); j-- {
			records[j], records[j-1] = records[j-1], records[j]
		}
	}
	return records
}

func TestRunWaitsForTheModel(t *testing.T) {
	w := newWorld(t, 2)
	synctest.Test(t, func(t *testing.T) {
		w.llm.SetReady(&codeworm.LLMError{Kind: codeworm.ErrUnreachable, Endpoint: "http://x"})
		d := w.daemon()
		events := d.Subscribe(1000)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- d.Run(ctx) }()
		time.Sleep(time.Hour)
		assert.Empty(t, w.llm.Prompts())
		w.llm.SetReady(nil)
		time.Sleep(10 * time.Minute)
		assert.Len(t, w.sink.Log(), 2)
		cancel()
		require.NoError(t, <-done)
		events.Close()
		var waits []time.Duration
		for e := range events.C {
			if wait, ok := e.(codeworm.ModelWaiting); ok {
				waits = append(waits, wait.RetryIn)
			}
		}
		require.Greater(t, len(waits), 10)
		assert.Equal(t, 5*time.Minute, waits[len(waits)-1])
		for i := range waits[1:] {
			assert.GreaterOrEqual(t, waits[i+1], waits[i])
		}
	})
}

func TestMissingModelEndsTheStart(t *testing.T) {
	w := newWorld(t, 1)
	w.llm.SetReady(&codeworm.LLMError{Kind: codeworm.ErrModelMissing, Model: "m", Hint: "run: ollama pull m"})
	require.ErrorIs(t, w.daemon().Run(t.Context()), codeworm.ErrModelMissing)
	_, err := w.daemon().RunOnce(t.Context())
	require.ErrorIs(t, err, codeworm.ErrModelMissing)
	assert.Contains(t, err.Error(), "ollama pull m")
}

// With nothing due, Run looks again from time to time and does not spin.
func TestRunIdles(t *testing.T) {
	w := newWorld(t, 1)
	synctest.Test(t, func(t *testing.T) {
		d := w.daemon()
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		require.NoError(t, d.Run(ctx))
		assert.Equal(t, 1, d.Stats().Published)
		assert.InDelta(t, 60, d.Stats().Skipped, 3)
	})
}

func TestPublishedAndNotRecordedIsAdopted(t *testing.T) {
	w := newWorld(t, 1)
	w.store.FailNext(codewormtest.OpSave, errors.New("disk full"))
	_, err := w.daemon().RunOnce(t.Context())
	require.ErrorContains(t, err, "disk full")
	require.Len(t, w.sink.Log(), 1)
	for _, r := range w.records() {
		assert.Empty(t, r.Fingerprint)
	}
	w.store = codewormtest.NewStore(nil) // the claim is gone, as after its time
	w.config.Store = w.store
	result, err := w.daemon().RunOnce(t.Context())
	require.NoError(t, err)
	assert.True(t, result.Adopted)
	assert.Len(t, w.llm.Prompts(), 1, "not asked for again")
	assert.Len(t, w.sink.Log(), 1)
	require.Len(t, w.records(), 1)
	assert.Equal(t, result.Target.Fingerprint, w.records()[0].Fingerprint)
	_, err = w.daemon().RunOnce(t.Context())
	require.ErrorIs(t, err, codeworm.ErrNothingDue)
}

func TestClaimedByAnotherIsLeftAlone(t *testing.T) {
	w := newWorld(t, 3)
	plan, err := w.daemon().Plan(t.Context())
	require.NoError(t, err)
	require.Len(t, plan.Due, 3)
	_, err = w.store.Claim(t.Context(), codeworm.ClaimRequest{Key: plan.Due[0].Key, Owner: "other", TTL: time.Hour})
	require.NoError(t, err)
	results, err := w.daemon().RunN(t.Context(), 3)
	require.NoError(t, err)
	require.Len(t, results, 2)
	for _, r := range results {
		assert.NotEqual(t, plan.Due[0].Key, r.Target.Key)
	}
}

// A claim that is lost while the model writes ends the attempt: no page.
func TestLostClaimPublishesNothing(t *testing.T) {
	w := newWorld(t, 1)
	synctest.Test(t, func(t *testing.T) {
		w.config.ClaimTTL = 3 * time.Minute
		w.store.FailNext(codewormtest.OpRenew, codeworm.ErrClaimLost)
		w.llm.OnGenerate(func(ctx context.Context, _ codeworm.Prompt) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		})
		_, err := w.daemon().RunOnce(t.Context())
		require.ErrorIs(t, err, codeworm.ErrClaimLost)
		assert.Empty(t, w.sink.Log())
		assert.Empty(t, w.records())
	})
}

// A long answer does not lose its claim: it is renewed.
func TestClaimIsRenewed(t *testing.T) {
	w := newWorld(t, 1)
	synctest.Test(t, func(t *testing.T) {
		w.config.ClaimTTL = 3 * time.Minute
		w.store = codewormtest.NewStore(time.Now)
		w.config.Store = w.store
		w.llm.Delay, w.config.PageTime = time.Hour, 2*time.Hour
		d := w.daemon()
		done := make(chan error)
		go func() { _, err := d.RunOnce(t.Context()); done <- err }()
		time.Sleep(59 * time.Minute)
		assert.Equal(t, 1, w.claims())
		require.NoError(t, <-done)
		assert.Len(t, w.records(), 1)
	})
}

func TestFailedTargetRestsAndOthersGoOn(t *testing.T) {
	w := newWorld(t, 3)
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	w.config.Now = func() time.Time { return now }
	bad := ""
	w.llm.OnGenerate(func(_ context.Context, p codeworm.Prompt) (string, error) {
		name := p.Facts.Target.Key.Symbol
		if bad == "" {
			bad = name
		}
		if name == bad {
			return "", &codeworm.LLMError{Kind: codeworm.ErrRefused, Model: "fake"}
		}
		return fmt.Sprintf(goodAnswer, name), nil
	})
	d := w.daemon()
	results, err := d.RunN(t.Context(), 10)
	require.NoError(t, err)
	assert.Len(t, results, 2)
	require.Len(t, w.records(), 3)
	for _, r := range w.records() {
		if r.Key.Symbol == bad {
			assert.Equal(t, 1, r.Failures)
			assert.Empty(t, r.Fingerprint)
			assert.Equal(t, now.Add(time.Hour), r.RetryAfter)
			assert.NotEmpty(t, r.LastError)
		}
	}
	asked := len(w.llm.Prompts())
	events := d.Subscribe(100)
	_, err = d.RunOnce(t.Context())
	require.ErrorIs(t, err, codeworm.ErrNothingDue, "it rests")
	events.Close()
	var plan *codeworm.Plan
	for e := range events.C {
		if e, ok := e.(codeworm.NothingDue); ok {
			plan = e.Plan
		}
	}
	require.NotNil(t, plan, "an event says why")
	assert.Equal(t, map[codeworm.Wait]int{codeworm.WaitRetry: 1, codeworm.WaitChange: 2}, plan.Waiting)
	assert.Equal(t, 3, plan.Targets)
	assert.Equal(t, 3, plan.Files)
	assert.Len(t, w.llm.Prompts(), asked)
	now = now.Add(61 * time.Minute)
	_, err = d.RunOnce(t.Context())
	require.ErrorIs(t, err, codeworm.ErrRefused)
	now = now.Add(61 * time.Minute)
	_, err = d.RunOnce(t.Context())
	require.ErrorIs(t, err, codeworm.ErrNothingDue, "it rests twice as long")
	bad = "none"
	now = now.Add(time.Hour)
	_, err = d.RunOnce(t.Context())
	require.NoError(t, err)
	assert.Len(t, w.sink.Pages(), 3)
}

func TestServerFaultIsNotTheTargets(t *testing.T) {
	w := newWorld(t, 2)
	w.llm.FailNext(&codeworm.LLMError{Kind: codeworm.ErrUnreachable})
	_, err := w.daemon().RunN(t.Context(), 2)
	require.ErrorIs(t, err, codeworm.ErrUnreachable)
	assert.Empty(t, w.records())
	assert.Zero(t, w.claims())
}

func TestPromptThatDidNotFitIsMadeSmaller(t *testing.T) {
	w := newWorld(t, 1)
	w.llm.FailNext(&codeworm.LLMError{Kind: codeworm.ErrDidNotFit}, &codeworm.LLMError{Kind: codeworm.ErrDidNotFit})
	var body strings.Builder
	for i := range 400 {
		fmt.Fprintf(&body, "\tif a == %d {\n\t\tb += a * %d\n\t\tb -= %d\n\t}\n", i, i, i)
	}
	src := "package sums\n\nfunc Sum0(a, b int) int {\n" + body.String() + "\treturn b\n}\n"
	require.NoError(t, os.WriteFile(filepath.Join(w.dir, "sum0.go"), []byte(src), 0o600))
	result, err := w.daemon().RunOnce(t.Context())
	require.NoError(t, err)
	prompts := w.llm.Prompts()
	require.Len(t, prompts, 3)
	length := func(p codeworm.Prompt) int { return len(p.System) + len(p.Shared) + len(p.Request) }
	assert.Less(t, length(prompts[1]), length(prompts[0]))
	assert.Less(t, length(prompts[2]), length(prompts[1]))
	assert.Contains(t, prompts[2].Request, "lines elided")
	assert.Contains(t, string(result.Page.Markdown), "the writer saw no more than these")
}

func TestEndlessAnswerIsRefused(t *testing.T) {
	endless := newWorld(t, 1)
	endless.config.AnswerTokens = 40
	endless.llm.OnGenerate(func(context.Context, codeworm.Prompt) (string, error) { return strings.Repeat("on and on ", 400), nil })
	result, err := endless.daemon().RunOnce(t.Context())
	require.NoError(t, err)
	assert.True(t, result.Record.Provisional, "written from facts, never published cut")
	assert.NotContains(t, string(result.Page.Markdown), "on and on")
}

// What a page says is found by the store's search, and what was attempted stands in its history.
func TestStoreKnowsTextsAndAttempts(t *testing.T) {
	w := newWorld(t, 2)
	broken := true
	w.sink.OnCall(func(_ context.Context, op codewormtest.SinkOp, _ page.Key) error {
		if op == codewormtest.SinkPublish && broken {
			broken = false
			return errors.New("no\nroom")
		}
		return nil
	})
	results, err := w.daemon().RunN(t.Context(), 1)
	require.NoError(t, err)
	require.Len(t, results, 1)
	made := results[0]
	words := strings.Fields(strings.ReplaceAll(made.Page.Text(), "`", " "))
	require.NotContains(t, made.Page.Text(), "codeworm:page")
	hits, err := w.store.Search(t.Context(), words[len(words)-1], 0)
	require.NoError(t, err)
	require.NotEmpty(t, hits)
	hits, err = w.store.Search(t.Context(), "repository type documentation "+made.Record.Title, 0)
	require.NoError(t, err)
	require.Len(t, hits, 1, "by words of the text")
	assert.Equal(t, made.Target.Key, hits[0].Record.Key)

	attempts, err := w.store.Attempts(t.Context(), codeworm.AttemptFilter{}, 0)
	require.NoError(t, err)
	require.Len(t, attempts, 2)
	assert.Equal(t, codeworm.OutcomePublished, attempts[0].Outcome)
	assert.Equal(t, made.Target.Key, attempts[0].Key)
	assert.Equal(t, made.Record.Model, attempts[0].Model)
	assert.Equal(t, made.Record.Check, attempts[0].Check)
	assert.Equal(t, made.Record.Took, attempts[0].Took)
	assert.False(t, attempts[0].At.IsZero())
	assert.Equal(t, codeworm.OutcomeFailed, attempts[1].Outcome)
	assert.Equal(t, "publish: no room", attempts[1].Cause)
	assert.Equal(t, "target", attempts[1].Class)

	w.config.DryRun = true
	w.function(1, "\n// Changed.")
	_, err = w.daemon().RunN(t.Context(), 1)
	require.NoError(t, err)
	attempts, err = w.store.Attempts(t.Context(), codeworm.AttemptFilter{}, 0)
	require.NoError(t, err)
	require.Len(t, attempts, 2, "a rehearsal is no attempt")
}
