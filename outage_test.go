package codeworm_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

// Run waits for every part that can come back, tells that once, and its return once.
func TestRunWaitsForParts(t *testing.T) {
	for name, c := range map[string]struct {
		fault codeworm.Fault
		fail  func(w *world, away func() bool)
	}{
		"sink unready": {codeworm.FaultSink, func(w *world, away func() bool) {
			w.sink.OnCall(func(_ context.Context, op codewormtest.SinkOp, _ page.Key) error {
				if op == codewormtest.SinkPublish && away() {
					return fmt.Errorf("%w: a merge is half done", codeworm.ErrSinkUnready)
				}
				return nil
			})
		}},
		"sink unready at the start": {codeworm.FaultSink, func(w *world, away func() bool) {
			w.sink.OnCall(func(_ context.Context, op codewormtest.SinkOp, _ page.Key) error {
				if op == codewormtest.SinkPrepare && away() {
					return fmt.Errorf("%w: not mounted", codeworm.ErrSinkUnready)
				}
				return nil
			})
		}},
		"cannot load the model": {codeworm.FaultModel, func(w *world, away func() bool) {
			w.llm.OnGenerate(func(_ context.Context, p codeworm.Prompt) (string, error) {
				if away() {
					return "", &codeworm.LLMError{Kind: codeworm.ErrOutOfMemory, Status: 500}
				}
				return fmt.Sprintf(goodAnswer, p.Facts.Target.Key.Symbol), nil
			})
		}},
		"too many requests": {codeworm.FaultModel, func(w *world, away func() bool) {
			w.llm.OnGenerate(func(_ context.Context, p codeworm.Prompt) (string, error) {
				if away() {
					return "", &codeworm.LLMError{Kind: codeworm.ErrTooManyRequests, Status: 429, RetryAfter: 20 * time.Minute}
				}
				return fmt.Sprintf(goodAnswer, p.Facts.Target.Key.Symbol), nil
			})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 3)
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				c.fail(w, func() bool { return time.Since(begun) < time.Hour })
				d := w.daemon()
				all := events(d)
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Hour)
				defer cancel()
				require.NoError(t, d.Run(ctx))
				told := all()
				away, back := only[codeworm.Away](told), only[codeworm.Back](told)
				require.Len(t, away, 1)
				assert.Equal(t, c.fault, away[0].Fault)
				require.Len(t, back, 1)
				assert.Equal(t, c.fault, back[0].Fault)
				assert.LessOrEqual(t, len(only[codeworm.CycleFailed](told)), 1)
				assert.Len(t, w.sink.Pages(), 3)
				for _, r := range w.records() {
					assert.Zero(t, r.Failures)
				}
				assert.LessOrEqual(t, len(w.llm.Prompts()), 50)
			})
		})
	}
}

// A model that is deleted while the daemon runs is waited for, and told with the command that gets it.
func TestModelDeletedWhileRunning(t *testing.T) {
	w := newWorld(t, 6)
	synctest.Test(t, func(t *testing.T) {
		w.llm.OnGenerate(func(_ context.Context, p codeworm.Prompt) (string, error) {
			w.llm.SetReady(&codeworm.LLMError{Kind: codeworm.ErrModelMissing, Model: "m", Hint: "run: ollama pull m"})
			return fmt.Sprintf(goodAnswer, p.Facts.Target.Key.Symbol), nil
		})
		d := w.daemon()
		all := events(d)
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		require.NoError(t, d.Run(ctx))
		told := all()
		assert.Empty(t, only[codeworm.CycleFailed](told), "no target is named that is none")
		away := only[codeworm.Away](told)
		require.Len(t, away, 1)
		assert.ErrorContains(t, away[0].Err, "ollama pull m")
	})
}

// A rest that was noted by a clock that was ahead does not last longer than any rest does.
func TestClockThatWasAhead(t *testing.T) {
	w := newWorld(t, 1)
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	w.config.Now = func() time.Time { return now.AddDate(0, 0, 30) }
	w.llm.FailNext(&codeworm.LLMError{Kind: codeworm.ErrRefused})
	_, err := w.daemon().RunOnce(t.Context())
	require.Error(t, err)
	w.config.Now = func() time.Time { return now }
	_, err = w.daemon().RunOnce(t.Context())
	require.NoError(t, err, "it is due by the clock that is right")
}

// A page in somebody's hands blames nobody, is told once, costs the model nothing, and is made as soon as it can be.
func TestBlockedPageWaits(t *testing.T) {
	w := newWorld(t, 3)
	w.config.Types = map[page.Type]int{page.FunctionDoc: 1}
	editing := true
	guarded := &guardedSink{Sink: w.sink, blocked: func(k page.Key) bool { return editing && k.Symbol == "Sum1" }}
	w.config.Sink = guarded
	d := w.daemon()
	all := events(d)
	results, err := d.RunN(t.Context(), 3)
	require.NoError(t, err)
	assert.Len(t, results, 2)
	_, err = d.RunN(t.Context(), 3)
	require.ErrorIs(t, err, codeworm.ErrNothingDue)
	told := all()
	assert.Len(t, only[codeworm.CycleFailed](told), 1)
	nothing := only[codeworm.NothingDue](told)
	require.Len(t, nothing, 1)
	assert.Equal(t, 1, nothing[0].Plan.Waiting[codeworm.WaitBlocked])
	assert.Len(t, w.llm.Prompts(), 2)
	editing = false
	results, err = d.RunN(t.Context(), 3)
	require.NoError(t, err)
	assert.Len(t, results, 1)
	for _, r := range w.records() {
		assert.Zero(t, r.Failures)
	}
}

// guardedSink is a sink with pages in somebody's hands.
type guardedSink struct {
	*codewormtest.Sink
	blocked func(page.Key) bool
}

func (s *guardedSink) Blocked(_ context.Context, k page.Key) error {
	if s.blocked(k) {
		return fmt.Errorf("%w: %s is being edited", codeworm.ErrPageBlocked, k.PagePath())
	}
	return nil
}

// What could not be pushed is pushed at the next start, and while nothing is due; a run that ends with it says so.
func TestUnpushedPages(t *testing.T) {
	w := newWorld(t, 2)
	offline := true
	w.sink.OnCall(func(_ context.Context, op codewormtest.SinkOp, _ page.Key) error {
		if op == codewormtest.SinkPush && offline {
			return errors.New("no network")
		}
		return nil
	})
	d := w.daemon()
	all := events(d)
	results, err := d.RunN(t.Context(), 1)
	require.ErrorIs(t, err, codeworm.ErrNotPushed)
	assert.Len(t, results, 1)
	assert.Len(t, only[codeworm.PushFailed](all()), 1, "told once")
	_, err = w.daemon().RunN(t.Context(), 1)
	require.ErrorIs(t, err, codeworm.ErrNotPushed)
	_, err = w.daemon().RunN(t.Context(), 1)
	require.ErrorIs(t, err, codeworm.ErrNotPushed, "nothing is due, but something is not pushed")
	synctest.Test(t, func(t *testing.T) {
		d := w.daemon()
		all := events(d)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Hour)
		defer cancel()
		go func() { time.Sleep(time.Hour); offline = false }()
		before := w.sink.Calls(codewormtest.SinkPush)
		w.config.IdleWait = time.Minute
		require.NoError(t, d.Run(ctx))
		assert.Less(t, w.sink.Calls(codewormtest.SinkPush)-before, 12)
		assert.Equal(t, 2, w.sink.Pushed())
		assert.Len(t, only[codeworm.Pushed](all()), 1)
	})
	_, err = w.daemon().RunN(t.Context(), 1)
	require.ErrorIs(t, err, codeworm.ErrNothingDue)
}

// A source that is away, in whatever way, over restarts and for however long, loses no page and blames nobody; its return is told.
func TestSourcesThatComeAndGo(t *testing.T) {
	rename := func(from, to string) func(*testing.T, *world) func() {
		return func(t *testing.T, w *world) func() {
			require.NoError(t, os.Rename(filepath.Join(w.dir, from), filepath.Join(w.dir, to)))
			return func() { require.NoError(t, os.Rename(filepath.Join(w.dir, to), filepath.Join(w.dir, from))) }
		}
	}
	for name, c := range map[string]struct {
		leave func(*testing.T, *world) (comeBack func())
		days  int
	}{
		"not mounted": {func(t *testing.T, w *world) func() {
			require.NoError(t, os.Rename(w.dir, w.dir+".away"))
			require.NoError(t, os.Mkdir(w.dir, 0o755))
			return func() {
				require.NoError(t, os.Remove(w.dir))
				require.NoError(t, os.Rename(w.dir+".away", w.dir))
			}
		}, 30},
		"HEAD gone": {rename(".git/HEAD", ".git/HEAD.away"), 0},
		"git gone":  {rename(".git", "git.away"), 0},
		"no commit": {func(t *testing.T, w *world) func() {
			require.NoError(t, os.Rename(filepath.Join(w.dir, ".git/refs/heads/main"), filepath.Join(w.dir, ".git/main.away")))
			return func() {
				require.NoError(t, os.Rename(filepath.Join(w.dir, ".git/main.away"), filepath.Join(w.dir, ".git/refs/heads/main")))
			}
		}, 0},
		"corrupt": {func(t *testing.T, w *world) func() {
			index := filepath.Join(w.dir, ".git", "index")
			was, err := os.ReadFile(index)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(index, []byte("rubbish"), 0o600))
			return func() { require.NoError(t, os.WriteFile(index, was, 0o600)) }
		}, 30},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 8)
			now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
			w.config.Now = func() time.Time { return now }
			_, err := w.daemon().RunN(t.Context(), 4)
			require.NoError(t, err)
			_, err = w.daemon().RunN(t.Context(), 1)
			require.NoError(t, err)
			comeBack := c.leave(t, w)
			d := w.daemon() // a restart
			all := events(d)
			for range 3 {
				_, err = d.RunN(t.Context(), 8)
				require.Error(t, err)
				assert.Equal(t, codeworm.FaultSource, codeworm.FaultOf(err), err.Error())
				now = now.AddDate(0, 0, c.days).Add(time.Hour)
			}
			comeBack()
			_, err = d.RunN(t.Context(), 8)
			require.NoError(t, err)
			told := all()
			assert.Len(t, only[codeworm.Away](told), 1)
			assert.Equal(t, "sums", only[codeworm.Away](told)[0].Repo)
			assert.Len(t, only[codeworm.Back](told), 1)
			assert.Empty(t, w.sink.Retired())
			assert.Len(t, w.sink.Pages(), 8)
			for _, r := range w.records() {
				assert.Zero(t, r.Failures)
			}
		})
	}
}

// When most of a folder is gone although its commit is the same, nothing is retired until somebody commits that.
func TestMostOfASourceGone(t *testing.T) {
	w := newWorld(t, 40)
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	w.config.Now = func() time.Time { return now }
	_, err := w.daemon().RunN(t.Context(), 40)
	require.NoError(t, err)
	look := func() {
		t.Helper()
		_, err := w.daemon().RunN(t.Context(), 1)
		require.ErrorIs(t, err, codeworm.ErrNothingDue)
		now = now.AddDate(0, 0, 2)
	}
	look()
	for i := range 30 {
		require.NoError(t, os.Remove(filepath.Join(w.dir, fmt.Sprintf("sum%d.go", i))))
	}
	for range 3 {
		look()
		assert.Empty(t, w.sink.Retired())
	}
	w.git("commit", "-qam", "Remove most")
	look()
	assert.Len(t, w.sink.Retired(), 30)
}

// hourly is a schedule of a page at each full hour.
type hourly struct{}

func (hourly) Next(from time.Time) time.Time { return from.Add(time.Hour - 1).Truncate(time.Hour) }

// A clock that jumps by a month, either way, and back again keeps no run from its pages for longer than to the next one that is due.
func TestClockThatJumps(t *testing.T) {
	for name, jump := range map[string]time.Duration{"ahead": 30 * 24 * time.Hour, "back": -30 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 30)
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				w.config.Now = func() time.Time {
					if at := time.Since(begun); at > 4*time.Hour && at < 8*time.Hour {
						return time.Now().Add(jump)
					}
					return time.Now()
				}
				w.config.Scheduler = hourly{}
				ctx, cancel := context.WithTimeout(t.Context(), 12*time.Hour+time.Minute)
				defer cancel()
				require.NoError(t, w.daemon().Run(ctx))
				assert.InDelta(t, 13, len(w.sink.Pages()), 2, "one at each hour, and one at most more or less at each jump")
				for _, r := range w.records() {
					assert.Zero(t, r.Failures)
				}
			})
		})
	}
}
