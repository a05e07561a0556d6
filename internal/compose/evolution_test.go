package compose_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/compose"
	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/page"
)

// TestEvolutionNamesWhatChanged holds it with git's own diff.
func TestEvolutionNamesWhatChanged(t *testing.T) {
	repo := repotest.Empty(t)
	src := "def a_function_with_a_name(the_first_parameter, the_second_parameter, the_third_parameter, more):\n" + strings.Repeat("    x = 1\n", 12) +
		"\n\ndef second():\n    return 1\n"
	repotest.Write(t, repo, "a.py", src)
	repotest.Git(t, repo.Path, "add", ".")
	repotest.Git(t, repo.Path, "commit", "-q", "-m", "Begin")
	repotest.Write(t, repo, "a.py", strings.Replace(strings.Replace(src, "return 1", "return 2", 1), "more):\n    x = 1\n    x = 1\n    x = 1\n    x = 1\n    x = 1\n", "more):\n    x = 1\n    x = 1\n    x = 1\n    x = 1\n    x = 2\n", 1))
	repotest.Git(t, repo.Path, "commit", "-q", "-a", "-m", "Change")
	x := repotest.Index(t, repo, repotest.Parser(t), nil)
	c, err := compose.Target(t.Context(), x, page.Target{Key: page.Key{Type: page.CodeEvolution, Repo: "r", Path: "a.py"}}, func(s string) string { return s }, 1<<16)
	require.NoError(t, err)
	assert.Contains(t, c.Facts.Diff.Text(), "+3,7 @@ a_function_with_a_name\n")
	assert.Contains(t, c.Facts.Diff.Text(), "@@ second\n")
}
