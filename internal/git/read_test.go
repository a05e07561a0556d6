package git_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/git"
)

// oddNames are names that git quotes, or that options and patterns look like.
var oddNames = []string{
	"plain.go", "a b.go", "tab\tx.go", "line\nend.go", "\nfirst.go", `quote".go`, "apos'.go", `back\slash.go`,
	"ünï.go", "latin\xe9.go", "-dash.go", ":(top)x.go", "star*.go", "[set].go", "a -> b.go", "sub dir/ö\n.go",
}

func TestTopLevel(t *testing.T) {
	dir := newRepo(t)
	write(t, dir, "a b/c/x.go", "x")
	for _, sub := range []string{".", "a b", "a b/c"} {
		top, err := git.TopLevel(t.Context(), filepath.Join(dir, sub))
		require.NoError(t, err)
		assert.Equal(t, dir, top)
	}
	is, err := git.IsRepo(t.Context(), dir)
	require.NoError(t, err)
	assert.True(t, is)

	outside := t.TempDir()
	_, err = git.TopLevel(t.Context(), outside)
	require.ErrorIs(t, err, git.ErrNotARepo)
	assert.Contains(t, err.Error(), outside)
	is, err = git.IsRepo(t.Context(), outside)
	require.NoError(t, err)
	assert.False(t, is)

	bare := newRepo(t, "--bare")
	_, err = git.TopLevel(t.Context(), bare)
	require.ErrorIs(t, err, git.ErrNoWorkTree)
	_, err = git.TopLevel(t.Context(), filepath.Join(outside, "missing"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	assert.Contains(t, err.Error(), "the folder does not exist")
}

func TestHeadAndFileAt(t *testing.T) {
	dir := newRepo(t)
	head, err := git.Head(t.Context(), dir)
	require.NoError(t, err)
	assert.Empty(t, head, "there is no commit yet")
	_, err = git.FileAt(t.Context(), dir, "HEAD", "x.go")
	require.ErrorIs(t, err, fs.ErrNotExist)

	for _, name := range oddNames {
		write(t, dir, name, "text of "+name)
	}
	first := commit(t, dir, "Add")
	head, err = git.Head(t.Context(), dir)
	require.NoError(t, err)
	assert.Equal(t, first, head)
	require.NotEmpty(t, oddNames)
	for _, name := range oddNames {
		data, err := git.FileAt(t.Context(), dir, first, name)
		require.NoError(t, err, "%q", name)
		assert.Equal(t, "text of "+name, string(data))
	}
	data, err := git.FileAt(t.Context(), filepath.Join(dir, "sub dir"), "HEAD", "ö\n.go")
	require.NoError(t, err)
	assert.Equal(t, "text of sub dir/ö\n.go", string(data))

	write(t, dir, "later.go", "x")
	for _, missing := range []string{"later.go", "never.go"} {
		_, err = git.FileAt(t.Context(), dir, "HEAD", missing)
		require.ErrorIs(t, err, fs.ErrNotExist, missing)
	}
	for _, rev := range []string{"", "--all", "HEAD:x", "a b"} {
		_, err = git.FileAt(t.Context(), dir, rev, "plain.go")
		require.ErrorIs(t, err, fs.ErrInvalid, "%q", rev)
	}
}

func TestRemoteURL(t *testing.T) {
	dir := newRepo(t)
	for _, row := range []struct{ name, url, want string }{
		{"none", "", ""},
		{"plain", "https://host.example/a/b.git", "https://host.example/a/b.git"},
		{"secret", "https://ada:pa@ss@host.example/a/b.git", "https://host.example/a/b.git"},
		{"token", "https://tok3n@host.example/a/b", "https://host.example/a/b"},
		{"scp", "git@host.example:a/b.git", "git@host.example:a/b.git"},
	} {
		if row.url != "" {
			mustGit(t, dir, "remote", "add", row.name, row.url)
		}
		got, err := git.RemoteURL(t.Context(), dir, row.name)
		require.NoError(t, err)
		assert.Equal(t, row.want, got, row.name)
	}
	_, err := git.RemoteURL(t.Context(), dir, "--all")
	require.Error(t, err)
}

func TestListFiles(t *testing.T) {
	dir := newRepo(t)
	files, err := git.ListFiles(t.Context(), dir)
	require.NoError(t, err)
	assert.Empty(t, files)

	for _, name := range oddNames {
		write(t, dir, name, "x")
	}
	write(t, dir, "gone.go", "x")
	write(t, dir, "folder/a.go", "x")
	write(t, dir, ".gitignore", "*.log\n/out/\n")
	inner := newRepo(t)
	write(t, inner, "in.go", "x")
	commit(t, inner, "Inner")
	mustGit(t, dir, "submodule", "--quiet", "add", inner, "module")
	commit(t, dir, "Add")
	write(t, dir, "untracked.go", "x")
	write(t, dir, "ignored.log", "x")
	write(t, dir, "out/x.go", "x")
	mustGit(t, dir, "init", "--quiet", "nested")
	write(t, dir, "nested/n.go", "x")
	require.NoError(t, os.Remove(filepath.Join(dir, "gone.go")))
	require.NoError(t, os.Symlink("plain.go", filepath.Join(dir, "link.go")))
	elsewhere := t.TempDir()
	write(t, elsewhere, "a.go", "outside")
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "folder")))
	require.NoError(t, os.Symlink(elsewhere, filepath.Join(dir, "folder")))

	submodules := func() (paths []string) {
		infos, err := git.StatFiles(t.Context(), dir)
		require.NoError(t, err)
		for _, f := range infos {
			if f.Submodule {
				paths = append(paths, f.Path)
			}
		}
		return paths
	}
	assert.Equal(t, []string{"module"}, submodules())
	require.NoError(t, os.Rename(filepath.Join(dir, "module"), filepath.Join(elsewhere, "module")))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "module"), 0o755))
	assert.Equal(t, []string{"module"}, submodules(), "one that is not checked out")
	write(t, dir, "gone.go/x.go", "a folder in the place of a file")
	assert.Equal(t, []string{"module"}, submodules())
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "gone.go")))
	require.NoError(t, os.Remove(filepath.Join(dir, "module")))
	require.NoError(t, os.Rename(filepath.Join(elsewhere, "module"), filepath.Join(dir, "module")))

	files, err = git.ListFiles(t.Context(), dir)
	require.NoError(t, err)
	want := append([]string{".gitignore", ".gitmodules", "untracked.go", "link.go", "folder"}, oddNames...)
	assert.ElementsMatch(t, want, files)
	assert.IsIncreasing(t, files)

	files, err = git.ListFiles(t.Context(), filepath.Join(dir, "sub dir"))
	require.NoError(t, err)
	assert.Equal(t, []string{"ö\n.go"}, files)
	_, err = git.ListFiles(t.Context(), elsewhere)
	require.ErrorIs(t, err, git.ErrNotARepo)
}

func TestListFilesInConflict(t *testing.T) {
	dir := newRepo(t)
	write(t, dir, "a.go", "base")
	commit(t, dir, "Base")
	mustGit(t, dir, "checkout", "--quiet", "-b", "other")
	write(t, dir, "a.go", "theirs")
	commit(t, dir, "Theirs")
	mustGit(t, dir, "checkout", "--quiet", "main")
	write(t, dir, "a.go", "ours")
	commit(t, dir, "Ours")
	_, err := git.Run(t.Context(), dir, "merge", "other")
	require.Error(t, err)
	files, err := git.ListFiles(t.Context(), dir)
	require.NoError(t, err)
	assert.Equal(t, []string{"a.go"}, files)
	dirty, err := git.Dirty(t.Context(), dir)
	require.NoError(t, err)
	assert.Equal(t, map[string]bool{"a.go": true}, dirty)
}

func TestDirty(t *testing.T) {
	dir := newRepo(t)
	for _, name := range append(oddNames, "sub/same.go", "sub/edited.go", "sub/deleted.go", "renamed.go") {
		write(t, dir, name, "text of "+name)
	}
	write(t, dir, ".gitignore", "*.log\n")
	commit(t, dir, "Add")
	dirty, err := git.Dirty(t.Context(), dir)
	require.NoError(t, err)
	assert.Empty(t, dirty)

	want := map[string]bool{}
	for _, name := range oddNames {
		write(t, dir, name, "changed")
		want[name] = true
	}
	write(t, dir, "sub/edited.go", "changed")
	require.NoError(t, os.Remove(filepath.Join(dir, "sub/deleted.go")))
	write(t, dir, "sub/new/deep.go", "x")
	write(t, dir, "sub/staged.go", "x")
	write(t, dir, "x.log", "ignored")
	mustGit(t, dir, "add", "sub/staged.go")
	mustGit(t, dir, "mv", "renamed.go", "name.go")
	for _, name := range []string{"sub/edited.go", "sub/deleted.go", "sub/new/deep.go", "sub/staged.go", "renamed.go", "name.go"} {
		want[name] = true
	}
	dirty, err = git.Dirty(t.Context(), dir)
	require.NoError(t, err)
	assert.Equal(t, want, dirty)

	dirty, err = git.Dirty(t.Context(), filepath.Join(dir, "sub"))
	require.NoError(t, err)
	assert.Equal(t, map[string]bool{"edited.go": true, "deleted.go": true, "new/deep.go": true, "staged.go": true}, dirty)
}

func TestIgnored(t *testing.T) {
	dir := newRepo(t)
	write(t, dir, ".gitignore", "/devlog/\n*.log\n!keep.log\nwild[1]\n")
	write(t, dir, "tracked.log", "x")
	mustGit(t, dir, "add", "--force", "tracked.log")
	for _, row := range []struct {
		path string
		want bool
	}{
		{"devlog/", true}, {"devlog", false}, {"devlog/x.md", true}, {"a.log", true}, {"keep.log", false},
		{"sub/b.log", true}, {"main.go", false}, {"tracked.log", false}, {"wild1", true}, {"wild*", false}, {":(top)a.log", true}, {":!main.go", false},
		{filepath.Join(dir, "a.log"), true},
	} {
		got, err := git.Ignored(t.Context(), dir, row.path)
		require.NoError(t, err, row.path)
		assert.Equal(t, row.want, got, row.path)
	}
	_, err := git.Ignored(t.Context(), dir, "../elsewhere")
	require.Error(t, err)
}
