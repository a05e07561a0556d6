package check

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/codeworm/codeworm/internal/corpus"
)

func TestDropLeavesNothingEmpty(t *testing.T) {
	for _, c := range []struct{ name, before, after string }{
		{"a sentence", "It sorts. It calls `nope` often. It ends.", "It sorts. It ends.\n"},
		{"the only sentence", "First.\n\nIt calls `nope`.\n\nLast.", "First.\n\nLast.\n"},
		{"an item", "- `Claim` works.\n- `nope` does not.\n- `Lease` is kept.", "- `Claim` works.\n- `Lease` is kept.\n"},
		{"an item with more sentences", "- `nope`: Does a thing. It sorts.\n- `Lease` is kept.", "- `Lease` is kept.\n"},
		{"a later sentence of an item", "- `Claim`: Does a thing. It needs `nope`.\n- `Lease` is kept.", "- `Claim`: Does a thing.\n- `Lease` is kept.\n"},
		{"an item with a list", "- **`nope`**\n  - Does it.\n  - Does more.\n- `Lease` is kept.", "- `Lease` is kept.\n"},
		{"all of an inner list", "- **Uses:**\n  - `nope`\n  - `nada`\n- `Lease` is kept.", "- `Lease` is kept.\n"},
		{"a list and what leads to it", "Text. It has these:\n\n- `nope`\n- `nada`\n\nMore.", "Text.\n\nMore.\n"},
		{"a list, all that leads to it", "It has these:\n\n- `nope`\n\nMore.", "More.\n"},
		{"a section", "### One\n\nGood.\n\n### Two\n\nIt calls `nope`.\n\n### Three\n\nBetter.", "### One\n\nGood.\n\n### Three\n\nBetter.\n"},
		{"a section with sections", "### One\n\nGood.\n\n### Two\n\n#### Inner\n\nIt calls `nope`.\n\n### Three\n\nBetter.", "### One\n\nGood.\n\n### Three\n\nBetter.\n"},
		{"a labelled part", "**One:**\n\nGood.\n\n**Two:**\n\n- `nope`\n\n**Three:**\n\nBetter.", "**One:**\n\nGood.\n\n**Three:**\n\nBetter.\n"},
		{"a labelled paragraph", "**One:** It calls `nope`. It sorts.\n\n**Two:** It calls `nope`.", "**One:** It sorts.\n"},
		{"a section whose heading is wrong", "Good.\n\n### `nope`\n\nIt does it.\n\n### More\n\nBetter, and as long as it takes to be most of it.", "Good.\n\n### More\n\nBetter, and as long as it takes to be most of it.\n"},
		{"a heading over most of the text", "### `nope`\n\nIt does it, and it goes on for a while.", "It does it, and it goes on for a while.\n"},
		{"a row", "| a | b |\n| --- | --- |\n| `nope` | x |\n| `Claim` | y |", "| a | b |\n| --- | --- |\n| `Claim` | y |\n"},
		{"all rows", "Text.\n\n| a | b |\n| --- | --- |\n| `nope` | x |", "Text.\n"},
		{"quoted code and what leads to it", "Text.\n\nUse it so:\n\n```go\ns.nope()\n```\n\nMore.", "Text.\n\nMore.\n"},
		{"a line of a diagram", "Text.\n\n```mermaid\ngraph TD\n  A[Claim] --> B[Lease]\n  A --> C[nopeIt]\n```", "Text.\n\n```mermaid\ngraph TD\n  A[Claim] --> B[Lease]\n```\n"},
		{"lines of a diagram that show what is gone", "Text.\n\n```mermaid\ngraph TD\n  A[Claim] --> B[Lease]\n  A --> C[nopeIt]\n  C --> D[Store]\n```", "Text.\n\n```mermaid\ngraph TD\n  A[Claim] --> B[Lease]\n```\n"},
		{"a diagram that breaks", "Text.\n\n```mermaid\ngraph TD\n  subgraph nopeIt\n  A[Claim] --> B[Lease]\n  end\n```\n\nMore.", "Text.\n\nMore.\n"},
		{"a diagram that loses a label", "Text.\n\n```mermaid\ngraph TD\n  A[Claim] --> B[nopeIt]\n  A --> C[Lease]\n```", "Text.\n"},
		{"a file of a tree", "Text.\n\n```\nstore\n├── store.go\n├── nope.go\n└── lease.go\n```", "Text.\n\n```\nstore\n├── store.go\n└── lease.go\n```\n"},
		{"a folder of a tree", "Text.\n\n```\ninternal\n├── nope/\n│   └── store.go\n└── store/\n```", "Text.\n\n```\ninternal\n└── store/\n```\n"},
		{"a command", "Text.\n\n```sh\n# Test it.\ngo test ./...\n# Run it.\ngo run ./cmd/nope\n```", "Text.\n\n```sh\n# Test it.\ngo test ./...\n```\n"},
		{"a command of several lines", "Text.\n\n```sh\ngo test ./...\ngo run \\\n  ./cmd/nope\n```", "Text.\n"},
		{"a session", "Text.\n\n```\n>>> Claim\n>>> nope_it()\n```", "Text.\n"},
		{"a line reference in parentheses", "It takes a token (line 99). It sorts (lines 3-5, 80).", "It takes a token. It sorts.\n"},
		{"a line reference in the sentence", "It takes a token on line 99. It sorts.", "It sorts.\n"},
		{"a quote", "Text.\n\n> It calls `nope`.", "Text.\n"},
		{"everything", "It calls `nope`.", ""},
		{"nothing", "It calls `Claim`.  Twice.", "It calls `Claim`.  Twice."},
	} {
		r := Markdown(c.before, storeScope())
		after, n := Drop(c.before, r)
		assert.Equal(t, c.after, after, c.name)
		assert.Equal(t, len(r.Findings) > 0, n > 0, c.name)
		assert.Empty(t, Markdown(after, storeScope()).Findings, c.name)
	}
}

func FuzzCheckAndDrop(f *testing.F) {
	for _, a := range corpus.Answers(f)[:40] {
		f.Add(a.Body)
	}
	for _, text := range []string{"- `nope`\n  1. > `a.b`\n\n| `x` |\n|-|\n| `nope` |", "`nope`\n===\n`` ` nope ``", "[a `nope`](x.go) (line 99) **l:** lines 3-9, L4",
		"```go\nnope()\n", "* a\n\n\t`nope`", "# `nope`", "nope() nope_x NopeIt store.go:99 ```nope```", "\\`nope` <b>`nope`</b> &lt;nope()"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := Markdown(text, storeScope())
		for _, m := range r.Mentions {
			if m.Start < 0 || m.End > len(text) || m.Start > m.End {
				t.Fatalf("%q lies outside of the text", m.Text)
			}
		}
		after, n := Drop(text, r)
		if n == 0 && after != text {
			t.Fatal("nothing was dropped, but the text changed")
		}
		again := Markdown(after, storeScope())
		if len(again.Findings) > 0 {
			t.Fatalf("after Drop there is still %s in\n%s", again.Findings[0], after)
		}
		if rest, n := Drop(after, again); n > 0 || rest != after {
			t.Fatal("Drop drops again")
		}
		if strings.Contains(after, "\r") && !strings.Contains(text, "\r") {
			t.Fatal("line ends changed")
		}
		renumbered, _ := Renumber(text, r)
		_ = Markdown(renumbered, storeScope())
	})
}
