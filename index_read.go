package codeworm

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

// refresh reads what changed. The moment `now` is for the history alone.
func (x *Index) refresh(ctx context.Context, now time.Time) (*Index, error) {
	from := x
	for attempt := 1; ; attempt++ {
		next, err := from.read(ctx, now)
		if err != nil {
			return nil, fmt.Errorf("repo %s: %w", x.repo.Name, err)
		}
		headMoved, fileMoved, err := next.moved(ctx, from)
		switch {
		case err != nil:
			return nil, fmt.Errorf("repo %s: %w", x.repo.Name, err)
		case headMoved && attempt == maxMoves:
			return nil, fmt.Errorf("repo %s: its HEAD moved %d times while it was read; it is tried again later", x.repo.Name, attempt)
		case (headMoved || fileMoved) && attempt < maxMoves:
			from = next
			continue
		}
		next.graph, next.found = x.graph, x.found
		if x.graph == nil || !slices.Equal(x.files, next.files) || !slices.Equal(x.modules, next.modules) {
			next.graph, next.found = newGraph(next.files, next.modules, next.table), &foundPatterns{}
		}
		if x.storeErr != nil || !maps.Equal(x.byPath, next.byPath) {
			next.storeErr = next.store.save(ctx, next.all())
		}
		return next, ctx.Err()
	}
}

// all returns the files that were looked into, skipped ones included, by path.
func (x *Index) all() []*indexedFile {
	return slices.SortedFunc(maps.Values(x.byPath), func(a, b *indexedFile) int { return strings.Compare(a.path, b.path) })
}

// read makes the index that follows, without its graph.
func (x *Index) read(ctx context.Context, now time.Time) (*Index, error) {
	next := &Index{repo: x.repo, parser: x.parser, scanner: x.scanner, table: x.table, store: x.store,
		takenAt: now, byPath: map[string]*indexedFile{}, lockIgnored: x.lockIgnored && x.takenAt.Equal(now)}
	if err := next.readGit(ctx, x); err != nil {
		return nil, err
	}
	found, err := x.scanner.scan(ctx, next.inGit, x)
	if err != nil {
		return nil, err
	}
	next.skipped, next.classified, next.unknownBy = found.skipped, found.classified, found.unknown
	for _, n := range found.unknown {
		next.unknown += n
	}
	if next.modules, err = readModules(ctx, x.repo.Path, found.manifests, x.modules); err != nil {
		return nil, err
	}
	return next, next.readFiles(ctx, x, found.files)
}

// readGit reads what git knows: where HEAD is, what differs from it, and what changed when.
func (x *Index) readGit(ctx context.Context, previous *Index) error {
	out, err := git.Run(ctx, x.repo.Path, "rev-parse", "--show-toplevel", "--git-path", "index.lock")
	if errors.Is(err, git.ErrNotARepo) {
		return nil
	}
	if err != nil {
		return err
	}
	if !previous.inGit {
		if ignored, err := ignoredFolder(ctx, x.repo.Path); err != nil || ignored {
			return err
		}
	}
	x.inGit = true
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if x.lockFile = filepath.FromSlash(lines[len(lines)-1]); !filepath.IsAbs(x.lockFile) {
		x.lockFile = filepath.Join(x.repo.Path, x.lockFile)
	}
	if err := x.waitForLock(ctx); err != nil {
		return err
	}
	if x.commit, err = git.Head(ctx, x.repo.Path); err != nil {
		return err
	}
	if x.webURL = x.repo.WebURL; x.webURL == "" {
		remote, err := git.RemoteURL(ctx, x.repo.Path, "origin")
		if err != nil {
			return err
		}
		x.webURL = webURL(remote)
	} else if x.webURL == "-" {
		x.webURL = ""
	}
	if x.commit == "" {
		return nil
	}
	if x.dirty, err = git.Dirty(ctx, x.repo.Path); err != nil {
		return err
	}
	if age := x.takenAt.Sub(previous.churnAt); x.commit == previous.commit && 0 <= age && age < churnAge {
		x.churn, x.churnAt = previous.churn, previous.churnAt
		return nil
	}
	x.churnAt = x.takenAt
	x.churn, err = readChurn(ctx, x.repo.Path, x.takenAt)
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
	if x.inGit {
		now, err := git.Head(ctx, x.repo.Path)
		if err != nil {
			return false, false, err
		}
		head = now != x.commit
	}
	if head || locked {
		return head, locked, nil
	}
	fresh := false
	for path, f := range x.byPath {
		if previous.byPath[path] != f {
			fresh = true
			break
		}
	}
	if !fresh {
		return false, false, nil
	}
	// All files were as read at the moment between the last read and the first of these looks.
	for path, f := range x.byPath {
		info, err := os.Lstat(filepath.Join(x.repo.Path, filepath.FromSlash(path)))
		if err != nil || stampOf(info) != f.stamp {
			return false, true, nil //nolint:nilerr // a file that is gone is a change, and no error
		}
	}
	return false, false, nil
}

// contentKey is what an outline depends on besides the parser.
type contentKey struct {
	sum      [sha256.Size]byte
	language string
	test     bool
}

func (f *indexedFile) key() contentKey { return contentKey{f.sum, f.language, f.test} }

// readFiles reads and parses what changed since the previous index.
func (x *Index) readFiles(ctx context.Context, previous *Index, files []scanned) error {
	read := make([]*indexedFile, len(files))
	var changed []int
	for i, s := range files {
		if old := previous.byPath[s.path]; old != nil && old.unchanged(s) {
			read[i] = old
		} else {
			changed = append(changed, i)
		}
	}
	if len(changed) > 0 {
		known := make(map[contentKey]*fileContent, len(previous.byPath))
		for _, f := range previous.byPath {
			if f.outline != nil {
				known[f.key()] = f.fileContent
			}
		}
		g, ctx := errgroup.WithContext(ctx)
		g.SetLimit(runtime.GOMAXPROCS(0))
		for _, i := range changed {
			g.Go(func() (err error) {
				defer func() {
					if p := recover(); p != nil {
						err = fmt.Errorf("reading %s: panic: %v\n%s", files[i].path, p, debug.Stack())
					}
				}()
				read[i], err = x.readFile(ctx, files[i], previous.byPath[files[i].path], known)
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
		case f.outline == nil:
			x.skipped = append(x.skipped, SkippedFile{Path: f.path, Reason: f.skip})
		default:
			x.files = append(x.files, f)
		}
		x.byPath[f.path] = f
	}
	slices.SortFunc(x.skipped, func(a, b SkippedFile) int { return strings.Compare(a.Path, b.Path) })
	return nil
}

// sources are buffers to read files into.
var sources = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// readFile reads one file; nil without an error means that it is gone. The file that was
// there before may be nil; known are the outlines of the previous index.
func (x *Index) readFile(ctx context.Context, s scanned, old *indexedFile, known map[contentKey]*fileContent) (*indexedFile, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f := &indexedFile{path: s.path, language: s.language, stamp: s.stamp, settled: s.stamp.settledAt(time.Now()), test: isTestPath(s.path)}
	skip := func(reason SkipReason, sum [sha256.Size]byte) (*indexedFile, error) {
		f.fileContent = &fileContent{sum: sum, skip: reason}
		return f, nil
	}
	var sum [sha256.Size]byte
	buffer := sources.Get().(*bytes.Buffer)
	defer sources.Put(buffer)
	buffer.Reset()
	reason, err := readSource(buffer, filepath.Join(x.repo.Path, filepath.FromSlash(s.path)), s.stamp.size)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return nil, nil
	case err != nil:
		return skip(SkipUnreadable, sum)
	case reason != "":
		return skip(reason, sum)
	}
	src := buffer.Bytes()
	sum = sha256.Sum256(src)
	if old != nil && old.sum == sum && old.language == f.language && old.skip != SkipUnreadable {
		f.fileContent = old.fileContent
		return f, nil
	}
	if c, ok := x.parser.(indexClassifier); ok {
		if reason := c.Classify(s.path, src); reason != "" {
			return skip(reason, sum)
		}
	}
	if c := known[contentKey{sum, f.language, f.test}]; c != nil {
		f.fileContent = c // renamed, or a copy
		return f, nil
	}
	outline, err := x.parser.Parse(ctx, s.path, src)
	var parseErr *ParseError
	switch {
	case errors.As(err, &parseErr):
		return skip(parseErr.Reason, sum)
	case err != nil:
		return nil, fmt.Errorf("parse %s: %w", s.path, err)
	}
	f.fileContent = newFileContent(sum, outline, src, x.table)
	return f, nil
}

// readSource reads a file that is still a regular one, and says why it is not read
// otherwise.
func readSource(into *bytes.Buffer, path string, size int64) (SkipReason, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|openFlags, 0)
	if errors.Is(err, syscall.ELOOP) {
		return SkipNotRegular, nil
	}
	if err != nil {
		return "", err
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return SkipNotRegular, err
	}
	into.Grow(int(size) + bytes.MinRead) // so that the end is found without growing
	n, err := into.ReadFrom(io.LimitReader(file, maxFileSize+1))
	if n > maxFileSize {
		return SkipTooLarge, err
	}
	return "", err
}
