package git

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPlainShowsWhatATerminalObeys(t *testing.T) {
	for text, want := range map[string]string{
		"two\nlines\tand a tab": "two\nlines\tand a tab",
		"no \x1b[31mred":        `no \u001b[31mred`,
		"r\u202etl":             `r\u202etl`,
		"bad \xff byte":         `bad \xff byte`,
		"\uFFFD is a character": "\uFFFD is a character",
		"größer":                "größer",
	} {
		assert.Equal(t, want, Plain(text))
	}
}
