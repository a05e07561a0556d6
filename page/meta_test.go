package page

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMetaRoundTrip(t *testing.T) {
	m := Meta{Key: Key{Type: FunctionDoc, Repo: "r", Path: "a--b/c.go", Symbol: "F"}, Fingerprint: "f", Title: "--> <script>", Summary: "a -- b -->{{x}}", Model: "{++m++}{==n==}{~~o~~}"}
	comment, err := m.Comment()
	assert.NoError(t, err)
	inner := strings.TrimSuffix(strings.TrimPrefix(comment, "<!--"), "-->")
	assert.NotContains(t, inner, "--")
	assert.NotContains(t, inner, ">")
	assert.NotRegexp(t, `\{[{%#+~=-]`, inner) // templates, and changes to a text
	got, err := ParseMeta([]byte("# x\n\ntext\n\n" + comment + "\n"))
	assert.NoError(t, err)
	assert.Equal(t, m, got)
	_, err = ParseMeta([]byte("# x\n"))
	assert.ErrorIs(t, err, ErrNoMeta)
	_, err = ParseMeta([]byte("# x\n<!-- codeworm:page {bad -->\n"))
	assert.Error(t, err)
}

func TestSealTellsEdits(t *testing.T) {
	m := Meta{Key: Key{Type: FunctionDoc, Repo: "r", Path: "a.go", Symbol: "F"}, Fingerprint: "f"}
	comment, err := m.Comment()
	require.NoError(t, err)
	text := []byte("# F\n\nWhat it does.\n\n" + comment + "\n")
	assert.False(t, Sealed(text))
	assert.False(t, Edited(text), "nobody knows")
	sealed := Seal(text)
	assert.True(t, Sealed(sealed))
	assert.False(t, Edited(sealed))
	assert.Equal(t, string(sealed), string(Seal(sealed)))
	parsed, err := ParseMeta(sealed)
	require.NoError(t, err)
	assert.Equal(t, m, parsed)
	assert.False(t, Edited(bytes.ReplaceAll(sealed, []byte("\n"), []byte("\r\n"))), "git changes line ends")
	for name, edited := range map[string]string{
		"a word":            strings.Replace(string(sealed), "does", "did", 1),
		"a line":            strings.Replace(string(sealed), "\n\n", "\n\nMine.\n\n", 1),
		"below the comment": string(sealed) + "Mine.\n",
		"nothing is left":   "Mine.\n",
	} {
		assert.True(t, Edited([]byte(edited)), name)
	}
	assert.Equal(t, "no page", string(Seal([]byte("no page"))))
}
