package codeworm_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/devlog"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/state/sqlite"
)

// whole is what both stores are.
type whole interface {
	codeworm.StateStore
	codeworm.ClaimRenewer
	codeworm.ClaimChooser
	codeworm.Cache
}

// countedStore is a store that counts how it is asked. It cannot choose.
type countedStore struct {
	codeworm.StateStore
	codeworm.ClaimRenewer
	codeworm.Cache
	claims, lost, plans atomic.Int64
}

func (c *countedStore) count(err error) {
	c.claims.Add(1)
	if errors.Is(err, codeworm.ErrClaimed) {
		c.lost.Add(1)
	}
}

func (c *countedStore) Records(ctx context.Context, repo string) ([]codeworm.Record, error) {
	if repo == "" {
		c.plans.Add(1)
	}
	return c.StateStore.Records(ctx, repo)
}

func (c *countedStore) Claim(ctx context.Context, r codeworm.ClaimRequest) (codeworm.Claim, error) {
	claim, err := c.StateStore.Claim(ctx, r)
	c.count(err)
	return claim, err
}

// choosing is a countedStore that can choose.
type choosing struct {
	*countedStore
	chooser codeworm.ClaimChooser
	most    atomic.Int64 // candidates of a call
}

func (c *choosing) ClaimFirst(ctx context.Context, owner string, ttl time.Duration, of []codeworm.Candidate) (codeworm.Claim, error) {
	claim, err := c.chooser.ClaimFirst(ctx, owner, ttl, of)
	c.count(err)
	for n := int64(len(of)); ; {
		if most := c.most.Load(); n <= most || c.most.CompareAndSwap(most, n) {
			return claim, err
		}
	}
}

// fleet lets daemons of the world document it together, each making up to n pages at a time until nothing is due.
func (w *world) fleet(daemons, n int) (adopted int) {
	w.t.Helper()
	var all sync.WaitGroup
	var total atomic.Int64
	begin := make(chan struct{})
	for i := range daemons {
		w.config.Owner = fmt.Sprintf("machine%d", i)
		d := w.daemon()
		all.Go(func() {
			<-begin
			for {
				_, err := d.RunN(context.Background(), n)
				if errors.Is(err, codeworm.ErrNothingDue) {
					break
				}
				if !assert.NoError(w.t, err) {
					break
				}
			}
			total.Add(int64(d.Stats().Adopted))
			assert.Zero(w.t, d.Stats().Failed)
		})
	}
	close(begin)
	all.Wait()
	return int(total.Load())
}

// Twenty daemons that share a state make each page once, and hardly ever ask for what another one has: few claims are lost, and no page
// is planned that is written already.
func TestManyDaemonsShareAState(t *testing.T) {
	const daemons, files, perFile = 20, 12, 5
	stores := map[string]func(t *testing.T) whole{
		"memory": func(*testing.T) whole { return codewormtest.NewStore(nil) },
		"sqlite": func(t *testing.T) whole {
			s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "state.db"))
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, s.Close()) })
			return s
		},
	}
	for name, open := range stores {
		for _, n := range []int{1, 10, files * perFile} {
			for _, chooses := range []bool{false, true} {
				if !chooses && (name != "memory" || n != 10) {
					continue // once is enough to show what it would be
				}
				t.Run(fmt.Sprintf("%s/%d at a time/chooses=%v", name, n, chooses), func(t *testing.T) {
					w := newWorld(t, 0)
					for i := range files {
						w.functionsIn(fmt.Sprintf("f%c.go", 'a'+i), perFile)
					}
					w.llm.Delay = 5 * time.Millisecond
					inner := open(t)
					c := &countedStore{StateStore: inner, ClaimRenewer: inner, Cache: inner}
					chooser := &choosing{countedStore: c, chooser: inner}
					w.config.Store = c
					if chooses {
						w.config.Store = chooser
					}
					adopted := w.fleet(daemons, n)
					times := map[page.Key]int{}
					for _, p := range w.sink.Log() {
						times[p.Key]++
					}
					require.Len(t, times, files*perFile)
					for k, n := range times {
						assert.Equal(t, 1, n, k)
					}
					records, err := inner.Records(t.Context(), "")
					require.NoError(t, err)
					assert.Len(t, records, files*perFile)
					stats, err := inner.Stats(t.Context(), time.Time{})
					require.NoError(t, err)
					assert.Zero(t, stats.Claims)
					claims, lost, plans := int(c.claims.Load()), int(c.lost.Load()), int(c.plans.Load())
					t.Logf("%d pages: %d claims, %d of them lost, %d plans, %d adopted, %d prompts", files*perFile, claims, lost, plans, adopted, len(w.llm.Prompts()))
					if !chooses {
						assert.Greater(t, lost, 5*daemons, "or the bound below says nothing")
					} else {
						assert.Zero(t, adopted)
						assert.Equal(t, files*perFile, claims-lost)
						assert.Len(t, w.llm.Prompts(), files*perFile)
						assert.LessOrEqual(t, int(chooser.most.Load()), 32)
						assert.LessOrEqual(t, lost, 5*daemons, "the first of each daemon, and what is left at the end")
						again := files * perFile / n // each time the state is read for what is lost, and for the plan
						assert.LessOrEqual(t, plans, 2*again+8*daemons)
					}
				})
			}
		}
	}
}

// What others hold is passed over, for those that come next in the plan, and exactly as many pages are made as were asked for.
func TestClaimedTargetsArePassedOver(t *testing.T) {
	for _, workers := range []int{1, 4} {
		for _, held := range []int{1, 2, 40, 56, 60} {
			t.Run(fmt.Sprintf("%d of 60, %d slots", held, workers), func(t *testing.T) {
				w := newWorld(t, 60)
				w.config.Workers = workers
				c := &countedStore{StateStore: w.store, ClaimRenewer: w.store, Cache: w.store}
				w.config.Store = &choosing{countedStore: c, chooser: w.store}
				d := w.daemon()
				plan, err := d.Plan(t.Context())
				require.NoError(t, err)
				require.Len(t, plan.Due, 60)
				for _, target := range plan.Due[:held] {
					_, err := w.store.Claim(t.Context(), codeworm.ClaimRequest{Key: target.Key, Owner: "another", TTL: time.Hour})
					require.NoError(t, err)
				}
				results, err := d.RunN(t.Context(), 4)
				if held == 60 {
					require.ErrorIs(t, err, codeworm.ErrNothingDue)
					assert.LessOrEqual(t, int(c.lost.Load()), workers+2)
					return
				}
				require.NoError(t, err)
				var made, want []page.Key
				for _, r := range results {
					made = append(made, r.Target.Key)
				}
				for _, target := range plan.Due[held : held+4] {
					want = append(want, target.Key)
				}
				assert.ElementsMatch(t, want, made, "the next in the plan's order, though a batch may begin with any of its own")
				assert.Equal(t, 4, int(c.claims.Load()-c.lost.Load()))
				assert.LessOrEqual(t, int(c.lost.Load()), workers+2)
				assert.Equal(t, held, w.claims(), "those of the other")
			})
		}
	}
}

// A page that another daemon wrote since the plan is not written again, also where the sink does not show it yet.
func TestPagesSinceThePlanAreNotWrittenAgain(t *testing.T) {
	w := newWorld(t, 3)
	other := codewormtest.NewSink()
	first := true
	w.llm.OnGenerate(func(ctx context.Context, p codeworm.Prompt) (string, error) {
		if first {
			first = false
			config := w.config
			config.Sink, config.Owner, config.LLM = other, "another", codewormtest.NewLLM()
			config.LLM.(*codewormtest.LLM).OnGenerate(func(_ context.Context, p codeworm.Prompt) (string, error) {
				return fmt.Sprintf(goodAnswer, p.Facts.Target.Key.Symbol), nil
			})
			d, err := codeworm.New(config)
			require.NoError(t, err)
			results, err := d.RunN(ctx, 1)
			require.NoError(t, err)
			require.Len(t, results, 1)
		}
		return fmt.Sprintf(goodAnswer, p.Facts.Target.Key.Symbol), nil
	})
	results, err := w.daemon().RunN(t.Context(), 3)
	require.NoError(t, err)
	require.NotEmpty(t, results)
	have := map[page.Key]int{}
	for _, p := range append(w.sink.Log(), other.Log()...) {
		have[p.Key]++
	}
	require.Len(t, have, 3)
	for k, n := range have {
		assert.Equal(t, 1, n, k)
	}
}

// A store that fails, or gives what nobody asked for, ends the run, and no target is blamed.
func TestFailingChoice(t *testing.T) {
	w := newWorld(t, 3)
	w.store.FailNext(codewormtest.OpClaim, errors.New("disk on fire"))
	_, err := w.daemon().RunN(t.Context(), 2)
	require.ErrorContains(t, err, "claim: disk on fire")
	assert.Equal(t, codeworm.FaultStore, codeworm.FaultOf(err))
	assert.Empty(t, w.records())

	c := &countedStore{StateStore: w.store, ClaimRenewer: w.store, Cache: w.store}
	w.config.Store = &choosing{countedStore: c, chooser: straying{}}
	_, err = w.daemon().RunN(t.Context(), 2)
	require.ErrorContains(t, err, "the store gave function_doc:elsewhere")
	assert.Equal(t, codeworm.FaultStore, codeworm.FaultOf(err))
	assert.Empty(t, w.sink.Log())
}

// straying chooses what is no candidate.
type straying struct{}

func (straying) ClaimFirst(context.Context, string, time.Duration, []codeworm.Candidate) (codeworm.Claim, error) {
	return codeworm.Claim{Key: page.Key{Type: page.FunctionDoc, Repo: "elsewhere"}}, nil
}

// Daemons with a clone each and one state write none of the pages that another's clone has, also where that one was pushed before
// they start, and where the remote is away.
func TestClonesOfOneRemote(t *testing.T) {
	w := newWorld(t, 9)
	dir := t.TempDir()
	remote := filepath.Join(dir, "remote.git")
	git := func(args ...string) string {
		out, err := exec.Command("git", append([]string{"-c", "user.name=Ann", "-c", "user.email=ann@example.com"}, args...)...).CombinedOutput()
		require.NoError(t, err, "%s", out)
		return string(out)
	}
	git("init", "-q", "--bare", "-b", "main", remote)
	git("clone", "-q", remote, filepath.Join(dir, "seed"))
	git("-C", filepath.Join(dir, "seed"), "commit", "-q", "--allow-empty", "-m", "Begin")
	git("-C", filepath.Join(dir, "seed"), "push", "-q", "origin", "HEAD:main")
	clone := func(name string) *codeworm.Daemon {
		at := filepath.Join(dir, name)
		if _, err := os.Stat(at); err != nil {
			git("clone", "-q", remote, at)
			git("-C", at, "config", "user.name", name)
			git("-C", at, "config", "user.email", name+"@example.com")
		}
		sink, err := devlog.NewGit(devlog.GitConfig{Dir: at, Remote: "origin"})
		require.NoError(t, err)
		w.config.Sink, w.config.Owner = sink, name
		return w.daemon()
	}
	make3 := func(d *codeworm.Daemon) {
		t.Helper()
		results, err := d.RunN(t.Context(), 3)
		require.NoError(t, err)
		require.Len(t, results, 3)
		for _, r := range results {
			assert.False(t, r.Adopted)
		}
	}
	clone("second") // before there is a page
	make3(clone("first"))
	make3(clone("second"))
	make3(clone("first"))
	_, err := clone("second").RunN(t.Context(), 9)
	require.ErrorIs(t, err, codeworm.ErrNothingDue)
	require.Len(t, w.llm.Prompts(), 9)

	git("clone", "-q", remote, filepath.Join(dir, "third"))
	git("-C", filepath.Join(dir, "third"), "reset", "-q", "--hard", "HEAD~3")
	require.NoError(t, os.Rename(remote, remote+".away"))
	_, err = clone("third").RunN(t.Context(), 9)
	require.ErrorIs(t, err, codeworm.ErrNotPushed)
	require.Len(t, w.llm.Prompts(), 9, "what its clone lacks is another's")
	require.NoError(t, os.Rename(remote+".away", remote))
	_, err = clone("third").RunN(t.Context(), 9)
	require.ErrorIs(t, err, codeworm.ErrNothingDue)
	require.Len(t, w.llm.Prompts(), 9)

	// What is on its way is none that is lost, until a day has passed.
	git("clone", "-q", remote, filepath.Join(dir, "fourth"))
	w.function(20, "")
	hook := filepath.Join(remote, "hooks", "pre-receive")
	require.NoError(t, os.WriteFile(hook, []byte("#!/bin/sh\nexit 1\n"), 0o700))
	results, err := clone("first").RunN(t.Context(), 9)
	require.ErrorIs(t, err, codeworm.ErrNotPushed)
	require.Len(t, results, 1)
	require.NoError(t, os.Remove(hook))
	_, err = clone("fourth").RunN(t.Context(), 9)
	require.ErrorIs(t, err, codeworm.ErrNothingDue)
	w.config.Now = func() time.Time { return time.Now().Add(25 * time.Hour) }
	results, err = clone("fourth").RunN(t.Context(), 9)
	require.NoError(t, err)
	require.Len(t, results, 1)
	assert.Equal(t, "Sum20", results[0].Target.Key.Symbol)
	w.config.Now = nil
	_, err = clone("first").RunN(t.Context(), 9)
	require.ErrorIs(t, err, codeworm.ErrNothingDue)
	require.Len(t, w.llm.Prompts(), 11)

	// What a person took away stays away, on every machine, until its source changes.
	git("-C", filepath.Join(dir, "first"), "rm", "-q", results[0].Publication.Path)
	git("-C", filepath.Join(dir, "first"), "commit", "-q", "-m", "Remove a page")
	for _, name := range []string{"first", "fourth", "first"} {
		_, err = clone(name).RunN(t.Context(), 9)
		require.ErrorIs(t, err, codeworm.ErrNothingDue, name)
	}
	assert.NoFileExists(t, filepath.Join(dir, "fourth", results[0].Publication.Path))
	w.function(20, " It is another one.")
	results, err = clone("fourth").RunN(t.Context(), 9)
	require.NoError(t, err)
	require.Len(t, results, 1)
	git("-C", remote, "fsck", "--strict", "--no-dangling")
}
