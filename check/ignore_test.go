package check

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestIgnore(t *testing.T) {
	scope := Scope{Language: "go", Names: storeNames{nameSet{"Claim": true, "release_it": true}}}
	for _, c := range []struct {
		name, text string
		found      string // the lines of the findings
		notes      string // the lines of the notes
	}{
		{"none", "`no_such`\n", "1", ""},
		{"next paragraph", "<!-- codeworm:ignore -->\n`no_such`\n\n`no_such`\n", "4", ""},
		{"next with a blank line", "<!-- codeworm:ignore -->\n\n`no_such` and\n`no_suck`\n\n`no_such`\n", "6", ""},
		{"next list", "<!--codeworm:ignore-->\n- `no_such`\n- `no_suck`\n\nEnd `no_such`.\n", "5", ""},
		{"next table", "<!-- codeworm:ignore -->\n\n| a |\n|---|\n| `no_such` |\n\n`no_such`\n", "7", ""},
		{"next code", "<!-- codeworm:ignore -->\n```go\nClaim.relase_it()\n```\n\n`no_such`\n", "6", ""},
		{"in a paragraph", "`no_such` <!-- codeworm:ignore -->\nand `no_suck`\n\n`no_such`\n", "4", ""},
		{"in a row", "| a |\n|---|\n| `no_such` <!-- codeworm:ignore --> |\n| `no_such` |\n", "4", ""},
		{"in an item", "- `no_such` <!-- codeworm:ignore -->\n- `no_such`\n", "2", ""},
		{"within an item", "- One\n\n  <!-- codeworm:ignore -->\n\n  `no_such`\n\n  `no_such`\n", "7", ""},
		{"around", "<!-- codeworm:ignore-start -->\n\n# `no_such`\n\n`no_suck`\n\n<!-- codeworm:ignore-end -->\n\n`no_such`\n", "9", ""},
		{"around, in a line", "`no_such` <!-- codeworm:ignore-start --> `no_such` <!-- codeworm:ignore-end --> `no_such`\n", "1 1", ""},
		{"never closed", "`no_such`\n\n<!-- codeworm:ignore-start -->\n\n`no_such`\n\n`no_suck`\n", "1", "3"},
		{"closes nothing", "`no_such`\n\n<!-- codeworm:ignore-end -->\n", "1", "3"},
		{"opened twice", "<!-- codeworm:ignore-start -->\n`no_such`\n\n<!-- codeworm:ignore-start -->\n`no_such`\n\n<!-- codeworm:ignore-end -->\n", "", "4"},
		{"unused", "<!-- codeworm:ignore -->\n`Claim`\n\n`Claim` <!-- codeworm:ignore -->\n", "", "1 4"},
		{"nothing follows", "`Claim`\n\n<!-- codeworm:ignore -->\n", "", "3"},
		{"only shown", "`<!-- codeworm:ignore -->`\n`no_such`\n\n```html\n<!-- codeworm:ignore -->\n```\n\n`no_such`\n", "2 8", ""},
	} {
		r := Markdown(c.text, scope)
		var found, notes []string
		for _, f := range r.Findings {
			found = append(found, strconv.Itoa(f.Line))
		}
		for _, n := range r.Notes {
			notes = append(notes, strconv.Itoa(n.Line))
		}
		assert.Equal(t, c.found, strings.Join(found, " "), c.name)
		assert.Equal(t, c.notes, strings.Join(notes, " "), c.name)
	}

	// A model cannot ask for it.
	scope.Generated = true
	assert.Len(t, Markdown("<!-- codeworm:ignore -->\n`no_such`\n", scope).Findings, 1)
}

// A text beyond the limit of what is parsed at once is checked in sections, and lines, offsets and comments are those of the whole.
func TestLongText(t *testing.T) {
	scope := Scope{Language: "go", Names: storeNames{nameSet{"Claim": true}}}
	filler := strings.Repeat("Some words, and `Claim`.\n", 20) + "\n"
	long := strings.Repeat(filler, 1200)
	text := long + "`no_such`\n\n<!-- codeworm:ignore -->\n`no_such`\n\n" + long + "<!-- codeworm:ignore-start -->\n\n`no_such`\n\n" + long +
		"`no_such`\n\n<!-- codeworm:ignore-end -->\n\n`no_suck`\n"
	require.Greater(t, len(text), 3*512<<10)
	r := Markdown(text, scope)
	require.Len(t, r.Findings, 2)
	assert.Empty(t, r.Notes)
	for i, want := range []string{"`no_such`", "`no_suck`"} {
		f := r.Findings[i]
		assert.Equal(t, want, text[f.Start:f.End])
		assert.Equal(t, 1+strings.Count(text[:f.Start], "\n"), f.Line)
	}
	assert.Equal(t, 3*1200*20+5, r.Checked)

	// What is refused is told with its place, and the rest is checked.
	r = Markdown(long+strings.Repeat(">", 200)+" deep\n\n"+long+long+"`no_such`\n", scope)
	require.Len(t, r.Findings, 2)
	assert.Equal(t, ClassText, r.Findings[0].Class)
	assert.Equal(t, "no_such", r.Findings[1].Text)
	// A block that is too long is noted.
	r = Markdown(long+"```\n"+strings.Repeat("no_such\n", 80000)+"```\n\n`no_such`\n", scope)
	require.Len(t, r.Findings, 1)
	require.Len(t, r.Notes, 1)
	assert.Equal(t, 1200*21+1, r.Notes[0].Line)
	// A model's text of that length is refused as a whole.
	scope.Generated = true
	assert.Equal(t, ClassText, Markdown(text, scope).Findings[0].Class)
}
