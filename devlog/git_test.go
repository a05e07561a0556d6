package devlog

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/internal/git"
)

// isolate keeps the user's and the machine's configuration of git out of the test.
func isolate(t *testing.T) {
	t.Helper()
	config := filepath.Join(t.TempDir(), "gitconfig")
	require.NoError(t, os.WriteFile(config, []byte("[user]\n\tname = Ada\n\temail = ada@example.org\n[gc]\n\tauto = 0\n"), 0o600))
	t.Setenv("GIT_CONFIG_GLOBAL", config)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
}

// newGit returns a sink in a folder of its own, prepared unless the folder is given.
func newGit(t *testing.T, edits ...func(*GitConfig)) *Git {
	t.Helper()
	isolate(t)
	config := GitConfig{Dir: filepath.Join(t.TempDir(), "devlog")}
	for _, edit := range edits {
		edit(&config)
	}
	g, err := NewGit(config)
	require.NoError(t, err)
	return g
}

func prepared(t *testing.T, edits ...func(*GitConfig)) *Git {
	t.Helper()
	g := newGit(t, edits...)
	require.NoError(t, g.Prepare(t.Context()))
	return g
}

func mustGit(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := git.Run(t.Context(), dir, args...)
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

func TestGit(t *testing.T) {
	codewormtest.TestDevlogSink(t, func(t *testing.T) codeworm.DevlogSink { return newGit(t) })
}
