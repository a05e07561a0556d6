package codeworm_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/devlog"
	"github.com/codeworm/codeworm/internal/compose"
	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/page"
)

// Each failure is somebody's, however it is wrapped on its way.
func TestFaultOf(t *testing.T) {
	path := func(err error) error { return &fs.PathError{Op: "write", Path: "/x", Err: err} }
	sink := func(kind, cause error) error {
		return fmt.Errorf("publish: %w", &devlog.Error{Kind: kind, Place: "/d", Err: cause})
	}
	model := func(kind error, status int) error {
		return fmt.Errorf("asking: %w", &codeworm.LLMError{Kind: kind, Status: status})
	}
	source := func(cause error) error { return fmt.Errorf("history of a.go: %w", &git.Error{Dir: "/r", Err: cause}) }
	for fault, errs := range map[codeworm.Fault]map[string]error{
		codeworm.FaultNone: {
			"nothing": nil, "stopped": fmt.Errorf("asking: %w", context.Canceled), "claimed": fmt.Errorf("claim: %w", codeworm.ErrClaimed),
			"claim lost": fmt.Errorf("record: %w", codeworm.ErrClaimLost), "nothing due": codeworm.ErrNothingDue,
		},
		codeworm.FaultMachine: {
			"disk full, devlog": sink(devlog.ErrUnready, path(syscall.ENOSPC)), "quota": path(syscall.EDQUOT), "memory": fmt.Errorf("start: %w", path(syscall.ENOMEM)),
			"files, process": path(syscall.EMFILE), "files, system": source(syscall.ENFILE), "files, model": &codeworm.LLMError{Kind: codeworm.ErrUnreachable, Err: &net.OpError{Op: "dial", Err: syscall.EMFILE}},
			"git took too long": source(context.DeadlineExceeded), "no git": source(git.ErrNoGit), "a hook took too long": fmt.Errorf("devlog /d: %w", context.DeadlineExceeded),
		},
		codeworm.FaultSink: {
			"hook": sink(devlog.ErrHook, nil), "lock": sink(devlog.ErrLocked, git.ErrLocked), "unready": sink(devlog.ErrUnready, nil), "signer": sink(devlog.ErrUnready, &git.Error{Err: io.EOF}),
			"conflict": sink(devlog.ErrConflict, nil), "remote": sink(devlog.ErrRemote, &git.Error{Err: git.ErrRejected}), "read-only": sink(devlog.ErrUnready, path(syscall.EROFS)),
			"edited": sink(devlog.ErrEdited, nil), "in the way": sink(devlog.ErrUnready, path(syscall.EISDIR)), "own": fmt.Errorf("publish: %w", codeworm.ErrSinkUnready),
			"not pushed": fmt.Errorf("%w: %w", codeworm.ErrNotPushed, io.EOF),
		},
		codeworm.FaultModel: {
			"away": model(codeworm.ErrUnreachable, 0), "busy": model(codeworm.ErrUnreachable, 503), "429": model(codeworm.ErrTooManyRequests, 429),
			"missing": model(codeworm.ErrModelMissing, 404), "memory": model(codeworm.ErrOutOfMemory, 500), "500": model(codeworm.ErrRefused, 500),
			"401": model(codeworm.ErrRefused, 401), "moved": model(codeworm.ErrRefused, 302), "another server": model(codeworm.ErrRefused, 404),
			"alike": &codeworm.AlikeError{Err: model(codeworm.ErrBadAnswer, 0)},
		},
		codeworm.FaultTarget: {
			"bad answer": model(codeworm.ErrBadAnswer, 0), "rejected": fmt.Errorf("%w: too little", codeworm.ErrRejected), "slow": model(codeworm.ErrTooSlow, 0),
			"no fit": model(codeworm.ErrDidNotFit, 400), "refused": model(codeworm.ErrRefused, 400), "page": sink(devlog.ErrPage, nil), "unknown": errors.New("boom"),
			"partial clone": source(git.ErrPartial),
		},
		codeworm.FaultSource: {
			"changed": fmt.Errorf("a.go: %w", compose.ErrChanged), "no repository": source(git.ErrNotARepo), "corrupt": source(io.EOF), "HEAD": source(fs.ErrNotExist),
		},
	} {
		for name, err := range errs {
			assert.Equal(t, fault, codeworm.FaultOf(err), name)
			if err != nil {
				assert.Equal(t, fault, codeworm.FaultOf(errors.Join(err, nil)), name)
			}
		}
	}
	w := newWorld(t, 1)
	for _, op := range []codewormtest.StoreOp{codewormtest.OpStats, codewormtest.OpRecords, codewormtest.OpClaim, codewormtest.OpSave} {
		w.store.FailNext(op, errors.New("database is locked"))
		_, err := w.daemon().RunOnce(t.Context())
		assert.Equal(t, codeworm.FaultStore, codeworm.FaultOf(err), op)
	}
}

// A hook that refuses the commit is the devlog's: the run ends, and no target rests.
func TestHookBlamesNobody(t *testing.T) {
	w := newWorld(t, 4)
	w.sink.OnCall(func(_ context.Context, op codewormtest.SinkOp, _ page.Key) error {
		if op == codewormtest.SinkPublish {
			return &devlog.Error{Kind: devlog.ErrHook, Place: "/d", What: "the pre-commit hook refused the commit"}
		}
		return nil
	})
	_, err := w.daemon().RunN(t.Context(), 4)
	require.ErrorIs(t, err, devlog.ErrHook)
	assert.Empty(t, w.records())
	assert.LessOrEqual(t, len(w.llm.Prompts()), 2)
}

// events collects what a daemon tells until the returned function is called.
func events(d *codeworm.Daemon) func() []codeworm.Event {
	s := d.Subscribe(100_000)
	return func() []codeworm.Event {
		s.Close()
		var all []codeworm.Event
		for e := range s.C {
			all = append(all, e)
		}
		return all
	}
}

// only are the events of one type.
func only[E codeworm.Event](all []codeworm.Event) []E {
	var of []E
	for _, e := range all {
		if e, ok := e.(E); ok {
			of = append(of, e)
		}
	}
	return of
}

// rubbish are models that never write a page, each in its way.
var rubbish = map[string]struct {
	answer func(context.Context, codeworm.Prompt) (string, error)
	calls  int // the most calls for a target
}{
	"no page": {func(context.Context, codeworm.Prompt) (string, error) { return "HACKED", nil }, 2},
	"not true": {func(context.Context, codeworm.Prompt) (string, error) {
		return "Calls `frobnicateQuux` to do all of what there is to do here.\n\nThen `quuxify` and `barbarize` take over and do the rest of the work.", nil
	}, 4},
	"empty": {func(context.Context, codeworm.Prompt) (string, error) {
		return "", &codeworm.LLMError{Kind: codeworm.ErrBadAnswer}
	}, 1},
	"never fits": {func(context.Context, codeworm.Prompt) (string, error) {
		return "", &codeworm.LLMError{Kind: codeworm.ErrDidNotFit}
	}, 5},
	"always slow": {func(context.Context, codeworm.Prompt) (string, error) {
		return "", &codeworm.LLMError{Kind: codeworm.ErrTooSlow}
	}, 1},
	"always refuses": {func(context.Context, codeworm.Prompt) (string, error) {
		return "", &codeworm.LLMError{Kind: codeworm.ErrRefused, Status: 400}
	}, 1},
	"endless": {func(context.Context, codeworm.Prompt) (string, error) { return strings.Repeat("and", 20_000), nil }, 2},
}

// askedTargets are the targets that the model was asked about.
func (w *world) askedTargets() map[page.Key]int {
	targets := map[page.Key]int{}
	for _, p := range w.llm.Prompts() {
		targets[p.Facts.Target.Key]++
	}
	return targets
}

// tils gives the world targets whose pages only a model can write.
func (w *world) tils() {
	w.config.Types = map[page.Type]int{page.TIL: 1}
	w.config.Selection = codeworm.Selection{ReviewMinLines: 1, ReviewMinComplexity: 1}
}

// A model that writes no page at all costs three targets and blames none, in whatever batches; Run then asks one at a time.
func TestRubbishStopsAtThree(t *testing.T) {
	for name, model := range rubbish {
		for _, floor := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/%v", name, floor), func(t *testing.T) {
				setUp := func() *world {
					w := newWorld(t, 15)
					if !floor {
						w.tils()
					}
					w.llm.OnGenerate(model.answer)
					return w
				}
				blameless := func(w *world) {
					t.Helper()
					for _, r := range w.records() {
						assert.Zero(t, r.Failures, r.Key)
						assert.Empty(t, r.LastError, r.Key)
						assert.True(t, r.RetryAfter.IsZero(), r.Key)
					}
					assert.Zero(t, w.claims())
				}
				// A page from facts tells in the history why it is not the model's, whether or not its target is blamed.
				told := func(w *world) {
					t.Helper()
					attempts, err := w.store.Attempts(t.Context(), codeworm.AttemptFilter{Outcome: codeworm.OutcomeRefused}, 1000)
					require.NoError(t, err)
					causes := map[page.Key]string{}
					for _, a := range attempts {
						causes[a.Key] = a.Cause
					}
					for _, r := range w.records() {
						if r.Provisional {
							assert.NotEmpty(t, causes[r.Key], r.Key)
						}
					}
				}
				for _, n := range []int{1, 12} {
					w := setUp()
					d := w.daemon()
					all := events(d)
					_, err := d.RunN(t.Context(), n)
					if n == 1 && err == nil {
						assert.Len(t, w.askedTargets(), 1, "the page is written from facts")
						continue
					}
					var alike *codeworm.AlikeError
					require.ErrorAs(t, err, &alike)
					assert.Len(t, alike.Targets, 3)
					assert.NotEmpty(t, alike.Next)
					assert.LessOrEqual(t, len(w.askedTargets()), 4)
					for k, calls := range w.askedTargets() {
						assert.LessOrEqual(t, calls, model.calls, k)
					}
					blameless(w)
					told(w)
					opened := only[codeworm.BreakerOpened](all())
					require.Len(t, opened, 1)
					assert.Equal(t, time.Minute, opened[0].RetryIn)
				}

				w := setUp()
				synctest.Test(t, func(t *testing.T) {
					d := w.daemon()
					all := events(d)
					ctx, cancel := context.WithTimeout(t.Context(), 6*time.Hour)
					defer cancel()
					require.NoError(t, d.Run(ctx))
					// 1, 2, 4, 8, 16 and from then on 30 minutes.
					probes := 5 + (6*60-31)/30
					asked := 0
					for _, calls := range w.askedTargets() {
						asked += calls
					}
					assert.LessOrEqual(t, asked, (4+probes)*model.calls)
					assert.Greater(t, asked, probes)
					told := all()
					assert.Len(t, only[codeworm.BreakerOpened](told), 1)
					assert.Empty(t, only[codeworm.BreakerClosed](told))
					blameless(w)
				})
			})
		}
	}
}

// When the model writes pages again the breaker closes, and every page is made.
func TestBreakerCloses(t *testing.T) {
	w := newWorld(t, 12)
	w.tils()
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		w.llm.OnGenerate(func(_ context.Context, p codeworm.Prompt) (string, error) {
			if time.Since(begun) < 10*time.Minute {
				return "HACKED", nil
			}
			return fmt.Sprintf(goodAnswer, p.Facts.Target.Key.Symbol), nil
		})
		d := w.daemon()
		all := events(d)
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		require.NoError(t, d.Run(ctx))
		assert.Len(t, w.sink.Pages(), 12)
		told := all()
		assert.Len(t, only[codeworm.BreakerOpened](told), 1)
		assert.Len(t, only[codeworm.BreakerClosed](told), 1)
		for _, r := range w.records() {
			assert.Zero(t, r.Failures)
		}
	})
}

// Targets that fail because of what they are rest in the end, and keep no other from its page, also when they come first in a row.
func TestBadTargetsInARow(t *testing.T) {
	for _, bad := range []int{1, 2, 3, 7} {
		w := newWorld(t, 20)
		w.tils()
		plan, err := w.daemon().Plan(t.Context())
		require.NoError(t, err)
		require.Len(t, plan.Due, 20)
		isBad := map[page.Key]bool{}
		for _, target := range plan.Due[:bad] {
			isBad[target.Key] = true
		}
		w.llm.OnGenerate(func(_ context.Context, p codeworm.Prompt) (string, error) {
			if isBad[p.Facts.Target.Key] {
				return "HACKED", nil
			}
			return fmt.Sprintf(goodAnswer, p.Facts.Target.Key.Symbol), nil
		})
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Minute)
			defer cancel()
			require.NoError(t, w.daemon().Run(ctx))
			assert.Len(t, w.sink.Pages(), 20-bad, "%d bad", bad)
			for _, r := range w.records() {
				if isBad[r.Key] {
					assert.Equal(t, 1, r.Failures, "%d bad: %s", bad, r.Key)
				}
			}
			for k, calls := range w.askedTargets() {
				assert.LessOrEqual(t, calls, 4, "%d bad: %s", bad, k)
			}
		})
	}
}

// lostError is that of a server that died over a prompt.
func lostError() error {
	return &codeworm.LLMError{Kind: codeworm.ErrUnreachable, Model: "fake", Lost: true, Err: syscall.ECONNRESET}
}

// A prompt over which the server dies costs its target alone: it is suspect, all others go first, and it rests longer each time.
func TestPoisonGoesLast(t *testing.T) {
	w := newWorld(t, 12)
	first := page.Key{}
	w.llm.OnGenerate(func(_ context.Context, p codeworm.Prompt) (string, error) {
		k := p.Facts.Target.Key
		if first == (page.Key{}) {
			first = k
		}
		if k == first {
			return "", lostError()
		}
		return fmt.Sprintf(goodAnswer, k.Symbol), nil
	})
	results, err := w.daemon().RunN(t.Context(), 12)
	require.NoError(t, err, "one target, not the run")
	assert.Len(t, results, 11)
	assert.Equal(t, 1, w.askedTargets()[first])
	record := w.recordOf(first.Symbol)
	assert.Equal(t, 1, record.Failures)
	assert.Contains(t, record.LastError, "suspect")

	for i := range 11 { // every page is due again
		w.function(i, " Changed.")
	}
	w.function(11, " Changed.")
	w.config.IdleWait = 10 * time.Minute
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 24*time.Hour)
		defer cancel()
		require.NoError(t, w.daemon().Run(ctx))
		assert.LessOrEqual(t, w.askedTargets()[first], 7, "after growing pauses")
		assert.Equal(t, 11, len(w.sink.Pages()))
		assert.Zero(t, w.claims())
	})
}

// A server that is lost over every prompt is at fault itself: two suspects in a row are none.
func TestServerThatDiesIsNoTargetsFault(t *testing.T) {
	w := newWorld(t, 12)
	w.llm.OnGenerate(func(context.Context, codeworm.Prompt) (string, error) { return "", lostError() })
	_, err := w.daemon().RunN(t.Context(), 12)
	var alike *codeworm.AlikeError
	require.ErrorAs(t, err, &alike)
	assert.Len(t, alike.Targets, 2)
	assert.Equal(t, codeworm.FaultModel, codeworm.FaultOf(err))
	for _, r := range w.records() {
		assert.Zero(t, r.Failures)
	}

	// One that does not come back ends the run at once, with its own error.
	w = newWorld(t, 12)
	w.llm.OnGenerate(func(context.Context, codeworm.Prompt) (string, error) {
		w.llm.SetReady(&codeworm.LLMError{Kind: codeworm.ErrUnreachable, Endpoint: "http://x"})
		return "", lostError()
	})
	_, err = w.daemon().RunN(t.Context(), 12)
	require.ErrorIs(t, err, codeworm.ErrUnreachable)
	assert.Len(t, w.llm.Prompts(), 1)
}

// With many daemons on one store, what others are at costs no plan each.
func TestClaimedTargetsAreCheap(t *testing.T) {
	w := newWorld(t, 30)
	plan, err := w.daemon().Plan(t.Context())
	require.NoError(t, err)
	for _, target := range plan.Due[:20] {
		_, err = w.store.Claim(t.Context(), codeworm.ClaimRequest{Key: target.Key, Owner: "other", TTL: time.Hour})
		require.NoError(t, err)
	}
	d := w.daemon()
	all := events(d)
	result, err := d.RunOnce(t.Context())
	require.NoError(t, err)
	assert.Equal(t, plan.Due[20].Key, result.Target.Key)
	assert.Len(t, only[codeworm.RepoRead](all()), 1, "the repository is read once")
}

// Abandon frees what is held, for a program that is told twice to end.
func TestAbandon(t *testing.T) {
	w := newWorld(t, 1)
	asked := make(chan struct{})
	var once sync.Once
	ctx, cancel := context.WithCancel(t.Context())
	w.llm.OnGenerate(func(ctx context.Context, _ codeworm.Prompt) (string, error) {
		once.Do(func() { close(asked) })
		<-ctx.Done()
		return "", ctx.Err()
	})
	d := w.daemon()
	done := make(chan error)
	go func() { done <- d.Run(ctx) }()
	<-asked
	require.Equal(t, 1, w.claims())
	require.NoError(t, d.Abandon(t.Context()))
	assert.Zero(t, w.claims())
	cancel()
	require.NoError(t, <-done)
	assert.Empty(t, w.sink.Log())
}
