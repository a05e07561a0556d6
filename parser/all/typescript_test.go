package all

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/source"
)

// TestJudgeTypeScript compares functions, methods, classes and types with those of
// the TypeScript compiler, on the sources of real packages.
func TestJudgeTypeScript(t *testing.T) {
	if _, err := exec.LookPath("node"); err != nil {
		t.Skipf("needs real part: node: %v", err)
	}
	compiler := realPackage{language: "compiler", client: "npm", name: "typescript", version: "5.9.3"}.fetch(t)
	for _, p := range []realPackage{
		{"typescript", "npm", "rxjs", "7.8.2", []string{".ts"}},
		{"tsx", "npm", "react-native-screens", "4.4.0", []string{".tsx"}},
		{"javascript", "npm", "preact", "10.24.3", []string{".js"}},
	} {
		t.Run(p.language, func(t *testing.T) {
			files := slices.DeleteFunc(p.files(t), func(f string) bool {
				return !strings.Contains(f, string(filepath.Separator)+"src"+string(filepath.Separator))
			})
			require.NotEmpty(t, files)
			cmd := exec.Command("node", filepath.Join("testdata", "typescript_judge.js"),
				filepath.Join(compiler, "package", "lib", "typescript.js"))
			cmd.Stdin = strings.NewReader(strings.Join(files, "\n"))
			out, err := cmd.Output()
			require.NoError(t, err)
			answers := strings.Split(strings.TrimSpace(string(out)), "\n")
			require.Len(t, answers, len(files))
			var differences, unknown []string
			definitions := 0
			for i, file := range files {
				var rows [][]any
				require.NoError(t, json.Unmarshal([]byte(answers[i]), &rows))
				o := parseFile(t, file)
				if o.Problem != "" {
					unknown = append(unknown, file)
				}
				if rows == nil || o.Problem != "" {
					continue
				}
				count := map[string]int{}
				for _, r := range rows {
					count[fmt.Sprintf("%v %v %v-%v", r...)]++
				}
				definitions += len(rows)
				for _, s := range o.Symbols {
					what := "type"
					switch {
					case s.Kind.IsFunction():
						what = "function"
					case s.Kind == source.KindObject || s.Kind == source.KindModule:
						continue
					}
					count[fmt.Sprintf("%s %s %d-%d", what, s.Name, s.Span.StartLine, s.Span.EndLine)]--
				}
				for definition, n := range count {
					switch {
					case n > 0:
						differences = append(differences, fmt.Sprintf("%s: only the compiler: %s", file, definition))
					case n < 0:
						differences = append(differences, fmt.Sprintf("%s: only here: %s", file, definition))
					}
				}
			}
			slices.Sort(differences)
			t.Logf("%d files, %d definitions, %d files with syntax the grammar lacks: %v", len(files), definitions, len(unknown), unknown)
			require.NotZero(t, definitions)
			assert.Empty(t, differences[:min(len(differences), 20)], "%d differences", len(differences))
			assert.LessOrEqual(t, len(unknown), 1+len(files)/50)
		})
	}
}
