package repotest

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/target"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/all"
	"github.com/stretchr/testify/require"
)

// Parser returns a parser of all languages, ready to use.
func Parser(t testing.TB) *parser.Parser {
	t.Helper()
	p, err := parser.New(all.Languages()...)
	require.NoError(t, err)
	require.NoError(t, p.Prepare(t.Context()))
	return p
}

// Git runs git in a folder, with the name of a user and without the settings of one.
func Git(t testing.TB, dir string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", append([]string{"-c", "user.name=A Tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "git %v: %s", args, out)
}

// Empty returns an empty git repository, named "r", in a temporary folder.
func Empty(t testing.TB) codeworm.Repo {
	t.Helper()
	dir := t.TempDir()
	Git(t, dir, "init", "-q", "-b", "main")
	return codeworm.Repo{Name: "r", Path: dir}
}

// Copy copies a folder to a git repository of the folder's name, with one commit.
func Copy(t testing.TB, folder string) codeworm.Repo {
	t.Helper()
	repo := Empty(t)
	repo.Name = filepath.Base(folder)
	require.NoError(t, os.CopyFS(repo.Path, os.DirFS(folder)))
	Git(t, repo.Path, "add", ".")
	Git(t, repo.Path, "commit", "-q", "-m", "Begin")
	return repo
}

// Write writes a file of a repository.
func Write(t testing.TB, repo codeworm.Repo, name, content string) {
	t.Helper()
	file := filepath.Join(repo.Path, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
}

// samples returns the folder of the small repositories in several languages.
func samples() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "testdata", "repos")
}

// Samples returns the names of small repositories in several languages, each with a file
// relations.txt that says what in it calls what.
func Samples(t testing.TB) []string {
	t.Helper()
	entries, err := os.ReadDir(samples())
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	require.GreaterOrEqual(t, len(names), 9)
	return names
}

// Sample copies one of the samples to a git repository of its own.
func Sample(t testing.TB, name string) codeworm.Repo {
	t.Helper()
	return Copy(t, filepath.Join(samples(), name))
}

// GoSources returns the folder with the source of the Go standard library.
func GoSources(t testing.TB) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	require.NoError(t, err)
	return filepath.Join(strings.TrimSpace(string(out)), "src")
}

// Index reads a repository. The cache of outlines may be nil.
func Index(t testing.TB, repo codeworm.Repo, p index.Parser, cache index.Cache) *index.Index {
	t.Helper()
	spec := index.Repo{Name: repo.Name, Path: repo.Path, Include: repo.Include, Exclude: repo.Exclude, WebURL: repo.WebURL}
	x, err := index.New(t.Context(), spec, p, cache, time.Now())
	require.NoError(t, err)
	return x
}

// Refresh returns the index of the repository as it is now.
func Refresh(t testing.TB, x *index.Index) *index.Index {
	t.Helper()
	x, err := x.Refresh(t.Context(), time.Now())
	require.NoError(t, err)
	return x
}

// Targets returns the targets of all document types, with the default selection.
func Targets(x *index.Index) []page.Target {
	types := map[page.Type]int{}
	for _, t := range page.Types() {
		types[t] = t.Weight()
	}
	return target.Find(x, types, target.Limits{MinLines: 5, MinComplexity: 1, ReviewMinLines: 10, ReviewMinComplexity: 3}, "1")
}
