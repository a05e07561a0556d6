package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/source"
)

// What is not read is counted by its reason, and patterns that match nothing are told.
func TestSkippedIsCounted(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	for name, text := range map[string]string{
		"a.ipynb": "{}", "b.ipynb": "{}", "c.zig": "x", "NOTICE": "x", "vendor/a.py": "x = 1\n", "vendor/b.py": "x = 1\n", "bin.py": "\x00", "bin/tool": "#!/usr/bin/perl\n",
	} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(w.repo, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(w.repo, name), []byte(text), 0o600))
	}
	c := w.run("plan", "--skipped")
	require.Equal(t, 0, c.code, c.errors.String())
	assert.Contains(t, c.out.String(), "\t2 files\tvendored, such as vendor/a.py, vendor/b.py\n")
	assert.Contains(t, c.out.String(), "\t1 file\tbinary, such as bin.py\n")
	assert.Regexp(t, `\t\d+ files\tno parser for this language, such as .*2 \.ipynb`, c.out.String())
	c = w.run("plan", "--skipped", "--json")
	require.Equal(t, 0, c.code, c.errors.String())
	counts := map[source.SkipReason]int{}
	listed := 0
	for _, l := range jsonLines[struct {
		Path     string
		Reason   source.SkipReason
		Files    int
		Examples []string
	}](t, c.out.String()) {
		if l.Path == "" {
			counts[l.Reason] += l.Files
			assert.NotEmpty(t, l.Examples)
		} else {
			listed++
		}
	}
	assert.Equal(t, 2, counts[source.SkipVendored])
	assert.GreaterOrEqual(t, counts[source.SkipLanguage], 5)
	assert.Positive(t, listed)
}
