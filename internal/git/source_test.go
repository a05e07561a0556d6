package git_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/git"
)

// program makes an executable that leaves a mark when it runs.
func program(t *testing.T, mark, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\necho "+name+" >> '"+mark+"'\nexit 1\n"), 0o755))
	return path
}

// A repository that came with its .git folder names programs in its settings.
func TestSourceRunsNoProgramsOfTheRepository(t *testing.T) {
	dir := newRepo(t)
	write(t, dir, "x.go", "one\n")
	write(t, dir, ".gitattributes", "*.go filter=a=b diff=d\n*.py filter=p\n")
	write(t, dir, "y.py", "one\n")
	commit(t, dir, "Add")
	write(t, dir, "x.go", "two\n")
	hash := commit(t, dir, "Change")
	sign(t, dir)

	mark := filepath.Join(t.TempDir(), "mark")
	hooks := t.TempDir()
	for _, name := range []string{"post-index-change", "fsmonitor-watchman", "reference-transaction"} {
		require.NoError(t, os.Rename(program(t, mark, name), filepath.Join(hooks, name)))
	}
	for key, value := range map[string]string{
		"core.fsmonitor": program(t, mark, "fsmonitor"), "core.hooksPath": hooks, "core.pager": program(t, mark, "pager"),
		"filter.a=b.clean": program(t, mark, "clean"), "filter.p.process": program(t, mark, "process"), "filter.p.required": "true",
		"diff.d.textconv": program(t, mark, "textconv"), "diff.d.command": program(t, mark, "command"), "diff.external": program(t, mark, "external"),
		"log.showSignature": "true", "gpg.program": program(t, mark, "gpg"), "alias.log": "!" + program(t, mark, "alias"),
	} {
		mustGit(t, dir, "config", key, value)
	}
	later := time.Now().Add(time.Hour)
	for _, name := range []string{"x.go", "y.py"} { // git has to compare their content
		require.NoError(t, os.Chtimes(filepath.Join(dir, name), later, later))
	}

	dirty, err := git.Dirty(t.Context(), dir)
	require.NoError(t, err)
	assert.Empty(t, dirty)
	files, err := git.ListFiles(t.Context(), dir)
	require.NoError(t, err)
	assert.Len(t, files, 3)
	diff, err := git.DiffOf(t.Context(), dir, hash, "x.go", 1<<20)
	require.NoError(t, err)
	assert.Contains(t, string(diff), "+two")
	require.NoError(t, git.Log(t.Context(), dir, git.LogOptions{}, func(git.LogEntry) error { return nil }))
	_, err = git.Source(t.Context(), dir, "log", "--patch", "--no-ext-diff", "--no-textconv")
	require.NoError(t, err)
	ran, err := os.ReadFile(mark)
	require.ErrorIs(t, err, os.ErrNotExist, "%s", ran)
}

// sign puts a commit on top that says it is signed.
func sign(t *testing.T, dir string) {
	t.Helper()
	tree := mustGit(t, dir, "rev-parse", "HEAD^{tree}")
	head := mustGit(t, dir, "rev-parse", "HEAD")
	text := "tree " + tree + "\nparent " + head + "\nauthor A <a@b> 1700000000 +0000\ncommitter A <a@b> 1700000000 +0000\n" +
		"gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----\n\nSigned\n"
	write(t, dir, ".git/signed", text)
	mustGit(t, dir, "update-ref", "HEAD", mustGit(t, dir, "hash-object", "-t", "commit", "-w", ".git/signed"))
}

// The user's own filters go on working: files under git-lfs are not all changed.
func TestDirtyKeepsTheUsersFilters(t *testing.T) {
	dir := newRepo(t)
	mustGit(t, dir, "config", "--global", "filter.up.clean", "tr a-z A-Z")
	write(t, dir, ".gitattributes", "*.txt filter=up\n")
	write(t, dir, "x.txt", "text\n")
	commit(t, dir, "Add")
	later := time.Now().Add(time.Hour)
	require.NoError(t, os.Chtimes(filepath.Join(dir, "x.txt"), later, later))
	dirty, err := git.Dirty(t.Context(), dir)
	require.NoError(t, err)
	assert.Empty(t, dirty)
}

// The remote of a partial clone, and its program, are the repository's choice.
func TestSourceDoesNotFetch(t *testing.T) {
	from := newRepo(t)
	write(t, from, "x.go", "one\n")
	commit(t, from, "Add")
	write(t, from, "x.go", "two\n")
	hash := commit(t, from, "Change")
	mustGit(t, from, "config", "uploadpack.allowFilter", "true")
	dir := filepath.Join(t.TempDir(), "clone")
	mustGit(t, from, "clone", "--quiet", "--filter=blob:none", "file://"+from, dir)
	mark := filepath.Join(t.TempDir(), "mark")
	mustGit(t, dir, "config", "remote.origin.uploadpack", program(t, mark, "uploadpack"))

	_, err := git.DiffOf(t.Context(), dir, hash, "x.go", 1<<20)
	require.ErrorIs(t, err, git.ErrPartial)
	assert.Contains(t, err.Error(), "git fetch --refetch")
	_, err = git.FileAt(t.Context(), dir, "HEAD~1", "x.go")
	require.ErrorIs(t, err, git.ErrPartial)
	var files []string
	require.NoError(t, git.Log(t.Context(), dir, git.LogOptions{}, func(e git.LogEntry) error { files = append(files, e.Files...); return nil }))
	assert.Equal(t, []string{"x.go", "x.go"}, files)
	assert.NoFileExists(t, mark)
}

// A repository that lost its objects is not one that has no commits yet.
func TestHeadThatIsLost(t *testing.T) {
	dir := newRepo(t)
	write(t, dir, "x.go", "one\n")
	hash := commit(t, dir, "Add")
	require.NoError(t, os.RemoveAll(filepath.Join(dir, ".git", "objects", hash[:2])))
	head, err := git.Head(t.Context(), dir)
	require.ErrorContains(t, err, hash)
	assert.Empty(t, head)
}
