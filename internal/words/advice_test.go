package words

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestIdleAdvice(t *testing.T) {
	for i, f := range adviceForms {
		assert.Regexp(t, adviceExpressions[i], f.example, f.pattern)
		assert.True(t, IdleAdvice(f.example), f.example)
	}
	for _, text := range []string{
		"Ensure that \x00\x00\x00 is properly closed.",
		"Consider adding a limit of 20 attempts for each address.",
		"It validates the token before it opens the session.",
		"Use the token of the session instead of the one in the header.",
		"The lease is released when the holder is gone.",
	} {
		assert.False(t, IdleAdvice(text), text)
	}
}
