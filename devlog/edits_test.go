package devlog

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

// edit changes a page as a person does, and commits it where there is a repository.
func edit(t *testing.T, dir, at string, change func(text string) string) {
	t.Helper()
	text := readText(t, dir, at)
	changed := change(text)
	require.NotEqual(t, text, changed)
	write(t, dir, at, changed)
}

func commitAll(t *testing.T, dir string) {
	t.Helper()
	mustGit(t, dir, "commit", "--quiet", "--all", "--message", "Edit by hand")
}

// edits are what people do to a page, and the lines that have to be found in all later versions of it.
var edits = map[string]struct {
	change func(string) string
	kept   []string
}{
	"a note": {func(s string) string {
		return strings.Replace(s, "\n\n---", "\n\nAsk Ada about it.\n\nAnd Bob.\n\n---", 1)
	},
		[]string{"Ask Ada about it.", "And Bob."}},
	"a word":              {func(s string) string { return strings.Replace(s, "is for.", "is for, in truth.", 1) }, []string{"is for, in truth."}},
	"below the comment":   {func(s string) string { return s + "\nSee the wiki.\n" }, []string{"See the wiki."}},
	"a text of one's own": {func(string) string { return "# Mine\n\nAll mine.\n" }, []string{"# Mine", "All mine."}},
	"a fence":             {func(s string) string { return strings.Replace(s, "\n\n---", "\n\n```sh\nrun ``` it\n\n---", 1) }, []string{"```sh", "run ``` it"}},
	"windows lines": {func(s string) string {
		return strings.ReplaceAll(strings.Replace(s, "\n\n---", "\n\nMine.\n\n---", 1), "\n", "\r\n")
	},
		[]string{"Mine."}},
}

func TestGitKeepsEdits(t *testing.T) {
	at := testKeys[0].PagePath()
	for name, row := range edits {
		t.Run(name, func(t *testing.T) {
			g := prepared(t)
			dir := g.config.Dir
			publish(t, g, 0, "f1")
			publish(t, g, 0, "f2")
			edit(t, dir, at, row.change)
			commitAll(t, dir)
			for _, fingerprint := range []string{"f3", "f4"} {
				publish(t, g, 0, fingerprint)
				text := readText(t, dir, at)
				for _, line := range row.kept {
					assert.Equal(t, 1, strings.Count(text, line), "%q in %s", line, text)
				}
				assert.Contains(t, text, "State "+fingerprint)
				assert.NotContains(t, text, "State f2")
				assert.False(t, page.Edited([]byte(text)))
				assert.Equal(t, 1, strings.Count(text, keptHeading))
			}
			edit(t, dir, at, func(s string) string { return strings.Replace(s, keptHeading, keptHeading+"\n\nMore.", 1) })
			commitAll(t, dir)
			publish(t, newGitAt(t, dir), 0, "f5")
			text := readText(t, dir, at)
			assert.Equal(t, 1, strings.Count(text, "\nMore.\n"), "what somebody writes there stays as it is: %s", text)
			edit(t, dir, at, outsideKeptOf)
			commitAll(t, dir)
			publish(t, g, 0, "f6")
			assert.NotContains(t, readText(t, dir, at), row.kept[0], "until somebody takes it out")
			assert.Empty(t, mustGit(t, dir, "status", "--porcelain"))
		})
	}
}

func outsideKeptOf(text string) string { return string(page.Keep([]byte(text), "")) }

// keptHeading is over what a page keeps.
const keptHeading = "## Kept from edits by hand"

func TestGitNotesEdits(t *testing.T) {
	g := prepared(t, func(c *GitConfig) { c.Edits = NoteEdits })
	dir, at := g.config.Dir, testKeys[0].PagePath()
	publish(t, g, 0, "f1")
	edit(t, dir, at, edits["a note"].change)
	commitAll(t, dir)
	edited := mustGit(t, dir, "rev-parse", "HEAD")
	publish(t, g, 0, "f2")
	text := readText(t, dir, at)
	assert.NotContains(t, text, "Ask Ada")
	assert.Contains(t, text, "`git show "+edited+":"+at+"`")
}

func TestFolderKeepsEdits(t *testing.T) {
	at := testKeys[0].PagePath()
	for name, row := range edits {
		t.Run(name, func(t *testing.T) {
			f := newFolder(t)
			put(t, f, 0)
			edit(t, f.dir, at, row.change)
			edited := readText(t, f.dir, at)
			for _, fingerprint := range []string{"f3", "f4"} {
				_, err := f.Publish(t.Context(), codewormtest.Page(testKeys[0], fingerprint))
				require.NoError(t, err)
				beside := strings.TrimSuffix(at, ".md") + ".edited.md"
				assert.Equal(t, edited, readText(t, f.dir, beside))
				assert.Contains(t, readText(t, f.dir, at), "]("+filepath.Base(beside)+")")
			}
			edit(t, f.dir, at, func(s string) string { return strings.Replace(s, "State", "The state", 1) })
			edited = readText(t, f.dir, at)
			_, err := f.Retire(t.Context(), testKeys[0])
			require.NoError(t, err)
			assert.Equal(t, edited, readText(t, f.dir, strings.TrimSuffix(at, ".md")+".edited-2.md"), "a retired page as well")
		})
	}
}

// TestPushKeepsEdits has a person edit a page in one clone, while another machine writes it again.
func TestPushKeepsEdits(t *testing.T) {
	at := testKeys[0].PagePath()
	for _, row := range []struct {
		name   string
		editor int
	}{{"the edit is pushed first", 0}, {"the page is pushed first", 1}} {
		t.Run(row.name, func(t *testing.T) {
			_, a, b := clones(t)
			publish(t, a, 0, "f1")
			require.NoError(t, a.Push(t.Context()))
			publish(t, b, 2, "f1")
			require.NoError(t, b.Push(t.Context()))
			for i, g := range []*Git{a, b} {
				if i == row.editor {
					edit(t, g.config.Dir, at, edits["a note"].change)
					commitAll(t, g.config.Dir)
					continue
				}
				p := codewormtest.Page(testKeys[0], "f2", func(m *page.Meta) { m.GeneratedAt = m.GeneratedAt.Add(time.Hour) })
				p.Markdown = []byte(strings.Replace(string(p.Markdown), "is for.", "is for now.", 1)) // beside the edit, so that git sees a conflict
				_, err := g.Publish(t.Context(), p)
				require.NoError(t, err)
			}
			for range 2 {
				require.NoError(t, a.Push(t.Context()))
				require.NoError(t, b.Push(t.Context()))
			}
			for _, g := range []*Git{a, b} {
				text := readText(t, g.config.Dir, at)
				assert.Equal(t, 1, strings.Count(text, "Ask Ada about it."), text)
				assert.Contains(t, text, "State f2")
				assert.Empty(t, mustGit(t, g.config.Dir, "status", "--porcelain"))
			}
			publish(t, a, 0, "f3")
			assert.Equal(t, 1, strings.Count(readText(t, a.config.Dir, at), "Ask Ada about it."))
		})
	}
}
