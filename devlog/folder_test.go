package devlog

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

func newFolder(t *testing.T) *Folder {
	t.Helper()
	f, err := NewFolder(filepath.Join(t.TempDir(), "devlog"))
	require.NoError(t, err)
	return f
}

func TestFolder(t *testing.T) {
	codewormtest.TestDevlogSink(t, func(t *testing.T) codeworm.DevlogSink { return newFolder(t) })
}

// put publishes a page into a folder.
func put(t *testing.T, f *Folder, i int) {
	t.Helper()
	_, err := f.Publish(t.Context(), codewormtest.Page(testKeys[i], "f1"))
	require.NoError(t, err)
}

func TestFolderHasTheTreeOfGit(t *testing.T) {
	g, f := prepared(t), newFolder(t)
	require.NoError(t, f.Prepare(t.Context()))
	for i := range testKeys {
		publish(t, g, i, "f1")
		put(t, f, i)
	}
	for _, i := range []int{0, 10} {
		_, err := g.Retire(t.Context(), testKeys[i])
		require.NoError(t, err)
		_, err = f.Retire(t.Context(), testKeys[i])
		require.NoError(t, err)
	}
	names := strings.Split(mustGit(t, g.config.Dir, "ls-files"), "\n")
	require.NotEmpty(t, names)
	for _, name := range names {
		assert.Equal(t, readText(t, g.config.Dir, name), readText(t, f.dir, name), name)
	}
	assert.NoDirExists(t, filepath.Join(f.dir, repoFolder(testKeys[10].PagePath())))
}

func TestFolderKeepsTheUsersText(t *testing.T) {
	f := newFolder(t)
	write(t, f.dir, "README.md", "Mine.\n")
	write(t, f.dir, "demo/notes.md", "Mine too.\n")
	require.NoError(t, f.Prepare(t.Context()))
	put(t, f, 0)
	_, err := f.Retire(t.Context(), testKeys[0])
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(readText(t, f.dir, "README.md"), "Mine.\n\n"+sectionOpen+"\nNo pages yet.\n"))
	assert.Equal(t, "Mine too.\n", readText(t, f.dir, "demo/notes.md"))
}

func TestFolderBringsIndexesUpToDate(t *testing.T) {
	f := newFolder(t)
	put(t, f, 0)
	put(t, f, 1)
	want := readText(t, f.dir, "demo/README.md")
	require.NoError(t, os.Remove(filepath.Join(f.dir, "demo/README.md"))) // as a crash would leave it
	write(t, f.dir, temporary, "half a page")
	other, err := NewFolder(f.dir)
	require.NoError(t, err)
	require.NoError(t, other.Prepare(t.Context()))
	assert.Equal(t, want, readText(t, f.dir, "demo/README.md"))
	assert.NoFileExists(t, filepath.Join(f.dir, temporary))

	put(t, other, 2)
	put(t, f, 3)
	text := readText(t, f.dir, "demo/README.md")
	for _, title := range []string{"worker.run", "Worker.Run&#x7e;2", "src/run.go"} {
		assert.Contains(t, text, "["+title+"]", "each knows what the other did")
	}
}

func TestFolderOfSeveralSinks(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "devlog")
	var wg sync.WaitGroup
	keys := codewormtest.SinkKeys(40)
	for p := range 4 {
		wg.Go(func() {
			f, err := NewFolder(dir)
			if !assert.NoError(t, err) {
				return
			}
			for i := p; i < len(keys); i += 4 {
				_, err := f.Publish(t.Context(), codewormtest.Page(keys[i], "f1"))
				assert.NoError(t, err)
			}
		})
	}
	wg.Wait()
	for _, key := range keys {
		at := key.PagePath()
		_, link, _ := strings.Cut(at, "/")
		assert.Contains(t, readText(t, dir, repoFolder(at)+"/README.md"), "("+link+")")
	}
}

func TestFolderRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	f, err := NewFolder(file)
	require.NoError(t, err)
	_, err = f.Publish(t.Context(), codewormtest.Page(testKeys[0], "f1"))
	require.ErrorIs(t, err, ErrUnready)
	assert.ErrorContains(t, err, file)
	_, err = NewFolder("")
	require.Error(t, err)

	elsewhere := t.TempDir()
	for _, target := range []string{elsewhere, "."} {
		f = newFolder(t)
		require.NoError(t, f.Prepare(t.Context()))
		require.NoError(t, os.Symlink(target, filepath.Join(f.dir, "demo")))
		_, err = f.Publish(t.Context(), codewormtest.Page(testKeys[0], "f1"))
		require.ErrorIs(t, err, ErrUnready)
		assert.ErrorContains(t, err, "demo is a symbolic link")
	}
	left, err := os.ReadDir(elsewhere)
	require.NoError(t, err)
	assert.Empty(t, left)

	// An index that cannot be written: the page is taken back.
	f = newFolder(t)
	put(t, f, 0)
	require.NoError(t, os.Remove(filepath.Join(f.dir, "README.md")))
	require.NoError(t, os.Mkdir(filepath.Join(f.dir, "README.md"), 0o755))
	_, err = f.Publish(t.Context(), codewormtest.Page(testKeys[1], "f1"))
	require.ErrorIs(t, err, ErrUnready)
	assert.ErrorContains(t, err, "README.md is a folder")
	assert.NoFileExists(t, filepath.Join(f.dir, filepath.FromSlash(testKeys[1].PagePath())))
	assert.NotContains(t, readText(t, f.dir, "demo/README.md"), "worker.run]")
}

func TestPagesAreChecked(t *testing.T) {
	good := func() page.Page { return codewormtest.Page(testKeys[0], "f1") }
	for name, spoil := range map[string]func(p *page.Page){
		"no comment":        func(p *page.Page) { p.Markdown = []byte("# Title\n") },
		"another key":       func(p *page.Page) { p.Markdown = codewormtest.Page(testKeys[1], "f1").Markdown },
		"other fingerprint": func(p *page.Page) { p.Fingerprint = "f2" },
		"no fingerprint":    func(p *page.Page) { *p = codewormtest.Page(testKeys[0], "") },
		"other path":        func(p *page.Page) { p.Path = testKeys[1].PagePath() },
		"unknown type":      func(p *page.Page) { p.Key.Type = "other"; p.Path = p.Key.PagePath() },
	} {
		p := good()
		spoil(&p)
		for _, s := range []codeworm.DevlogSink{newFolder(t), newGit(t)} {
			_, err := s.Publish(t.Context(), p)
			require.ErrorIs(t, err, ErrPage, name)
			assert.ErrorContains(t, err, p.Key.String())
		}
	}
	p := good()
	p.Subject = " \n"
	_, err := newGit(t).Publish(t.Context(), p)
	require.ErrorIs(t, err, ErrPage)
}

func isUnready(err error) bool { return errors.Is(err, codeworm.ErrSinkUnready) }
