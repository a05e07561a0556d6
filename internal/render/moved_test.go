package render

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/page"
)

// The note in the place of a page that moved links to the new one, says so to programs, and shows names from the source as text.
func TestMoved(t *testing.T) {
	m := page.Meta{
		Key: page.Key{Type: page.FunctionDoc, Repo: "r", Path: "a/<b>`x`.cc", Symbol: "f(int) [*const*]"}, Fingerprint: "f1", Title: "f(int) [*const*] (moved)",
		MovedTo: page.Key{Type: page.FunctionDoc, Repo: "r", Path: "c/d.cc", Symbol: "f"}, GeneratedAt: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
	}
	text, err := Moved(m)
	require.NoError(t, err)
	assert.Contains(t, string(text), "``a/<b>`x`.cc`` is `c/d.cc` now, and has [its page there](../../c/d.cc/f-")
	assert.NotContains(t, string(text), "[*const*] (moved)\n", "a name is no markup")
	meta, err := page.ParseMeta(text)
	require.NoError(t, err)
	assert.Equal(t, m, meta)
	links := 0
	assert.Equal(t, string(text), string(page.Relink(text, m.Key.PagePath(), func(to string) string {
		links++
		assert.Equal(t, m.MovedTo.PagePath(), to)
		return page.LinkTo(m.Key.PagePath(), to)
	})))
	assert.Equal(t, 1, links)
	m.Key.Symbol = "closes#7" + strings.Repeat("-very long", 20)
	assert.LessOrEqual(t, len([]rune(MovedSubject(m))), maxSubject)
	assert.NotContains(t, MovedSubject(m), "closes#7")
}
