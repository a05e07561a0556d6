package git_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/git"
)

// exported are the files that a revision's export holds.
func exported(t *testing.T, dir, rev string) map[string]string {
	t.Helper()
	to := t.TempDir()
	require.NoError(t, git.Export(t.Context(), dir, rev, to))
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(to, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(p)
		rel, _ := filepath.Rel(to, p)
		files[filepath.ToSlash(rel)] = string(text)
		return err
	}))
	return files
}

func TestExport(t *testing.T) {
	dir := newRepo(t)
	want := map[string]string{}
	for _, name := range oddNames {
		write(t, dir, name, "text of "+name)
		want[name] = "text of " + name
	}
	write(t, dir, "empty", "")
	write(t, dir, "big", strings.Repeat("b", 1<<20+1))
	require.NoError(t, os.Symlink("/etc/passwd", filepath.Join(dir, "link")))
	want["empty"], want["big"] = "", strings.Repeat("\x00", 1<<20+1)
	first := commit(t, dir, "Add")
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "sub dir")))
	write(t, dir, "plain.go", "changed")
	mark := filepath.Join(t.TempDir(), "ran")
	write(t, dir, ".gitattributes", "* filter=x\n")
	mustGit(t, dir, "config", "filter.x.smudge", "touch "+mark)
	status := mustGit(t, dir, "status", "--porcelain")

	assert.Equal(t, want, exported(t, dir, first))
	assert.Equal(t, map[string]string{"ö\n.go": "text of sub dir/ö\n.go"}, func() map[string]string {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, "sub dir"), 0o755))
		return exported(t, filepath.Join(dir, "sub dir"), first)
	}())
	assert.NoFileExists(t, mark)
	assert.Equal(t, status, mustGit(t, dir, "status", "--porcelain"))
	require.Error(t, git.Export(t.Context(), dir, "--output=x", t.TempDir()))
}

func TestCommitOf(t *testing.T) {
	dir := newRepo(t)
	_, err := git.CommitOf(t.Context(), dir, "main")
	require.ErrorContains(t, err, "no commits yet")
	write(t, dir, "a", "a")
	first := commit(t, dir, "Add a")
	mustGit(t, dir, "tag", "-a", "-m", "one", "v1")
	mustGit(t, dir, "checkout", "-q", "-b", "topic")
	write(t, dir, "b", "b")
	second := commit(t, dir, "Add b")
	mustGit(t, dir, "checkout", "-q", "main")
	write(t, dir, "c", "c")
	third := commit(t, dir, "Add c")
	for rev, want := range map[string]string{"v1": first, "topic": second, "HEAD~1": first, first[:8]: first} {
		got, err := git.CommitOf(t.Context(), dir, rev)
		require.NoError(t, err)
		assert.Equal(t, want, got, rev)
	}
	for rev, why := range map[string]string{
		"nope": "git branch --all", "": "names no commit", "-x": "names no commit", "v1..topic": "names no commit", "HEAD:a": "names no commit",
		"HEAD~9": "git branch --all", strings.Repeat("1", 40): "git branch --all", "topic^{tree}": "git branch --all",
	} {
		_, err := git.CommitOf(t.Context(), dir, rev)
		require.ErrorContains(t, err, why, rev)
		require.ErrorAs(t, err, new(*git.RevisionError), rev)
	}
	_, err = git.CommitOf(t.Context(), t.TempDir(), "main")
	require.ErrorContains(t, err, "in no git repository")

	fork, err := git.ForkOf(t.Context(), dir, "topic")
	require.NoError(t, err)
	assert.Equal(t, first, fork)
	fork, err = git.ForkOf(t.Context(), dir, "v1")
	require.NoError(t, err)
	assert.Equal(t, first, fork)

	clone := filepath.Join(t.TempDir(), "clone")
	mustGit(t, dir, "clone", "-q", "--depth", "1", "file://"+dir, clone)
	_, err = git.CommitOf(t.Context(), clone, "v1")
	require.ErrorContains(t, err, "git fetch --unshallow")
	fork, err = git.ForkOf(t.Context(), clone, "main")
	require.NoError(t, err)
	assert.Equal(t, third, fork)
}

func TestChangedLines(t *testing.T) {
	dir := newRepo(t)
	text := strings.Repeat("line\n", 30)
	for _, name := range oddNames {
		write(t, dir, name, text+name)
	}
	write(t, dir, "docs/same.md", text)
	write(t, dir, "docs/edited.md", "a\nb\nc\nd\ne\n")
	write(t, dir, "docs/cut.md", "a\nb\nc\n")
	write(t, dir, "docs/gone.md", text)
	write(t, dir, "docs/old.md", text+"old\nunlike any other\n")
	first := commit(t, dir, "Add")
	write(t, dir, "docs/edited.md", "a\nB\nc\nd\ne\nf\n")
	write(t, dir, "docs/cut.md", "a\nc\n")
	write(t, dir, "docs/committed.md", "x\n")
	write(t, dir, oddNames[1], text+"!\n")
	require.NoError(t, os.Remove(filepath.Join(dir, "docs/gone.md")))
	require.NoError(t, os.Rename(filepath.Join(dir, "docs/old.md"), filepath.Join(dir, "moved.md")))
	write(t, dir, "moved.md", text+"new\nunlike any other\n")
	commit(t, dir, "Change")
	write(t, dir, "docs/untracked.md", "x\n")
	write(t, dir, "docs/edited.md", "a\nB\nc\nD\nD\ne\nf\n")

	paths := append([]string{"docs/same.md", "docs/edited.md", "docs/cut.md", "docs/committed.md", "docs/untracked.md", "moved.md"}, oddNames...)
	got, err := git.ChangedLines(t.Context(), dir, first, paths)
	require.NoError(t, err)
	all := got["docs/untracked.md"]
	require.Len(t, all, 1)
	assert.Equal(t, 1, all[0].First)
	assert.Greater(t, all[0].Last, 1<<30)
	assert.Equal(t, map[string][]git.Lines{
		"docs/edited.md": {{2, 2}, {4, 5}, {7, 7}}, "docs/committed.md": all, "docs/untracked.md": all,
		"moved.md": {{31, 31}}, oddNames[1]: {{31, 31}},
	}, got)
	below, err := git.ChangedLines(t.Context(), filepath.Join(dir, "docs"), first, []string{"edited.md", "same.md"})
	require.NoError(t, err)
	assert.Equal(t, map[string][]git.Lines{"edited.md": {{2, 2}, {4, 5}, {7, 7}}}, below)
}
