package devlog

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/plainfile"
	"github.com/codeworm/codeworm/page"
)

// privateDir is the sink's own folder inside git's: its lock, its index, what it
// is in the middle of.
const privateDir = "codeworm"

// grace is how long work that has begun goes on after its ctx was cancelled.
const grace = 10 * time.Second

// unhurried returns a ctx that ends a while after ctx does.
func (g *Git) unhurried(ctx context.Context) (context.Context, context.CancelFunc) {
	late, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		_ = wait(late, g.grace) // ends with late
		cancel()
	})
	return late, func() {
		stop()
		cancel()
	}
}

// exclusively runs fn with the repository made, in a state to commit to, known
// as it is, and locked against other processes.
func (g *Git) exclusively(ctx context.Context, fn func(ctx context.Context) error) error {
	if err := g.turns.take(ctx); err != nil {
		return err
	}
	defer g.turns.give()
	if err := g.create(ctx); err != nil {
		return g.failed(err)
	}
	lock, err := g.lock(ctx)
	if err != nil {
		return g.failed(err)
	}
	defer func() { _ = lock.Close() }() // nothing is written to it
	if err := g.ready(ctx); err != nil {
		return g.failed(err)
	}
	g.breakLocks()
	if err := g.sweep(); err != nil {
		return g.failed(err)
	}
	if err := g.recover(ctx); err != nil {
		return g.failed(err)
	}
	return g.failed(fn(ctx))
}

// create makes the folder and the repository if they are missing.
func (g *Git) create(ctx context.Context) error {
	found, err := g.open(ctx)
	if found || err != nil && !errors.Is(err, git.ErrNotARepo) { // it may be in the making
		return err
	}
	if err := g.Check(ctx); err != nil {
		return err
	}
	if err := os.MkdirAll(g.config.Dir, 0o755); err != nil {
		return err
	}
	// Two processes may come here at a time; the folder itself is what there is to lock.
	t, err := openTree(g.config.Dir)
	if err != nil {
		return err
	}
	defer t.close()
	if folder, err := t.root.Open("."); err == nil {
		defer func() { _ = folder.Close() }() // it is read only
		if err := holdLock(ctx, folder); err != nil && ctx.Err() != nil {
			return err
		} // any other error: a file system without locks for folders, where git's own have to do
	}
	if found, err = g.open(ctx); err != nil || found {
		return err
	}
	branch := g.config.Branch
	if branch == "" {
		branch = defaultBranch
	}
	if err := git.Init(ctx, g.config.Dir, branch); err != nil {
		return err
	}
	if found, err = g.open(ctx); err == nil && !found {
		err = &Error{Kind: ErrUnready, Place: g.config.Dir, What: "git init made no repository there", Next: "make one: git init " + g.config.Dir}
	}
	return err
}

// open finds the repository, if there is one. One that is around the folder is
// none of the devlog's: a folder of another work tree becomes a repository of its own.
func (g *Git) open(ctx context.Context) (found bool, err error) {
	if g.repo != nil {
		if is, err := os.Stat(g.repo.gitDir); err == nil && os.SameFile(is, g.repo.is) {
			return true, nil
		}
		g.repo.reader.Close()
		g.losses++
		g.repo, g.pages, g.settings = nil, nil, settings{} // somebody removed it, or put another in its place
	}
	dir, err := filepath.EvalSymlinks(g.config.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	info, err := os.Stat(dir)
	if err != nil {
		return false, err
	}
	if !info.IsDir() {
		return false, &Error{Kind: ErrUnready, Place: g.config.Dir, What: "it is a file", Next: "give a folder"}
	}
	gitDir, err := git.Dir(ctx, dir)
	if errors.Is(err, git.ErrNotARepo) {
		if _, statErr := os.Lstat(filepath.Join(dir, ".git")); statErr == nil {
			return false, err // there is something that calls itself a repository
		}
		return false, nil
	} else if err != nil {
		return false, err
	}
	top, err := git.TopLevel(ctx, dir)
	if errors.Is(err, git.ErrNoWorkTree) && filepath.Dir(gitDir) != dir && !within(gitDir, dir) {
		return false, nil // it is a bare one around the folder
	} else if err != nil {
		return false, err
	}
	if filepath.Clean(top) != dir {
		return false, nil
	}
	repo := &repository{top: dir, gitDir: gitDir, reader: git.NewReader(dir)}
	if repo.is, err = os.Stat(gitDir); err != nil {
		return false, err
	}
	if repo.env, err = g.identity(ctx, dir); err != nil {
		return false, err
	}
	g.repo = repo
	if err := g.own(func(*os.Root) error { return nil }); err != nil {
		g.repo = nil
		return false, err
	}
	return true, nil
}

// within reports whether the path is below the folder.
func within(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(rel)
}

// identity is who commits, as variables for git; nil where git knows itself.
func (g *Git) identity(ctx context.Context, dir string) ([]string, error) {
	name, email := g.config.Author, g.config.Email
	if name == "" {
		has, err := git.HasIdentity(ctx, dir)
		if err != nil || has {
			return nil, err
		}
		name, email = FallbackAuthor, FallbackEmail
	}
	return []string{
		"GIT_AUTHOR_NAME=" + name, "GIT_AUTHOR_EMAIL=" + email,
		"GIT_COMMITTER_NAME=" + name, "GIT_COMMITTER_EMAIL=" + email,
	}, nil
}

// private is a path in the sink's own folder.
func (g *Git) private(name string) string { return filepath.Join(g.repo.gitDir, privateDir, name) }

// own calls fn with the sink's own folder, which is made if needed. Whoever sent the repository as an archive may have put
// anything there.
func (g *Git) own(fn func(root *os.Root) error) error {
	in := func() error {
		gitDir, err := plainfile.OpenRoot(g.repo.gitDir)
		if err != nil {
			return err
		}
		defer gitDir.Close() //nolint:errcheck // closing a folder loses nothing
		if err := plainfile.Folder(gitDir, privateDir, 0o755); err != nil {
			return fmt.Errorf("%s: %w", g.repo.gitDir, err)
		}
		root, err := gitDir.OpenRoot(privateDir)
		if err != nil {
			return err
		}
		defer root.Close() //nolint:errcheck // closing a folder loses nothing
		if err := fn(root); err != nil {
			return fmt.Errorf("%s: %w", g.private(""), err)
		}
		return nil
	}
	if err := in(); err != nil {
		return ownError{err}
	}
	return nil
}

// lock waits until no other process works in the devlog.
func (g *Git) lock(ctx context.Context) (lock *os.File, err error) {
	err = g.own(func(root *os.Root) error {
		lock, err = lockFile(ctx, root, "lock")
		return err
	})
	return lock, err
}

// ready refuses a repository that nothing can be committed to, and reads it.
func (g *Git) ready(ctx context.Context) error {
	dir := g.repo.top
	unready := func(what, next string) error {
		return &Error{Kind: ErrUnready, Place: g.config.Dir, What: what, Next: next}
	}
	if op := git.Operation(g.repo.gitDir); op != "" {
		return unready(article(op)+" "+op+" is in progress", "finish or abort it: git -C "+dir+" status")
	}
	branch, err := git.CheckedOut(ctx, dir, g.repo.gitDir)
	if err != nil {
		return err
	}
	if branch == "" {
		return unready("HEAD is detached: commits would belong to no branch", "check out a branch: git -C "+dir+" switch main")
	}
	if want := g.config.Branch; want != "" && branch != want {
		return unready("branch "+branch+" is checked out, not "+want, "check it out: git -C "+dir+" switch "+want)
	}
	g.branch = branch
	if err := g.readSettings(ctx); err != nil {
		return err
	}
	return g.refresh(ctx)
}

// article is what stands before the name of a command.
func article(name string) string {
	if strings.ContainsRune("aeiou", rune(name[0])) {
		return "an"
	}
	return "a"
}

// refresh reads what was committed since the last look.
func (g *Git) refresh(ctx context.Context) error {
	head, err := g.tipOfBranch(ctx)
	if err != nil {
		return err
	}
	if g.pages != nil && head == g.head {
		return nil
	}
	if g.pages != nil && g.head != "" && head != "" {
		if err := g.readChanges(ctx, head); err == nil {
			return nil
		} else if ctx.Err() != nil {
			return err
		}
		// The earlier commit may be gone for good: read all of it.
	}
	return g.readAll(ctx, head)
}

// tipOfBranch is the commit that is checked out; "" when there is none yet.
func (g *Git) tipOfBranch(ctx context.Context) (string, error) {
	infos, err := g.repo.reader.Infos(ctx, []string{"HEAD"})
	if err == nil && infos[0].Type == "commit" {
		return infos[0].Hash, nil
	} else if err != nil {
		return "", err
	}
	return git.Head(ctx, g.repo.top) // which knows no commit from a lost one
}

// readAll reads the names of all pages and indexes of the commit.
func (g *Git) readAll(ctx context.Context, head string) error {
	if g.head != "" { // which is gone, or of another repository
		g.losses++
	}
	g.pages, g.revisions = nil, map[string]string{}
	var paths []string
	if head != "" {
		entries, err := git.Tree(ctx, g.repo.top, head)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.Regular() {
				paths = append(paths, e.Path)
			}
		}
	}
	p := newPages(paths)
	if g.config.Index != IndexNone {
		g.surplus = p.checkIndexes()
	}
	g.head = head
	if p.indexes[readme] {
		if err := g.readTop(ctx, p, head); err != nil {
			return err
		}
	}
	g.pages = p
	return nil
}

// readTop reads the devlog's own indexes of a commit.
func (g *Git) readTop(ctx context.Context, p *pages, commit string) error {
	var paths []string
	p.all.listings(".", false, func(l listing) { paths = append(paths, l.path) })
	return g.texts(ctx, commit, paths, func(_ string, text []byte) { p.readTop(text) })
}

// readChanges reads which pages and indexes differ between the commit that is known and another.
func (g *Git) readChanges(ctx context.Context, head string) error {
	changes, err := git.Changes(ctx, g.repo.top, g.head, head)
	if err != nil {
		return err
	}
	p := g.pages
	for _, c := range changes {
		there := c.Hash != "" && c.Regular()
		switch {
		case maybePage(c.Path) && there:
			p.put(c.Path)
		case maybePage(c.Path):
			p.remove(c.Path)
			g.losses++
		case maybeIndex(c.Path) && there:
			p.indexes[c.Path] = true
		case maybeIndex(c.Path):
			delete(p.indexes, c.Path)
		}
		delete(g.revisions, c.Path)
	}
	for _, c := range changes {
		delete(p.dirty, c.Path) // whoever made the commit has written the index too
	}
	if p.indexes[readme] {
		if err := g.readTop(ctx, p, head); err != nil {
			g.pages = nil // it is half of one and half of the other
			return err
		}
	}
	g.head = head
	return nil
}

// metas reads what the pages of the commit that is known say about themselves. It is a reader.
func (g *Git) metas(ctx context.Context, paths []string) (map[string]page.Meta, error) {
	return g.metasAt(ctx, g.head, paths)
}

// metasAt reads what the pages of a commit or a tree say about themselves.
func (g *Git) metasAt(ctx context.Context, rev string, paths []string) (map[string]page.Meta, error) {
	metas := make(map[string]page.Meta, len(paths))
	err := g.texts(ctx, rev, paths, func(at string, text []byte) {
		if meta, ok := metaOf(at, text); ok {
			metas[at] = meta
		}
	})
	return metas, err
}

// texts calls fn with the files at the paths of a commit or a tree, one after the other; nil for those that are not there or too large.
func (g *Git) texts(ctx context.Context, rev string, paths []string, fn func(at string, text []byte)) error {
	names := make([]string, len(paths))
	for i, at := range paths {
		names[i] = rev + ":" + at
	}
	return g.repo.reader.Blobs(ctx, names, maxFile, func(i int, text []byte, _ int64) error {
		fn(paths[i], text)
		return nil
	})
}

// tooLarge refuses a committed file that is no page and no index of ours; nil when its size is fine.
func tooLarge(at string, size int64) error {
	if size <= maxFile {
		return nil
	}
	return fmt.Errorf("%s is committed with %d bytes, more than %d: %w", at, size, maxFile, errTooLarge)
}

// revision is a commit that holds the page: the one that brought it, when it was made here, or else the last one.
func (g *Git) revision(at string) string {
	if hash, ok := g.revisions[at]; ok {
		return hash
	}
	return g.head
}
