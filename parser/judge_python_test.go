package parser_test

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/python"
	"github.com/codeworm/codeworm/source"
)

// pythonJudge prints for each file named on standard input one line of JSON: its
// functions, methods and classes as Python's own parser sees them.
const pythonJudge = `
import ast, json, sys

def walk(node, scope, out):
    for child in ast.iter_child_nodes(node):
        inner = scope
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            first = min([child.lineno] + [d.lineno for d in child.decorator_list])
            kind = "type" if isinstance(child, ast.ClassDef) else "function"
            inner = scope + [child.name]
            out.append([kind, ".".join(inner), first, child.end_lineno])
        walk(child, inner, out)

for line in sys.stdin:
    out = None
    try:
        with open(line.rstrip("\n"), "rb") as f:
            tree = ast.parse(f.read())
        out = []
        walk(tree, [], out)
    except (SyntaxError, ValueError, RecursionError):
        pass
    print(json.dumps(out))
`

// TestJudgePython compares functions, methods and classes with those of Python's
// own ast module, on its standard library.
func TestJudgePython(t *testing.T) {
	files := sampled(filesBelow(t, pythonLibrary(t), ".py"), 20)
	cmd := exec.Command("python3", "-W", "ignore", "-c", pythonJudge)
	cmd.Stdin = strings.NewReader(strings.Join(files, "\n") + "\n")
	out, err := cmd.Output()
	require.NoError(t, err)
	answers := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	require.Len(t, answers, len(files))
	p, err := parser.New(python.Language)
	require.NoError(t, err)

	var differences, unknown []string
	definitions := 0
	for i, path := range files {
		var theirs []found
		var rows [][]any
		require.NoError(t, json.Unmarshal([]byte(answers[i]), &rows))
		if rows == nil {
			continue // not Python 3, or not meant to be Python
		}
		for _, r := range rows {
			theirs = append(theirs, found{r[0].(string), r[1].(string), int(r[2].(float64)), int(r[3].(float64))})
		}
		o := outlineOf(t, p, path)
		if o.Problem != "" {
			unknown = append(unknown, path)
			continue
		}
		var ours []found
		for _, s := range o.Symbols {
			if s.Kind.IsFunction() && !strings.Contains(s.Signature, "def ") || s.Kind == source.KindType {
				continue // a lambda bound to a name, an alias
			}
			f := found{"type", s.QualifiedName(), s.Span.StartLine, s.Span.EndLine}
			if s.Kind.IsFunction() {
				f.what = "function"
			}
			ours = append(ours, f)
		}
		definitions += len(ours)
		missing, extra := difference(ours, theirs)
		for _, f := range missing {
			differences = append(differences, fmt.Sprintf("%s: only ast: %v", path, f))
		}
		for _, f := range extra {
			differences = append(differences, fmt.Sprintf("%s: only here: %v", path, f))
		}
	}
	t.Logf("%d files, %d definitions, %d files with syntax the grammar lacks: %v", len(files), definitions, len(unknown), unknown)
	require.NotZero(t, definitions)
	report(t, differences)
	require.LessOrEqual(t, float64(len(unknown)), max(2, float64(len(files))*unknownToGrammar/100))
}
