package check_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/check"
	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/langdata"
	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/source"
)

// sources returns repositories of real code: packages of the Go standard library, and modules of Python's where it is.
func sources(t *testing.T) []codeworm.Repo {
	t.Helper()
	goRepo := repotest.Empty(t)
	goRepo.Name = "std"
	repotest.Write(t, goRepo, "go.mod", "module std\n")
	for _, pkg := range []string{"bufio", "bytes", "strings", "net/url", "net/textproto", "text/template", "encoding/json", "encoding/csv", "container/list", "log", "flag", "archive/zip"} {
		copyFiles(t, goRepo, filepath.Join(repotest.GoSources(t), pkg), pkg, ".go")
	}
	repos := []codeworm.Repo{goRepo}
	if python, _ := filepath.Glob("/usr/lib/python3.*/json"); len(python) > 0 {
		lib, py := filepath.Dir(python[0]), repotest.Empty(t)
		py.Name = "pylib"
		for _, pkg := range []string{"json", "logging", "email", "http", "unittest", "xml/dom", "concurrent/futures", "importlib", "urllib", "wsgiref", "html", "asyncio"} {
			copyFiles(t, py, filepath.Join(lib, pkg), pkg, ".py")
		}
		repos = append(repos, py)
	}
	for _, r := range repos {
		repotest.Git(t, r.Path, "add", ".")
		repotest.Git(t, r.Path, "commit", "-q", "-m", "Begin")
	}
	return repos
}

// copyFiles copies the files of one folder that are no tests.
func copyFiles(t *testing.T, repo codeworm.Repo, from, to, ext string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(from, "*"+ext))
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		repotest.Write(t, repo, path.Join(to, filepath.Base(file)), string(content))
	}
}

// claim is a true sentence with the part that is changed, and what it is changed to.
type claim struct {
	kind, text, right, wrong string
	scope                    check.Scope
}

// claims makes sentences from what an index knows.
type claims struct {
	*index.Index
	r       *rand.Rand
	methods []string // all names of members
	params  []string // all names of parameters
	made    []claim
	texts   map[string]string
	few     map[string]int // how many there are of a kind
}

// perKind is how many sentences of a kind are made of one repository.
const perKind = 40

// Text keeps the texts that were read.
func (c *claims) Text(p string) (string, bool) {
	text, ok := c.texts[p]
	if !ok {
		text, _ = c.Index.Text(p)
		c.texts[p] = text
	}
	return text, text != ""
}

// wants reports whether more sentences of a kind are to be made: of one symbol in three, up to a number.
func (c *claims) wants(kind string) bool { return c.few[kind] < perKind && c.r.IntN(3) == 0 }

func (c *claims) add(kind, text, right, wrong string, s check.Scope) {
	if right != wrong && strings.Trim(wrong, "`()") != "" {
		c.few[kind]++
		c.made = append(c.made, claim{kind, text, right, wrong, s})
	}
}

// pick returns one of the names that the test allows, or "".
func (c *claims) pick(names []string, allowed func(string) bool) string {
	for range 50 {
		if n := names[c.r.IntN(len(names))]; allowed(n) {
			return n
		}
	}
	return ""
}

// memberOf reports whether any text says that the type, or one that it could inherit from, has the name.
func (c *claims) memberOf(owner, name string) bool {
	seen := map[string]bool{}
	var has func(string) bool
	has = func(owner string) bool {
		if seen[owner] {
			return false
		}
		seen[owner] = true
		for _, d := range c.Definitions(name) {
			if graph.LastComponent(d.Symbol.Parent) == owner {
				return true
			}
		}
		for _, d := range c.Definitions(owner) {
			text, _ := c.Text(d.Path)
			head, _, _ := strings.Cut(text[d.Symbol.Span.StartByte:d.Symbol.Span.EndByte], "\n")
			if d.Language == "go" {
				head = text[d.Symbol.Span.StartByte:d.Symbol.Span.EndByte]
			}
			found := false
			words.EachWord(head, func(w string) {
				if !found && w != owner && slices.ContainsFunc(c.Definitions(w), func(d source.Definition) bool { return d.Symbol.Kind.IsType() }) && has(w) {
					found = true
				}
			})
			if found || d.Symbol.Kind.IsType() && words.ContainsWord(head, name) {
				return true
			}
		}
		return false
	}
	return has(owner)
}

func claimsOf(x *index.Index, r *rand.Rand) []claim {
	c := &claims{Index: x, r: r, texts: map[string]string{}, few: map[string]int{}}
	for _, f := range x.Files {
		for i := range f.Outline.Symbols {
			s := &f.Outline.Symbols[i]
			if s.Kind == source.KindMethod && s.Parent != "" && !strings.HasPrefix(s.Name, "__") {
				c.methods = append(c.methods, s.Name)
			}
			for _, p := range s.Parameters {
				c.params = append(c.params, strings.TrimLeft(p.Name, "*"))
			}
		}
	}
	for _, i := range r.Perm(len(x.Files)) {
		c.ofFile(x.Files[i])
	}
	return c.made
}

func (c *claims) ofFile(f *graph.File) {
	text, ok := c.Text(f.Path)
	if !ok {
		return
	}
	whole := check.Scope{Generated: true, Language: f.Language, Names: c.Index, Repo: c.Repo.Name, Path: f.Path, Source: text, Imports: f.Outline.Imports,
		Span: source.Span{StartLine: 1, EndLine: f.Outline.Lines}}
	for i := range f.Outline.Symbols {
		s := &f.Outline.Symbols[i]
		scope := whole
		scope.Span, scope.Symbols = s.Span, []source.Symbol{*s}
		c.ofPlaces(f, s, text, whole)
		if s.Kind.IsFunction() {
			c.ofParameters(s, scope)
		}
		if s.Kind == source.KindMethod && s.Parent != "" {
			c.ofMember(f, s, whole)
		}
	}
	c.ofModules(f, whole)
}

func (c *claims) ofMember(f *graph.File, s *source.Symbol, whole check.Scope) {
	if !c.wants("A.b") {
		return
	}
	owner := graph.LastComponent(s.Parent)
	wrong := c.pick(c.methods, func(n string) bool { return !c.memberOf(owner, n) })
	c.add("A.b", fmt.Sprintf("It calls `%s.%s()` when all is done.", owner, s.Name), s.Name+"()", wrong+"()", whole)
	for i := range f.Outline.Symbols {
		if o := &f.Outline.Symbols[i]; o.Kind.IsType() && o.QualifiedName() == s.Parent {
			scope := whole
			scope.Span, scope.Symbols = o.Span, []source.Symbol{*o}
			forms := []string{"It provides the `%s` method for this.", "- **`%s()`**: does what is asked.", "The `%s` method does this.", "Its `%s` does the work."}
			form := forms[c.r.IntN(len(forms))]
			body := strings.Join(strings.Split(whole.Source, "\n")[o.Span.StartLine-1:o.Span.EndLine], "\n")
			if !words.ContainsWord(body, wrong) {
				c.add("bare method", fmt.Sprintf(form, s.Name), "`"+s.Name, "`"+wrong, scope)
			}
		}
	}
}

func (c *claims) ofPlaces(f *graph.File, s *source.Symbol, text string, whole check.Scope) {
	if len(s.Name) < 3 || s.Kind == source.KindImpl || !c.wants("file") {
		return
	}
	forms := []string{"`%s` is defined in `%s`.", "The work is done by `%s` in `%s`.", "It relies on `%s` (`%s`) for this.", "See `%s`, which is implemented in `%s`."}
	other := c.pick(c.Paths(), func(p string) bool {
		content, _ := c.Text(p)
		return !words.ContainsWord(content, s.Name)
	})
	c.add("file", fmt.Sprintf(forms[c.r.IntN(len(forms))], s.Name, f.Path), f.Path, other, whole)
	lines := strings.Split(text, "\n")
	line := 1 + c.r.IntN(len(lines))
	near := strings.Join(lines[max(0, line-1):line], "\n")
	if !words.ContainsWord(near, s.Name) && (line < s.Span.StartLine || line > s.NameSpan.StartLine) {
		form := []string{"`%s` (`%s:%d`) does it.", "`%s` is defined at `%s:%d`.", "This is up to `%s` in `%s:%d`."}[c.r.IntN(3)]
		c.add("path:line", fmt.Sprintf(form, s.Name, f.Path, s.NameSpan.StartLine), fmt.Sprintf(":%d`", s.NameSpan.StartLine), fmt.Sprintf(":%d`", line), whole)
	}
}

func (c *claims) ofParameters(s *source.Symbol, scope check.Scope) {
	var names []string
	for _, p := range s.Parameters {
		if n := strings.TrimLeft(p.Name, "*"); n != "" && n != "_" && !slices.Contains([]string{"self", "cls", "/"}, n) {
			names = append(names, n)
		}
	}
	if len(names) == 0 || strings.ContainsAny(s.Signature, "*…") && scope.Language == "python" || strings.Contains(s.Signature, "...") || !c.wants("parameter") {
		return // with any number of parameters each may be one
	}
	lang := langdata.For(scope.Language)
	wrong := c.pick(c.params, func(n string) bool {
		return len(n) > 1 && !words.ContainsWord(s.Signature, n) && !lang.Builtin(n) && !lang.Keyword(n)
	})
	forms := []string{"The `%s` parameter says how.", "It takes `%s` and does the rest.", "The argument `%s` is for the caller.", "- Parameter `%s`: what is read.", "The function accepts `%s` as its input."}
	c.add("parameter", fmt.Sprintf(forms[c.r.IntN(len(forms))], names[0]), "`"+names[0]+"`", "`"+wrong+"`", scope)
}

// ofModules says which names modules have, as the file uses them: those of the repository and of the library.
func (c *claims) ofModules(f *graph.File, whole check.Scope) {
	var bound []string
	ours, paths := map[string]bool{}, map[string]string{}
	for _, i := range f.Outline.Imports {
		if len(i.Names) == 1 && lastOf(i.Path) == i.Names[0] {
			bound = append(bound, i.Names[0])
			paths[i.Names[0]] = i.Path
			_, known := c.Holds(i.Path, "")
			ours[i.Names[0]] = f.Language == "go" && known || f.Language == "python" && (c.Path(strings.ReplaceAll(i.Path, ".", "/")+".py") || c.Path(strings.ReplaceAll(i.Path, ".", "/")))
		}
	}
	if len(bound) < 2 {
		return
	}
	seen := map[string]bool{}
	for _, u := range c.Outline(f.Path).References {
		full := u.Qualifier + "." + u.Name
		kind := map[bool]string{true: "module of ours", false: "module of the library"}[ours[u.Qualifier]]
		if !slices.Contains(bound, u.Qualifier) || seen[full] || c.few[kind] >= perKind {
			continue
		}
		seen[full] = true
		wrong := c.pick(bound, func(n string) bool {
			has, _ := c.Holds(strings.ReplaceAll(paths[n], ".", "/"), u.Name)
			if has || strings.HasPrefix(paths[n], "internal/") || paths[n] == "unsafe" {
				return false // it is true, or nobody can tell
			}
			return n != u.Qualifier && ours[n] == ours[u.Qualifier] && !strings.Contains(whole.Source, n+"."+u.Name)
		})
		c.add(kind, fmt.Sprintf("It calls `%s` for this.", full), "`"+u.Qualifier, "`"+wrong, whole)
	}
}

func lastOf(p string) string { return p[strings.LastIndexAny(p, "./")+1:] }

// TestCheckFindsWrongRelations makes true sentences from what is known of real code, and changes one name, path or line
// of each to another that exists: the check finds those and leaves the true ones.
func TestCheckFindsWrongRelations(t *testing.T) {
	type count struct{ tried, found, right, alarms int }
	counts := map[string]*count{}
	p := repotest.Parser(t)
	for _, repo := range sources(t) {
		x := repotest.Index(t, repo, p, nil)
		for _, c := range claimsOf(x, rand.New(rand.NewPCG(3, 4))) {
			n := counts[c.kind]
			if n == nil {
				n = &count{}
				counts[c.kind] = n
			}
			n.right++
			if found := check.Markdown(c.text, c.scope).Findings; len(found) > 0 {
				n.alarms++
				t.Logf("false alarm [%s] %s: %s: %v", c.kind, c.scope.Path, c.text, found)
			}
			mutant := strings.Replace(c.text, c.right, c.wrong, 1)
			n.tried++
			if len(check.Markdown(mutant, c.scope).Findings) > 0 {
				n.found++
			} else if n.tried-n.found < 40 {
				t.Logf("missed [%s] %s: %s", c.kind, c.scope.Path, mutant)
			}
		}
	}
	for kind, n := range counts {
		t.Logf("%-22s %d of %d found (%.1f %%); %d of %d true ones flagged (%.1f %%)", kind, n.found, n.tried, 100*float64(n.found)/float64(n.tried),
			n.alarms, n.right, 100*float64(n.alarms)/float64(n.right))
	}
	require.Len(t, counts, 7)
	for kind, n := range counts {
		require.Greater(t, n.tried, 20, kind)
		assert.GreaterOrEqual(t, float64(n.found), 0.9*float64(n.tried), kind)
		assert.LessOrEqual(t, float64(n.alarms), 0.01*float64(n.right), kind)
	}
}
