package page_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

// What is kept comes through any number of versions, and nothing else of a page changes.
func TestKeep(t *testing.T) {
	text := codewormtest.Page(codewormtest.SinkKeys(1)[0], "f1").Markdown
	marks := bytes.Replace(text, []byte("State f1."), []byte("```\n<!-- codeworm:kept -->\nx\n<!-- /codeworm:kept -->\n```"), 1)
	for name, text := range map[string][]byte{"a page": text, "a page that quotes the marks": marks} {
		t.Run(name, func(t *testing.T) {
			kept := page.Keep(text, "- One.")
			assert.Equal(t, "- One.", page.Kept(kept))
			again := page.Keep(kept, "- One.\n- Two.")
			assert.Equal(t, "- One.\n- Two.", page.Kept(again))
			assert.Equal(t, 1, strings.Count(string(again), "## Kept from edits by hand"))
			assert.Equal(t, string(text), string(page.Keep(again, "")))
			assert.Equal(t, string(text), string(page.Keep(text, "")))
			assert.Empty(t, page.AddedLines(text, kept), "it is no edit")
			want, err := page.ParseMeta(text)
			require.NoError(t, err)
			got, err := page.ParseMeta(again)
			require.NoError(t, err)
			assert.Equal(t, want, got)
		})
	}
	assert.Empty(t, page.Kept(text))
	assert.Equal(t, "no page", string(page.Keep([]byte("no page"), "- One.")))
}

// What somebody adds is found, wherever it stands, and nothing in it ends the block that it is quoted in.
func TestAddedLines(t *testing.T) {
	original := codewormtest.Page(codewormtest.SinkKeys(1)[0], "f1").Markdown
	for name, row := range map[string]struct{ edited, want string }{
		"nothing":       {string(original), ""},
		"line ends":     {strings.ReplaceAll(string(original), "\n", "\r\n"), ""},
		"a line":        {strings.Replace(string(original), "State", "Mine.\n\nState", 1), "Mine."},
		"a repetition":  {strings.Replace(string(original), "---", "---\n\n---", 1), "---"},
		"below the end": {string(original) + "Mine.\n", "Mine."},
		"less":          {strings.Replace(string(original), "State f1.", "", 1), ""},
	} {
		assert.Equal(t, row.want, page.AddedLines(original, []byte(row.edited)), name)
	}
	assert.Equal(t, "a\nb", page.AddedLines(nil, []byte("a\n\nb\n")))
	assert.Equal(t, "````markdown\na\n```\nb\n````", page.Quote("a\n```\nb"))
}
