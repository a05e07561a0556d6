package git

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// maxExported is the size in bytes above which the content of a file is not written: nobody reads it.
const maxExported = 1 << 20

// Export writes the plain files below dir, as they were at a revision, to a folder, which has to be empty. It reads the
// objects alone: no work tree is touched, no hook and no filter runs, nothing is fetched. Of files over 1 MiB only
// their size is true. Symbolic links and submodules are left out.
func Export(ctx context.Context, dir, rev, to string) error {
	entries, err := treeBelow(ctx, dir, rev)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(to)
	if err != nil {
		return err
	}
	defer root.Close() //nolint:errcheck // closing a folder loses nothing
	var small []sizedEntry
	var hashes []string
	for _, e := range entries {
		switch {
		case !e.Regular():
		case e.size > maxExported:
			if err := writeExported(root, e.Path, nil, e.size); err != nil {
				return err
			}
		default:
			small, hashes = append(small, e), append(hashes, e.Hash)
		}
	}
	return blobs(ctx, Command{Dir: dir, Env: offline}, hashes, func(i int, content []byte) error {
		if content == nil {
			return fmt.Errorf("git in %s: %s at %s: %w", dir, small[i].Path, rev, ErrPartial)
		}
		return writeExported(root, small[i].Path, content, int64(len(content)))
	})
}

// writeExported writes a file of a size below the root; what comes after the content are holes.
func writeExported(root *os.Root, name string, content []byte, size int64) error {
	name = filepath.FromSlash(name)
	if err := root.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := root.Create(name)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Truncate(size)
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

// sizedEntry is a file of a tree with its size in bytes.
type sizedEntry struct {
	Entry
	size int64
}

// treeBelow returns the files below dir at a revision, with paths relative to dir. What no file system would take as a path is
// left out.
func treeBelow(ctx context.Context, dir, rev string) ([]sizedEntry, error) {
	if err := checkRevision(dir, rev); err != nil {
		return nil, err
	}
	out, err := Source(ctx, dir, "ls-tree", "-r", "-z", "-l", rev)
	if err != nil {
		return nil, err
	}
	var entries []sizedEntry
	for _, line := range splitNUL(out) {
		meta, name, found := strings.Cut(line, "\t")
		fields := strings.Fields(meta) // mode, type, hash, size; "-" for what has none
		if !found || len(fields) != 4 {
			return nil, fmt.Errorf("git ls-tree in %s: cannot read the entry %q", dir, line)
		}
		if path.Clean(name) != name || !filepath.IsLocal(filepath.FromSlash(name)) {
			continue
		}
		size, _ := strconv.ParseInt(fields[3], 10, 64) // 0 for what has none
		entries = append(entries, sizedEntry{Entry{Mode: fields[0], Hash: fields[2], Path: name}, size})
	}
	return entries, nil
}
