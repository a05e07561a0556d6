package plainfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Why a file is not touched.
var (
	// ErrNotPlain says that something else than a file or a folder is in the way.
	ErrNotPlain = errors.New("in the way")
	// ErrTooLarge says that a file is larger than what it is read for can be.
	ErrTooLarge = errors.New("too large")
	// errReplaced says that the file was another one a moment ago.
	errReplaced = errors.New("it was replaced while it was opened")
)

// Kind is what a person calls such a file.
func Kind(mode fs.FileMode) string {
	switch {
	case mode.IsRegular():
		return "a file"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "a special file"
}

func notPlain(name string, info fs.FileInfo) error {
	return fmt.Errorf("%s is %s: %w", name, Kind(info.Mode()), ErrNotPlain)
}

func tooLarge(name string, size, limit int64) error {
	return fmt.Errorf("%s has %d bytes, more than %d: %w", name, size, limit, ErrTooLarge)
}

// OpenRoot is os.OpenRoot of a path that a person gave, without waiting for a pipe that stands there.
func OpenRoot(dir string) (*os.Root, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, notPlain(dir, info)
	}
	return os.OpenRoot(dir)
}

// Parents refuses a name with something on its way that is not a folder. A folder that is not there yet is fine.
func Parents(root *os.Root, name string) error {
	for i, c := range name {
		if c != '/' {
			continue
		}
		info, err := root.Lstat(name[:i])
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case !info.IsDir():
			return notPlain(name[:i], info)
		}
	}
	return nil
}

// Look returns what the name is: a regular file, or nil when there is nothing. All else is ErrNotPlain.
func Look(root *os.Root, name string) (fs.FileInfo, error) {
	if err := Parents(root, name); err != nil {
		return nil, err
	}
	info, err := root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, notPlain(name, info)
	}
	return info, nil
}

// Open opens a regular file for reading. The error is fs.ErrNotExist when there is none.
func Open(root *os.Root, name string) (*os.File, error) { return open(root, name, os.O_RDONLY) }

// attempts is how often a file is opened that others replace all the time, as editors do when they save.
const attempts = 10

// open opens a regular file that is there. What takes its place meanwhile is not waited for, and not returned.
func open(root *os.Root, name string, flag int) (*os.File, error) {
	for attempt := 1; ; attempt++ {
		f, err := openOnce(root, name, flag)
		if attempt == attempts || !errors.Is(err, errReplaced) {
			return f, err
		}
	}
}

func openOnce(root *os.Root, name string, flag int) (*os.File, error) {
	info, err := Look(root, name)
	if err != nil {
		return nil, err
	}
	if info == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	f, err := root.OpenFile(name, flag|openFlags, 0)
	if err != nil {
		return nil, err
	}
	return same(f, name, info)
}

// same returns the file if it is the one that was looked at.
func same(f *os.File, name string, looked fs.FileInfo) (*os.File, error) {
	info, err := f.Stat()
	if err == nil && !os.SameFile(info, looked) {
		err = fmt.Errorf("%s: %w", name, errReplaced)
	}
	if err != nil {
		_ = f.Close() // nothing was written
		return nil, err
	}
	return f, nil
}

// OpenOwn opens a regular file for reading and writing, and makes it when there is none.
func OpenOwn(root *os.Root, name string, perm fs.FileMode) (*os.File, error) {
	for attempt := 1; ; attempt++ {
		f, err := open(root, name, os.O_RDWR)
		if errors.Is(err, fs.ErrNotExist) {
			// O_EXCL makes a file or fails: it follows nothing that was put there meanwhile.
			f, err = root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL|openFlags, perm)
		}
		if attempt == attempts || !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
}

// Holds reports whether the name is still the open file.
func Holds(root *os.Root, name string, f *os.File) bool {
	now, err := root.Lstat(name)
	if err != nil {
		return false
	}
	info, err := f.Stat()
	return err == nil && os.SameFile(info, now)
}

// Read returns the content of a regular file. The error is fs.ErrNotExist when there is none and ErrTooLarge when it has
// more than limit bytes.
func Read(root *os.Root, name string, limit int64) ([]byte, error) {
	f, err := Open(root, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readAll(f, name, limit)
}

// Tail returns the last bytes of a regular file, at most n of them; the error is ErrTooLarge when it has more than limit in all.
func Tail(root *os.Root, name string, n, limit int64) ([]byte, error) {
	f, err := Open(root, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > limit {
		return nil, tooLarge(name, info.Size(), limit)
	}
	return io.ReadAll(io.NewSectionReader(f, max(0, info.Size()-n), n))
}

// readAll reads an open regular file.
func readAll(f *os.File, name string, limit int64) ([]byte, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > limit {
		return nil, tooLarge(name, info.Size(), limit)
	}
	text := make([]byte, 0, info.Size()+1) // so that the end is found without growing
	for {
		n, err := f.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		switch {
		case errors.Is(err, io.EOF):
			return text, nil
		case err != nil:
			return nil, err
		case int64(len(text)) > limit: // it grows
			return nil, tooLarge(name, int64(len(text)), limit)
		case len(text) == cap(text):
			text = append(text, 0)[:len(text)]
		}
	}
}

// Write puts a regular file there whole or not at all, by way of a temporary file beside the root's others. Whoever calls it is
// alone in using that name.
func Write(root *os.Root, name, temporary string, content []byte, perm fs.FileMode) error {
	if _, err := Look(root, name); err != nil {
		return err
	}
	if err := Clean(root, temporary); err != nil { // it may be anything, a link to elsewhere included
		return err
	}
	f, err := root.OpenFile(temporary, os.O_CREATE|os.O_EXCL|os.O_WRONLY|openFlags, perm)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = root.Rename(temporary, name)
	}
	if err != nil {
		return errors.Join(err, Clean(root, temporary))
	}
	return nil
}

// Clean removes the temporary file that a crash may have left: the link itself, where it is one. A folder is left alone.
func Clean(root *os.Root, temporary string) error {
	info, err := root.Lstat(temporary)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return notPlain(temporary, info)
	}
	if err := root.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Folder makes the folder, and those above it, as far as they are missing.
func Folder(root *os.Root, name string, perm fs.FileMode) error {
	if err := Parents(root, name+"/"); err != nil {
		return err
	}
	return root.MkdirAll(name, perm)
}
