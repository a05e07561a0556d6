package pathmatch

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pieces are what patterns are made of here. Not "a**", of which git's documentation says that it is "a*", and whose program takes it across
// slashes where nothing but plain text stands before it.
var pieces = []string{
	"a", "b", "ab", "abc", "*", "**", "?", "a*", "*b", "*.py", "x.py", ".h", "a?c", "[ab]", "[!a]", "[^b]*", "[a-c]b", "[b-]", "[]a]", "[[:alpha:]]b",
	`\a`, `\*`, `a\?`, "**b", "{x}", "[z-a]", "[a\\]]", "#a",
}

// The tree has a file or a folder for whatever those match.
var names = []string{"a", "b", "ab", "abc", "x.py", ".h", "*", "a?", "-", "]", "{x}", "#a", "bb"}

// TestLikeGit compares with git on sets of patterns made at random.
func TestLikeGit(t *testing.T) {
	dir := t.TempDir()
	git := func(stdin string, args ...string) string {
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "core.excludesFile=" + os.DevNull}, args...)...)
		cmd.Stdin = strings.NewReader(stdin)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if code := cmd.ProcessState.ExitCode(); code > 1 {
			require.NoError(t, err, stderr.String())
		}
		return string(out)
	}
	git("", "init", "-q")
	random := rand.New(rand.NewPCG(1, 2))
	var files []string
	var grow func(below string, depth int)
	grow = func(below string, depth int) {
		for _, n := range names {
			if depth < 3 && random.IntN(4) == 0 {
				require.NoError(t, os.MkdirAll(filepath.Join(dir, below, n), 0o755))
				grow(below+n+"/", depth+1)
			} else if random.IntN(3) > 0 {
				require.NoError(t, os.WriteFile(filepath.Join(dir, below, n), nil, 0o644))
				files = append(files, below+n)
			}
		}
	}
	grow("", 0)
	require.Greater(t, len(files), 60)
	decided := 0
	for range 400 {
		var patterns []string
		for range 1 + random.IntN(4) {
			var parts []string
			for range 1 + random.IntN(3) {
				parts = append(parts, pieces[random.IntN(len(pieces))])
			}
			p := strings.Join(parts, "/")
			if strings.HasPrefix(p, "#") {
				p = `\` + p
			}
			for _, edge := range []string{"/", "!"} {
				if random.IntN(5) == 0 {
					p = edge + p
				}
			}
			if random.IntN(5) == 0 {
				p += "/"
			}
			patterns = append(patterns, strings.TrimPrefix(p, "/!"))
		}
		s, err := New(patterns)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, ".git", "info", "exclude"), []byte(strings.Join(patterns, "\n")+"\n"), 0o644))
		want := strings.Split(strings.TrimSuffix(git(strings.Join(files, "\x00")+"\x00", "check-ignore", "--no-index", "-z", "--stdin"), "\x00"), "\x00")
		m := s.Matcher()
		for _, f := range files {
			ignored := slices.Contains(want, f)
			if ignored {
				decided++
			}
			assert.Equal(t, ignored, m.Ignores(f), "%q on %s", patterns, f)
		}
		if t.Failed() {
			return
		}
	}
	assert.Greater(t, decided, 4000, "files that are ignored, in all sets")
}
