package devlog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/page"
)

// file is one file of a commit in its versions. A nil text means that there is
// no such file.
type file struct {
	path   string
	index  *indexFile // nil for a page
	unlink string     // the page that this one loses its links to; "" for none
	was    git.Entry  // in HEAD
	now    git.Entry  // in the new commit
	before []byte     // the text in HEAD
	after  []byte     // the text in the new commit
	// Whether an index's file is in the work tree and in the user's index. Where HEAD
	// has it and they have not, the user took it away, and it stays away.
	here, staged bool
}

// changes reports whether the commit changes the file.
func (f file) changes() bool {
	return !bytes.Equal(f.before, f.after) || (f.before == nil) != (f.after == nil)
}

// plan finds out what each file of the change is and will be, and refuses what
// would take somebody's work.
func (g *Git) plan(ctx context.Context, t tree, c change) ([]file, error) {
	if err := g.waitForIndex(ctx); err != nil {
		return nil, err
	}
	indexes, err := g.indexes(ctx, c)
	if err != nil {
		return nil, err
	}
	var all []file
	for _, of := range c.pages {
		all = append(all, file{path: of.path})
	}
	for _, at := range c.linking {
		all = append(all, file{path: at, unlink: c.pages[0].path})
	}
	for i := range indexes {
		all = append(all, file{path: indexes[i].path, index: &indexes[i]})
	}
	if err := g.readHead(ctx, all); err != nil {
		return nil, err
	}
	staged, err := g.readStaged(ctx, all)
	if err != nil {
		return nil, err
	}
	for i := range all {
		f := &all[i]
		if f.was.Hash != "" && !f.was.Regular() {
			return nil, fmt.Errorf("%s is committed as a link: %w", f.path, errNotPlain)
		}
		here, err := t.read(f.path)
		if err != nil {
			return nil, err
		}
		switch {
		case f.unlink != "":
			if f.after = withoutLink(f.path, f.before, f.unlink); edited(here, f.before, f.after) {
				f.after = f.before // it is in somebody's hands
			}
		case f.index != nil:
			f.after = reindex(f.before, f.index.title, f.index.section)
			f.here = here != nil
			f.staged = staged[f.path].Path != ""
		default:
			f.after, _ = c.text(f.path)
			if edited(here, f.before, f.after) {
				return nil, g.inHands(f.path)
			}
		}
		f.now = f.was
		f.now.Path = f.path
	}
	// What stays as it is is left alone, whatever somebody is doing to it.
	return slices.DeleteFunc(all, func(f file) bool {
		_, asked := c.text(f.path)
		return !asked && !f.changes()
	}), nil
}

// inHands is the error of a page that somebody is editing.
func (g *Git) inHands(at string) error {
	return &Error{
		Kind: ErrEdited, Place: g.config.Dir, What: at + " has changes that are not committed",
		Next: fmt.Sprintf("commit them, or take them back: git -C %s checkout -- %s", g.repo.top, at),
	}
}

// Blocked tells of a page that somebody is editing, or in whose place something else stands. It implements codeworm.PageGuard.
func (g *Git) Blocked(ctx context.Context, key page.Key) error {
	if err := g.turns.take(ctx); err != nil {
		return err
	}
	found, err := g.open(ctx)
	if found && err == nil {
		if err = g.refresh(ctx); err == nil {
			err = g.blocked(ctx, key.PagePath())
		}
	}
	err = g.failed(err)
	g.turns.give()
	if !errors.Is(err, ErrEdited) {
		return err
	}
	// It may be what another process left behind, which is mended first.
	return g.exclusively(ctx, func(ctx context.Context) error { return g.blocked(ctx, key.PagePath()) })
}

// blocked looks at the page's file.
func (g *Git) blocked(ctx context.Context, at string) error {
	t, err := openTree(g.repo.top)
	if err != nil {
		return err
	}
	defer t.close()
	here, err := t.read(at)
	if err != nil || here == nil {
		return err
	}
	files := []file{{path: at}}
	if err := g.readHead(ctx, files); err != nil {
		return err
	}
	if edited(here, files[0].before, nil) {
		return g.inHands(at)
	}
	return nil
}

// edited reports whether a text in the work tree is neither what is committed
// nor what is about to be. Line ends may differ: git may be told to change them.
func edited(here, before, after []byte) bool {
	if here == nil {
		return false
	}
	lines := func(text []byte) []byte { return bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")) }
	text := lines(here)
	return (before == nil || !bytes.Equal(text, lines(before))) && (after == nil || !bytes.Equal(text, lines(after)))
}

// readHead fills in what HEAD has.
func (g *Git) readHead(ctx context.Context, files []file) error {
	if g.head == "" || len(files) == 0 {
		return nil
	}
	entries, err := g.repo.reader.Entries(ctx, g.head, paths(files))
	if err != nil {
		return err
	}
	byPath := byPath(entries)
	var hashes []string
	var of []int
	for i := range files {
		if e, ok := byPath[files[i].path]; ok {
			files[i].was = e
			if e.Regular() {
				hashes, of = append(hashes, e.Hash), append(of, i)
			}
		}
	}
	return g.repo.reader.Blobs(ctx, hashes, maxFile, func(i int, content []byte, size int64) error {
		files[of[i]].before = content
		return tooLarge(files[of[i]].path, size)
	})
}

// staged is what the user's index has for some paths. Whoever changes the index puts another file in its place.
type staged struct {
	index   fs.FileInfo // as it was before it was read
	paths   []string
	entries map[string]git.Entry
}

// readStaged is what the user's index has, by path.
func (g *Git) readStaged(ctx context.Context, files []file) (map[string]git.Entry, error) {
	index, err := os.Stat(filepath.Join(g.repo.gitDir, "index"))
	if err != nil {
		index = nil // there is none yet
	}
	all := paths(files)
	if was := g.staged; index != nil && was.index != nil && os.SameFile(was.index, index) && was.index.Size() == index.Size() &&
		was.index.ModTime().Equal(index.ModTime()) && slices.Equal(was.paths, all) {
		return was.entries, nil
	}
	entries, err := git.Index("").Staged(ctx, g.repo.top, all...)
	if err != nil {
		return nil, err
	}
	g.staged = staged{index, all, byPath(entries)}
	return g.staged.entries, nil
}

func paths(files []file) []string {
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = f.path
	}
	return paths
}

func byPath(entries []git.Entry) map[string]git.Entry {
	all := make(map[string]git.Entry, len(entries))
	for _, e := range entries {
		all[e.Path] = e
	}
	return all
}

// place writes the file into the work tree. Of an index only the section is
// written, into whatever text the user has there; one that the user removed stays removed.
func (f *file) place(t tree) error {
	text := f.after
	if f.index != nil {
		here, err := t.read(f.path)
		switch {
		case err != nil:
			return err
		case here == nil && f.before != nil && !f.here:
			return nil
		case here == nil:
			return t.write(f.path, f.after)
		}
		plain, ends := here, func(text []byte) []byte { return text }
		if f.before != nil && !bytes.Contains(f.before, []byte("\r")) { // git may be told to check files out with other line ends
			plain, ends = unixLines(here)
		}
		if text = ends(reindex(plain, f.index.title, section(f.after))); bytes.Equal(text, here) && text != nil {
			return nil
		}
	}
	return t.write(f.path, text)
}

// unixLines returns the text with "\n" for each line end, and what makes the line ends of such a text those of the first.
func unixLines(text []byte) (plain []byte, ends func([]byte) []byte) {
	plain = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	if 2*(len(text)-len(plain)) <= bytes.Count(plain, []byte("\n")) { // most are as they should be
		return text, func(text []byte) []byte { return text }
	}
	return plain, func(text []byte) []byte {
		if text == nil {
			return nil
		}
		return bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
	}
}

// entry stores the text, if there is one, as a file of that mode.
func (g *Git) entry(ctx context.Context, path, mode string, text []byte) (git.Entry, error) {
	if text == nil {
		return git.Entry{Path: path}, nil
	}
	if mode == "" {
		mode = "100644"
	}
	hash, err := git.HashObject(ctx, g.repo.top, text)
	return git.Entry{Mode: mode, Hash: hash, Path: path}, err
}

// stage brings the user's index up to date with the commit. It happens
// before the branch moves: were it the other way round, a commit that the user
// makes in between would take the page back. What the user has staged in an index file stays staged.
func (g *Git) stage(ctx context.Context, files []file) error {
	staged, err := g.readStaged(ctx, files)
	if err != nil {
		return err
	}
	var entries []git.Entry
	for _, f := range files {
		e, there := staged[f.path]
		want := f.now
		if f.index != nil && e.Hash != f.was.Hash {
			if !there && !f.staged {
				continue // the user staged its removal
			}
			if there {
				if want, err = g.restage(ctx, e, f); err != nil {
					return err
				}
			}
		}
		if e.Hash != want.Hash || e.Mode != want.Mode {
			entries = append(entries, want)
		}
	}
	if len(entries) == 0 {
		return nil
	}
	var skipped []string
	if g.settings.sparse {
		if skipped, err = git.Skipped(ctx, g.repo.top, paths(files)...); err != nil {
			return err
		}
	}
	if err := git.Index("").Update(ctx, g.repo.top, entries...); err != nil || len(skipped) == 0 {
		return err
	}
	return git.Skip(ctx, g.repo.top, skipped...) // which the update has forgotten
}

// restage is the user's staged version of an index file with the new section.
func (g *Git) restage(ctx context.Context, staged git.Entry, f file) (git.Entry, error) {
	if staged.Hash == f.now.Hash || !staged.Regular() {
		return staged, nil
	}
	var text []byte
	err := g.repo.reader.Blobs(ctx, []string{staged.Hash}, maxFile, func(_ int, content []byte, size int64) error {
		text = content
		return tooLarge(f.path, size)
	})
	if err != nil {
		return git.Entry{}, err
	}
	return g.entry(ctx, f.path, staged.Mode, reindex(text, f.index.title, section(f.after)))
}
