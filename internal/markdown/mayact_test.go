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
	pieces := strings.Split("abcdefwWGHzxyP0123456789/_-.,;()'\"+=%&$ ?<>{}|^\\`]\n", "")
	pieces = append(pieces, issueFolders...)
	pieces = append(pieces, "GH", "PROJ", "closes", "fix", "issue ", "pull request ", "example.org", "close", "label", "pkg1", "file2.go", "T12", strings.Repeat("0a", 19))
	found := 0
	for range 100_000 {
		var b strings.Builder
		for range rand.N(30) {
			b.WriteString(pieces[rand.N(len(pieces))])
		}
		if s := b.String(); actingWord.MatchString(s) {
			found++
			require.True(t, mayAct(s), "%q", s)
		}
	}
	assert.Greater(t, found, 100)
	assert.False(t, mayAct("Publish2 commits the page3, and says in internal/pkg12/file3.go where Type45.Method is."))
	assert.False(t, mayAct("Publish commits the page, and says where it is."))
}
