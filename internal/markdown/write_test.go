package markdown

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestFenceIsLongerThanAnyInTheText(t *testing.T) {
	for _, text := range []string{"", "`", "```", "a ``````` b", "````\n```"} {
		assert.NotContains(t, text, FenceFor(3, text))
		page := Fenced("go", text)
		assert.Equal(t, 2, strings.Count(page, strings.SplitN(page, "go\n", 2)[0]), page)
	}
}

func TestVisible(t *testing.T) {
	assert.Equal(t, "a\tb\n\\u{202e}c\\u{0007}\\u{feff}", Visible("a\tb\n\u202ec\x07\ufeff"))
	assert.Equal(t, "plain ü 語", Visible("plain ü 語"))
}
