package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/childtest"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/state/sqlite"
)

// newRepo is a repository with much to document.
func newRepo(t *testing.T) string {
	t.Helper()
	repo := filepath.Join(t.TempDir(), "demo")
	require.NoError(t, os.MkdirAll(repo, 0o755))
	for i := range 6 {
		var src strings.Builder
		src.WriteString("package demo\n")
		for j := range 5 {
			fmt.Fprintf(&src, "\n// Sum%d%d adds what is more than %d.\nfunc Sum%d%d(all []int) (sum int) {\n\tfor _, n := range all {\n\t\tif n > %d {\n\t\t\tsum += n\n\t\t}\n\t}\n\treturn sum\n}\n", i, j, j, i, j, j)
		}
		require.NoError(t, os.WriteFile(filepath.Join(repo, fmt.Sprintf("sum%d.go", i)), []byte(src.String()), 0o644))
	}
	for _, args := range [][]string{{"init", "--quiet"}, {"add", "."}, {"-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "--quiet", "--message", "Add sums"}} {
		cmd := exec.CommandContext(t.Context(), "git", args...)
		cmd.Dir = repo
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	return repo
}

// serving starts a wiki in a process of its own.
func serving(t *testing.T, dir, listen string) (wiki *childtest.Child, address string) {
	t.Helper()
	wiki = childtest.Start(t, servedFolder+"="+dir, servedAt+"="+listen)
	wiki.Says(t, "serving ", 1)
	return wiki, strings.TrimSuffix(strings.TrimPrefix(wiki.Said[0], "serving http://"), pagesAt)
}

// The wiki is killed again and again while pages are written into it. In the end every page is there, once, and the state knows it.
func TestDocumentIntoAWikiThatIsKilled(t *testing.T) {
	repo, dir, state := newRepo(t), t.TempDir(), filepath.Join(t.TempDir(), "wiki.db")
	wiki, at := serving(t, dir, "127.0.0.1:0")
	config := Config{Base: "http://" + at + "/pages", Token: token, Tries: 1, Timeout: 5 * time.Second, Pause: time.Millisecond}
	random := rand.New(rand.NewPCG(1, 2))
	failed := 0
	for range 8 {
		ended := make(chan error, 1)
		go func() { ended <- document(t.Context(), repo, state, 5, config, io.Discard) }()
		time.Sleep(time.Duration(random.IntN(400)) * time.Millisecond) // it is killed wherever it is by then
		require.NoError(t, wiki.Cmd.Process.Kill())
		require.Error(t, wiki.Wait())
		if err := <-ended; err != nil {
			failed++
			require.ErrorIs(t, err, codeworm.ErrSinkUnready, "nothing else goes wrong")
		}
		wiki, _ = serving(t, dir, at)
	}
	var said bytes.Buffer
	for !strings.Contains(said.String(), "every page is there") {
		require.NoError(t, document(t.Context(), repo, state, 100, config, &said))
	}
	require.NoError(t, wiki.Cmd.Process.Kill())
	require.Error(t, wiki.Wait())

	store, err := sqlite.Open(t.Context(), state)
	require.NoError(t, err)
	records, err := store.Records(t.Context(), "")
	require.NoError(t, err)
	require.NoError(t, store.Close())
	var recorded, published []string
	for _, r := range records {
		recorded = append(recorded, r.PagePath)
		assert.Zero(t, r.Failures, "nobody is blamed: %s", r.Key)
	}
	server, err := NewServer(dir, "")
	require.NoError(t, err)
	defer func() { require.NoError(t, server.Close()) }()
	published = server.latest()
	assert.ElementsMatch(t, published, recorded)
	assert.Greater(t, len(published), 20)
	versions := 0
	require.NoError(t, fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && versionFile.MatchString(d.Name()) {
			versions++
			text, err := os.ReadFile(filepath.Join(dir, name))
			require.NoError(t, err)
			assert.True(t, page.Sealed(text) && !page.Edited(text), "%s is whole", name)
		}
		return err
	}))
	assert.Equal(t, len(published), versions, "none was written twice")
	t.Logf("%d pages, %d of 8 runs failed", len(published), failed)
}

// The program says how it is called, and what is wrong.
func TestRun(t *testing.T) {
	for _, args := range [][]string{nil, {"serve"}, {"document"}, {"serve", "-x"}, {"serve", "-dir", "x", "y"}, {"other", "-dir", "x"}} {
		require.ErrorContains(t, run(t.Context(), args, "", io.Discard), "usage:", "%q", args)
	}
	err := run(t.Context(), []string{"document", "-wiki", "http://wiki.example.org/pages"}, token, io.Discard)
	require.ErrorContains(t, err, "use https")
}
