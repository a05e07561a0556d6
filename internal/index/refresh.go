package index

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/graph"
)

// maxMoves is how often a refresh starts again, with what it has read so far, because HEAD or a file moved
// under it: an index is of one moment. Files that still move after that are written all the time; a HEAD
// that does is somebody at work.
const maxMoves = 5

// Refresh returns the index of the repository as it is now, and reads only what changed. The history is counted from
// the moment now. It is an error when HEAD does not stay for long enough.
func (x *Index) Refresh(ctx context.Context, now time.Time) (*Index, error) {
	from := x
	for attempt := 1; ; attempt++ {
		next, err := from.next(ctx, now)
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
			next.Graph, next.found = graph.New(next.Files, next.modules, next.table), &foundPatterns{}
		}
		if x.StoreErr != nil || !maps.Equal(x.ByPath, next.ByPath) {
			next.StoreErr = next.store.save(ctx, next.all())
		}
		return next, ctx.Err()
	}
}

// next reads the index that follows, without its graph.
func (x *Index) next(ctx context.Context, now time.Time) (*Index, error) {
	next := &Index{Repo: x.Repo, parser: x.parser, scanner: x.scanner, table: x.table, store: x.store, words: x.words, exceeded: x.exceeded,
		TakenAt: now, ByPath: map[string]*graph.File{}, lock: gitLock{ignored: x.lock.ignored && x.TakenAt.Equal(now)}}
	if err := next.readGit(ctx, x); err != nil {
		return nil, err
	}
	found, err := x.scanner.scan(ctx, next.InGit, x)
	if err != nil {
		return nil, err
	}
	next.NotRead, next.classified, next.Unknown = found.skipped, found.classified, found.unknown
	next.listed, next.Idle, next.scripts = found.listed, found.idle, found.scripts
	next.words.forget(next.listed.all)
	if next.manifests, err = readManifests(ctx, x.Repo.Path, found.manifests, x.manifests); err != nil {
		return nil, err
	}
	next.modules = modulesOf(next.manifests)
	return next, next.readFiles(ctx, x, found.files)
}

// moved reports whether HEAD, or a file that was read, changed since the reading of the index began.
func (x *Index) moved(ctx context.Context, previous *Index) (head, file bool, err error) {
	locked := x.lock.held()
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
		if err != nil || stampOf(info) != f.Stamp {
			return false, true, nil //nolint:nilerr // a file that is gone is a change, and no error
		}
	}
	return false, false, nil
}

// all returns the files of ByPath, by path.
func (x *Index) all() []*graph.File {
	return slices.SortedFunc(maps.Values(x.ByPath), func(a, b *graph.File) int { return strings.Compare(a.Path, b.Path) })
}
