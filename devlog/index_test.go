package devlog

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/page"
)

// world is a devlog in memory.
type world struct {
	*pages
	metas map[string]page.Meta
	files map[string]string // the sections of the indexes, by path
}

func newWorld() *world { return &world{newPages(nil), map[string]page.Meta{}, map[string]string{}} }

func (w *world) read(_ context.Context, paths []string) (map[string]page.Meta, error) {
	found := map[string]page.Meta{}
	for _, at := range paths {
		if meta, ok := w.metas[at]; ok {
			found[at] = meta
		}
	}
	return found, nil
}

// write brings the indexes up to date and returns the paths of those that changed.
func (w *world) write(t testing.TB) (changed []string) {
	t.Helper()
	files, err := w.pages.write(t.Context(), w.read, slices.Collect(maps.Keys(w.dirty)))
	require.NoError(t, err)
	for _, f := range files {
		if w.files[f.path] != f.section {
			changed = append(changed, f.path)
		}
		if w.files[f.path] = f.section; f.section == "" {
			delete(w.files, f.path)
		}
	}
	clear(w.dirty)
	return changed
}

func (w *world) put(t testing.TB, meta page.Meta) []string {
	t.Helper()
	at := meta.Key.PagePath()
	w.metas[at] = meta
	w.pages.put(at)
	return w.write(t)
}

func (w *world) remove(t testing.TB, at string) []string {
	t.Helper()
	delete(w.metas, at)
	w.pages.remove(at)
	return w.write(t)
}

// load is the same devlog as somebody sees it who has not seen it before.
func (w *world) load(t testing.TB) *world {
	t.Helper()
	fresh := newWorld()
	fresh.pages, fresh.metas = newPages(slices.Collect(maps.Keys(w.metas))), w.metas
	require.Empty(t, fresh.checkIndexes(), "there are none yet")
	fresh.write(t)
	return fresh
}

// TestPagesInAnyOrder reaches the same pages on different ways: the indexes are the same.
func TestPagesInAnyOrder(t *testing.T) {
	keys := codewormtest.SinkKeys(60)
	final := map[string]page.Meta{}
	for i, key := range keys {
		if i%4 != 0 {
			final[key.PagePath()] = codewormtest.Page(key, "f2", func(m *page.Meta) {
				m.Summary, m.GeneratedAt = fmt.Sprint("Second ", i), m.GeneratedAt.Add(time.Duration(i)*time.Minute)
			}).Meta
		}
	}
	loaded := newWorld()
	loaded.metas = maps.Clone(final)
	want := loaded.load(t).files
	require.Greater(t, len(want), 2)
	for range 20 {
		w := newWorld()
		w.pages.checkIndexes()
		for _, i := range rand.Perm(len(keys)) {
			w.put(t, codewormtest.Page(keys[i], "f1").Meta)
		}
		for _, i := range rand.Perm(len(keys)) {
			if meta, ok := final[keys[i].PagePath()]; ok {
				w.put(t, meta)
			} else {
				w.remove(t, keys[i].PagePath())
				assert.Empty(t, w.remove(t, keys[i].PagePath()))
			}
		}
		require.Equal(t, want, w.files)
	}
}

func TestRowsChangeAlone(t *testing.T) {
	w := newWorld()
	for _, key := range codewormtest.SinkKeys(40) {
		w.put(t, codewormtest.Page(key, "f1").Meta)
	}
	lines := func() map[string]int {
		all := map[string]int{}
		for _, section := range w.files {
			for line := range strings.Lines(section) {
				all[line]++
			}
		}
		return all
	}
	before := lines()
	key := page.Key{Type: page.FunctionDoc, Repo: "repo0", Path: "zz.go", Symbol: "New"}
	w.put(t, codewormtest.Page(key, "f1", func(m *page.Meta) { m.GeneratedAt = m.GeneratedAt.Add(48 * time.Hour) }).Meta)
	differ := 0
	for line, n := range lines() {
		if before[line] != n {
			differ++
		}
	}
	assert.Equal(t, 2, differ, "the page's row, and its repository's")
}

// hostileTexts try to be something else than text in a table.
var hostileTexts = []string{
	"plain words", "a | b", "`code` and ``more``", "*bold* _it_ ~~no~~", "[link](javascript:alert(1))", "![img](http://x/y.png)",
	"<script>alert(1)</script>", "<!-- codeworm:index -->", "--> out", "&lt; &amp; &#60;", "back\\slash \\| \\`", "two\nlines\r\nthree",
	"http://example.org/x?y=1", "www.example.org", "mail@example.org", "<http://auto.link>", "# heading", "| --- | --- |", "$x$", "tail\\",
	"bidi \u202e reversed \u2066", "zero\u200bwidth", "nul\x00bell\a", "bad\xffutf8", ":smile:", "#12 @ada", "1. one", "[x]: http://y", "a  b\tc",
	"ftp://x.org", "xmpp:a@b.c", "HTTPS://EXAMPLE.ORG",
}

// TestRowsShowTexts reads tables as a web site does: what was hostile is shown as it was.
func TestRowsShowTexts(t *testing.T) {
	require.NotEmpty(t, hostileTexts)
	for _, hostile := range hostileTexts {
		assertShown(t, hostile)
	}
}

func FuzzRows(f *testing.F) {
	for _, s := range hostileTexts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { assertShown(t, s) })
}

var gfm = goldmark.New(goldmark.WithExtensions(extension.GFM))

// assertShown puts the text into the cells of a row and checks that they hold it as text.
func assertShown(t *testing.T, s string) {
	t.Helper()
	key := page.Key{Type: page.FunctionDoc, Repo: "demo", Path: "x.go", Symbol: "F"}
	w := newWorld()
	w.put(t, page.Meta{Key: key, Title: s, Summary: s})
	source := append([]byte(heading(s)), w.files["demo/README.md"]...)
	var cells []string
	doc := gfm.Parser().Parse(text.NewReader(source))
	require.NoError(t, ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n.Kind() {
		case ast.KindCodeSpan: // only around a word that somebody would act on
			assert.Regexp(t, `^(?:\S*(?:://|www\.|@|#\d|!\d|[A-Z]-\d)\S*|//\S+|:\S+:)$`, shown(n, source), "%q in %s", s, source)
		case ast.KindRawHTML, ast.KindImage, ast.KindAutoLink, ast.KindEmphasis, east.KindStrikethrough:
			assert.Fail(t, "it became "+n.Kind().String(), "%q in %s", s, source)
		case east.KindTableRow:
			cells = nil
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				cells = append(cells, shown(c, source))
			}
		}
		return ast.WalkContinue, nil
	}))
	require.Len(t, cells, 4, "%q in %s", s, source)
	assert.Equal(t, markdown.OneLine(markdown.Shorten(s, maxTitle)), cells[0], "%s", source)
	assert.Equal(t, markdown.OneLine(markdown.Shorten(s, rowLimits[0].summary)), cells[2], "%s", source)
}

// shown is the text that a reader sees.
func shown(n ast.Node, source []byte) string {
	var b bytes.Buffer
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // fn returns no error
		if entering {
			switch n := n.(type) {
			case *ast.Text:
				if n.Parent().Kind() == ast.KindCodeSpan {
					b.Write(n.Value(source))
				} else {
					b.WriteString(unescape(string(n.Value(source))))
				}
			case *ast.String:
				b.Write(n.Value)
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

var reference = regexp.MustCompile(`&[#0-9A-Za-z]+;`)

// unescape takes back the escapes that a renderer would.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", s[i+1]) >= 0 {
			i++
		}
		b.WriteByte(s[i])
	}
	return reference.ReplaceAllStringFunc(b.String(), html.UnescapeString)
}
