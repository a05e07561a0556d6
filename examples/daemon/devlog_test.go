package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What only reads works without a place for pages; what writes is refused before it touches anything.
func TestReadersNeedNoDevlog(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	t.Chdir(w.repo)
	for _, args := range [][]string{{"plan", "--repo", "."}, {"plan", "--repo", ".", "--skipped"}, {"status"}, {"schedule"}} {
		c := &command{}
		c.code = execute(t.Context(), append([]string{"codeworm"}, args...), &c.out, &c.errors)
		assert.Equal(t, 0, c.code, "%v: %s", args, c.errors.String())
	}
	for _, command := range []string{"once", "run"} {
		refused(t, w, "is not ignored there", command, "--repo", ".", "--llm", "facts", "--state", w.state)
	}
	assert.NoDirExists(t, filepath.Join(w.repo, "devlog"))
}

func TestDevlogFullOfSomethingElse(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	w.devlog = t.TempDir()
	photo := filepath.Join(w.devlog, "photo.jpg")
	require.NoError(t, os.WriteFile(photo, []byte("x"), 0o600))
	for _, args := range [][]string{{"once"}, {"run"}, {"once", "--dry-run"}} {
		c := w.run(args...)
		assert.Equal(t, 2, c.code)
		assert.Contains(t, c.errors.String(), "photo.jpg")
		assert.Contains(t, c.errors.String(), "git init "+w.devlog)
		assert.NoDirExists(t, filepath.Join(w.devlog, ".git"))
		assert.NoFileExists(t, w.state)
	}
	w.git(w.devlog, "init", "-q")
	c := w.run("once")
	require.Equal(t, 0, c.code, c.errors.String())
	assert.FileExists(t, photo)
}

// The command of the README, with its devlog in the folder of the Go package of that name.
func TestDevlogBesideThePackageOfThatName(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	ignore, err := os.ReadFile("../../.gitignore")
	require.NoError(t, err)
	src, err := os.ReadFile("../../devlog/git.go")
	require.NoError(t, err)
	w.write(".gitignore", string(ignore))
	w.write("devlog/git.go", string(src))
	w.git(w.repo, "add", ".")
	w.git(w.repo, "commit", "-qm", "Add the package")
	t.Chdir(w.repo)
	for range 2 {
		c := &command{}
		c.code = execute(t.Context(), []string{"codeworm", "once", "-n", "3", "--repo", ".", "--devlog", "./devlog", "--state", w.state, "--llm", "facts"}, &c.out, &c.errors)
		require.Equal(t, 0, c.code, c.errors.String())
		assert.Contains(t, c.out.String(), "3 pages written to "+filepath.Join(w.repo, "devlog"))
	}
	assert.Empty(t, w.git(w.repo, "status", "--porcelain"), "nothing of it is the repository's")
	kept, err := os.ReadFile(filepath.Join(w.repo, "devlog", "git.go"))
	require.NoError(t, err)
	assert.Equal(t, string(src), string(kept))
}

// What could not be pushed is told by the exit code, and by status until it is.
func TestStatusTellsWhatIsNotPushed(t *testing.T) {
	w := newWorld(t)
	remote := filepath.Join(t.TempDir(), "remote.git")
	w.configure("devlog: {remote: "+remote+"}", "llm: {mode: facts}")
	assert.Equal(t, 1, w.run("once", "-n", "2").code)
	status := w.run("status")
	require.Equal(t, 0, status.code, status.errors.String())
	assert.Contains(t, status.out.String(), "Not pushed: 3 commits")
	assert.Contains(t, w.run("status", "--json").out.String(), `"unpushed":3`)
	w.git(".", "init", "-q", "--bare", remote)
	once := w.run("once", "-n", "1")
	require.Equal(t, 0, once.code, once.errors.String())
	assert.NotContains(t, w.run("status").out.String(), "Not pushed")
	assert.Contains(t, w.run("status", "--json").out.String(), `"unpushed":0`)
}
