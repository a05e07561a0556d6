package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// docsRepo makes a folder of files to check, and makes it the current one.
func docsRepo(t *testing.T, files map[string]string) {
	t.Helper()
	repo := t.TempDir()
	for path, text := range files {
		file := filepath.Join(repo, filepath.FromSlash(path))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	t.Chdir(repo)
}

const invented = "Wörter 😀 und `CodeWormDaemon._async_rums`.\n\nAlso `app/deamon.py`.\n"

func TestCheckSARIF(t *testing.T) {
	docsRepo(t, map[string]string{"app/daemon.py": asyncRun, "docs/a, b: 50%.md": invented})
	c := runCheck(t, "--repo", ".", "--format", "sarif", "docs")
	require.Equal(t, 1, c.code, c.errors.String())
	log, err := sarif.FromBytes([]byte(c.out.String()))
	require.NoError(t, err)
	require.NoError(t, log.Validate())
	require.Len(t, log.Runs, 1)
	run := log.Runs[0]
	assert.Equal(t, "2.1.0", log.Version)
	assert.Equal(t, "utf16CodeUnits", *run.ColumnKind)
	assert.Len(t, run.Tool.Driver.Rules, 2)
	require.Len(t, run.Results, 2)
	at := run.Results[0].Locations[0].PhysicalLocation
	assert.Equal(t, "docs/a,%20b:%2050%25.md", *at.ArtifactLocation.URI)
	assert.Equal(t, "dotted-name", *run.Results[0].RuleID)
	assert.Contains(t, *run.Results[0].Message.Text, "did you mean `_async_run`")
	assert.Equal(t, []int{1, 15, 1, 43}, []int{*at.Region.StartLine, *at.Region.StartColumn, *at.Region.EndLine, *at.Region.EndColumn})

	// A page without findings is a log as well, and the same finding keeps its fingerprint on another line.
	require.NoError(t, os.WriteFile("good.md", []byte("See `app/daemon.py`.\n"), 0o600))
	none := runCheck(t, "--repo", ".", "--format", "sarif", "good.md")
	assert.Equal(t, 0, none.code)
	empty, err := sarif.FromBytes([]byte(none.out.String()))
	require.NoError(t, err)
	require.NoError(t, empty.Validate())
	assert.Empty(t, empty.Runs[0].Results)
	require.NoError(t, os.WriteFile("docs/a, b: 50%.md", []byte("# New\n\n"+invented), 0o600))
	moved, err := sarif.FromBytes([]byte(runCheck(t, "--repo", ".", "--format", "sarif", "docs").out.String()))
	require.NoError(t, err)
	assert.Equal(t, run.Results[0].PartialFingerprints, moved.Runs[0].Results[0].PartialFingerprints)
	assert.NotEqual(t, run.Results[0].PartialFingerprints, run.Results[1].PartialFingerprints)
}

func TestCheckGitHub(t *testing.T) {
	docsRepo(t, map[string]string{"app/daemon.py": asyncRun, "docs/a, b: 50%.md": invented})
	c := runCheck(t, "--repo", ".", "--format", "github", "docs")
	assert.Equal(t, 1, c.code)
	lines := strings.Split(strings.TrimSpace(c.out.String()), "\n")
	require.Len(t, lines, 2)
	assert.Equal(t, "::warning file=docs/a%2C b%3A 50%25.md,line=3,col=6::`app/deamon.py`: the repository has no file or folder \"app/deamon.py\"; did you mean `app/daemon.py`?", lines[1])
	assert.Equal(t, "a%25b%0D%0Ac:d,e", escapeMessage.Replace("a%b\r\nc:d,e"))
	assert.Equal(t, "a%25b%0D%0Ac%3Ad%2Ce", escapeProperty.Replace("a%b\r\nc:d,e"))
}

func TestCheckFormats(t *testing.T) {
	docsRepo(t, map[string]string{"app/daemon.py": asyncRun, "bad.md": invented})
	short, long := runCheck(t, "--repo", ".", "--json", "bad.md"), runCheck(t, "--repo", ".", "--format", "json", "bad.md")
	assert.Equal(t, short.out.String(), long.out.String())
	for line := range strings.Lines(long.out.String()) {
		assert.True(t, json.Valid([]byte(line)), line)
	}
	for _, args := range [][]string{{"--format", "xml"}, {"--json", "--format", "sarif"}, {"--format", ""}} {
		c := runCheck(t, append(args, "--repo", ".", "bad.md")...)
		assert.Equal(t, 2, c.code, args)
		assert.NotEmpty(t, c.errors.String())
	}
}
