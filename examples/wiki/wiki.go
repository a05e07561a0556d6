package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/plainfile"
	"github.com/codeworm/codeworm/page"
)

// Wiki is a sink that writes a git wiki as GitHub and Gitea serve them: all pages in
// one folder, their names their addresses, Home.md in front and _Sidebar.md beside
// them. One process writes to it at a time.
type Wiki struct {
	dir string

	mu    sync.Mutex
	pages map[string]page.Meta // by file name; nil until they were read
	head  string               // the commit that they were read at; "" before the first
}

var (
	_ codeworm.DevlogSink    = (*Wiki)(nil)
	_ codeworm.SinkPreparer  = (*Wiki)(nil)
	_ codeworm.PageFinder    = (*Wiki)(nil)
	_ codeworm.PageRetirer   = (*Wiki)(nil)
	_ codeworm.PageLinker    = (*Wiki)(nil)
	_ codeworm.SinkFolders   = (*Wiki)(nil)
	_ codeworm.SinkDescriber = (*Wiki)(nil)
)

// NewWiki returns the sink of a wiki's clone, or of a folder that becomes one.
func NewWiki(dir string) (*Wiki, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("wiki %s: %w", dir, err)
	}
	return &Wiki{dir: abs}, nil
}

// Describe implements codeworm.SinkDescriber.
func (w *Wiki) Describe() string { return "wiki " + w.dir }

// Folders implements codeworm.SinkFolders.
func (w *Wiki) Folders() []string { return []string{w.dir} }

// pageName is the file of a key's page. A key's path is safe and unique, also where
// case does not count; what is left is to make it flat. The hash that it ends in keeps
// the names apart then, too.
func pageName(key page.Key) string { return strings.ReplaceAll(key.PagePath(), "/", "-") }

// Prepare makes the repository and reads its pages. It implements codeworm.SinkPreparer.
func (w *Wiki) Prepare(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.load(ctx)
}

// load reads what the wiki has, again when somebody has committed. The caller holds the lock.
func (w *Wiki) load(ctx context.Context) error {
	if w.pages != nil && w.head == w.commitOf(ctx) {
		return ctx.Err()
	}
	if err := os.MkdirAll(w.dir, 0o755); err != nil {
		return w.failed(err)
	}
	if _, err := os.Stat(filepath.Join(w.dir, ".git")); errors.Is(err, fs.ErrNotExist) {
		if err := w.git(ctx, "init", "--quiet"); err != nil {
			return err
		}
	} else if err != nil {
		return w.failed(err)
	} else if err := w.restore(ctx); err != nil {
		return err
	}
	names, err := filepath.Glob(filepath.Join(w.dir, "*.md"))
	if err != nil {
		return w.failed(err)
	}
	pages := map[string]page.Meta{}
	for _, name := range names {
		text, err := w.read(filepath.Base(name))
		if notOurs(err) {
			continue // whoever writes a page there is told
		}
		if err != nil {
			return w.failed(err)
		}
		if name = filepath.Base(name); ours(name, text) {
			pages[name], _ = page.ParseMeta(text) // ours parsed it
		}
	}
	w.pages, w.head = pages, w.commitOf(ctx)
	return ctx.Err()
}

// commitOf is the commit that the clone is at; "" before the first.
func (w *Wiki) commitOf(ctx context.Context) string {
	out, err := w.output(ctx, "rev-parse", "--verify", "--quiet", "HEAD")
	if err != nil {
		return "" // which a later command says more of
	}
	return strings.TrimSpace(out)
}

// Publish implements codeworm.DevlogSink.
func (w *Wiki) Publish(ctx context.Context, p page.Page) (codeworm.Publication, error) {
	if p.Path != p.Key.PagePath() {
		return codeworm.Publication{}, fmt.Errorf("wiki %s: page of %s: its path is %q, not its key's", w.dir, p.Key, p.Path)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	pub := w.publication(p.Key)
	if err := w.load(ctx); err != nil {
		return codeworm.Publication{}, err
	}
	if meta, ok := w.pages[pub.Path]; ok && !p.Replaces(meta) {
		pub.Unchanged = true
		return pub, nil
	}
	kept, err := w.keepEdits(ctx, pub.Path)
	if err != nil {
		return codeworm.Publication{}, err
	}
	text := page.Seal(page.Keep(w.links(pub.Path, p), kept))
	if err := w.change(ctx, &p.Meta, map[string][]byte{pub.Path: text}, pub.Path, p.Subject); err != nil {
		return codeworm.Publication{}, err
	}
	return pub, nil
}

// Find implements codeworm.PageFinder.
func (w *Wiki) Find(ctx context.Context, key page.Key) (*page.Meta, *codeworm.Publication, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, err := os.Stat(w.dir); errors.Is(err, fs.ErrNotExist) {
		return nil, nil, ctx.Err() // looking creates nothing
	}
	if err := w.load(ctx); err != nil {
		return nil, nil, err
	}
	pub := w.publication(key)
	meta, ok := w.pages[pub.Path]
	if !ok {
		return nil, nil, nil
	}
	return &meta, &pub, nil
}

// Retire implements codeworm.PageRetirer.
func (w *Wiki) Retire(ctx context.Context, key page.Key) (codeworm.Publication, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	pub := w.publication(key)
	if err := w.load(ctx); err != nil {
		return codeworm.Publication{}, err
	}
	if _, ok := w.pages[pub.Path]; !ok {
		pub.Unchanged = true
		return pub, nil
	}
	if _, err := w.committed(ctx, pub.Path); err != nil { // its edits, if any, stay in the history
		return codeworm.Publication{}, err
	}
	files, err := w.unlink(ctx, pub.Path)
	if err != nil {
		return codeworm.Publication{}, err
	}
	files[pub.Path] = nil
	if err := w.change(ctx, nil, files, pub.Path, "Retire the page about "+plain(key.Title())); err != nil {
		return codeworm.Publication{}, err
	}
	return pub, nil
}

func (w *Wiki) publication(key page.Key) codeworm.Publication {
	name := pageName(key)
	return codeworm.Publication{Path: name, Location: filepath.Join(w.dir, name)}
}

// grace is how long a commit may take once it has begun.
const grace = 10 * time.Second

// change commits files, nil ones away, with Home and sidebar: the new version of the page of that name, or its removal (meta is nil). When
// something fails, all are as they were. The caller holds the lock.
func (w *Wiki) change(ctx context.Context, meta *page.Meta, files map[string][]byte, name, subject string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// Half a commit is worse than a late one: from here on a cancelled ctx has to wait.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	before, had := w.pages[name]
	if meta != nil {
		w.pages[name] = *meta
	} else {
		delete(w.pages, name)
	}
	files[homeFile], files[sidebarFile] = w.home(), w.sidebar()
	err := w.commit(ctx, files, subject)
	if err == nil {
		w.head = w.commitOf(ctx)
		return nil
	}
	if delete(w.pages, name); had {
		w.pages[name] = before
	}
	undo, cancelUndo := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancelUndo()
	return errors.Join(err, w.restore(undo))
}

// commit writes the files, nil ones away, and commits them and nothing else.
func (w *Wiki) commit(ctx context.Context, files map[string][]byte, subject string) error {
	args := []string{"commit", "--quiet", "--message", subject, "--"}
	for name, text := range files {
		path := filepath.Join(w.dir, name)
		if text == nil {
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return w.failed(err)
			}
		} else if err := w.write(name, text); err != nil {
			return w.failed(err)
		} else if err := w.git(ctx, "add", "--force", "--intent-to-add", "--", name); err != nil {
			return err
		}
		args = append(args, name)
	}
	return w.git(ctx, args...)
}

// restore makes our files what the last commit has: after a failure, and after a crash.
func (w *Wiki) restore(ctx context.Context) error {
	out, err := w.output(ctx, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all")
	if err != nil {
		return err
	}
	for entry := range strings.SplitSeq(out, "\x00") {
		if len(entry) < 4 {
			continue
		}
		name := entry[3:]
		path := filepath.Join(w.dir, name)
		text, err := w.read(name)
		if notOurs(err) && name != homeFile && name != sidebarFile {
			err = nil
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return w.failed(err)
		}
		committed, notThere := w.output(ctx, "cat-file", "blob", "HEAD:"+name)
		if name != homeFile && name != sidebarFile && (!ours(name, text) && !ours(name, []byte(committed)) || text != nil && page.Edited(text)) {
			continue // somebody else's, or somebody is editing it
		}
		if notThere == nil {
			err = w.git(ctx, "checkout", "--quiet", "HEAD", "--", name)
		} else if err = w.git(ctx, "rm", "--quiet", "--cached", "--force", "--ignore-unmatch", "--", name); err == nil {
			err = os.Remove(path)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ours reports whether a text is that of the page with the file name.
func ours(name string, text []byte) bool {
	meta, err := page.ParseMeta(text)
	return err == nil && pageName(meta.Key) == name
}

// maxFile is the size in bytes of a file that is read.
const maxFile = 32 << 20

// read returns a file's text. Others may push to a wiki: a link, a pipe or a device there is an error.
func (w *Wiki) read(name string) (text []byte, err error) {
	root, err := plainfile.OpenRoot(w.dir)
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // closing a folder loses nothing
	return plainfile.Read(root, filepath.ToSlash(name), maxFile)
}

// notOurs reports whether the file is none that a wiki of ours can have.
func notOurs(err error) bool {
	return errors.Is(err, plainfile.ErrNotPlain) || errors.Is(err, plainfile.ErrTooLarge)
}

// write puts a file there whole or not at all.
func (w *Wiki) write(name string, text []byte) error {
	root, err := plainfile.OpenRoot(w.dir)
	if err != nil {
		return err
	}
	defer root.Close() //nolint:errcheck // closing a folder loses nothing
	return plainfile.Write(root, name, name+".tmp", text, 0o644)
}

func (w *Wiki) git(ctx context.Context, args ...string) error {
	_, err := w.output(ctx, args...)
	return err
}

func (w *Wiki) output(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = w.dir
	cmd.Env = append(os.Environ(), "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", w.failed(fmt.Errorf("git %s: %w: %s", args[0], cmp.Or(ctx.Err(), err), strings.TrimSpace(stderr.String())))
	}
	return stdout.String(), nil
}

func (w *Wiki) failed(err error) error { return fmt.Errorf("wiki %s: %w", w.dir, err) }

// sorted are the names of the pages: by repository, document type, path and title.
func (w *Wiki) sorted() []string {
	names := make([]string, 0, len(w.pages))
	for name, meta := range w.pages {
		if meta.MovedTo == (page.Key{}) { // where a page moved to is listed there
			names = append(names, name)
		}
	}
	types := page.Types()
	slices.SortFunc(names, func(a, b string) int {
		x, y := w.pages[a], w.pages[b]
		return cmp.Or(strings.Compare(x.Key.Repo, y.Key.Repo),
			cmp.Compare(slices.Index(types, x.Key.Type), slices.Index(types, y.Key.Type)),
			strings.Compare(x.Key.Path, y.Key.Path), strings.Compare(x.Title, y.Title), strings.Compare(a, b))
	})
	return names
}
