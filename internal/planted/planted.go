//go:build unix

package planted

import (
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Outside is what stands in the file that planted links lead to.
const Outside = "somebody's file\n"

// Thing is something that a stranger puts where a file is expected.
type Thing struct {
	Name string // what a person calls it
	Link bool   // it is a symbolic link
	// Put puts it at the path.
	Put func(t *testing.T, path string)
}

// Things are all that can be in a file's way. Links lead to outside, a folder with a file "file" that holds Outside.
func Things(outside string) []Thing {
	link := func(to string) func(*testing.T, string) {
		return func(t *testing.T, path string) { require.NoError(t, os.Symlink(to, path)) }
	}
	things := []Thing{
		{"a symbolic link", true, link(filepath.Join(outside, "file"))},
		{"a symbolic link", true, link(filepath.Join(outside, "new"))},
		{"a symbolic link", true, link(outside)},
		{"a symbolic link", true, link("/dev/zero")},
		{"a symbolic link", true, func(t *testing.T, path string) {
			inside := filepath.Join(filepath.Dir(path), "inside")
			require.NoError(t, os.WriteFile(inside, []byte(Outside), 0o600))
			require.NoError(t, os.Symlink("inside", path))
		}},
		{"a named pipe", false, func(t *testing.T, path string) { require.NoError(t, syscall.Mkfifo(path, 0o600)) }},
		{"a folder", false, func(t *testing.T, path string) {
			require.NoError(t, os.Mkdir(path, 0o755))
			require.NoError(t, os.WriteFile(filepath.Join(path, "kept"), nil, 0o600))
		}},
		{"a socket", false, func(t *testing.T, path string) {
			t.Chdir(filepath.Dir(path)) // a socket's path is short
			l, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", filepath.Base(path))
			require.NoError(t, err)
			t.Cleanup(func() { _ = l.Close() }) // the test removes it itself
		}},
	}
	if os.Geteuid() == 0 { // nobody else may make one
		things = append(things, Thing{"a device", false, func(t *testing.T, path string) {
			require.NoError(t, syscall.Mknod(path, syscall.S_IFCHR|0o600, 1<<8|5)) // /dev/zero on Linux
		}})
	}
	return things
}

// NewOutside makes the folder that planted links lead to, and returns a check that it is as it was.
func NewOutside(t *testing.T) (dir string, unchanged func()) {
	t.Helper()
	dir = t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "file"), []byte(Outside), 0o600))
	return dir, func() {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(dir, "file"))
		require.NoError(t, err)
		assert.Equal(t, Outside, string(text))
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		assert.Len(t, entries, 1, "nothing was made there")
	}
}

// Mode is what stands at the path, the link itself.
func Mode(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Lstat(path)
	require.NoError(t, err)
	return info.Mode()
}
