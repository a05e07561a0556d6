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
	run(clone, "worktree", "add", "-q", "-b", "other", clone+"-tree")
	assert.Empty(t, subjects(clone+"-tree", LogOptions{Paths: []string{"old"}}))
	assert.Len(t, subjects(full, LogOptions{Paths: []string{"old"}}), 1)
	run(clone, "fetch", "-q", "--unshallow")
	assert.Len(t, subjects(clone, LogOptions{Paths: []string{"old"}}), 1)
}
