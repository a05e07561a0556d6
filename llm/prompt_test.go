package llm

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestStripThinking(t *testing.T) {
	for text, want := range map[string]string{
		"plain":                                         "plain",
		" \n<think>hm\n</think>\n\nSo.":                 "So.",
		"<think></think>So.":                            "So.",
		"<think>never ends":                             "",
		"hm, the prompt began it\n</think>\nSo.":        "So.",
		"It strips `</think>` marks.":                   "It strips `</think>` marks.",
		"It takes\n<think>\nx\n</think>\nout of texts.": "It takes\n<think>\nx\n</think>\nout of texts.",
		"": "",
	} {
		assert.Equal(t, want, stripThinking(text), "%q", text)
	}
}
