package clean

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/corpus"
)

// loops writes a text piece by piece, and returns how much of it was written until the guard found a loop, or -1.
func loops(g *LoopGuard, text string, piece int) int {
	for at := 0; at < len(text); at += piece {
		if g.Write(text[at:min(at+piece, len(text))]) {
			return at
		}
	}
	return -1
}

func each(n int, line func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(line(i))
	}
	return b.String()
}

func TestLoopGuardFindsLoops(t *testing.T) {
	const other = "It then gives the place of each of them to its caller, who may go on at once. "
	paragraph := sentence + " " + other + "\n\n### Use\n\n- `a`: a string\n- `b`: another\n\nCall it once. Close it.\n\n"
	for name, loop := range map[string]string{
		"a word":                 strings.Repeat("the ", 4000),
		"letters":                strings.Repeat("x", 4000),
		"a token":                strings.Repeat("_of", 4000),
		"words on lines":         strings.Repeat("the\n", 2000),
		"words without an end":   strings.Repeat("the parser reads one file and ", 300),
		"blanks":                 strings.Repeat(" ", 9000),
		"lines":                  strings.Repeat("\n", 9000),
		"a rule":                 strings.Repeat("-", 9000),
		"a sentence":             strings.Repeat(sentence+" ", 100),
		"a sentence on lines":    strings.Repeat(sentence+"\n", 100),
		"a sentence, paragraphs": strings.Repeat(sentence+"\n\n", 100),
		"two sentences in turn":  strings.Repeat(sentence+" "+other, 100),
		"a paragraph":            strings.Repeat(paragraph, 60),
		"items":                  strings.Repeat("- The caller closes the file.\n", 200),
		"numbered items":         each(300, func(i int) string { return fmt.Sprintf("%d. The caller closes the file.\n", i+1) }),
		"short numbered items":   each(800, func(i int) string { return fmt.Sprintf("%d. the file\n", i+1) }),
		"counted steps":          each(400, func(i int) string { return fmt.Sprintf("Step %d: go on with the file.\n\n", i+1) }),
		"rows":                   strings.Repeat("| `a` | string | the first |\n", 200),
		"cells":                  "| " + strings.Repeat("a | ", 2000),
		"a paragraph, other name": each(200, func(i int) string {
			return fmt.Sprintf("The function `get%c%c` reads one file and returns what it defines in the order of the file.\n\n", 'a'+i%26, 'a'+i/26)
		}),
		"code":    "```go\n" + strings.Repeat("\tx := compute(y)\n", 300),
		"Chinese": strings.Repeat("该函数读取一个文件并返回其中定义的所有内容。", 100),
	} {
		for _, piece := range []int{1, 5, 97} {
			before := "It is a parser.\n\n" + sentence + "\n\n"
			var g LoopGuard
			at := loops(&g, before+loop, piece)
			if assert.GreaterOrEqual(t, at, 0, name) {
				assert.Less(t, at, len(before)+max(4500, 6*len(paragraph)), "%s is found late", name)
				assert.LessOrEqual(t, g.Start(), len(before)+len(paragraph)+8, "%s begins late", name)
				assert.GreaterOrEqual(t, g.Start(), len(before)-2, "%s begins early", name)
			}
		}
	}
}

func TestLoopGuardLetsHonestTextsThrough(t *testing.T) {
	answers := corpus.Answers(t)
	require.NotEmpty(t, answers)
	for _, a := range answers {
		var g LoopGuard
		assert.Negative(t, loops(&g, a.Body, 7), a.ID)
	}
	for name, text := range map[string]string{
		"a list of names":  each(100, func(i int) string { return fmt.Sprintf("- `%c%c`: string\n", 'a'+i%26, 'a'+i/26) }),
		"a table":          "| name | type |\n| --- | --- |\n" + each(300, func(i int) string { return fmt.Sprintf("| `f%c%c` | string | no | none |\n", 'a'+i%26, 'a'+i/26) }),
		"a table of codes": each(256, func(i int) string { return fmt.Sprintf("| 0x%02x | reserved | no |\n", i) }),
		"a truth table":    each(64, func(i int) string { return fmt.Sprintf("| %d | yes | no | yes | no |\n", i) }),
		"items of numbers": each(80, func(i int) string { return fmt.Sprintf("- %d: reserved\n", i) }),
		"constants": each(25, func(i int) string {
			return fmt.Sprintf("- `FLAG_%c`: set when the parser has to keep what it read of the file before.\n", 'A'+i)
		}),
		"an array":       "```go\nvar t = []int{\n" + strings.Repeat("\t0, 0, 0, 0, 0, 0, 0, 0,\n", 30) + "}\n```\n",
		"a matrix":       strings.Repeat("| 0 | 0 | 0 | 0 | 0 | 0 |\n", 12),
		"a wide rule":    "| " + strings.Repeat("-", 200) + " |\n" + strings.Repeat("=", 120),
		"closing braces": "```js\n" + each(20, func(i int) string { return strings.Repeat("  ", 20-i) + "}\n" }) + "```\n",
		"methods": each(30, func(i int) string {
			return fmt.Sprintf("#### `m%c`\n\n- Returns nothing.\n- Raises nothing.\n\n", 'a'+i)
		}),
		"said three times": strings.Repeat("Returns nothing.\n", 3) + sentence,
	} {
		var g LoopGuard
		assert.Negative(t, loops(&g, text, 3), name)
	}
}

func TestLoopGuardTakesLinearTime(t *testing.T) {
	write := func(n int) time.Duration {
		var g LoopGuard
		began := time.Now()
		for i := range n {
			g.Write(fmt.Sprintf("word%d of it ", i*7919))
		}
		return time.Since(began)
	}
	write(10_000)
	few, many := write(20_000), write(160_000)
	assert.Less(t, many, 30*few)
}
