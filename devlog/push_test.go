package devlog

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

// clones makes a bare remote and two devlogs that are clones of it, as on two machines.
func clones(t *testing.T) (remote string, a, b *Git) {
	t.Helper()
	isolate(t)
	folder := t.TempDir()
	remote = filepath.Join(folder, "remote.git")
	mustGit(t, folder, "init", "--quiet", "--bare", "--initial-branch=main", remote)
	sink := func(name string) *Git {
		g, err := NewGit(GitConfig{Dir: filepath.Join(folder, name), Remote: "origin"})
		require.NoError(t, err)
		return g
	}
	a, b = sink("a"), sink("b")
	require.NoError(t, a.Prepare(t.Context()))
	mustGit(t, a.config.Dir, "remote", "add", "origin", remote)
	require.NoError(t, a.Push(t.Context()), "the remote is empty")
	mustGit(t, folder, "clone", "--quiet", remote, b.config.Dir)
	require.NoError(t, b.Prepare(t.Context()))
	return remote, a, b
}

func remoteHead(t *testing.T, remote string) string {
	t.Helper()
	return mustGit(t, remote, "rev-parse", "refs/heads/main")
}

func TestPush(t *testing.T) {
	remote, a, b := clones(t)
	publish(t, a, 0, "f1")
	require.NoError(t, a.Push(t.Context()))
	require.NoError(t, a.Push(t.Context()), "again: there is nothing to do")
	assert.Equal(t, mustGit(t, a.config.Dir, "rev-parse", "HEAD"), remoteHead(t, remote))

	// Nothing of its own: it goes forward. What the user does meanwhile stays.
	write(t, b.config.Dir, "notes.txt", "mine")
	mustGit(t, b.config.Dir, "add", "notes.txt")
	revision := publish(t, b, 1, "f1")
	require.NoError(t, b.Push(t.Context()))
	assert.Equal(t, mustGit(t, b.config.Dir, "rev-parse", "HEAD"), remoteHead(t, remote))
	assert.Equal(t, "A  notes.txt", mustGit(t, b.config.Dir, "status", "--porcelain"))
	mustGit(t, b.config.Dir, "merge-base", "--is-ancestor", revision, "HEAD") // its hash still stands
	for i := range 2 {
		meta, _, err := b.Find(t.Context(), testKeys[i])
		require.NoError(t, err)
		assert.NotNil(t, meta)
	}
	index := mustGit(t, b.config.Dir, "show", "HEAD:demo/README.md")
	assert.Contains(t, index, "[Worker.Run]")
	assert.Contains(t, index, "[worker.run]")
	assert.Contains(t, mustGit(t, b.config.Dir, "show", "HEAD:README.md"), "| 2 |")
	assert.Equal(t, "Merge the remote's pages", mustGit(t, b.config.Dir, "log", "-1", "--format=%s"))

	require.NoError(t, a.Push(t.Context()), "a is behind and has nothing new")
	assert.Equal(t, remoteHead(t, remote), mustGit(t, a.config.Dir, "rev-parse", "HEAD"))
	pub, err := a.Publish(t.Context(), codewormtest.Page(testKeys[1], "f1"))
	require.NoError(t, err)
	assert.True(t, pub.Unchanged, "the other's page is known")
	mustGit(t, a.config.Dir, "merge-base", "--is-ancestor", revision, pub.Revision)
	mustGit(t, a.config.Dir, "cat-file", "-e", pub.Revision+":"+pub.Path)
}

// TestPushManyTimes has both sides publish, replace and retire, and push in turn.
func TestPushManyTimes(t *testing.T) {
	remote, a, b := clones(t)
	for round, sinks := range [][]*Git{{a, b}, {b, a}, {a, b}} {
		for side, g := range sinks {
			own := 0
			if g == b {
				own = 4
			}
			for i := own; i < own+4; i++ {
				publish(t, g, i, string(rune('a'+round)))
			}
			_, err := g.Retire(t.Context(), testKeys[own+round])
			require.NoError(t, err)
			require.NoError(t, g.Push(t.Context()), "round %d, side %d", round, side)
		}
	}
	require.NoError(t, a.Push(t.Context()))
	require.NoError(t, b.Push(t.Context()))
	require.NoError(t, a.Push(t.Context()))
	dir := a.config.Dir
	assert.Equal(t, remoteHead(t, remote), mustGit(t, dir, "rev-parse", "HEAD"))
	assert.Equal(t, remoteHead(t, remote), mustGit(t, b.config.Dir, "rev-parse", "HEAD"))
	want := map[int]bool{0: true, 1: true, 3: true, 4: true, 5: true, 7: true}
	assert.Empty(t, mustGit(t, dir, "status", "--porcelain"))
	fresh := newGitAt(t, dir)
	for i, key := range testKeys[:8] {
		meta, _, err := fresh.Find(t.Context(), key)
		require.NoError(t, err)
		assert.Equal(t, want[i], meta != nil, "%d", i)
	}
	// The indexes are what they would be if one had published it all.
	require.NoError(t, fresh.Prepare(t.Context()))
	clear(fresh.pages.latest)
	files, err := fresh.pages.write(t.Context(), fresh.metas, slices.Collect(maps.Keys(fresh.pages.indexes)))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, f := range files {
		assert.Equal(t, f.section, section([]byte(readText(t, dir, f.path))), f.path)
	}
}

func TestPushTogether(t *testing.T) {
	remote, a, b := clones(t)
	var wg sync.WaitGroup
	for side, g := range []*Git{a, b} {
		wg.Go(func() {
			for i := range 5 {
				_, err := g.Publish(t.Context(), codewormtest.Page(testKeys[side*5+i], "f1"))
				assert.NoError(t, err)
				assert.NoError(t, g.Push(t.Context()))
			}
		})
	}
	wg.Wait()
	tree := mustGit(t, remote, "ls-tree", "-r", "--name-only", "refs/heads/main")
	for _, key := range testKeys[:10] {
		assert.Contains(t, tree, key.PagePath())
	}
	mustGit(t, remote, "fsck", "--strict")
}

func TestPushConflicts(t *testing.T) {
	for _, row := range []struct {
		name string
		a, b func(t *testing.T, g *Git)
		says string
	}{
		{"somebody's text at a page's path", func(t *testing.T, g *Git) { publish(t, g, 0, "f1") }, userPage("Mine"), testKeys[0].PagePath()},
		{"text around an index", userText("Ours"), userText("Theirs"), "README.md outside of its index"},
		{"another file", userFile("one"), userFile("two"), "notes.txt"},
	} {
		t.Run(row.name, func(t *testing.T) {
			remote, a, b := clones(t)
			row.a(t, a)
			require.NoError(t, a.Push(t.Context()))
			row.b(t, b)
			publish(t, b, 2, "f1")
			before, there := snapshot(t, b.config.Dir), remoteHead(t, remote)
			err := b.Push(t.Context())
			require.ErrorIs(t, err, ErrConflict)
			assert.Contains(t, err.Error(), row.says)
			assert.Contains(t, err.Error(), "pull --no-rebase origin main")
			assert.Equal(t, before, snapshot(t, b.config.Dir), "the devlog stays as it is")
			assert.Equal(t, there, remoteHead(t, remote), "nothing is forced")
			publish(t, b, 3, "f1") // and goes on
		})
	}
}

// userText has a person write around the devlog's index.
func userText(text string) func(t *testing.T, g *Git) {
	return func(t *testing.T, g *Git) {
		write(t, g.config.Dir, "README.md", text+"\n\n"+readText(t, g.config.Dir, "README.md"))
		mustGit(t, g.config.Dir, "commit", "--quiet", "--all", "--message", text)
		publish(t, g, 4, "f1")
	}
}

// userPage has a person write where a page belongs.
func userPage(text string) func(t *testing.T, g *Git) {
	return func(t *testing.T, g *Git) {
		write(t, g.config.Dir, testKeys[0].PagePath(), text)
		mustGit(t, g.config.Dir, "add", "--all")
		mustGit(t, g.config.Dir, "commit", "--quiet", "--message", text)
	}
}

// TestPushTakesTheLaterPage has two machines, which do not know of each other, publish the same page.
func TestPushTakesTheLaterPage(t *testing.T) {
	at := testKeys[0].PagePath()
	newer := codewormtest.Page(testKeys[0], "f2", func(m *page.Meta) { m.GeneratedAt = m.GeneratedAt.Add(time.Hour) })
	older := codewormtest.Page(testKeys[0], "f1")
	put := func(p page.Page) func(t *testing.T, g *Git) {
		return func(t *testing.T, g *Git) {
			_, err := g.Publish(t.Context(), p)
			require.NoError(t, err)
		}
	}
	retire := func(t *testing.T, g *Git) {
		_, err := g.Retire(t.Context(), testKeys[0])
		require.NoError(t, err)
	}
	for _, row := range []struct {
		name string
		a, b func(t *testing.T, g *Git)
	}{
		{"the second is later", put(older), put(newer)},
		{"the first is later", put(newer), put(older)},
		{"one retires it", retire, put(newer)},
		{"the other retires it", put(newer), retire},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, a, b := clones(t)
			put(codewormtest.Page(testKeys[0], "f0"))(t, a)
			require.NoError(t, a.Push(t.Context()))
			publish(t, b, 2, "f1")
			require.NoError(t, b.Push(t.Context()))
			row.a(t, a)
			row.b(t, b)
			require.NoError(t, a.Push(t.Context()))
			require.NoError(t, b.Push(t.Context()))
			require.NoError(t, a.Push(t.Context()))
			for _, g := range []*Git{a, b} {
				assert.Equal(t, string(page.Seal(newer.Markdown)), readText(t, g.config.Dir, at))
				assert.Contains(t, readText(t, g.config.Dir, repoFolder(at)+"/README.md"), path.Base(at))
				assert.Empty(t, mustGit(t, g.config.Dir, "status", "--porcelain"))
			}
			assert.Equal(t, mustGit(t, a.config.Dir, "rev-parse", "HEAD"), mustGit(t, b.config.Dir, "rev-parse", "HEAD"))
		})
	}
}

func userFile(text string) func(t *testing.T, g *Git) {
	return func(t *testing.T, g *Git) {
		write(t, g.config.Dir, "notes.txt", text)
		mustGit(t, g.config.Dir, "add", "--all")
		mustGit(t, g.config.Dir, "commit", "--quiet", "--message", text)
	}
}

// TestPushKeepsTextOfOneSide has one side change what is around the index.
func TestPushKeepsTextOfOneSide(t *testing.T) {
	for _, first := range []bool{true, false} {
		_, a, b := clones(t)
		sides := map[bool]func(t *testing.T, g *Git){true: userText("Words of a person"), false: func(t *testing.T, g *Git) { publish(t, g, 5, "f1") }}
		sides[first](t, a)
		require.NoError(t, a.Push(t.Context()))
		sides[!first](t, b)
		require.NoError(t, b.Push(t.Context()))
		text := readText(t, b.config.Dir, "README.md")
		assert.True(t, strings.HasPrefix(text, "Words of a person\n\n# Devlog\n"), "%s", text)
		assert.Contains(t, text, "| 2 |")
		assert.Empty(t, mustGit(t, b.config.Dir, "status", "--porcelain"))
	}
}

// TestPushOverUncommitted has a person in the middle of what the remote changes.
func TestPushOverUncommitted(t *testing.T) {
	_, a, b := clones(t)
	userFile("theirs")(t, a)
	require.NoError(t, a.Push(t.Context()))
	publish(t, b, 0, "f1")
	write(t, b.config.Dir, "notes.txt", "not committed")
	before := snapshot(t, b.config.Dir)
	err := b.Push(t.Context())
	require.ErrorIs(t, err, ErrUnready)
	assert.Contains(t, err.Error(), "notes.txt")
	assert.Equal(t, before, snapshot(t, b.config.Dir))
}

func TestPushFails(t *testing.T) {
	isolate(t)
	g := prepared(t, func(c *GitConfig) { c.Remote = "http://ada:s3cret@127.0.0.1:1/devlog.git" })
	publish(t, g, 0, "f1")
	head := mustGit(t, g.config.Dir, "rev-parse", "HEAD")
	err := g.Push(t.Context())
	require.ErrorIs(t, err, ErrRemote)
	assert.NotContains(t, err.Error(), "s3cret")
	assert.Contains(t, err.Error(), "127.0.0.1")
	assert.NotContains(t, g.Describe(), "s3cret")
	assert.Equal(t, head, mustGit(t, g.config.Dir, "rev-parse", "HEAD"))

	unrelated := filepath.Join(t.TempDir(), "other")
	require.NoError(t, os.MkdirAll(unrelated, 0o755))
	mustGit(t, unrelated, "init", "--quiet", "--initial-branch=main")
	write(t, unrelated, "main.c", "int main;")
	mustGit(t, unrelated, "add", "--all")
	mustGit(t, unrelated, "commit", "--quiet", "--message", "Something else")
	bare := filepath.Join(t.TempDir(), "other.git")
	mustGit(t, unrelated, "clone", "--quiet", "--bare", ".", bare)
	g.config.Remote = bare
	err = g.Push(t.Context())
	require.ErrorIs(t, err, ErrConflict, "it is somebody else's repository")
	assert.Equal(t, mustGit(t, unrelated, "rev-parse", "HEAD"), remoteHead(t, bare))

	hookBare := filepath.Join(t.TempDir(), "refusing.git")
	mustGit(t, unrelated, "init", "--quiet", "--bare", hookBare)
	require.NoError(t, os.WriteFile(filepath.Join(hookBare, "hooks", "pre-receive"), []byte("#!/bin/sh\necho not today\nexit 1\n"), 0o755))
	g.config.Remote = hookBare
	err = g.Push(t.Context())
	require.ErrorIs(t, err, ErrRemote)
	assert.Contains(t, err.Error(), "not today")

	g.config.Remote = ""
	require.NoError(t, g.Push(t.Context()))
}

func TestWhatIsNotPushedIsCounted(t *testing.T) {
	remote, a, b := clones(t)
	count := func(g *Git) int {
		t.Helper()
		n, err := g.Unpushed(t.Context())
		require.NoError(t, err)
		return n
	}
	require.NoError(t, a.Push(t.Context()))
	assert.Zero(t, count(a))
	publish(t, a, 0, "f1")
	publish(t, a, 1, "f1")
	assert.Equal(t, 2, count(a))
	require.NoError(t, a.Push(t.Context()))
	assert.Zero(t, count(a))
	publish(t, b, 2, "f1")
	assert.Equal(t, 1, count(b))
	require.NoError(t, b.Push(t.Context()))
	assert.Zero(t, count(b), "what was fetched and merged for it is the remote's")

	a.config.Remote = remote // by its address, for which git keeps no branch
	publish(t, a, 3, "f1")
	require.NoError(t, a.Push(t.Context()))
	assert.Zero(t, count(a))
	a.config.Remote = ""
	publish(t, a, 4, "f1")
	assert.Zero(t, count(a), "there is nobody to push to")

	fresh := newGit(t, func(c *GitConfig) { c.Remote = "origin" })
	assert.Zero(t, count(fresh), "it is not there yet")
	require.NoError(t, fresh.Prepare(t.Context()))
	assert.Equal(t, 1, count(fresh), "nothing was ever pushed")
}
