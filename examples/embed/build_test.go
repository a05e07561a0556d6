package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A program is the same byte by byte wherever it is built, and knows which commit it is of. This one has a grammar in C as the
// daemon has, and takes a tenth of the time.
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
		built = filepath.Join(dir, "embed")
		run(dir, "go", "build", "-trimpath", "-buildvcs=true", "-o", built, "./examples/embed")
		text, err := os.ReadFile(built)
		require.NoError(t, err)
		sums[i] = sha256.Sum256(text)
		assert.NotContains(t, string(text), dir, "where it was built")
	}
	assert.Equal(t, sums[0], sums[1])
	head := strings.TrimSpace(run(top, "git", "rev-parse", "HEAD"))
	info, err := buildinfo.ReadFile(built)
	require.NoError(t, err)
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	assert.Equal(t, head, settings["vcs.revision"])
	assert.Equal(t, "false", settings["vcs.modified"])
}
