//go:build unix

package rendertest

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/clean"
	"github.com/codeworm/codeworm/internal/facts"
	"github.com/codeworm/codeworm/internal/render"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// hostileCount is how many hostile texts are tried: 60, and as many as CODEWORM_HOSTILE says for the whole.
func hostileCount() uint64 {
	if n, err := strconv.ParseUint(os.Getenv("CODEWORM_HOSTILE"), 10, 32); err == nil && n > 0 {
		return n
	}
	return 60
}

const (
	seed = 1
	// watched is the port that hostile texts ask; a browser must not.
	watched = 9
)

var made = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

// hostileFacts are facts of which all that a repository decides is hostile.
func hostileFacts(n uint64) *page.Facts {
	word := func(i uint64) string { return HostileWord(seed+i, n, watched) }
	doc := Hostile(seed+100, n, watched)
	symbol := source.Symbol{Name: word(1), Parent: word(2), Kind: source.KindMethod, Signature: "def " + word(4) + "(a)", Doc: doc, Decorators: []string{word(5)},
		Parameters: []source.Parameter{{Name: word(6), Type: word(7)}}, Results: []string{word(8)}, Span: source.Span{StartLine: 1, EndLine: 30}}
	key := page.Key{Type: page.FunctionDoc, Repo: word(9), Path: word(3), Symbol: symbol.QualifiedName()}
	code := doc
	if n%2 == 1 {
		code += "\n{{ site.x }}{% x %}\n"
	}
	commit := source.Commit{Hash: strings.Repeat("ab", 20), When: made, Subject: word(11)}
	return &page.Facts{
		Target: page.Target{Key: key, Language: "python", Symbol: &symbol, Span: symbol.Span}, SourceCommit: commit.Hash, Module: word(12),
		Commits: []source.Commit{commit}, Calls: []source.Relation{{Name: word(13), Path: word(14), Line: 3, Kind: source.KindFunction}},
		Callers: []source.Relation{{Name: word(15), Path: word(16), Line: 4, Kind: source.KindFunction}},
		Source:  source.NewExcerpt(key.Path, code, source.Span{StartLine: 1, EndLine: 1 + strings.Count(code, "\n")}, nil, 1<<16),
	}
}

// pageOf renders a page with a prose. It is nil where the prose is no page.
func pageOf(t *testing.T, f *page.Facts, prose, model string) []byte {
	t.Helper()
	cleaned, err := clean.Answer(prose, clean.Options{Title: f.Target.Title(), Path: f.Target.Key.Path, AnyLanguage: true})
	if err != nil {
		var fault *clean.Error
		require.ErrorAs(t, err, &fault)
		return nil
	}
	m := page.Meta{Key: f.Target.Key, Fingerprint: "f", Title: f.Target.Title(), Summary: cleaned.Summary, Model: model, Provisional: model == facts.Model, GeneratedAt: made}
	rendered, err := render.Page(m, f, cleaned.Body, render.Options{})
	require.NoError(t, err)
	return rendered
}

// tally counts pages by renderer and harm.
type tally map[string]map[string]int

func (c tally) add(renderer, what string) {
	if c[renderer] == nil {
		c[renderer] = map[string]int{}
	}
	c[renderer][what]++
}

func (c tally) String() string {
	var b strings.Builder
	for _, r := range Renderers {
		fmt.Fprintf(&b, "\n%-16s", r)
		for _, what := range []string{"pages", "active", "loading", "acting", "included", "failed", "lost"} {
			fmt.Fprintf(&b, " %s %d", what, c[r][what])
		}
	}
	return b.String()
}

var (
	keptWord = regexp.MustCompile(`kept\d{4}`)
	// notShown is where a word is no text: in the comment of the page and in the address of a link.
	notShown = regexp.MustCompile(`(?s)<!-- codeworm:page .*|\]\((?:[^()]|\([^()]*\))*\)`)
	ran      = regexp.MustCompile(`INCLUDED-SECRET|(?:LIQUID|MACRO)-RAN`)
)

// examine renders a page by every renderer and counts what it does.
func examine(t *testing.T, s *Set, count tally, name string, text string) {
	t.Helper()
	words := keptWord.FindAllString(notShown.ReplaceAllString(text, ""), -1)
	for _, r := range Renderers {
		count.add(r, "pages")
		note := func(what string, detail any) {
			count.add(r, what)
			if count[r][what] < 4 {
				t.Logf("%s by %s: %s: %v", name, r, what, detail)
			}
		}
		shown, err := s.Render(r, text)
		if err != nil {
			note("failed", err)
			continue
		}
		harm, visible, err := Examine(shown)
		require.NoError(t, err)
		for what, found := range map[string][]string{"active": harm.Active, "loading": harm.Loading, "acting": harm.Acting} {
			if found != nil {
				note(what, found)
			}
		}
		if m := ran.FindString(visible); m != "" {
			note("included", m)
		}
		if i := slices.IndexFunc(words, func(w string) bool { return !strings.Contains(visible, w) }); i >= 0 {
			note("lost", words[i])
		}
	}
}

// TestHostilePages makes pages from hostile answers and from hostile repositories, and renders each by every renderer.
func TestHostilePages(t *testing.T) {
	s := Start(t)
	answers, repositories := tally{}, tally{}
	refused := 0
	for n := range hostileCount() {
		f := hostileFacts(n)
		if text := pageOf(t, f, Hostile(seed, n, watched), "m"); text != nil {
			examine(t, s, answers, fmt.Sprintf("answer %d", n), string(text))
		} else {
			refused++
		}
		prose, err := facts.Write(f)
		require.NoError(t, err)
		text := pageOf(t, f, prose, facts.Model)
		require.NotNil(t, text, prose)
		examine(t, s, repositories, fmt.Sprintf("repository %d", n), string(text))
	}
	t.Logf("%d answers refused; pages of answers:%s\npages from facts:%s", refused, answers, repositories)
	for _, count := range []tally{answers, repositories} {
		for _, r := range Renderers {
			require.Positive(t, count[r]["pages"])
			assert.Equal(t, map[string]int{"pages": count[r]["pages"]}, count[r], r)
		}
	}
}
