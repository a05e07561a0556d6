package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// gitIn runs git in a folder with settings of its own.
func gitIn(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", append([]string{"-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// driftingRepo is a repository in which names went since the tag v1, and documents that still have them.
func driftingRepo(t *testing.T) {
	t.Helper()
	docsRepo(t, map[string]string{
		"app/daemon.py": asyncRun, "app/old.py": "def settle_refund(order):\n    return order\n\n\ndef keep_this():\n    return 1\n", ".github/notes.yml": "a: 1\n",
		"docs/a.md": "Call `settle_refund` in `app/old.py`, see `.github/notes.yml` and `their_name`.\n",
		"docs/b.md": "# Keep\n\nCall `keep_this`.\n\nLine.\n",
	})
	gitIn(t, ".", "init", "-q", "-b", "main")
	gitIn(t, ".", "add", ".")
	gitIn(t, ".", "commit", "-q", "-m", "Add all")
	gitIn(t, ".", "tag", "v1")
	require.NoError(t, os.Remove("app/old.py"))
	require.NoError(t, os.RemoveAll(".github"))
	writeFile(t, "app/new.py", "def keep_this():\n    return 1\n")
	gitIn(t, ".", "add", ".")
	gitIn(t, ".", "commit", "-q", "-m", "Move keep_this")
}

func TestCheckSince(t *testing.T) {
	driftingRepo(t)
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	c := runCheck(t, "--repo", ".", "--since", "v1", "docs")
	assert.Equal(t, 1, c.code, c.errors.String())
	var found []string
	for line := range strings.Lines(c.out.String()) {
		found = append(found, strings.Split(line, "`")[1])
	}
	assert.Equal(t, []string{"settle_refund", "app/old.py", ".github/notes.yml"}, found, c.out.String())
	assert.Contains(t, c.out.String(), "it was right before")
	left, err := os.ReadDir(temporary)
	require.NoError(t, err)
	assert.Empty(t, left)

	// Nothing went since now, whatever else is wrong.
	assert.Equal(t, 0, runCheck(t, "--repo", ".", "--since", "HEAD", "docs").code)
	// A folder of the repository is a repository as well.
	assert.Equal(t, 1, runCheck(t, "--repo", "app", "--since", "v1", "docs/a.md").code)
}

func TestCheckChanged(t *testing.T) {
	driftingRepo(t)
	c := runCheck(t, "--repo", ".", "--changed", "v1", "docs")
	assert.Equal(t, 0, c.code, c.out.String()+c.errors.String())
	assert.Contains(t, c.out.String(), "0 names, paths and lines in 0 files are right")

	writeFile(t, "docs/b.md", "# Keep\n\nCall `keep_this`.\n\nLine, and `no_such_name`.\n")
	writeFile(t, "docs/c.md", "# New\n\n`other_name`\n")
	require.NoError(t, os.Rename("docs/a.md", "docs/d.md"))
	c = runCheck(t, "--repo", ".", "--changed", "v1", "--strict", "--json", "docs")
	assert.Equal(t, 1, c.code)
	var found []string
	for _, l := range jsonLines[checkLine](t, c.out.String()) {
		found = append(found, filepath.ToSlash(l.File)+" "+l.Text)
	}
	assert.Equal(t, []string{"docs/b.md no_such_name", "docs/c.md other_name", "docs/d.md settle_refund", "docs/d.md app/old.py", "docs/d.md .github/notes.yml", "docs/d.md their_name"}, found)
	gitIn(t, ".", "add", ".")
	c = runCheck(t, "--repo", ".", "--changed", "v1", "--json", "docs")
	assert.NotContains(t, c.out.String(), "docs/d.md", "it was only moved")
}

func TestCheckRevisionsBadInput(t *testing.T) {
	driftingRepo(t)
	here, err := os.Getwd()
	require.NoError(t, err)
	clone, plain, fresh := filepath.Join(t.TempDir(), "clone"), t.TempDir(), t.TempDir()
	gitIn(t, ".", "clone", "-q", "--depth", "1", "file://"+here, clone)
	gitIn(t, fresh, "init", "-q")
	for _, dir := range []string{plain, fresh} {
		writeFile(t, filepath.Join(dir, "a.md"), "`x_y`\n")
	}
	for _, b := range []struct {
		repo, file, rev string
		says            string
	}{
		{".", "docs", "nope", `there is no commit "nope" in`},
		{".", "docs", "-x", "give a branch, a tag or a hash"},
		{clone, clone + "/docs", "v1", "git fetch --unshallow"},
		{plain, plain + "/a.md", "v1", "no git repository"},
		{fresh, fresh + "/a.md", "v1", "no commits yet"},
	} {
		for _, flag := range []string{"--since", "--changed"} {
			c := runCheck(t, "--repo", b.repo, flag+"="+b.rev, b.file)
			assert.Equal(t, 2, c.code, b)
			assert.Contains(t, c.errors.String(), flag+": ", b)
			assert.Contains(t, c.errors.String(), b.says, b)
		}
	}
	c := runCheck(t, "--repo", ".", "--changed", "v1", filepath.Join(plain, "a.md"))
	assert.Equal(t, 2, c.code)
	assert.Contains(t, c.errors.String(), "is not in the repository")
}
