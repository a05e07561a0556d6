package markdown

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMayActMissesNothing holds the quick look against the expression that it spares.
func TestMayActMissesNothing(t *testing.T) {
	require.NotEmpty(t, acting)
	for _, form := range acting {
		assert.Equal(t, actingWord.MatchString(form[1]), mayAct(form[1]) && actingWord.MatchString(form[1]), form[1])
	}
	assert.True(t, mayAct("see "+strings.Repeat("abcdef", 6)+"abcd"), "a hash of letters alone")
	assert.True(t, mayAct("at WWW.example"))
	letters := []rune("abcdefwWGHzxyP_-.,;()'\"+=%&$ ?<>{}|^\\`]\n")
	for range 20_000 {
		var b strings.Builder
		for range rand.N(60) {
			b.WriteRune(letters[rand.N(len(letters))])
		}
		if s := b.String(); actingWord.MatchString(s) {
			require.True(t, mayAct(s), "%q", s)
		}
	}
	assert.False(t, mayAct("Publish commits the page, and says where it is."))
}
