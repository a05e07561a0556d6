//go:build unix

package filelock_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/filelock"
)

// A lock is one holder's until the file is closed.
func TestTry(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	first, err := os.Create(name)
	require.NoError(t, err)
	second, err := os.Open(name)
	require.NoError(t, err)
	defer second.Close()
	for _, c := range []struct {
		f    *os.File
		held bool
	}{{first, true}, {first, true}, {second, false}} {
		held, err := filelock.Try(c.f)
		require.NoError(t, err)
		assert.Equal(t, c.held, held)
	}
	require.NoError(t, first.Close())
	held, err := filelock.Try(second)
	require.NoError(t, err)
	assert.True(t, held)
}
