package index_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/source"
)

// historyRepo is a repository with a history of its own: changes, moves, removals, side branches that are merged, commits that
// change nothing, and clocks that are wrong.
func historyRepo(t *testing.T, commits int) codeworm.Repo {
	repo := repotest.Empty(t)
	random := rand.New(rand.NewPCG(1, uint64(commits)))
	name := func() string { return fmt.Sprintf("sub/d%d/f%d.py", random.IntN(3), random.IntN(12)) }
	commit := func(i int, args ...string) {
		stamp := fmt.Sprintf("%d +0000", 1_760_000_000+int64(i)*600-int64(random.IntN(4))*3600)
		_, err := git.Command{Dir: repo.Path, Args: append([]string{"commit", "-q", "--allow-empty", "-m", fmt.Sprintf("Commit %d", i)}, args...),
			Env: []string{"GIT_AUTHOR_DATE=" + stamp, "GIT_COMMITTER_DATE=" + stamp}}.Output(t.Context())
		require.NoError(t, err)
	}
	repotest.Write(t, repo, "top.py", "def top():\n    return 0\n")
	repotest.Write(t, repo, "sub/first.py", "def first():\n    return 0\n")
	repotest.Git(t, repo.Path, "add", ".")
	commit(0)
	for i := 1; i < commits; i++ {
		switch p := name(); {
		case i%17 == 0:
			repotest.Git(t, repo.Path, "checkout", "-q", "-b", fmt.Sprint("side", i), "HEAD~1")
			repotest.Write(t, repo, p, fmt.Sprintf("def side():\n    return %d\n", i))
			repotest.Git(t, repo.Path, "add", ".")
			commit(i)
			repotest.Git(t, repo.Path, "checkout", "-q", "main")
			repotest.Git(t, repo.Path, "merge", "-q", "--no-edit", "-s", "ort", "-X", "theirs", fmt.Sprint("side", i))
			continue
		case i%11 == 0 && exists(repo, p):
			repotest.Git(t, repo.Path, "mv", "-f", p, name())
		case i%13 == 0 && exists(repo, p):
			repotest.Git(t, repo.Path, "rm", "-q", p)
		case i%7 == 0: // nothing
		default:
			repotest.Write(t, repo, p, fmt.Sprintf("def f():\n    return %d\n", i))
			repotest.Git(t, repo.Path, "add", ".")
		}
		commit(i)
	}
	return repo
}

func exists(repo codeworm.Repo, name string) bool {
	_, err := os.Stat(filepath.Join(repo.Path, name))
	return err == nil
}

// What one pass over the history says of a file is what git says when it is asked about the file alone.
func TestLastCommitsOfAllFiles(t *testing.T) {
	repo := historyRepo(t, 120)
	below := repo
	below.Path = filepath.Join(repo.Path, "sub")
	for _, repo := range []codeworm.Repo{repo, below} {
		x := repotest.Index(t, repo, repotest.Parser(t), nil)
		require.Greater(t, len(x.Files), 15)
		full := 0
		for round := range 2 {
			for _, f := range x.Files {
				var want []source.Commit
				require.NoError(t, git.Log(t.Context(), repo.Path, git.LogOptions{Max: index.MaxLastCommits, Paths: []string{f.Path}}, func(e git.LogEntry) error {
					want = append(want, source.Commit{Hash: e.Hash, When: e.When, Subject: e.Subject})
					return nil
				}))
				got, err := x.LastCommits(t.Context(), f.Path)
				require.NoError(t, err)
				assert.Equal(t, want, got, "%s in round %d", f.Path, round)
				if len(want) == index.MaxLastCommits {
					full++
				}
			}
		}
		assert.Positive(t, full)
		folder, err := x.LastCommits(t.Context(), "d1")
		require.NoError(t, err)
		assert.Equal(t, repo.Path == below.Path, len(folder) > 0, "a folder's history is asked for")

		repotest.Write(t, repo, "new.py", "def new():\n    return 1\n")
		repotest.Git(t, repo.Path, "add", ".")
		repotest.Git(t, repo.Path, "commit", "-q", "-m", "Newer")
		x = repotest.Refresh(t, x)
		for range 2 {
			got, err := x.LastCommits(t.Context(), "new.py")
			require.NoError(t, err)
			require.Len(t, got, 1)
			assert.Equal(t, "Newer", got[0].Subject)
		}
	}
}

// gitsOf counts the git processes that something starts.
func gitsOf(t *testing.T, do func()) int {
	t.Helper()
	trace := filepath.Join(t.TempDir(), "trace")
	t.Setenv("GIT_TRACE2", trace)
	do()
	t.Setenv("GIT_TRACE2", "0")
	text, err := os.ReadFile(trace)
	require.NoError(t, err)
	return strings.Count(string(text), " cmd_name ")
}

// The git processes that a start, a refresh and a page take do not grow by accident.
func TestGitProcesses(t *testing.T) {
	repo := historyRepo(t, 60)
	p := repotest.Parser(t)
	var x *index.Index
	assert.Equal(t, 6, gitsOf(t, func() { x = repotest.Index(t, repo, p, nil) }), "a start")
	assert.Equal(t, 5, gitsOf(t, func() { x = repotest.Refresh(t, x) }), "a refresh")
	require.Greater(t, len(x.Files), 15)
	assert.Equal(t, 9, gitsOf(t, func() {
		for _, f := range x.Files {
			_, err := x.LastCommits(t.Context(), f.Path)
			require.NoError(t, err)
		}
	}), "eight files, then all of them")
	assert.Equal(t, 5, gitsOf(t, func() {
		assert.True(t, x.Path("sub/first.py"))
		assert.True(t, x.Occurs([]string{"first"})["first"])
		repotest.Refresh(t, x)
	}), "paths are known from the reading")
}
