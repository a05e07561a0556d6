package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/page"
)

// linksBetween counts the links between the pages of a devlog. Every one leads to a page.
func linksBetween(t *testing.T, dir string) (pages, links int) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".md" {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		at, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		if filepath.Base(file) != "README.md" {
			pages++
		}
		page.Relink(text, filepath.ToSlash(at), func(to string) string {
			links++
			assert.FileExists(t, filepath.Join(dir, filepath.FromSlash(to)), "%s links to it", at)
			return page.LinkTo(filepath.ToSlash(at), to)
		})
		return nil
	}))
	return pages, links
}

// Pages link to each other as long as both are there.
func TestNoLinkOutlivesItsPage(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	w.configure("retire_after_days: 0")
	require.Equal(t, 0, w.run("once", "-n", "70").code)
	pages, links := linksBetween(t, w.devlog)
	assert.Equal(t, 70, pages)
	require.Greater(t, links, 140, "the index has one a page")

	w.git(w.repo, "rm", "-q", "-r", "worm")
	w.git(w.repo, "commit", "-q", "-m", "Take it out")
	require.Equal(t, 0, w.run("once", "-n", "1").code)
	left, fewer := linksBetween(t, w.devlog)
	t.Logf("%d pages with %d links, then %d with %d", pages, links, left, fewer)
	assert.Less(t, left, pages)
	assert.Less(t, fewer, links)
	assert.Empty(t, w.git(w.devlog, "status", "--porcelain"))
	found := w.run("check", w.devlog).out.String()
	assert.NotRegexp(t, `codeworm:|CodeWorm|details|README\.md`+"`", found, "what is around the prose is no finding")
	assert.Less(t, strings.Count(found, "\n"), 3, found)
	assert.Zero(t, strings.Count(w.git(w.devlog, "show", "--stat", "--format=", "HEAD"), "codeworm.tmp"))
}
