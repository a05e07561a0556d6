package clean

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An answer is taken out of what it is wrapped in, also when thoughts, a fence or a greeting stand around that.
func TestEnvelopes(t *testing.T) {
	const page = sentence + "\n\n### Use\n\n- `a`: \"the first\"\n\n```go\nx(\"a\\tb\")\n```\n\nThe end of it.\n"
	quote := func(v any) string {
		b, err := json.Marshal(v)
		require.NoError(t, err)
		return string(b)
	}
	loose := `{"documentation": "` + strings.ReplaceAll(strings.ReplaceAll(page, `\`, `\\`), `"`, `\"`) + `"}`
	for name, in := range map[string]string{
		"an object":              quote(map[string]any{"documentation": page}),
		"an object, more in it":  quote(map[string]any{"title": "settle", "language": "go", "markdown": page}),
		"an object of its own":   quote(map[string]any{"settle": page}),
		"objects in each other":  quote(map[string]any{"response": map[string]any{"content": page}}),
		"an array":               quote([]any{page}),
		"an array of objects":    quote([]any{map[string]any{"documentation": page}}),
		"a string":               quote(page),
		"an object, indented":    "{\n  \"documentation\": " + quote(page) + "\n}\n",
		"an object, line ends":   loose,
		"an object in a fence":   "```json\n" + quote(map[string]any{"documentation": page}) + "\n```",
		"a greeting before that": "Sure! Here is the documentation:\n\n```json\n" + quote(map[string]any{"documentation": page}) + "\n```",
		"escaped":                strings.Trim(quote(page), `"`),
		"a thought before":       "<think>hm</think>" + quote(map[string]any{"answer": page}),
		"a thought in it":        quote(map[string]any{"answer": "<think>hm</think>" + page}),
		"an element":             "<answer>\n" + page + "</answer>",
		"an element, cut":        "<documentation>\n" + page,
		"elements":               "<response><documentation>\n" + page + "\n</documentation></response>\n",
		"an element, one line":   "<final_answer>" + page + "</final_answer>",
		"front matter":           "---\ntitle: settle\ntags: [a, b]\n---\n\n" + page,
		"front matter, lists":    "---\ntitle: \"settle\"\ntags:\n  - a\n  - b\n\n# more\ndate: 2026-01-01\n---\n" + page,
		"front matter of TOML":   "+++\ntitle = \"settle\"\n[menu]\nweight = 2\n+++\n\n" + page,
		"front matter, greeted":  "Sure, here is the documentation:\n\n---\ntitle: settle\n---\n\n" + page,
		"a fence, front matter":  "````markdown\n---\ntitle: settle\n---\n\n" + page + "````",
	} {
		got, err := Answer(in, Options{})
		if assert.NoError(t, err, name) {
			assert.Equal(t, page, got.Body, name)
			assert.NotEmpty(t, got.Changes, name)
		}
	}
	for _, honest := range []string{
		sentence + " It splits at `\\n\\n` and at `\\n` only.\n",
		sentence + " The folder is C:\\new\\names.\n",
		"```json\n{\"documentation\": \"of the parser which reads one file and returns what it defines\"}\n```\n\n" + sentence + "\n",
		sentence + "\n\n---\n\nThe end: of it.\n\n---\n\nMore of it stands here.\n",
		"[The parser](https://x.example) reads one file and returns what it defines.\n",
		"\"Parser\" reads one file and returns what it defines, \"as is\".\n",
	} {
		got, err := Answer(honest, Options{})
		require.NoError(t, err, honest)
		assert.Equal(t, honest, got.Body)
	}
}
