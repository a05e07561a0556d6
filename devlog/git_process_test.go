package devlog

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/internal/git"
)

// What tells the test binary to be a process that publishes, and of what.
const (
	childDir  = "DEVLOG_TEST_CHILD_DIR"
	childFrom = "DEVLOG_TEST_CHILD_FROM"
	childTo   = "DEVLOG_TEST_CHILD_TO"
)

// child publishes the keys [from, to), prints each number once the page is
// there, and returns the process's exit code.
func child(dir string) int {
	fail := func(err error) int {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	g, err := NewGit(GitConfig{Dir: dir, LockWait: time.Minute})
	if err != nil {
		return fail(err)
	}
	from, _ := strconv.Atoi(os.Getenv(childFrom))
	to, _ := strconv.Atoi(os.Getenv(childTo))
	if err := g.Prepare(context.Background()); err != nil {
		return fail(err)
	}
	keys := codewormtest.SinkKeys(to)
	for i := from; i < to; i++ {
		if _, err := g.Publish(context.Background(), codewormtest.Page(keys[i], "f1")); err != nil {
			return fail(err)
		}
		fmt.Println(i)
	}
	return 0
}

// process starts the test binary as a process that publishes.
func process(t *testing.T, dir string, from, to int) (cmd *exec.Cmd, out *bufio.Scanner, stderr *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd = exec.Command(self)
	cmd.Env = append(os.Environ(), childDir+"="+dir, childFrom+"="+strconv.Itoa(from), childTo+"="+strconv.Itoa(to))
	stderr = &bytes.Buffer{}
	cmd.Stderr = stderr
	pipe, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	return cmd, bufio.NewScanner(pipe), stderr
}

// checkDevlog checks a devlog at rest: the pages of the keys are there, committed once
// each, listed, and nothing else is lying about.
func checkDevlog(t *testing.T, dir string, want map[int]bool, total int) {
	t.Helper()
	g := newGitAt(t, dir)
	require.NoError(t, g.Prepare(t.Context()))
	assert.Empty(t, mustGit(t, dir, "status", "--porcelain"), "work tree and index are what is committed")
	mustGit(t, dir, "fsck", "--strict")
	tree := "\n" + mustGit(t, dir, "ls-tree", "-r", "--name-only", "HEAD") + "\n"
	log := mustGit(t, dir, "log", "--format=", "--name-only", "--diff-filter=A")
	for i, key := range codewormtest.SinkKeys(total) {
		meta, _, err := g.Find(t.Context(), key)
		require.NoError(t, err)
		if want[i] {
			require.NotNil(t, meta, "page %d was published", i)
		}
		if meta == nil {
			continue
		}
		at := key.PagePath()
		assert.Contains(t, tree, "\n"+at+"\n")
		assert.Equal(t, 1, strings.Count("\n"+log+"\n", "\n"+at+"\n"), "committed once")
		_, link, _ := strings.Cut(at, "/")
		assert.Contains(t, readText(t, dir, repoFolder(at)+"/README.md"), "("+link+")")
	}
}

func TestGitTwoProcesses(t *testing.T) {
	isolate(t)
	dir := filepath.Join(t.TempDir(), "devlog") // they also race to make it
	const each, processes = 12, 3
	var wg sync.WaitGroup
	want := map[int]bool{}
	for p := range processes {
		cmd, out, stderr := process(t, dir, p*each, (p+1)*each)
		wg.Go(func() {
			for out.Scan() {
			}
			assert.NoError(t, cmd.Wait(), stderr)
		})
		for i := range each {
			want[p*each+i] = true
		}
	}
	wg.Wait()
	checkDevlog(t, dir, want, each*processes)
	assert.Equal(t, strconv.Itoa(each*processes+1), mustGit(t, dir, "rev-list", "--count", "--no-merges", "HEAD"), "one commit a page")
}

// TestGitKilledBeforeTheCommit kills the process while the pages are written and
// nothing is committed.
func TestGitKilledBeforeTheCommit(t *testing.T) {
	g := prepared(t)
	dir := g.config.Dir
	publish(t, g, 0, "f1")
	write(t, dir, "README.md", "The user's line\n"+readText(t, dir, "README.md"))
	before := snapshot(t, dir)
	hook(t, dir, "pre-commit", "touch .git/started; sleep 1\n")
	cmd, _, _ := process(t, dir, 1, 2)
	require.Eventually(t, func() bool {
		_, err := os.Stat(filepath.Join(dir, ".git/started"))
		return err == nil
	}, 30*time.Second, 5*time.Millisecond)
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())
	require.FileExists(t, filepath.Join(dir, filepath.FromSlash(testKeys[1].PagePath())), "it was killed in the middle")
	require.NoError(t, os.Remove(filepath.Join(dir, ".git/hooks/pre-commit")))

	restarted := newGitAt(t, dir)
	require.NoError(t, restarted.Prepare(t.Context()))
	assert.Equal(t, before, snapshot(t, dir), "as if nothing had been")
	publish(t, restarted, 1, "f1")
	assert.Equal(t, "The user's line\n"+mustGit(t, dir, "show", "HEAD:README.md")+"\n", readText(t, dir, "README.md"))
}

// TestGitKilledAnywhere kills a process at random moments, over and over.
func TestGitKilledAnywhere(t *testing.T) {
	isolate(t)
	dir := filepath.Join(t.TempDir(), "devlog")
	const total, rounds = 60, 15
	want := map[int]bool{}
	kills, next := 0, 0
	for range rounds {
		cmd, out, stderr := process(t, dir, next, total)
		killed := make(chan struct{})
		go func() {
			defer close(killed)
			time.Sleep(time.Duration(30+rand.IntN(400)) * time.Millisecond)
			_ = cmd.Process.Kill() // it may have ended
		}()
		for out.Scan() {
			i, err := strconv.Atoi(out.Text())
			require.NoError(t, err)
			want[i], next = true, i+1
		}
		if cmd.Wait() != nil {
			kills++
			require.Empty(t, stderr.String(), "it was killed, it did not fail")
		}
		<-killed
		// A git command that was under way may leave its own lock, which only a person may remove.
		for _, name := range []string{"index.lock", "refs/heads/main.lock", "HEAD.lock", "config.lock"} {
			lock := filepath.Join(dir, ".git", name)
			require.Eventually(t, func() bool { _, err := os.Lstat(lock); return err != nil }, 10*time.Second, 5*time.Millisecond,
				"git is not killed with the process, so it removes %s", name)
		}
	}
	require.Positive(t, kills)
	checkDevlog(t, dir, want, total)
	cmd, out, stderr := process(t, dir, 0, total)
	for i := 0; out.Scan(); i++ {
		want[i] = true
	}
	require.NoError(t, cmd.Wait(), stderr)
	require.Len(t, want, total)
	checkDevlog(t, dir, want, total)
}

// TestGitLocksOfItsOwn has what a git of the sink's leaves when it is killed alone, as for
// want of memory: the lock of the sink's own index.
func TestGitLocksOfItsOwn(t *testing.T) {
	g := newGit(t)
	keys := codewormtest.SinkKeys(2)
	_, err := g.Publish(t.Context(), codewormtest.Page(keys[0], "f1"))
	require.NoError(t, err)
	private := filepath.Join(g.config.Dir, ".git", privateDir)
	require.NoError(t, os.WriteFile(filepath.Join(private, "index.lock"), nil, 0o600))
	left := filepath.Join(private, "index-123")
	require.NoError(t, os.Mkdir(left, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(left, "index.lock"), nil, 0o600))

	_, err = g.Publish(t.Context(), codewormtest.Page(keys[1], "f1"))
	require.NoError(t, err)
	entries, err := os.ReadDir(private)
	require.NoError(t, err)
	for _, e := range entries {
		assert.NotContains(t, e.Name(), "index")
	}
	checkDevlog(t, g.config.Dir, map[int]bool{0: true, 1: true}, 2)
}

// TestGitBesideAUser has a person commit files all the time while pages are published.
func TestGitBesideAUser(t *testing.T) {
	g := prepared(t, func(c *GitConfig) { c.LockWait = time.Minute })
	dir := g.config.Dir
	stop := make(chan struct{})
	var mine []string
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			name := fmt.Sprintf("mine/%d.txt", i)
			if err := os.MkdirAll(filepath.Join(dir, "mine"), 0o755); err != nil {
				continue
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o644); err != nil {
				continue
			}
			if _, err := git.Run(t.Context(), dir, "add", name); err != nil {
				continue // the lock is held
			}
			if _, err := git.Run(t.Context(), dir, "commit", "--quiet", "--message", "Mine "+name); err == nil {
				mine = append(mine, name)
			}
			time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
		}
	})
	keys := codewormtest.SinkKeys(25)
	want := map[int]bool{}
	for i, key := range keys {
		_, err := g.Publish(t.Context(), codewormtest.Page(key, "f1"))
		require.NoError(t, err)
		want[i] = true
	}
	close(stop)
	wg.Wait()
	require.NotEmpty(t, mine)
	tree := strings.Split(mustGit(t, dir, "ls-tree", "-r", "--name-only", "HEAD"), "\n")
	assert.Subset(t, tree, mine, "nothing of the user's is lost")
	mustGit(t, dir, "add", "mine")
	_, _ = git.Run(t.Context(), dir, "commit", "--quiet", "--message", "The rest") // if there is any
	checkDevlog(t, dir, want, len(keys))
}
