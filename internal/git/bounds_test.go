package git_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/git"
)

// A message of any length is read to its bounds, and the commits around it whole.
func TestLogOfHugeMessages(t *testing.T) {
	dir := newRepo(t)
	write(t, dir, "a", "1")
	commit(t, dir, "First")
	write(t, dir, "a", "2")
	message := filepath.Join(t.TempDir(), "message")
	require.NoError(t, os.WriteFile(message, []byte(strings.Repeat("é", 8<<20)+"\n\n"+strings.Repeat("body ", 1<<20)), 0o600))
	mustGit(t, dir, "commit", "--quiet", "--all", "--file", message)
	write(t, dir, "a", "3")
	commit(t, dir, "Last")
	entries := logOf(t, dir, git.LogOptions{})
	require.Len(t, entries, 3)
	assert.Equal(t, "Last", entries[0].Subject)
	assert.Equal(t, "First", entries[2].Subject)
	assert.Equal(t, strings.Repeat("é", 512), entries[1].Subject)
	assert.LessOrEqual(t, len(entries[1].Body), 64<<10)
	assert.Equal(t, []string{"a"}, entries[1].Files)
}

// A change of any size is read to a limit, and git does not outlive the reading.
func TestDiffOfAHugeChange(t *testing.T) {
	dir := newRepo(t)
	write(t, dir, "a", "1\n")
	commit(t, dir, "First")
	write(t, dir, "a", strings.Repeat("a line of the file\n", 2<<20))
	commit(t, dir, "Grow")
	hash := mustGit(t, dir, "rev-parse", "HEAD")
	diff, err := git.DiffOf(t.Context(), dir, hash, "a", 1<<10)
	require.NoError(t, err)
	assert.Len(t, diff, 1<<10)
	assert.True(t, strings.HasPrefix(string(diff), "diff --git a/a b/a\n"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = git.DiffOf(ctx, dir, hash, "a", 1<<10)
	require.ErrorIs(t, err, context.Canceled)
	start := time.Now()
	out, err := git.SourceUpTo(t.Context(), dir, 10, "show", "HEAD:a")
	require.NoError(t, err)
	assert.Equal(t, "a line of ", string(out))
	out, err = git.SourceUpTo(t.Context(), dir, 10, "show", "HEAD^:a")
	require.NoError(t, err)
	assert.Equal(t, "1\n", string(out))
	_, err = git.SourceUpTo(t.Context(), dir, 10, "show", "HEAD:missing")
	require.Error(t, err)
	assert.Less(t, time.Since(start), 20*time.Second)
}
