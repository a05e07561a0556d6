package check

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/codeworm/codeworm/source"
)

const partsPython = `class Sink(Base):
    def write(self, rows, limit: int = 10, sep=",", label=None):
        """Doc."""
        self.begin(rows)
        found = []
        for row in rows:
            for cell in row:
                found.append(cell)
        if not found:
            return []
        self.finish("all done")
        return found

    def close(self, force):
        if force:
            return None
        return self.name == "x"

    def total(self):
        return len(self.rows), 1


class Kind(Enum):
    A = 1
    B = 2
    C = 3


MAX_ROWS = 12
UNIT = "cm"  # of width


class Pair:
    def grow(self, rows):
        log.info("growing")
        rows.append(1)

    def one(self):
        return {"a": 1}

    def two(self):
        return f"{self.a}"

    def _three(self):
        return [x for x in self.a]
`

const partsScript = `export class Store implements Base {
  get(key: string, retries = 3, strict?: boolean): Promise<string | null> {
    return this.read(key);
  }
  names() {
    return Object.keys(this.all);
  }
  has(key: string): key is Name {
    this.lock(key);
    this.touch(key);
    return true;
  }
}

enum Color { Red, Green, Blue }
`

const partsGo = `package parts

// Sink writes.
type Sink struct {
	a, b int
	name string
}

func (s *Sink) Write(p []byte) (int, error) {
	s.begin()
	for _, b := range p {
		s.put(b)
	}
	s.finish()
	return len(p), nil
}

func (s *Sink) Order() { s.first(); s.second() }

func (s *Sink) Names(limit int) []string {
	s.first()
	s.second()
	return nil
}
`

var partTruths = []struct {
	path, name, body string
	want             Verdict
}{
	{"a.py", "Sink.write", "`limit` defaults to 10.", VerdictHolds},
	{"a.py", "Sink.write", "`limit` defaults to `10`.", VerdictHolds},
	{"a.py", "Sink.write", "- `limit` (default: 20): how many.", VerdictContradicted},
	{"a.py", "Sink.write", "The default value of `sep` is `\",\"`.", VerdictHolds},
	{"a.py", "Sink.write", "`sep` defaults to `\";\"`.", VerdictContradicted},
	{"a.py", "Sink.write", "`label` defaults to `None`.", VerdictHolds},
	{"a.py", "Sink.write", "`label` defaults to 5.", VerdictUndecided},
	{"a.py", "Sink.write", "`rows` defaults to 5.", VerdictContradicted},
	{"a.py", "Sink.write", "It takes an optional `limit`.", VerdictHolds},
	{"a.py", "Sink.close", "The method takes an optional `force`.", VerdictUndecided},
	{"a.py", "Sink.write", "The method takes an optional `rows`.", VerdictContradicted},
	{"a.py", "Sink.write", "`rows` is required.", VerdictHolds},
	{"a.py", "Sink.write", "`limit` is required.", VerdictContradicted},
	{"a.py", "Sink.write", "The method takes `rows` and `limit`.", VerdictHolds},
	{"a.py", "Sink.write", "`limit` is an integer.", VerdictHolds},
	{"a.py", "Sink.write", "`limit` is a string.", VerdictContradicted},
	{"a.py", "Sink.write", "`rows` is a list.", VerdictUndecided},
	{"a.py", "Sink.write", "`sep` (string) stands between.", VerdictHolds},
	{"a.py", "Sink.write", "The method returns a list.", VerdictHolds},
	{"a.py", "Sink.write", "The method returns a dictionary.", VerdictContradicted},
	{"a.py", "Sink.write", "The method never returns None.", VerdictHolds},
	{"a.py", "Sink.close", "The method never returns None.", VerdictContradicted},
	{"a.py", "Sink.close", "The method returns a boolean.", VerdictHolds},
	{"a.py", "Sink.close", "The method returns a string.", VerdictContradicted},
	{"a.py", "Sink.total", "The method returns a tuple.", VerdictHolds},
	{"a.py", "Sink.total", "The method returns an integer.", VerdictContradicted},
	{"a.py", "Pair.one", "The method returns a dictionary.", VerdictHolds},
	{"a.py", "Pair.two", "The method returns a string.", VerdictHolds},
	{"a.py", "Pair._three", "The method returns a list.", VerdictHolds},
	{"a.py", "Pair._three", "The method returns an iterator.", VerdictUndecided},
	{"a.py", "Sink.write", "The method has two nested loops.", VerdictUndecided},
	{"a.py", "Sink.write", "The method has three loops.", VerdictContradicted},
	{"a.py", "Sink.write", "The method contains a single loop.", VerdictContradicted},
	{"a.py", "Sink.close", "The method contains no loops.", VerdictHolds},
	{"a.py", "Sink.close", "The method has three if statements.", VerdictContradicted},
	{"a.py", "Sink.close", "The method has two return statements.", VerdictHolds},
	{"a.py", "Sink.write", "The method first calls `begin`, then `finish`.", VerdictHolds},
	{"a.py", "Sink.write", "The method does not call `finish`.", VerdictContradicted},
	{"a.py", "Sink.write", "The method logs \"all done\".", VerdictHolds},
	{"a.py", "Sink.close", "The method returns a boolean. It is deprecated.", VerdictUnsupported},
	{"a.py", "Kind", "The class defines three values.", VerdictHolds},
	{"a.py", "Kind", "The enum has four members.", VerdictContradicted},
	{"a.py", "Kind", "`Kind` is an enum.", VerdictHolds},
	{"a.py", "Pair", "The class is a dataclass.", VerdictContradicted},
	{"a.py", "Pair", "The class is an abstract class.", VerdictContradicted},
	{"a.py", "Sink.close", "The method takes no parameters and returns a string.", VerdictContradicted},
	{"a.py", "Pair.two", "The method takes no parameters and returns a string.", VerdictHolds},
	{"a.py", "Pair.grow", "The method does not modify its arguments.", VerdictContradicted},
	{"a.py", "Pair.one", "`MAX_ROWS` is 12.", VerdictHolds},
	{"a.py", "Pair.one", "`UNIT` is `\"cm\"`.", VerdictHolds},
	{"a.py", "Pair.one", "`UNIT` is `\"mm\"`.", VerdictContradicted},
	{"a.py", "Pair.one", "`MAX_ROWS` is 13.", VerdictContradicted},
	{"a.py", "Pair.one", "`MAX_ROWS` is set to 13 when there are few.", VerdictUndecided},
	{"a.py", "Pair.grow", "The method logs the rows.", VerdictHolds},
	{"a.py", "Pair.one", "The method closes the file.", VerdictUnsupported},
	{"a.ts", "Store.get", "`retries` defaults to 3.", VerdictHolds},
	{"a.ts", "Store.get", "`retries` defaults to 5.", VerdictContradicted},
	{"a.ts", "Store.get", "The method takes an optional `strict`.", VerdictHolds},
	{"a.ts", "Store.get", "The method takes an optional `key`.", VerdictContradicted},
	{"a.ts", "Store.get", "`key` is a string.", VerdictHolds},
	{"a.ts", "Store.get", "`key` is a number.", VerdictContradicted},
	{"a.ts", "Store.get", "The method returns a promise.", VerdictHolds},
	{"a.ts", "Store.get", "The method returns a number.", VerdictContradicted},
	{"a.ts", "Store.get", "The method returns null.", VerdictHolds},
	{"a.ts", "Store.names", "The method returns an array.", VerdictHolds},
	{"a.ts", "Store.names", "The method returns a string.", VerdictContradicted},
	{"a.ts", "Store.has", "The method returns a boolean.", VerdictHolds},
	{"a.ts", "Store.has", "The method calls `lock` and then `touch`.", VerdictHolds},
	{"a.ts", "Store.has", "The method calls `touch` before `lock`.", VerdictContradicted},
	{"a.ts", "Store.has", "The method calls `touch` after `lock`.", VerdictHolds},
	{"a.ts", "Color", "The enum has three members.", VerdictHolds},
	{"a.ts", "Store", "The class implements `Base`.", VerdictHolds},
	{"a.go", "Sink", "The struct has three fields.", VerdictHolds},
	{"a.go", "Sink", "The struct has five fields.", VerdictContradicted},
	{"a.go", "Sink", "The type implements the `io.Writer` interface.", VerdictHolds},
	{"a.go", "Sink", "`Sink` is an exported struct.", VerdictHolds},
	{"a.go", "Sink", "`Sink` is a private struct.", VerdictContradicted},
	{"a.go", "Sink.Names", "After calling `first`, it calls `second`.", VerdictHolds},
	{"a.go", "Sink.Names", "The method calls `second`, then `first`.", VerdictContradicted},
	{"a.go", "Sink.Names", "`limit` is a string.", VerdictContradicted},
	{"a.go", "Sink.Names", "The method sorts the names.", VerdictUndecided},
	{"a.go", "Sink.Names", "The method is deprecated.", VerdictUnsupported},
}

// TestStatementsOfParts judges what is said of parameters, defaults, counts, order and members.
func TestStatementsOfParts(t *testing.T) {
	texts := map[string]string{"a.py": partsPython, "a.ts": partsScript, "a.go": partsGo}
	for _, c := range partTruths {
		s := scopeOf(t, c.path, texts[c.path], c.name)
		body := c.body
		got := VerdictUndecided
		statements := Markdown(body, s).Statements
		for _, statement := range statements {
			if statement.Verdict != VerdictUndecided && !got.isFalse() {
				got = statement.Verdict
			}
		}
		assert.Equal(t, c.want, got, "%s: %s %+v", c.name, c.body, statements)
	}
}

// callerNames are Names that know two definitions of the file.
type callerNames struct {
	anyName
	file string
}

func (c callerNames) Definitions(name string) []source.Definition {
	spans := map[string]source.Span{"run": {StartLine: 3, EndLine: 4}, "idle": {StartLine: 6, EndLine: 7}}
	span, ok := spans[name]
	if !ok {
		return nil
	}
	return []source.Definition{{Path: "b.py", Symbol: &source.Symbol{Kind: source.KindFunction, Name: name, Span: span}}}
}

func (callerNames) Member(string, string, string) (has, sure bool) { return false, false }
func (callerNames) Holds(string, string) (holds, known bool)       { return false, false }
func (c callerNames) Text(string) (text string, ok bool)           { return c.file, true }
func (callerNames) OccursUnread([]string) map[string]bool          { return nil }

// TestCalledBy looks for a name in the definitions of those that are said to call it.
func TestCalledBy(t *testing.T) {
	const file = "def work():\n    pass\ndef run():\n    work()\n\ndef idle():\n    pass\n"
	s := scopeOf(t, "b.py", file, "work")
	s.Names = callerNames{file: file}
	for body, want := range map[string]Verdict{
		"The function is called by `run`.": VerdictHolds, "The function is called by `idle()`.": VerdictContradicted, "The function is called by `other`.": VerdictUndecided,
	} {
		got := statementsOf(t, body, s)
		if assert.Len(t, got, 1, body) {
			assert.Equal(t, want, got[0].Verdict, body)
		}
	}
}
