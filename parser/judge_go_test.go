package parser_test

import (
	"fmt"
	"go/ast"
	goparser "go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fzipp/gocyclo"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/golang"
	"github.com/codeworm/codeworm/source"
)

// goRoot is the folder of the sources of Go's own distribution.
func goRoot(t testing.TB) string {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skipf("needs real part: the go command: %v", err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "src")
}

// unknownToGrammar is how much of Go's own distribution may hold syntax that the grammar does
// not know, in files of a hundred.
const unknownToGrammar = 0.5

// TestJudgeGo compares functions, methods, types and complexities with those of
// go/parser and gocyclo.
func TestJudgeGo(t *testing.T) {
	p, err := parser.New(golang.Language)
	require.NoError(t, err)
	files := sampled(filesBelow(t, goRoot(t), ".go"), 25)
	var differences, complexities, unknown []string
	functions := 0
	for _, path := range files {
		set := token.NewFileSet()
		file, err := goparser.ParseFile(set, path, nil, goparser.SkipObjectResolution)
		if err != nil {
			continue
		}
		o := outlineOf(t, p, path)
		if o.Problem != "" {
			unknown = append(unknown, path)
			continue
		}
		theirs, cyclo := goDefinitions(set, file)
		var ours []found
		for _, s := range o.Symbols {
			f := found{what: "function", name: s.QualifiedName(), start: s.Span.StartLine, end: s.Span.EndLine}
			if !s.Kind.IsFunction() {
				f.what, f.name = "type", s.Name
			} else if want, ok := cyclo[f]; ok {
				functions++
				if want != s.Metrics.Complexity {
					complexities = append(complexities, fmt.Sprintf("%s:%d %s: gocyclo %d, here %d", path, f.start, f.name, want, s.Metrics.Complexity))
				}
			}
			if s.Kind == source.KindFunction && !strings.HasPrefix(s.Signature, "func ") {
				continue // a function bound to a name
			}
			ours = append(ours, f)
		}
		missing, extra := difference(ours, theirs)
		for _, f := range missing {
			differences = append(differences, fmt.Sprintf("%s: only go/parser: %v", path, f))
		}
		for _, f := range extra {
			differences = append(differences, fmt.Sprintf("%s: only here: %v", path, f))
		}
	}
	t.Logf("%d files, %d functions, %d complexities differ, %d files with syntax the grammar lacks: %v",
		len(files), functions, len(complexities), len(unknown), unknown)
	require.NotZero(t, functions)
	report(t, differences)
	report(t, complexities)
	require.LessOrEqual(t, float64(len(unknown)), max(1, float64(len(files))*unknownToGrammar/100))
}

// goDefinitions lists what go/parser finds, and the complexities of functions.
func goDefinitions(set *token.FileSet, file *ast.File) ([]found, map[found]int) {
	var all []found
	cyclo := map[found]int{}
	lines := func(n ast.Node) (int, int) { return set.Position(n.Pos()).Line, set.Position(n.End() - 1).Line }
	scope := map[ast.Node]string{}
	var walk func(n ast.Node, within string)
	walk = func(n ast.Node, within string) {
		ast.Inspect(n, func(c ast.Node) bool {
			if c == nil || c == n {
				return c != nil
			}
			switch c := c.(type) {
			case *ast.FuncDecl:
				f := found{what: "function", name: c.Name.Name}
				f.start, f.end = lines(c)
				if c.Recv != nil && len(c.Recv.List) > 0 {
					f.name = receiver(c.Recv.List[0].Type) + "." + f.name
				}
				all = append(all, f)
				cyclo[f] = gocyclo.Complexity(c)
				walk(c, f.name)
				return false
			case *ast.GenDecl:
				for _, spec := range c.Specs {
					s, ok := spec.(*ast.TypeSpec)
					if !ok {
						continue
					}
					f := found{what: "type", name: s.Name.Name}
					f.start, f.end = lines(s)
					if !c.Lparen.IsValid() {
						f.start, f.end = lines(c)
					}
					all = append(all, f)
					scope[s] = strings.TrimPrefix(within+"."+s.Name.Name, ".")
				}
			case *ast.TypeSpec:
				name := scope[c]
				if i, ok := c.Type.(*ast.InterfaceType); ok {
					for _, m := range i.Methods.List {
						if _, ok := m.Type.(*ast.FuncType); ok && len(m.Names) == 1 {
							f := found{what: "function", name: name + "." + m.Names[0].Name}
							f.start, f.end = lines(m)
							all = append(all, f)
						}
					}
					return false
				}
				walk(c, name)
				return false
			case *ast.InterfaceType: // one without a name
				for _, m := range c.Methods.List {
					if _, ok := m.Type.(*ast.FuncType); ok && len(m.Names) == 1 {
						f := found{what: "function", name: strings.TrimPrefix(within+"."+m.Names[0].Name, ".")}
						f.start, f.end = lines(m)
						all = append(all, f)
					}
				}
			}
			return true
		})
	}
	walk(file, "")
	return all, cyclo
}

// receiver is the name of a receiver's type.
func receiver(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return receiver(t.X)
	case *ast.ParenExpr:
		return receiver(t.X)
	case *ast.IndexExpr:
		return receiver(t.X)
	case *ast.IndexListExpr:
		return receiver(t.X)
	case *ast.Ident:
		return t.Name
	}
	return ""
}
