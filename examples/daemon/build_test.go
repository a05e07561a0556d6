package main

import (
	"crypto/sha256"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The program is the same byte by byte wherever it is built, and says which commit it is of.
func TestBuildsAreTheSame(t *testing.T) {
	top := filepath.Join("..", "..")
	run := func(dir, name string, args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=", "GIT_CONFIG_GLOBAL="+os.DevNull)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s %v: %s", name, args, out)
		return string(out)
	}
	if _, err := os.Stat(filepath.Join(top, ".git")); err != nil {
		t.Skip("needs real part: a checkout of the repository")
	}
	var sums [2][sha256.Size]byte
	var built string
	for i := range sums {
		dir := filepath.Join(t.TempDir(), strings.Repeat("folder", i+1))
		run(top, "git", "clone", "--quiet", "--no-hardlinks", ".", dir)
		built = filepath.Join(dir, "codeworm")
		run(dir, "go", "build", "-trimpath", "-buildvcs=true", "-o", built, "./examples/daemon")
		text, err := os.ReadFile(built)
		require.NoError(t, err)
		sums[i] = sha256.Sum256(text)
		assert.NotContains(t, string(text), dir, "where it was built")
	}
	assert.Equal(t, sums[0], sums[1])
	head := strings.TrimSpace(run(top, "git", "rev-parse", "HEAD"))
	version := run(top, built, "version")
	assert.Contains(t, version, head)
	assert.NotContains(t, version, "not committed")
}
