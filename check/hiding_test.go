package check

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/corpus"
)

// hidingPlaces are where in a page a name can stand; NAME is in its place.
var hidingPlaces = []struct{ name, text string }{
	{"code span", "It ends with `NAME` at last."},
	{"code span, a call", "It ends with `NAME(1)` at last."},
	{"code span, a string", "It reads `'NAME'` at last."},
	{"code span, a key", "It reads `d[\"NAME\"]` at last."},
	{"code span, get", "It reads `d.get('NAME')` at last."},
	{"plain prose", "It ends with NAME at last."},
	{"plain prose, a call", "It ends with NAME() at last."},
	{"plain prose, with arguments", "It ends with NAME(a, b) at last."},
	{"plain prose, quoted", "It reads 'NAME' and \"NAME\" at last."},
	{"plain prose, joined", "It is settled/NAME and NAME-based at last."},
	{"plain prose, between signs of dollars", "It costs $3 when NAME asks, and $4 later."},
	{"plain prose, a possessive", "It is NAME's way at last."},
	{"heading", "### The NAME part\n\nIt is done."},
	{"bold", "It ends with **NAME** at last."},
	{"italic", "It ends with *NAME* at last."},
	{"label of an item", "- **NAME**: It is done.\n- It ends."},
	{"table cell", "| What | How |\n| --- | --- |\n| NAME | It is done. |"},
	{"table header", "| NAME | How |\n| --- | --- |\n| It | It is done. |"},
	{"link text", "See [NAME](https://example.com/x) for it."},
	{"quote", "> It ends with NAME at last."},
	{"item", "1. It ends with NAME at last."},
	{"alternative text", "![NAME](https://example.com/x.png)"},
	{"inline HTML", "It ends with <code>NAME</code> at last."},
	{"block of HTML", "<p>\nIt ends with <b>NAME</b> at last.\n</p>"},
	{"summary", "<details>\n<summary>NAME</summary>\n\nIt is done.\n\n</details>"},
	{"block without a label", "```\nx = NAME(1)\n```"},
	{"indented block", "It is so:\n\n    x = NAME(1)\n"},
	{"block {python}", "```{python}\nx = NAME(1)\n```"},
	{"block {.go .numberLines}", "```{.go .numberLines}\nx = NAME(1)\n```"},
	{"block python {linenos}", "```python {linenos}\nx = NAME(1)\n```"},
	{"block plaintext", "```plaintext\nx = NAME(1)\n```"},
	{"block text", "```text\nx = NAME(1)\n```"},
	{"block output", "```output\nNAME took 3 seconds\n```"},
	{"block of an unknown word", "```example\nx = NAME(1)\n```"},
	{"block of a file's name", "```daemon.py\nx = NAME(1)\n```"},
	{"block of another language", "```lua\nx = NAME(1)\n```"},
	{"block html with code", "```html\nx = NAME(1)\n```"},
	{"block bash with code", "```bash\nx = NAME(1)\n```"},
	{"block sql with code", "```sql\nx = NAME(1)\n```"},
	{"block json with code", "```json\nx = NAME(1)\n```"},
	{"block mermaid with code", "```mermaid\nx = NAME(1)\n```"},
	{"block python with a diagram", "```python\ngraph TD\n  A[start] --> B[NAME]\n```"},
	{"pycon", "```pycon\n>>> x = NAME(1)\n>>> x\n3\n```"},
	{"session, continued", "```\n>>> for x in range(3):\n...     NAME(x)\n```"},
	{"session, its output", "```\n>>> 1 + 1\n<NAME at 1>\n```"},
	{"console", "```console\n$ run NAME\ndone\n```"},
	{"console, its output", "```console\n$ ls\nNAME\n```"},
	{"shell", "```sh\npython run.py NAME\n```"},
	{"shell, a variable", "```\nexport NAME=1\n```"},
	{"Mermaid label", "```mermaid\ngraph TD\n  A[start] --> B[NAME]\n```"},
	{"Mermaid identifier", "```mermaid\nflowchart LR\n  A --> NAME\n```"},
	{"Mermaid edge", "```mermaid\nflowchart LR\n  A -->|NAME| B\n```"},
	{"Mermaid message", "```mermaid\nsequenceDiagram\n  participant A as One\n  A->>B: NAME(x)\n```"},
	{"Mermaid member", "```mermaid\nclassDiagram\n  class A {\n    +NAME() int\n  }\n```"},
	{"Mermaid without a label", "```\ngraph TD\n  A[start] --> B[NAME]\n```"},
	{"YAML key", "```yaml\nrun:\n  NAME: 3\n```"},
	{"YAML value", "```yaml\nrun:\n  by: NAME\n```"},
	{"YAML without a label", "```\nrun:\n  NAME: 3\n```"},
	{"JSON key", "```json\n{\"NAME\": 3}\n```"},
	{"JSON value", "```json\n{\"run\": \"NAME\"}\n```"},
	{"TOML key", "```toml\n[run]\nNAME = 3\n```"},
	{"file tree", "```\nsrc\n├── NAME.py\n└── NAME/\n```"},
	{"diff", "```diff\n@@ -1 +1 @@\n-x = 1\n+x = NAME(1)\n```"},
	{"comment in code", "```python\nx = 1  # by NAME\n```"},
	{"import in code", "```python\nfrom typing import NAME\n\nx = NAME(1)\n```"},
	{"key in code", "```python\nx = d[\"NAME\"]\n```"},
	{"code, a base class", "```python\nclass X(NAME):\n    pass\n```"},
	{"code, a decorator", "```python\n@NAME\ndef f():\n    pass\n```"},
	{"code, a context", "```python\nwith NAME(1) as x:\n    pass\n```"},
	{"code, a loop", "```python\nfor x in NAME(1):\n    pass\n```"},
	{"code, a loop over a name", "```python\nfor x in NAME:\n    pass\n```"},
	{"code, a named argument", "```python\nx = f(NAME=1)\n```"},
	{"code, a key of an object", "```\nx = f({ NAME: 1 })\n```"},
	{"code, a type", "```python\ndef f(x: NAME) -> int:\n    return x\n```"},
	{"code, an exception", "```python\ntry:\n    pass\nexcept NAME:\n    pass\n```"},
	{"code, a value", "```\nx = NAME\n```"},
	{"code, an argument", "```\nx = f(NAME)\n```"},
	{"code, a condition", "```\nif NAME(x) {\n}\n```"},
	{"block in an item", "- It is so:\n\n  ```\n  x = NAME(1)\n  ```"},
	{"block in a quote", "> ```\n> x = NAME(1)\n> ```"},
	{"heading, underlined", "The NAME part\n====\n\nIt is done."},
	{"struck out", "It ends with ~~NAME~~ at last."},
	{"query", "```sql\nSELECT NAME FROM x;\n```"},
}

// TestInventedNamesAreFoundWhereverTheyStand puts invented compound names, and for comparison true ones, into every place
// of a page where a name can stand, for every third of the real answers.
func TestInventedNamesAreFoundWhereverTheyStand(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	type count struct{ tried, found, alarms, right int }
	counts := make([]count, len(hidingPlaces))
	var missed, alarmed []string
	for i, a := range corpus.Answers(t) {
		if i%(3*sparser) != 0 || a.Language == "" {
			continue
		}
		s := snippetScope(a)
		s.Names = withoutNear{s.Names.(nameSet)}
		right, wrong := compoundNames(r, a)
		for k, place := range hidingPlaces {
			for j := range min(3, len(wrong)) {
				counts[k].tried++
				if findsName(place.text, wrong[j], s, false) {
					counts[k].found++
				} else {
					missed = append(missed, place.name+" "+a.Language+": "+wrong[j])
				}
				if strings.Contains(place.text, "typing") || strings.Contains(place.text, ".py") || strings.Contains(place.text, "export") {
					continue // the name of a file or variable is none of the source
				}
				counts[k].right++
				if findsName(place.text, right[j], s, true) {
					counts[k].alarms++
					alarmed = append(alarmed, place.name+" "+a.Language+": "+right[j])
				}
			}
		}
	}
	var all count
	for k, place := range hidingPlaces {
		c := counts[k]
		t.Logf("%-40s %d of %d invented found (%.1f %%), %d of %d right flagged", place.name, c.found, c.tried, 100*float64(c.found)/float64(c.tried), c.alarms, c.right)
		all = count{all.tried + c.tried, all.found + c.found, all.alarms + c.alarms, all.right + c.right}
		require.Greater(t, c.tried, 100/sparser, place.name)
		assert.GreaterOrEqual(t, float64(c.found+sparser-1), 0.97*float64(c.tried), place.name)
		assert.LessOrEqual(t, float64(c.alarms), 0.01*float64(c.right), place.name)
	}
	t.Logf("%-40s %d of %d invented found (%.2f %%), %d of %d right flagged (%.2f %%)", "all", all.found, all.tried,
		100*float64(all.found)/float64(all.tried), all.alarms, all.right, 100*float64(all.alarms)/float64(all.right))
	for _, m := range missed[:min(len(missed), 60)] {
		t.Logf("missed: %s", m)
	}
	for _, m := range alarmed[:min(len(alarmed), 60)] {
		t.Logf("flagged: %s", m)
	}
	assert.GreaterOrEqual(t, float64(all.found), 0.99*float64(all.tried))
}

// withoutNear are names without a nearest one: no invention must be found for being nearly right.
type withoutNear struct{ nameSet }

func (withoutNear) Nearest(string) string { return "" }

// compoundNames returns names of an answer's source with several words, and for each one that is invented.
func compoundNames(r *rand.Rand, a corpus.Answer) (right, wrong []string) {
	names := nameSet{}
	for _, name := range a.SnippetNames {
		names[name] = true
	}
	for _, name := range a.SnippetNames {
		invented := invention(r, name)
		if !styled(name) || subscript.MatchString(name) || names[invented] || strings.Contains(invented, "__") {
			continue
		}
		right, wrong = append(right, name), append(wrong, invented)
	}
	return right, wrong
}

// findsName reports whether the check of a text with a name in it finds fault with where that stands, or with the name
// itself.
func findsName(text, name string, s Scope, itself bool) bool {
	for _, f := range Markdown(strings.ReplaceAll(text, "NAME", name), s).Findings {
		if strings.Contains(f.Text, name) && (!itself || strings.Contains(f.Reason, name)) {
			return true
		}
	}
	return false
}
