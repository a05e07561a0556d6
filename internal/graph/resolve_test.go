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
	"github.com/codeworm/codeworm/internal/target"
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
				calls, callers, tests := relationsOf(x, path, symbol)
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

// relationsOf is what a definition calls and who calls it; the symbol is named as in a Key.
func relationsOf(x *index.Index, path, symbol string) (calls, callers, tests []source.Relation) {
	file := x.ByPath[path]
	for i, name := range target.SymbolNames(file.Outline) {
		if name == symbol {
			s := &file.Outline.Symbols[i]
			f := &page.Facts{Target: page.Target{Key: page.Key{Path: path, Symbol: symbol}, Symbol: s, Span: s.Span}}
			compose.Relations(x, f, file, func(text string) string { return text })
			return f.Calls, f.Callers, f.Tests
		}
	}
	return nil, nil, nil
}
