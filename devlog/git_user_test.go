package devlog

import (
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

var testKeys = codewormtest.SinkKeys(13)

func publish(t *testing.T, g *Git, i int, fingerprint string) string {
	t.Helper()
	pub, err := g.Publish(t.Context(), codewormtest.Page(testKeys[i], fingerprint))
	require.NoError(t, err)
	return pub.Revision
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
}

func readText(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	require.NoError(t, err)
	return string(data)
}

// files is what a commit touches.
func committed(t *testing.T, dir, rev string) []string {
	t.Helper()
	return strings.Split(mustGit(t, dir, "show", "--format=", "--name-only", rev), "\n")
}

func TestGitOneCommitAPage(t *testing.T) {
	g := prepared(t)
	dir := g.config.Dir
	start := mustGit(t, dir, "rev-parse", "HEAD")
	assert.Equal(t, "Start the devlog", mustGit(t, dir, "log", "-1", "--format=%s"))
	assert.Equal(t, []string{"README.md"}, committed(t, dir, "HEAD"))
	assert.Equal(t, "main", mustGit(t, dir, "branch", "--show-current"))

	first := publish(t, g, 0, "f1")
	key := testKeys[0]
	want := []string{"README.md", "demo/README.md", key.PagePath()}
	assert.Equal(t, want, committed(t, dir, first))
	second := publish(t, g, 0, "f2")
	assert.Equal(t, []string{key.PagePath()}, committed(t, dir, second), "the rows of the indexes say the same")
	assert.Equal(t, string(page.Seal(codewormtest.Page(key, "f1").Markdown)), mustGit(t, dir, "show", first+":"+key.PagePath())+"\n", "the history keeps it")
	info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(key.PagePath())))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o644), info.Mode())

	pub, err := g.Retire(t.Context(), key)
	require.NoError(t, err)
	assert.Equal(t, "Retire the page about Worker.Run", mustGit(t, dir, "log", "-1", "--format=%s", pub.Revision))
	assert.Equal(t, want, committed(t, dir, pub.Revision))
	assert.NoDirExists(t, filepath.Join(dir, "demo"))
	assert.Equal(t, readText(t, dir, "README.md"), mustGit(t, dir, "show", start+":README.md")+"\n", "as at the start")
	assert.Empty(t, mustGit(t, dir, "status", "--porcelain"))
	assert.Equal(t, "4", mustGit(t, dir, "rev-list", "--count", "HEAD"))
	mustGit(t, dir, "fsck", "--strict")
}

// TestGitLeavesTheUsersWork has a user with everything half done at once.
func TestGitLeavesTheUsersWork(t *testing.T) {
	g := prepared(t)
	dir := g.config.Dir
	for name, text := range map[string]string{"edited": "one\n", "staged": "one\n", "both": "one\n", "deleted": "x\n", "removed": "x\n", "renamed": "long enough to be known\n"} {
		write(t, dir, name, text)
	}
	publish(t, g, 0, "f1")
	mustGit(t, dir, "add", "--all")
	mustGit(t, dir, "commit", "--quiet", "--message", "The user's")
	write(t, dir, "edited", "two\n")
	write(t, dir, "staged", "two\n")
	write(t, dir, "both", "two\n")
	write(t, dir, "added", "x\n")
	mustGit(t, dir, "add", "staged", "both", "added")
	write(t, dir, "both", "three\n")
	write(t, dir, "untracked", "x\n")
	write(t, dir, "intended", "x\n")
	mustGit(t, dir, "add", "--intent-to-add", "intended")
	require.NoError(t, os.Remove(filepath.Join(dir, "deleted")))
	mustGit(t, dir, "rm", "--quiet", "removed")
	mustGit(t, dir, "mv", "renamed", "moved")
	// In the indexes, the user's text is around the section: one version staged, another not.
	edit := func(name, before, after string) {
		write(t, dir, name, before+readText(t, dir, name)+after)
	}
	edit("README.md", "staged before\n", "")
	mustGit(t, dir, "add", "README.md")
	edit("README.md", "", "not staged after\n")
	edit("demo/README.md", "not staged before\n", "")

	status := mustGit(t, dir, "status", "--porcelain")
	staged := func(name string) string { return mustGit(t, dir, "show", ":"+name) }
	for _, i := range []int{1, 2, 3, 9} {
		revision := publish(t, g, i, "f1")
		want := []string{"README.md", repoFolder(testKeys[i].PagePath()) + "/README.md", testKeys[i].PagePath()}
		assert.ElementsMatch(t, want, committed(t, dir, revision))
	}
	_, err := g.Retire(t.Context(), testKeys[0])
	require.NoError(t, err)
	assert.Equal(t, status, mustGit(t, dir, "status", "--porcelain"), "the user's work stands as it did")
	for name, text := range map[string]string{"edited": "two\n", "staged": "two\n", "both": "three\n", "untracked": "x\n", "moved": "long enough to be known\n"} {
		assert.Equal(t, text, readText(t, dir, name))
	}
	assert.Equal(t, "two", staged("both"))
	assert.Equal(t, "two", staged("staged"))

	head := mustGit(t, dir, "show", "HEAD:README.md")
	assert.NotContains(t, head, "staged", "nothing of the user's is swept in")
	assert.Contains(t, head, "(demo/README.md) | 4 |")
	assert.Equal(t, "staged before\n"+head, staged("README.md"))
	assert.Equal(t, "staged before\n"+head+"\nnot staged after\n", readText(t, dir, "README.md"))
	assert.Equal(t, "not staged before\n"+mustGit(t, dir, "show", "HEAD:demo/README.md")+"\n", readText(t, dir, "demo/README.md"))
	mustGit(t, dir, "commit", "--quiet", "--message", "What was staged")
	assert.ElementsMatch(t, []string{"README.md", "added", "both", "moved", "removed", "renamed", "staged"},
		strings.Split(mustGit(t, dir, "show", "--format=", "--name-only", "--no-renames", "HEAD"), "\n"))
	assert.Contains(t, mustGit(t, dir, "show", "HEAD:README.md"), "staged before")
}

func TestGitKeepsTheUsersReadme(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	mustGit(t, dir, "init", "--quiet", "--initial-branch=trunk")
	const mine = "My notes\r\nwithout a last line end"
	write(t, dir, "README.md", mine)
	mustGit(t, dir, "add", "--all")
	mustGit(t, dir, "commit", "--quiet", "--message", "Mine")
	write(t, dir, "demo/README.md", "Nobody committed this.\n")

	g := prepared(t, func(c *GitConfig) { c.Dir = dir })
	assert.Equal(t, "1", mustGit(t, dir, "rev-list", "--count", "HEAD"), "there is something: Prepare commits nothing")
	assert.Equal(t, mine, readText(t, dir, "README.md"))
	publish(t, g, 0, "f1")
	text := readText(t, dir, "README.md")
	assert.True(t, strings.HasPrefix(text, mine+"\n\n"+sectionOpen+"\n"), "%q", text)
	assert.True(t, strings.HasSuffix(text, sectionClose+"\n"))
	assert.Equal(t, text, mustGit(t, dir, "show", "HEAD:README.md")+"\n")
	assert.Equal(t, "Nobody committed this.\n\n"+section([]byte(readText(t, dir, "demo/README.md"))), readText(t, dir, "demo/README.md"))
	assert.NotContains(t, mustGit(t, dir, "show", "HEAD:demo/README.md"), "Nobody")

	_, err := g.Retire(t.Context(), testKeys[0])
	require.NoError(t, err)
	assert.Equal(t, "Nobody committed this.\n\n", readText(t, dir, "demo/README.md"))
	assert.Contains(t, readText(t, dir, "README.md"), mine)
}

func TestGitWithoutIndexes(t *testing.T) {
	g := prepared(t, func(c *GitConfig) { c.Index = IndexNone })
	assert.Empty(t, mustGit(t, g.config.Dir, "for-each-ref"), "nothing to commit yet")
	revision := publish(t, g, 0, "f1")
	assert.Equal(t, []string{testKeys[0].PagePath()}, committed(t, g.config.Dir, revision))
}

// TestGitEditedPage refuses to write over what somebody did to a page.
func TestGitEditedPage(t *testing.T) {
	g := prepared(t)
	dir, at := g.config.Dir, testKeys[0].PagePath()
	publish(t, g, 0, "f1")
	write(t, dir, at, "my own words\n")
	_, err := g.Publish(t.Context(), codewormtest.Page(testKeys[0], "f2"))
	require.ErrorIs(t, err, ErrEdited)
	assert.Contains(t, err.Error(), "checkout -- "+at)
	for _, sink := range []codeworm.PageGuard{g, Multi(g)} {
		err = sink.Blocked(t.Context(), testKeys[0])
		require.ErrorIs(t, err, codeworm.ErrPageBlocked)
		require.NotErrorIs(t, err, codeworm.ErrSinkUnready, "it keeps out one page")
		assert.Contains(t, err.Error(), "checkout -- "+at)
		require.NoError(t, sink.Blocked(t.Context(), testKeys[1]))
	}
	_, err = g.Retire(t.Context(), testKeys[0])
	require.ErrorIs(t, err, ErrEdited)
	assert.Equal(t, "my own words\n", readText(t, dir, at))
	publish(t, g, 1, "f1") // others go on

	mustGit(t, dir, "checkout", "--", at)
	require.NoError(t, g.Blocked(t.Context(), testKeys[0]))
	write(t, dir, at, strings.ReplaceAll(readText(t, dir, at), "\n", "\r\n")) // as git itself may check it out
	publish(t, g, 0, "f2")
	require.NoError(t, os.Remove(filepath.Join(dir, filepath.FromSlash(at))))
	publish(t, g, 0, "f3")
	assert.FileExists(t, filepath.Join(dir, filepath.FromSlash(at)))
	assert.Empty(t, mustGit(t, dir, "status", "--porcelain"))
}

// TestGitReadsOthersCommits has a person and another process work in the same repository.
func TestGitReadsOthersCommits(t *testing.T) {
	g := prepared(t)
	dir := g.config.Dir
	other := newGitAt(t, dir)
	publish(t, g, 0, "f1")
	publish(t, other, 1, "f1")
	meta, pub, err := g.Find(t.Context(), testKeys[1])
	require.NoError(t, err)
	require.NotNil(t, meta)
	assert.Equal(t, mustGit(t, dir, "rev-parse", "HEAD"), pub.Revision)
	publish(t, g, 2, "f1")
	assert.Contains(t, readText(t, dir, "README.md"), "| 3 |")

	mustGit(t, dir, "rm", "--quiet", testKeys[0].PagePath())
	write(t, dir, "demo/copy-of-a-page.md", readText(t, dir, testKeys[1].PagePath()))
	mustGit(t, dir, "add", "--all")
	mustGit(t, dir, "commit", "--quiet", "--message", "Tidy up")
	meta, _, err = g.Find(t.Context(), testKeys[0])
	require.NoError(t, err)
	assert.Nil(t, meta, "a person removed it")
	publish(t, g, 3, "f1")
	assert.Contains(t, readText(t, dir, "README.md"), "| 3 |", "a copy of a page is none")

	mustGit(t, dir, "reset", "--quiet", "--hard", "HEAD~4")
	mustGit(t, dir, "reflog", "expire", "--expire=now", "--all")
	mustGit(t, dir, "gc", "--quiet", "--prune=now")
	meta, _, err = g.Find(t.Context(), testKeys[3])
	require.NoError(t, err)
	assert.Nil(t, meta, "history was taken away, objects and all")
	require.NoError(t, os.RemoveAll(dir))
	publish(t, g, 0, "f1")
	assert.Equal(t, "1", mustGit(t, dir, "rev-list", "--count", "HEAD"), "the folder itself was taken away")
}

// newGitAt returns one more sink for a devlog, as another process would have.
func newGitAt(t *testing.T, dir string) *Git {
	t.Helper()
	g, err := NewGit(GitConfig{Dir: dir})
	require.NoError(t, err)
	return g
}

// TestGitOfOtherKinds has repositories that are not laid out as usual.
func TestGitOfOtherKinds(t *testing.T) {
	for name, lay := range map[string]func(t *testing.T, folder string) (dir string){
		"linked worktree": func(t *testing.T, folder string) string {
			main := filepath.Join(folder, "main")
			mustGit(t, folder, "init", "--quiet", main)
			mustGit(t, main, "commit", "--quiet", "--allow-empty", "--message", "Start")
			mustGit(t, main, "worktree", "add", "--quiet", "-b", "pages", filepath.Join(folder, "pages"))
			return filepath.Join(folder, "pages")
		},
		"sha256": func(t *testing.T, folder string) string {
			mustGit(t, folder, "init", "--quiet", "--object-format=sha256", "pages")
			return filepath.Join(folder, "pages")
		},
		"behind a link": func(t *testing.T, folder string) string {
			mustGit(t, folder, "init", "--quiet", "real")
			require.NoError(t, os.Symlink("real", filepath.Join(folder, "pages")))
			return filepath.Join(folder, "pages")
		},
		"own git folder": func(t *testing.T, folder string) string {
			mustGit(t, folder, "init", "--quiet", "--separate-git-dir", filepath.Join(folder, "elsewhere"), "pages")
			return filepath.Join(folder, "pages")
		},
		"hooks elsewhere": func(t *testing.T, folder string) string {
			mustGit(t, folder, "init", "--quiet", "pages")
			mustGit(t, filepath.Join(folder, "pages"), "config", "core.hooksPath", "../none")
			return filepath.Join(folder, "pages")
		},
		"ignores its pages": func(t *testing.T, folder string) string {
			mustGit(t, folder, "init", "--quiet", "pages")
			write(t, folder, "pages/.git/info/exclude", "*.md\n")
			return filepath.Join(folder, "pages")
		},
	} {
		t.Run(name, func(t *testing.T) {
			isolate(t)
			dir := lay(t, t.TempDir())
			g := newGitAt(t, dir)
			require.NoError(t, g.Prepare(t.Context()))
			publish(t, g, 0, "f1")
			publish(t, g, 0, "f2")
			publish(t, g, 1, "f1")
			_, err := g.Retire(t.Context(), testKeys[1])
			require.NoError(t, err)
			assert.Empty(t, mustGit(t, dir, "status", "--porcelain"))
			assert.FileExists(t, filepath.Join(dir, testKeys[0].PagePath()))
			mustGit(t, dir, "fsck", "--strict")
		})
	}
}

// TestGitForgetsANoteThatIsNone has something else where the sink notes what it is in the middle of.
func TestGitForgetsANoteThatIsNone(t *testing.T) {
	g := prepared(t)
	dir := g.config.Dir
	write(t, dir, "mine.txt", "x")
	for _, note := range []string{"", "{", `{"page":"mine.txt"}`, `{"page":"../x/y.md"}`, `{"indexes":[{"path":"mine.txt"}]}`} {
		require.NoError(t, os.WriteFile(g.private(pendingFile), []byte(note), 0o600))
		require.NoError(t, newGitAt(t, dir).Prepare(t.Context()))
		assert.NoFileExists(t, g.private(pendingFile))
		assert.Equal(t, "x", readText(t, dir, "mine.txt"))
	}
}
