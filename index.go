package codeworm

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"
	"unique"

	"golang.org/x/sync/errgroup"

	"github.com/codeworm/codeworm/internal/git"
)

// Index is what a repository held at one moment: its files' outlines, their
// history, and every name in them. An Index does not change; Refresh makes the next
// one. It can be used from several goroutines at a time.
type Index struct {
	repo    Repo
	commit  string // HEAD; "" without history
	inGit   bool
	webURL  string // "" when unknown
	files   []*indexedFile
	byPath  map[string]*indexedFile
	skipped []SkippedFile
	unknown int
	dirty   map[string]bool
	churn   map[string]Churn
	takenAt time.Time
	graph   graph
	parser  Parser
	scanner *scanner
}

// indexedFile is one file of an index. It is shared by the indexes that follow each other.
type indexedFile struct {
	path     string
	language string
	size     int64
	modTime  time.Time
	sum      [sha256.Size]byte // of the content
	outline  *Outline          // without Blocks, which only composing a page needs
	sums     []uint64          // of each symbol's source, its doc comment included
	skip     SkipReason        // why there is no outline
	test     bool
}

// NewIndex reads a repository. The repo's path has to be a folder; when it is
// not in a git repository the index has no history.
func NewIndex(ctx context.Context, repo Repo, parser Parser) (*Index, error) {
	repo, problems := completeRepo(repo)
	if len(problems) > 0 {
		return nil, &ConfigError{Problems: problems}
	}
	return newIndex(ctx, repo, parser, time.Now())
}

func newIndex(ctx context.Context, repo Repo, parser Parser, now time.Time) (*Index, error) {
	s, err := newScanner(repo, parser)
	if err != nil {
		return nil, err
	}
	empty := &Index{repo: repo, parser: parser, scanner: s}
	return empty.refresh(ctx, now)
}

// Refresh returns the index of the repository as it is now. Files whose
// size and modification time did not change are not read again, files whose
// content did not change are not parsed again.
func (x *Index) Refresh(ctx context.Context) (*Index, error) { return x.refresh(ctx, time.Now()) }

// maxMoves is how often a refresh starts again because HEAD moved under it.
const maxMoves = 5

func (x *Index) refresh(ctx context.Context, now time.Time) (*Index, error) {
	for attempt := 1; ; attempt++ {
		next, err := x.read(ctx, now)
		if err != nil {
			return nil, err
		}
		if !next.inGit {
			return next, nil
		}
		head, err := git.Head(ctx, x.repo.Path)
		if err != nil {
			return nil, fmt.Errorf("repo %s: %w", x.repo.Name, err)
		}
		if head == next.commit {
			return next, nil
		}
		if attempt == maxMoves {
			return nil, fmt.Errorf("repo %s: its HEAD moved %d times while it was read; it is tried again later", x.repo.Name, attempt)
		}
	}
}

func (x *Index) read(ctx context.Context, now time.Time) (*Index, error) {
	next := &Index{repo: x.repo, parser: x.parser, scanner: x.scanner, takenAt: now, byPath: map[string]*indexedFile{}}
	if err := next.readGit(ctx); err != nil {
		return nil, fmt.Errorf("repo %s: %w", x.repo.Name, err)
	}
	files, skipped, unknown, err := x.scanner.scan(ctx, next.inGit)
	if err != nil {
		return nil, err
	}
	next.skipped, next.unknown = skipped, unknown
	if err := next.readFiles(ctx, x, files); err != nil {
		return nil, fmt.Errorf("repo %s: %w", x.repo.Name, err)
	}
	next.graph = newGraph(next.files)
	return next, nil
}

// readGit reads what git knows: where HEAD is, what differs from it, and what changed when.
func (x *Index) readGit(ctx context.Context) error {
	_, err := git.TopLevel(ctx, x.repo.Path)
	if errors.Is(err, git.ErrNotARepo) {
		return nil
	}
	if err != nil {
		return err
	}
	x.inGit = true
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
	x.churn, err = readChurn(ctx, x.repo.Path, x.takenAt)
	return err
}

// readFiles reads and parses what changed since the previous index.
func (x *Index) readFiles(ctx context.Context, previous *Index, files []scanned) error {
	bySum := make(map[[sha256.Size]byte]*indexedFile, len(previous.files))
	for _, f := range previous.files {
		bySum[f.sum] = f
	}
	read := make([]*indexedFile, len(files))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range files {
		if old := previous.byPath[f.path]; old != nil && old.unchanged(f, previous.takenAt) {
			read[i] = old
			continue
		}
		g.Go(func() (err error) {
			defer func() {
				if p := recover(); p != nil {
					err = fmt.Errorf("reading %s: panic: %v\n%s", f.path, p, debug.Stack())
				}
			}()
			read[i], err = x.readFile(ctx, f, bySum)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for _, f := range read {
		switch {
		case f == nil: // gone since it was listed
		case f.outline == nil:
			x.skipped = append(x.skipped, SkippedFile{f.path, f.skip})
			x.byPath[f.path] = f
		default:
			x.files = append(x.files, f)
			x.byPath[f.path] = f
		}
	}
	slices.SortFunc(x.skipped, func(a, b SkippedFile) int { return strings.Compare(a.Path, b.Path) })
	return nil
}

// racyWindow is how much older than the index a file's modification time has
// to be before it proves that the file did not change: clocks of file systems tick slowly.
const racyWindow = 2 * time.Second

func (f *indexedFile) unchanged(s scanned, takenAt time.Time) bool {
	return f.language == s.language && f.size == s.info.Size() && f.modTime.Equal(s.info.ModTime()) &&
		f.modTime.Before(takenAt.Add(-racyWindow))
}

// readFile reads one file; nil without an error means that it is gone.
func (x *Index) readFile(ctx context.Context, s scanned, bySum map[[sha256.Size]byte]*indexedFile) (*indexedFile, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f := &indexedFile{path: s.path, language: s.language, size: s.info.Size(), modTime: s.info.ModTime(), test: isTestPath(s.path)}
	source, err := os.ReadFile(filepath.Join(x.repo.Path, filepath.FromSlash(s.path)))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		f.skip = SkipUnreadable
		return f, nil
	}
	f.sum = sha256.Sum256(source)
	if old := bySum[f.sum]; old != nil && old.language == f.language {
		f.outline, f.sums, f.skip = old.outline, old.sums, old.skip
		return f, nil
	}
	if c, ok := x.parser.(FileClassifier); ok {
		if f.skip = c.Classify(s.path, source); f.skip != "" {
			return f, nil
		}
	}
	outline, err := x.parser.Parse(ctx, s.path, source)
	var parseErr *ParseError
	switch {
	case errors.As(err, &parseErr):
		f.skip = parseErr.Reason
		return f, nil
	case err != nil:
		return nil, fmt.Errorf("parse %s: %w", s.path, err)
	}
	outline.Blocks = nil
	intern(outline)
	f.outline = outline
	f.sums = make([]uint64, len(outline.Symbols))
	for i, symbol := range outline.Symbols {
		f.sums[i] = sumOf(source, symbol.Span, symbol.DocSpan)
	}
	return f, nil
}

// sumOf is the first eight bytes of the SHA-256 of the spans' source.
func sumOf(source []byte, spans ...Span) uint64 {
	h := sha256.New()
	for _, s := range spans {
		if s.StartByte < s.EndByte && s.EndByte <= len(source) {
			h.Write(source[s.StartByte:s.EndByte])
		}
		h.Write([]byte{0})
	}
	return binary.BigEndian.Uint64(h.Sum(nil))
}

// intern makes equal names of all files one string: a repository repeats its
// names thousands of times.
func intern(o *Outline) {
	for i, name := range o.Identifiers {
		o.Identifiers[i] = unique.Make(name).Value()
	}
	for i := range o.References {
		r := &o.References[i]
		r.Name, r.Qualifier = unique.Make(r.Name).Value(), unique.Make(r.Qualifier).Value()
	}
}

// Repo is the repository, its defaults filled in.
func (x *Index) Repo() Repo { return x.repo }

// Commit is the commit that HEAD named, in full; "" when there is none.
func (x *Index) Commit() string { return x.commit }

// Skipped lists the files that were not read, by path.
func (x *Index) Skipped() []SkippedFile { return slices.Clone(x.skipped) }

// Files lists the paths of the files that were read.
func (x *Index) Files() []string {
	paths := make([]string, len(x.files))
	for i, f := range x.files {
		paths[i] = f.path
	}
	return paths
}

// Outline is the outline of a file without its Blocks, or nil. The caller must not change it.
func (x *Index) Outline(path string) *Outline {
	if f := x.byPath[path]; f != nil {
		return f.outline
	}
	return nil
}

// Languages are the languages of the files that were read, sorted.
func (x *Index) Languages() []string {
	set := map[string]bool{}
	for _, f := range x.files {
		set[f.language] = true
	}
	return slices.Sorted(maps.Keys(set))
}
