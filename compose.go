package codeworm

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/markdown"
)

// errChanged says that a file is not any more what the index read.
var errChanged = errors.New("the source changed while its page was composed")

// Limits of what a page and a prompt list, in entries.
const (
	maxRelations = 12
	maxMembers   = 60
	maxFiles     = 60
	maxCommits   = 5
	maxEvidence  = 60
)

// composition is all that goes into a page: the facts, and the source that the
// check resolves its names against.
type composition struct {
	facts Facts
	// source is the redacted source of the target's file, "" for modules.
	source string
	blocks []Block
}

// compose gathers the facts about a target. The excerpt takes at most about
// budget bytes.
func compose(ctx context.Context, x *Index, t Target, redact func(string) string, budget int) (*composition, error) {
	c := &composition{facts: Facts{Target: t, SourceCommit: x.commit, Dirty: x.dirty[t.Key.Path], Churn: x.churn[t.Key.Path]}}
	file := x.byPath[t.Key.Path]
	switch t.Key.Type {
	case ModuleDoc:
		c.facts.Module = x.Module(t.Key.Path)
		composeModule(x, c, redact)
	case PatternAnalysis:
		c.facts.Module = x.Module(t.Key.Path)
		if err := composePattern(x, c, redact); err != nil {
			return nil, fmt.Errorf("%s: %w", t.Key, err)
		}
	default:
		if file == nil || file.outline == nil {
			return nil, fmt.Errorf("%s: %w", t.Key.Path, errChanged)
		}
		c.facts.Module = x.moduleName(path.Dir(file.path), file.language)
		if err := composeFile(ctx, x, c, file, redact, budget); err != nil {
			return nil, err
		}
	}
	if x.commit != "" {
		commits, err := lastCommits(ctx, x.repo.Path, t.Key.Path, maxCommits)
		if err != nil {
			return nil, fmt.Errorf("history of %s: %w", t.Key.Path, err)
		}
		for _, commit := range commits {
			commit.Subject = redact(commit.Subject)
			c.facts.Commits = append(c.facts.Commits, commit)
		}
	}
	if t.Key.Type == CodeEvolution {
		if err := composeDiff(ctx, x, c, redact, budget); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func composeFile(ctx context.Context, x *Index, c *composition, file *indexedFile, redact func(string) string, budget int) error {
	raw, err := os.ReadFile(filepath.Join(x.repo.Path, filepath.FromSlash(file.path)))
	if err != nil || sha256.Sum256(raw) != file.sum {
		return fmt.Errorf("%s: %w", file.path, errChanged)
	}
	outline, err := x.parser.Parse(ctx, file.path, raw)
	if err != nil {
		return fmt.Errorf("parse %s: %w", file.path, err)
	}
	c.source = redact(strings.TrimPrefix(string(raw), "\ufeff"))
	c.blocks = outline.Blocks
	f := &c.facts
	f.FileDoc = redact(outline.Doc)
	f.Imports = outline.Imports
	t := f.Target
	if t.Key.Type != CodeEvolution {
		f.Source = newExcerpt(file.path, c.source, t.Span, c.blocks, budget)
	}
	if t.Symbol == nil {
		for i := range file.outline.Symbols {
			f.Members = append(f.Members, Member{file.path, redactSymbol(file.outline.Symbols[i], redact)})
		}
		f.Members = shorten(f.Members, maxMembers)
		return nil
	}
	symbol := redactSymbol(*t.Symbol, redact)
	f.Target.Symbol = &symbol
	if symbol.Kind.IsType() {
		for _, i := range members(file.outline, t.Symbol) {
			f.Members = append(f.Members, Member{file.path, redactSymbol(file.outline.Symbols[i], redact)})
		}
		f.Members = shorten(f.Members, maxMembers)
	}
	composeRelations(x, f, file, redact)
	return nil
}

// redactSymbol takes secrets out of what a symbol quotes of the source.
func redactSymbol(s Symbol, redact func(string) string) Symbol {
	s.Doc = redact(s.Doc)
	s.Signature = redact(s.Signature)
	s.Decorators = slices.Clone(s.Decorators)
	for i, d := range s.Decorators {
		s.Decorators[i] = redact(d)
	}
	return s
}

func composeModule(x *Index, c *composition, redact func(string) string) {
	f := &c.facts
	for _, file := range x.files {
		if path.Dir(file.path) != f.Target.Key.Path || file.test {
			continue
		}
		doc := redact(file.outline.Doc)
		if f.FileDoc == "" || len(doc) > len(f.FileDoc) {
			f.FileDoc = doc
		}
		f.Files = append(f.Files, FileFacts{Path: file.path, NLOC: file.outline.NLOC, Symbols: len(file.outline.Symbols), Doc: markdown.FirstSentence(doc)})
		for i := range file.outline.Symbols {
			if s := &file.outline.Symbols[i]; s.Parent == "" && s.Visibility != VisibilityPrivate && s.Kind != KindImpl {
				f.Members = append(f.Members, Member{file.path, redactSymbol(*s, redact)})
			}
		}
		f.Imports = append(f.Imports, file.outline.Imports...)
	}
	slices.SortFunc(f.Imports, func(a, b Import) int { return strings.Compare(a.Path, b.Path) })
	f.Imports = slices.CompactFunc(f.Imports, func(a, b Import) bool { return a.Path == b.Path })
	f.Files, f.Members = shorten(f.Files, maxFiles), shorten(f.Members, maxMembers)
}

// composeDiff takes the last change of the file as the page's subject.
func composeDiff(ctx context.Context, x *Index, c *composition, redact func(string) string, budget int) error {
	f := &c.facts
	if len(f.Commits) == 0 || f.Commits[0].Hash != f.Churn.LastHash {
		return fmt.Errorf("%s: %w", f.Target.Key.Path, errChanged)
	}
	diff, err := git.DiffOf(ctx, x.repo.Path, f.Commits[0].Hash, f.Target.Key.Path)
	if err != nil {
		return fmt.Errorf("diff of %s: %w", f.Target.Key.Path, err)
	}
	text := redact(strings.ToValidUTF8(string(diff), "\ufffd"))
	lines := strings.Count(text, "\n")
	if lines == 0 {
		return fmt.Errorf("%s: %w", f.Target.Key.Path, errChanged)
	}
	f.Diff = newExcerpt(f.Target.Key.Path, text, Span{StartLine: 1, EndLine: lines}, nil, budget)
	return nil
}

func shorten[T any](list []T, limit int) []T {
	if len(list) > limit {
		return list[:limit]
	}
	return list
}

// composePattern lists the evidence, and the definitions that it is about.
func composePattern(x *Index, c *composition, redact func(string) string) error {
	f := &c.facts
	found := x.pattern(f.Target.Key.Path, f.Target.Key.Symbol)
	if found == nil {
		return errChanged
	}
	f.Evidence = slices.Clone(found.evidence)
	seen := map[symbolID]bool{}
	for i, id := range found.symbols {
		file, sym := x.graph.symbol(id)
		f.Dirty = f.Dirty || x.dirty[file.path]
		if seen[id] {
			continue
		}
		seen[id] = true
		f.Members = append(f.Members, Member{found.evidence[i].Path, redactSymbol(*sym, redact)})
	}
	f.Evidence, f.Members = shorten(f.Evidence, maxEvidence), shorten(f.Members, maxMembers)
	return nil
}
