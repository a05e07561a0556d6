package markdown

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParts(t *testing.T) {
	paragraph := strings.Repeat("Some words and `code`.\n", 20) + "\n"
	block := "```go\n" + strings.Repeat("x := 1\n\n", 200) + "```\n\n"
	table := "| a | b |\n|---|---|\n" + strings.Repeat("| 1 | `x` |\n", maxCells)
	for name, text := range map[string]string{
		"empty":           "",
		"short":           "# One\n",
		"paragraphs":      strings.Repeat(paragraph, 3000),
		"blocks":          strings.Repeat(paragraph+block, 1000),
		"carriage return": strings.ReplaceAll(strings.Repeat(paragraph, 3000), "\n", "\r\n"),
		"a table":         paragraph + table + "\n" + paragraph,
		"no blank line":   strings.Repeat("Some words and `code`.\n", 60000),
		"one line":        "# One\n\n" + strings.Repeat("a word ", MaxBytes/4) + "\n\nand `code`.\n",
		"one block":       paragraph + "~~~~\n" + strings.Repeat("x\n\n```\n", MaxBytes/4) + "~~~~\n\n" + paragraph,
		"never closed":    paragraph + "```\n" + strings.Repeat("x\n\n", MaxBytes),
		"one row":         "| a | b |\n|---|---|\n|" + strings.Repeat("a|", 2*maxCells) + "\n",
		"wide":            strings.Repeat("|-", 3*maxCells) + "\n" + strings.Repeat("|-", 3*maxCells) + "\n",
	} {
		begun := time.Now()
		var whole strings.Builder
		long := 0
		parts := Parts(text)
		for i, p := range parts {
			require.Equal(t, whole.Len(), p.Offset, name)
			require.Equal(t, strings.Count(whole.String(), "\n"), p.Line, name)
			whole.WriteString(p.Text)
			if p.TooLong {
				long++
				continue
			}
			_, err := Parse(p.Text)
			if name != "wide" { // a single row beyond the limit is refused, in its part
				require.NoError(t, err, "%s, part %d", name, i)
			}
		}
		assert.Equal(t, text, whole.String(), name)
		assert.Equal(t, map[string]int{"one line": 1, "one block": 1, "never closed": 1}[name], long, name)
		assert.Less(t, time.Since(begun), 60*time.Second, name)
		if len(text) > 4*MaxBytes {
			assert.Greater(t, len(parts), 1, name)
		}
	}
}

// No part begins within a block of code that is short enough to stand in one.
func TestPartsKeepBlocks(t *testing.T) {
	var b strings.Builder
	for i := range 4000 {
		fmt.Fprintf(&b, "Paragraph %d.\n\n1. an item\n\n   ```sh\n%s   ```\n\n> ~~~\n> quoted\n> \n> ~~~\n\n", i, strings.Repeat("   echo\n\n", i%50))
	}
	parts := Parts(b.String())
	require.Greater(t, len(parts), 1)
	for _, p := range parts {
		assert.Zero(t, strings.Count(p.Text, "```")%2)
		assert.Zero(t, strings.Count(p.Text, "~~~")%2)
		assert.NotEmpty(t, strings.TrimSpace(p.Text))
	}
}
