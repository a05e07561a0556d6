package codeworm

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/git"
)

// Limits of what a summary lists, in entries.
const (
	maxPeriodCommits = 60
	maxHotFiles      = 15
	maxHotSymbols    = 10
	maxPages         = 40
	// hotFiles are looked into for their symbols.
	hotFiles = 5
)

// composePeriod gathers what happened in a target's period.
func (d *Daemon) composePeriod(ctx context.Context, x *Index, t Target) (*composition, error) {
	records, err := d.config.Store.Records(ctx, x.repo.Name)
	if err != nil {
		return nil, fmt.Errorf("read the state: %w", err)
	}
	p, ok := lastPeriod(d.config.Now(), t.Key)
	if !ok {
		return nil, fmt.Errorf("%s: %w", t.Key, errChanged) // another period has ended
	}
	records = slices.DeleteFunc(records, func(r Record) bool { return !documented(x.repo.Name, p, r) })
	slices.SortStableFunc(records, func(a, b Record) int { return b.PublishedAt.Compare(a.PublishedAt) })
	pages := make([]PageFacts, len(records))
	for i, r := range records {
		pages[i] = PageFacts{Type: r.Key.Type, Title: r.Title, Summary: r.Summary}
	}
	return composePeriod(ctx, x, t, p, pages, d.config.Redactor.Redact)
}

// composePeriod gathers what happened in a period; pages are those that were published in it, the last
// one first.
func composePeriod(ctx context.Context, x *Index, t Target, p period, pages []PageFacts, redact func(string) string) (*composition, error) {
	c := &composition{facts: Facts{Target: t, SourceCommit: x.commit, Period: &PeriodFacts{Start: p.start, End: p.end}}}
	if err := composeCommits(ctx, x, &c.facts, p, redact); err != nil {
		return nil, fmt.Errorf("history of %s: %w", x.repo.Name, err)
	}
	f := c.facts.Period
	f.Documented, f.Pages = len(pages), shorten(pages, maxPages)
	return c, nil
}

// composeCommits counts the commits of the period.
func composeCommits(ctx context.Context, x *Index, facts *Facts, p period, redact func(string) string) error {
	if x.commit == "" {
		return nil
	}
	f := facts.Period
	authors, files := map[string]int{}, map[string]int{}
	err := git.Log(ctx, x.repo.Path, git.LogOptions{Since: p.start}, func(e git.LogEntry) error {
		if !p.holds(e.When) {
			return nil
		}
		f.Commits++
		authors[redact(e.Author)]++
		for _, path := range e.Files {
			files[path]++
		}
		if len(facts.Commits) < maxPeriodCommits {
			facts.Commits = append(facts.Commits, Commit{Hash: e.Hash, When: e.When, Subject: redact(e.Subject)})
		}
		return nil
	})
	if err != nil {
		return err
	}
	f.FilesChanged = len(files)
	for _, name := range byCount(authors) {
		f.Authors = append(f.Authors, AuthorFacts{name, authors[name]})
	}
	for _, path := range shorten(byCount(files), maxHotFiles) {
		f.Files = append(f.Files, FileChanges{Path: path, Commits: files[path], Gone: !x.Path(path)})
	}
	return composeHotSymbols(ctx, x, facts, p)
}

// byCount are the names by falling count.
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

// composeHotSymbols counts which definitions the commits changed, by what git shows above each
// changed place: the line that begins the definition.
func composeHotSymbols(ctx context.Context, x *Index, facts *Facts, p period) error {
	f := facts.Period
	args := []string{"--literal-pathspecs", "-c", "log.showRoot=true", "-c", "core.quotePath=false", "log", "--no-merges", "--format=", "--patch", "--unified=0",
		"--no-renames", "--no-ext-diff", "--no-textconv", "--no-color", "--relative", "--src-prefix=a/", "--dst-prefix=b/",
		fmt.Sprintf("--max-age=%d", p.start.Unix()), fmt.Sprintf("--min-age=%d", p.end.Unix()-1), "HEAD", "--"}
	paths := 0
	for _, file := range f.Files {
		if indexed := x.byPath[file.Path]; indexed != nil && indexed.outline != nil && paths < hotFiles {
			args = append(args, file.Path)
			paths++
		}
	}
	if paths == 0 {
		return nil
	}
	diff, err := git.Source(ctx, x.repo.Path, args...)
	if err != nil {
		return err
	}
	places := map[SymbolChanges]int{}
	var file *indexedFile
	for line := range strings.Lines(string(diff)) {
		line = strings.TrimRight(line, "\r\n")
		if path, ok := strings.CutPrefix(line, "diff --git a/"); ok {
			_, path, _ = strings.Cut(path, " b/")
			file = x.byPath[path]
			continue
		}
		if !strings.HasPrefix(line, "@@ ") || file == nil || file.outline == nil {
			continue
		}
		if _, above, ok := strings.Cut(line[3:], " @@ "); ok {
			if s := symbolIn(file.outline, above); s != nil {
				places[SymbolChanges{Name: s.QualifiedName(), Path: file.path, Line: s.Span.StartLine}]++
			}
		}
	}
	for s, n := range places {
		s.Places = n
		f.Symbols = append(f.Symbols, s)
	}
	slices.SortFunc(f.Symbols, func(a, b SymbolChanges) int {
		return cmp.Or(-cmp.Compare(a.Places, b.Places), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
	})
	f.Symbols = shorten(f.Symbols, maxHotSymbols)
	return nil
}

// symbolIn is the definition that a line begins: the one whose name stands in it first, of
// those with that name the one whose signature is the most like it.
func symbolIn(o *Outline, line string) *Symbol {
	var best *Symbol
	length := 0
	for i := range o.Symbols {
		s := &o.Symbols[i]
		if !s.Kind.IsFunction() && !s.Kind.IsType() || !containsWord(line, s.Name) {
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
