package graph_test

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/compose"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// relationNames are relations as "name@path", with "?" before what is ambiguous.
func relationNames(relations []source.Relation) []string {
	var names []string
	for _, r := range relations {
		name := r.Name + "@" + r.Path
		if r.Ambiguous {
			name = "?" + name
		}
		names = append(names, name)
	}
	return names
}

// TestResolve compares what the definitions of small repositories call, and who calls them, with
// what a person wrote down in relations.txt: lines "calls FILE#SYMBOL: NAME@FILE ..." that are
// complete, "?" before what is ambiguous.
func TestResolve(t *testing.T) {
	p := repotest.Parser(t)
	for _, name := range repotest.Samples(t) {
		t.Run(name, func(t *testing.T) {
			repo := repotest.Sample(t, name)
			x := repotest.Index(t, repo, p, nil)
			lines, err := os.ReadFile(filepath.Join(repo.Path, "relations.txt"))
			require.NoError(t, err)
			checked := 0
			for line := range strings.Lines(string(lines)) {
				head, rest, ok := strings.Cut(strings.TrimSpace(line), ":")
				require.True(t, ok, line)
				what, target, _ := strings.Cut(head, " ")
				checked++
				if what == "module" {
					assert.Equal(t, strings.TrimSpace(rest), x.Module(target), line)
					continue
				}
				path, symbol, _ := strings.Cut(target, "#")
				calls, callers, tests := relationsOf(t, x, path, symbol)
				got := relationNames(map[string][]source.Relation{"calls": calls, "callers": callers, "tests": tests}[what])
				want := strings.Fields(rest)
				slices.SortFunc(want, cmp.Compare)
				slices.SortFunc(got, cmp.Compare)
				assert.ElementsMatch(t, want, got, "%s\n got %s", line, strings.Join(got, " "))
			}
			assert.GreaterOrEqual(t, checked, 4)
		})
	}
}

// relationsOf returns what a definition calls and who calls it, as a page about it says.
func relationsOf(t *testing.T, x *index.Index, path, symbol string) (calls, callers, tests []source.Relation) {
	file := x.ByPath[path]
	for i := range file.Outline.Symbols {
		s := &file.Outline.Symbols[i]
		if s.QualifiedName() != symbol {
			continue
		}
		target := page.Target{Key: page.Key{Type: page.FunctionDoc, Repo: x.Repo.Name, Path: path, Symbol: symbol}, Symbol: s, Span: s.Span}
		c, err := compose.Target(t.Context(), x, target, func(text string) string { return text }, 1<<20)
		require.NoError(t, err)
		return c.Facts.Calls, c.Facts.Callers, c.Facts.Tests
	}
	require.Fail(t, "no such definition", "%s#%s", path, symbol)
	return nil, nil, nil
}
