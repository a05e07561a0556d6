package link

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/codeworm/codeworm/source"
)

func TestAddresses(t *testing.T) {
	for base, want := range map[string]string{
		"https://gitlab.com/a/b":  "https://gitlab.com/a/b/-/blob/c0ffee/sub/a%20b/%28x%29.go#L3-L9",
		"https://github.com/a/b":  "https://github.com/a/b/blob/c0ffee/sub/a%20b/%28x%29.go#L3-L9",
		"https://git.local/x/a/b": "https://git.local/x/a/b/blob/c0ffee/sub/a%20b/%28x%29.go#L3-L9",
		"":                        "",
	} {
		w := web1(base)
		assert.Equal(t, want, w.file("a b/(x).go", source.Span{StartLine: 3, EndLine: 9}))
	}
	w := web1("https://github.com/a/b")
	assert.Equal(t, "https://github.com/a/b/tree/c0ffee/sub", w.folder("."))
	w.prefix = ""
	assert.Equal(t, "https://github.com/a/b/tree/c0ffee", w.folder("."))
	assert.True(t, strings.HasSuffix(w.file("a.go", source.Span{StartLine: 3, EndLine: 3}), "a.go#L3"))
}

// web1 is a repository of which a folder is documented.
func web1(base string) (w addresses) { return addresses{base: base, commit: "c0ffee", prefix: "sub/"} }
