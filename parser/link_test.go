package parser_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const grammars = "github.com/smacker/go-tree-sitter/"

// grammarsOf lists the grammars that a package links.
func grammarsOf(t *testing.T, pkg string) []string {
	out, err := exec.Command("go", "list", "-deps", pkg).CombinedOutput()
	require.NoError(t, err, string(out))
	var list []string
	for line := range strings.Lines(string(out)) {
		if grammar, ok := strings.CutPrefix(strings.TrimSpace(line), grammars); ok {
			list = append(list, grammar)
		}
	}
	return list
}

// TestLinksOnlyWhatIsAsked shows that a grammar is linked by who names its language only.
func TestLinksOnlyWhatIsAsked(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skipf("needs real part: the go command: %v", err)
	}
	assert.Empty(t, grammarsOf(t, "github.com/codeworm/codeworm/parser"))
	assert.Equal(t, []string{"python"}, grammarsOf(t, "github.com/codeworm/codeworm/parser/lang/python"))
	assert.Equal(t, []string{"typescript/tsx"}, grammarsOf(t, "github.com/codeworm/codeworm/parser/lang/tsx"))
	assert.Greater(t, len(grammarsOf(t, "github.com/codeworm/codeworm/parser/all")), 5)
}
