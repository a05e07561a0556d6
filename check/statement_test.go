package check

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/corpus"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/golang"
	"github.com/codeworm/codeworm/parser/lang/python"
	"github.com/codeworm/codeworm/parser/lang/typescript"
	"github.com/codeworm/codeworm/source"
)

// Each kind finds what it is about in its example.
func TestStatementKinds(t *testing.T) {
	require.Greater(t, len(statementKinds), 30)
	for _, k := range statementKinds {
		text := strings.ReplaceAll(k.example, "`", "")
		if k.marked {
			text = codeSpan.ReplaceAllStringFunc(k.example, func(code string) string { return strings.Repeat("\x00", len(code)-2) })
		}
		assert.Regexp(t, k.form, text, k.name)
	}
}

var codeSpan = regexp.MustCompile("`[^`]+`")

// scopeOf is what a page about a definition in a file may say.
func scopeOf(t testing.TB, path, text, name string) Scope {
	t.Helper()
	p, err := parser.New(golang.Language, python.Language, typescript.Language)
	require.NoError(t, err)
	outline, err := p.Parse(t.Context(), path, []byte(text))
	require.NoError(t, err)
	for _, s := range outline.Symbols {
		if s.QualifiedName() == name {
			return Scope{Generated: true, Language: outline.Language, Names: anyName{}, Path: path, Source: text, Span: s.Span, Symbols: []source.Symbol{s}}
		}
	}
	t.Fatalf("no %s in %s", name, path)
	return Scope{}
}

const shelfGo = `package shelf

// MaxWait is how long Put waits.
const MaxWait = 30 * time.Second

// Put stores a book.
func (s *Shelf) Put(ctx context.Context, title string) (int, error) {
	if title == "" {
		panic("no title")
	}
	s.index(title)
	return len(s.books), nil
}

func hidden() string { return "x" }
`

const shelfPython = `import abc


class Shelf(Base):
    @staticmethod
    def size(kind, unit="cm"):
        if kind is None:
            raise KindError(kind)
        return 42

    async def fetch(self):
        return await self.client.get("x")

    def names(self):
        for b in self.books:
            yield b.name

    def reset(self):
        self.books.clear()
`

// truths are statements and what becomes of them.
var truths = []struct {
	path, name, body string
	want             Verdict
}{
	{"shelf.go", "Shelf.Put", "The method takes two parameters.", VerdictHolds},
	{"shelf.go", "Shelf.Put", "The method takes three parameters.", VerdictContradicted},
	{"shelf.go", "Shelf.Put", "`Put` takes no parameters.", VerdictContradicted},
	{"shelf.go", "Shelf.Put", "Put returns two values.", VerdictHolds},
	{"shelf.go", "Shelf.Put", "Put returns three values.", VerdictContradicted},
	{"shelf.go", "Shelf.Put", "It stores a book. It returns a boolean.", VerdictUndecided},
	{"shelf.go", "Shelf.Put", "The function stores a book. It returns a boolean.", VerdictContradicted},
	{"shelf.go", "Shelf.Put", "The function stores a book. It returns an integer.", VerdictHolds},
	{"shelf.go", "Shelf.Put", "The function returns nothing.", VerdictContradicted},
	{"shelf.go", "Shelf.Put", "`Shelf.Put` returns an error if the title is empty.", VerdictHolds},
	{"shelf.go", "hidden", "The function returns an error.", VerdictContradicted},
	{"shelf.go", "hidden", "The function returns a string.", VerdictHolds},
	{"shelf.go", "hidden", "If it fails, the function returns an error.", VerdictUndecided},
	{"shelf.go", "Shelf.Put", "The method panics without a title.", VerdictHolds},
	{"shelf.go", "Shelf.Put", "This method is a private method.", VerdictContradicted},
	{"shelf.go", "Shelf.Put", "This method is an exported method.", VerdictHolds},
	{"shelf.go", "Shelf.Put", "It waits 30 seconds.", VerdictHolds},
	{"shelf.go", "Shelf.Put", "It waits 45 seconds.", VerdictUnsupported},
	{"shelf.go", "Shelf.Put", "For example, a caller waits 45 seconds.", VerdictUndecided},
	{"shelf.go", "Shelf.Put", "The method calls `index`.", VerdictHolds},
	{"shelf.go", "Shelf.Put", "The method calls `flush`.", VerdictUnsupported},
	{"shelf.go", "Shelf.Put", "The method calls itself.", VerdictContradicted},
	{"shelf.go", "Shelf.Put", "The method is thread-safe.", VerdictUnsupported},
	{"shelf.go", "Shelf.Put", "It follows the Observer pattern.", VerdictUnsupported},
	{"shelf.go", "Shelf.Put", "The method is not thread-safe.", VerdictUndecided},
	{"shelf.py", "Shelf.size", "The method is a static method.", VerdictHolds},
	{"shelf.py", "Shelf.size", "The method is a class method.", VerdictContradicted},
	{"shelf.py", "Shelf.size", "It is decorated with `@staticmethod`.", VerdictHolds},
	{"shelf.py", "Shelf.size", "The method is decorated with `@property`.", VerdictContradicted},
	{"shelf.py", "Shelf.size", "The method raises `KindError` for no kind.", VerdictHolds},
	{"shelf.py", "Shelf.size", "The method raises `ShelfError` for no kind.", VerdictUnsupported},
	{"shelf.py", "Shelf.size", "The method raises `ValueError` for no kind.", VerdictUndecided},
	{"shelf.py", "Shelf.size", "The method returns a string.", VerdictContradicted},
	{"shelf.py", "Shelf.size", "The method is asynchronous.", VerdictContradicted},
	{"shelf.py", "Shelf.fetch", "The method is an async method.", VerdictHolds},
	{"shelf.py", "Shelf.fetch", "The method is synchronous.", VerdictContradicted},
	{"shelf.py", "Shelf.fetch", "The method takes no arguments.", VerdictHolds},
	{"shelf.py", "Shelf.names", "The method is a generator.", VerdictHolds},
	{"shelf.py", "Shelf.size", "The method is a generator.", VerdictContradicted},
	{"shelf.py", "Shelf.reset", "The method returns nothing.", VerdictHolds},
	{"shelf.py", "Shelf.reset", "The method returns a boolean.", VerdictContradicted},
	{"shelf.py", "Shelf", "The class inherits from `Base`.", VerdictHolds},
	{"shelf.py", "Shelf", "The class inherits from `Rack`.", VerdictUnsupported},
	{"shelf.py", "Shelf", "The method returns a string.", VerdictUndecided},
}

func TestStatements(t *testing.T) {
	texts := map[string]string{"shelf.go": shelfGo, "shelf.py": shelfPython}
	for _, c := range truths {
		s := scopeOf(t, c.path, texts[c.path], c.name)
		if c.body == "It is decorated with `@staticmethod`." {
			c.body = "The method gives a size. " + c.body
		}
		r := Markdown(c.body, s)
		got := VerdictUndecided
		for _, statement := range r.Statements {
			if statement.Verdict != VerdictUndecided {
				got = statement.Verdict
			}
		}
		assert.Equal(t, c.want, got, "%s: %s %+v", c.name, c.body, r.Statements)
		if c.want.isFalse() && assert.Len(t, r.Findings, 1, c.body) {
			rest, n := Drop(c.body+"\n", r)
			assert.Equal(t, 1, n, c.body)
			assert.NotContains(t, rest, r.Findings[0].Text)
		}
	}
}

// TestStatementsOfRealAnswers judges the real answers with the words of their snippets for the source: the claims and
// what is called can be looked up in them, results and parameters cannot.
func TestStatementsOfRealAnswers(t *testing.T) {
	counts, lookedUp := tally{}, map[string]bool{"change": true}
	for _, k := range slices.Concat(claimKinds, actionKinds) {
		lookedUp[k.name] = true
	}
	for _, a := range corpus.Answers(t) {
		s := snippetScope(a)
		kind := source.KindFunction
		if a.DocType == string(page.ClassDoc) {
			kind = source.KindClass
		}
		s.Source = strings.Join(a.SnippetNames, "() ")
		s.Span = source.Span{StartLine: 1, EndLine: 1}
		s.Symbols = []source.Symbol{{Kind: kind, Name: a.Name, Span: s.Span, Signature: "?", Async: true, Abstract: true}}
		for _, statement := range Markdown(a.Body, s).Statements {
			if !lookedUp[statement.Kind] {
				continue
			}
			counts.add(statement)
			if statement.Verdict.isFalse() {
				t.Logf("%s %s %s [%s]: %s (%s)", a.ID, a.DocType, a.Name, statement.Kind, strings.Join(strings.Fields(statement.Text), " "), statement.Reason)
			}
		}
	}
	_, wrong := counts.log(t, "471 answers")
	assert.Less(t, wrong, 20)
}
