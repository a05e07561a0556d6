package devlog

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

// linkingPage is the page of a key with a link to the first one.
func linkingPage(i int) page.Page {
	p := codewormtest.Page(testKeys[i], "f1")
	p.Markdown = bytes.Replace(p.Markdown, []byte("State "), []byte("It uses [`it`]("+page.LinkTo(p.Path, testKeys[0].PagePath())+").\n\nState "), 1)
	return p
}

// A page is retired with the links to it in one commit, or not at all. What somebody is editing stays theirs.
func TestGitRetiresLinksWithThePage(t *testing.T) {
	g := prepared(t)
	dir := g.config.Dir
	publish(t, g, 0, "f1")
	var at []string
	for i := 1; i <= 4; i++ {
		_, err := g.Publish(t.Context(), linkingPage(i))
		require.NoError(t, err)
		at = append(at, testKeys[i].PagePath())
	}
	edited, staged := at[2], at[3]
	write(t, dir, edited, "My words\n"+readText(t, dir, edited))
	write(t, dir, staged, "My other words\n"+readText(t, dir, staged))
	mustGit(t, dir, "add", staged)

	hook(t, dir, "pre-commit", "exit 1\n")
	before := snapshot(t, dir)
	_, err := g.Retire(t.Context(), testKeys[0])
	require.Error(t, err)
	assert.Equal(t, before, snapshot(t, dir), "as if nothing had been")
	require.NoError(t, os.Remove(filepath.Join(dir, ".git/hooks/pre-commit")))

	pub, err := g.Retire(t.Context(), testKeys[0])
	require.NoError(t, err)
	assert.ElementsMatch(t, append([]string{"README.md", "demo/README.md", testKeys[0].PagePath()}, at[:2]...), committed(t, dir, pub.Revision))
	for i, file := range at {
		text := readText(t, dir, file)
		if i < 2 {
			assert.Contains(t, text, "It uses `it`.\n")
			meta, found, err := g.Find(t.Context(), testKeys[i+1])
			require.NoError(t, err)
			assert.Equal(t, "f1", meta.Fingerprint)
			assert.Equal(t, pub.Revision, found.Revision)
		} else {
			assert.Contains(t, text, "ords\n")
			assert.Contains(t, text, "[`it`](")
		}
	}
	assert.Equal(t, "M "+edited+"\nM  "+staged, mustGit(t, dir, "status", "--porcelain", "--", edited, staged))
}
