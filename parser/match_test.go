package parser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/codeworm/codeworm/parser/internal/tree"
	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/golang"
	"github.com/smacker/go-tree-sitter/python"
	"github.com/smacker/go-tree-sitter/rust"
	"github.com/smacker/go-tree-sitter/typescript/tsx"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMatchesLikeTheBinding compares this package's matcher with the binding's on
// real queries and sources. What differs on purpose is stated: comments do not
// count at anchors, #any-of? works, and an optional child that is there is in the match.
func TestMatchesLikeTheBinding(t *testing.T) {
	for _, c := range []struct {
		name    string
		grammar *sitter.Language
		query   []string
		sample  string
	}{
		{"go", golang.GetLanguage(), []string{"golang/query.scm"}, "golang/testdata/*_test.go"},
		{"python", python.GetLanguage(), []string{"python/query.scm"}, "python/testdata/*.py"},
		{"rust", rust.GetLanguage(), []string{"rust/query.scm"}, "rust/testdata/*.rs"},
		{"tsx", tsx.GetLanguage(), []string{"internal/ecma/typescript.scm", "internal/ecma/javascript.scm", "internal/ecma/jsx.scm"}, "t*/testdata/*.ts*"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := ""
			for _, q := range c.query {
				data, err := os.ReadFile(filepath.Join("lang", q))
				require.NoError(t, err)
				text += string(data)
			}
			g := &grammar{language: c.grammar}
			g.readNames()
			compiled, err := compileQuery(text, g)
			require.NoError(t, err)
			theirs, err := sitter.NewQuery([]byte(text), c.grammar)
			require.NoError(t, err)
			defer theirs.Close()
			samples, err := filepath.Glob(filepath.Join("lang", c.sample))
			require.NoError(t, err)
			require.NotEmpty(t, samples)
			for _, sample := range samples {
				if filepath.Ext(sample) == ".golden" {
					continue
				}
				src, err := os.ReadFile(sample)
				require.NoError(t, err)
				ours := matchesHere(t, c.grammar, compiled, src)
				binding := matchesOfBinding(t, c.grammar, theirs, compiled, src)
				require.Greater(t, len(ours), 20)
				for m := range binding {
					assert.True(t, ours[m], "%s: only the binding has %s", sample, m)
				}
				for m := range ours {
					assert.True(t, binding[m], "%s: only here is %s", sample, m)
				}
			}
		})
	}
}

// matchesHere lists the matches of this package's matcher in words.
func matchesHere(t *testing.T, language *sitter.Language, q *query, src []byte) map[string]bool {
	flat, err := tree.Parse(context.Background(), language, src, tree.Limits{Depth: 1000, Time: time.Minute, Slice: time.Second})
	require.NoError(t, err)
	defer flat.Release()
	all := map[string]bool{}
	m := matcher{q: q, nodes: flat.Nodes, source: src}
	m.found = func(p *pattern, captures []capture) {
		if p.role.doc {
			return // depends on comments at anchors
		}
		all[describeMatch(p.line, len(captures), func(i int) (string, uint32, uint32) {
			n := flat.Nodes[captures[i].node]
			return q.captures[captures[i].name], n.Start, n.End
		})] = true
	}
	for i := range flat.Nodes {
		m.at(int32(i))
	}
	return all
}

// matchesOfBinding lists the binding's matches likewise, after the predicates
// that it ignores and without matches that leave out an optional child.
func matchesOfBinding(t *testing.T, language *sitter.Language, theirs *sitter.Query, q *query, src []byte) map[string]bool {
	p := sitter.NewParser()
	defer p.Close()
	p.SetLanguage(language)
	parsed, err := p.ParseCtx(context.Background(), nil, src)
	require.NoError(t, err)
	defer parsed.Close()
	cursor := sitter.NewQueryCursor()
	defer cursor.Close()
	cursor.Exec(theirs, parsed.RootNode())
	all := map[string]bool{}
	for {
		m, ok := cursor.NextMatch()
		if !ok {
			return all
		}
		pattern := &q.patterns[m.PatternIndex]
		if pattern.role.doc || !bindingAccepts(pattern, q, theirs, m, src) {
			continue
		}
		all[describeMatch(pattern.line, len(m.Captures), func(i int) (string, uint32, uint32) {
			n := m.Captures[i].Node
			return theirs.CaptureNameForId(m.Captures[i].Index), n.StartByte(), n.EndByte()
		})] = true
	}
}

func bindingAccepts(p *pattern, q *query, theirs *sitter.Query, m *sitter.QueryMatch, src []byte) bool {
	for _, predicate := range p.predicates {
		for _, c := range m.Captures {
			if theirs.CaptureNameForId(c.Index) == q.captures[predicate.capture] &&
				predicate.holds([]byte(c.Node.Content(src)), nil) != predicate.want {
				return false
			}
		}
	}
	return true
}

func describeMatch(line, captures int, at func(int) (string, uint32, uint32)) string {
	var list []string
	for i := range captures {
		name, start, end := at(i)
		list = append(list, fmt.Sprintf("%s %d-%d", name, start, end))
	}
	slices.Sort(list)
	return fmt.Sprintf("line %d: %v", line, list)
}
