//go:build unix

package compose_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/compose"
	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/page"
)

// A file that became a pipe after the index read it is waited for by nobody.
func TestSourceThatBecameAPipe(t *testing.T) {
	repo := repotest.Empty(t)
	repotest.Write(t, repo, "a.py", "def run():\n    return 1\n")
	x := repotest.Index(t, repo, repotest.Parser(t), nil)
	file := filepath.Join(repo.Path, "a.py")
	require.NoError(t, os.Remove(file))
	require.NoError(t, syscall.Mkfifo(file, 0o600))
	done := make(chan error, 1)
	go func() {
		_, err := compose.Target(t.Context(), x, page.Target{Key: page.Key{Type: page.FunctionDoc, Repo: "r", Path: "a.py", Symbol: "run"}},
			func(s string) string { return s }, 1<<16)
		done <- err
	}()
	select {
	case err := <-done:
		require.ErrorIs(t, err, compose.ErrChanged)
	case <-time.After(20 * time.Second):
		t.Fatal("it waits for the pipe")
	}
}
