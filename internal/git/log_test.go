package git_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/git"
)

func logOf(t *testing.T, dir string, opts git.LogOptions) []git.LogEntry {
	t.Helper()
	var entries []git.LogEntry
	require.NoError(t, git.Log(t.Context(), dir, opts, func(e git.LogEntry) error {
		entries = append(entries, e)
		return nil
	}))
	return entries
}

func subjects(entries []git.LogEntry) []string {
	var s []string
	for _, e := range entries {
		s = append(s, e.Subject)
	}
	return s
}

// commitAt commits everything with a time of its own.
func commitAt(t *testing.T, dir string, when time.Time, args ...string) {
	t.Helper()
	mustGit(t, dir, "add", "--all")
	stamp := fmt.Sprintf("%d +0200", when.Unix())
	_, err := git.Command{Dir: dir, Args: append([]string{"commit", "--quiet", "--allow-empty"}, args...),
		Env: []string{"GIT_AUTHOR_DATE=" + stamp, "GIT_COMMITTER_DATE=" + stamp}}.Output(t.Context())
	require.NoError(t, err)
}

func TestLog(t *testing.T) {
	dir := newRepo(t)
	assert.Empty(t, logOf(t, dir, git.LogOptions{}), "there is no commit yet")
	start := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for _, name := range oddNames {
		write(t, dir, name, "one")
	}
	commitAt(t, dir, start, "-m", "Add", "-m", "First paragraph.\n\nSecond\tone.")
	commitAt(t, dir, start.Add(time.Hour), "-m", "Empty")
	write(t, dir, "sub dir/ö\n.go", "two")
	write(t, dir, "sub dir/plain.go", "two")
	commitAt(t, dir, start.Add(2*time.Hour), "--author", "Grace \"Amazing\" Hopper <g@example.org>", "-m", "Grüße\xff")
	mustGit(t, dir, "checkout", "--quiet", "-b", "side", "HEAD^")
	write(t, dir, "side.go", "x")
	commitAt(t, dir, start.Add(3*time.Hour), "-m", "Side")
	mustGit(t, dir, "checkout", "--quiet", "main")
	mustGit(t, dir, "merge", "--quiet", "--no-ff", "-m", "Merge", "side")
	mustGit(t, dir, "config", "log.showRoot", "false")
	mustGit(t, dir, "config", "log.follow", "true")
	mustGit(t, dir, "config", "color.ui", "always")
	mustGit(t, dir, "config", "log.showSignature", "true")

	all := logOf(t, dir, git.LogOptions{})
	require.Equal(t, []string{"Side", "Grüßeÿ", "Empty", "Add"}, subjects(all))
	names := slices.Clone(oddNames)
	slices.Sort(names)
	assert.Equal(t, names, all[3].Files, "the first commit's files too")
	assert.Equal(t, "First paragraph.\n\nSecond\tone.", all[3].Body)
	assert.True(t, start.Equal(all[3].When))
	assert.Equal(t, time.UTC, all[3].When.Location())
	assert.Equal(t, "Ada", all[3].Author)
	assert.Len(t, all[3].Hash, 40)
	assert.Empty(t, all[2].Files)
	assert.Equal(t, `Grace "Amazing" Hopper`, all[1].Author)
	assert.Equal(t, []string{"sub dir/plain.go", "sub dir/ö\n.go"}, all[1].Files)

	sub := logOf(t, filepath.Join(dir, "sub dir"), git.LogOptions{})
	assert.Equal(t, []string{"Grüßeÿ", "Add"}, subjects(sub))
	assert.Equal(t, []string{"plain.go", "ö\n.go"}, sub[0].Files)
	assert.Equal(t, []string{"ö\n.go"}, sub[1].Files, "what lies outside is left out")

	assert.Len(t, logOf(t, dir, git.LogOptions{Max: 2}), 2)
	assert.Equal(t, []string{"Side", "Grüßeÿ"}, subjects(logOf(t, dir, git.LogOptions{Since: start.Add(2 * time.Hour)})))
	assert.Equal(t, []string{"Add"}, subjects(logOf(t, dir, git.LogOptions{Paths: []string{"star*.go", ":(top)x.go"}})), "names are no patterns")
	assert.Equal(t, []string{"Grüßeÿ", "Add"}, subjects(logOf(t, dir, git.LogOptions{Paths: []string{"sub dir"}})))
}

func TestLogEndsEarly(t *testing.T) {
	dir := newRepo(t)
	for i := range 5 {
		commitAt(t, dir, time.Unix(1_700_000_000+int64(i), 0), "-m", fmt.Sprint(i))
	}
	enough := errors.New("enough")
	n := 0
	err := git.Log(t.Context(), dir, git.LogOptions{}, func(git.LogEntry) error {
		n++
		return enough
	})
	assert.Equal(t, enough, err)
	assert.Equal(t, 1, n)
	assert.Panics(t, func() {
		_ = git.Log(t.Context(), dir, git.LogOptions{}, func(git.LogEntry) error { panic("x") })
	}, "goleak sees that nothing is left running")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, git.Log(ctx, dir, git.LogOptions{}, func(git.LogEntry) error { return nil }), context.Canceled)
	require.ErrorIs(t, git.Log(t.Context(), t.TempDir(), git.LogOptions{}, nil), git.ErrNotARepo)
}

func TestDiffOf(t *testing.T) {
	dir := newRepo(t)
	write(t, dir, "sub/a b.go", "one\ntwo\n")
	write(t, dir, "star*.go", "x\n")
	write(t, dir, "starry.go", "x\n")
	first := commit(t, dir, "First")
	write(t, dir, "sub/a b.go", "one\n2\n")
	write(t, dir, "star*.go", "y\n")
	write(t, dir, "starry.go", "y\n")
	second := commit(t, dir, "Second")
	mustGit(t, dir, "checkout", "--quiet", "-b", "side", first)
	write(t, dir, "side.go", "side\n")
	commit(t, dir, "Side")
	mustGit(t, dir, "checkout", "--quiet", "main")
	mustGit(t, dir, "merge", "--quiet", "--no-ff", "-m", "Merge", "side")
	merge := mustGit(t, dir, "rev-parse", "HEAD")
	for key, value := range map[string]string{
		"diff.noprefix": "true", "diff.external": "false", "color.ui": "always", "diff.context": "0", "log.showRoot": "false",
	} {
		mustGit(t, dir, "config", key, value)
	}
	diff := func(sub, hash, path string) string {
		t.Helper()
		out, err := git.DiffOf(t.Context(), filepath.Join(dir, sub), hash, path, 1<<20)
		require.NoError(t, err)
		return string(out)
	}
	got := diff(".", second, "sub/a b.go")
	assert.Contains(t, got, "--- a/sub/a b.go\t\n+++ b/sub/a b.go\t\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n")
	assert.Contains(t, diff("sub", second, "a b.go"), "+++ b/a b.go\t\n")
	assert.Contains(t, diff(".", first, "sub/a b.go"), "--- /dev/null\n+++ b/sub/a b.go\t\n@@ -0,0 +1,2 @@\n+one\n+two\n", "a first commit")
	assert.Contains(t, diff(".", merge, "side.go"), "+side\n", "against the first parent")
	assert.Empty(t, diff(".", merge, "sub/a b.go"))
	assert.NotContains(t, diff(".", second, "star*.go"), "starry", "names are no patterns")
	_, err := git.DiffOf(t.Context(), dir, "--output=x", "a", 1<<20)
	require.Error(t, err)
}
