package devlog

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

// snapshot is every file of a folder that is not git's own, and what is committed and staged.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{
		"HEAD": mustGit(t, dir, "rev-parse", "HEAD"), "status": mustGit(t, dir, "status", "--porcelain"),
		"index": mustGit(t, dir, "ls-files", "--stage"),
	}
	require.NoError(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.Name() == ".git":
			return filepath.SkipDir
		case d.Type().IsRegular():
			data, err := os.ReadFile(path)
			all[path] = string(data)
			return err
		}
		all[path] = d.Type().String()
		return nil
	}))
	return all
}

func hook(t *testing.T, dir, name, script string) {
	t.Helper()
	write(t, dir, ".git/hooks/"+name, "#!/bin/sh\n"+script)
	require.NoError(t, os.Chmod(filepath.Join(dir, ".git/hooks", name), 0o755))
}

func TestGitHooksRefuse(t *testing.T) {
	for _, name := range []string{"pre-commit", "prepare-commit-msg", "commit-msg"} {
		t.Run(name, func(t *testing.T) {
			g := prepared(t)
			dir := g.config.Dir
			publish(t, g, 0, "f1")
			hook(t, dir, name, "echo 'no pages today' >&2; exit 1\n")
			before := snapshot(t, dir)
			for _, p := range []page.Page{codewormtest.Page(testKeys[0], "f2"), codewormtest.Page(testKeys[10], "f1")} {
				_, err := g.Publish(t.Context(), p)
				require.ErrorIs(t, err, ErrHook)
				assert.Contains(t, err.Error(), name)
				assert.Contains(t, err.Error(), "no pages today")
			}
			_, err := g.Retire(t.Context(), testKeys[0])
			require.ErrorIs(t, err, ErrHook)
			assert.Equal(t, before, snapshot(t, dir), "nothing is left behind")
			require.NoError(t, os.Remove(filepath.Join(dir, ".git/hooks", name)))
			publish(t, g, 0, "f2")
		})
	}
}

// TestGitHooksAct has hooks that see the page, and only the page, and change the commit.
func TestGitHooksAct(t *testing.T) {
	g := prepared(t)
	dir := g.config.Dir
	write(t, dir, "user.txt", "x")
	mustGit(t, dir, "add", "user.txt")
	hook(t, dir, "pre-commit", "git diff --cached --name-only > seen\n"+
		"for f in $(git diff --cached --name-only --diff-filter=AM -- '*.go-*.md'); do sed -i 's/State f1/State formatted/' $f; git add $f; done\n")
	hook(t, dir, "commit-msg", `echo "
Change-Id: I1" >> "$1"`+"\n")
	hook(t, dir, "post-commit", "git rev-parse HEAD > posted; exit 1\n")
	revision := publish(t, g, 3, "f1")
	at := testKeys[3].PagePath()
	assert.Equal(t, "README.md\ndemo/README.md\n"+at+"\n", readText(t, dir, "seen"))
	assert.Equal(t, revision+"\n", readText(t, dir, "posted"))
	assert.Equal(t, "Document src/run.go\n\nChange-Id: I1", mustGit(t, dir, "log", "-1", "--format=%B"))
	assert.Contains(t, mustGit(t, dir, "show", "HEAD:"+at), "State formatted")
	assert.Equal(t, "A  user.txt\n?? posted\n?? seen", mustGit(t, dir, "status", "--porcelain"))
}

func TestGitSigns(t *testing.T) {
	g := prepared(t)
	dir := g.config.Dir
	mustGit(t, dir, "config", "commit.gpgSign", "true")
	program := filepath.Join(t.TempDir(), "gpg")
	mustGit(t, dir, "config", "gpg.program", program)
	before := snapshot(t, dir)
	_, err := g.Publish(t.Context(), codewormtest.Page(testKeys[0], "f1"))
	require.Error(t, err, "there is no such program")
	assert.Equal(t, before, snapshot(t, dir), "an unsigned page is none")
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\ncat >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\necho '-----BEGIN PGP SIGNATURE-----'\necho '-----END PGP SIGNATURE-----'\n"), 0o755))
	publish(t, g, 0, "f1")
	assert.Contains(t, mustGit(t, dir, "cat-file", "commit", "HEAD"), "gpgsig -----BEGIN PGP SIGNATURE-----")
}

func TestGitWaitsForLocks(t *testing.T) {
	g := prepared(t, func(c *GitConfig) { c.LockWait = 300 * time.Millisecond })
	dir := g.config.Dir
	locks := []string{".git/index.lock", ".git/refs/heads/main.lock"}
	for _, name := range locks {
		before := snapshot(t, dir)
		held, err := os.Create(filepath.Join(dir, name))
		require.NoError(t, err)
		_, err = g.Publish(t.Context(), codewormtest.Page(testKeys[0], "f1"))
		require.ErrorIs(t, err, ErrLocked, name)
		require.ErrorIs(t, err, codeworm.ErrSinkUnready, name)
		assert.Contains(t, err.Error(), filepath.Base(name))
		g.config.LockWait = time.Minute
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		_, err = g.Publish(ctx, codewormtest.Page(testKeys[0], "f1"))
		cancel()
		g.config.LockWait = 300 * time.Millisecond
		require.ErrorIs(t, err, context.DeadlineExceeded, "waiting is not working: ctx ends it")
		require.NoError(t, held.Close())
		require.NoError(t, os.Remove(filepath.Join(dir, name)))
		assert.Equal(t, before, snapshot(t, dir))
	}
	g.config.LockWait = time.Minute
	for i, name := range locks {
		write(t, dir, name, "")
		time.AfterFunc(200*time.Millisecond, func() { _ = os.Remove(filepath.Join(dir, name)) })
		publish(t, g, i, "f1")
	}
	assert.Empty(t, mustGit(t, dir, "status", "--porcelain"))
}

// TestGitUnready goes through the states in which a person has to act first.
func TestGitUnready(t *testing.T) {
	conflict := func(t *testing.T, dir string) {
		write(t, dir, "a", "base\n")
		mustGit(t, dir, "add", "a")
		mustGit(t, dir, "commit", "--quiet", "--message", "Base")
		mustGit(t, dir, "checkout", "--quiet", "-b", "other")
		write(t, dir, "a", "theirs\n")
		mustGit(t, dir, "commit", "--quiet", "--all", "--message", "Theirs")
		mustGit(t, dir, "checkout", "--quiet", "main")
		write(t, dir, "a", "ours\n")
		mustGit(t, dir, "commit", "--quiet", "--all", "--message", "Ours")
	}
	fails := func(t *testing.T, dir string, args ...string) {
		cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
		require.Error(t, cmd.Run(), "it conflicts")
	}
	for _, row := range []struct {
		name    string
		disturb func(t *testing.T, dir string)
		says    string
	}{
		{"detached", func(t *testing.T, dir string) { mustGit(t, dir, "checkout", "--quiet", "--detach") }, "switch main"},
		{"merge", func(t *testing.T, dir string) { conflict(t, dir); fails(t, dir, "merge", "other") }, "a merge is in progress"},
		{"rebase", func(t *testing.T, dir string) { conflict(t, dir); fails(t, dir, "rebase", "other") }, "a rebase is in progress"},
		{"cherry-pick", func(t *testing.T, dir string) { conflict(t, dir); fails(t, dir, "cherry-pick", "other") }, "a cherry-pick is in progress"},
		{"branch", func(t *testing.T, dir string) { mustGit(t, dir, "checkout", "--quiet", "-b", "other") }, "switch main"},
		{"linked folder", func(t *testing.T, dir string) {
			require.NoError(t, os.Symlink(t.TempDir(), filepath.Join(dir, "demo")))
		}, "demo is a symbolic link"},
		{"linked into git", func(t *testing.T, dir string) {
			require.NoError(t, os.Symlink(".git", filepath.Join(dir, "demo")))
		}, "demo is a symbolic link"},
		{"file for folder", func(t *testing.T, dir string) { write(t, dir, "demo", "x") }, "demo is a file"},
		{"linked README", func(t *testing.T, dir string) {
			require.NoError(t, os.Remove(filepath.Join(dir, "README.md")))
			require.NoError(t, os.Symlink("elsewhere", filepath.Join(dir, "README.md")))
		}, "README.md is a symbolic link"},
	} {
		t.Run(row.name, func(t *testing.T) {
			g := prepared(t, func(c *GitConfig) { c.Branch = "main" })
			dir := g.config.Dir
			row.disturb(t, dir)
			before := snapshot(t, dir)
			_, err := g.Publish(t.Context(), codewormtest.Page(testKeys[0], "f1"))
			require.ErrorIs(t, err, ErrUnready)
			inTheWay := strings.HasPrefix(row.says, "demo is") || strings.HasPrefix(row.says, "README.md is")
			assert.Equal(t, !inTheWay, errors.Is(err, codeworm.ErrSinkUnready), "what is in the way of one page keeps no other out")
			assert.Contains(t, err.Error(), row.says)
			assert.Contains(t, err.Error(), dir)
			assert.NotContains(t, err.Error(), "\n")
			assert.Equal(t, before, snapshot(t, dir))
		})
	}
}

func TestGitPrepareRefuses(t *testing.T) {
	isolate(t)
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	bare := filepath.Join(folder, "bare.git")
	mustGit(t, folder, "init", "--quiet", "--bare", bare)
	broken := filepath.Join(folder, "broken")
	require.NoError(t, os.MkdirAll(filepath.Join(broken, ".git"), 0o755))
	for _, row := range []struct{ name, dir, says string }{
		{"file", file, "it is a file"},
		{"below a file", filepath.Join(file, "devlog"), "not a directory"},
		{"bare", bare, "no work tree"},
		{"broken", broken, "not a git repository"},
		{"not writable", "/proc/self/devlog", "/proc/self/devlog"},
	} {
		t.Run(row.name, func(t *testing.T) {
			err := newGitAt(t, row.dir).Prepare(t.Context())
			require.ErrorIs(t, err, ErrUnready)
			assert.Contains(t, err.Error(), row.says)
			assert.Contains(t, err.Error(), row.dir)
		})
	}
}

func TestNewGitListsEveryProblem(t *testing.T) {
	_, err := NewGit(GitConfig{Author: "A <b>", Branch: "-x", Remote: "--force", Index: "other"})
	var config *codeworm.ConfigError
	require.ErrorAs(t, err, &config)
	assert.Len(t, config.Problems, 6, "%v", err)
}

func TestGitIdentity(t *testing.T) {
	author := func(g *Git) string {
		return mustGit(t, g.config.Dir, "log", "-1", "--format=%an <%ae> %cn <%ce>")
	}
	assert.Equal(t, "Ada <ada@example.org> Ada <ada@example.org>", author(prepared(t)))
	g := prepared(t, func(c *GitConfig) { c.Author, c.Email = "Worm", "worm@example.org" })
	assert.Equal(t, "Worm <worm@example.org> Worm <worm@example.org>", author(g))

	g = newGit(t)
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	for _, name := range []string{"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"} {
		t.Setenv(name, "")
		require.NoError(t, os.Unsetenv(name))
	}
	require.NoError(t, g.Prepare(t.Context()))
	assert.Equal(t, "CodeWorm <codeworm@localhost> CodeWorm <codeworm@localhost>", author(g))
}

// TestGitInsideAnotherRepository has a devlog in a folder of a source repository.
func TestGitInsideAnotherRepository(t *testing.T) {
	isolate(t)
	outer := t.TempDir()
	mustGit(t, outer, "init", "--quiet", "--initial-branch=main")
	write(t, outer, ".gitignore", "/devlog/\n")
	mustGit(t, outer, "add", "--all")
	mustGit(t, outer, "commit", "--quiet", "--message", "Outer")
	before := mustGit(t, outer, "rev-parse", "HEAD")
	dir := filepath.Join(outer, "devlog")
	g := newGitAt(t, dir)
	meta, _, err := g.Find(t.Context(), testKeys[0])
	require.NoError(t, err)
	assert.Nil(t, meta)
	assert.NoDirExists(t, dir, "looking creates nothing")
	publish(t, g, 0, "f1")
	assert.DirExists(t, filepath.Join(dir, ".git"))
	assert.Equal(t, before, mustGit(t, outer, "rev-parse", "HEAD"))
	assert.Empty(t, mustGit(t, outer, "status", "--porcelain"))
}

// TestGitFinishesWhatItBegan cancels ctx while a hook runs: the commit is made.
func TestGitFinishesWhatItBegan(t *testing.T) {
	g := prepared(t)
	dir := g.config.Dir
	hook(t, dir, "pre-commit", "touch .git/started; sleep 1\n")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	result := make(chan error, 1)
	go func() {
		_, err := g.Publish(ctx, codewormtest.Page(testKeys[0], "f1"))
		result <- err
	}()
	require.Eventually(t, func() bool {
		_, err := os.Stat(filepath.Join(dir, ".git/started"))
		return err == nil
	}, 30*time.Second, 5*time.Millisecond)
	cancel()
	require.NoError(t, <-result)
	assert.True(t, strings.HasPrefix(mustGit(t, dir, "log", "-1", "--format=%s"), "Document"))
	assert.Empty(t, mustGit(t, dir, "status", "--porcelain"))
}

// TestGitGivesUpAfterItsGrace has a hook that never ends.
func TestGitGivesUpAfterItsGrace(t *testing.T) {
	g := prepared(t)
	g.grace = 300 * time.Millisecond
	dir := g.config.Dir
	hook(t, dir, "pre-commit", "touch .git/started; exec sleep 60\n")
	before := snapshot(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	result := make(chan error, 1)
	go func() {
		_, err := g.Publish(ctx, codewormtest.Page(testKeys[0], "f1"))
		result <- err
	}()
	require.Eventually(t, func() bool {
		_, err := os.Stat(filepath.Join(dir, ".git/started"))
		return err == nil
	}, 30*time.Second, 5*time.Millisecond)
	cancel()
	require.ErrorIs(t, <-result, context.Canceled)
	assert.Equal(t, before, snapshot(t, dir))
	require.NoError(t, os.Remove(filepath.Join(dir, ".git/hooks/pre-commit")))
	publish(t, g, 0, "f1")
}
