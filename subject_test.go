package codeworm

import (
	"strings"
	"testing"

	"github.com/codeworm/codeworm/internal/corpus"

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
		{Key{Type: FunctionDoc, Path: "d.py", Symbol: "D.run"}, long, "Document D.run: Runs the daemon until it is stopped"},
		{Key{Type: FunctionDoc, Path: "d.py", Symbol: "D.run"}, "run drives the loop.", "Document D.run: drives the loop"},
		{Key{Type: FunctionDoc, Path: "d.py", Symbol: "D.run"}, "D.run", "Document D.run"},
		{Key{Type: FileDoc, Path: "a/c.go"}, "c.go is a file of 3 lines.", "Document a/c.go: a file of 3 lines"},
		{Key{Type: SecurityReview, Path: "d.py", Symbol: "D.run"}, "", "Review the security of D.run"},
		{Key{Type: FileDoc, Path: "a/b/c.go"}, "Holds the parser.", "Document a/b/c.go: Holds the parser"},
		{Key{Type: ModuleDoc, Repo: "r", Path: "."}, "All of it.", "Document r: All of it"},
		{Key{Type: FileDoc, Path: strings.Repeat("long/", 30) + "c.go"}, "x", "Document c.go"},
		{Key{Type: FunctionDoc, Path: "d.py", Symbol: strings.Repeat("Outer.", 20) + "inner"}, "x", "Document inner"},
		{Key{Type: FunctionDoc, Path: "d.py", Symbol: strings.Repeat("x", 200)}, "x", "Document " + strings.Repeat("x", 63)},
		{Key{Type: CodeEvolution, Path: "a/c.go"}, "The latest change of a/c.go adds three lines and removes one.", "Trace the latest changes of a/c.go: adds three lines and removes one"},
		{Key{Type: CodeEvolution, Path: "a/c.go"}, "Added a cache.", "Trace the latest changes of a/c.go: Added a cache"},
		{Key{Type: FileDoc, Path: "devlog/gitcommit.go"}, "devlog/gitcommit.go is a file of 217 lines that defines three types and eleven functions.", "Document devlog/gitcommit.go: a file of 217 lines"},
		{Key{Type: FunctionDoc, Path: "d.go", Symbol: "run"}, "This function drives the loop.", "Document run: drives the loop"},
		{Key{Type: FunctionDoc, Path: "d.go", Symbol: "S.run"}, "The `run` method drives the loop.", "Document S.run: drives the loop"},
		{Key{Type: FunctionDoc, Path: "d.go", Symbol: "run"}, "`run()` is a driver of loops.", "Document run: a driver of loops"},
		{Key{Type: FunctionDoc, Path: "d.go", Symbol: "run"}, "run", "Document run"},
		{Key{Type: SecurityReview, Path: "d.go", Symbol: "check"}, "Fix input validation in the parser.", "Review the security of check"},
		{Key{Type: PerformanceAnalysis, Path: "d.go", Symbol: "sort"}, "Optimized the inner loop.", "Analyze the performance of sort"},
		{Key{Type: FunctionDoc, Path: "d.go", Symbol: "add"}, "Adds two numbers.", "Document add: Adds two numbers"},
		{Key{Type: FunctionDoc, Path: "d.go", Symbol: "Frame.render"}, "Draws everything from the oldest entry of the list to the newest one of it.", "Document Frame.render: Draws everything from the oldest entry"},
		{Key{Type: FunctionDoc, Path: "d.go", Symbol: "x"}, "Pneumonoultramicroscopicsilicovolcanoconiosis_is_a_word_that_is_long here", "Document x"},
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

// Subjects of what a real model wrote fit, end as a line can end, and claim no change of code.
func TestSubjectsOfRealAnswers(t *testing.T) {
	cut := 0
	for _, a := range corpus.Answers(t) {
		prose, err := Clean(a.Body, CleanOptions{Title: a.Name})
		if err != nil || prose.Summary == "" {
			continue
		}
		k := Key{Type: DocType(a.DocType), Repo: "r", Path: "a/b.py", Symbol: a.Name}
		got := subject(k, prose.Summary)
		assert.LessOrEqual(t, len([]rune(got)), 72, a.ID)
		assert.NotContains(t, got, "...", a.ID)
		head, tail, found := strings.Cut(got, ": ")
		assert.NotContains(t, strings.ToLower(head), "fix", a.ID)
		if !found {
			continue
		}
		assert.False(t, claimsChange(tail) && DocType(a.DocType) != CodeEvolution, got)
		words := strings.Fields(tail)
		if len(tail) < len(withoutName(withoutLabel(strings.TrimRight(oneLine(prose.Summary), ".")), k)) {
			cut++
			assert.False(t, isLoose(words[len(words)-1]), got)
		}
	}
	assert.Greater(t, cut, 100, "most have to be cut")
}
