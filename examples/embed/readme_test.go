package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/page"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	return string(text)
}

// vet runs go vet on a program, in a folder of this module that is gone afterwards; patterns
// such as ./... do not see it.
func vet(t *testing.T, src string) (string, error) {
	t.Helper()
	dir, err := os.MkdirTemp(".", "_readme")
	require.NoError(t, err)
	defer func() { require.NoError(t, os.RemoveAll(dir)) }()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "main.go"), []byte(src), 0o600))
	out, err := exec.CommandContext(t.Context(), "go", "vet", "./"+dir).CombinedOutput()
	return string(out), err
}

func TestReadmesEmbeddingCompiles(t *testing.T) {
	_, section, found := strings.Cut(readme(t), "## Embedding it\n")
	require.True(t, found)
	_, rest, found := strings.Cut(section, "```go\n")
	require.True(t, found)
	src, _, found := strings.Cut(rest, "```\n")
	require.True(t, found)
	out, err := vet(t, src)
	require.NoError(t, err, out)
	out, err = vet(t, strings.Replace(src, "codeworm.New(", "codeworm.Renewed(", 1))
	require.Error(t, err, "what is wrong is found")
	assert.Contains(t, out, "Renewed")

	_, body, found := strings.Cut(src, "\n)\n")
	require.True(t, found, "imports end")
	lines := 0
	for line := range strings.Lines(body) {
		if strings.TrimSpace(line) != "" {
			lines++
		}
	}
	assert.Less(t, lines, 20)
	assert.NotContains(t, body, ", _ :=", "no error is dropped")
	assert.Contains(t, section, "go get "+"github.com/codeworm/codeworm\n")
	this, err := os.ReadFile("main.go")
	require.NoError(t, err)
	assert.Less(t, strings.Count(string(this), "\n"), 40, "what the README says of it")
}

var sample = regexp.MustCompile("(?s)`````markdown\n(.*?)`````\n")

// The page that the README shows is whole, and what it quotes is in the repository.
func TestReadmesPageIsTrue(t *testing.T) {
	m := sample.FindStringSubmatch(readme(t))
	require.NotNil(t, m)
	meta, err := page.ParseMeta([]byte(m[1]))
	require.NoError(t, err)
	assert.Equal(t, page.FunctionDoc, meta.Key.Type)
	assert.Positive(t, meta.Check.Checked)
	src, err := os.ReadFile(filepath.Join("../..", filepath.FromSlash(meta.Key.Path)))
	require.NoError(t, err)
	_, rest, _ := strings.Cut(m[1], "```go\n")
	quoted, _, found := strings.Cut(rest, "```\n")
	require.True(t, found)
	assert.Contains(t, string(src), quoted)
}
