package git_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/git"
)

func newCommit(parent string, files ...git.NewFile) git.NewCommit {
	return git.NewCommit{
		Parent: parent, Author: "A <a@example.org>", Committer: "C <c@example.org>", When: time.Unix(1_700_000_000, 0).In(time.FixedZone("", 2*3600)),
		Message: "Add\n", Files: files,
	}
}

func TestImport(t *testing.T) {
	for _, format := range []string{"sha1", "sha256"} {
		t.Run(format, func(t *testing.T) {
			dir := newRepo(t, "--object-format="+format)
			mustGit(t, dir, "config", "core.autocrlf", "true")
			big := bytes.Repeat([]byte("line\r\n"), 100_000)
			first, blobs, err := newCommit("",
				git.NewFile{Path: "a/b.md", Mode: "100644", Content: []byte("one\n")},
				git.NewFile{Path: "a/empty", Mode: "100755", Content: []byte{}},
				git.NewFile{Path: "big file", Mode: "100644", Content: big}).Import(t.Context(), dir)
			require.NoError(t, err)
			r := git.NewReader(dir)
			t.Cleanup(r.Close)
			require.NoError(t, r.Blobs(t.Context(), []string{blobs[0], first + ":big file"}, 1<<20, func(i int, content []byte, _ int64) error {
				assert.True(t, bytes.Equal([][]byte{[]byte("one\n"), big}[i], content), "bytes stay as they are")
				return nil
			}))
			second, blobs, err := newCommit(first, git.NewFile{Path: "a/b.md"}, git.NewFile{Path: "c", Mode: "100644", Content: []byte("two")}).Import(t.Context(), dir)
			require.NoError(t, err)
			assert.Empty(t, blobs[0])
			assert.Equal(t, "a/empty\nbig file\nc", mustGit(t, dir, "ls-tree", "-r", "--name-only", second))
			assert.Contains(t, mustGit(t, dir, "ls-tree", "-r", second, "a/empty"), "100755")
			assert.Equal(t, first+" A <a@example.org> C <c@example.org> 2023-11-15T00:13:20+02:00 Add",
				mustGit(t, dir, "log", "-1", "--format=%P %an <%ae> %cn <%ce> %cI %B", second))
			assert.Empty(t, mustGit(t, dir, "for-each-ref"), "no ref is left")
			mustGit(t, dir, "fsck", "--strict")
			_, _, err = newCommit(first, git.NewFile{Path: "x\ny", Content: []byte("two")}).Import(t.Context(), dir)
			require.Error(t, err)
			_, _, err = newCommit(strings.Repeat("1", len(first)), git.NewFile{Path: "x", Mode: "100644", Content: []byte("two")}).Import(t.Context(), dir)
			require.Error(t, err, "a parent that is not there")
		})
	}
}

func TestReader(t *testing.T) {
	dir := newRepo(t)
	write(t, dir, "a", "one")
	write(t, dir, "big", strings.Repeat("x", 300_000))
	head := commit(t, dir, "First")
	r := git.NewReader(dir)
	t.Cleanup(r.Close)
	read := func() []string {
		var got []string
		require.NoError(t, r.Blobs(t.Context(), []string{"HEAD:a", "HEAD:none", "HEAD:big"}, 100, func(i int, content []byte, size int64) error {
			got = append(got, fmt.Sprintf("%d %q %d", i, content, size))
			return nil
		}))
		return got
	}
	want := []string{`0 "one" 3`, `1 "" -1`, `2 "" 300000`}
	assert.Equal(t, want, read())
	infos, err := r.Infos(t.Context(), []string{"HEAD", "refs/heads/none"})
	require.NoError(t, err)
	assert.Equal(t, head, infos[0].Hash)
	assert.Equal(t, "commit", infos[0].Type)
	assert.Empty(t, infos[1].Hash)

	write(t, dir, "a", "two")
	commit(t, dir, "Second")
	mustGit(t, dir, "gc", "--quiet", "--prune=now")
	want[0] = `0 "two" 3`
	assert.Equal(t, want, read(), "it sees what came later")
	r.Close()
	assert.Equal(t, want, read(), "it starts again")

	many := make([]string, 20_000)
	for i := range many {
		many[i] = "HEAD:a"
	}
	n := 0
	require.NoError(t, r.Blobs(t.Context(), many, 100, func(int, []byte, int64) error { n++; return nil }))
	assert.Equal(t, len(many), n, "more than a pipe holds")

	enough := errors.New("enough")
	n = 0
	require.Equal(t, enough, r.Blobs(t.Context(), many, 100, func(int, []byte, int64) error {
		if n++; n == 3 {
			return enough
		}
		return nil
	}))
	assert.Equal(t, 3, n, "an error ends it")
	assert.Equal(t, want, read(), "and the rest of the answers is none to the next question")
	// Git dies between two contents: what was told is not told again.
	var told []int
	require.NoError(t, r.Blobs(t.Context(), []string{"HEAD:none", "HEAD:big", "HEAD:a", "HEAD:big", "HEAD:none"}, 1<<20, func(i int, content []byte, size int64) error {
		if told = append(told, i); i == 1 {
			r.KillForTest()
		}
		assert.Equal(t, []int64{-1, 300_000, 3, 300_000, -1}[i], size)
		assert.Len(t, content, int(max(0, size)))
		return nil
	}))
	assert.Equal(t, []int{0, 1, 2, 3, 4}, told)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = r.Infos(ctx, many)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, want, read(), "after a question that was cancelled")
	_, err = r.Infos(t.Context(), []string{"HEAD\ninfo HEAD"})
	require.Error(t, err)
	_, err = git.NewReader(t.TempDir()).Infos(t.Context(), []string{"HEAD"})
	require.ErrorIs(t, err, git.ErrNotARepo)
}

func TestReaderSurvivesItsProcess(t *testing.T) {
	dir := newRepo(t)
	write(t, dir, "a", "one")
	head := commit(t, dir, "First")
	r := git.NewReader(dir)
	t.Cleanup(r.Close)
	for range 3 {
		infos, err := r.Infos(t.Context(), []string{"HEAD"})
		require.NoError(t, err)
		assert.Equal(t, head, infos[0].Hash)
		r.KillForTest()
	}
}
