package git_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/codeworm/codeworm/internal/git"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newRepo makes a repository whose settings are the test's own, not the user's.
func newRepo(t *testing.T, args ...string) string {
	t.Helper()
	isolate(t)
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	mustGit(t, dir, append([]string{"init", "--quiet", "--initial-branch=main"}, args...)...)
	return dir
}

// isolate keeps the user's and the machine's configuration of git out of the test.
func isolate(t *testing.T) {
	t.Helper()
	config := filepath.Join(t.TempDir(), "gitconfig")
	require.NoError(t, os.WriteFile(config, []byte("[user]\n\tname = Ada\n\temail = ada@example.org\n[protocol \"file\"]\n\tallow = always\n"), 0o600))
	t.Setenv("GIT_CONFIG_GLOBAL", config)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
}

func mustGit(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := git.Run(t.Context(), dir, args...)
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
}

func commit(t *testing.T, dir, message string) string {
	t.Helper()
	mustGit(t, dir, "add", "--all")
	mustGit(t, dir, "commit", "--quiet", "--allow-empty", "--message", message)
	return mustGit(t, dir, "rev-parse", "HEAD")
}
