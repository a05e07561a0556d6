package codeworm_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
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

// TestPagesSayWhatTheyLeaveOut has a function use more others than one list names: no page gives a part for the whole.
func TestPagesSayWhatTheyLeaveOut(t *testing.T) {
	const used = 20
	w := newWorld(t, 0)
	var src strings.Builder
	src.WriteString("package sums\n")
	for i := range used {
		fmt.Fprintf(&src, "\nfunc part%d(a int) int { return a + %d }\n", i, i)
	}
	src.WriteString("\n// All adds all parts.\nfunc All(a int) int {\n\tsum := 0\n")
	for i := range used {
		fmt.Fprintf(&src, "\tsum += part%d(a)\n", i)
	}
	src.WriteString("\treturn sum\n}\n")
	require.NoError(t, os.WriteFile(filepath.Join(w.dir, "all.go"), []byte(src.String()), 0o600))
	w.llm.OnGenerate(func(_ context.Context, p codeworm.Prompt) (string, error) {
		return "`All` adds what each of the parts returns for its parameter `a`, and returns their sum.", nil
	})
	_, err := w.daemon().RunN(t.Context(), 1)
	require.NoError(t, err)
	require.Len(t, w.sink.Pages(), 1)
	page := string(w.sink.Pages()[0].Markdown)
	_, uses, _ := strings.Cut(page, "**Uses:** ")
	uses, _, _ = strings.Cut(uses, "\n")
	assert.Equal(t, 12, strings.Count(uses, "`part"), uses)
	assert.True(t, strings.HasSuffix(uses, ", and 8 more"), uses)
	prompt := w.llm.Prompts()[0]
	assert.LessOrEqual(t, strings.Count(prompt.Shared+prompt.Request, "func part"), used+12, "the source and twelve facts")

	w.config.LLM, w.config.Sink, w.config.Store = llm.FactsOnly{}, codewormtest.NewSink(), codewormtest.NewStore(nil)
	results, err := w.daemon().RunN(t.Context(), 1)
	require.NoError(t, err)
	require.Len(t, results, 1)
	_, list, found := strings.Cut(string(results[0].Page.Markdown), "### What it uses\n")
	require.True(t, found)
	list, _, _ = strings.Cut(list, "\n#")
	assert.Equal(t, used, strings.Count(list, "\n- "), list)
}
