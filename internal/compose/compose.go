package compose

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/plainfile"
	"github.com/codeworm/codeworm/internal/target"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// ErrChanged says that a file is no longer what the index read, or that what a page is about is no longer there.
var ErrChanged = errors.New("the source changed while its page was composed")

// Composition is what is known about a target: the facts that a page shows, and the source that the
// check looks its names up in. Both are redacted.
type Composition struct {
	Facts  page.Facts
	Source string // of the target's file; "" for folders and periods
	// secrets are what was taken out of the target's file.
	secrets []string
}

// Target gathers the facts about a target that is not a period. Every text of the repository goes through redact.
// The excerpt of the source, or of the diff, takes at most about budget bytes. It returns ErrChanged, wrapped, when
// the repository is not what the index read.
func Target(ctx context.Context, x *index.Index, t page.Target, redact func(string) string, budget int) (*Composition, error) {
	c := &Composition{Facts: page.Facts{Target: t, SourceCommit: x.Commit, Dirty: x.Dirty[t.Key.Path], Churn: x.Churn[t.Key.Path], HistoryFrom: x.HistoryFrom}}
	file := x.ByPath[t.Key.Path]
	switch t.Key.Type {
	case page.ModuleDoc:
		c.Facts.Module = x.Module(t.Key.Path)
		composeFolder(x, c, redact)
	case page.PatternAnalysis:
		c.Facts.Module = x.Module(t.Key.Path)
		if err := composePattern(x, c, redact); err != nil {
			return nil, fmt.Errorf("%s: %w", t.Key, err)
		}
	default:
		if file == nil || file.Outline == nil {
			return nil, fmt.Errorf("%s: %w", t.Key.Path, ErrChanged)
		}
		c.Facts.Module = x.ModuleName(path.Dir(file.Path), file.Language)
		if err := composeFile(ctx, x, c, file, redact, budget); err != nil {
			return nil, err
		}
	}
	if x.Commit != "" {
		commits, err := x.LastCommits(ctx, t.Key.Path)
		if err != nil {
			return nil, fmt.Errorf("history of %s: %w", t.Key.Path, err)
		}
		for _, commit := range commits {
			commit.Subject = redact(commit.Subject)
			c.Facts.Commits = append(c.Facts.Commits, commit)
		}
	}
	if t.Key.Type == page.CodeEvolution {
		if err := composeDiff(ctx, x, c, redact, budget); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// composeFile adds what a page about a file, or about a symbol in it, shows. It reads the file, which has to be as
// the index read it.
func composeFile(ctx context.Context, x *index.Index, c *Composition, file *graph.File, redact func(string) string, budget int) error {
	raw, err := plainfile.ReadNamed(filepath.Join(x.Repo.Path, filepath.FromSlash(file.Path)), index.MaxSource)
	if err != nil || sha256.Sum256(raw) != file.Sum {
		return fmt.Errorf("%s: %w", file.Path, ErrChanged)
	}
	raw = plainfile.Text(raw)
	outline, err := x.Parse(ctx, file.Path, raw)
	if err != nil {
		return fmt.Errorf("parse %s: %w", file.Path, err)
	}
	text := strings.TrimPrefix(string(raw), "\ufeff")
	c.Source = redact(text)
	c.secrets = removed(text, c.Source)
	inFile := redact
	redact = func(text string) string { return c.Conceal(inFile(text)) }
	f := &c.Facts
	f.FileDoc = redact(outline.Doc)
	f.Imports = slices.Clone(outline.Imports)
	for i := range f.Imports {
		f.Imports[i].Path = redact(f.Imports[i].Path)
	}
	t := f.Target
	if t.Key.Type != page.CodeEvolution {
		f.Source = source.NewExcerpt(file.Path, c.Source, t.Span, outline.Blocks, budget)
	}
	if t.Symbol == nil {
		for i := range file.Outline.Symbols {
			f.Members = append(f.Members, page.Member{Path: file.Path, Symbol: redactSymbol(file.Outline.Symbols[i], redact)})
		}
		return nil
	}
	symbol := redactSymbol(*t.Symbol, redact)
	f.Target.Symbol = &symbol
	if symbol.Kind.IsType() {
		for _, i := range target.Members(file.Outline, t.Symbol) {
			f.Members = append(f.Members, page.Member{Path: file.Path, Symbol: redactSymbol(file.Outline.Symbols[i], redact)})
		}
		f.Members = append(f.Members, methodsElsewhere(x, file, t.Symbol, redact)...)
	}
	r := newRelations(x, t, file, redact)
	f.Calls = r.calls()
	f.Callers, f.Tests = r.callers()
	f.Owner = r.owner()
	return nil
}

// methodsElsewhere are the methods that other files of the package give to a type, in a language where any file of it may. Tests' are left out.
func methodsElsewhere(x *index.Index, own *graph.File, s *source.Symbol, redact func(string) string) []page.Member {
	if own.Language != "go" {
		return nil
	}
	var members []page.Member
	for _, file := range x.Files {
		if file == own || file.Outline == nil || file.Language != own.Language || file.Test || path.Dir(file.Path) != path.Dir(own.Path) {
			continue
		}
		for i := range file.Outline.Symbols {
			if m := &file.Outline.Symbols[i]; m.Kind == source.KindMethod && m.Parent == s.QualifiedName() {
				members = append(members, page.Member{Path: file.Path, Symbol: redactSymbol(*m, redact)})
			}
		}
	}
	return members
}

// redactSymbol returns the symbol with what it quotes of the source redacted.
func redactSymbol(s source.Symbol, redact func(string) string) source.Symbol {
	s.Doc = redact(s.Doc)
	s.Signature = redact(s.Signature)
	s.Decorators = slices.Clone(s.Decorators)
	for i, d := range s.Decorators {
		s.Decorators[i] = redact(d)
	}
	return s
}

// spokesmen are the files whose doc comment is the one of their folder, by language; nil means all. In other languages no file speaks
// for the others.
var spokesmen = map[string][]string{
	"go":         nil,
	"python":     {"__init__.py"},
	"rust":       {"mod.rs", "lib.rs", "main.rs"},
	"java":       {"package-info.java"},
	"javascript": {"index.js", "index.mjs", "index.cjs", "index.jsx"},
	"typescript": {"index.ts", "index.mts", "index.cts"},
	"tsx":        {"index.tsx"},
}

// speaksForFolder reports whether the doc comment of the file is the one of its folder.
func speaksForFolder(file *graph.File) bool {
	names, known := spokesmen[file.Language]
	return known && (names == nil || slices.Contains(names, path.Base(file.Path)))
}

// composeFolder adds the files of a folder and what they define; of what stands in a type, only what can be counted.
func composeFolder(x *index.Index, c *Composition, redact func(string) string) {
	f := &c.Facts
	for _, file := range x.Files {
		if path.Dir(file.Path) != f.Target.Key.Path || file.Test {
			continue
		}
		doc := redact(file.Outline.Doc)
		if speaksForFolder(file) && len(doc) > len(f.FileDoc) {
			f.FileDoc = doc
		}
		f.Files = append(f.Files, page.FileFacts{Path: file.Path, NLOC: file.Outline.NLOC, Symbols: len(file.Outline.Symbols), Doc: markdown.FirstSentence(doc)})
		for i := range file.Outline.Symbols {
			switch s := &file.Outline.Symbols[i]; {
			case s.Kind == source.KindImpl:
			case s.Parent == "":
				f.Members = append(f.Members, page.Member{Path: file.Path, Symbol: redactSymbol(*s, redact)})
			default:
				f.Members = append(f.Members, page.Member{Path: file.Path, Symbol: source.Symbol{
					Kind: s.Kind, Name: s.Name, Parent: s.Parent, Visibility: s.Visibility, Test: s.Test, Span: s.Span, NameSpan: s.NameSpan, Metrics: s.Metrics}})
			}
		}
		for _, imported := range file.Outline.Imports {
			imported.Path = redact(imported.Path)
			f.Imports = append(f.Imports, imported)
		}
	}
	slices.SortFunc(f.Imports, func(a, b source.Import) int { return strings.Compare(a.Path, b.Path) })
	f.Imports = slices.CompactFunc(f.Imports, func(a, b source.Import) bool { return a.Path == b.Path })
}

// composeDiff adds the last change of the file, which a page about its evolution shows.
func composeDiff(ctx context.Context, x *index.Index, c *Composition, redact func(string) string, budget int) error {
	f := &c.Facts
	if len(f.Commits) == 0 || f.Commits[0].Hash != f.Churn.LastHash {
		return fmt.Errorf("%s: %w", f.Target.Key.Path, ErrChanged)
	}
	diff, err := git.DiffOf(ctx, x.Repo.Path, f.Commits[0].Hash, f.Target.Key.Path, maxDiff+1)
	if err != nil {
		return fmt.Errorf("diff of %s: %w", f.Target.Key.Path, err)
	}
	var outline *source.Outline
	if file := x.ByPath[f.Target.Key.Path]; file != nil && !f.Dirty {
		outline = file.Outline // of what the commit left
	}
	before, after := f.Commits[0].Hash+"^", f.Commits[0].Hash
	if diff, err = concealDiff(ctx, x.Repo.Path, f.Target.Key.Path, before, after, diff, redact); err != nil {
		return err
	}
	text := c.Conceal(redact(nameHunks(strings.ToValidUTF8(string(diff), "\ufffd"), outline)))
	lines := strings.Count(text, "\n")
	if lines == 0 {
		return fmt.Errorf("%s: %w", f.Target.Key.Path, ErrChanged)
	}
	f.Diff = source.NewExcerpt(f.Target.Key.Path, text, source.Span{StartLine: 1, EndLine: lines}, nil, budget)
	return nil
}

// composePattern adds the evidence of a design pattern, and the definitions that it is about.
func composePattern(x *index.Index, c *Composition, redact func(string) string) error {
	f := &c.Facts
	found := x.Pattern(f.Target.Key.Path, f.Target.Key.Symbol)
	if found == nil {
		return ErrChanged
	}
	f.Evidence = slices.Clone(found.Evidence)
	seen := map[graph.SymbolID]bool{}
	for i, id := range found.Symbols {
		file, sym := x.Graph.Symbol(id)
		f.Dirty = f.Dirty || x.Dirty[file.Path]
		if seen[id] {
			continue
		}
		seen[id] = true
		f.Members = append(f.Members, page.Member{Path: found.Evidence[i].Path, Symbol: redactSymbol(*sym, redact)})
	}
	return nil
}
