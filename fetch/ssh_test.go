package fetch_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/fetch"
)

// fakeSSH puts a program of the name ssh first on the path that runs what it is asked for here, and notes with which arguments it was called.
func fakeSSH(t *testing.T) (calls string) {
	t.Helper()
	dir := t.TempDir()
	calls = filepath.Join(dir, "calls")
	script := "#!/bin/sh\necho \"$@\" >> '" + calls + "'\nfor last; do :; done\nexec sh -c \"$last\"\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "ssh"), []byte(script), 0o700))
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	return calls
}

// Over ssh nobody is asked for anything, a person's own way to call it stays, and what their settings put in the place of a URL holds.
func TestCloneOverSSH(t *testing.T) {
	o := newOrigin(t)
	calls := fakeSSH(t)
	called := func() string { text, _ := os.ReadFile(calls); _ = os.Remove(calls); return string(text) }
	commit := mustGit(t, o.work, "rev-parse", "HEAD")
	for _, url := range []string{"git@host.example:" + o.bare, "ssh://git@host.example" + o.bare} {
		c := newClone(t, fetch.CloneConfig{URL: url})
		require.NoError(t, c.Fetch(t.Context()))
		holds(t, c, commit, "a.py", "def three():\n    return 1\n")
		assert.Contains(t, called(), "-o BatchMode=yes")
	}
	t.Setenv("GIT_SSH_COMMAND", "ssh -o Mine=yes")
	c := newClone(t, fetch.CloneConfig{URL: "git@host.example:" + o.bare, Dir: filepath.Join(t.TempDir(), "own")})
	require.NoError(t, c.Fetch(t.Context()))
	said := called()
	assert.Contains(t, said, "Mine=yes")
	assert.NotContains(t, said, "BatchMode")
	t.Setenv("GIT_CONFIG_COUNT", "1")
	t.Setenv("GIT_CONFIG_KEY_0", "url.git@host.example:"+filepath.Dir(o.bare)+"/.insteadOf")
	t.Setenv("GIT_CONFIG_VALUE_0", "https://host.example/")
	c = newClone(t, fetch.CloneConfig{URL: "https://host.example/tool.git", Dir: filepath.Join(t.TempDir(), "instead")})
	require.NoError(t, c.Fetch(t.Context()))
	holds(t, c, commit, "a.py", "def three():\n    return 1\n")
}
