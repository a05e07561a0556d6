package clean

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPutMarksBack(t *testing.T) {
	for answer, want := range map[string]string{
		"It ends at `<\\|im_end|>` and `[\\INST]`.":    "It ends at `<|im_end|>` and `[INST]`.",
		"It ends at `<|im_end|>`.":                     "It ends at `<|im_end|>`.",
		"It ends at <\\|im_end|> marks.":               "It ends at <\\|im_end|> marks.",
		"```go\nx := \"<\\|im_end|>\"\n```\n\n`<\\s>`": "```go\nx := \"<|im_end|>\"\n```\n\n`<s>`",
		"`a\\b` `<\\\\|im_end|>`":                      "`a\\b` `<\\|im_end|>`",
		"plain":                                        "plain",
		strings.Repeat("`<\\s>` ", maxAnswerBytes):     strings.Repeat("`<\\s>` ", maxAnswerBytes),
	} {
		assert.Equal(t, want, PutMarksBack(answer))
	}
}
