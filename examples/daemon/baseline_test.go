package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func writeFile(t *testing.T, file, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
}

func TestCheckBaseline(t *testing.T) {
	docsRepo(t, map[string]string{"app/daemon.py": asyncRun, "docs/a.md": invented, "docs/b.md": "`app/deamon.py`\n"})
	c := runCheck(t, "--repo", ".", "--write-baseline", "known.json", "docs")
	require.Equal(t, 0, c.code, c.errors.String())
	assert.Contains(t, c.errors.String(), "known.json: 3 findings known from now on")
	written, err := os.ReadFile("known.json")
	require.NoError(t, err)
	assert.Contains(t, string(written), `"version": 1`)

	c = runCheck(t, "--repo", ".", "--baseline", "known.json", "docs")
	assert.Equal(t, 0, c.code, c.out.String())
	assert.Contains(t, c.errors.String(), "3 findings known, 0 no longer there")

	// Lines move, and nothing comes back; the same text once more, or in another file, is new.
	writeFile(t, "docs/a.md", "# New\n\nLines.\n\n"+invented)
	writeFile(t, "docs/b.md", "`app/deamon.py`\n\n`app/deamon.py`\n")
	writeFile(t, "docs/c.md", "`app/deamon.py`\n")
	c = runCheck(t, "--repo", ".", "--baseline", "known.json", "docs")
	assert.Equal(t, 1, c.code)
	var places []string
	for line := range strings.Lines(c.out.String()) {
		places = append(places, strings.SplitN(line, ": ", 2)[0])
	}
	assert.Equal(t, []string{"docs/b.md:3:1", "docs/c.md:1:1"}, places)

	// What was mended is told; a file that is not looked at is not.
	writeFile(t, "docs/a.md", "All well.\n")
	c = runCheck(t, "--repo", ".", "--baseline", "known.json", "docs/a.md")
	assert.Equal(t, 0, c.code)
	assert.Contains(t, c.errors.String(), "0 findings known, 2 no longer there")
}

func TestCheckBaselineBadInput(t *testing.T) {
	docsRepo(t, map[string]string{"app/daemon.py": asyncRun, "a.md": invented, "old.json": `{"codeworm":"baseline","version":7,"findings":[]}`, "text.json": "no JSON", "none.json": `{}`})
	for _, b := range []struct {
		args  []string
		error string
	}{
		{[]string{"--baseline", "old.json"}, "old.json has version 7, and this program reads version 1; `codeworm check --write-baseline old.json FILE.md...` writes it anew"},
		{[]string{"--baseline", "none.json"}, "none.json is no baseline"},
		{[]string{"--baseline", "text.json"}, "text.json is no baseline"},
		{[]string{"--baseline", "missing.json"}, "missing.json does not exist; `codeworm check --write-baseline missing.json"},
		{[]string{"--baseline", "old.json", "--write-baseline", "old.json"}, "exclude each other"},
		{[]string{"--write-baseline", "nowhere/x.json"}, "cannot be written"},
	} {
		c := runCheck(t, append(b.args, "--repo", ".", "a.md")...)
		assert.Equal(t, 2, c.code, b.args)
		assert.Contains(t, c.errors.String(), b.error)
	}
}

func TestCheckTellsUnusedIgnores(t *testing.T) {
	docsRepo(t, map[string]string{"app/daemon.py": asyncRun, "a.md": "<!-- codeworm:ignore -->\n`app/deamon.py`\n\n<!-- codeworm:ignore-start -->\n`app/daemon.py`\n"})
	c := runCheck(t, "--repo", ".", "a.md")
	assert.Equal(t, 0, c.code, c.out.String())
	assert.Contains(t, c.errors.String(), "a.md:4: note: codeworm:ignore-start is never closed")
}
