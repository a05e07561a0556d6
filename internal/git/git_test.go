package git_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/git"
)

func TestErrorsHaveReasons(t *testing.T) {
	dir := newRepo(t)
	write(t, dir, "a.go", "x")
	write(t, dir, ".git/index.lock", "")
	_, err := git.Run(t.Context(), dir, "add", "a.go")
	require.ErrorIs(t, err, git.ErrLocked)
	assert.Contains(t, err.Error(), dir, "the error names the place")
	require.NoError(t, os.Remove(filepath.Join(dir, ".git/index.lock")))

	mustGit(t, dir, "add", "a.go")
	mustGit(t, dir, "config", "user.useConfigOnly", "true")
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	_, err = git.Run(t.Context(), dir, "commit", "-m", "x")
	require.ErrorIs(t, err, git.ErrNoIdentity)

	t.Setenv("PATH", t.TempDir())
	_, err = git.Run(t.Context(), dir, "status")
	require.ErrorIs(t, err, git.ErrNoGit)
}

func TestErrorsHideCredentials(t *testing.T) {
	dir := newRepo(t)
	_, err := git.Run(t.Context(), dir, "ls-remote", "http://ada:s3cret@127.0.0.1:1/a.git")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "s3cret")
	assert.Contains(t, err.Error(), "http://127.0.0.1:1/a.git")
}

// TestEnvironment stands for a program that git started from a hook.
func TestEnvironment(t *testing.T) {
	other, dir := newRepo(t), newRepo(t)
	write(t, dir, "a.go", "x")
	t.Setenv("GIT_DIR", filepath.Join(other, ".git"))
	t.Setenv("GIT_WORK_TREE", other)
	t.Setenv("GIT_INDEX_FILE", filepath.Join(other, "index"))
	t.Setenv("GIT_LITERAL_PATHSPECS", "1")
	top, err := git.TopLevel(t.Context(), dir)
	require.NoError(t, err)
	assert.Equal(t, dir, top)
	commit(t, dir, "Here")
	assert.NoFileExists(t, filepath.Join(other, "index"))
}

func TestCancelEndsHooksToo(t *testing.T) {
	if _, err := exec.LookPath("sleep"); err != nil {
		t.Skip("needs real part: the sleep command")
	}
	dir := newRepo(t)
	write(t, dir, "a.go", "x")
	write(t, dir, ".git/hooks/pre-commit", "#!/bin/sh\ntouch started\nsleep 60\n")
	require.NoError(t, os.Chmod(filepath.Join(dir, ".git/hooks/pre-commit"), 0o755))
	mustGit(t, dir, "add", "a.go")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	result := make(chan error, 1)
	go func() {
		_, err := git.Run(ctx, dir, "commit", "-m", "x")
		result <- err
	}()
	require.Eventually(t, func() bool {
		_, err := os.Stat(filepath.Join(dir, "started"))
		return err == nil
	}, 30*time.Second, 5*time.Millisecond)
	time.Sleep(200 * time.Millisecond) // a shell that is just forking loses the interrupt
	begin := time.Now()
	cancel()
	require.ErrorIs(t, <-result, context.Canceled)
	assert.Less(t, time.Since(begin), 4*time.Second, "the hook got the interrupt as well")
	assert.NoFileExists(t, filepath.Join(dir, ".git/index.lock"), "git removed its lock")
}
