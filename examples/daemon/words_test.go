package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The program calls itself what it was called.
func TestOneName(t *testing.T) {
	alone(t)
	t.Chdir(t.TempDir()) // in no repository
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
