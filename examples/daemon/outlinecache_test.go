package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// cached are the files of the cache, with their contents.
func cached(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files[path], err = os.ReadFile(path)
		}
		return err
	}))
	return files
}

// A check finds the same with what was kept, without it, and with what is damaged; what was kept holds no secret.
func TestCheckWithOutlinesThatWereKept(t *testing.T) {
	cache := t.TempDir()
	t.Setenv(cacheVariable, cache)
	const secret = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"
	docsRepo(t, map[string]string{
		"app/daemon.py": asyncRun, "app/keys.py": "\"\"\"Uses " + secret + " to log in.\"\"\"\n\ndef login():\n    return 1\n",
		"app/" + secret + ".py": "def named():\n    return 1\n", "docs/a.md": invented + "Call `login()`, `named()` and `logins()`.\n",
	})
	want := runCheck(t, "--no-cache", "--repo", ".", "--json", "--strict", "docs")
	require.Equal(t, 1, want.code, want.errors.String())
	require.Empty(t, cached(t, cache), "--no-cache keeps nothing")
	again := func(why string) {
		c := runCheck(t, "--repo", ".", "--json", "--strict", "docs")
		assert.Equal(t, want.code, c.code, why)
		assert.Equal(t, want.out.String(), c.out.String(), why)
	}
	again("nothing was kept")
	kept := cached(t, cache)
	require.NotEmpty(t, kept)
	whole := bytes.Join(func() (all [][]byte) {
		for _, content := range kept {
			all = append(all, content)
		}
		return all
	}(), nil)
	assert.Contains(t, string(whole), "app/daemon.py")
	assert.NotContains(t, string(whole), secret)
	assert.NotContains(t, string(whole), "keys.py")
	again("it was kept")
	for path := range kept {
		require.NoError(t, os.WriteFile(path, []byte("codeworm outlines\n damaged"), 0o600))
	}
	again("it is damaged")
	again("it was kept anew")
	c := &command{}
	c.code = execute(t.Context(), []string{"codeworm", "plan", "--llm", "facts", "--repo", ".", "--state", filepath.Join(t.TempDir(), "none.db")}, &c.out, &c.errors)
	require.Equal(t, 0, c.code, c.errors.String())
	for path, content := range cached(t, cache) {
		assert.NotContains(t, string(content), secret, path)
	}
}

// Nothing is kept inside a repository, nor where there is no folder for it, and that stops nobody.
func TestOutlinesAreNotKeptInARepository(t *testing.T) {
	docsRepo(t, map[string]string{"app/daemon.py": asyncRun, "good.md": "See `app/daemon.py`.\n", "file": "x"})
	for _, dir := range []string{"cache", "file"} {
		here, err := filepath.Abs(dir)
		require.NoError(t, err)
		t.Setenv(cacheVariable, here)
		assert.Nil(t, newOutlineCache("check", []repoSettings{{Path: "."}}))
		c := runCheck(t, "--repo", ".", "good.md")
		assert.Equal(t, 0, c.code, c.errors.String())
	}
	assert.NoDirExists(t, "cache")
}

func TestOutlineCache(t *testing.T) {
	t.Setenv(cacheVariable, t.TempDir())
	repos := []repoSettings{{Name: "a", Path: t.TempDir()}, {Name: "b", Path: t.TempDir()}}
	c, other := newOutlineCache("x", repos), newOutlineCache("y", repos)
	require.NotNil(t, c)
	get := func(c *outlineCache, name string) string {
		value, err := c.CacheGet(t.Context(), "outlines", name)
		require.NoError(t, err)
		return string(value)
	}
	assert.Empty(t, get(c, "a/0"))
	require.NoError(t, c.CachePut(t.Context(), "outlines", "a/0", []byte("one")))
	assert.Equal(t, "one", get(c, "a/0"))
	assert.Empty(t, get(c, "b/0"))
	assert.Empty(t, get(other, "a/0"), "it is of another kind")
	other.older = c
	assert.Equal(t, "one", get(other, "a/0"), "the older cache has it")
	require.NoError(t, other.CachePut(t.Context(), "outlines", "a/0", []byte("two")))
	assert.Equal(t, "one", get(c, "a/0"), "nothing is put into the older one")
	require.NoError(t, c.CachePut(t.Context(), "outlines", "a/0", nil))
	require.NoError(t, c.CachePut(t.Context(), "outlines", "a/0", nil), "it is gone already")
	assert.Empty(t, get(c, "a/0"))

	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 30 {
				assert.NoError(t, c.CachePut(t.Context(), "outlines", "a/1", bytes.Repeat([]byte{byte('0' + i)}, 100_000)))
				value, err := c.CacheGet(t.Context(), "outlines", "a/1")
				assert.NoError(t, err)
				assert.Equal(t, strings.Repeat(string(value[:1]), 100_000), string(value), "it is whole")
			}
		})
	}
	all.Wait()

	c.limit = 10_000
	left := filepath.Join(c.dir, "1"+temporarySuffix)
	require.NoError(t, os.WriteFile(left, nil, 0o600))
	old := time.Now().Add(-2 * leftover)
	require.NoError(t, os.Chtimes(left, old, old))
	for i := range 60 {
		require.NoError(t, c.CachePut(t.Context(), "outlines", fmt.Sprint("b/", i), make([]byte, 1000)))
	}
	c.trim()
	size := 0
	for _, content := range cached(t, c.dir) {
		size += len(content)
	}
	assert.Positive(t, size)
	assert.LessOrEqual(t, size, 10_000)
	assert.NoFileExists(t, left)
}
