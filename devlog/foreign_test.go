package devlog

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A folder becomes a devlog only when nobody else has anything in it.
func TestGitTakesNoFoldersOfOthers(t *testing.T) {
	isolate(t)
	around := func(t *testing.T, ignore string) string {
		dir := t.TempDir()
		mustGit(t, dir, "init", "--quiet")
		write(t, dir, ".gitignore", ignore)
		write(t, dir, "pages/code.go", "package pages\n")
		mustGit(t, dir, "add", "--all")
		return filepath.Join(dir, "pages")
	}
	for name, c := range map[string]struct {
		lay   func(t *testing.T) string
		holds string // what the refusal names; "" when it is taken
	}{
		"not there":        {func(t *testing.T) string { return filepath.Join(t.TempDir(), "a", "b") }, ""},
		"empty":            {func(t *testing.T) string { return t.TempDir() }, ""},
		"somebody's files": {func(t *testing.T) string { dir := t.TempDir(); write(t, dir, "photo.jpg", "x"); return dir }, "photo.jpg"},
		"somebody's README": {func(t *testing.T) string {
			dir := t.TempDir()
			write(t, dir, "README.md", "# Mine\n")
			return dir
		}, "README.md"},
		"a folder of pages without git": {func(t *testing.T) string {
			dir := t.TempDir()
			f, err := NewFolder(dir)
			require.NoError(t, err)
			require.NoError(t, f.Prepare(t.Context()))
			return dir
		}, ""},
		"part of a repository":                        {func(t *testing.T) string { return around(t, "*.o\n") }, "code.go"},
		"part of one that ignores pages":              {func(t *testing.T) string { return around(t, "/pages/README.md\n/pages/*/\n") }, ""},
		"part of one that ignores all, tracking none": {func(t *testing.T) string { return around(t, "/pages/\n") }, "code.go"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := c.lay(t)
			g := newGitAt(t, dir)
			checked := g.Check(t.Context())
			if c.holds == "" {
				require.NoError(t, checked)
				require.NoError(t, g.Prepare(t.Context()))
				publish(t, g, 0, "f1")
				require.NoError(t, newGitAt(t, dir).Check(t.Context()), "and is known again")
				return
			}
			require.ErrorIs(t, checked, ErrUnready)
			assert.Equal(t, checked, g.Prepare(t.Context()))
			for _, say := range []string{dir, c.holds, "an empty folder", "git init " + dir} {
				assert.ErrorContains(t, checked, say)
			}
			assert.NoDirExists(t, filepath.Join(dir, ".git"))
			mustGit(t, dir, "init", "--quiet")
			require.NoError(t, g.Prepare(t.Context()), "after what it says to do")
			assert.FileExists(t, filepath.Join(dir, c.holds))
		})
	}
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.ErrorIs(t, newGitAt(t, file).Check(t.Context()), ErrUnready)
}
