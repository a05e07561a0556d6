package facts

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

var update = flag.Bool("update", false, "write the golden files anew")

func writeFacts(t testing.TB, f *page.Facts) string {
	t.Helper()
	text, err := Write(f)
	require.NoError(t, err)
	return text
}

func TestPages(t *testing.T) {
	samples := sampleFacts()
	require.NotEmpty(t, samples)
	types := map[page.Type]bool{}
	for name, facts := range samples {
		t.Run(name, func(t *testing.T) {
			types[facts.Target.Key.Type] = true
			page := writeFacts(t, facts)
			golden := filepath.Join("testdata", name+".md")
			if *update {
				require.NoError(t, os.MkdirAll(filepath.Dir(golden), 0o755))
				require.NoError(t, os.WriteFile(golden, []byte(page), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			assert.Equal(t, string(want), page)
			assert.NotRegexp(t, `<no value>|%!`, page)
			checkForm(t, page)
		})
	}
	for _, docType := range Types() {
		assert.True(t, types[docType], "a sample of %s", docType)
	}
}

// checkForm asserts what every page keeps to, whatever is in its facts.
func checkForm(t *testing.T, page string) {
	t.Helper()
	summary, rest, _ := strings.Cut(page, "\n")
	assert.NotEmpty(t, strings.TrimSpace(summary))
	assert.True(t, rest == "" || strings.HasPrefix(rest, "\n"), "a blank line follows the summary")
	assert.True(t, strings.HasSuffix(page, "\n"))
	assert.NotRegexp(t, `[^>]\n\n\n`, page)
	assert.NotRegexp(t, `(?m)^### .*\n+(###|\z)`, page, "no section is empty")
	source := []byte(page)
	var headings []string
	markdown := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	require.NoError(t, ast.Walk(markdown, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			headings = append(headings, string(n.Lines().Value(source)))
			assert.Equal(t, 3, n.Level)
			assert.Equal(t, ast.KindDocument, n.Parent().Kind())
		case *ast.HTMLBlock, *ast.RawHTML, *ast.Image, *ast.Link, *ast.AutoLink, *ast.Emphasis, *ast.ThematicBreak:
			t.Errorf("a %s in the page:\n%s", n.Kind(), page)
		}
		return ast.WalkContinue, nil
	}))
	assert.Subset(t, factsHeadings(t), headings)
}

// factsHeadings are the headings that stand in the templates.
func factsHeadings(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("templates/*.tmpl")
	require.NoError(t, err)
	var headings []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, match := range regexp.MustCompile(`### ([A-Za-z ]+)`).FindAllStringSubmatch(string(text), -1) {
			headings = append(headings, match[1])
		}
	}
	require.NotEmpty(t, headings)
	return headings
}

// hostile are doc comments that try to be more than text.
var hostile = []string{
	"# A heading\n\nText\n====\n\nMore\n---",
	"```\nnever closed\n\n### Still in it",
	"````go\nx\n```\n````",
	"<script>alert(1)</script> and <img src=x onerror=y> <!-- hidden",
	"![track](http://example.com/x.png) [click](javascript:alert(1)) [ref]\n\n[ref]: http://example.com",
	"- one\n- two\n  ### heading\n\n1. x\n2) # y\n\n* * *\n\n***",
	"`a ``b` c``` d `",
	"*bold* **bolder** __init__ snake_case _x_ ~~gone~~ &lt;b&gt; $x$ a | b\n--|--",
	"bidi \u202e turned \u0007 bell \x00 nul \u200b",
	"> quoted\n> > twice",
	"\tindented\n    code\nnot",
	"@param x <b>it</b>\n@return # y\n:param z: - w",
	"Args:\n    x: ```\n    ### y",
	strings.Repeat("> ", 500) + "deep",
	strings.Repeat("line\n", 300) + "\n" + strings.Repeat("other\n", 300),
	"1. only", "-", "#", "`", "``", "\n\n", ".", "e.g. this.", "\\", "\\`x\\`", "<https://example.com>", "\xff\xfe",
	"+ a\n+ b", "=====", "a\n=", "[x]: y", "[^1]: note", "::: warn", "!", "![", "1)</script>",
}

func TestContainsDocComments(t *testing.T) {
	for _, doc := range hostile {
		checkHostile(t, doc)
	}
}

func FuzzWrite(f *testing.F) {
	for _, doc := range hostile {
		f.Add(doc)
	}
	f.Fuzz(checkHostile)
}

// checkHostile puts the text wherever a fact can be.
func checkHostile(t *testing.T, doc string) {
	symbol := source.Symbol{
		Kind: source.KindFunction, Name: doc, Parent: doc, Doc: doc, Signature: doc, Decorators: []string{doc},
		Parameters: []source.Parameter{{Name: doc, Type: doc}}, Results: []string{doc},
		Span: source.Span{StartLine: 1, EndLine: 2},
	}
	relation := []source.Relation{{Name: doc, Path: doc, Line: 3, Kind: source.KindMethod, Signature: doc}}
	for _, docType := range types {
		f := &page.Facts{
			Target:  page.Target{Key: page.Key{Type: docType, Repo: "r", Path: "p", Symbol: "s"}, Language: doc, Symbol: &symbol, Span: symbol.Span},
			FileDoc: doc, Members: []page.Member{{Path: doc, Symbol: symbol}}, Files: []page.FileFacts{{Path: doc, Doc: doc}},
			Imports: []source.Import{{Path: doc}}, Calls: relation, Callers: relation, Tests: relation,
			Commits: []source.Commit{{Hash: "1234567890abcdef", Subject: doc}},
		}
		checkForm(t, writeFacts(t, f))
	}
}

func TestLongListsSayWhatIsLeftOut(t *testing.T) {
	f := sampleFacts()["file"]
	for range 100 {
		f.Members = append(f.Members, f.Members[2])
	}
	page := writeFacts(t, f)
	assert.Contains(t, page, "- and 61 more\n")
	checkForm(t, page)
}

func TestIsSafeForConcurrentUse(t *testing.T) {
	f := sampleFacts()["function"]
	want := writeFacts(t, f)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() { assert.Equal(t, want, writeFacts(t, f)) })
	}
	group.Wait()
}

func TestFirstSentence(t *testing.T) {
	for doc, want := range map[string]string{
		"Run it.\nMore.":                     "Run it.",
		"Runs, e.g. twice. Then stops.":      "Runs, e.g. twice.",
		"Version 1.2 of it":                  "Version 1.2 of it.",
		"What is it? Nothing.":               "What is it?",
		"Wraps a\nline and\ngoes on.":        "Wraps a line and goes on.",
		"Returns:":                           "",
		"@param x":                           "",
		"----":                               "",
		"":                                   "",
		strings.Repeat("word ", 100):         "",
		"Uses `a.b` and __init__.":           "Uses `a.b` and \\_\\_init\\_\\_.",
		"See A. Author for it. Next.":        "See A. Author for it.",
		"Writes to b. The rest stays.":       "Writes to b.",
		"Queue it.\n@param c The one.":       "Queue it.",
		"Queue it again\n@param c The one.":  "Queue it again.",
		"Opens\n\nArgs:\n    path: where":    "Opens.",
		"Opens a file\nArgs:\n    path: it":  "Opens a file.",
		"Title\n\nMore about it. And others": "Title.",
	} {
		assert.Equal(t, want, firstSentence(doc), "%q", doc)
	}
}

func TestWords(t *testing.T) {
	assert.Equal(t, "no lines", count(0, "line", "lines"))
	assert.Equal(t, "one line", count(1, "line", "lines"))
	assert.Equal(t, "13 lines", count(13, "line", "lines"))
	assert.Equal(t, "a, b and c", list([]string{"a", "b", "c"}))
	assert.Equal(t, "classes", plural("class"))
	assert.Equal(t, "properties", plural("property"))
	assert.Equal(t, "an interface", article("interface"))
	assert.Equal(t, "a union", article("union"))
}

func TestQuoteDoc(t *testing.T) {
	for doc, want := range map[string]string{
		"One\ntwo.\n\nThree.":                  "> One two.\n>\n> Three.",
		"Takes:\n- a\n  more\n* b":             "> Takes:\n>\n> - a more\n> - b",
		"1. x\n2) y":                           "> - x\n> - y",
		"@param x it\n@return y":               "> - `@param` x it\n> - `@return` y",
		"Args:\n    x: it\n\n    y: that\n\nE": "```text\nArgs:\n    x: it\n\n    y: that\n```\n\n> E",
		"\tcode {\n\t\tx\n\t}":                 "```text\ncode {\n\tx\n}\n```",
		">>> f()\n1":                           "```text\n>>> f()\n1\n```",
		"# Use\n\nIt goes.":                    "> Use:\n>\n> It goes.",
		"#define x":                            "> \\#define x",
		"- a\nnot indented":                    "```text\n- a\nnot indented\n```",
		"":                                     "",
	} {
		assert.Equal(t, want, quoteDoc(doc), "%q", doc)
	}
	long := quoteDoc(strings.Repeat("A paragraph.\n\n", 50))
	assert.Contains(t, long, "(The comment goes on for 39 more lines; the source holds them all.)")
}

func TestBrokenSignature(t *testing.T) {
	long := "async def connect(self, host: str = \"a, (b\", options: Dict[str, int] = None, callback: Callable[[int], str] = f) -> Tuple[int, str]"
	assert.Equal(t, "async def connect(\n    self,\n    host: str = \"a, (b\",\n    options: Dict[str, int] = None,\n    callback: Callable[[int], str] = f\n) -> Tuple[int, str]",
		brokenSignature(long))
	for _, whole := range []string{"func f(a, b int)", strings.Repeat("x", 200), strings.Repeat("x", 200) + "(a, b"} {
		assert.Equal(t, whole, brokenSignature(whole))
	}
}

func TestSaysWhatIsUnclear(t *testing.T) {
	v := &factsView{Facts: &page.Facts{Calls: []source.Relation{
		{Name: "open_file", Path: "a.py", Line: 3, Kind: source.KindFunction},
		{Name: "A.close", Path: "a.py", Line: 7, Kind: source.KindMethod, Ambiguous: true},
		{Name: "B.close", Path: "b.py", Line: 9, Kind: source.KindMethod, Ambiguous: true},
		{Name: "Queue.put", Path: "b.py", Line: 12, Kind: source.KindMethod, Ambiguous: true},
	}}}
	assert.Equal(t, []string{
		"`open_file`, a function defined at `a.py:3`",
		"`close`, which by its name alone may be `A.close` (`a.py:7`) or `B.close` (`b.py:9`)",
		"`put`, which by its name alone may be `Queue.put` (`b.py:12`) or something outside of this repository",
	}, v.Used().Items)
}

func TestLeavesReceiversOut(t *testing.T) {
	v := &factsView{Facts: &page.Facts{}, Symbol: source.Symbol{Kind: source.KindMethod,
		Parameters: []source.Parameter{{Name: "self"}, {Name: "key", Type: "str"}}}}
	assert.Equal(t, "takes one parameter, `key` (`str`)", v.Takes())
}

// What only the name supports is said to be so, also of who uses something.
func TestUsesByTheNameAlone(t *testing.T) {
	users := uses([]source.Relation{
		{Name: "open", Path: "a.go", Line: 3}, {Name: "open", Path: "a.go", Line: 9, Ambiguous: true}, {Name: "start", Path: "b.go", Line: 4, Ambiguous: true},
	})
	require.Len(t, users.Items, 2)
	assert.Equal(t, "`a.go:3` and `a.go:9`", users.Items[0].Places)
	assert.Equal(t, "`b.go:4`, where the name alone may mean another definition", users.Items[1].Places)
}
