// Package corpus holds answers that a model really gave, for tests.
package corpus

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed" // the answers
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/markdown"
)

//go:embed model-outputs.jsonl.gz
var packed []byte

// Answer is an answer that a model of seven billion parameters really gave.
type Answer struct {
	ID            string   `json:"id"`
	DocType       string   `json:"doc_type"`
	Language      string   `json:"language"`
	Name          string   `json:"name"`
	StartLine     int      `json:"start_line"`
	EndLine       int      `json:"end_line"`
	Body          string   `json:"body"`
	SnippetNames  []string `json:"snippet_names"`
	NotInSnippet  []string `json:"not_in_snippet"`
	SourceWasLong bool     `json:"source_truncated"`
}

// Answers returns all 471 answers.
func Answers(t testing.TB) []Answer {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(packed))
	require.NoError(t, err)
	var answers []Answer
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var a Answer
		require.NoError(t, json.Unmarshal(lines.Bytes(), &a))
		answers = append(answers, a)
	}
	require.NoError(t, lines.Err())
	require.Len(t, answers, 471)
	return answers
}

// ProseWords counts the words of the paragraphs and table cells of a text, those of headings and
// code blocks not.
func ProseWords(t testing.TB, text string) map[string]int {
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
