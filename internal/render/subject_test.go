package render

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/codeworm/codeworm/internal/clean"
	"github.com/codeworm/codeworm/internal/corpus"
	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/page"
)

func TestSubject(t *testing.T) {
	long := "Runs the daemon until it is stopped, waiting for the model server and retrying what fails for ever."
	for _, c := range []struct {
		key     page.Key
		summary string
		want    string
	}{
		{page.Key{Type: page.FunctionDoc, Path: "d.py", Symbol: "D.run"}, "Runs it.", "Document D.run: Runs it"},
		{page.Key{Type: page.FunctionDoc, Path: "d.py", Symbol: "D.run"}, long, "Document D.run: Runs the daemon until it is stopped"},
		{page.Key{Type: page.FunctionDoc, Path: "d.py", Symbol: "D.run"}, "run drives the loop.", "Document D.run: drives the loop"},
		{page.Key{Type: page.FunctionDoc, Path: "d.py", Symbol: "D.run"}, "D.run", "Document D.run"},
		{page.Key{Type: page.FileDoc, Path: "a/c.go"}, "c.go is a file of 3 lines.", "Document a/c.go: a file of 3 lines"},
		{page.Key{Type: page.SecurityReview, Path: "d.py", Symbol: "D.run"}, "", "Review the security of D.run"},
		{page.Key{Type: page.FileDoc, Path: "a/b/c.go"}, "Holds the parser.", "Document a/b/c.go: Holds the parser"},
		{page.Key{Type: page.ModuleDoc, Repo: "r", Path: "."}, "All of it.", "Document r: All of it"},
		{page.Key{Type: page.FileDoc, Path: strings.Repeat("long/", 30) + "c.go"}, "x", "Document c.go"},
		{page.Key{Type: page.FunctionDoc, Path: "d.py", Symbol: strings.Repeat("Outer.", 20) + "inner"}, "x", "Document inner"},
		{page.Key{Type: page.FunctionDoc, Path: "d.py", Symbol: strings.Repeat("x", 200)}, "x", "Document " + strings.Repeat("x", 63)},
		{page.Key{Type: page.CodeEvolution, Path: "a/c.go"}, "The latest change of a/c.go adds three lines and removes one.", "Trace the latest changes of a/c.go: adds three lines and removes one"},
		{page.Key{Type: page.CodeEvolution, Path: "a/c.go"}, "Added a cache.", "Trace the latest changes of a/c.go: Added a cache"},
		{page.Key{Type: page.FileDoc, Path: "devlog/gitcommit.go"}, "devlog/gitcommit.go is a file of 217 lines that defines three types and eleven functions.", "Document devlog/gitcommit.go: a file of 217 lines"},
		{page.Key{Type: page.FunctionDoc, Path: "d.go", Symbol: "run"}, "This function drives the loop.", "Document run: drives the loop"},
		{page.Key{Type: page.FunctionDoc, Path: "d.go", Symbol: "S.run"}, "The `run` method drives the loop.", "Document S.run: drives the loop"},
		{page.Key{Type: page.FunctionDoc, Path: "d.go", Symbol: "run"}, "`run()` is a driver of loops.", "Document run: a driver of loops"},
		{page.Key{Type: page.FunctionDoc, Path: "d.go", Symbol: "run"}, "run", "Document run"},
		{page.Key{Type: page.SecurityReview, Path: "d.go", Symbol: "check"}, "Fix input validation in the parser.", "Review the security of check"},
		{page.Key{Type: page.PerformanceAnalysis, Path: "d.go", Symbol: "sort"}, "Optimized the inner loop.", "Analyze the performance of sort"},
		{page.Key{Type: page.FunctionDoc, Path: "d.go", Symbol: "add"}, "Adds two numbers.", "Document add: Adds two numbers"},
		{page.Key{Type: page.FunctionDoc, Path: "d.go", Symbol: "Frame.render"}, "Draws everything from the oldest entry of the list to the newest one of it.", "Document Frame.render: Draws everything from the oldest entry"},
		{page.Key{Type: page.FunctionDoc, Path: "d.go", Symbol: "x"}, "Pneumonoultramicroscopicsilicovolcanoconiosis_is_a_word_that_is_long here", "Document x"},
		{page.Key{Type: page.FunctionDoc, Path: "d.py", Symbol: "a\nb"}, "two\nlines\x07 here", `Document a b: two lines\u{0007} here`},
	} {
		got := Subject(c.key, c.summary)
		assert.Equal(t, c.want, got)
		assert.LessOrEqual(t, len([]rune(got)), 72)
		assert.NotContains(t, got, "...")
		assert.NotContains(t, got, "…")
	}
}

// Subjects of what a real model wrote fit, end as a line can end, and claim no change of code.
func TestSubjectsOfRealAnswers(t *testing.T) {
	cut := 0
	for _, a := range corpus.Answers(t) {
		prose, err := clean.Answer(a.Body, clean.Options{Title: a.Name})
		if err != nil || prose.Summary == "" {
			continue
		}
		k := page.Key{Type: page.Type(a.DocType), Repo: "r", Path: "a/b.py", Symbol: a.Name}
		got := Subject(k, prose.Summary)
		assert.LessOrEqual(t, len([]rune(got)), 72, a.ID)
		assert.NotContains(t, got, "...", a.ID)
		head, tail, found := strings.Cut(got, ": ")
		assert.NotContains(t, strings.ToLower(head), "fix", a.ID)
		if !found {
			continue
		}
		assert.False(t, claimsChange(tail) && page.Type(a.DocType) != page.CodeEvolution, got)
		words := strings.Fields(tail)
		if len(tail) < len(withoutName(withoutLabel(strings.TrimRight(markdown.OneLine(prose.Summary), ".")), k)) {
			cut++
			assert.False(t, isLoose(words[len(words)-1]), got)
		}
	}
	assert.Greater(t, cut, 100, "most have to be cut")
}

func TestSubjectsActOnNothing(t *testing.T) {
	k := page.Key{Type: page.FunctionDoc, Repo: "app", Path: "a.go", Symbol: "@ada/fix #12"}
	assert.Equal(t, "Document @ ada/fix # 12: closes ! 5, PROJ 1 # time 3h (skip ci)", Subject(k, "@ada/fix #12 closes !5, PROJ-1 #time 3h [skip ci]."))
	for _, summary := range []string{strings.Repeat("fixes #1, ", 20), strings.Repeat("@a ", 60), "fixes https://github.com/o/r/issues/12 for all."} {
		got := Subject(page.Key{Type: page.FunctionDoc, Repo: "app", Path: "a.go", Symbol: "f"}, summary)
		assert.LessOrEqual(t, len([]rune(got)), 72)
		assert.NotRegexp(t, `#\d|@\w|://`, got)
	}
}
