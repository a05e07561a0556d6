package graph_test

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/source"
)

// judged are packages of the standard library that are compared: large and small, with and without
// interfaces, embedding and names that others have, too.
var judged = []string{"bufio", "bytes", "encoding/json", "go/types", "net/http", "net/url", "os", "path/filepath", "strings", "text/template", "time", "database/sql"}

// TestResolveAgainstGoTypes compares what calls in Go's standard library are resolved to with what the type checker
// says: what is called sure has to be right but for a few, and most of what is of the repository has to be found.
func TestResolveAgainstGoTypes(t *testing.T) {
	if testing.Short() {
		t.Skip("needs real part: the time to type-check a part of the standard library")
	}
	root := repotest.GoSources(t)
	x := repotest.Index(t, codeworm.Repo{Name: "std", Path: root}, repotest.Parser(t), nil)
	files := token.NewFileSet()
	packages := importer.ForCompiler(files, "source", nil)
	place := func(p token.Pos) string {
		at := files.Position(p)
		rel, err := filepath.Rel(root, at.Filename)
		if err != nil || strings.HasPrefix(rel, "..") {
			return ""
		}
		return fmt.Sprintf("%s:%d", filepath.ToSlash(rel), at.Line)
	}
	var truths, sure, right, unsure, holds, silent int
	var values, valuesRight int // function values that are resolved for sure
	var wrong []string
	for _, name := range judged {
		p, err := build.Default.Import(name, root, 0)
		require.NoError(t, err)
		var trees []*ast.File
		for _, f := range p.GoFiles {
			tree, err := parser.ParseFile(files, filepath.Join(p.Dir, f), nil, 0)
			require.NoError(t, err)
			trees = append(trees, tree)
		}
		info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
		config := types.Config{Importer: packages, FakeImportC: true}
		_, err = config.Check(name, files, trees, info)
		require.NoError(t, err)
		truth := map[string]string{} // "file:line name" to a place, "" where there are several on the line
		for id, o := range info.Uses {
			f, ok := o.(*types.Func)
			if !ok {
				continue
			}
			key := place(id.Pos()) + " " + id.Name
			at := place(f.Origin().Pos())
			if other, seen := truth[key]; seen && other != at {
				at = ""
			}
			truth[key] = at
		}
		for _, f := range p.GoFiles {
			path := filepath.ToSlash(filepath.Join(name, f))
			for _, m := range meanings(x, path) {
				want, known := truth[fmt.Sprintf("%s:%d %s", path, m.Line, m.Name)]
				if m.Kind == source.ReferenceValue && m.Sure && (!known || want != "") {
					values++
					if d := m.Places[0]; fmt.Sprintf("%s:%d", d.Path, d.Line) == want {
						valuesRight++
					} else {
						wrong = append(wrong, fmt.Sprintf("%s:%d value %s.%s is %q, not %v", path, m.Line, m.Qualifier, m.Name, want, m.Places))
					}
				}
				if m.Kind != source.ReferenceCall || known && want == "" {
					continue
				}
				found := false
				for _, d := range m.Places {
					found = found || fmt.Sprintf("%s:%d", d.Path, d.Line) == want
				}
				if known {
					truths++
				}
				switch {
				case m.Sure:
					sure++
					if found || !known && localType(m) {
						right++
					} else {
						wrong = append(wrong, fmt.Sprintf("%s:%d %s.%s is %q, not %v", path, m.Line, m.Qualifier, m.Name, want, m.Places))
					}
				case len(m.Places) > 0:
					unsure++
					if found {
						holds++
					}
				case known:
					silent++
				}
			}
		}
	}
	t.Logf("calls %d; resolved for sure %d, right %d (%.2f%%); with several meanings or none for sure %d, the right one among them %d (%.1f%%); not resolved %d; found %.1f%%",
		truths, sure, right, 100*float64(right)/float64(sure), unsure, holds, 100*float64(holds)/float64(unsure), silent, 100*float64(right+holds)/float64(truths))
	t.Logf("function values resolved for sure %d, right %d (%.2f%%)", values, valuesRight, 100*float64(valuesRight)/float64(values))
	for i := 0; i < len(wrong); i += 1 + len(wrong)/40 {
		t.Log(wrong[i])
	}
	require.Greater(t, truths, 5000)
	assert.Greater(t, float64(right)/float64(sure), 0.99)
	require.Greater(t, values, 100)
	assert.Greater(t, float64(valuesRight)/float64(values), 0.97)
	assert.Greater(t, float64(right+holds)/float64(truths), 0.85)
}

// localType reports whether a meaning is a type: conversions are no calls of functions.
func localType(m meaning) bool {
	return len(m.Places) == 1 && m.Places[0].Name == m.Name
}

// meaning is what a reference may mean.
type meaning struct {
	source.Reference
	Places []source.Relation // where the definitions are
	Sure   bool
}

// meanings resolves the references of a file.
func meanings(x *index.Index, path string) []meaning {
	f := x.ByPath[path]
	if f.Outline == nil { // skipped
		return nil
	}
	references := x.Outline(path).References
	var all []meaning
	for i, u := range f.Uses {
		r := x.Graph.Resolve(f, u)
		m := meaning{Reference: references[i], Sure: r.Sure}
		for _, id := range r.IDs {
			g, s := x.Graph.Symbol(id)
			m.Places = append(m.Places, source.Relation{Name: s.QualifiedName(), Path: g.Path, Line: s.NameSpan.StartLine})
		}
		all = append(all, m)
	}
	return all
}
