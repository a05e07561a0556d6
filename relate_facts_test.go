package codeworm_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/llm"
	"github.com/codeworm/codeworm/schedule"
)

// Pages of facts alone are true: the check, which knows how names belong together, has nothing to take out of those
// about real code.
func TestFactsOfRealCodePassTheCheck(t *testing.T) {
	repo := libraryRepo(t)
	d, err := codeworm.New(codeworm.Config{Repos: []codeworm.Repo{repo}, Parser: repotest.Parser(t), LLM: llm.FactsOnly{},
		Store: codewormtest.NewStore(nil), Sink: codewormtest.NewSink(), Scheduler: schedule.Continuous{}})
	require.NoError(t, err)
	results, err := d.RunN(t.Context(), 300)
	require.NoError(t, err)
	changed, pages := 0, 0
	for _, r := range results {
		pages++
		assert.Empty(t, r.Record.LastError, "%s", r.Target.Key)
		if c := r.Record.Check; c.Repaired+c.Dropped > 0 {
			changed++
			t.Logf("%v: %+v", r.Target.Key, c)
		}
	}
	t.Logf("%d pages, %d changed by the check", pages, changed)
	require.GreaterOrEqual(t, pages, 200)
	assert.Zero(t, changed)
}

// libraryRepo is a repository of a few packages of the Go and Python libraries.
func libraryRepo(t testing.TB) codeworm.Repo {
	t.Helper()
	repo := repotest.Empty(t)
	folders := []string{filepath.Join(repotest.GoSources(t), "text/template"), filepath.Join(repotest.GoSources(t), "net/textproto"), filepath.Join(repotest.GoSources(t), "archive/zip")}
	python, err := filepath.Glob("/usr/lib/python3.*/")
	require.NoError(t, err)
	for _, lib := range python {
		for _, pkg := range []string{"json", "logging", "http", "concurrent/futures"} {
			folders = append(folders, filepath.Join(lib, pkg))
		}
	}
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(folder, "*.[gp][oy]"))
		require.NoError(t, err)
		for _, file := range files {
			content, err := os.ReadFile(file)
			require.NoError(t, err)
			repotest.Write(t, repo, filepath.Base(folder)+"/"+filepath.Base(file), string(content))
		}
	}
	repotest.Git(t, repo.Path, "add", ".")
	repotest.Git(t, repo.Path, "commit", "-q", "-m", "Begin")
	return repo
}
