package codeworm

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSubject(t *testing.T) {
	long := "Runs the daemon until it is stopped, waiting for the model server and retrying what fails for ever."
	for _, c := range []struct {
		key     Key
		summary string
		want    string
	}{
		{Key{Type: FunctionDoc, Path: "d.py", Symbol: "D.run"}, "Runs it.", "Document D.run: Runs it"},
		{Key{Type: FunctionDoc, Path: "d.py", Symbol: "D.run"}, long, "Document D.run: Runs the daemon until it is stopped, waiting"},
		{Key{Type: FunctionDoc, Path: "d.py", Symbol: "D.run"}, "run drives the loop.", "Document D.run: drives the loop"},
		{Key{Type: FunctionDoc, Path: "d.py", Symbol: "D.run"}, "D.run", "Document D.run: D.run"},
		{Key{Type: FileDoc, Path: "a/c.go"}, "c.go is a file of 3 lines.", "Document a/c.go: a file of 3 lines"},
		{Key{Type: SecurityReview, Path: "d.py", Symbol: "D.run"}, "", "Review the security of D.run"},
		{Key{Type: FileDoc, Path: "a/b/c.go"}, "Holds the parser.", "Document a/b/c.go: Holds the parser"},
		{Key{Type: ModuleDoc, Repo: "r", Path: "."}, "All of it.", "Document r: All of it"},
		{Key{Type: FileDoc, Path: strings.Repeat("long/", 30) + "c.go"}, "x", "Document c.go"},
		{Key{Type: FunctionDoc, Path: "d.py", Symbol: strings.Repeat("Outer.", 20) + "inner"}, "x", "Document inner"},
		{Key{Type: FunctionDoc, Path: "d.py", Symbol: strings.Repeat("x", 200)}, "x", "Document " + strings.Repeat("x", 63)},
		{Key{Type: FunctionDoc, Path: "d.py", Symbol: "a\nb"}, "two\nlines\x07 here", `Document a b: two lines\u{0007} here`},
	} {
		got := subject(c.key, c.summary)
		assert.Equal(t, c.want, got)
		assert.LessOrEqual(t, len([]rune(got)), 72)
		assert.NotContains(t, got, "...")
		assert.NotContains(t, got, "…")
	}
}

func TestPageMetaRoundTrip(t *testing.T) {
	m := PageMeta{Key: Key{Type: FunctionDoc, Repo: "r", Path: "a--b/c.go", Symbol: "F"}, Fingerprint: "f", Title: "--> <script>", Summary: "a -- b -->", Model: "m"}
	comment, err := m.Comment()
	assert.NoError(t, err)
	inner := strings.TrimSuffix(strings.TrimPrefix(comment, "<!--"), "-->")
	assert.NotContains(t, inner, "--")
	assert.NotContains(t, inner, ">")
	got, err := ParsePageMeta([]byte("# x\n\ntext\n\n" + comment + "\n"))
	assert.NoError(t, err)
	assert.Equal(t, m, got)
	_, err = ParsePageMeta([]byte("# x\n"))
	assert.ErrorIs(t, err, ErrNoPageMeta)
	_, err = ParsePageMeta([]byte("# x\n<!-- codeworm:page {bad -->\n"))
	assert.Error(t, err)
}
