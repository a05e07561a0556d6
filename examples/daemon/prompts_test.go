package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/parser/all"
	"github.com/codeworm/codeworm/prompt"
)

const predecessorsPrompts = `
style: casual
system_prompt: |
  You write {{about}} code.
documentation_template: |
  Document this {language} code:

  ` + "```{language}\n  {source}\n  ```" + `

  - Function/Class: {name} in {file_path} of {repo}
  - Complexity: {complexity}, {line_count} lines, {{braces}}
commit_message_template: |
  {documentation}
language_hints:
  go: "Emphasize errors"
`

func TestPredecessorsPromptsAreRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "prompts.yaml")
	require.NoError(t, os.WriteFile(file, []byte(predecessorsPrompts), 0o600))
	var said bytes.Buffer
	p, err := (&settings{Prompts: file}).prompts(&said)
	require.NoError(t, err)
	assert.Contains(t, said.String(), "commit_message_template of "+file+" is not used")
	assert.Equal(t, map[string]string{"go": "Emphasize errors"}, p.Hints)
	assert.Contains(t, p.Style, "casually")
	want := "Document this {{.Language}} code:\n\n\n- Function/Class: {{code .Name}} in {{code .Path}} of {{code .Repo}}\n" +
		"- Complexity: {{.Complexity}}, {{.Lines}} lines, {braces}\n"
	assert.Equal(t, want, p.Templates["function_doc"])
	assert.Equal(t, want, p.Templates["class_doc"])
	_, err = codeworm.New(codeworm.Config{Prompts: p})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "template", "what it says of the prompts is right")
}

func TestBadPromptsOfADaemon(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	folder := filepath.Dir(file("folder/til.txt", "x"))
	for path, want := range map[string]string{
		filepath.Join(dir, "none"):                                      "leave it out",
		file("unknown.yaml", "documentation_template: '{code} {name}'"): "uses {code}, which is unknown; there are {complexity}",
		file("key.yaml", "sistem_prompt: x"):                            "sistem_prompt",
		folder:                                                          "til.txt has no use",
	} {
		_, err := (&settings{Prompts: path}).prompts(os.Stderr)
		var usage usageError
		if assert.ErrorAs(t, err, &usage, path) {
			assert.ErrorContains(t, err, want)
		}
	}
}

// What is not used of the prompts is said when pages are written, like who writes them.
func TestUnusedPromptsAreSaidWithTheFirstPage(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	file := filepath.Join(t.TempDir(), "prompts.yaml")
	require.NoError(t, os.WriteFile(file, []byte(predecessorsPrompts), 0o600))
	w.configure("prompts: " + file)
	plan := w.run("plan")
	require.Equal(t, 0, plan.code, plan.errors.String())
	assert.NotContains(t, plan.errors.String(), "commit_message_template")
	once := w.run("once")
	require.Equal(t, 0, once.code, once.errors.String())
	assert.Contains(t, once.errors.String(), "commit_message_template of "+file+" is not used")
}

// Every language that the parser reads has a hint, by the name that the parser has for it.
func TestEveryLanguageHasAHint(t *testing.T) {
	p, err := prompt.Read(prompt.Default())
	require.NoError(t, err)
	languages := all.Languages()
	require.Len(t, p.Hints, len(languages))
	for _, l := range languages {
		assert.NotEmpty(t, p.Hints[l.Name], l.Name)
	}
}
