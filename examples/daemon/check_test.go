package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/page"
)

func runCheck(t *testing.T, args ...string) *command {
	t.Helper()
	c := &command{}
	c.code = execute(t.Context(), append([]string{"codeworm", "check"}, args...), &c.out, &c.errors)
	return c
}

func TestCheckCommand(t *testing.T) {
	repo := t.TempDir()
	write := func(path, text string) string {
		path = filepath.Join(repo, path)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	write("app/daemon.py", asyncRun)
	write("app/settings.yaml", "retry-limit: 3\n")
	good := write("README.md", "# The daemon\n\n`CodeWormDaemon._async_run` waits for `wait_for_model()`; see `app/daemon.py:8`, [there](app/daemon.py) and `retry-limit`.\n")
	bad := write("docs/bad.md", "Call `CodeWormDaemon._async_runs`.\n\n- `app/deamon.py:8` and `app/daemon.py:999`\n- [here](../app/none.py), not README\n")

	c := runCheck(t, "--repo", repo, good)
	assert.Equal(t, 0, c.code, c.out.String()+c.errors.String())
	assert.Contains(t, c.out.String(), "5 names, paths and lines in 1 file are right")

	c = runCheck(t, "--repo", "app="+repo, repo)
	assert.Equal(t, 1, c.code)
	assert.Equal(t, bad+":1:6: `CodeWormDaemon._async_runs`: \"_async_runs\" is not a member of \"CodeWormDaemon\", nor any name of the repository; did you mean `_async_run`?\n"+
		bad+":3:3: `app/deamon.py:8`: the repository has no file \"app/deamon.py\"; did you mean `app/daemon.py`?\n"+
		bad+":3:25: `app/daemon.py:999`: app/daemon.py has 24 lines\n"+
		bad+":4:3: `../app/none.py`: the repository has no file or folder \"../app/none.py\"\n", c.out.String())
	assert.Contains(t, c.errors.String(), "4 of the 9 names, paths and lines in 2 files do not exist in app; correct them")

	c = runCheck(t, "--json", "--repo", repo, good, bad)
	assert.Equal(t, 1, c.code)
	lines := jsonLines[checkLine](t, c.out.String())
	require.Len(t, lines, 4)
	assert.Equal(t, checkLine{File: bad, Line: 1, Column: 6, Class: "dotted name", Text: "CodeWormDaemon._async_runs", Nearest: "_async_run",
		Reason: lines[0].Reason}, lines[0])
}

func TestCheckCommandRefusesBadUsage(t *testing.T) {
	empty := t.TempDir()
	for _, args := range [][]string{
		{}, {"--repo", empty}, {"README.md"}, {"--repo", empty, "none.md"}, {"--repo", empty, empty},
		{"--repo", "nowhere", "../../README.md"}, {"--repo", "a=" + empty, "--repo", "b=" + empty, "../../README.md"}, {"--nope"},
	} {
		c := runCheck(t, args...)
		assert.Equal(t, 2, c.code, "%v: %s", args, c.errors.String())
		assert.NotEmpty(t, c.errors.String())
	}
}

// TestOwnDocuments checks what this repository says about itself.
func TestOwnDocuments(t *testing.T) {
	files := []string{"../../README.md", "../../CONTRIBUTING.md", "../../CHANGELOG.md", "../../docs"}
	c := runCheck(t, append([]string{"--strict", "--repo", "../.."}, files...)...)
	assert.Equal(t, 0, c.code, c.out.String()+c.errors.String())
	t.Log(strings.TrimSpace(c.out.String()))
}

// TestFactsPass checks that nothing is taken out of pages that are made of facts alone: all they say is true.
func TestFactsPass(t *testing.T) {
	dir := t.TempDir()
	c := &command{}
	c.code = execute(t.Context(), []string{"codeworm", "once", "-n", "60", "--llm", "facts", "--repo", "codeworm=../..", "--devlog", filepath.Join(dir, "devlog"),
		"--state", filepath.Join(dir, "state.db")}, &c.out, &c.errors)
	require.Equal(t, 0, c.code, c.errors.String())
	pages, checked := 0, 0
	require.NoError(t, filepath.WalkDir(filepath.Join(dir, "devlog"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".md" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		meta, err := page.ParseMeta(text)
		if errors.Is(err, page.ErrNoMeta) {
			return nil // an index
		}
		pages, checked = pages+1, checked+meta.Check.Checked
		assert.Zero(t, meta.Check.Dropped, path)
		return err
	}))
	assert.Equal(t, 60, pages)
	assert.Greater(t, checked, 10*pages)
	t.Logf("%d pages, %d names, paths and lines, none dropped", pages, checked)
}

// What a page asserts of the definition that it is about is judged by that definition, not by its file.
func TestCheckJudgesWhatAPageSaysOfItsDefinition(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	w.write("sum.go", "package sum\n\n// Sum adds.\nfunc Sum(a, b int) (int, error) {\n\tif a == 0 {\n\t\treturn b, nil\n\t}\n\treturn a + b, nil\n}\n\nfunc other(x string) {}\n")
	w.configure("types: {function_doc: 1}")
	c := w.run("once", "-n", "200")
	require.Equal(t, 0, c.code, c.errors.String())
	pages, err := filepath.Glob(filepath.Join(w.devlog, "sample/functions/sum.go/*.md"))
	require.NoError(t, err)
	require.Len(t, pages, 1)
	text, err := os.ReadFile(pages[0])
	require.NoError(t, err)
	for said, why := range map[string]string{
		"":                             "",
		"It returns nothing.":          "it returns",
		"`Sum` takes five parameters.": "it has 2 parameters",
		"This function was rewritten.": "code was changed",
	} {
		edited := filepath.Join(t.TempDir(), "page.md")
		require.NoError(t, os.WriteFile(edited, []byte(strings.Replace(string(text), "\n### ", "\n"+said+"\n\n### ", 1)), 0o600))
		c := runCheck(t, "--repo", "sample="+w.repo, edited)
		if why == "" {
			assert.Equal(t, 0, c.code, c.out.String())
			continue
		}
		assert.Equal(t, 1, c.code, said)
		assert.Contains(t, c.out.String(), why)
	}
}
