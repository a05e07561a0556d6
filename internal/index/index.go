package index

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/pattern"
	"github.com/codeworm/codeworm/source"
)

// Index is what a repository held at one moment: its files' outlines, their
// history, and every name in them. An Index does not change; Refresh makes the next
// one. It can be used from several goroutines at a time.
type Index struct {
	Repo    Repo
	Commit  string // HEAD; "" without history
	InGit   bool
	WebURL  string // "" when unknown
	Files   []*graph.File
	ByPath  map[string]*graph.File
	NotRead []source.SkippedFile
	modules graph.Modules
	// Unknown counts the files of languages that the parser does not know, by their extension in lower
	// case (".png", "" for none).
	Unknown map[string]int
	Dirty   map[string]bool
	Churn   map[string]source.Churn
	churnAt time.Time
	TakenAt time.Time
	Graph   *graph.Graph
	listed  listedPaths    // every path, also of files that are not read
	found   *foundPatterns // of the graph

	Parser     Parser
	scanner    *scanner
	Table      *graph.NameTable
	store      *outlineStore                // nil when outlines are not kept
	StoreErr   error                        // why they could not be kept
	classified map[string]source.SkipReason // what the parser said of paths alone, where it said something
	lockFile   string                       // git's index.lock; "" outside of git
	// lockIgnored says that waiting for the lock did not help in the refresh at takenAt.
	lockIgnored bool
}

// Repo is a repository to read.
type Repo struct {
	Name, Path       string   // Path is that of its folder
	Include, Exclude []string // patterns of paths, see package pathmatch
	WebURL           string   // of its pages; "" takes it from the remote named origin, "-" means none
}

// What an index needs of the parts of a daemon.
type (
	// Parser reads source files.
	Parser interface {
		Language(path string) (language string, ok bool)
		Parse(ctx context.Context, path string, src []byte) (*source.Outline, error)
	}
	// Classifier is a parser that tells which files are not worth reading.
	Classifier interface {
		Classify(path string, content []byte) source.SkipReason
	}
	// Versioner is a parser whose outlines can be kept.
	Versioner interface {
		Version(language string) string
	}
	// Cache is where outlines are kept.
	Cache interface {
		CacheGet(ctx context.Context, bucket, name string) ([]byte, error)
		CachePut(ctx context.Context, bucket, name string, value []byte) error
	}
)

// New reads a repository. Outlines that are in the cache are not made again, and
// new ones are put there; without a cache (nil) all files are read.
func New(ctx context.Context, repo Repo, parser Parser, cache Cache, now time.Time) (*Index, error) {
	s, err := newScanner(repo, parser)
	if err != nil {
		return nil, err
	}
	empty := &Index{Repo: repo, Parser: parser, scanner: s, Table: graph.NewNameTable()}
	empty.store = newOutlineStore(cache, parser, repo, empty.Table)
	if empty.ByPath, err = empty.store.load(ctx); err != nil {
		return nil, err
	}
	return empty.Refresh(ctx, now)
}

// Skipped lists the files that were not read, or not all of them, by path.
func (x *Index) Skipped() []source.SkippedFile {
	skipped := slices.Clone(x.NotRead)
	for _, f := range x.Files {
		if f.Outline.Problem != "" {
			skipped = append(skipped, source.SkippedFile{Path: f.Path, Reason: f.Outline.Problem, Partial: true})
		}
	}
	slices.SortFunc(skipped, func(a, b source.SkippedFile) int { return strings.Compare(a.Path, b.Path) })
	return skipped
}

// Outline is the outline of a file without its Blocks, or nil.
func (x *Index) Outline(path string) *source.Outline {
	f := x.ByPath[path]
	if f == nil || f.Outline == nil {
		return nil
	}
	names := x.Table.All()
	o := *f.Outline
	o.Symbols = slices.Clone(o.Symbols)
	o.References = make([]source.Reference, len(f.Uses))
	for i, u := range f.Uses {
		o.References[i] = u.Reference(names)
	}
	o.Identifiers = make([]string, len(f.Names))
	for i, name := range f.Names {
		o.Identifiers[i] = names[name]
	}
	return &o
}

// Paths lists the paths of the files that were read.
func (x *Index) Paths() []string {
	paths := make([]string, len(x.Files))
	for i, f := range x.Files {
		paths[i] = f.Path
	}
	return paths
}

// Languages are the languages of the files that were read, sorted.
func (x *Index) Languages() []string {
	set := map[string]bool{}
	for _, f := range x.Files {
		set[f.Language] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// foundPatterns are the design patterns of a graph, made when they are first asked for.
type foundPatterns struct {
	once sync.Once
	all  []pattern.Found
}

// Patterns are the design patterns of the repository, by folder and name.
func (x *Index) Patterns() []pattern.Found {
	x.found.once.Do(func() { x.found.all = pattern.FindAll(x.Graph) })
	return x.found.all
}

// Excluded counts the files that the configuration leaves out.
func (x *Index) Excluded() int {
	n := 0
	for _, f := range x.NotRead {
		if f.Reason == source.SkipExcluded {
			n++
		}
	}
	return n
}

// Pattern is what was found of a design pattern in a folder, or nil.
func (x *Index) Pattern(dir, name string) *pattern.Found {
	found := x.Patterns()
	i := slices.IndexFunc(found, func(p pattern.Found) bool { return p.Dir == dir && p.Name == name })
	if i < 0 {
		return nil
	}
	return &found[i]
}
