package devlog

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// Folder is a sink that is a plain folder.
type Folder struct {
	dir   string
	turns turns
	// The pages as of that generation of the lock file; guarded by turns.
	pages      *pages
	generation string
	is         fs.FileInfo // the folder, by which another one in its place is noticed
	losses     int         // how often that happened
}

var (
	_ codeworm.DevlogSink    = (*Folder)(nil)
	_ codeworm.SinkPreparer  = (*Folder)(nil)
	_ codeworm.PageFinder    = (*Folder)(nil)
	_ codeworm.PageLister    = (*Folder)(nil)
	_ codeworm.PageRetirer   = (*Folder)(nil)
	_ codeworm.PageLinker    = (*Folder)(nil)
	_ codeworm.SinkDescriber = (*Folder)(nil)
)

// folderLock is the file that processes lock while they write. It holds a
// number that grows with every change, so that each knows when to look again.
const folderLock = ".codeworm.lock"

// NewFolder returns the sink of that folder. Nothing is created before Prepare
// or the first page.
func NewFolder(dir string) (*Folder, error) {
	abs, err := absolute(dir)
	if err != nil {
		return nil, err
	}
	return &Folder{dir: abs, turns: newTurns()}, nil
}

// absolute is the folder's absolute path.
func absolute(dir string) (string, error) {
	if dir == "" {
		return "", errors.New("devlog: no folder is given")
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("devlog %s: %w", dir, err)
	}
	return abs, nil
}

// Describe implements codeworm.SinkDescriber.
func (f *Folder) Describe() string { return "folder " + f.dir }

// Prepare creates the folder and brings its indexes up to date. It implements
// codeworm.SinkPreparer.
func (f *Folder) Prepare(ctx context.Context) error {
	return f.change(ctx, func(t tree) (bool, error) {
		if err := f.load(t); err != nil {
			return false, err
		}
		changed, err := f.writeIndexes(ctx, t)
		return len(changed) > 0, err
	})
}

// Publish implements codeworm.DevlogSink.
func (f *Folder) Publish(ctx context.Context, p page.Page) (codeworm.Publication, error) {
	pub := f.publication(p.Path)
	if err := check(f.dir, p); err != nil {
		return codeworm.Publication{}, err
	}
	err := f.change(ctx, func(t tree) (bool, error) {
		before, err := t.read(p.Path)
		if err != nil {
			return false, err
		}
		if meta, ok := metaOf(p.Path, before); ok && meta.Key == p.Key && !p.Replaces(meta) {
			pub.Unchanged = true
			return false, nil
		}
		text, err := f.keepEdits(t, p.Path, before, f.pages.trueLinks(p.Path, p.Markdown, nil))
		if err != nil {
			return false, err
		}
		return true, f.replace(ctx, t, p.Path, before, text)
	})
	if err != nil {
		return codeworm.Publication{}, err
	}
	return pub, nil
}

// Find implements codeworm.PageFinder.
func (f *Folder) Find(ctx context.Context, key page.Key) (*page.Meta, *codeworm.Publication, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	t, err := openTree(f.dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil, nil
	} else if err != nil {
		return nil, nil, f.failed(err)
	}
	defer t.close()
	at := key.PagePath()
	content, err := t.read(at)
	if err != nil {
		return nil, nil, f.failed(err)
	}
	meta, ok := metaOf(at, content)
	if !ok || meta.Key != key {
		return nil, nil, nil
	}
	pub := f.publication(at)
	return &meta, &pub, nil
}

// Keys implements codeworm.PageLister.
func (f *Folder) Keys(ctx context.Context) ([]page.Key, error) {
	if _, err := os.Stat(f.dir); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	var keys []page.Key
	err := f.change(ctx, func(t tree) (bool, error) {
		var err error
		keys, err = f.pages.keys(ctx, t.metas)
		return false, err
	})
	return keys, err
}

// Retire implements codeworm.PageRetirer.
func (f *Folder) Retire(ctx context.Context, key page.Key) (codeworm.Publication, error) {
	pub := f.publication(key.PagePath())
	err := f.change(ctx, func(t tree) (bool, error) {
		before, err := t.read(pub.Path)
		if err != nil {
			return false, err
		}
		if meta, ok := metaOf(pub.Path, before); !ok || meta.Key != key {
			pub.Unchanged = true
			return false, nil
		}
		if page.Edited(before) {
			if _, err := f.saveEdited(t, pub.Path, before); err != nil {
				return false, err
			}
		}
		if err := f.unlink(t, pub.Path); err != nil {
			return false, err
		}
		return true, f.replace(ctx, t, pub.Path, before, nil)
	})
	if err != nil {
		return codeworm.Publication{}, err
	}
	return pub, nil
}

func (f *Folder) publication(at string) codeworm.Publication {
	return codeworm.Publication{Path: at, Location: filepath.Join(f.dir, filepath.FromSlash(at))}
}

// change runs fn alone among all processes. fn says whether it changed
// something. Once fn runs, a cancelled ctx does not end it: it takes no time.
func (f *Folder) change(ctx context.Context, fn func(t tree) (changed bool, err error)) error {
	if err := f.turns.take(ctx); err != nil {
		return err
	}
	defer f.turns.give()
	if err := os.MkdirAll(f.dir, 0o755); err != nil {
		return f.failed(err)
	}
	t, err := openTree(f.dir)
	if err != nil {
		return f.failed(err)
	}
	defer t.close()
	lock, err := lockFile(ctx, t.root, folderLock)
	if err != nil {
		return f.failed(err)
	}
	defer func() { _ = lock.Close() }() // releases it; the number was written before
	number, err := readLock(lock)
	if err != nil {
		return f.failed(err)
	}
	if f.pages == nil || number != f.generation {
		if err := f.load(t); err != nil {
			return f.failed(err)
		}
		f.generation = number
	}
	changed, err := fn(t)
	if err != nil {
		f.pages = nil // it may be wrong now: read it again next time
		return f.failed(err)
	}
	if changed {
		f.generation, err = advance(lock, number)
	}
	return f.failed(err)
}

// advance writes the next number into the lock's file.
func advance(lock *os.File, number string) (string, error) {
	n, _ := strconv.Atoi(strings.TrimSpace(number)) // nothing counts as 0, and so do several numbers
	next := strconv.Itoa(n+1) + "\n"
	if _, err := lock.WriteAt([]byte(next), 0); err != nil {
		return "", err
	}
	return next, nil
}

// load reads which pages and indexes are there.
func (f *Folder) load(t tree) error {
	if err := t.clean(); err != nil {
		return err
	}
	var paths []string
	err := t.walk(func(at string) error {
		paths = append(paths, at)
		return nil
	})
	if err != nil {
		return err
	}
	p := newPages(paths)
	for _, at := range p.checkIndexes() {
		p.dirty[at] = true
	}
	unfinished, err := t.read(folderNote)
	if err != nil && !errors.Is(err, errNotPlain) { // which is not ours
		return err
	}
	if at := string(unfinished); maybePage(at) {
		p.touch(at)
	}
	top, err := t.read(readme)
	if err != nil {
		return err
	}
	p.readTop(top)
	f.pages = p
	return nil
}

// folderNote is the file that holds the path of the page that is just being written, together with its indexes.
const folderNote = ".codeworm.page"

// replace writes the page and the indexes, or puts back what was there.
func (f *Folder) replace(ctx context.Context, t tree, at string, before, after []byte) error {
	if err := t.write(folderNote, []byte(at)); err != nil {
		return err
	}
	if err := t.write(at, after); err != nil {
		return err
	}
	if after == nil {
		f.pages.remove(at)
	} else {
		f.pages.put(at)
	}
	written, err := f.writeIndexes(ctx, t)
	if err == nil {
		return t.write(folderNote, nil)
	}
	for name, content := range written {
		err = errors.Join(err, t.write(name, content))
	}
	return errors.Join(err, t.write(at, before))
}

// writeIndexes writes the indexes that changed and returns what they were before.
func (f *Folder) writeIndexes(ctx context.Context, t tree) (before map[string][]byte, err error) {
	// It takes no time once it has begun.
	files, err := f.pages.write(context.WithoutCancel(ctx), t.metas, slices.Collect(maps.Keys(f.pages.dirty)))
	if err != nil {
		return nil, err
	}
	before = map[string][]byte{}
	for _, index := range files {
		old, err := t.read(index.path)
		if err != nil {
			return before, err
		}
		text := reindex(old, index.title, index.section)
		if string(text) != string(old) || (text == nil) != (old == nil) {
			if err := t.write(index.path, text); err != nil {
				return before, err
			}
			before[index.path] = old
		}
		if text == nil {
			delete(f.pages.indexes, index.path)
		} else {
			f.pages.indexes[index.path] = true
		}
	}
	clear(f.pages.dirty)
	return before, nil
}

// metas reads what the pages at the paths say about themselves. It is a reader.
func (t tree) metas(_ context.Context, paths []string) (map[string]page.Meta, error) {
	metas := make(map[string]page.Meta, len(paths))
	for _, at := range paths {
		end, err := t.end(at)
		if errors.Is(err, errTooLarge) || errors.Is(err, fs.ErrNotExist) {
			continue // no page of ours; whoever writes one there is told
		} else if err != nil {
			return nil, err
		}
		if meta, ok := metaOf(at, end); ok {
			metas[at] = meta
		}
	}
	return metas, nil
}

// failed says what failed, and what to do; nil stays nil.
func (f *Folder) failed(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("devlog %s: %w", f.dir, err)
	case errors.Is(err, errNotPlain), errors.Is(err, errTooLarge):
		return &Error{Kind: ErrUnready, Place: f.dir, Err: err, Next: "move it away"}
	}
	return &Error{Kind: ErrUnready, Place: f.dir, Err: err, Next: "check that the folder can be written and the disk is not full"}
}
