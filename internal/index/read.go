package index

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/source"
)

// How a refresh sees to it that an index is of one moment: it starts again when
// HEAD or a file moved under it, with what it has read so far.
const (
	// maxMoves is how often it starts again. Files that still move after that are
	// written all the time; a HEAD that does is somebody at work.
	maxMoves = 5
	// lockWait is how often a refresh looks, and lockPatience how long it waits, for git to be
	// done with a checkout. One that takes longer is waiting for a person, or died.
	lockWait     = 20 * time.Millisecond
	lockPatience = 5 * time.Second
	// lockAge is from when on a lock was left by a git that died.
	lockAge = time.Minute
)

// Refresh reads what changed. The moment `now` is for the history alone.
func (x *Index) Refresh(ctx context.Context, now time.Time) (*Index, error) {
	from := x
	for attempt := 1; ; attempt++ {
		next, err := from.read(ctx, now)
		if err != nil {
			return nil, fmt.Errorf("repo %s: %w", x.Repo.Name, err)
		}
		headMoved, fileMoved, err := next.moved(ctx, from)
		switch {
		case err != nil:
			return nil, fmt.Errorf("repo %s: %w", x.Repo.Name, err)
		case headMoved && attempt == maxMoves:
			return nil, fmt.Errorf("repo %s: its HEAD moved %d times while it was read; it is tried again later", x.Repo.Name, attempt)
		case (headMoved || fileMoved) && attempt < maxMoves:
			from = next
			continue
		}
		next.Graph, next.found = x.Graph, x.found
		if x.Graph == nil || !slices.Equal(x.Files, next.Files) || !slices.Equal(x.modules, next.modules) {
			next.Graph, next.found = graph.New(next.Files, next.modules, next.Table), &foundPatterns{}
		}
		if x.StoreErr != nil || !maps.Equal(x.ByPath, next.ByPath) {
			next.StoreErr = next.store.save(ctx, next.all())
		}
		return next, ctx.Err()
	}
}

// all returns the files that were looked into, skipped ones included, by path.
func (x *Index) all() []*graph.File {
	return slices.SortedFunc(maps.Values(x.ByPath), func(a, b *graph.File) int { return strings.Compare(a.Path, b.Path) })
}

// read makes the index that follows, without its graph.
func (x *Index) read(ctx context.Context, now time.Time) (*Index, error) {
	next := &Index{Repo: x.Repo, Parser: x.Parser, scanner: x.scanner, Table: x.Table, store: x.store,
		TakenAt: now, ByPath: map[string]*graph.File{}, lockIgnored: x.lockIgnored && x.TakenAt.Equal(now)}
	if err := next.readGit(ctx, x); err != nil {
		return nil, err
	}
	found, err := x.scanner.scan(ctx, next.InGit, x)
	if err != nil {
		return nil, err
	}
	next.NotRead, next.classified, next.Unknown = found.skipped, found.classified, found.unknown
	if next.modules, err = graph.ReadModules(ctx, x.Repo.Path, found.manifests, x.modules); err != nil {
		return nil, err
	}
	return next, next.readFiles(ctx, x, found.files)
}

// readGit reads what git knows: where HEAD is, what differs from it, and what changed when.
func (x *Index) readGit(ctx context.Context, previous *Index) error {
	out, err := git.Run(ctx, x.Repo.Path, "rev-parse", "--show-toplevel", "--git-path", "index.lock")
	if errors.Is(err, git.ErrNotARepo) {
		return nil
	}
	if err != nil {
		return err
	}
	if !previous.InGit {
		if ignored, err := ignoredFolder(ctx, x.Repo.Path); err != nil || ignored {
			return err
		}
	}
	x.InGit = true
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if x.lockFile = filepath.FromSlash(lines[len(lines)-1]); !filepath.IsAbs(x.lockFile) {
		x.lockFile = filepath.Join(x.Repo.Path, x.lockFile)
	}
	if err := x.waitForLock(ctx); err != nil {
		return err
	}
	if x.Commit, err = git.Head(ctx, x.Repo.Path); err != nil {
		return err
	}
	if x.WebURL = x.Repo.WebURL; x.WebURL == "" {
		remote, err := git.RemoteURL(ctx, x.Repo.Path, "origin")
		if err != nil {
			return err
		}
		x.WebURL = webURL(remote)
	} else if x.WebURL == "-" {
		x.WebURL = ""
	}
	if x.Commit == "" {
		return nil
	}
	if x.Dirty, err = git.Dirty(ctx, x.Repo.Path); err != nil {
		return err
	}
	if age := x.TakenAt.Sub(previous.churnAt); x.Commit == previous.Commit && 0 <= age && age < churnAge {
		x.Churn, x.churnAt = previous.Churn, previous.churnAt
		return nil
	}
	x.churnAt = x.TakenAt
	x.Churn, err = readChurn(ctx, x.Repo.Path, x.TakenAt)
	return err
}

// ignoredFolder reports whether the folder is in a work tree whose git ignores it and tracks
// nothing in it, such as that of an installed package: it is not part of that repository.
func ignoredFolder(ctx context.Context, dir string) (bool, error) {
	ignored, err := git.Ignored(ctx, dir, ".")
	if err != nil || !ignored {
		return false, err
	}
	tracked, err := git.Run(ctx, dir, "ls-files", "--cached", "-z")
	return len(tracked) == 0, err
}

// churnAge is how long the counts of commits are good while HEAD stays: the days
// they are counted over end an hour late at most.
const churnAge = time.Hour

// waitForLock returns when git does not hold the lock that it holds during a
// checkout, or when waiting does not seem to help.
func (x *Index) waitForLock(ctx context.Context) error {
	for waited := time.Duration(0); x.locked(); waited += lockWait {
		if waited >= lockPatience {
			x.lockIgnored = true
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lockWait):
		}
	}
	return ctx.Err()
}

// locked reports whether git holds its lock.
func (x *Index) locked() bool {
	if x.lockFile == "" || x.lockIgnored {
		return false
	}
	info, err := os.Lstat(x.lockFile)
	return err == nil && time.Since(info.ModTime()) < lockAge
}

// moved reports whether HEAD, or a file that was read, changed since the index
// was begun.
func (x *Index) moved(ctx context.Context, previous *Index) (head, file bool, err error) {
	locked := x.locked()
	if x.InGit {
		now, err := git.Head(ctx, x.Repo.Path)
		if err != nil {
			return false, false, err
		}
		head = now != x.Commit
	}
	if head || locked {
		return head, locked, nil
	}
	fresh := false
	for path, f := range x.ByPath {
		if previous.ByPath[path] != f {
			fresh = true
			break
		}
	}
	if !fresh {
		return false, false, nil
	}
	// All files were as read at the moment between the last read and the first of these looks.
	for path, f := range x.ByPath {
		info, err := os.Lstat(filepath.Join(x.Repo.Path, filepath.FromSlash(path)))
		if err != nil || graph.StampOf(info) != f.Stamp {
			return false, true, nil //nolint:nilerr // a file that is gone is a change, and no error
		}
	}
	return false, false, nil
}

// readFiles reads and parses what changed since the previous index.
func (x *Index) readFiles(ctx context.Context, previous *Index, files []graph.Scanned) error {
	read := make([]*graph.File, len(files))
	var changed []int
	for i, s := range files {
		if old := previous.ByPath[s.Path]; old != nil && old.Unchanged(s) {
			read[i] = old
		} else {
			changed = append(changed, i)
		}
	}
	if len(changed) > 0 {
		known := make(map[graph.ContentKey]*graph.Content, len(previous.ByPath))
		for _, f := range previous.ByPath {
			if f.Outline != nil {
				known[f.Key()] = f.Content
			}
		}
		g, ctx := errgroup.WithContext(ctx)
		g.SetLimit(runtime.GOMAXPROCS(0))
		for _, i := range changed {
			g.Go(func() (err error) {
				defer func() {
					if p := recover(); p != nil {
						err = fmt.Errorf("reading %s: panic: %v\n%s", files[i].Path, p, debug.Stack())
					}
				}()
				read[i], err = x.readFile(ctx, files[i], previous.ByPath[files[i].Path], known)
				return err
			})
		}
		if err := g.Wait(); err != nil {
			return err
		}
	}
	for _, f := range read {
		switch {
		case f == nil: // gone since it was listed
			continue
		case f.Outline == nil:
			x.NotRead = append(x.NotRead, source.SkippedFile{Path: f.Path, Reason: f.Skip})
		default:
			x.Files = append(x.Files, f)
		}
		x.ByPath[f.Path] = f
	}
	slices.SortFunc(x.NotRead, func(a, b source.SkippedFile) int { return strings.Compare(a.Path, b.Path) })
	return nil
}

// sources are buffers to read files into.
var sources = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// readFile reads one file; nil without an error means that it is gone. The file that was
// there before may be nil; known are the outlines of the previous index.
func (x *Index) readFile(ctx context.Context, s graph.Scanned, old *graph.File, known map[graph.ContentKey]*graph.Content) (*graph.File, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f := &graph.File{Path: s.Path, Language: s.Language, Stamp: s.Stamp, Settled: s.Stamp.SettledAt(time.Now()), Test: isTestPath(s.Path)}
	skip := func(reason source.SkipReason, sum [sha256.Size]byte) (*graph.File, error) {
		f.Content = &graph.Content{Sum: sum, Skip: reason}
		return f, nil
	}
	var sum [sha256.Size]byte
	buffer := sources.Get().(*bytes.Buffer)
	defer sources.Put(buffer)
	buffer.Reset()
	reason, err := readSource(buffer, filepath.Join(x.Repo.Path, filepath.FromSlash(s.Path)), s.Stamp.Size)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return nil, nil
	case err != nil:
		return skip(source.SkipUnreadable, sum)
	case reason != "":
		return skip(reason, sum)
	}
	src := buffer.Bytes()
	sum = sha256.Sum256(src)
	if old != nil && old.Sum == sum && old.Language == f.Language && old.Skip != source.SkipUnreadable {
		f.Content = old.Content
		return f, nil
	}
	if c, ok := x.Parser.(Classifier); ok {
		if reason := c.Classify(s.Path, src); reason != "" {
			return skip(reason, sum)
		}
	}
	if c := known[graph.ContentKey{Sum: sum, Language: f.Language, Test: f.Test}]; c != nil {
		f.Content = c // renamed, or a copy
		return f, nil
	}
	outline, err := x.Parser.Parse(ctx, s.Path, src)
	var parseErr *source.ParseError
	switch {
	case errors.As(err, &parseErr):
		return skip(parseErr.Reason, sum)
	case err != nil:
		return nil, fmt.Errorf("parse %s: %w", s.Path, err)
	}
	f.Content = graph.NewFileContent(sum, outline, src, x.Table)
	return f, nil
}

// readSource reads a file that is still a regular one, and says why it is not read
// otherwise.
func readSource(into *bytes.Buffer, path string, size int64) (source.SkipReason, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|graph.OpenFlags, 0)
	if errors.Is(err, syscall.ELOOP) {
		return source.SkipNotRegular, nil
	}
	if err != nil {
		return "", err
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return source.SkipNotRegular, err
	}
	into.Grow(int(size) + bytes.MinRead) // so that the end is found without growing
	n, err := into.ReadFrom(io.LimitReader(file, maxFileSize+1))
	if n > maxFileSize {
		return source.SkipTooLarge, err
	}
	return "", err
}
