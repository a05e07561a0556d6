package check

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// What the library itself puts around the prose of a page, and into an index, is nothing that has to exist in the repository.
func TestPagesOfADevlogAreRead(t *testing.T) {
	text := "# `run`\n\n<details>\n<summary>Source, 31 lines</summary>\n\n```\nrun\n```\n\n</details>\n\n" +
		"It is in [`run`](../../classes/a.go/thing-0123456789ab.md) and [b](gone/file.md).\n\n<!-- codeworm:page {\"key\":\"function_doc:x:y#z\",\"source_commit\":\"0\"} -->\n"
	s := Scope{Names: noNames{}, Source: "run", Generated: true}
	var found []string
	for _, f := range Markdown(text, s).Findings {
		found = append(found, f.Text)
	}
	assert.Equal(t, []string{"gone/file.md"}, found)

	index := "# Devlog\n\n[a](a/none.md)\n\n<!-- codeworm:index -->\n| R |\n| --- |\n| [app](app/README.md) |\n<!-- /codeworm:index -->\n"
	s.Generated, found = false, nil
	for _, f := range Markdown(index, s).Findings {
		found = append(found, f.Text)
	}
	assert.Equal(t, []string{"a/none.md"}, found)
}

// noNames is a repository that holds nothing.
type noNames struct{}

func (noNames) Has(string) bool       { return false }
func (noNames) Path(string) bool      { return false }
func (noNames) Nearest(string) string { return "" }
func (noNames) Lines(string) int      { return 0 }
