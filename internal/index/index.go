package index

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/pattern"
	"github.com/codeworm/codeworm/source"
)

// Index is what a repository held at one moment: its files' outlines, their
// history, and every name in them. An Index does not change; Refresh makes the next
// one. It can be used from several goroutines at a time. Its fields, and what they refer to, are for reading only.
type Index struct {
	Repo    Repo      // as it was given
	TakenAt time.Time // the moment that the index was asked for

	// What git says.
	InGit  bool   // the folder is in a work tree, and not ignored by it
	Commit string // HEAD, in full; "" without history
	// Shallow says that the clone lacks older commits: what its oldest ones changed cannot be told.
	Shallow bool
	// HistoryFrom is the moment before which a shallow clone lacks commits; zero when it lacks none.
	HistoryFrom time.Time
	WebURL      string                  // address of the repository's web pages; "" when unknown
	Prefix      string                  // the folder's path in the work tree, with a slash at its end; "" at its top
	Dirty       map[string]bool         // by path: the file differs from HEAD
	Churn       map[string]source.Churn // by path: the commits of the last 90 days

	// What was read.
	Files  []*graph.File          // those with an outline, by path
	ByPath map[string]*graph.File // those that were opened: Files, and some that then were skipped
	// NotRead are the files without an outline, by path, with the reasons.
	NotRead []source.SkippedFile
	// Unknown counts the files of languages that the parser does not know, by their extension in lower
	// case (".png", "" for none).
	Unknown map[string]int
	// Idle are the patterns of the configuration that match no file, each after the name of its list: "exclude secret/".
	Idle  []string
	Graph *graph.Graph // of Files
	// StoreErr says why the outlines could not be kept; nil when they were, or are not to be.
	StoreErr error

	modules graph.Modules
	listed  *listedPaths   // every path, also of files that are not read
	found   *foundPatterns // of the graph

	// What the next refresh starts with.
	parser     Parser
	scanner    *scanner
	table      *graph.NameTable
	store      *outlineStore // nil when outlines are not kept
	words      *textWords
	exceeded   *exceeded                    // the contents that are not tried again
	manifests  []manifest                   // as they were read
	scripts    map[string]script            // what the beginnings of files without an extension said
	classified map[string]source.SkipReason // what the parser said of paths alone, where it said something
	place      *git.Place                   // nil outside of git
	recent     recentCommits                // that Churn counts
	last       *lastCommits                 // of the history of Commit; nil without one
	lock       gitLock
}

// Repo is a repository to read.
type Repo struct {
	Name             string
	Path             string   // of its folder
	Include, Exclude []string // patterns, see package pathmatch; no Include means all
	WebURL           string   // of its web pages; "" takes it from the remote named origin, "-" means none
	// Snapshot says that the folder holds the files of a commit and nothing else: all of them count, and there is no history.
	Snapshot bool
}

// New reads a repository at the moment now, from which its history is counted. Outlines that are in the
// cache are not made again, and new ones are put there; a nil cache keeps none. The parser may be a Classifier
// and a Versioner; without the second nothing is kept. A fault of the cache is no error: see StoreErr.
func New(ctx context.Context, repo Repo, parser Parser, cache Cache, now time.Time) (*Index, error) {
	s, err := newScanner(repo, parser)
	if err != nil {
		return nil, err
	}
	empty := &Index{Repo: repo, parser: parser, scanner: s, table: graph.NewNameTable(), words: &textWords{}}
	empty.store = newOutlineStore(cache, parser, repo, empty.table)
	empty.exceeded = newExceeded(ctx, cache, parser, repo.Name)
	if empty.ByPath, err = empty.store.load(ctx); err != nil {
		return nil, err
	}
	return empty.Refresh(ctx, now)
}

// Skipped returns the files that were not read, or not all of them, by path.
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

// Excluded returns the number of files that the configuration leaves out.
func (x *Index) Excluded() int {
	n := 0
	for _, f := range x.NotRead {
		if f.Reason == source.SkipExcluded {
			n++
		}
	}
	return n
}

// Submodules returns the paths of the submodules, which are not read.
func (x *Index) Submodules() (paths []string) {
	for _, f := range x.NotRead {
		if f.Reason == source.SkipSubmodule {
			paths = append(paths, f.Path)
		}
	}
	return paths
}

// Outline returns the outline of a file without its Blocks; nil when the file has none. The caller may keep it,
// and must not change what its symbols refer to.
func (x *Index) Outline(path string) *source.Outline {
	f := x.ByPath[path]
	if f == nil || f.Outline == nil {
		return nil
	}
	names := x.table.All()
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

// Parse returns the outline of a source with its Blocks, made anew.
func (x *Index) Parse(ctx context.Context, path string, src []byte) (*source.Outline, error) {
	return x.parser.Parse(ctx, path, src)
}

// Paths returns the paths of Files.
func (x *Index) Paths() []string {
	paths := make([]string, len(x.Files))
	for i, f := range x.Files {
		paths[i] = f.Path
	}
	return paths
}

// Languages returns the languages of Files, sorted.
func (x *Index) Languages() []string {
	set := map[string]bool{}
	for _, f := range x.Files {
		set[f.Language] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// foundPatterns are the design patterns of a graph, found when they are first asked for.
type foundPatterns struct {
	once sync.Once
	all  []pattern.Found
}

// Patterns returns the design patterns of the repository, by folder and name. The caller must not change them.
func (x *Index) Patterns() []pattern.Found {
	x.found.once.Do(func() { x.found.all = pattern.FindAll(x.Graph) })
	return x.found.all
}

// Pattern returns what was found of a design pattern in a folder, or nil.
func (x *Index) Pattern(dir, name string) *pattern.Found {
	found := x.Patterns()
	i := slices.IndexFunc(found, func(p pattern.Found) bool { return p.Dir == dir && p.Name == name })
	if i < 0 {
		return nil
	}
	return &found[i]
}
