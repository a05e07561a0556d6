package devlog

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestGitWithOtherLineEnds has git check files out with the line ends of Windows.
func TestGitWithOtherLineEnds(t *testing.T) {
	for _, setting := range []string{"true", "input", "false"} {
		t.Run(setting, func(t *testing.T) {
			g := prepared(t)
			dir := g.config.Dir
			mustGit(t, dir, "config", "core.autocrlf", setting)
			names := []string{"README.md", "demo/README.md", testKeys[0].PagePath()}
			publish(t, g, 0, "f1")
			for _, name := range names {
				require.NoError(t, os.Remove(filepath.Join(dir, filepath.FromSlash(name))))
			}
			mustGit(t, dir, "checkout", "--quiet", ".")
			for i, fingerprint := range []string{"f2", "f3"} {
				publish(t, newGitAt(t, dir), i, fingerprint)
				assert.Empty(t, mustGit(t, dir, "status", "--porcelain"))
			}
			index := readText(t, dir, "README.md")
			if ends := strings.Count(index, "\r\n"); setting == "true" {
				assert.Equal(t, strings.Count(index, "\n"), ends)
			} else {
				assert.Zero(t, ends)
			}
			assert.NotContains(t, mustGit(t, dir, "show", "HEAD:README.md"), "\r")
		})
	}
}

// TestGitInASparseCheckout has a person check out a part of the devlog.
func TestGitInASparseCheckout(t *testing.T) {
	g := prepared(t)
	dir := g.config.Dir
	publish(t, g, 0, "f1")
	publish(t, g, 10, "f1")
	mustGit(t, dir, "update-index", "-q", "--refresh")
	mustGit(t, dir, "sparse-checkout", "set", "--no-cone", "/demo/")
	require.NoFileExists(t, filepath.Join(dir, "README.md"))
	for _, i := range []int{0, 10, 1, 11} {
		publish(t, g, i, "f2")
		assert.Empty(t, mustGit(t, dir, "status", "--porcelain"))
	}
	assert.NoFileExists(t, filepath.Join(dir, "README.md"), "it stays away")
	assert.Contains(t, mustGit(t, dir, "show", "HEAD:README.md"), "| 2 |")
	mustGit(t, dir, "sparse-checkout", "disable")
	assert.Equal(t, mustGit(t, dir, "show", "HEAD:README.md")+"\n", readText(t, dir, "README.md"))
	assert.Empty(t, mustGit(t, dir, "status", "--porcelain"))
}
