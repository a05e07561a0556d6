package check

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/golang"
	"github.com/codeworm/codeworm/parser/lang/javascript"
	"github.com/codeworm/codeworm/parser/lang/python"
	"github.com/codeworm/codeworm/parser/lang/typescript"
	"github.com/codeworm/codeworm/source"
)

// documented is a definition that somebody documented, in its file without that doc comment.
type documented struct {
	path  string
	doc   string
	scope Scope
}

// anyName has every name.
type anyName struct{}

func (anyName) Has(string) bool       { return true }
func (anyName) Path(string) bool      { return true }
func (anyName) Nearest(string) string { return "" }
func (anyName) Lines(string) int      { return 0 }

// eachDocumented calls fn for every documented definition in one of every so many files below a folder.
func eachDocumented(t testing.TB, root, ext string, every int, fn func(d documented)) {
	t.Helper()
	p, err := parser.New(golang.Language, python.Language, typescript.Language, javascript.Language)
	require.NoError(t, err)
	if os.Getenv("CODEWORM_ALL_DOCS") == "" {
		every *= sparser
	}
	files, n := 0, 0
	require.NoError(t, filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := e.Name(); e.IsDir() && (name == "testdata" || name == "test" || name == "tests" || name == "site-packages" || name == "dist" || name == "lib2to3") {
			return fs.SkipDir
		}
		if e.IsDir() || filepath.Ext(path) != ext || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		if n++; n%every != 0 {
			return nil
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		outline, err := p.Parse(t.Context(), path, text)
		if err != nil || outline.Problem != "" {
			return nil //nolint:nilerr // it is no sample of its language
		}
		files++
		lines := strings.SplitAfter(string(text), "\n")
		for _, symbol := range outline.Symbols {
			if symbol.Doc == "" || symbol.DocSpan.StartLine == 0 {
				continue
			}
			bare := slices.Clone(lines)
			for l := symbol.DocSpan.StartLine; l <= symbol.DocSpan.EndLine; l++ {
				bare[l-1] = "\n"
			}
			doc := symbol.Doc
			symbol.Doc = ""
			fn(documented{path, doc, Scope{Generated: true, Language: outline.Language, Names: anyName{}, Path: path, Source: strings.Join(bare, ""), Span: symbol.Span,
				Symbols: []source.Symbol{symbol}}})
		}
		return nil
	}))
	require.NotZero(t, files)
}

// everyFile is how many files there are for each one that the tests read.
const everyFile = 20

func everyOf(t testing.TB) int {
	if os.Getenv("CODEWORM_ALL_DOCS") != "" {
		return 1
	}
	t.Logf("one of %d files; all with CODEWORM_ALL_DOCS=1", everyFile)
	return everyFile
}

func pythonLibrary(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("python3", "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))").Output()
	if err != nil {
		t.Skipf("needs real part: python3 with its standard library: %v", err)
	}
	return strings.TrimSpace(string(out))
}

// fetched is the folder of what a test has fetched; "" for none.
var fetched string

// fetchTypescript unpacks a package with TypeScript sources once in a process.
var fetchTypescript = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "rxjs-")
	if err != nil {
		return "", err
	}
	fetched = dir
	for _, args := range [][]string{{"npm", "pack", "--silent", "rxjs@7.8.2"}, {"tar", "xzf", "rxjs-7.8.2.tgz"}} {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return dir, fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, out)
		}
	}
	return dir, nil
})

// typescriptSources returns the sources of a package in TypeScript.
func typescriptSources(t testing.TB) string {
	t.Helper()
	dir, err := fetchTypescript()
	if err != nil {
		t.Skipf("needs real part: npm: %v", err)
	}
	return dir
}

// npmSources returns the packages that npm is made of.
func npmSources(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("npm", "root", "-g").Output()
	if err != nil {
		t.Skipf("needs real part: npm: %v", err)
	}
	return strings.TrimSpace(string(out))
}

// tally counts verdicts by kind.
type tally map[string]map[Verdict]int

func (c tally) add(s Statement) {
	if c[s.Kind] == nil {
		c[s.Kind] = map[Verdict]int{}
	}
	c[s.Kind][s.Verdict]++
}

// log prints the counts and returns how many statements were decided, and how many of them are called false.
func (c tally) log(t testing.TB, what string) (decided, wrong int) {
	t.Helper()
	for _, kind := range slices.Sorted(maps.Keys(c)) {
		v := c[kind]
		bad := v[VerdictContradicted] + v[VerdictUnsupported]
		decided, wrong = decided+v[VerdictHolds]+bad, wrong+bad
		sure := v[VerdictHolds] + bad
		t.Logf("  %-16s decided %5d (%3d %%)  holds %5d  contradicted %4d  unsupported %4d  undecided %5d", kind, sure, 100*sure/(sure+v[VerdictUndecided]), v[VerdictHolds], v[VerdictContradicted], v[VerdictUnsupported], v[VerdictUndecided])
	}
	t.Logf("%s: %d decided, %d called false (%.2f %%)", what, decided, wrong, 100*float64(wrong)/float64(max(decided, 1)))
	return decided, wrong
}

// ownWords are the kinds that the source's own words support: a doc comment that makes the claim is that.
func ownWords(kind string) bool {
	return kind == "change" || slices.ContainsFunc(conceptRows, func(c concept) bool { return c.name == kind }) || slices.ContainsFunc(claimKinds, func(k statementKind) bool { return k.name == kind })
}

// TestStatementsOfTrueText judges doc comments of the standard libraries of Go and Python, nearly all of which
// are true, against the source without them.
func TestStatementsOfTrueText(t *testing.T) {
	every := everyOf(t)
	for _, c := range []struct {
		language, root, ext string
		every               int
	}{
		{"go", filepath.Join(goRoot(t), "src"), ".go", everyFile}, {"python", pythonLibrary(t), ".py", everyFile / 4},
		{"typescript", typescriptSources(t), ".ts", 3}, {"javascript", npmSources(t), ".js", 4},
	} {
		counts, own := tally{}, tally{}
		docs := 0
		eachDocumented(t, c.root, c.ext, min(every, c.every), func(d documented) {
			docs++
			doc, err := markdown.Parse(d.doc)
			if err != nil {
				return
			}
			for _, s := range readStatements(doc, d.scope) {
				if ownWords(s.Kind) {
					own.add(s)
				} else {
					counts.add(s)
				}
				if s.Verdict.isFalse() && !ownWords(s.Kind) {
					t.Logf("%s %s [%s %s]: %s (%s)", strings.TrimPrefix(d.path, c.root), d.scope.Symbols[0].QualifiedName(), s.Kind, s.Verdict, strings.Join(strings.Fields(s.Text), " "), s.Reason)
				}
			}
		})
		decided, wrong := counts.log(t, c.language+" doc comments")
		own.log(t, c.language+" doc comments, claims for which a doc comment is evidence")
		t.Logf("%d doc comments", docs)
		if sparser == 1 {
			require.NotZero(t, decided)
		}
		assert.LessOrEqual(t, float64(wrong), 0.01*float64(decided)+1)
	}
}
