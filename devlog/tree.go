package devlog

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

// tree is the devlog's folder. Its paths are slash-separated and stay inside:
// os.Root refuses the rest, and a symbolic link on the way, even one that stays
// inside, could lead into git's own folder.
type tree struct {
	root *os.Root
}

// temporary is where a file is written before it takes its name. The lock that
// every writer holds makes one enough, and one is all that a crash can leave.
const temporary = ".codeworm.tmp"

func openTree(dir string) (tree, error) {
	root, err := os.OpenRoot(dir)
	return tree{root}, err
}

func (t tree) close() { _ = t.root.Close() } // nothing was written through it that Close could lose

// errNotPlain says that something else than a file or a folder is in the way.
var errNotPlain = errors.New("in the way")

// parents refuses a path with something on its way that is not a folder.
func (t tree) parents(at string) error {
	for i, c := range at {
		if c != '/' {
			continue
		}
		info, err := t.root.Lstat(at[:i])
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case !info.IsDir():
			return fmt.Errorf("%s is %s: %w", at[:i], kindOf(info), errNotPlain)
		}
	}
	return nil
}

func kindOf(info fs.FileInfo) string {
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return "a file"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode.IsDir():
		return "a folder"
	}
	return "a special file"
}

// read returns the file's content, nil when there is none.
func (t tree) read(at string) ([]byte, error) {
	if err := t.parents(at); err != nil {
		return nil, err
	}
	info, err := t.root.Lstat(at)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is %s: %w", at, kindOf(info), errNotPlain)
	}
	content, err := t.root.ReadFile(at)
	if content == nil && err == nil {
		content = []byte{}
	}
	return content, err
}

// write puts the file there whole or not at all; nil content removes it.
func (t tree) write(at string, content []byte) error {
	if err := t.parents(at); err != nil {
		return err
	}
	if content == nil {
		return t.remove(at)
	}
	if err := t.writeTemporary(content); err != nil {
		return errors.Join(err, t.clean())
	}
	if err := t.root.MkdirAll(path.Dir(at), 0o755); err != nil {
		return errors.Join(err, t.clean())
	}
	if err := t.root.Rename(temporary, at); err != nil {
		return errors.Join(err, t.clean())
	}
	return nil
}

func (t tree) writeTemporary(content []byte) error {
	if err := t.clean(); err != nil { // it may be anything, a link to elsewhere included
		return err
	}
	f, err := t.root.OpenFile(temporary, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// clean removes the temporary file that a crash may have left.
func (t tree) clean() error {
	if err := t.root.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// remove removes the file, and the folders above it that it leaves empty.
func (t tree) remove(at string) error {
	if err := t.root.Remove(at); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	dir := path.Dir(at)
	for dir != "." && t.root.Remove(dir) == nil { // it fails when the folder holds something
		dir = path.Dir(dir)
	}
	return nil
}

// walk calls fn with every file that may be a page.
func (t tree) walk(fn func(at string, content []byte) error) error {
	return fs.WalkDir(t.root.FS(), ".", func(at string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case at != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !d.Type().IsRegular() || !maybePage(at):
			return nil
		}
		content, err := t.root.ReadFile(at)
		if err != nil {
			return err
		}
		return fn(at, content)
	})
}
