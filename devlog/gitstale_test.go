//go:build linux

package devlog

import (
	"bytes"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
)

// lockNames are locks that a killed git command leaves, below .git.
var lockNames = []string{"index.lock", "HEAD.lock", "refs/heads/main.lock", "refs/codeworm/new.lock", "packed-refs.lock", "config.lock", "shallow.lock"}

// leave makes a lock that is as old as given.
func leave(t *testing.T, dir, name string, age time.Duration) string {
	t.Helper()
	full := filepath.Join(dir, ".git", filepath.FromSlash(name))
	write(t, dir, ".git/"+name, "")
	when := time.Now().Add(-age)
	require.NoError(t, os.Chtimes(full, when, when))
	return full
}

func TestGitRemovesLocksThatNobodyHolds(t *testing.T) {
	require.NotEmpty(t, lockNames)
	for _, name := range lockNames {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			g := prepared(t, func(c *GitConfig) { c.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
			lock := leave(t, g.config.Dir, name, time.Minute)
			publish(t, g, 0, "f1")
			publish(t, g, 1, "f1")
			assert.Empty(t, mustGit(t, g.config.Dir, "status", "--porcelain"))
			assert.NoFileExists(t, lock)
			assert.Equal(t, 1, strings.Count(log.String(), "removed a lock"), log.String())
		})
	}
}

func TestGitWaitsUntilALockIsOldEnough(t *testing.T) {
	g := prepared(t)
	leave(t, g.config.Dir, "index.lock", 0)
	publish(t, g, 0, "f1")
}

// TestGitLeavesLocksThatSomebodyHolds has a program that keeps the lock open, and a git that waits for an editor with the lock closed.
func TestGitLeavesLocksThatSomebodyHolds(t *testing.T) {
	start := func(t *testing.T, dir, name string, args ...string) *exec.Cmd {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_EDITOR=sleep 300 #")
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		require.NoError(t, cmd.Start())
		t.Cleanup(func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }) // its editor too
		return cmd
	}
	for _, row := range []struct {
		name string
		args []string
	}{
		{"an open file", []string{"sh", "-c", "exec 9>.git/index.lock; exec sleep 300"}},
		{"an editor", []string{"git", "commit", "--all", "--allow-empty"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			g := prepared(t, func(c *GitConfig) { c.LockWait = 600 * time.Millisecond })
			dir := g.config.Dir
			holder := start(t, dir, row.args[0], row.args[1:]...)
			lock := filepath.Join(dir, ".git", "index.lock")
			require.Eventually(t, func() bool { _, err := os.Stat(lock); return err == nil }, 10*time.Second, 10*time.Millisecond)
			old := time.Now().Add(-time.Hour)
			require.NoError(t, os.Chtimes(lock, old, old))
			_, err := g.Publish(t.Context(), codewormtest.Page(testKeys[0], "f1"))
			require.ErrorIs(t, err, ErrLocked)
			require.ErrorIs(t, err, codeworm.ErrSinkUnready)
			require.FileExists(t, lock)
			require.NoError(t, holder.Process.Kill())
			_ = holder.Wait()
			require.FileExists(t, lock, "it is left")
			g.config.LockWait = 20 * time.Second
			publish(t, g, 0, "f1")
			assert.NoFileExists(t, lock)
		})
	}
}

func TestGitStopsHooksThatHang(t *testing.T) {
	for _, name := range []string{"pre-commit", "prepare-commit-msg", "commit-msg", "post-commit"} {
		t.Run(name, func(t *testing.T) {
			g := prepared(t, func(c *GitConfig) { c.HookWait = 300 * time.Millisecond })
			dir := g.config.Dir
			hook(t, dir, name, "exec sleep 317")
			before := snapshot(t, dir)
			_, err := g.Publish(t.Context(), codewormtest.Page(testKeys[0], "f1"))
			if name == "post-commit" {
				require.NoError(t, err, "the commit is made")
			} else {
				require.ErrorIs(t, err, ErrHook)
				assert.Contains(t, err.Error(), "the "+name+" hook did not end within 300ms")
				assert.Equal(t, before, snapshot(t, dir))
			}
			running, _ := exec.Command("pgrep", "-f", "sleep 317").Output()
			assert.Empty(t, string(running), "it is ended")
			require.NoError(t, os.Remove(filepath.Join(dir, ".git", "hooks", name)))
			publish(t, g, 0, "f1")
		})
	}
}

func TestGitStopsASignerThatHangs(t *testing.T) {
	g := prepared(t, func(c *GitConfig) { c.HookWait = 300 * time.Millisecond })
	dir := g.config.Dir
	write(t, dir, ".git/signer", "#!/bin/sh\nexec sleep 318\n")
	require.NoError(t, os.Chmod(filepath.Join(dir, ".git", "signer"), 0o755))
	mustGit(t, dir, "config", "gpg.program", filepath.Join(dir, ".git", "signer"))
	mustGit(t, dir, "config", "commit.gpgSign", "true")
	_, err := g.Publish(t.Context(), codewormtest.Page(testKeys[0], "f1"))
	require.ErrorIs(t, err, ErrHook)
	assert.Contains(t, err.Error(), "was not signed within 300ms")
	mustGit(t, dir, "config", "commit.gpgSign", "false")
	publish(t, g, 0, "f1")
	assert.Empty(t, mustGit(t, dir, "status", "--porcelain"))
}

// TestGitClearsWhatKilledCommandsLeft has the note of a commit that was begun, and objects half written.
func TestGitClearsWhatKilledCommandsLeft(t *testing.T) {
	g := prepared(t)
	dir := g.config.Dir
	publish(t, g, 0, "f1")
	left := []string{"objects/ab/tmp_obj_x1", "objects/pack/tmp_pack_x2"}
	for _, name := range left {
		leave(t, dir, name, 0)
	}
	write(t, dir, ".git/codeworm/pending.json", `{"page":"`+testKeys[0].PagePath()+`"}`)
	leave(t, dir, "index.lock", 0)
	publish(t, newGitAt(t, dir), 1, "f1")
	for _, name := range append(left, "index.lock", "codeworm/pending.json") {
		assert.NoFileExists(t, filepath.Join(dir, ".git", filepath.FromSlash(name)))
	}
	mustGit(t, dir, "fsck", "--strict")
}
