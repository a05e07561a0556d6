package main

import (
	"bytes"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"go.uber.org/goleak"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newWiki(t *testing.T) *Wiki {
	t.Helper()
	config := filepath.Join(t.TempDir(), "gitconfig")
	require.NoError(t, os.WriteFile(config, []byte("[user]\n\tname = Ada\n\temail = ada@example.org\n"), 0o600))
	t.Setenv("GIT_CONFIG_GLOBAL", config)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	w, err := NewWiki(filepath.Join(t.TempDir(), "project.wiki"))
	require.NoError(t, err)
	return w
}

func TestWiki(t *testing.T) {
	codewormtest.TestDevlogSink(t, func(t *testing.T) codeworm.DevlogSink { return newWiki(t) })
}

// TestPlain shows a text as it is, whatever it holds.
func TestPlain(t *testing.T) {
	gfm := goldmark.New(goldmark.WithExtensions(extension.GFM))
	for _, text := range []string{
		"Runs it.", "a*b* _c_ `d` ~~e~~ $f$", "![x](y) [z]: w", "<b> &lt; &#60;", "# #", "tail\\", "a | b", "www.e.org", "WWW.e.org",
		"http://e.org", "ftp://e.org", "a@e.org", "{#id}",
	} {
		for before, after := range map[string]string{"## ": "", "- [page](y): ": "", "**": "**", "- [": "](y)"} {
			var out bytes.Buffer
			require.NoError(t, gfm.Convert([]byte(before+plain(text)+after), &out))
			shown := regexp.MustCompile(`</?(h2|ul|li|p|strong|a)( [^>]*)?>`).ReplaceAllString(out.String(), "")
			assert.Equal(t, text, strings.TrimPrefix(strings.TrimSpace(html.UnescapeString(shown)), "page: "), "%s", out.String())
		}
	}
	assert.Equal(t, "a b\uFFFDc", plain("a\u2028 \u202eb\xffc"))
}

func git(t *testing.T, w *Wiki, args ...string) string {
	t.Helper()
	out, err := w.output(t.Context(), args...)
	require.NoError(t, err)
	return strings.TrimSpace(out)
}

func read(t *testing.T, w *Wiki, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(w.dir, name))
	require.NoError(t, err)
	return string(text)
}

func TestWikiLayout(t *testing.T) {
	w := newWiki(t)
	keys := codewormtest.SinkKeys(10)
	require.NoError(t, w.Prepare(t.Context()))
	require.NoError(t, os.WriteFile(filepath.Join(w.dir, "Mine.md"), []byte("by hand"), 0o644))
	for _, key := range keys {
		pub, err := w.Publish(t.Context(), codewormtest.Page(key, "f1"))
		require.NoError(t, err)
		assert.NotContains(t, pub.Path, "/", "a wiki is flat")
		assert.Equal(t, "Home.md\n_Sidebar.md\n"+pub.Path, sortedLines(git(t, w, "show", "--format=", "--name-only", "HEAD")))
		link := "](" + strings.TrimSuffix(pub.Path, ".md") + ")"
		assert.Contains(t, read(t, w, homeFile), link)
		assert.Contains(t, read(t, w, sidebarFile), link)
	}
	assert.Equal(t, "?? Mine.md", git(t, w, "status", "--porcelain"))
	assert.Contains(t, read(t, w, homeFile), "## Demo\n\n### Documentation\n\n- [")
	assert.NotContains(t, read(t, w, homeFile), ".md)", "a wiki's links have no ending")
	_, err := w.Retire(t.Context(), keys[0])
	require.NoError(t, err)
	assert.NotContains(t, read(t, w, homeFile), strings.TrimSuffix(pageName(keys[0]), ".md"))
	assert.Equal(t, "Retire the page about Worker.Run", git(t, w, "log", "-1", "--format=%s"))
	assert.Equal(t, "?? Mine.md", git(t, w, "status", "--porcelain"))

	again, err := NewWiki(w.dir)
	require.NoError(t, err)
	pub, err := again.Publish(t.Context(), codewormtest.Page(keys[1], "f1"))
	require.NoError(t, err)
	assert.True(t, pub.Unchanged, "known from the wiki alone")
}

// sortedLines are the lines with the indexes first, as no page sorts before them.
func sortedLines(lines string) string {
	var first, rest []string
	for line := range strings.SplitSeq(lines, "\n") {
		if line == homeFile || line == sidebarFile {
			first = append(first, line)
		} else {
			rest = append(rest, line)
		}
	}
	return strings.Join(append(first, rest...), "\n")
}

func TestWikiTakesBackWhatFailed(t *testing.T) {
	w := newWiki(t)
	keys := codewormtest.SinkKeys(2)
	_, err := w.Publish(t.Context(), codewormtest.Page(keys[0], "f1"))
	require.NoError(t, err)
	home := read(t, w, homeFile)
	hook := filepath.Join(w.dir, ".git/hooks/pre-commit")
	require.NoError(t, os.WriteFile(hook, []byte("#!/bin/sh\necho refused >&2\nexit 1\n"), 0o755))
	for _, p := range []page.Page{codewormtest.Page(keys[0], "f2"), codewormtest.Page(keys[1], "f1")} {
		_, err = w.Publish(t.Context(), p)
		require.ErrorContains(t, err, "refused")
	}
	_, err = w.Retire(t.Context(), keys[0])
	require.ErrorContains(t, err, "refused")
	assert.Equal(t, home, read(t, w, homeFile))
	assert.Empty(t, git(t, w, "status", "--porcelain"))
	meta, _, err := w.Find(t.Context(), keys[0])
	require.NoError(t, err)
	assert.Equal(t, "f1", meta.Fingerprint)

	// What a crash leaves is taken back by the next start; what a person does is not.
	require.NoError(t, os.Remove(hook))
	require.NoError(t, os.WriteFile(filepath.Join(w.dir, "Mine.md"), []byte("by hand"), 0o644))
	git(t, w, "add", "Mine.md")
	git(t, w, "commit", "--quiet", "--message", "Mine")
	require.NoError(t, os.Remove(filepath.Join(w.dir, "Mine.md")))
	require.NoError(t, os.WriteFile(filepath.Join(w.dir, pageName(keys[1])), codewormtest.Page(keys[1], "f1").Markdown, 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(w.dir, homeFile), []byte("half"), 0o644))
	again, err := NewWiki(w.dir)
	require.NoError(t, err)
	require.NoError(t, again.Prepare(t.Context()))
	assert.Equal(t, home, read(t, w, homeFile))
	assert.Equal(t, "D Mine.md", git(t, w, "status", "--porcelain"))
}

// TestDocument runs the whole program on a small repository.
func TestDocument(t *testing.T) {
	w := newWiki(t)
	repo := t.TempDir()
	src := "package demo\n\n// Sum adds what is positive.\nfunc Sum(all []int) (sum int) {\n\tfor _, n := range all {\n\t\tif n > 0 {\n\t\t\tsum += n\n\t\t}\n\t}\n\treturn sum\n}\n"
	require.NoError(t, os.WriteFile(filepath.Join(repo, "sum.go"), []byte(src), 0o644))
	for _, args := range [][]string{{"init", "--quiet"}, {"add", "."}, {"commit", "--quiet", "--message", "Add Sum"}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = repo
		require.NoError(t, cmd.Run())
	}
	require.NoError(t, document(t.Context(), repo, w.dir, 1))
	assert.NotContains(t, read(t, w, homeFile), "No pages yet")
	assert.Empty(t, git(t, w, "status", "--porcelain"))
	assert.Equal(t, "1", git(t, w, "rev-list", "--count", "HEAD"))
}
