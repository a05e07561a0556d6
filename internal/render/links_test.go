package render

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// someLinks lead everywhere.
type someLinks struct{}

func (someLinks) Definition(r source.Relation) string { return "page-of-" + r.Name + ".md" }
func (someLinks) Source(p string, s source.Span) string {
	return "https://e.org/" + p + strings.Repeat("#L", min(s.StartLine, 1))
}
func (someLinks) Folder(p string) string { return "https://e.org/tree/" + p }
func (someLinks) Commit(h string) string { return "https://e.org/commit/" + h }
func (someLinks) Related() []Related {
	return []Related{{Key: page.Key{Type: page.ClassDoc, Repo: "r", Path: "a.go", Symbol: "Box[int]|x"}, To: "../box-0123456789ab.md", What: "which it belongs to"}}
}

func TestPagesLinkWhatTheyName(t *testing.T) {
	hash := strings.Repeat("0123456789", 4)
	when := time.Date(2026, 2, 27, 21, 49, 0, 0, time.UTC)
	f := &page.Facts{Target: page.Target{Key: page.Key{Type: page.FunctionDoc, Repo: "app", Path: "a.go", Symbol: "add"}, Span: source.Span{StartLine: 3, EndLine: 9}},
		SourceCommit: hash, Commits: []source.Commit{{Hash: hash, When: when, Subject: "Begin"}}, Owner: &source.Relation{Name: "Box", Path: "a.go", Line: 1},
		Calls: []source.Relation{{Name: "sum", Path: "b.go", Line: 4}}, Callers: []source.Relation{{Name: "c.go", Path: "c.go", Line: 7}}}
	m := page.Meta{Key: f.Target.Key, Title: "add", Model: "m", GeneratedAt: when}
	written, err := Page(m, f, "It adds.\n", Options{Links: someLinks{}})
	require.NoError(t, err)
	for _, want := range []string{
		"**File:** [`a.go`](https://e.org/a.go)  \n", "**Lines:** [3-9](https://e.org/a.go#L)  \n", "**Commit:** [`012345678901`](https://e.org/commit/" + hash + ")  \n",
		"- **Member of:** [`Box`](page-of-Box.md) ([`a.go:1`](https://e.org/a.go#L))\n", "- **Uses:** [`sum`](page-of-sum.md) ([`b.go:4`](https://e.org/b.go#L))\n",
		"- **Used by:** [`c.go`](page-of-c.go.md)\n", "- **Last commit:** [`01234567`](https://e.org/commit/" + hash + ") on 2026-02-27: Begin\n",
		"## Related Pages\n\n- [Box\\[int\\]\\|x](../box-0123456789ab.md), which it belongs to (Class Documentation)\n",
	} {
		assert.Contains(t, string(written), want)
	}
	written, err = Page(m, f, "It adds.\n", Options{})
	require.NoError(t, err)
	assert.NotContains(t, string(written), "](")
	assert.NotContains(t, string(written), "Related")
}

// What the parser did not understand in all is said to be so.
func TestPagesOfRecoveredSymbolsSaySo(t *testing.T) {
	f := &page.Facts{Target: page.Target{Key: page.Key{Type: page.ClassDoc, Repo: "app", Path: "a.cs", Symbol: "A"}, Symbol: &source.Symbol{Kind: source.KindClass, Name: "A", Recovered: true}}}
	written, err := Page(page.Meta{Key: f.Target.Key, Title: "A"}, f, "It adds.\n", Options{})
	require.NoError(t, err)
	assert.Contains(t, string(written), "**Note:** the parser does not know all of this syntax")
}
