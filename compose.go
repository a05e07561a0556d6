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
func (x *Index) compose(ctx context.Context, t Target, redactor Redactor, budget int) (*composition, error) {
	c := &composition{facts: Facts{Target: t, SourceCommit: x.commit, Dirty: x.dirty[t.Key.Path], Churn: x.churn[t.Key.Path]}}
	file := x.byPath[t.Key.Path]
	switch t.Key.Type {
	case ModuleDoc:
		c.facts.Module = x.Module(t.Key.Path)
		x.composeModule(c, redactor)
	case PatternAnalysis:
		c.facts.Module = x.Module(t.Key.Path)
		if err := x.composePattern(c, redactor); err != nil {
			return nil, fmt.Errorf("%s: %w", t.Key, err)
		}
	default:
		if file == nil || file.outline == nil {
			return nil, fmt.Errorf("%s: %w", t.Key.Path, errChanged)
		}
		c.facts.Module = x.moduleName(path.Dir(file.path), file.language)
		if err := x.composeFile(ctx, c, file, redactor, budget); err != nil {
			return nil, err
		}
	}
	if x.commit != "" {
		commits, err := lastCommits(ctx, x.repo.Path, t.Key.Path, maxCommits)
		if err != nil {
			return nil, fmt.Errorf("history of %s: %w", t.Key.Path, err)
		}
		for _, commit := range commits {
			commit.Subject, _ = redactor.Redact(commit.Subject)
			c.facts.Commits = append(c.facts.Commits, commit)
		}
	}
	if t.Key.Type == CodeEvolution {
		if err := x.composeDiff(ctx, c, redactor, budget); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (x *Index) composeFile(ctx context.Context, c *composition, file *indexedFile, redactor Redactor, budget int) error {
	raw, err := os.ReadFile(filepath.Join(x.repo.Path, filepath.FromSlash(file.path)))
	if err != nil || sha256.Sum256(raw) != file.sum {
		return fmt.Errorf("%s: %w", file.path, errChanged)
	}
	outline, err := x.parser.Parse(ctx, file.path, raw)
	if err != nil {
		return fmt.Errorf("parse %s: %w", file.path, err)
	}
	c.source, _ = redactor.Redact(strings.TrimPrefix(string(raw), "\ufeff"))
	c.blocks = outline.Blocks
	f := &c.facts
	f.FileDoc, _ = redactor.Redact(outline.Doc)
	f.Imports = outline.Imports
	t := f.Target
	if t.Key.Type != CodeEvolution {
		f.Source = newExcerpt(file.path, c.source, t.Span, c.blocks, budget)
	}
	if t.Symbol == nil {
		for i := range file.outline.Symbols {
			f.Members = append(f.Members, Member{file.path, redactSymbol(file.outline.Symbols[i], redactor)})
		}
		f.Members = shorten(f.Members, maxMembers)
		return nil
	}
	symbol := redactSymbol(*t.Symbol, redactor)
	f.Target.Symbol = &symbol
	if symbol.Kind.IsType() {
		for _, i := range members(file.outline, t.Symbol) {
			f.Members = append(f.Members, Member{file.path, redactSymbol(file.outline.Symbols[i], redactor)})
		}
		f.Members = shorten(f.Members, maxMembers)
	}
	x.composeRelations(f, file, redactor)
	return nil
}

// redactSymbol takes secrets out of what a symbol quotes of the source.
func redactSymbol(s Symbol, redactor Redactor) Symbol {
	s.Doc, _ = redactor.Redact(s.Doc)
	s.Signature, _ = redactor.Redact(s.Signature)
	s.Decorators = slices.Clone(s.Decorators)
	for i, d := range s.Decorators {
		s.Decorators[i], _ = redactor.Redact(d)
	}
	return s
}

func (x *Index) composeModule(c *composition, redactor Redactor) {
	f := &c.facts
	for _, file := range x.files {
		if path.Dir(file.path) != f.Target.Key.Path || file.test {
			continue
		}
		doc, _ := redactor.Redact(file.outline.Doc)
		if f.FileDoc == "" || len(doc) > len(f.FileDoc) {
			f.FileDoc = doc
		}
		f.Files = append(f.Files, FileFacts{Path: file.path, NLOC: file.outline.NLOC, Symbols: len(file.outline.Symbols), Doc: markdown.FirstSentence(doc)})
		for i := range file.outline.Symbols {
			if s := &file.outline.Symbols[i]; s.Parent == "" && s.Visibility != VisibilityPrivate && s.Kind != KindImpl {
				f.Members = append(f.Members, Member{file.path, redactSymbol(*s, redactor)})
			}
		}
		f.Imports = append(f.Imports, file.outline.Imports...)
	}
	slices.SortFunc(f.Imports, func(a, b Import) int { return strings.Compare(a.Path, b.Path) })
	f.Imports = slices.CompactFunc(f.Imports, func(a, b Import) bool { return a.Path == b.Path })
	f.Files, f.Members = shorten(f.Files, maxFiles), shorten(f.Members, maxMembers)
}

// composeDiff takes the last change of the file as the page's subject.
func (x *Index) composeDiff(ctx context.Context, c *composition, redactor Redactor, budget int) error {
	f := &c.facts
	if len(f.Commits) == 0 || f.Commits[0].Hash != f.Churn.LastHash {
		return fmt.Errorf("%s: %w", f.Target.Key.Path, errChanged)
	}
	diff, err := git.DiffOf(ctx, x.repo.Path, f.Commits[0].Hash, f.Target.Key.Path)
	if err != nil {
		return fmt.Errorf("diff of %s: %w", f.Target.Key.Path, err)
	}
	text, _ := redactor.Redact(strings.ToValidUTF8(string(diff), "\ufffd"))
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
