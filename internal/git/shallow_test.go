package git

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestLogOfAShallowClone holds that the oldest commit of a shallow clone is not said to have touched what it left alone.
func TestLogOfAShallowClone(t *testing.T) {
	full, clone := t.TempDir(), filepath.Join(t.TempDir(), "clone")
	run := func(dir string, args ...string) {
		cmd := exec.CommandContext(t.Context(), "git", append([]string{"-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"}, args...)...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	commit := func(name string) {
		require.NoError(t, os.MkdirAll(filepath.Join(full, "sub"), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(full, name), []byte(name), 0o600))
		run(full, "add", ".")
		run(full, "commit", "-q", "-m", "Add "+name)
	}
	run(full, "init", "-q", "-b", "main")
	commit("old")
	commit("sub/middle")
	commit("new")
	run(t.TempDir(), "clone", "-q", "--depth", "2", "file://"+full, clone)
	subjects := func(dir string, opts LogOptions) map[string][]string {
		found := map[string][]string{}
		require.NoError(t, Log(t.Context(), dir, opts, func(e LogEntry) error { found[e.Subject] = e.Files; return nil }))
		return found
	}
	assert.Equal(t, map[string][]string{"Add new": {"new"}, "Add sub/middle": nil}, subjects(clone, LogOptions{}), "a commit whose files nobody can tell")
	assert.Empty(t, subjects(clone, LogOptions{Paths: []string{"old"}}))
	assert.Equal(t, map[string][]string{"Add new": {"new"}}, subjects(clone, LogOptions{Paths: []string{"new"}}))
	assert.Empty(t, subjects(filepath.Join(clone, "sub"), LogOptions{}))
	place, err := PlaceOf(t.Context(), clone)
	require.NoError(t, err)
	from, err := place.HistoryFrom(t.Context())
	require.NoError(t, err)
	var border LogEntry
	require.NoError(t, Log(t.Context(), clone, LogOptions{}, func(e LogEntry) error { border = e; return nil }))
	assert.Equal(t, border.When, from)
	run(clone, "worktree", "add", "-q", "-b", "other", clone+"-tree")
	assert.Empty(t, subjects(clone+"-tree", LogOptions{Paths: []string{"old"}}))
	assert.Len(t, subjects(full, LogOptions{Paths: []string{"old"}}), 1)
	run(clone, "fetch", "-q", "--unshallow")
	assert.Len(t, subjects(clone, LogOptions{Paths: []string{"old"}}), 1)
	place, err = PlaceOf(t.Context(), clone)
	require.NoError(t, err)
	from, err = place.HistoryFrom(t.Context())
	require.NoError(t, err)
	assert.Zero(t, from, "the history is whole")
}

// TestForkInAShallowClone holds that a clone which lacks where two histories left each other does not say that they have nothing in common.
func TestForkInAShallowClone(t *testing.T) {
	full, clone := t.TempDir(), filepath.Join(t.TempDir(), "clone")
	run := func(dir string, args ...string) {
		cmd := exec.CommandContext(t.Context(), "git", append([]string{"-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"}, args...)...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	run(full, "init", "-q", "-b", "main")
	run(full, "commit", "-q", "--allow-empty", "-m", "Fork")
	run(full, "checkout", "-q", "-b", "side")
	run(full, "commit", "-q", "--allow-empty", "-m", "Side")
	run(full, "checkout", "-q", "main")
	run(full, "commit", "-q", "--allow-empty", "-m", "Main")
	run(t.TempDir(), "clone", "-q", "--depth", "1", "--no-single-branch", "file://"+full, clone)
	_, err := ForkOf(t.Context(), clone, "origin/side")
	require.ErrorIs(t, err, ErrNoRevision)
	assert.ErrorContains(t, err, "git fetch --unshallow")
	run(clone, "fetch", "-q", "--unshallow")
	_, err = ForkOf(t.Context(), clone, "origin/side")
	assert.NoError(t, err)
}
