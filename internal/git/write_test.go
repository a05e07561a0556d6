package git_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/git"
)

// TestCommitBesideTheIndex makes commits with an index of its own, beside what
// the user has staged.
func TestCommitBesideTheIndex(t *testing.T) {
	for _, format := range []string{"sha1", "sha256"} {
		t.Run(format, func(t *testing.T) {
			dir := newRepo(t, "--object-format="+format)
			ctx := t.Context()
			write(t, dir, "user.txt", "staged by the user")
			mustGit(t, dir, "add", "user.txt")
			branch, err := git.Branch(ctx, dir)
			require.NoError(t, err)
			require.Equal(t, "main", branch, "also without a commit")
			gitDir, err := git.Dir(ctx, dir)
			require.NoError(t, err)
			require.Equal(t, filepath.Join(dir, ".git"), gitDir)

			index := git.Index(filepath.Join(gitDir, "own-index"))
			require.NoError(t, index.Read(ctx, dir, ""))
			var entries []git.Entry
			for _, name := range oddNames {
				hash, err := git.HashObject(ctx, dir, []byte("text of "+name+"\n"))
				require.NoError(t, err)
				entries = append(entries, git.Entry{Mode: "100644", Hash: hash, Path: name})
			}
			require.NoError(t, index.Update(ctx, dir, entries...))
			commit := func(message, parent string) string {
				tree, err := index.WriteTree(ctx, dir)
				require.NoError(t, err)
				var parents []string
				if parent != "" {
					parents = append(parents, parent)
				}
				hash, err := git.CommitTree(ctx, dir, tree, message, nil, parents...)
				require.NoError(t, err)
				return hash
			}
			first := commit("First\n", "")
			require.NoError(t, git.MoveBranch(ctx, dir, "main", first, "", "commit: First", nil))
			head, err := git.Head(ctx, dir)
			require.NoError(t, err)
			require.Equal(t, first, head)
			tree, err := git.Tree(ctx, dir, first)
			require.NoError(t, err)
			assert.ElementsMatch(t, entries, tree)
			staged, err := git.Index("").Staged(ctx, dir, "user.txt", "plain.go")
			require.NoError(t, err)
			require.Len(t, staged, 1, "the user's index has what it had")
			assert.Equal(t, "user.txt", staged[0].Path)

			require.NoError(t, index.Read(ctx, dir, first))
			require.NoError(t, index.Update(ctx, dir, git.Entry{Path: "plain.go"}, git.Entry{Mode: "100644", Hash: entries[0].Hash, Path: "a b.go"}))
			second := commit("Second\n", first)
			changes, err := git.Changes(ctx, dir, first, second)
			require.NoError(t, err)
			assert.ElementsMatch(t, []git.Change{
				{Entry: git.Entry{Mode: "000000", Path: "plain.go"}, Was: entries[0].Hash, WasMode: "100644"},
				{Entry: git.Entry{Mode: "100644", Hash: entries[0].Hash, Path: "a b.go"}, Was: entries[1].Hash, WasMode: "100644"},
			}, changes)

			require.ErrorIs(t, git.MoveBranch(ctx, dir, "main", second, second, "x", nil), git.ErrLocked, "it has moved")
			require.ErrorIs(t, git.MoveBranch(ctx, dir, "main", second, "", "x", nil), git.ErrLocked, "it exists")
			require.NoError(t, git.MoveBranch(ctx, dir, "main", second, first, "commit: Second", nil))
			assert.Equal(t, "Second", mustGit(t, dir, "log", "-1", "--format=%s"))
			assert.Contains(t, mustGit(t, dir, "reflog"), "commit: Second")
		})
	}
}

func TestOperation(t *testing.T) {
	dir := newRepo(t)
	gitDir := filepath.Join(dir, ".git")
	write(t, dir, "a", "base")
	commit(t, dir, "Base")
	mustGit(t, dir, "checkout", "--quiet", "-b", "other")
	write(t, dir, "a", "theirs")
	commit(t, dir, "Theirs")
	mustGit(t, dir, "checkout", "--quiet", "main")
	write(t, dir, "a", "ours")
	commit(t, dir, "Ours")
	assert.Empty(t, git.Operation(gitDir))
	for _, command := range []string{"merge", "cherry-pick", "rebase"} {
		_, err := git.Run(t.Context(), dir, command, "other")
		require.Error(t, err)
		assert.Equal(t, command, git.Operation(gitDir))
		mustGit(t, dir, command, "--abort")
	}
	mustGit(t, dir, "checkout", "--quiet", "--detach")
	branch, err := git.Branch(t.Context(), dir)
	require.NoError(t, err)
	assert.Empty(t, branch)
}

func TestRunHook(t *testing.T) {
	dir := newRepo(t)
	index := git.Index(filepath.Join(dir, ".git", "own-index"))
	require.NoError(t, index.Read(t.Context(), dir, ""))
	require.NoError(t, index.RunHook(t.Context(), dir, "commit-msg", nil, "file"), "there is no hook")
	write(t, dir, ".git/hooks/commit-msg", "#!/bin/sh\necho \"$1 $GIT_INDEX_FILE $X\" >&2\nexit 3\n")
	require.NoError(t, os.Chmod(filepath.Join(dir, ".git/hooks/commit-msg"), 0o755))
	err := index.RunHook(t.Context(), dir, "commit-msg", []string{"X=y"}, "file")
	var e *git.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "file "+string(index)+" y", e.Stderr)
	assert.Positive(t, e.Code)
}

func TestHasIdentity(t *testing.T) {
	dir := newRepo(t)
	has, err := git.HasIdentity(t.Context(), dir)
	require.NoError(t, err)
	assert.True(t, has)
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	for _, name := range []string{"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"} {
		t.Setenv(name, "")
		require.NoError(t, os.Unsetenv(name))
	}
	has, err = git.HasIdentity(t.Context(), dir)
	require.NoError(t, err)
	assert.False(t, has)
}
