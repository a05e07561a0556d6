package page

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
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
