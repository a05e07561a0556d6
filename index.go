package codeworm

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/codeworm/codeworm/check"
	"github.com/codeworm/codeworm/internal/conceal"
	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/pause"
	"github.com/codeworm/codeworm/internal/plainfile"
	"github.com/codeworm/codeworm/internal/target"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// Index is what a repository held at one moment: its files' outlines, their
// history, and every name in them. An Index does not change; Refresh makes the next
// one. It can be used from several goroutines at a time.
type Index struct {
	index *index.Index
	repo  Repo
}

// NewIndex reads a repository. The repo's path has to be a folder; when it is
// not in a git repository the index has no history.
func NewIndex(ctx context.Context, repo Repo, parser Parser) (*Index, error) {
	repo, problems := completeRepo(repo)
	if len(problems) > 0 {
		return nil, &ConfigError{Problems: problems}
	}
	p, cache := forIndex(parser)
	x, err := index.New(ctx, repo.spec(), p, cache, time.Now())
	if err != nil {
		return nil, err
	}
	return &Index{x, repo}, nil
}

// KeepOutlines returns a parser with which NewIndex and NewIndexAt keep the outlines of files in the cache, and parse only what is
// new. Files in whose outlines or paths the redactor, or DefaultRedactor where it is nil, finds a secret are not kept, so that they are parsed with every
// index. Outlines are those of the parser; they are kept when it is a ParserVersioner. That they cannot be kept is no error.
func KeepOutlines(parser Parser, cache Cache, redactor Redactor) Parser {
	if redactor == nil {
		redactor = DefaultRedactor()
	}
	return &keepingParser{conceal.Keeping(parser, redactor.Redact), cache}
}

// keepingParser is what KeepOutlines returns.
type keepingParser struct {
	index.Parser
	cache Cache
}

// forIndex returns the parser and the cache, if any, that an index is read with.
func forIndex(parser Parser) (index.Parser, index.Cache) {
	if k, ok := parser.(*keepingParser); ok {
		return k.Parser, k.cache
	}
	return parser, nil
}

// NewIndexAt reads a repository as it was when the history of HEAD left that of the revision, which is the revision itself
// when HEAD comes after it. Only git's objects are read: the work tree stays as it is, and nothing that the repository names is run. The files are written to
// the folder dir, which has to be empty, and to stay until the index is no longer used. The error is
// ErrNoRevision when there is no such commit.
func NewIndexAt(ctx context.Context, repo Repo, revision, dir string, parser Parser) (*Index, error) {
	repo, problems := completeRepo(repo)
	if len(problems) > 0 {
		return nil, &ConfigError{Problems: problems}
	}
	commit, err := git.ForkOf(ctx, repo.Path, revision)
	if err != nil {
		return nil, err
	}
	if err := git.Export(ctx, repo.Path, commit, dir); err != nil {
		return nil, fmt.Errorf("repo %s at %s: %w", repo.Name, revision, err)
	}
	repo.Path = dir
	spec := repo.spec()
	spec.Snapshot = true
	p, cache := forIndex(parser)
	x, err := index.New(ctx, spec, p, cache, time.Now())
	if err != nil {
		return nil, err
	}
	return &Index{x, repo}, nil
}

// Changed returns the lines of the files that differ from what they were when the history of HEAD left that of the revision,
// those of the work tree included: all lines of a new file, none of one that is as it was. Paths are those in the repository.
// The error is ErrNoRevision when there is no such commit.
func (x *Index) Changed(ctx context.Context, revision string, paths []string) (map[string][]source.Span, error) {
	commit, err := git.ForkOf(ctx, x.repo.Path, revision)
	if err != nil {
		return nil, err
	}
	changed, err := git.ChangedLines(ctx, x.repo.Path, commit, paths)
	if err != nil {
		return nil, err
	}
	spans := make(map[string][]source.Span, len(changed))
	for path, lines := range changed {
		for _, l := range lines {
			spans[path] = append(spans[path], source.Span{StartLine: l.First, EndLine: l.Last})
		}
	}
	return spans, nil
}

// Refresh returns the index of the repository as it is now. Files whose
// stamps did not change are not read again, files whose content did not change are not
// parsed again.
func (x *Index) Refresh(ctx context.Context) (*Index, error) {
	next, err := x.index.Refresh(ctx, time.Now())
	if err != nil {
		return nil, err
	}
	return &Index{next, x.repo}, nil
}

// Repo is the repository, its defaults filled in.
func (x *Index) Repo() Repo { return x.repo }

// Commit is the commit that HEAD named, in full; "" when there is none.
func (x *Index) Commit() string { return x.index.Commit }

// Files lists the paths of the files that were read.
func (x *Index) Files() []string { return x.index.Paths() }

// Skipped lists the files that were not read, or not all of them, by path.
func (x *Index) Skipped() []source.SkippedFile { return x.index.Skipped() }

// Unknown counts the files of languages that the parser does not know, by their
// extension in lower case (".png", "" for none).
func (x *Index) Unknown() map[string]int { return maps.Clone(x.index.Unknown) }

// Languages are the languages of the files that were read, sorted.
func (x *Index) Languages() []string { return x.index.Languages() }

// Outline is the outline of a file without its Blocks, or nil.
func (x *Index) Outline(path string) *source.Outline { return x.index.Outline(path) }

// Module is how code outside calls the package in a folder of the repository ("." for its top), by
// its manifests and the language's customs: "net/http", "codeworm.core", "@acme/ui/forms",
// "acme_queue::store". It is "" when that cannot be told.
func (x *Index) Module(dir string) string { return x.index.Module(dir) }

// CheckScope is the scope of a text about the repository, such as a README: it may name whatever
// the repository holds, in all of its languages. The path is that of the text in the repository, or of the
// source file that it describes, whose text then counts as well; "" for neither. The scope's Names look names and paths up.
func (x *Index) CheckScope(path string) check.Scope {
	s := check.Scope{Repo: x.repo.Name, Path: path, Names: x.index, Languages: x.index.Languages()}
	counts := map[string]int{}
	for _, f := range x.index.Files {
		counts[f.Language]++
	}
	s.Language = words.MostCommon(counts)
	f := x.index.ByPath[path]
	if f == nil || f.Outline == nil {
		return s
	}
	s.Language, s.Imports, s.Symbols = f.Language, f.Outline.Imports, f.Outline.Symbols
	if src, err := plainfile.ReadNamed(filepath.Join(x.repo.Path, filepath.FromSlash(path)), index.MaxSource); err == nil {
		s.Source = string(plainfile.Text(src))
	}
	return s
}

// CheckPageScope is the scope of a page about what the key names, as CheckScope is that of any text: what the page asserts is judged by the
// definition that it is about, as far as the key names one that is there.
func (x *Index) CheckPageScope(key page.Key) check.Scope {
	s := x.CheckScope(key.Path)
	s.Generated, s.TellsChanges, s.Reviews = true, key.Type.TellsChanges(), key.Type.Reviews()
	f := x.index.ByPath[key.Path]
	if key.Symbol == "" || f == nil || f.Outline == nil {
		return s
	}
	i := target.SymbolOf(f.Outline, key)
	if i < 0 {
		return s
	}
	symbol := &f.Outline.Symbols[i]
	s.Span, s.Symbols = symbol.Span, []source.Symbol{*symbol}
	for _, m := range target.Members(f.Outline, symbol) {
		s.Symbols = append(s.Symbols, f.Outline.Symbols[m])
	}
	s.Also = []source.Span{{StartLine: 1, EndLine: f.Outline.Lines}} // the facts of a page refer to other places of the file
	return s
}

// readOnlyCache is a Cache in which nothing is put, for dry runs.
type readOnlyCache struct{ Cache }

// CachePut does nothing.
func (readOnlyCache) CachePut(context.Context, string, string, []byte) error { return nil }

// spec is what an index has to know of a repository.
func (r Repo) spec() index.Repo {
	return index.Repo{Name: r.Name, Path: r.Path, Include: r.Include, Exclude: r.Exclude, WebURL: r.WebURL}
}

// Index reads a repository of the daemon's again and returns its index.
func (d *Daemon) Index(ctx context.Context, repo string) (*Index, error) {
	i := slices.IndexFunc(d.config.Repos, func(r Repo) bool { return r.Name == repo })
	if i < 0 {
		names := make([]string, len(d.config.Repos))
		for i, r := range d.config.Repos {
			names[i] = r.Name
		}
		return nil, fmt.Errorf("codeworm: there is no repo %q (there are: %v)", repo, names)
	}
	x, err := d.refreshRepo(ctx, d.config.Repos[i])
	if err != nil {
		return nil, err
	}
	return &Index{x, d.config.Repos[i]}, nil
}

// fetchState is what came of fetching a repository.
type fetchState struct {
	next  time.Time // when it is fetched again
	since time.Time // of the first failure in a row
	tries int       // failures in a row
	err   error     // of the last time
}

const (
	// fetchTime bounds one fetch, the first one of a large repository included.
	fetchTime = time.Hour
	// firstFetchWait and lastFetchWait are how long to wait after a fetch that failed, at first and at last.
	firstFetchWait = time.Minute
	lastFetchWait  = time.Hour
	// longTime is until when a repository is not fetched that was fetched for good.
	longTime = 100 * 365 * 24 * time.Hour
)

// absent reports whether the folder of a repository is not there.
func (r Repo) absent() bool {
	_, err := os.Stat(r.Path)
	return errors.Is(err, fs.ErrNotExist)
}

// fetchesAtOnce is how many repositories are fetched at a time, so that a server that hangs does not keep those of others.
const fetchesAtOnce = 8

// fetchDue fetches the repositories that are to be fetched now. Only the end of ctx is an error.
func (d *Daemon) fetchDue(ctx context.Context) error {
	if d.config.DryRun {
		return ctx.Err()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case d.fetching <- struct{}{}:
	}
	defer func() { <-d.fetching }()
	var all errgroup.Group
	all.SetLimit(fetchesAtOnce)
	for _, repo := range d.config.Repos {
		if repo.Fetcher != nil {
			all.Go(func() error { d.fetch(ctx, repo); return nil })
		}
	}
	return errors.Join(all.Wait(), ctx.Err())
}

// fetch fetches a repository, if that is due, and tells what comes of it.
func (d *Daemon) fetch(ctx context.Context, repo Repo) {
	d.mu.Lock()
	was := d.fetches[repo.Name]
	d.mu.Unlock()
	if was == nil {
		was = &fetchState{}
	}
	start := time.Now()
	if start.Before(was.next) && (was.err != nil || !repo.absent()) {
		return
	}
	d.events.send(Fetching{repo.Name})
	limited, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	err := repo.Fetcher.Fetch(limited)
	if ctx.Err() != nil {
		return
	}
	if errors.Is(err, context.DeadlineExceeded) { // which would be taken for a fault of the machine
		err = fmt.Errorf("it took longer than %s; is the remote slow, or the repository very large?", fetchTime)
	}
	now := time.Now()
	is := &fetchState{next: now.Add(repo.FetchEvery)}
	if repo.FetchEvery < 0 {
		is.next = now.Add(longTime)
	}
	if err != nil {
		is = &fetchState{since: was.since, tries: was.tries + 1, err: d.concealError(err)}
		if was.tries == 0 {
			is.since = now
		}
		wait := pause.Doubled(min(firstFetchWait, max(repo.FetchEvery, time.Second)), was.tries, max(lastFetchWait, repo.FetchEvery))
		is.next = now.Add(wait)
		if known := was.err != nil && was.err.Error() == is.err.Error(); !known && !repo.absent() {
			d.config.Logger.Warn("cannot fetch repo; it is documented as it is", "repo", repo.Name, "error", is.err, "retry_in", wait)
			d.events.send(FetchFailed{repo.Name, is.err, wait})
		}
	} else {
		event := Fetched{Repo: repo.Name, Took: now.Sub(start)}
		if was.tries > 0 {
			event.After = now.Sub(was.since)
			d.config.Logger.Info("repo can be fetched again", "repo", repo.Name, "after", event.After.Round(time.Second))
		}
		d.events.send(event)
	}
	d.mu.Lock()
	d.fetches[repo.Name] = is
	d.mu.Unlock()
}

// notFetched returns why the folder of a repository that is fetched is not there; nil when it is.
func (d *Daemon) notFetched(repo Repo) error {
	if repo.Fetcher == nil || !repo.absent() {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if f := d.fetches[repo.Name]; f != nil && f.err != nil {
		return fmt.Errorf("repo %s: %w", repo.Name, f.err)
	}
	return fmt.Errorf("repo %s is not here yet: it is fetched before its first page is made, and not for a plan or a dry run", repo.Name)
}
