package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

// edit changes a page as a person does.
func edit(t *testing.T, w *Wiki, name, old, with string) {
	t.Helper()
	text := read(t, w, name)
	require.Contains(t, text, old)
	require.NoError(t, os.WriteFile(filepath.Join(w.dir, name), []byte(strings.Replace(text, old, with, 1)), 0o644))
}

func publish(t *testing.T, w *Wiki, p page.Page) string {
	t.Helper()
	pub, err := w.Publish(t.Context(), p)
	require.NoError(t, err)
	require.False(t, pub.Unchanged)
	return pub.Path
}

// What somebody commits into a page, also while the program runs, stands at the end of every later version.
func TestWikiKeepsEdits(t *testing.T) {
	for what, row := range map[string]struct{ old, with, kept string }{
		"a note":            {"\n\n---", "\n\nAsk Ada.\n\n---", "Ask Ada."},
		"below the comment": {" -->\n", " -->\n\nAsk Ada.\n", "Ask Ada."},
		"no comment left":   {"<!-- codeworm:page ", "Ask Ada. <!-- gone ", "Ask Ada. <!-- gone"},
	} {
		t.Run(what, func(t *testing.T) {
			w, key := newWiki(t), codewormtest.SinkKeys(1)[0]
			name := publish(t, w, codewormtest.Page(key, "f1"))
			edit(t, w, name, row.old, row.with)
			git(t, w, "commit", "--quiet", "--all", "--message", "Edit by hand")
			publish(t, w, codewormtest.Page(key, "f2"))
			again, err := NewWiki(w.dir)
			require.NoError(t, err)
			publish(t, again, codewormtest.Page(key, "f3"))
			text := read(t, w, name)
			assert.Equal(t, 1, strings.Count(text, row.kept), "%s", text)
			assert.Contains(t, text, "State f3.")
			assert.NotContains(t, page.Kept([]byte(text)), "State")
			assert.False(t, page.Edited([]byte(text)))
			assert.Empty(t, git(t, w, "status", "--porcelain"))
		})
	}
}

// A page that somebody is editing waits, over a restart too, and others do not.
func TestWikiWaitsForEdits(t *testing.T) {
	w, keys := newWiki(t), codewormtest.SinkKeys(2)
	name := publish(t, w, codewormtest.Page(keys[0], "f1"))
	edit(t, w, name, "State f1.", "State f1, Ada says.")
	edited := read(t, w, name)
	again, err := NewWiki(w.dir)
	require.NoError(t, err)
	for _, s := range []*Wiki{w, again} {
		require.NoError(t, s.Prepare(t.Context()))
		_, err := s.Publish(t.Context(), codewormtest.Page(keys[0], "f2"))
		require.ErrorIs(t, err, codeworm.ErrPageBlocked)
		require.ErrorContains(t, err, name+": it has changes that are not committed; commit them, or take them back: git checkout -- "+name)
		_, err = s.Retire(t.Context(), keys[0])
		require.ErrorIs(t, err, codeworm.ErrPageBlocked)
	}
	publish(t, w, codewormtest.Page(keys[1], "f1"))
	assert.Equal(t, edited, read(t, w, name))
	git(t, w, "checkout", "--quiet", "--", name)
	publish(t, w, codewormtest.Page(keys[0], "f2"))
	assert.NotContains(t, read(t, w, name), "Ada", "it was taken back")
}

// A page moves with its file: a note that links to it stays, and is in no index. Links go with what they lead to.
func TestWikiMovesPages(t *testing.T) {
	w, keys := newWiki(t), codewormtest.SinkKeys(3)
	old, other := codewormtest.Page(keys[0], "f1"), codewormtest.Page(keys[2], "f1")
	linking := func(p page.Page, to ...page.Key) page.Page {
		for _, k := range to {
			p.Markdown = bytes.Replace(p.Markdown, []byte("State "), []byte("[There]("+page.LinkTo(p.Path, k.PagePath())+").\n\nState "), 1)
		}
		return p
	}
	oldName := publish(t, w, old)
	newName := publish(t, w, codewormtest.Page(keys[1], "f2", func(m *page.Meta) { m.Earlier = page.Earlier{Key: old.Key} }))
	publish(t, w, linking(codewormtest.Page(keys[0], "moved", func(m *page.Meta) { m.MovedTo = keys[1] }), keys[1]))
	otherName := publish(t, w, linking(other, keys[0], keys[1], codewormtest.SinkKeys(4)[3]))

	assert.Contains(t, read(t, w, oldName), "[There]("+address(newName)+")")
	assert.Contains(t, read(t, w, homeFile), address(newName))
	for _, index := range []string{homeFile, sidebarFile} {
		assert.NotContains(t, read(t, w, index), address(oldName))
	}
	assert.Equal(t, 2, strings.Count(read(t, w, otherName), "[There]("), "one is not there")
	meta, _, err := w.Find(t.Context(), keys[1])
	require.NoError(t, err)
	assert.Equal(t, old.Key, meta.Earlier.Key)

	_, err = w.Retire(t.Context(), keys[1])
	require.NoError(t, err)
	assert.NotContains(t, read(t, w, oldName)+read(t, w, otherName), address(newName))
	assert.Contains(t, read(t, w, otherName), "[There]("+address(oldName)+")")
	for _, name := range []string{oldName, otherName} {
		assert.False(t, page.Edited([]byte(read(t, w, name))))
	}
	assert.Equal(t, "5", git(t, w, "rev-list", "--count", "HEAD"), "each change is one commit")
	assert.Empty(t, git(t, w, "status", "--porcelain"))
}
