//go:build unix

package plainfile_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/plainfile"
	"github.com/codeworm/codeworm/internal/planted"
)

func newRoot(t *testing.T) (*os.Root, string) {
	dir := t.TempDir()
	root, err := plainfile.OpenRoot(dir)
	require.NoError(t, err)
	t.Cleanup(func() { _ = root.Close() })
	return root, dir
}

// soon fails the test when fn takes long: nothing planted is waited for.
func soon(t *testing.T, fn func()) {
	t.Helper()
	start := time.Now()
	fn()
	assert.Less(t, time.Since(start), 5*time.Second)
}

// What is planted where a file is expected is named, and stays as it is.
func TestPlanted(t *testing.T) {
	outside, unchanged := planted.NewOutside(t)
	for i, thing := range planted.Things(outside) {
		t.Run(fmt.Sprint(i, " ", thing.Name), func(t *testing.T) {
			root, dir := newRoot(t)
			require.NoError(t, os.Mkdir(filepath.Join(dir, "sub"), 0o755))
			at := filepath.Join(dir, "sub", "page.md")
			thing.Put(t, at)
			mode := planted.Mode(t, at)
			for name, call := range map[string]func() error{
				"Open":    func() error { _, err := plainfile.Open(root, "sub/page.md"); return err },
				"OpenOwn": func() error { _, err := plainfile.OpenOwn(root, "sub/page.md", 0o644); return err },
				"Read":    func() error { _, err := plainfile.Read(root, "sub/page.md", 1<<20); return err },
				"Tail":    func() error { _, err := plainfile.Tail(root, "sub/page.md", 1, 1<<20); return err },
				"Write":   func() error { return plainfile.Write(root, "sub/page.md", "tmp", []byte("x"), 0o644) },
			} {
				soon(t, func() {
					err := call()
					require.ErrorIs(t, err, plainfile.ErrNotPlain, name)
					assert.Contains(t, err.Error(), "sub/page.md is "+thing.Name, name)
				})
			}
			if thing.Name != "a folder" {
				soon(t, func() {
					for _, err := range []error{
						plainfile.Folder(root, "sub/page.md", 0o755),
						plainfile.Write(root, "sub/page.md/below.md", "tmp", []byte("x"), 0o644),
					} {
						require.ErrorIs(t, err, plainfile.ErrNotPlain)
					}
					_, err := plainfile.Read(root, "sub/page.md/file", 1<<20)
					require.ErrorIs(t, err, plainfile.ErrNotPlain, "a link on the way")
				})
			}
			assert.Equal(t, mode, planted.Mode(t, at))
			assert.NoFileExists(t, filepath.Join(dir, "tmp"))
			unchanged()
		})
	}
}

// What is planted at the temporary file's name goes, and what it leads to stays.
func TestPlantedTemporary(t *testing.T) {
	outside, unchanged := planted.NewOutside(t)
	for i, thing := range planted.Things(outside) {
		t.Run(fmt.Sprint(i, " ", thing.Name), func(t *testing.T) {
			root, dir := newRoot(t)
			thing.Put(t, filepath.Join(dir, "tmp"))
			soon(t, func() {
				err := plainfile.Write(root, "page.md", "tmp", []byte("x"), 0o644)
				if thing.Name == "a folder" {
					require.ErrorIs(t, err, plainfile.ErrNotPlain)
					assert.FileExists(t, filepath.Join(dir, "tmp", "kept"))
					return
				}
				require.NoError(t, err)
				text, err := plainfile.Read(root, "page.md", 1)
				require.NoError(t, err)
				assert.Equal(t, "x", string(text))
			})
			unchanged()
		})
	}
}

// A path that a person gives may be a link, but leads to a file.
func TestNamed(t *testing.T) {
	outside, unchanged := planted.NewOutside(t)
	for i, thing := range planted.Things(outside) {
		t.Run(fmt.Sprint(i, " ", thing.Name), func(t *testing.T) {
			at := filepath.Join(t.TempDir(), "named")
			thing.Put(t, at)
			soon(t, func() {
				text, err := plainfile.ReadNamed(at, 1<<20)
				if info, statErr := os.Stat(at); statErr != nil || info.Mode().IsRegular() {
					assert.Equal(t, statErr == nil, err == nil)
					assert.Equal(t, err == nil, string(text) == planted.Outside)
				} else {
					require.ErrorContains(t, err, at+" is ")
					assert.Contains(t, err.Error(), "not a regular file")
				}
				require.ErrorIs(t, plainfile.WriteNamed(at, []byte("x"), 0o600), plainfile.ErrNotPlain)
				if thing.Name != "a folder" && planted.Mode(t, at)&fs.ModeSymlink == 0 {
					_, err = plainfile.OpenRoot(at)
					require.ErrorIs(t, err, plainfile.ErrNotPlain)
				}
			})
			unchanged()
		})
	}
	file := filepath.Join(t.TempDir(), "new.json")
	require.NoError(t, plainfile.WriteNamed(file, []byte("x"), 0o600))
	require.NoError(t, os.Chmod(file, 0o640))
	require.NoError(t, plainfile.WriteNamed(file, []byte("longer"), 0o600))
	text, err := plainfile.ReadNamed(file, 6)
	require.NoError(t, err)
	assert.Equal(t, "longer", string(text))
	assert.Equal(t, fs.FileMode(0o640), planted.Mode(t, file))
	_, err = plainfile.ReadNamed(file, 5)
	require.ErrorIs(t, err, plainfile.ErrTooLarge)
}

// Writing takes the place of one name of a file; its other names keep the text.
func TestHardLink(t *testing.T) {
	root, dir := newRoot(t)
	outside, unchanged := planted.NewOutside(t)
	require.NoError(t, os.Link(filepath.Join(outside, "file"), filepath.Join(dir, "page.md")))
	require.NoError(t, plainfile.Write(root, "page.md", "tmp", []byte("x"), 0o644))
	unchanged()
}

// Of a large file, only the end is read, or nothing: both files here are holes, larger than memory.
func TestLargeFiles(t *testing.T) {
	root, dir := newRoot(t)
	large := filepath.Join(dir, "large.md")
	require.NoError(t, os.WriteFile(large, nil, 0o600))
	require.NoError(t, os.Truncate(large, 1<<40))
	_, err := plainfile.Read(root, "large.md", 1<<20)
	require.ErrorIs(t, err, plainfile.ErrTooLarge)
	assert.Contains(t, err.Error(), "large.md has 1099511627776 bytes, more than 1048576")
	_, err = plainfile.Tail(root, "large.md", 16, 1<<20)
	require.ErrorIs(t, err, plainfile.ErrTooLarge)
	end, err := plainfile.Tail(root, "large.md", 16, 1<<41)
	require.NoError(t, err)
	assert.Len(t, end, 16)
}

func TestFilesOfOnesOwn(t *testing.T) {
	root, dir := newRoot(t)
	f, err := plainfile.OpenOwn(root, "lock", 0o644)
	require.NoError(t, err)
	defer f.Close()
	assert.True(t, plainfile.Holds(root, "lock", f))
	require.NoError(t, os.Remove(filepath.Join(dir, "lock")))
	assert.False(t, plainfile.Holds(root, "lock", f))
	again, err := plainfile.OpenOwn(root, "lock", 0o644)
	require.NoError(t, err)
	defer again.Close()
	assert.False(t, plainfile.Holds(root, "lock", f), "it is another file")
	_, err = plainfile.Open(root, "missing")
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = plainfile.Open(root, "../"+filepath.Base(dir)+"/lock")
	require.Error(t, err, "outside of the root")
}

func TestCopyNamed(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "from"), filepath.Join(dir, "to")
	require.NoError(t, os.WriteFile(from, []byte("text"), 0o644))
	require.NoError(t, plainfile.CopyNamed(to, from))
	text, err := os.ReadFile(to)
	require.NoError(t, err)
	assert.Equal(t, "text", string(text))
	info, err := os.Stat(to)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
	require.ErrorIs(t, plainfile.CopyNamed(to, from), fs.ErrExist, "it takes nobody's place")
	require.ErrorIs(t, plainfile.CopyNamed(filepath.Join(dir, "new"), filepath.Join(dir, "none")), fs.ErrNotExist)
	require.Error(t, plainfile.CopyNamed(filepath.Join(dir, "new"), dir), "a folder is no file")
}
