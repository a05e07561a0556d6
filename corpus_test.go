package codeworm

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/markdown"
)

// realAnswer is an answer that a 7-billion-parameter model really gave.
type realAnswer struct {
	ID            string   `json:"id"`
	DocType       DocType  `json:"doc_type"`
	Language      string   `json:"language"`
	Name          string   `json:"name"`
	StartLine     int      `json:"start_line"`
	EndLine       int      `json:"end_line"`
	Body          string   `json:"body"`
	SnippetNames  []string `json:"snippet_names"`
	NotInSnippet  []string `json:"not_in_snippet"`
	SourceWasLong bool     `json:"source_truncated"`
}

// realAnswers reads the corpus: 471 answers.
func realAnswers(t testing.TB) []realAnswer {
	t.Helper()
	f, err := os.Open("testdata/corpus/model-outputs.jsonl.gz")
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	var answers []realAnswer
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var a realAnswer
		require.NoError(t, json.Unmarshal(lines.Bytes(), &a))
		answers = append(answers, a)
	}
	require.NoError(t, lines.Err())
	require.Len(t, answers, 471)
	return answers
}

// proseWords counts the words of the paragraphs and list items of a text,
// those of headings and code blocks not.
func proseWords(t testing.TB, text string) map[string]int {
	t.Helper()
	d, err := markdown.Parse(text)
	require.NoError(t, err)
	words := map[string]int{}
	for i, n := range d.Nodes {
		if n.Kind == markdown.Paragraph || n.Kind == markdown.Cell {
			for w := range strings.FieldsSeq(d.Plain(i).Text) {
				words[w]++
			}
		}
	}
	return words
}

// goRoot is the folder of the Go toolchain that runs the tests.
func goRoot(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}
