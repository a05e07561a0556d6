package devlog

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/codeworm/codeworm/internal/faultpoint"
	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/plainfile"
	"github.com/codeworm/codeworm/page"
)

// change is what one commit does.
type change struct {
	pages   []changed // none when it is about indexes alone
	subject string
	linking []string // the pages that lose their links to the one that is removed, by path
	surplus []string // indexes that are not needed any more, by path
}

// changed is a page of a change.
type changed struct {
	path    string
	content []byte // its text; nil removes it
	subject string // of a commit of its own
}

// text returns the page's new text, and whether the change is about it.
func (c change) text(at string) (content []byte, ok bool) {
	for _, p := range c.pages {
		if p.path == at {
			return p.content, true
		}
	}
	return nil, false
}

// message is what the commit says: the subject and, where it is of several pages, what those of their own commits would have been.
func (c change) message() string {
	if len(c.pages) < 2 {
		return c.subject + "\n"
	}
	var b strings.Builder
	b.WriteString(c.subject + "\n\n")
	for _, p := range c.pages {
		b.WriteString("- " + p.subject + "\n")
	}
	return b.String()
}

// commit makes the change in a commit of its own and returns its hash. The change is made once the branch moves: when a
// step before that fails, what was written is taken back, and what a crash leaves is taken back or completed by recover.
// Once something is written, a cancelled ctx takes effect only after g.grace. When somebody else commits in between, it tries
// again on top of that commit; what was written stays there meanwhile, so that nobody commits its removal.
func (g *Git) commit(ctx context.Context, c change) (hash string, err error) {
	t, err := openTree(g.repo.top)
	if err != nil {
		return "", err
	}
	defer t.close()
	asked := ctx
	late, cancel := g.unhurried(ctx)
	defer cancel()
	var first []file // as they were before anything was written
	defer func() {
		if first != nil {
			faultpoint.At("concluding")
			err = g.conclude(late, err)
		}
	}()
	for deadline := time.Now().Add(g.config.LockWait); ; {
		files, err := g.plan(ctx, t, c)
		if err != nil {
			return "", err
		}
		if first == nil {
			if !slices.ContainsFunc(files, file.changes) {
				return g.head, nil
			}
			if err := g.begin(ctx, files); err != nil {
				return "", err
			}
			faultpoint.At("noted")
			first, ctx = files, late
		} else if more := slices.DeleteFunc(slices.Clone(files), func(f file) bool {
			return slices.ContainsFunc(first, func(known file) bool { return known.path == f.path })
		}); len(more) > 0 { // what somebody committed meanwhile makes the commit touch more
			first = append(first, more...)
			if err := g.note(first); err != nil {
				return "", err
			}
		}
		for i := range files {
			if j := slices.IndexFunc(first, func(f file) bool { return f.path == files[i].path }); j >= 0 {
				files[i].here, files[i].staged = first[j].here, first[j].staged
			}
		}
		hash, err := g.tryCommit(ctx, t, files, c)
		if !errors.Is(err, git.ErrLocked) || time.Now().After(deadline) {
			return hash, err
		}
		if err := g.waitUnlocked(asked); err != nil { // waiting is no work
			return "", err
		}
		if err := g.ready(ctx); err != nil {
			return "", err
		}
	}
}

// begin writes down which files the commit is about to touch, unless ctx is done.
func (g *Git) begin(ctx context.Context, files []file) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return g.note(files)
}

// tryCommit goes through the steps of a commit on top of HEAD.
func (g *Git) tryCommit(ctx context.Context, t tree, files []file, c change) (string, error) {
	for i := range files {
		if err := files[i].place(t); err != nil {
			return "", err
		}
	}
	faultpoint.At("placed")
	if !slices.ContainsFunc(files, file.changes) {
		return g.head, g.stage(ctx, files) // somebody committed it in between
	}
	hash, err := g.store(ctx, files, c.message())
	if err != nil {
		return "", err
	}
	faultpoint.At("stored")
	if err := g.stage(ctx, files); err != nil {
		return "", err
	}
	faultpoint.At("staged")
	why := "commit: " + c.subject
	if g.head == "" {
		why = "commit (initial): " + c.subject
	}
	if err := git.MoveBranch(ctx, g.repo.top, g.branch, hash, g.head, why, g.repo.env); err != nil {
		return "", err
	}
	faultpoint.At("moved")
	g.noteCommit(ctx, hash, files)
	return hash, nil
}

// indexes are the indexes as they have to be after the change, of those that it or what happened before it touches.
func (g *Git) indexes(ctx context.Context, c change) (files []indexFile, err error) {
	if g.config.Index == IndexNone {
		return nil, nil
	}
	p := g.pages
	dirty, latest := maps.Clone(p.dirty), maps.Clone(p.latest)
	had := map[string]bool{}
	defer func() {
		for _, of := range c.pages {
			if had[of.path] {
				p.put(of.path)
			} else {
				p.remove(of.path)
			}
		}
		p.dirty, p.latest = dirty, latest
	}()
	for _, of := range c.pages {
		had[of.path] = p.has(of.path)
		g.apply(of.path, of.content)
	}
	for _, at := range c.surplus {
		p.dirty[at] = true
	}
	return p.write(ctx, g.metas, slices.Collect(maps.Keys(p.dirty)))
}

// apply brings what is known of the pages up to date with a page's new text; nil removes it.
func (g *Git) apply(at string, text []byte) {
	if !maybePage(at) {
		return
	}
	if text == nil {
		g.pages.remove(at)
		return
	}
	g.pages.put(at)
	if meta, ok := metaOf(at, text); ok {
		g.pages.know(map[string]page.Meta{at: meta})
	}
}

// maintainEvery is after how many commits git is asked whether there is anything to tidy up.
const maintainEvery = 50

// noteCommit brings what is known of the repository up to date with the commit that was just made, and runs what git runs
// after one. A failure here does not undo the commit.
func (g *Git) noteCommit(ctx context.Context, hash string, files []file) {
	for _, f := range files {
		switch {
		case !f.changes():
		case f.index == nil:
			g.apply(f.path, f.after)
			g.revisions[f.path] = hash
		case f.after == nil:
			delete(g.pages.indexes, f.path)
		default:
			g.pages.indexes[f.path] = true
		}
	}
	for _, f := range files {
		if f.path == readme {
			g.pages.readTop(f.after)
		}
	}
	clear(g.pages.dirty)
	g.head = hash
	if g.settings.hook("post-commit") { // as with git commit, its failure is ignored
		limited, cancel := context.WithTimeout(ctx, g.config.HookWait)
		_ = git.Index("").RunHook(limited, g.repo.top, "post-commit", nil)
		cancel()
	}
	if g.commits%maintainEvery == 0 {
		git.Maintain(ctx, g.repo.top)
	}
	g.commits++
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
		if err := g.waitUnlocked(ctx); err != nil {
			return err
		}
	}
}

// scratchPrefix is how the names of indexes of our own begin.
const scratchPrefix = "index"

// sweep removes the indexes and messages of our own that killed processes have left. Nobody else works there: the sink's lock is held.
func (g *Git) sweep() error {
	return g.own(func(root *os.Root) error {
		left, err := fs.ReadDir(root.FS(), ".")
		if err != nil {
			return err
		}
		for _, e := range left {
			if strings.HasPrefix(e.Name(), scratchPrefix) || strings.HasPrefix(e.Name(), messageFile) && e.Type().IsRegular() {
				if err := root.RemoveAll(e.Name()); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// scratch is an index of its own for one commit. Its place is new each time: what
// a git that was killed left there, a lock above all, is in nobody's way.
func (g *Git) scratch() (index git.Index, drop func(), err error) {
	dir := scratchPrefix + "-" + rand.Text()
	if err := g.own(func(root *os.Root) error { return root.Mkdir(dir, 0o700) }); err != nil {
		return "", nil, err
	}
	drop = func() {
		_ = g.own(func(root *os.Root) error { return root.RemoveAll(dir) }) // what is left there is removed next time
	}
	return git.Index(filepath.Join(g.private(dir), "index")), drop, nil
}

// store makes the objects of the commit and runs the hooks that git commit would.
func (g *Git) store(ctx context.Context, files []file, message string) (hash string, err error) {
	dir := g.repo.top
	if !g.settings.acts() {
		return g.imported(ctx, files, message)
	}
	index, drop, err := g.scratch()
	if err != nil {
		return "", err
	}
	defer drop()
	if err := index.Read(ctx, dir, g.head); err != nil {
		return "", err
	}
	var entries []git.Entry
	for _, f := range files {
		if !f.changes() {
			continue
		}
		e, err := g.entry(ctx, f.path, f.was.Mode, f.after)
		if err != nil {
			return "", err
		}
		entries = append(entries, e)
	}
	if err := index.Update(ctx, dir, entries...); err != nil {
		return "", err
	}
	message, err = g.message(ctx, index, "pre-commit", "message", message)
	if err != nil {
		return "", err
	}
	// A hook may have changed what is committed.
	now, err := index.Staged(ctx, dir, paths(files)...)
	if err != nil {
		return "", err
	}
	all := byPath(now)
	for i := range files {
		files[i].now = all[files[i].path]
		files[i].now.Path = files[i].path
	}
	tree, err := index.WriteTree(ctx, dir)
	if err != nil {
		return "", err
	}
	var parents []string
	if g.head != "" {
		parents = []string{g.head}
	}
	return g.sign(ctx, tree, message, parents...)
}

// sign makes the commit, which a program of the user's may have to sign.
func (g *Git) sign(ctx context.Context, tree, message string, parents ...string) (string, error) {
	limited, cancel := context.WithTimeout(ctx, g.config.HookWait)
	defer cancel()
	hash, err := git.CommitTree(limited, g.repo.top, tree, message, g.repo.env, parents...)
	switch {
	case err == nil || ctx.Err() != nil || !g.settings.signs:
		return hash, err
	case limited.Err() != nil:
		return "", &Error{
			Kind: ErrHook, Place: g.config.Dir, What: fmt.Sprintf("the commit was not signed within %s, and was taken back", g.config.HookWait),
			Next: "unlock the key, or commit without signatures there: git -C " + g.repo.top + " config commit.gpgSign false",
		}
	}
	return "", &Error{
		Kind: ErrHook, Place: g.config.Dir, What: "the commit could not be signed", Err: err,
		Next: "see that a commit can be signed without anybody being asked, or commit without signatures there: git -C " + g.repo.top + " config commit.gpgSign false",
	}
}

// imported makes the commit where no hook sees it and nobody signs it.
func (g *Git) imported(ctx context.Context, files []file, message string) (hash string, err error) {
	c := git.NewCommit{Parent: g.head, Author: g.settings.author, Committer: g.settings.committer, When: time.Now(), Message: message}
	var of []int
	for i, f := range files {
		if f.changes() {
			c.Files, of = append(c.Files, git.NewFile{Path: f.path, Mode: cmp.Or(f.was.Mode, "100644"), Content: f.after}), append(of, i)
		}
	}
	hash, blobs, err := c.Import(ctx, g.repo.top)
	if err != nil {
		return "", err
	}
	for i, blob := range blobs {
		f := &files[of[i]]
		f.now = git.Entry{Path: f.path, Hash: blob}
		if blob != "" {
			f.now.Mode = c.Files[i].Mode
		}
	}
	return hash, nil
}

// messageFile holds a commit's message while hooks may change it; maxMessage bounds, in bytes, what they may make of it.
const (
	messageFile = "COMMIT_EDITMSG"
	maxMessage  = 1 << 20
)

// message runs the hooks that git runs before a commit, and returns the message, which they may have changed.
func (g *Git) message(ctx context.Context, index git.Index, hook, source, text string) (string, error) {
	name := g.private(messageFile)
	if err := g.own(func(root *os.Root) error {
		return plainfile.Write(root, messageFile, messageFile+".tmp", []byte(text), 0o600)
	}); err != nil {
		return "", err
	}
	defer func() { _ = g.own(func(root *os.Root) error { return root.Remove(messageFile) }) }() // what is left there is removed next time
	for _, h := range [][]string{{hook}, {"prepare-commit-msg", name, source}, {"commit-msg", name}} {
		limited, cancel := context.WithTimeout(ctx, g.config.HookWait)
		err := index.RunHook(limited, g.repo.top, h[0], g.repo.env, h[1:]...)
		cancel()
		if err != nil {
			return "", g.refused(ctx, h[0], err)
		}
	}
	var changed []byte
	err := g.own(func(root *os.Root) (err error) {
		changed, err = plainfile.Read(root, messageFile, maxMessage)
		return err
	})
	return string(changed), err
}

// refused turns the failure of a hook into an error that names it.
func (g *Git) refused(ctx context.Context, hook string, err error) error {
	var e *git.Error
	if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		return &Error{
			Kind: ErrHook, Place: g.config.Dir, What: fmt.Sprintf("the %s hook did not end within %s, and was stopped", hook, g.config.HookWait),
			Next: "change the hook so that it ends without anybody being asked: git -C " + g.repo.top + " rev-parse --git-path hooks/" + hook,
		}
	}
	if ctx.Err() != nil || !errors.As(err, &e) || e.Code < 0 {
		return err
	}
	return &Error{
		Kind: ErrHook, Place: g.config.Dir, What: fmt.Sprintf("the %s hook refused the commit: %s", hook, e.Stderr),
		Next: "change the hook so that it lets pages pass: git -C " + g.repo.top + " rev-parse --git-path hooks/" + hook,
	}
}
