package compose

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/target"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// Limits of what a summary lists, in entries.
const (
	maxPeriodCommits = 60
	maxHotFiles      = 15
	maxHotSymbols    = 10
	maxPages         = 40
	// maxSearchedFiles is how many of the files are searched for the symbols that changed.
	maxSearchedFiles = 5
)

// Period gathers what happened in a period. pages are those that were published in it, the last
// one first. Names of authors and subjects of commits go through redact.
func Period(ctx context.Context, x *index.Index, t page.Target, p target.Period, pages []page.PageFacts, redact func(string) string) (*Composition, error) {
	c := &Composition{Facts: page.Facts{Target: t, SourceCommit: x.Commit, Period: &page.PeriodFacts{Start: p.Start, End: p.End}}}
	if err := composeCommits(ctx, x, &c.Facts, p, redact); err != nil {
		return nil, fmt.Errorf("history of %s: %w", x.Repo.Name, err)
	}
	f := c.Facts.Period
	f.Documented, f.Pages = len(pages), shorten(pages, maxPages)
	return c, nil
}

// composeCommits adds the commits of the period, who made them, and which files they changed most often.
func composeCommits(ctx context.Context, x *index.Index, facts *page.Facts, p target.Period, redact func(string) string) error {
	if x.Commit == "" {
		return nil
	}
	f := facts.Period
	authors, files := map[string]int{}, map[string]int{}
	err := git.Log(ctx, x.Repo.Path, git.LogOptions{Since: p.Start}, func(e git.LogEntry) error {
		if !p.Holds(e.When) {
			return nil
		}
		f.Commits++
		authors[redact(e.Author)]++
		for _, path := range e.Files {
			files[path]++
		}
		if len(facts.Commits) < maxPeriodCommits {
			facts.Commits = append(facts.Commits, source.Commit{Hash: e.Hash, When: e.When, Subject: redact(e.Subject)})
		}
		return nil
	})
	if err != nil {
		return err
	}
	f.FilesChanged = len(files)
	for _, name := range byCount(authors) {
		f.Authors = append(f.Authors, page.AuthorFacts{Name: name, Commits: authors[name]})
	}
	for _, path := range shorten(byCount(files), maxHotFiles) {
		if redact(path) != path {
			continue // its name is a secret
		}
		f.Files = append(f.Files, page.FileChanges{Path: path, Commits: files[path], Gone: !x.Path(path)})
	}
	return composeHotSymbols(ctx, x, facts, p)
}

// shorten returns the first limit entries of a list.
func shorten[T any](list []T, limit int) []T {
	if len(list) > limit {
		return list[:limit]
	}
	return list
}

// byCount returns the names, those with the greatest count first.
func byCount(counts map[string]int) []string {
	names := make([]string, 0, len(counts))
	for name := range counts {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(-cmp.Compare(counts[a], counts[b]), cmp.Compare(a, b))
	})
	return names
}

// maxPeriodDiff is how much of a period's changes is looked through, in bytes, the latest first.
const maxPeriodDiff = 32 << 20

// composeHotSymbols adds the definitions that the commits changed most often, by the line that git shows above
// each changed place: the one that begins the definition.
func composeHotSymbols(ctx context.Context, x *index.Index, facts *page.Facts, p target.Period) error {
	f := facts.Period
	args := []string{"--literal-pathspecs", "-c", "log.showRoot=true", "-c", "core.quotePath=false", "log", "--no-merges", "--format=", "--patch", "--unified=0",
		"--no-renames", "--no-ext-diff", "--no-textconv", "--no-color", "--relative", "--src-prefix=a/", "--dst-prefix=b/",
		fmt.Sprintf("--max-age=%d", p.Start.Unix()), fmt.Sprintf("--min-age=%d", p.End.Unix()-1), "HEAD", "--"}
	paths := 0
	for _, file := range f.Files {
		if indexed := x.ByPath[file.Path]; indexed != nil && indexed.Outline != nil && paths < maxSearchedFiles {
			args = append(args, file.Path)
			paths++
		}
	}
	if paths == 0 {
		return nil
	}
	diff, err := git.SourceUpTo(ctx, x.Repo.Path, maxPeriodDiff, args...)
	if errors.Is(err, git.ErrPartial) {
		return nil // a clone that lacks what the files held tells which files changed all the same
	}
	if err != nil {
		return err
	}
	changes := map[page.SymbolChanges]int{}
	var file *graph.File
	for line := range strings.Lines(string(diff)) {
		line = strings.TrimRight(line, "\r\n")
		if path, ok := strings.CutPrefix(line, "diff --git a/"); ok {
			_, path, _ = strings.Cut(path, " b/")
			file = x.ByPath[path]
			continue
		}
		if !strings.HasPrefix(line, "@@ ") || file == nil || file.Outline == nil {
			continue
		}
		if _, above, ok := strings.Cut(line[3:], " @@ "); ok {
			if s := symbolIn(file.Outline, above); s != nil {
				changes[page.SymbolChanges{Name: s.QualifiedName(), Path: file.Path, Line: s.Span.StartLine}]++
			}
		}
	}
	for s, n := range changes {
		s.Places = n
		f.Symbols = append(f.Symbols, s)
	}
	slices.SortFunc(f.Symbols, func(a, b page.SymbolChanges) int {
		return cmp.Or(-cmp.Compare(a.Places, b.Places), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
	})
	f.Symbols = shorten(f.Symbols, maxHotSymbols)
	return nil
}

// symbolIn returns the definition that a line begins, or nil: the one with the longest name that stands in it, and
// before all others one whose signature the line is.
func symbolIn(o *source.Outline, line string) *source.Symbol {
	var best *source.Symbol
	length := 0
	for i := range o.Symbols {
		s := &o.Symbols[i]
		if !s.Kind.IsFunction() && !s.Kind.IsType() || !words.ContainsWord(line, s.Name) {
			continue
		}
		n := len(s.Name)
		if strings.HasPrefix(strings.TrimSpace(line), s.Signature) || strings.HasPrefix(s.Signature, strings.TrimRight(strings.TrimSpace(line), " {:")) {
			n += len(line)
		}
		if n > length {
			best, length = s, n
		}
	}
	return best
}
