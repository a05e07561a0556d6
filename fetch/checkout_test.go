package fetch_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/fetch"
)

// photograph is all that a person has: HEAD, branches, index, status, stashes, and every file with its moment.
func photograph(t *testing.T, dir string) map[string]string {
	t.Helper()
	p := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		require.NoError(t, err)
		rel, err := filepath.Rel(dir, name)
		require.NoError(t, err)
		info, err := d.Info()
		require.NoError(t, err)
		for _, own := range []string{".git/objects", ".git/refs/remotes", ".git/logs/refs/remotes", ".git/packed-refs", ".git/hooks"} { // what git fetch is for
			if rel == own || strings.HasPrefix(rel, own+"/") {
				return nil
			}
		}
		switch {
		case d.IsDir():
			p[rel] = "folder"
		case d.Type()&fs.ModeSymlink != 0:
			p[rel], err = os.Readlink(name)
		default:
			var text []byte
			text, err = os.ReadFile(name)
			p[rel] = info.ModTime().String() + info.Mode().String() + string(text)
		}
		return err
	}))
	return p
}

// clean is a work tree that follows main, behind its remote by a commit that changes a.py and adds b.py.
func clean(t *testing.T) (o *origin, dir string) {
	o = newOrigin(t)
	dir = filepath.Join(t.TempDir(), "mine")
	mustGit(t, o.work, "clone", "-q", o.bare, dir)
	o.commit("b.py", "b = 1\n")
	return o, dir
}

// A work tree that is clean comes up to date, and nothing else happens in it.
func TestCheckoutIsFastForwarded(t *testing.T) {
	o, dir := clean(t)
	hook := filepath.Join(dir, ".git", "hooks", "post-merge")
	require.NoError(t, os.MkdirAll(filepath.Dir(hook), 0o755))
	require.NoError(t, os.WriteFile(hook, []byte("#!/bin/sh\ntouch hooked\n"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("mine"), 0o600))
	c := fetch.NewCheckout(dir)
	require.NoError(t, c.Fetch(t.Context()))
	assert.Equal(t, mustGit(t, o.work, "rev-parse", "main"), mustGit(t, dir, "rev-parse", "main"))
	assert.Equal(t, "?? notes.txt", mustGit(t, dir, "status", "--porcelain"))
	assert.FileExists(t, filepath.Join(dir, "b.py"))
	assert.NoFileExists(t, filepath.Join(dir, "hooked"))
	before := photograph(t, dir)
	require.NoError(t, c.Fetch(t.Context()), "nothing is new")
	assert.Equal(t, before, photograph(t, dir))

	mustGit(t, dir, "commit", "-q", "--allow-empty", "-m", "Ahead")
	before = photograph(t, dir)
	require.NoError(t, c.Fetch(t.Context()), "it is ahead")
	assert.Equal(t, before, photograph(t, dir))
}

// Whatever a person is in the middle of stays as it is, to the byte, and the error says why.
func TestCheckoutOfAPersonStaysAsItIs(t *testing.T) {
	for name, c := range map[string]struct {
		why  string
		busy func(t *testing.T, o *origin, dir string)
	}{
		"changed file": {"holds changes that are not committed", func(t *testing.T, _ *origin, dir string) { write(t, dir, "a.py", "mine\n") }},
		"staged file": {"holds changes that are not committed", func(t *testing.T, _ *origin, dir string) {
			write(t, dir, "c.py", "mine\n")
			mustGit(t, dir, "add", "c.py")
		}},
		"deleted file":              {"holds changes that are not committed", func(t *testing.T, _ *origin, dir string) { require.NoError(t, os.Remove(filepath.Join(dir, "a.py"))) }},
		"untracked file in the way": {"untracked", func(t *testing.T, _ *origin, dir string) { write(t, dir, "b.py", "mine\n") }},
		"ignored file in the way": {"untracked", func(t *testing.T, _ *origin, dir string) {
			write(t, dir, ".git/info/exclude", "b.py\n")
			write(t, dir, "b.py", "mine\n")
		}},
		"diverged": {"have both changed; merge or rebase", func(t *testing.T, _ *origin, dir string) {
			mustGit(t, dir, "commit", "-q", "--allow-empty", "-m", "Mine")
		}},
		"rewritten": {"have both changed", func(t *testing.T, o *origin, _ string) {
			mustGit(t, o.work, "reset", "-q", "--hard", "HEAD~3")
			o.commit("z.py", "z = 1\n")
		}},
		"detached": {"no branch is checked out", func(t *testing.T, _ *origin, dir string) { mustGit(t, dir, "checkout", "-q", "--detach") }},
		"no upstream": {"follows none of a remote", func(t *testing.T, _ *origin, dir string) {
			mustGit(t, dir, "checkout", "-q", "-b", "own", "--no-track")
		}},
		"rebase": {"a rebase is going on", func(t *testing.T, o *origin, dir string) {
			write(t, dir, "b.py", "mine\n")
			mustGit(t, dir, "add", "-A")
			mustGit(t, dir, "commit", "-q", "-m", "Mine")
			mustGit(t, dir, "fetch", "-q")
			fails(t, dir, "rebase", "origin/main")
		}},
		"merge": {"a merge is going on", func(t *testing.T, o *origin, dir string) {
			write(t, dir, "b.py", "mine\n")
			mustGit(t, dir, "add", "-A")
			mustGit(t, dir, "commit", "-q", "-m", "Mine")
			mustGit(t, dir, "fetch", "-q")
			fails(t, dir, "merge", "origin/main")
		}},
		"bisect":       {"bisect is going on", func(t *testing.T, _ *origin, dir string) { mustGit(t, dir, "bisect", "start") }},
		"locked index": {"File exists", func(t *testing.T, _ *origin, dir string) { write(t, dir, ".git/index.lock", "") }},
		"branch that is gone": {"find remote ref", func(t *testing.T, o *origin, dir string) {
			mustGit(t, o.bare, "branch", "-m", "main", "trunk")
		}},
		"remote that is gone": {"that is there", func(t *testing.T, o *origin, _ string) { require.NoError(t, os.RemoveAll(o.bare)) }},
		"program of its own": {"core.sshcommand names a program", func(t *testing.T, _ *origin, dir string) {
			mustGit(t, dir, "config", "core.sshCommand", "touch "+dir+"/ran")
		}},
		"filter of its own": {"filter.x.smudge names a program", func(t *testing.T, _ *origin, dir string) {
			mustGit(t, dir, "config", "filter.x.smudge", "touch "+dir+"/ran")
		}},
		"hook in its settings": {"hook.x.command names a program", func(t *testing.T, _ *origin, dir string) {
			mustGit(t, dir, "config", "hook.x.command", "touch "+dir+"/ran")
		}},
		"helper as remote": {"not allowed", func(t *testing.T, _ *origin, dir string) {
			mustGit(t, dir, "remote", "set-url", "origin", "ext::touch "+dir+"/ran")
		}},
		"option as remote": {"cannot be read", func(t *testing.T, _ *origin, dir string) {
			mustGit(t, dir, "config", "branch.main.remote", "--upload-pack=touch "+dir+"/ran")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			o, dir := clean(t)
			c.busy(t, o, dir)
			before := photograph(t, dir)
			err := fetch.NewCheckout(dir).Fetch(t.Context())
			require.Error(t, err)
			assert.Contains(t, err.Error(), c.why)
			assert.Contains(t, err.Error(), dir)
			after := photograph(t, dir)
			for name := range before {
				assert.Equal(t, before[name], after[name], name)
			}
			for name := range after {
				assert.Contains(t, slices.Collect(maps.Keys(before)), name)
			}
		})
	}
}

// A folder inside of a work tree, a linked work tree and a shallow clone are work trees as well.
func TestCheckoutsOfOtherKinds(t *testing.T) {
	o, dir := clean(t)
	mustGit(t, dir, "checkout", "-q", "--detach")
	linked := filepath.Join(t.TempDir(), "linked")
	mustGit(t, dir, "worktree", "add", "-q", linked, "main")
	shallow := filepath.Join(t.TempDir(), "shallow")
	mustGit(t, o.work, "clone", "-q", "--depth", "1", o.url(), shallow)
	commit := o.commit("sub/c.py", "c = 1\n")
	for _, at := range []string{linked, shallow} {
		require.NoError(t, fetch.NewCheckout(at).Fetch(t.Context()))
		assert.Equal(t, commit, mustGit(t, at, "rev-parse", "HEAD"))
		commit2 := o.commit("sub/c.py", "c = "+commit[:5]+"\n")
		require.NoError(t, fetch.NewCheckout(filepath.Join(at, "sub")).Fetch(t.Context()))
		assert.Equal(t, commit2, mustGit(t, at, "rev-parse", "HEAD"))
		commit = commit2
	}
	assert.Equal(t, "true", mustGit(t, shallow, "rev-parse", "--is-shallow-repository"))
	assert.ErrorContains(t, fetch.NewCheckout(t.TempDir()).Fetch(t.Context()), "not a git repository")
	assert.ErrorContains(t, fetch.NewCheckout(o.bare).Fetch(t.Context()), "the work tree stays as it is")
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
}
