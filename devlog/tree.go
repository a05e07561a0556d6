package devlog

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/codeworm/codeworm/internal/plainfile"
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
	root, err := plainfile.OpenRoot(dir)
	return tree{root}, err
}

func (t tree) close() { _ = t.root.Close() } // nothing was written through it that Close could lose

// Bounds of what is read of a devlog that others may write to, in bytes.
const (
	// maxFile is the size of a page or an index; the largest of ours are a few megabytes.
	maxFile = 32 << 20
	// maxMeta is how much at a page's end is looked at for its comment.
	maxMeta = 256 << 10
)

// read returns the file's content, nil when there is none.
func (t tree) read(at string) ([]byte, error) {
	content, err := plainfile.Read(t.root, at, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return content, err
}

// end returns what a page's comment stands in: the end of the file.
func (t tree) end(at string) ([]byte, error) { return plainfile.Tail(t.root, at, maxMeta, maxFile) }

// write puts the file there whole or not at all; nil content removes it.
func (t tree) write(at string, content []byte) error {
	if content == nil {
		return t.remove(at)
	}
	if err := plainfile.Folder(t.root, path.Dir(at), 0o755); err != nil {
		return err
	}
	if err := plainfile.Write(t.root, at, temporary, content, 0o644); err != nil {
		t.prune(path.Dir(at))
		return err
	}
	return nil
}

// clean removes the temporary file that a crash may have left.
func (t tree) clean() error { return plainfile.Clean(t.root, temporary) }

// remove removes the file, and the folders above it that it leaves empty. What is none of ours is not removed.
func (t tree) remove(at string) error {
	info, err := plainfile.Look(t.root, at)
	if err != nil {
		return err
	}
	if info != nil {
		if err := t.root.Remove(at); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	t.prune(path.Dir(at))
	return nil
}

// prune removes the folder, and those above it, as far as they are empty.
func (t tree) prune(dir string) {
	for dir != "." && t.root.Remove(dir) == nil { // it fails when the folder holds something
		dir = path.Dir(dir)
	}
}

// walk calls fn with the path of every file that may be a page or an index.
func (t tree) walk(fn func(at string) error) error {
	return fs.WalkDir(t.root.FS(), ".", func(at string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case at != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !d.Type().IsRegular() || !maybePage(at) && !maybeIndex(at):
			return nil
		}
		return fn(at)
	})
}
