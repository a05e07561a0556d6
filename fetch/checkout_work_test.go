package fetch_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/fetch"
)

// What a person has in a submodule is theirs: no fast-forward puts a file into the place of its folder.
func TestCheckoutKeepsSubmodules(t *testing.T) {
	for name, replace := range map[string]func(t *testing.T, work string){
		"file": func(t *testing.T, work string) { write(t, work, "lib", "a file\n") },
		"folder": func(t *testing.T, work string) {
			require.NoError(t, os.Mkdir(filepath.Join(work, "lib"), 0o755))
			write(t, work, "lib/notes.txt", "theirs\n")
		},
		"link":    func(t *testing.T, work string) { require.NoError(t, os.Symlink("a.py", filepath.Join(work, "lib"))) },
		"nothing": func(*testing.T, string) {},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOrigin(t)
			mustGit(t, o.work, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", o.bare, "lib")
			o.commit("b.py", "b = 1\n")
			dir := filepath.Join(t.TempDir(), "mine")
			mustGit(t, o.work, "-c", "protocol.file.allow=always", "clone", "-q", "--recurse-submodules", o.bare, dir)
			write(t, dir, "lib/notes.txt", "mine\n")
			write(t, dir, "lib/a.py", "mine\n")
			mustGit(t, o.work, "rm", "-q", "-f", "lib", ".gitmodules")
			replace(t, o.work)
			o.commit("c.py", "c = 1\n")
			err := fetch.NewCheckout(dir).Fetch(t.Context())
			t.Log(err)
			for _, file := range []string{"lib/notes.txt", "lib/a.py"} {
				text, err := os.ReadFile(filepath.Join(dir, file))
				require.NoError(t, err)
				assert.Equal(t, "mine\n", string(text))
			}
			if name != "nothing" {
				require.Error(t, err)
				assert.Empty(t, mustGit(t, dir, "status", "--porcelain", "--ignore-submodules=all"), "half of each")
			}
		})
	}
}

// Fetching moves what is known of the remote, and no branch of the person's.
func TestCheckoutMovesNoOtherBranch(t *testing.T) {
	o, dir := clean(t)
	mustGit(t, o.work, "push", "-q", "origin", "main:dev")
	mustGit(t, dir, "branch", "-q", "dev", "--no-track")
	mustGit(t, dir, "config", "branch.main.merge", "refs/heads/dev")
	mustGit(t, dir, "config", "remote.origin.fetch", "+refs/heads/*:refs/heads/*")
	mine := mustGit(t, dir, "commit-tree", "-m", "Mine", "HEAD^{tree}")
	mustGit(t, dir, "update-ref", "refs/heads/dev", mine)
	err := fetch.NewCheckout(dir).Fetch(t.Context())
	assert.Equal(t, mine, mustGit(t, dir, "rev-parse", "refs/heads/dev"), "%v", err)
	require.ErrorContains(t, err, "another branch of this repository")
	mustGit(t, dir, "config", "remote.origin.fetch", "+refs/heads/main:refs/remotes/origin/main")
	mustGit(t, dir, "config", "--add", "remote.origin.fetch", "+refs/heads/*:refs/heads/*")
	mustGit(t, dir, "config", "branch.main.merge", "refs/heads/main")
	err = fetch.NewCheckout(dir).Fetch(t.Context())
	require.NoError(t, err)
	assert.Equal(t, mine, mustGit(t, dir, "rev-parse", "refs/heads/dev"))
	assert.FileExists(t, filepath.Join(dir, "b.py"))
}

// A branch may follow another one of the same repository, or one that the remote's refs have another place for.
func TestCheckoutFollowsWhatGitSays(t *testing.T) {
	o, dir := clean(t)
	mustGit(t, dir, "config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/elsewhere/*")
	require.NoError(t, fetch.NewCheckout(dir).Fetch(t.Context()))
	tip := mustGit(t, o.work, "rev-parse", "main")
	assert.Equal(t, tip, mustGit(t, dir, "rev-parse", "HEAD"))
	assert.Equal(t, tip, mustGit(t, dir, "rev-parse", "refs/remotes/elsewhere/main"))
	mustGit(t, dir, "branch", "-q", "local", "HEAD~1")
	mustGit(t, dir, "checkout", "-q", "local")
	mustGit(t, dir, "branch", "-q", "--set-upstream-to=main")
	require.NoError(t, fetch.NewCheckout(dir).Fetch(t.Context()))
	assert.Equal(t, tip, mustGit(t, dir, "rev-parse", "HEAD"))
}

// More ways to have work that git status does not tell of.
func TestCheckoutKeepsWhatStatusDoesNotTell(t *testing.T) {
	for name, busy := range map[string]func(t *testing.T, dir string){
		"assume-unchanged": func(t *testing.T, dir string) { mustGit(t, dir, "update-index", "--assume-unchanged", "a.py") },
		"skip-worktree":    func(t *testing.T, dir string) { mustGit(t, dir, "update-index", "--skip-worktree", "a.py") },
		"skip-worktree in a sparse tree": func(t *testing.T, dir string) {
			mustGit(t, dir, "config", "core.sparseCheckout", "true")
			mustGit(t, dir, "config", "sparse.expectFilesOutsideOfPatterns", "true")
			require.NoError(t, exec.Command("sh", "-c", "mkdir -p "+dir+"/.git/info; printf '/*\n!/a.py\n' > "+dir+"/.git/info/sparse-checkout").Run())
			mustGit(t, dir, "update-index", "--skip-worktree", "a.py")
		},
	} {
		t.Run(name, func(t *testing.T) {
			o, dir := clean(t)
			o.commit("a.py", "theirs\n")
			busy(t, dir)
			write(t, dir, "a.py", "mine\n")
			err := fetch.NewCheckout(dir).Fetch(t.Context())
			text, readErr := os.ReadFile(filepath.Join(dir, "a.py"))
			require.NoError(t, readErr)
			assert.Equal(t, "mine\n", string(text), "%v", err)
		})
	}
	t.Run("ignored file where a folder comes", func(t *testing.T) {
		o, dir := clean(t)
		write(t, dir, ".git/info/exclude", "out\n")
		write(t, dir, "out", "mine\n")
		o.commit("out/c.py", "theirs\n")
		err := fetch.NewCheckout(dir).Fetch(t.Context())
		text, readErr := os.ReadFile(filepath.Join(dir, "out"))
		require.NoError(t, readErr, "%v", err)
		assert.Equal(t, "mine\n", string(text))
	})
	t.Run("ignored folder where a file comes", func(t *testing.T) {
		o, dir := clean(t)
		write(t, dir, ".git/info/exclude", "out\n")
		require.NoError(t, os.Mkdir(filepath.Join(dir, "out"), 0o755))
		write(t, dir, "out/notes", "mine\n")
		o.commit("out", "theirs\n")
		err := fetch.NewCheckout(dir).Fetch(t.Context())
		assert.FileExists(t, filepath.Join(dir, "out", "notes"), "%v", err)
	})
	t.Run("ignored files in a folder that becomes a file", func(t *testing.T) {
		o := newOrigin(t)
		o.commit("pkg/d.py", "d = 1\n")
		dir := filepath.Join(t.TempDir(), "mine")
		mustGit(t, o.work, "clone", "-q", o.bare, dir)
		write(t, dir, ".git/info/exclude", "notes\n")
		write(t, dir, "pkg/notes", "mine\n")
		require.NoError(t, os.RemoveAll(filepath.Join(o.work, "pkg")))
		o.commit("pkg", "theirs\n")
		err := fetch.NewCheckout(dir).Fetch(t.Context())
		assert.FileExists(t, filepath.Join(dir, "pkg", "notes"), "%v", err)
	})
	t.Run("repository in a folder that becomes a file", func(t *testing.T) {
		o := newOrigin(t)
		o.commit("pkg/d.py", "d = 1\n")
		dir := filepath.Join(t.TempDir(), "mine")
		mustGit(t, o.work, "clone", "-q", o.bare, dir)
		mustGit(t, dir, "init", "-q", "pkg/own")
		write(t, dir, "pkg/own/notes", "mine\n")
		require.NoError(t, os.RemoveAll(filepath.Join(o.work, "pkg")))
		o.commit("pkg", "theirs\n")
		err := fetch.NewCheckout(dir).Fetch(t.Context())
		assert.FileExists(t, filepath.Join(dir, "pkg", "own", "notes"), "%v", err)
	})
}
