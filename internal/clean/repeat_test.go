package clean

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRepeatsAreCut(t *testing.T) {
	const (
		other = "The caller gets the balance that is left when the fees are paid."
		third = "A fee that is larger than the balance ends the loop over them."
	)
	page := sentence + "\n\n" + other + " " + third
	named := func(name string) string {
		return "The `" + name + "` function is a method of the account class that works out what is left when all of its fees are paid in turn."
	}
	for name, c := range map[string]struct{ in, want string }{
		"a sentence":                 {page + " " + other, page},
		"a sentence, many times":     {page + strings.Repeat(" "+other, 90), page},
		"a sentence on lines":        {sentence + "\n\n" + strings.Repeat(other+"\n", 90), sentence + "\n\n" + other},
		"a sentence, cut at the end": {sentence + "\n\n" + strings.Repeat(other+"\n", 90) + "The caller gets the bal", sentence + "\n\n" + other},
		"two in turn":                {sentence + strings.Repeat(" "+other+" "+third, 40), sentence + " " + other + " " + third},
		"in a later paragraph":       {page + "\n\n" + other, page},
		"with other little words":    {page + " Then the caller also gets that balance that is left when fees are paid.", page},
		"a paragraph":                {page + "\n\n" + other + " " + third + "\n\n" + sentence, page},
		"a paragraph, elsewhere":     {page + "\n\n### Use\n\n" + sentence + "\n\n### More\n\nNothing else is known.", page + "\n\n### More\n\nNothing else is known."},
		"a paragraph, another name":  {sentence + "\n\n" + named("settle") + "\n\n" + named("settle_all") + "\n\n" + named("shut"), sentence + "\n\n" + named("settle")},
		"a paragraph, nearly": {"The function works out what is left of an account when its fees are paid one by one in their order.\n\n" +
			"The method works out what is left of the account when all its fees are paid one by one in order.\n\n" + sentence,
			"The function works out what is left of an account when its fees are paid one by one in their order.\n\n" + sentence},
		"items":              {sentence + "\n\n" + strings.Repeat("- It closes the file.\n", 60), sentence + "\n\n- It closes the file."},
		"items with numbers": {sentence + "\n\n1. It closes the file.\n2. It closes the file.\n3. It closes the file.\n4. It waits.", sentence + "\n\n1. It closes the file.\n4. It waits."},
		"items in turn":      {sentence + "\n\n" + strings.Repeat("- It opens the file again.\n- It closes the file again.\n", 9), sentence + "\n\n- It opens the file again.\n- It closes the file again."},
		"a section":          {sentence + strings.Repeat("\n\n### Returns\n\nThe balance of the account.", 5), sentence + "\n\n### Returns\n\nThe balance of the account."},
		"a section of a label": {sentence + strings.Repeat("\n\n**Returns:**\n\nThe balance of the account.", 5),
			sentence + "\n\n**Returns:**\n\nThe balance of the account."},
		"a list": {sentence + strings.Repeat("\n\n### Use\n\n- `a`: the account that is looked at\n- `fees`: what is taken off of it in turn\n- `c`: nothing", 3),
			sentence + "\n\n### Use\n\n- `a`: the account that is looked at\n- `fees`: what is taken off of it in turn\n- `c`: nothing"},
		"a word": {sentence + "\n\nIt takes all of" + strings.Repeat(" them", 400), sentence + "\n\nIt takes all of them"},
	} {
		got, err := Answer(c.in, Options{})
		require.NoError(t, err, name)
		assert.Equal(t, c.want+"\n", got.Body, name)
		assert.Contains(t, got.Changes, "removed repetitions", name)
		again, err := Answer(got.Body, Options{})
		require.NoError(t, err)
		assert.Equal(t, got.Body, again.Body, name)
	}
}

func TestHonestRepeatsStay(t *testing.T) {
	for name, text := range map[string]string{
		"entries":                 "- `a`: string\n- `b`: string\n- `c`: string",
		"types":                   "- `string`\n- `string`\n- `int`",
		"steps":                   "1. Call `next`.\n2. Read a line.\n3. Call `next`.",
		"per method":              "### `a`\n\n- Raises an error if the value is not positive.\n\n### `b`\n\n- Raises an error if the value is not positive.",
		"per heading":             "### Get\n\nReturns nothing when there is no such key.\n\n### Set\n\nReturns nothing when there is no such key.",
		"per name":                "`get`\n\nReturns nothing when there is no such key.\n\n`set`\n\nReturns nothing when there is no such key.",
		"the opposite":            "If the lock is held by the caller then the function returns true to it and goes on.\n\nIf the lock is not held by the caller then the function returns false to it and goes on.",
		"numbers":                 "The first call of the day waits for 30 seconds before it asks the server for more rows.\n\nThe first call of the day waits for 60 seconds before it asks the server for more rows.",
		"code":                    "```go\n" + strings.Repeat("\tx(1)\n", 30) + "```\n\n```go\n" + strings.Repeat("\tx(1)\n", 30) + "```",
		"per example":             "Pass it to have them mended for you at once.\n\n```go\nx()\n```\n\nPass it to have them mended for you at once.\n\n```go\ny()\n```",
		"per section":             "### Get\n\nNote that nothing is done when the key is not there, and that no error is given then.\n\n### Set\n\nNote that nothing is done when the key is not there, and that no error is given then.",
		"a table":                 "| a | b |\n| --- | --- |\n" + each(60, func(i int) string { return fmt.Sprintf("| `f%d` | string |\n", i) }),
		"a name in other letters": "`Close` closes the handle of it. `close` closes the handle of it.",
		"nested":                  "- `a`:\n  - Type: string value given\n- `b`:\n  - Type: string value given",
		"labels":                  "**`get`:** Reads the value from the store and returns it to its caller as it is.\n\n**`set`:** Reads the value from the store and returns it to its caller as it is.",
	} {
		in := sentence + "\n\n" + strings.TrimSpace(text) + "\n"
		got, err := Answer(in, Options{})
		require.NoError(t, err, name)
		assert.Equal(t, in, got.Body, name)
	}
}
