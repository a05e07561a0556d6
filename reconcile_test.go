package codeworm_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/devlog"
	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/page"
)

// TestPagesOfWhatIsGoneAreRetired removes a function, waits a day over a restart, and brings it back.
func TestPagesOfWhatIsGoneAreRetired(t *testing.T) {
	w := newWorld(t, 3)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	w.config.Now = func() time.Time { return now }
	_, err := w.daemon().RunN(t.Context(), 3)
	require.NoError(t, err)
	require.Len(t, w.sink.Pages(), 3)

	gone := filepath.Join(w.dir, "sum1.go")
	src, err := os.ReadFile(gone)
	require.NoError(t, err)
	require.NoError(t, os.Remove(gone))
	look := func() {
		t.Helper()
		_, err := w.daemon().RunN(t.Context(), 1)
		require.ErrorIs(t, err, codeworm.ErrNothingDue)
	}
	look()
	now = now.Add(23 * time.Hour)
	look()
	assert.Empty(t, w.sink.Retired(), "a branch that is checked out for a while costs no page")

	now = now.Add(2 * time.Hour)
	w.sink.FailNext(codewormtest.SinkRetire, errors.New("disk full"))
	look()
	assert.Empty(t, w.sink.Retired())
	assert.Zero(t, w.claims())
	look()
	require.Len(t, w.sink.Retired(), 1)
	assert.Equal(t, "Sum1", w.sink.Retired()[0].Symbol)
	assert.Len(t, w.sink.Pages(), 2)
	for _, r := range w.records() {
		assert.Equal(t, r.Key.Symbol == "Sum1", r.RetiredAt.Equal(now), r.Key)
	}
	look()
	assert.Len(t, w.sink.Retired(), 1, "once")

	require.NoError(t, os.WriteFile(gone, src, 0o600))
	results, err := w.daemon().RunN(t.Context(), 2)
	require.NoError(t, err)
	require.Len(t, results, 1)
	assert.Len(t, w.sink.Pages(), 3)
}

// TestOnlyWhatIsGoneIsRetired has targets that are there, although no page would be made of them now.
func TestOnlyWhatIsGoneIsRetired(t *testing.T) {
	w := newWorld(t, 4)
	w.config.Types = map[page.Type]int{page.FunctionDoc: 1, page.FileDoc: 1, page.ModuleDoc: 1}
	w.config.Selection.MinLines = 1
	w.config.RetireAfter = -1
	d := w.daemon()
	_, err := d.RunN(t.Context(), 20)
	require.NoError(t, err)
	pages := len(w.sink.Pages())
	require.Greater(t, pages, 4)

	require.NoError(t, os.WriteFile(filepath.Join(w.dir, "sum0.go"), []byte("package sums\n\nfunc Sum0(a, b int) int { return ((( \n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(w.dir, "sum1.go"), []byte("package sums\x00\n"), 0o600))
	w.config.Selection.MinLines = 100
	w.config.Types = map[page.Type]int{page.FunctionDoc: 1}
	_, err = w.daemon().RunN(t.Context(), 1)
	require.ErrorIs(t, err, codeworm.ErrNothingDue)
	assert.Empty(t, w.sink.Retired())

	require.NoError(t, os.WriteFile(filepath.Join(w.dir, "sum2.go"), []byte("package sums\n\nfunc Other() {}\n"), 0o600))
	sub := w.daemon()
	events := sub.Subscribe(100)
	_, err = sub.RunN(t.Context(), 1)
	require.ErrorIs(t, err, codeworm.ErrNothingDue)
	require.Len(t, w.sink.Retired(), 1)
	assert.Equal(t, "Sum2", w.sink.Retired()[0].Symbol)
	events.Close()
	retired := 0
	for e := range events.C {
		if e, ok := e.(codeworm.PageRetired); ok {
			retired++
			assert.Equal(t, "Sum2", e.Record.Key.Symbol)
		}
	}
	assert.Equal(t, 1, retired)

	require.NoError(t, os.RemoveAll(w.dir))
	_, err = sub.RunN(t.Context(), 1)
	require.Error(t, err)
	assert.Len(t, w.sink.Retired(), 1, "a repository that cannot be read has lost nothing")
}

// TestLostPagesAreWrittenAgain takes pages out of the sink behind the store's back.
func TestLostPagesAreWrittenAgain(t *testing.T) {
	w := newWorld(t, 4)
	_, err := w.daemon().RunN(t.Context(), 4)
	require.NoError(t, err)
	before := w.records()
	for _, r := range before[:2] {
		_, err := w.sink.Retire(t.Context(), r.Key)
		require.NoError(t, err)
	}
	d := w.daemon()
	events := d.Subscribe(100)
	results, err := d.RunN(t.Context(), 10)
	require.NoError(t, err)
	assert.Len(t, results, 2)
	assert.Len(t, w.sink.Pages(), 4)
	assert.Len(t, w.records(), 4)
	events.Close()
	var lost []int
	for e := range events.C {
		if e, ok := e.(codeworm.PagesLost); ok {
			lost = append(lost, e.Pages)
		}
	}
	assert.Equal(t, []int{2}, lost)
	_, err = w.daemon().RunN(t.Context(), 1)
	require.ErrorIs(t, err, codeworm.ErrNothingDue)

	w.sink.FailNext(codewormtest.SinkList, errors.New("no network"))
	_, err = w.daemon().RunN(t.Context(), 1)
	require.ErrorContains(t, err, "no network")
}

// TestDevlogChangesUnderARun has people move a devlog away and remove a page while the daemon runs on.
func TestDevlogChangesUnderARun(t *testing.T) {
	w := newWorld(t, 3)
	dir := filepath.Join(t.TempDir(), "devlog")
	sink, err := devlog.NewGit(devlog.GitConfig{Dir: dir})
	require.NoError(t, err)
	w.config.Sink = sink
	d := w.daemon()
	results, err := d.RunN(t.Context(), 3)
	require.NoError(t, err)
	require.Len(t, results, 3)
	due := func() int {
		t.Helper()
		plan, err := d.Plan(t.Context())
		require.NoError(t, err)
		return len(plan.Due)
	}
	assert.Zero(t, due())
	require.NoError(t, os.Rename(dir, dir+".away"))
	assert.Equal(t, 3, due(), "it is moved away")
	require.NoError(t, os.Rename(dir+".away", dir))
	assert.Zero(t, due(), "it is back")

	for _, args := range [][]string{{"rm", "--quiet", results[0].Publication.Path}, {"commit", "--quiet", "--message", "Take it out"}} {
		_, err := git.Run(t.Context(), dir, args...)
		require.NoError(t, err)
	}
	assert.Zero(t, due(), "a page that a person removed stays away")
	_, err = w.daemon().RunN(t.Context(), 1)
	require.ErrorIs(t, err, codeworm.ErrNothingDue, "also over a restart")
	for i := range 3 {
		if results[0].Target.Key.Path == fmt.Sprintf("sum%d.go", i) {
			w.function(i, " It is another one.")
		}
	}
	assert.Equal(t, 1, due(), "until its source changes")
}
