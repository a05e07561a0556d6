package devlog

import (
	"bytes"
	"fmt"
	"html"
	"maps"
	"math/rand/v2"
	"regexp"
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

// TestPagesInAnyOrder reaches the same pages on different ways: the indexes are the same.
func TestPagesInAnyOrder(t *testing.T) {
	keys := codewormtest.SinkKeys(60)
	final := map[string]page.Meta{}
	for i, key := range keys {
		if i%4 != 0 {
			final[key.PagePath()] = codewormtest.Page(key, "f2", func(m *page.Meta) { m.Summary = fmt.Sprint("Second ", i) }).Meta
		}
	}
	loaded := newPages()
	loaded.load(maps.Clone(final))
	for range 20 {
		p := newPages()
		for _, i := range rand.Perm(len(keys)) {
			p.put(keys[i].PagePath(), codewormtest.Page(keys[i], "f1").Meta)
		}
		for _, i := range rand.Perm(len(keys)) {
			at := keys[i].PagePath()
			if meta, ok := final[at]; ok {
				p.put(at, meta)
			} else {
				p.remove(at)
				p.remove(at)
			}
		}
		require.Equal(t, loaded.topIndex(), p.topIndex())
		for folder := range loaded.repos {
			require.Equal(t, loaded.repoIndex(folder, "x"), p.repoIndex(folder, "x"))
		}
		require.Len(t, p.repos, len(loaded.repos))
	}
}

func TestRowsChangeAlone(t *testing.T) {
	p := newPages()
	for _, key := range codewormtest.SinkKeys(40) {
		p.put(key.PagePath(), codewormtest.Page(key, "f1").Meta)
	}
	lines := func() map[string]int {
		all := map[string]int{}
		for _, f := range p.indexes("repo0", "repo0") {
			for line := range strings.Lines(f.section) {
				all[line]++
			}
		}
		return all
	}
	before := lines()
	key := page.Key{Type: page.FunctionDoc, Repo: "repo0", Path: "zz.go", Symbol: "New"}
	p.put(key.PagePath(), codewormtest.Page(key, "f1", func(m *page.Meta) { m.GeneratedAt = m.GeneratedAt.Add(48 * time.Hour) }).Meta)
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
	p := newPages()
	p.put(key.PagePath(), page.Meta{Key: key, Title: s, Summary: s})
	source := append([]byte(heading(s)), p.repoIndex("demo", "demo").section...)
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
	assert.Equal(t, markdown.OneLine(markdown.Shorten(s, maxSummary)), cells[2], "%s", source)
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
