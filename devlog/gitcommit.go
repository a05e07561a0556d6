package devlog

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/codeworm/codeworm/internal/git"
)

// change is what one commit does.
type change struct {
	page    string // the page's path; "" when it is about none
	content []byte // the page's text; nil removes it
	repo    string // the page's repository, by name
	subject string
	indexes []indexFile // filled in for a page
}

// commit makes the change in a commit of its own and returns its hash. It
// tries again when somebody else commits at the same time.
func (g *Git) commit(ctx context.Context, c change) (string, error) {
	deadline := time.Now().Add(g.config.LockWait)
	for {
		hash, err := g.tryCommit(ctx, c)
		if !errors.Is(err, git.ErrLocked) || time.Now().After(deadline) {
			return hash, err
		}
		if err := wait(ctx, lockPoll); err != nil {
			return "", err
		}
		if err := g.ready(ctx); err != nil {
			return "", err
		}
	}
}

// tryCommit goes through the steps of a commit. Until the branch moves, nothing
// of it counts, and what was written is taken back when a step fails; what a crash
// leaves is taken back, or completed, by recover. Once something is written, a
// cancelled ctx has to wait a while.
func (g *Git) tryCommit(ctx context.Context, c change) (_ string, err error) {
	if err := g.waitForIndex(ctx); err != nil {
		return "", err
	}
	g.fill(&c)
	t, err := openTree(g.repo.top)
	if err != nil {
		return "", err
	}
	defer t.close()
	files, err := g.plan(ctx, t, c)
	if err != nil {
		return "", err
	}
	if len(files) == 0 {
		return g.head, nil
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	ctx, cancel := unhurried(ctx)
	defer cancel()
	if err := g.note(files); err != nil {
		return "", err
	}
	defer func() { err = g.conclude(ctx, err) }()
	for i := range files {
		if err := files[i].place(t); err != nil {
			return "", err
		}
	}
	hash, err := g.store(ctx, files, c.subject)
	if err != nil {
		return "", err
	}
	if err := g.stage(ctx, files); err != nil {
		return "", err
	}
	why := "commit: " + c.subject
	if g.head == "" {
		why = "commit (initial): " + c.subject
	}
	if err := git.MoveBranch(ctx, g.repo.top, g.branch, hash, g.head, why, g.repo.env); err != nil {
		return "", err
	}
	g.settled(ctx, hash, c.page)
	return hash, nil
}

// fill adds the indexes as they will be.
func (g *Git) fill(c *change) {
	if c.page == "" || g.config.Index == IndexNone {
		return
	}
	folder := repoFolder(c.page)
	before, had := g.pages.byPath[c.page]
	if meta, ok := metaOf(c.page, c.content); ok {
		g.pages.put(c.page, meta)
	} else {
		g.pages.remove(c.page)
	}
	c.indexes = g.pages.indexes(folder, c.repo)
	if had {
		g.pages.put(c.page, before)
	} else {
		g.pages.remove(c.page)
	}
}

// settled takes note of the commit that was just made. Errors do not undo it.
func (g *Git) settled(ctx context.Context, hash, page string) {
	revisions := g.revisions
	if err := g.refresh(ctx); err != nil {
		g.pages = nil // read it again next time
		return
	}
	if revisions != nil {
		if page != "" {
			revisions[page] = hash
		}
		g.revisions = revisions
	}
	// As with git commit, what this hook says is not asked.
	_ = git.Index("").RunHook(ctx, g.repo.top, "post-commit", nil)
}

// waitForIndex waits for whoever holds the lock of the user's index.
func (g *Git) waitForIndex(ctx context.Context) error {
	name := filepath.Join(g.repo.gitDir, "index.lock")
	for deadline := time.Now().Add(g.config.LockWait); ; {
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if !time.Now().Before(deadline) {
			return &Error{
				Kind: ErrLocked, Place: g.config.Dir, What: "another git command holds " + name,
				Next: "try again; if no git command is running there, remove that file",
			}
		}
		if err := wait(ctx, lockPoll); err != nil {
			return err
		}
	}
}

// file is one file of a commit in its versions. A nil text means that there is
// no such file.
type file struct {
	path   string
	index  *indexFile // nil for a page
	was    git.Entry  // in HEAD
	now    git.Entry  // in the new commit
	before []byte     // the text in HEAD
	after  []byte     // the text in the new commit
}

// plan finds out what each file of the change is and will be, and refuses what
// would take somebody's work. Files that stay as they are are left out.
func (g *Git) plan(ctx context.Context, t tree, c change) ([]file, error) {
	var all []file
	if c.page != "" {
		all = append(all, file{path: c.page})
	}
	for i := range c.indexes {
		all = append(all, file{path: c.indexes[i].path, index: &c.indexes[i]})
	}
	if err := g.readHead(ctx, all); err != nil {
		return nil, err
	}
	var files []file
	for _, f := range all {
		if f.was.Hash != "" && !f.was.Regular() {
			return nil, fmt.Errorf("%s is committed as a link: %w", f.path, errNotPlain)
		}
		here, err := t.read(f.path)
		if err != nil {
			return nil, err
		}
		if f.index != nil {
			f.after = reindex(f.before, f.index.title, f.index.section)
		} else {
			f.after = c.content
			if edited(here, f.before, f.after) {
				return nil, &Error{
					Kind: ErrEdited, Place: g.config.Dir, What: f.path + " has changes that are not committed",
					Next: fmt.Sprintf("commit them, or take them back: git -C %s checkout -- %s", g.repo.top, f.path),
				}
			}
		}
		if !bytes.Equal(f.before, f.after) || (f.before == nil) != (f.after == nil) {
			files = append(files, f)
		}
	}
	return files, nil
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
	var paths []string
	for _, f := range files {
		paths = append(paths, f.path)
	}
	entries, err := git.Tree(ctx, g.repo.top, g.head, paths...)
	if err != nil {
		return err
	}
	byPath := map[string]git.Entry{}
	for _, e := range entries {
		byPath[e.Path] = e
	}
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
	return git.Blobs(ctx, g.repo.top, hashes, func(i int, content []byte) error {
		files[of[i]].before = content
		return nil
	})
}

// place writes the file into the work tree. Of an index only the section is
// written, into whatever text the user has there; one that the user removed stays removed.
func (f *file) place(t tree) error {
	text := f.after
	if f.index != nil {
		here, err := t.read(f.path)
		if err != nil {
			return err
		}
		if here == nil && f.before != nil {
			return nil
		}
		if text = reindex(here, f.index.title, section(f.after)); bytes.Equal(text, here) && (text == nil) == (here == nil) {
			return nil
		}
	}
	return t.write(f.path, text)
}

// store makes the objects of the commit and runs the hooks that git commit would.
func (g *Git) store(ctx context.Context, files []file, subject string) (hash string, err error) {
	dir, index := g.repo.top, git.Index(g.private("index"))
	if err := index.Read(ctx, dir, g.head); err != nil {
		return "", err
	}
	entries := make([]git.Entry, len(files))
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = f.path
		if entries[i], err = g.entry(ctx, f.path, f.was.Mode, f.after); err != nil {
			return "", err
		}
	}
	if err := index.Update(ctx, dir, entries...); err != nil {
		return "", err
	}
	message, err := g.message(ctx, index, "pre-commit", "message", subject)
	if err != nil {
		return "", err
	}
	// A hook may have changed what is committed.
	now, err := index.Staged(ctx, dir, paths...)
	if err != nil {
		return "", err
	}
	for i := range files {
		files[i].now = git.Entry{Path: files[i].path}
		for _, e := range now {
			if e.Path == files[i].path {
				files[i].now = e
			}
		}
	}
	tree, err := index.WriteTree(ctx, dir)
	if err != nil {
		return "", err
	}
	var parents []string
	if g.head != "" {
		parents = []string{g.head}
	}
	return git.CommitTree(ctx, dir, tree, message, g.repo.env, parents...)
}

// message runs the hooks that look at a commit before it is made, and returns
// what they made of its subject.
func (g *Git) message(ctx context.Context, index git.Index, hook, source, subject string) (string, error) {
	name := g.private("COMMIT_EDITMSG")
	if err := os.WriteFile(name, []byte(subject+"\n"), 0o600); err != nil {
		return "", err
	}
	for _, h := range [][]string{{hook}, {"prepare-commit-msg", name, source}, {"commit-msg", name}} {
		if err := index.RunHook(ctx, g.repo.top, h[0], g.repo.env, h[1:]...); err != nil {
			return "", g.refused(ctx, h[0], err)
		}
	}
	text, err := os.ReadFile(name)
	return string(text), err
}

// refused is the error of a hook that said no.
func (g *Git) refused(ctx context.Context, hook string, err error) error {
	var e *git.Error
	if ctx.Err() != nil || !errors.As(err, &e) || e.Code < 0 {
		return err
	}
	return &Error{
		Kind: ErrHook, Place: g.config.Dir, What: fmt.Sprintf("the %s hook refused the commit: %s", hook, e.Stderr),
		Next: "change the hook so that it lets pages pass: git -C " + g.repo.top + " rev-parse --git-path hooks/" + hook,
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
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = f.path
	}
	staged, err := git.Index("").Staged(ctx, g.repo.top, paths...)
	if err != nil {
		return err
	}
	byPath := map[string]git.Entry{}
	for _, e := range staged {
		byPath[e.Path] = e
	}
	var entries []git.Entry
	for _, f := range files {
		e, there := byPath[f.path]
		want := f.now
		if f.index != nil && e.Hash != f.was.Hash {
			if !there {
				continue // the user staged its removal
			}
			if want, err = g.restage(ctx, e, f); err != nil {
				return err
			}
		}
		if e.Hash != want.Hash || e.Mode != want.Mode {
			entries = append(entries, want)
		}
	}
	if len(entries) == 0 {
		return nil
	}
	return git.Index("").Update(ctx, g.repo.top, entries...)
}

// restage is the user's staged version of an index file with the new section.
func (g *Git) restage(ctx context.Context, staged git.Entry, f file) (git.Entry, error) {
	if staged.Hash == f.now.Hash || !staged.Regular() {
		return staged, nil
	}
	var text []byte
	err := git.Blobs(ctx, g.repo.top, []string{staged.Hash}, func(_ int, content []byte) error {
		text = content
		return nil
	})
	if err != nil {
		return git.Entry{}, err
	}
	return g.entry(ctx, f.path, staged.Mode, reindex(text, f.index.title, section(f.after)))
}

// pendingFile is where the sink notes what it is in the middle of.
const pendingFile = "pending.json"

// pending is what has to be looked at after a crash.
type pending struct {
	Page    string            `json:"page,omitempty"`
	Indexes map[string]string `json:"indexes,omitempty"` // titles by path
}

// note writes down which files are about to be touched.
func (g *Git) note(files []file) error {
	p := pending{Indexes: map[string]string{}}
	for _, f := range files {
		if f.index != nil {
			p.Indexes[f.path] = f.index.title
		} else {
			p.Page = f.path
		}
	}
	data, err := json.Marshal(p)
	if err != nil {
		return err
	}
	name := g.private(pendingFile)
	if err := os.WriteFile(name+".tmp", data, 0o600); err != nil {
		return err
	}
	return os.Rename(name+".tmp", name)
}

// conclude ends a commit: what a failed one wrote is taken back, also when ctx is done.
func (g *Git) conclude(ctx context.Context, failure error) error {
	if failure == nil {
		return os.Remove(g.private(pendingFile))
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := g.recover(ctx); err != nil {
		return fmt.Errorf("%w (and taking it back failed, which is tried again next time: %w)", failure, err)
	}
	return failure
}

// recover makes the files that a commit was in the middle of what HEAD has, in
// the work tree and in the user's index: so it is either completed or taken back.
func (g *Git) recover(ctx context.Context) error {
	data, err := os.ReadFile(g.private(pendingFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	var p pending
	if err := json.Unmarshal(data, &p); err != nil {
		return fmt.Errorf("%s: %w", g.private(pendingFile), err)
	}
	t, err := openTree(g.repo.top)
	if err != nil {
		return err
	}
	defer t.close()
	for {
		if err := g.refresh(ctx); err != nil {
			return err
		}
		if err := g.restore(ctx, t, p); err != nil {
			return err
		}
		// What a killed process had started may still have moved the branch.
		if head, err := git.Head(ctx, g.repo.top); err != nil {
			return err
		} else if head == g.head {
			return os.Remove(g.private(pendingFile))
		}
	}
}

// restore makes the files what HEAD has.
func (g *Git) restore(ctx context.Context, t tree, p pending) error {
	if err := t.clean(); err != nil {
		return err
	}
	var files []file
	if p.Page != "" {
		files = append(files, file{path: p.Page})
	}
	for at, title := range p.Indexes {
		files = append(files, file{path: at, index: &indexFile{path: at, title: title}})
	}
	if err := g.readHead(ctx, files); err != nil {
		return err
	}
	for i := range files {
		f := &files[i]
		f.after, f.now = f.before, f.was
		f.now.Path = f.path
		if err := f.place(t); err != nil {
			return err
		}
	}
	return g.stage(ctx, files)
}
