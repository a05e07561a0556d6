package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/llm"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// What is said when there is no page is why there is none.
func TestNothingIsDueSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		lines   []string
		prepare func(w *world)
		says    []string
	}{
		"types that need a model": {[]string{"types: {til: 1, security_review: 1}"}, nil,
			[]string{"Nothing is due: of ", " wait for a model (without one only " + list(llm.FactsOnly{}.Describe().Types) + " can be written)."}},
		"types without targets": {[]string{"types: {weekly_summary: 1, monthly_summary: 1}"}, nil,
			[]string{"nothing to write about: nothing in the ", " read is a target for weekly_summary and monthly_summary; types and selection"}},
		"include that matches nothing": {[]string{"repos: [{path: REPO, include: ['**/*.cobol']}]"}, nil,
			[]string{"nothing to write about: no file is read, ", " files are left out; `codeworm plan --skipped`"}},
		"empty repository": {nil, func(w *world) {
			w.repo = filepath.Join(t.TempDir(), "empty")
			require.NoError(t, os.Mkdir(w.repo, 0o755))
		}, []string{"nothing to write about: no file of a known language is there"}},
	} {
		w := newWorld(t, "--llm", "facts")
		if c.prepare != nil {
			c.prepare(w)
		}
		args := []string{"codeworm", "COMMAND", "--llm", "facts", "--devlog", w.devlog, "--state", w.state}
		file := filepath.Join(t.TempDir(), "codeworm.yaml")
		text := strings.ReplaceAll(strings.Join(c.lines, "\n"), "REPO", w.repo)
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		args = append(args, "--config", file)
		if !strings.Contains(text, "repos:") {
			args = append(args, "--repo", w.repo)
		}
		for _, name2 := range []string{"plan", "once"} {
			args[1] = name2
			run := &command{}
			run.code = execute(t.Context(), args, &run.out, &run.errors)
			require.Equal(t, 0, run.code, "%s: %s", name, run.errors.String())
			assert.NotContains(t, run.out.String(), "every target has its page", name)
			for _, say := range c.says {
				if name2 == "plan" {
					say = strings.TrimSuffix(strings.TrimPrefix(say, "Nothing is due: of "), ".")
				}
				assert.Contains(t, run.out.String(), say, "%s: %s", name, name2)
			}
		}
		if strings.HasPrefix(name, "include") {
			assert.Contains(t, readNotices(t, args), "include and exclude leave no file to read")
		}
	}
}

func readNotices(t *testing.T, args []string) string {
	t.Helper()
	run := &command{}
	run.code = execute(t.Context(), args, &run.out, &run.errors)
	return run.errors.String()
}

// Who writes is said when pages are written, and not by what only reads or fails.
func TestTheWriterIsSaidWhenItWrites(t *testing.T) {
	w := newWorld(t, "--ollama", "http://127.0.0.1:1")
	for _, args := range [][]string{{"plan"}, {"plan", "--json"}, {"plan", "--skipped"}, {"status"}, {"schedule"}} {
		c := w.run(args...)
		require.Equal(t, 0, c.code, c.errors.String())
		assert.NotContains(t, c.errors.String(), "Ollama", args)
	}
	bad := *w
	bad.repo += "-missing"
	c := bad.run("once")
	assert.Equal(t, 2, c.code)
	assert.NotContains(t, c.errors.String(), "Ollama")
	for _, args := range [][]string{{"once", "--dry-run"}, {"once"}} {
		c = w.run(args...)
		require.Equal(t, 0, c.code, c.errors.String())
		assert.Equal(t, 1, strings.Count(c.errors.String(), "No Ollama server answers at http://127.0.0.1:1, so the pages are written from facts alone"), args)
		assert.Contains(t, c.out.String(), w.devlog, "where, as an absolute path")
	}
	w.configure("types: {til: 1}")
	c = w.run("once")
	require.Equal(t, 0, c.code, c.errors.String())
	assert.Contains(t, c.out.String(), "wait for a model")
	assert.Contains(t, c.errors.String(), "ollama pull", "what to do about it")
}

// Runs beside each other count what they wrote, and what they found, apart.
func TestWhatAnotherRunWroteIsFound(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	w.configure("types: {file_doc: 1}")
	var wg sync.WaitGroup
	runs := make([]*command, 3)
	for i := range runs {
		wg.Go(func() { runs[i] = w.run("once", "-n", "4") })
	}
	wg.Wait()
	written := 0
	for _, c := range runs {
		require.Equal(t, 0, c.code, c.errors.String())
		out := c.out.String()
		found := strings.Count(out, "already published")
		lines := strings.Count(out, "\n  Document ")
		written += lines
		assert.Contains(t, out, plural(lines, "page")+" written to "+w.devlog)
		assert.Equal(t, found > 0, strings.Contains(out, " found there that another run had written"), out)
	}
	assert.Len(t, w.pages(), written)
}

func TestWhyThereIsNoPage(t *testing.T) {
	p := &parts{program: "codeworm", types: []page.Type{page.TIL}, writes: []page.Type{page.FileDoc}}
	for _, c := range []struct {
		plan *codeworm.Plan
		says string
	}{
		{nil, "Nothing is due."},
		{&codeworm.Plan{Files: 1, Targets: 2, Waiting: map[codeworm.Wait]int{codeworm.WaitChange: 2}}, "Nothing is due: every target has its page."},
		{&codeworm.Plan{Files: 1, Targets: 3, Due: make([]page.Target, 1), Waiting: map[codeworm.Wait]int{codeworm.WaitChange: 2}},
			"Nothing was done: 1 target is due, and being written by another run."},
		{&codeworm.Plan{Files: 1, Targets: 7, Waiting: map[codeworm.Wait]int{codeworm.WaitChange: 1, codeworm.WaitModel: 4, codeworm.WaitRetry: 2}},
			"Nothing is due: of 7 targets 1 has its page, 4 wait for a model (without one only file_doc can be written), 2 failed and rest before they are tried again."},
		{&codeworm.Plan{Files: 1}, "There is nothing to write about: nothing in the 1 file read is a target for til; types and selection in the configuration choose what gets a page."},
		{&codeworm.Plan{Skipped: map[string][]source.SkippedFile{"r": make([]source.SkippedFile, 1)}},
			"There is nothing to write about: no file is read, 1 file is left out; `codeworm plan --skipped` lists them and says why."},
	} {
		assert.Equal(t, c.says, p.nothing(c.plan))
	}
}

// A daemon that finds nothing to do says why, once, and its end is no failure.
func TestRunSaysWhyItIsIdle(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	w.configure("schedule: {mode: continuous}", "types: {til: 1}")
	ctx, stop := context.WithCancel(t.Context())
	c, done := w.start(ctx, "run")
	require.Eventually(t, func() bool { return strings.Contains(c.errors.String(), "wait for a model") }, 30*time.Second, 20*time.Millisecond)
	stop()
	w.wait(done, 30*time.Second)
	assert.Equal(t, 0, c.code, c.errors.String())
	assert.Equal(t, 1, strings.Count(c.errors.String(), "Nothing is due"), c.errors.String())
}
