package codeworm

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Index is what a repository held at one moment: its files' outlines, their
// history, and every name in them. An Index does not change; Refresh makes the next
// one. It can be used from several goroutines at a time.
type Index struct {
	repo      repoSpec
	commit    string // HEAD; "" without history
	inGit     bool
	webURL    string // "" when unknown
	files     []*indexedFile
	byPath    map[string]*indexedFile
	skipped   []SkippedFile
	modules   modules
	unknown   int // files of languages that the parser does not know
	unknownBy map[string]int
	dirty     map[string]bool
	churn     map[string]Churn
	churnAt   time.Time
	takenAt   time.Time
	graph     *graph
	listed    listedPaths    // every path, also of files that are not read
	found     *foundPatterns // of the graph

	parser     indexParser
	scanner    *scanner
	table      *nameTable
	store      *outlineStore         // nil when outlines are not kept
	storeErr   error                 // why they could not be kept
	classified map[string]SkipReason // what the parser said of paths alone, where it said something
	lockFile   string                // git's index.lock; "" outside of git
	// lockIgnored says that waiting for the lock did not help in the refresh at takenAt.
	lockIgnored bool
}

// NewIndex reads a repository. The repo's path has to be a folder; when it is
// not in a git repository the index has no history.
func NewIndex(ctx context.Context, repo Repo, parser Parser) (*Index, error) {
	repo, problems := completeRepo(repo)
	if len(problems) > 0 {
		return nil, &ConfigError{Problems: problems}
	}
	return newIndex(ctx, repo.spec(), parser, nil, time.Now())
}

// repoSpec is a repository to read.
type repoSpec struct {
	Name, Path       string   // Path is that of its folder
	Include, Exclude []string // patterns of paths, see package pathmatch
	WebURL           string   // of its pages; "" takes it from the remote named origin, "-" means none
}

// What an index needs of the parts of a daemon.
type (
	// indexParser reads source files.
	indexParser interface {
		Language(path string) (language string, ok bool)
		Parse(ctx context.Context, path string, src []byte) (*Outline, error)
	}
	// indexClassifier is a parser that tells which files are not worth reading.
	indexClassifier interface {
		Classify(path string, content []byte) SkipReason
	}
	// indexVersioner is a parser whose outlines can be kept.
	indexVersioner interface {
		Version(language string) string
	}
	// indexCache is where outlines are kept.
	indexCache interface {
		CacheGet(ctx context.Context, bucket, name string) ([]byte, error)
		CachePut(ctx context.Context, bucket, name string, value []byte) error
	}
)

// newIndex reads a repository. Outlines that are in the cache are not made again, and
// new ones are put there; without a cache (nil) all files are read.
func newIndex(ctx context.Context, repo repoSpec, parser indexParser, cache indexCache, now time.Time) (*Index, error) {
	s, err := newScanner(repo, parser)
	if err != nil {
		return nil, err
	}
	empty := &Index{repo: repo, parser: parser, scanner: s, table: newNameTable()}
	empty.store = newOutlineStore(cache, parser, repo, empty.table)
	if empty.byPath, err = empty.store.load(ctx); err != nil {
		return nil, err
	}
	return empty.refresh(ctx, now)
}

// Refresh returns the index of the repository as it is now. Files whose
// stamps did not change are not read again, files whose content did not change are not
// parsed again.
func (x *Index) Refresh(ctx context.Context) (*Index, error) { return x.refresh(ctx, time.Now()) }

// Commit is the commit that HEAD named, in full; "" when there is none.
func (x *Index) Commit() string { return x.commit }

// Skipped lists the files that were not read, or not all of them, by path.
func (x *Index) Skipped() []SkippedFile {
	skipped := slices.Clone(x.skipped)
	for _, f := range x.files {
		if f.outline.Problem != "" {
			skipped = append(skipped, SkippedFile{Path: f.path, Reason: f.outline.Problem, Partial: true})
		}
	}
	slices.SortFunc(skipped, func(a, b SkippedFile) int { return strings.Compare(a.Path, b.Path) })
	return skipped
}

// Unknown counts the files of languages that the parser does not know, by their
// extension in lower case (".png", "" for none).
func (x *Index) Unknown() map[string]int { return maps.Clone(x.unknownBy) }

// Files lists the paths of the files that were read.
func (x *Index) Files() []string {
	paths := make([]string, len(x.files))
	for i, f := range x.files {
		paths[i] = f.path
	}
	return paths
}

// Outline is the outline of a file without its Blocks, or nil.
func (x *Index) Outline(path string) *Outline {
	f := x.byPath[path]
	if f == nil || f.outline == nil {
		return nil
	}
	names := x.table.all()
	o := *f.outline
	o.Symbols = slices.Clone(o.Symbols)
	o.References = make([]Reference, len(f.uses))
	for i, u := range f.uses {
		o.References[i] = u.reference(names)
	}
	o.Identifiers = make([]string, len(f.names))
	for i, name := range f.names {
		o.Identifiers[i] = names[name]
	}
	return &o
}

// Languages are the languages of the files that were read, sorted.
func (x *Index) Languages() []string {
	set := map[string]bool{}
	for _, f := range x.files {
		set[f.language] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// foundPatterns are the design patterns of a graph, made when they are first asked for.
type foundPatterns struct {
	once sync.Once
	all  []patternFound
}

// patterns are the design patterns of the repository, by folder and name.
func (x *Index) patterns() []patternFound {
	x.found.once.Do(func() { x.found.all = findAll(x.graph) })
	return x.found.all
}

// excluded counts the files that the configuration leaves out.
func (x *Index) excluded() int {
	n := 0
	for _, f := range x.skipped {
		if f.Reason == SkipExcluded {
			n++
		}
	}
	return n
}

// pattern is what was found of a design pattern in a folder, or nil.
func (x *Index) pattern(dir, name string) *patternFound {
	found := x.patterns()
	i := slices.IndexFunc(found, func(p patternFound) bool { return p.dir == dir && p.name == name })
	if i < 0 {
		return nil
	}
	return &found[i]
}
