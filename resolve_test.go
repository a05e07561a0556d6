package codeworm_test

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/all"
)

// allParser is the parser of all languages.
func allParser(t testing.TB) *parser.Parser {
	t.Helper()
	p, err := parser.New(all.Languages()...)
	require.NoError(t, err)
	require.NoError(t, p.Prepare(t.Context()))
	return p
}

// gitIn runs git in a folder, with a user's name and without a user's settings.
func gitIn(t testing.TB, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=A Tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "git %v: %s", args, out)
}

// typicalRepo copies a sample of testdata/repos to a git repository of its own.
func typicalRepo(t testing.TB, name string) codeworm.Repo {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "repos", name))))
	gitIn(t, dir, "init", "-q", "-b", "main")
	gitIn(t, dir, "add", ".")
	gitIn(t, dir, "commit", "-q", "-m", "Begin")
	return codeworm.Repo{Name: name, Path: dir}
}

// typicalRepos are the samples of testdata/repos.
func typicalRepos(t testing.TB) []string {
	entries, err := os.ReadDir(filepath.Join("testdata", "repos"))
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	require.GreaterOrEqual(t, len(names), 9)
	return names
}

// relationNames are relations as "name@path", with "?" before what is ambiguous.
func relationNames(relations []codeworm.Relation) []string {
	var names []string
	for _, r := range relations {
		name := r.Name + "@" + r.Path
		if r.Ambiguous {
			name = "?" + name
		}
		names = append(names, name)
	}
	return names
}

// TestResolve compares what the definitions of small repositories call, and who calls them, with
// what a person wrote down in relations.txt: lines "calls FILE#SYMBOL: NAME@FILE ..." that are
// complete, "?" before what is ambiguous.
func TestResolve(t *testing.T) {
	p := allParser(t)
	for _, name := range typicalRepos(t) {
		t.Run(name, func(t *testing.T) {
			repo := typicalRepo(t, name)
			x, err := codeworm.NewIndex(t.Context(), repo, p)
			require.NoError(t, err)
			lines, err := os.ReadFile(filepath.Join(repo.Path, "relations.txt"))
			require.NoError(t, err)
			checked := 0
			for line := range strings.Lines(string(lines)) {
				head, rest, ok := strings.Cut(strings.TrimSpace(line), ":")
				require.True(t, ok, line)
				what, target, _ := strings.Cut(head, " ")
				checked++
				if what == "module" {
					assert.Equal(t, strings.TrimSpace(rest), x.Module(target), line)
					continue
				}
				path, symbol, _ := strings.Cut(target, "#")
				calls, callers, tests := x.RelationsOf(path, symbol)
				got := relationNames(map[string][]codeworm.Relation{"calls": calls, "callers": callers, "tests": tests}[what])
				want := strings.Fields(rest)
				slices.SortFunc(want, cmp.Compare)
				slices.SortFunc(got, cmp.Compare)
				assert.ElementsMatch(t, want, got, "%s\n got %s", line, strings.Join(got, " "))
			}
			assert.GreaterOrEqual(t, checked, 4)
		})
	}
}
