package check

import (
	"go/ast"
	"go/doc/comment"
	"go/parser"
	goscanner "go/scanner"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/source"
)

// goPackage is a package of the Go standard library: its names, and its doc comments as Markdown.
type goPackage struct {
	path    string
	names   nameSet
	imports []source.Import
	docs    []string
}

// goNames are the identifiers of a package, with the paths of all packages.
type goNames struct {
	nameSet
	paths map[string]bool
}

func (n goNames) Path(p string) bool { return n.paths[strings.Trim(path.Clean(p), "/")] }

// standardLibrary reads the packages of the toolchain's source, internal ones included.
func standardLibrary(t testing.TB) (map[string]*goPackage, map[string]bool) {
	t.Helper()
	var all []string
	root := filepath.Join(goRoot(t), "src")
	packages := map[string]*goPackage{}
	require.NoError(t, filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata") {
			return fs.SkipDir
		}
		if rel, err := filepath.Rel(root, p); err == nil && !d.IsDir() {
			all = append(all, filepath.ToSlash(rel))
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		src, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(p))
		if err != nil {
			return err
		}
		pkg := packages[dir]
		if pkg == nil {
			pkg = &goPackage{path: filepath.ToSlash(dir), names: nameSet{}}
			packages[dir] = pkg
		}
		return pkg.read(src, strings.HasPrefix(pkg.path, "cmd") || strings.HasPrefix(pkg.path, "vendor"))
	}))
	return packages, pathEnds(all...)
}

func (g *goPackage) read(src []byte, other bool) error {
	if other {
		return nil
	}
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, "x.go", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil //nolint:nilerr // a file that is no Go by intention
	}
	file := token.NewFileSet()
	var s goscanner.Scanner
	s.Init(file.AddFile("x.go", -1, len(src)), src, nil, 0)
	for _, tok, text := s.Scan(); tok != token.EOF; _, tok, text = s.Scan() {
		if tok == token.IDENT {
			g.names[text] = true
		}
	}
	for _, i := range f.Imports {
		p := strings.Trim(i.Path.Value, `"`)
		name := p[strings.LastIndexByte(p, '/')+1:]
		if i.Name != nil {
			name = i.Name.Name
		}
		g.imports = append(g.imports, source.Import{Path: p, Names: []string{name}})
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.File:
			g.add(n.Doc)
		case *ast.GenDecl:
			g.add(n.Doc)
		case *ast.FuncDecl:
			g.add(n.Doc)
		case *ast.TypeSpec:
			g.add(n.Doc)
		case *ast.ValueSpec:
			g.add(n.Doc)
		case *ast.Field:
			g.add(n.Doc)
		}
		return true
	})
	return nil
}

var linked = regexp.MustCompile("\u27e6[^\u27e7]*\u27e7")

// add renders a comment; its links to names become code spans.
func (g *goPackage) add(c *ast.CommentGroup) {
	if c == nil {
		return
	}
	p := comment.Parser{
		LookupPackage: comment.DefaultLookupPackage,
		LookupSym:     func(string, string) bool { return true },
	}
	d := p.Parse(c.Text())
	for _, block := range d.Content {
		inText(block, func(text []comment.Text) {
			for i, t := range text {
				if link, ok := t.(*comment.DocLink); ok {
					text[i] = comment.Plain("\u27e6" + linkText(link.Text) + "\u27e7")
				}
			}
		})
	}
	pr := comment.Printer{}
	g.docs = append(g.docs, linked.ReplaceAllStringFunc(string(pr.Markdown(d)), func(name string) string {
		return "`" + strings.NewReplacer("\u27e6", "", "\u27e7", "", `\`, "").Replace(name) + "`"
	}))
}

func linkText(text []comment.Text) string {
	var b strings.Builder
	for _, t := range text {
		if p, ok := t.(comment.Plain); ok {
			b.WriteString(string(p))
		}
	}
	return b.String()
}

func inText(block comment.Block, fn func([]comment.Text)) {
	switch block := block.(type) {
	case *comment.Paragraph:
		fn(block.Text)
	case *comment.List:
		for _, item := range block.Items {
			for _, b := range item.Content {
				inText(b, fn)
			}
		}
	}
}

// trueText counts what is checked in the doc comments of the packages, and what of it is flagged, in code spans and
// in running text.
func trueText(t *testing.T, packages map[string]*goPackage, names func(g *goPackage) Names) (spans, flagged, rest, restFlagged int) {
	for _, g := range packages {
		s := Scope{Language: "go", Repo: g.path, Names: names(g), Imports: g.imports}
		for _, doc := range g.docs {
			for _, m := range Markdown(doc, s).Mentions {
				isSpan := doc[m.Start] == '`' && m.Class != ClassCode
				switch {
				case isSpan && m.Origin.exists():
					spans++
				case isSpan:
					spans, flagged = spans+1, flagged+1
					t.Logf("%s [%s]: `%s`: %s", g.path, m.Class, m.Text, m.Reason)
				case m.Origin.exists():
					rest++
				default:
					rest, restFlagged = rest+1, restFlagged+1
					t.Logf("%s prose [%s]: `%s`: %s", g.path, m.Class, m.Text, m.Reason)
				}
			}
		}
	}
	t.Logf("%d packages, %d code spans, %d flagged (%.2f %%); %d others in running text, %d flagged (%.2f %%)", len(packages),
		spans, flagged, 100*float64(flagged)/float64(spans), rest, restFlagged, 100*float64(restFlagged)/float64(rest))
	return spans, flagged, rest, restFlagged
}

// TestCheckOfTrueText checks the doc comments of the Go standard library, nearly all of which is
// true: first with the names of the comment's own package alone, then with those of all packages.
func TestCheckOfTrueText(t *testing.T) {
	packages, paths := standardLibrary(t)
	require.Greater(t, len(packages), 200)
	for i, name := range slices.Sorted(maps.Keys(packages)) {
		if i%sparser != 0 {
			delete(packages, name)
		}
	}
	spans, flagged, _, _ := trueText(t, packages, func(g *goPackage) Names { return goNames{g.names, paths} })
	require.Greater(t, spans, 5000/(2*sparser-1))
	assert.LessOrEqual(t, float64(flagged), 0.01*float64(spans))

	all := nameSet{}
	for _, g := range packages {
		maps.Copy(all, g.names)
	}
	names := withoutNearest{goNames{all, paths}}
	spans, flagged, rest, restFlagged := trueText(t, packages, func(*goPackage) Names { return names })
	assert.LessOrEqual(t, float64(flagged), 0.01*float64(spans))
	assert.LessOrEqual(t, float64(restFlagged), 0.03*float64(rest))
}

// withoutNearest are names without a nearest one: to look for it among all identifiers of the standard
// library takes too long for a test.
type withoutNearest struct{ goNames }

func (withoutNearest) Nearest(string) string { return "" }

// goRoot returns the folder of the Go toolchain that runs the tests.
func goRoot(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}
