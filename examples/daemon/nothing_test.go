package main

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is said when there is no page is why there is none.
func TestNothingIsDueSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		lines   []string
		prepare func(w *world)
		says    []string
	}{
		"types that need a model": {[]string{"types: {til: 1, security_review: 1}"}, nil,
			[]string{"Nothing is due: of ", " wait for a model (without one only function_doc, class_doc, file_doc, module_doc and code_evolution are written)."}},
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

// The program calls itself what it was called.
func TestOneName(t *testing.T) {
	dir := t.TempDir()
	for called, name := range map[string]string{
		"/usr/local/bin/codeworm": "codeworm", "/tmp/go-build1/exe/daemon": "daemon", "docs": "docs", "": "codeworm", ".": "codeworm", "cw.exe": "cw",
	} {
		for _, c := range []struct {
			args []string
			says string
		}{
			{[]string{"once", "--help"}, "  NAME once [flags]"},
			{[]string{"once", "--help"}, "NAME status names it"},
			{[]string{"init", filepath.Join(dir, name+strings.Repeat("x", len(called))+".yaml")}, "then: NAME once --config"},
			{[]string{"once", "--config", "absent.yaml"}, "`NAME init absent.yaml` writes one"},
			{[]string{"once"}, "NAME: no repository is named"},
			{[]string{"nonsense"}, "NAME: unknown command \"nonsense\"; see `NAME --help`"},
			{[]string{"plan", "--nonsense"}, "NAME: unknown flag: --nonsense; see `NAME plan --help`"},
		} {
			run := &command{}
			run.code = execute(t.Context(), append([]string{called}, c.args...), &run.out, &run.errors)
			text := run.out.String() + run.errors.String()
			assert.Contains(t, text, strings.ReplaceAll(c.says, "NAME", name))
			if name != "daemon" {
				assert.NotContains(t, text, "daemon ")
			}
		}
	}
	assert.Equal(t, "codeworm", programName(nil))
}

// What only reads works without a place for pages; what writes is refused before it touches anything.
func TestReadersNeedNoDevlog(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	t.Chdir(w.repo)
	for _, args := range [][]string{{"plan", "--repo", "."}, {"plan", "--repo", ".", "--skipped"}, {"status"}, {"schedule"}} {
		c := &command{}
		c.code = execute(t.Context(), append([]string{"codeworm"}, args...), &c.out, &c.errors)
		assert.Equal(t, 0, c.code, "%v: %s", args, c.errors.String())
	}
	for _, command := range []string{"once", "run"} {
		refused(t, w, "is not ignored there", command, "--repo", ".", "--llm", "facts", "--state", w.state)
	}
	assert.NoDirExists(t, filepath.Join(w.repo, "devlog"))
}

func TestDevlogFullOfSomethingElse(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	w.devlog = t.TempDir()
	photo := filepath.Join(w.devlog, "photo.jpg")
	require.NoError(t, os.WriteFile(photo, []byte("x"), 0o600))
	for _, args := range [][]string{{"once"}, {"run"}, {"once", "--dry-run"}} {
		c := w.run(args...)
		assert.Equal(t, 2, c.code)
		assert.Contains(t, c.errors.String(), "photo.jpg")
		assert.Contains(t, c.errors.String(), "git init "+w.devlog)
		assert.NoDirExists(t, filepath.Join(w.devlog, ".git"))
		assert.NoFileExists(t, w.state)
	}
	w.git(w.devlog, "init", "-q")
	c := w.run("once")
	require.Equal(t, 0, c.code, c.errors.String())
	assert.FileExists(t, photo)
}

// The command of the README, with its devlog in the folder of the Go package of that name.
func TestDevlogBesideThePackageOfThatName(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	ignore, err := os.ReadFile("../../.gitignore")
	require.NoError(t, err)
	source, err := os.ReadFile("../../devlog/git.go")
	require.NoError(t, err)
	w.write(".gitignore", string(ignore))
	w.write("devlog/git.go", string(source))
	w.git(w.repo, "add", ".")
	w.git(w.repo, "commit", "-qm", "Add the package")
	t.Chdir(w.repo)
	for range 2 {
		c := &command{}
		c.code = execute(t.Context(), []string{"codeworm", "once", "-n", "3", "--repo", ".", "--devlog", "./devlog", "--state", w.state, "--llm", "facts"}, &c.out, &c.errors)
		require.Equal(t, 0, c.code, c.errors.String())
		assert.Contains(t, c.out.String(), "3 pages written to "+filepath.Join(w.repo, "devlog"))
	}
	assert.Empty(t, w.git(w.repo, "status", "--porcelain"), "nothing of it is the repository's")
	kept, err := os.ReadFile(filepath.Join(w.repo, "devlog", "git.go"))
	require.NoError(t, err)
	assert.Equal(t, string(source), string(kept))
}

func TestStatusJSONAndBrokenState(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	require.Equal(t, 0, w.run("once", "-n", "2").code)
	c := w.run("status", "--json")
	require.Equal(t, 0, c.code, c.errors.String())
	for _, key := range []string{`"state":`, `"devlog":`, `"pages":2`, `"by_repo":{"sample":2}`, `"by_type":{`, `"last_page":"2`, `"provisional":2`} {
		assert.Contains(t, c.out.String(), key)
	}
	assert.NotRegexp(t, `"[A-Z]\w*":`, c.out.String())

	require.NoError(t, os.WriteFile(w.state, []byte(strings.Repeat("this is no database\n", 100)), 0o600))
	c = w.run("status")
	assert.Equal(t, 1, c.code)
	assert.Contains(t, c.errors.String(), w.state)
	assert.Contains(t, c.errors.String(), "name another file")
	assert.NotContains(t, c.errors.String(), "state.db\": open: "+os.TempDir())
	assert.Equal(t, 1, strings.Count(c.errors.String(), ".db"), c.errors.String())
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

func TestExplainedScoresAreReadable(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	c := w.run("plan", "--explain")
	require.Equal(t, 0, c.code, c.errors.String())
	assert.Contains(t, c.out.String(), "novelty 0 = 10.0")
	assert.NotRegexp(t, `\d\.\d\d`, c.out.String())
	assert.Equal(t, []string{"0", "7", "2.5", "0.1"}, []string{tenths(0.0018), tenths(7), tenths(2.5), tenths(0.06)})
	require.Equal(t, 0, w.run("once", "-n", "3").code)
	assert.Regexp(t, `\d+ of \d+ targets due; 3 have their pages, \d+ wait for a model`, w.run("plan").out.String())
}
