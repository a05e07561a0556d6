package plainfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// OpenNamed opens the regular file that a path leads to, through links if need be. Anything else is an error at once.
func OpenNamed(path string) (*os.File, error) {
	for attempt := 1; ; attempt++ {
		f, err := openNamed(path)
		if attempt == attempts || !errors.Is(err, errReplaced) {
			return f, err
		}
	}
}

func openNamed(path string) (*os.File, error) {
	info, err := os.Stat(path) // opening a device may do something
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, notAFile(path, info)
	}
	f, err := os.OpenFile(path, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, err
	}
	return same(f, path, info)
}

// notAFile says what a path is that should be a file's.
func notAFile(path string, info fs.FileInfo) error {
	return fmt.Errorf("%s is %s, not a regular file: %w", path, Kind(info.Mode()), errNotRegular)
}

// errNotRegular reads on as a next step: the paths are a person's to choose.
var errNotRegular = errors.New("copy what it gives into a file and name that")

// ReadNamed returns the content of the regular file that a path leads to. The error is ErrTooLarge when it has more than limit bytes.
func ReadNamed(path string, limit int64) ([]byte, error) {
	f, err := OpenNamed(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readAll(f, path, limit)
}

// Head returns the first bytes, at most limit, of the regular file at a path, which is no link.
func Head(path string, limit int64) ([]byte, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, notAFile(path, info)
	}
	f, err := OpenNamed(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit))
}

// CopyNamed copies the regular file that a path leads to into a new file, which only this user may read.
func CopyNamed(to, from string) error {
	in, err := OpenNamed(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// WriteNamed puts a file at the path, whole or not at all. A link there is an error: the path may lie in a repository that
// others write to.
func WriteNamed(path string, content []byte, perm fs.FileMode) error {
	dir, name := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	root, err := OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close() //nolint:errcheck // closing a folder loses nothing
	if info, err := root.Lstat(name); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is %s, which is left as it is: %w", path, Kind(info.Mode()), ErrNotPlain)
	} else if err == nil {
		perm = info.Mode().Perm()
	}
	return Write(root, name, name+".codeworm.tmp", content, perm)
}

// DirFS is os.DirFS of a folder whose entries are read as by ReadNamed.
func DirFS(dir string, limit int64) fs.FS { return dirFS{os.DirFS(dir), dir, limit} }

type dirFS struct {
	fs.FS
	dir   string
	limit int64
}

// Open opens a folder, or a regular file.
func (d dirFS) Open(name string) (fs.File, error) {
	info, err := fs.Stat(d.FS, name)
	if err == nil && info.IsDir() {
		return d.FS.Open(name)
	}
	return OpenNamed(filepath.Join(d.dir, filepath.FromSlash(name)))
}

// ReadFile implements fs.ReadFileFS.
func (d dirFS) ReadFile(name string) ([]byte, error) {
	return ReadNamed(filepath.Join(d.dir, filepath.FromSlash(name)), d.limit)
}
