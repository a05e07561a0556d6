package devlog

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

// groupOf are pages of the first keys, of a fingerprint.
func groupOf(n int, fingerprint string) (pages []page.Page) {
	for _, key := range testKeys[:n] {
		pages = append(pages, codewormtest.Page(key, fingerprint))
	}
	return pages
}

func TestAGroupIsOneCommit(t *testing.T) {
	for _, hooked := range []bool{false, true} {
		t.Run(fmt.Sprint("hooks ", hooked), func(t *testing.T) {
			g := prepared(t)
			dir := g.config.Dir
			if hooked {
				hook(t, dir, "commit-msg", "exit 0\n")
			}
			before := mustGit(t, dir, "rev-list", "--count", "HEAD")
			pages := groupOf(5, "f1")
			pubs, err := g.PublishGroup(t.Context(), pages)
			require.NoError(t, err)
			require.Equal(t, "1", before)
			assert.Equal(t, "2", mustGit(t, dir, "rev-list", "--count", "HEAD"))
			head := mustGit(t, dir, "rev-parse", "HEAD")
			message := mustGit(t, dir, "log", "-1", "--format=%B")
			subject, body, _ := strings.Cut(message, "\n\n")
			assert.Equal(t, "5 pages of Demo", subject)
			for i, p := range pages {
				assert.Equal(t, head, pubs[i].Revision)
				assert.Contains(t, body, "- "+oneLine(p.Subject))
				assert.Equal(t, string(page.Seal(p.Markdown)), mustGit(t, dir, "show", "HEAD:"+p.Path)+"\n")
			}
			assert.Empty(t, mustGit(t, dir, "status", "--porcelain"))
			mustGit(t, dir, "fsck", "--strict")
			index := mustGit(t, dir, "show", "HEAD:demo/README.md")
			for _, p := range pages {
				assert.Contains(t, index, filepath.Base(p.Path))
			}
		})
	}
}

func TestPagesOfAGroupLinkToEachOther(t *testing.T) {
	g := prepared(t)
	pages := groupOf(2, "f1")
	for i := range pages {
		other := pages[1-i].Path
		pages[i].Markdown = []byte(strings.Replace(string(pages[i].Markdown), "Says what", "[There]("+page.LinkTo(pages[i].Path, other)+") says what", 1))
	}
	gone := codewormtest.Page(testKeys[4], "f1")
	pages[0].Markdown = []byte(strings.Replace(string(pages[0].Markdown), "State", "[Away]("+page.LinkTo(pages[0].Path, gone.Path)+") State", 1))
	_, err := g.PublishGroup(t.Context(), pages)
	require.NoError(t, err)
	for i, p := range pages {
		text := mustGit(t, g.config.Dir, "show", "HEAD:"+p.Path)
		assert.Contains(t, text, "[There]("+page.LinkTo(p.Path, pages[1-i].Path)+")")
		assert.NotContains(t, text, "[Away]")
	}
}

// One page that somebody is editing keeps the group out, whole, and is named.
func TestAGroupIsPublishedWholeOrNotAtAll(t *testing.T) {
	g := prepared(t)
	dir := g.config.Dir
	publish(t, g, 2, "f1")
	write(t, dir, testKeys[2].PagePath(), "A person's text.\n")
	before := snapshot(t, dir)
	pages := groupOf(5, "f2")
	_, err := g.PublishGroup(t.Context(), pages)
	require.ErrorIs(t, err, ErrEdited)
	assert.Contains(t, err.Error(), testKeys[2].PagePath())
	assert.Equal(t, before, snapshot(t, dir))
	_, err = g.PublishGroup(t.Context(), append(groupOf(1, "f2"), groupOf(1, "f3")...))
	require.ErrorIs(t, err, ErrPage)
	assert.Contains(t, err.Error(), "twice")
	assert.Equal(t, before, snapshot(t, dir))
	hook(t, dir, "pre-commit", "exit 1\n")
	_, err = g.PublishGroup(t.Context(), groupOf(2, "f2"))
	require.ErrorIs(t, err, ErrHook)
	assert.Equal(t, before, snapshot(t, dir))
}

// What a process that was killed in the middle of a group's commit left is taken back, each page of it.
func TestAGroupThatWasCutShortIsTakenBack(t *testing.T) {
	g := prepared(t)
	dir := g.config.Dir
	_, err := g.PublishGroup(t.Context(), groupOf(3, "f1"))
	require.NoError(t, err)
	before := snapshot(t, dir)
	var files []file
	for _, p := range groupOf(4, "f2") {
		files = append(files, file{path: p.Path})
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, p.Path)), 0o755))
		write(t, dir, p.Path, string(p.Markdown))
	}
	require.NoError(t, g.note(files))
	mustGit(t, dir, "add", "-A", ".")
	other, err := NewGit(g.config)
	require.NoError(t, err)
	require.NoError(t, other.Prepare(t.Context()))
	assert.Equal(t, before, snapshot(t, dir))
}
