package devlog

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
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
		if _, err := os.Stat(g.repo.gitDir); err == nil {
			return true, nil
		}
		g.repo, g.pages = nil, nil // somebody removed it
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
	repo := &repository{top: dir, gitDir: gitDir}
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
		return unready("a "+op+" is in progress", "finish or abort it: git -C "+dir+" status")
	}
	branch, err := git.Branch(ctx, dir)
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
	return g.refresh(ctx)
}

// refresh reads what was committed since the last look.
func (g *Git) refresh(ctx context.Context) error {
	head, err := git.Head(ctx, g.repo.top)
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

// readAll reads every page of the commit.
func (g *Git) readAll(ctx context.Context, head string) error {
	g.pages, g.revisions, g.large = nil, nil, map[string]int64{}
	all := map[string]page.Meta{}
	if head != "" {
		entries, err := git.Tree(ctx, g.repo.top, head)
		if err != nil {
			return err
		}
		if err := g.readMetas(ctx, entries, g.large, func(at string, meta page.Meta) { all[at] = meta }); err != nil {
			return err
		}
	}
	g.pages = newPages()
	g.pages.load(all)
	g.head = head
	return nil
}

// readChanges reads the pages that differ between the commit that is known and
// another.
func (g *Git) readChanges(ctx context.Context, head string) error {
	changes, err := git.Changes(ctx, g.repo.top, g.head, head)
	if err != nil {
		return err
	}
	var entries []git.Entry
	for _, c := range changes {
		entries = append(entries, c.Entry)
	}
	metas, large := map[string]page.Meta{}, map[string]int64{}
	if err := g.readMetas(ctx, entries, large, func(at string, meta page.Meta) { metas[at] = meta }); err != nil {
		return err
	}
	for _, e := range entries {
		delete(g.large, e.Path)
		if meta, ok := metas[e.Path]; ok {
			g.pages.put(e.Path, meta)
		} else {
			g.pages.remove(e.Path)
		}
	}
	maps.Copy(g.large, large)
	g.head, g.revisions = head, nil
	return nil
}

// readMetas calls fn with those of the entries that are pages. The sizes of those that are too large for one are put into large.
func (g *Git) readMetas(ctx context.Context, entries []git.Entry, large map[string]int64, fn func(at string, meta page.Meta)) error {
	var paths, hashes []string
	for _, e := range entries {
		if e.Hash != "" && e.Regular() && maybePage(e.Path) {
			paths, hashes = append(paths, e.Path), append(hashes, e.Hash)
		}
	}
	return g.blobs(ctx, hashes, func(i int, content []byte, size int64) error {
		if size > maxFile {
			large[paths[i]] = size
		} else if meta, ok := metaOf(paths[i], content); ok {
			fn(paths[i], meta)
		}
		return nil
	})
}

// blobs is git.Blobs for those of at most maxFile bytes. Of others, which somebody else has pushed, only the size is told.
func (g *Git) blobs(ctx context.Context, names []string, fn func(i int, content []byte, size int64) error) error {
	sizes, err := git.Sizes(ctx, g.repo.top, names)
	if err != nil {
		return err
	}
	var small []string
	var of []int
	for i, size := range sizes {
		if size > maxFile {
			if err := fn(i, nil, size); err != nil {
				return err
			}
			continue
		}
		small, of = append(small, names[i]), append(of, i)
	}
	return git.Blobs(ctx, g.repo.top, small, func(i int, content []byte) error { return fn(of[i], content, sizes[of[i]]) })
}

// tooLarge refuses a committed file that is no page and no index of ours; nil when its size is fine.
func tooLarge(at string, size int64) error {
	if size <= maxFile {
		return nil
	}
	return fmt.Errorf("%s is committed with %d bytes, more than %d: %w", at, size, maxFile, errTooLarge)
}

// revision is the commit that last changed the page. All are read in one pass
// when the first is asked for.
func (g *Git) revision(ctx context.Context, at string) (string, error) {
	if g.revisions == nil {
		all := map[string]string{}
		err := git.Log(ctx, g.repo.top, git.LogOptions{}, func(e git.LogEntry) error {
			for _, file := range e.Files {
				if _, known := all[file]; !known && maybePage(file) {
					all[file] = e.Hash
				}
			}
			return nil
		})
		if err != nil {
			return "", err
		}
		g.revisions = all
	}
	if hash, ok := g.revisions[at]; ok {
		return hash, nil
	}
	return g.head, nil // it came with a merge alone
}
