package parser_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/golang"
	"github.com/codeworm/codeworm/parser/lang/javascript"
	"github.com/codeworm/codeworm/parser/lang/python"
	"github.com/codeworm/codeworm/source"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newParser(t testing.TB) *parser.Parser {
	p, err := parser.New(python.Language, golang.Language, javascript.Language)
	require.NoError(t, err)
	require.NoError(t, p.Prepare(context.Background()))
	return p
}

func parse(t testing.TB, path, src string) *source.Outline {
	o, err := newParser(t).Parse(context.Background(), path, []byte(src))
	require.NoError(t, err)
	return o
}

func TestLanguage(t *testing.T) {
	p := newParser(t)
	for path, want := range map[string]string{
		"a.py": "python", "deep/B.PY": "python", "x.go": "go", "SConstruct": "python", `c:\x\y.go`: "go", "a.jsx": "javascript",
		"a.rs": "", "py": "", ".go/readme": "", "": "",
	} {
		got, ok := p.Language(path)
		assert.Equal(t, want, got, path)
		assert.Equal(t, want != "", ok, path)
	}
}

func TestNewRefuses(t *testing.T) {
	_, err := parser.New()
	require.ErrorContains(t, err, "no language given")

	other := python.Language
	other.Name = "snake"
	_, err = parser.New(python.Language, other)
	require.ErrorContains(t, err, `languages python and snake both claim the extension ".py"`)

	_, err = parser.New(parser.Language{Name: "x"})
	require.ErrorContains(t, err, `language "x" lacks its Name, Grammar or Query`)
}

// TestBadRow shows that mistakes in a language's row are found when it is made
// ready, all of them at once, and name the place.
func TestBadRow(t *testing.T) {
	for _, c := range []struct{ query, nodes, want string }{
		{"(nonsense) @definition.class", "", `line 1: the grammar has no node "nonsense"`},
		{"\n\n(function_definition nom: (identifier) @name) @definition.function", "", `line 3: the grammar has no field "nom"`},
		{"(identifier) @name", "", "needs a capture @definition.KIND"},
		{"(class_definition) @definition.class", "", "needs a @name"},
		{"(class_definition name: (_) @name) @definition.klass", "", "@definition.klass is not a kind of symbol"},
		{"(call (_)* @name) @reference.call", "", "repetition is not supported"},
		{"(call (_) @name (#match? @name \"[\")) @reference.call", "", "missing closing ]"},
		{"(call (_) @name (#some? @name \"a\")) @reference.call", "", "#some? is not a predicate"},
		{"(call (_) @name", "", "parenthesis without end"},
		{"(call (_) @nme) @reference.call", "", "@nme means nothing"},
		{python.Language.Query, "iff_statement", "the grammar has no node iff_statement"},
	} {
		row := python.Language
		row.Query = c.query
		if c.nodes != "" {
			row.Decisions = parser.Nodes(c.nodes)
		}
		p, err := parser.New(row)
		require.NoError(t, err)
		require.ErrorContains(t, p.Prepare(context.Background()), c.want)
		_, err = p.Parse(context.Background(), "a.py", []byte("x = 1"))
		require.ErrorContains(t, err, c.want)
	}
}

// TestAsyncRun is the original's own daemon loop: McCabe counts the conditional
// expression and the boolean operator.
func TestAsyncRun(t *testing.T) {
	o := parse(t, "daemon.py", `class CodeWormDaemon:
    async def _async_run(self, mode, dry_run):
        prefix = "[DRY RUN] " if dry_run else ""
        mode = mode.strip() or "normal"
        if not dry_run:
            self.prepare()
        if not await self.wait():
            return
        if next_run:
            print(prefix)
        while running:
            await sleep(1)
`)
	require.Len(t, o.Symbols, 2)
	s := o.Symbols[1]
	assert.Equal(t, "_async_run", s.Name)
	assert.Equal(t, "CodeWormDaemon", s.Parent)
	assert.Equal(t, source.KindMethod, s.Kind)
	assert.Equal(t, 7, s.Metrics.Complexity)
	assert.Equal(t, source.Span{StartLine: 2, EndLine: 12, StartByte: 26, EndByte: 358}, s.Span)
	assert.True(t, s.Async)
}

// TestAroundErrors shows that the symbols around syntax that the grammar does not
// know are kept, and that the outline says where it is.
func TestAroundErrors(t *testing.T) {
	o := parse(t, "a.go", "package a\n\nfunc before() {}\n\nfunc broken() { x := := 1 }\n\nfunc after() { f() }\n")
	assert.Equal(t, source.SkipSyntax, o.Problem)
	require.NotEmpty(t, o.Errors)
	assert.Equal(t, 5, o.Errors[0].StartLine)
	var names []string
	for _, s := range o.Symbols {
		names = append(names, s.Name)
	}
	assert.Contains(t, names, "before")
	assert.Contains(t, names, "after")
}

func TestLineEnds(t *testing.T) {
	src := "def f(a):\n    \"\"\"One.\n\n    Two.\n    \"\"\"\n    return a\n\n\nclass C:\n    pass\n"
	unix := parse(t, "a.py", src)
	require.Len(t, unix.Symbols, 2)
	for name, s := range map[string]string{
		"CRLF": strings.ReplaceAll(src, "\n", "\r\n"),
		"BOM":  "\ufeff" + src,
		"both": "\ufeff" + strings.ReplaceAll(src, "\n", "\r\n"),
	} {
		o := parse(t, "a.py", s)
		require.Len(t, o.Symbols, 2, name)
		assert.Equal(t, unix.Lines, o.Lines, name)
		assert.Equal(t, unix.NLOC, o.NLOC, name)
		for i, want := range unix.Symbols {
			got := o.Symbols[i]
			assert.Equal(t, want.Span.StartLine, got.Span.StartLine, name)
			assert.Equal(t, want.Span.EndLine, got.Span.EndLine, name)
			assert.Equal(t, want.Doc, got.Doc, name)
			assert.Equal(t, want.Metrics, got.Metrics, name)
			assert.Equal(t, want.Name, s[got.NameSpan.StartByte:got.NameSpan.EndByte], name)
		}
	}
}

func TestLinesAndCode(t *testing.T) {
	for src, want := range map[string][2]int{
		"":                               {0, 0},
		"\n":                             {1, 0},
		"x = 1":                          {1, 1},
		"x = 1\n":                        {1, 1},
		"x = 1\n\n":                      {2, 1},
		"# c\n\n  # d\nx = 1 # e\n":      {4, 1},
		"x = '''\n\n# no comment\n'''\n": {4, 3},
	} {
		o := parse(t, "a.py", src)
		assert.Equal(t, want, [2]int{o.Lines, o.NLOC}, "%q", src)
	}
}

// TestOutlineKeepsNothing shows that an outline does not refer to the source.
func TestOutlineKeepsNothing(t *testing.T) {
	p := newParser(t)
	src := []byte("import os\ndef f(abc):\n    \"\"\"Doc.\"\"\"\n    return os.path(abc)\n")
	o, err := p.Parse(context.Background(), "a.py", src)
	require.NoError(t, err)
	want := parse(t, "a.py", string(src))
	for i := range src {
		src[i] = 'x'
	}
	_, err = p.Parse(context.Background(), "b.py", src)
	require.NoError(t, err)
	assert.Equal(t, want, o)
}

func TestVersion(t *testing.T) {
	p := newParser(t)
	assert.Len(t, p.Version("python"), 16)
	assert.NotEqual(t, p.Version("python"), p.Version("go"))
	assert.Equal(t, p.Version("go"), newParser(t).Version("go"))
	assert.Empty(t, p.Version("cobol"))

	changed := python.Language
	changed.Decisions += " with_statement"
	q, err := parser.New(changed)
	require.NoError(t, err)
	assert.NotEqual(t, p.Version("python"), q.Version("python"))
}

func requireReason(t *testing.T, err error, want source.SkipReason) {
	t.Helper()
	var e *source.ParseError
	require.True(t, errors.As(err, &e), "%v", err)
	require.Equal(t, want, e.Reason)
}

// TestInsideDecorator shows that what is defined in a decorator comes after, and is a part of, what the
// decorator belongs to.
func TestInsideDecorator(t *testing.T) {
	o := parse(t, "a.js", "@component({\n  setup() { if (a) b(); },\n})\nclass Panel {\n  draw() {}\n}\n")
	var names []string
	for _, s := range o.Symbols {
		names = append(names, s.QualifiedName())
	}
	assert.Equal(t, []string{"Panel", "Panel.setup", "Panel.draw"}, names)
	assert.Equal(t, 2, o.Symbols[1].Metrics.Complexity)
	assert.Equal(t, 1, o.Symbols[0].Span.StartLine)
}
