package markdown

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func parse(t *testing.T, source string) *Doc {
	t.Helper()
	d, err := Parse(source)
	require.NoError(t, err)
	return d
}

func TestNodesKnowTheirPlace(t *testing.T) {
	const source = "# Title `a` #\n\n" +
		"Para **bold `x`.** text <b>h</b> [l](http://a \"t(\") ![i](b.png)\nnext ***both*** ``a`b`` http://auto.example.\n\n" +
		"- item one\n  more\n  ```go\n  code()\n  ```\n- two\n  1. sub *e*\n  2. sub2\n\n" +
		"> quote\n> ```py\n> x = 1\n> ```\n\n" +
		"| a | b |\n|---|---|\n| `c` | d |\n\n---\nSetext\n===\n\n<div>\nx\n</div>\n\n    indented\n\n```\nunclosed\n"
	type node struct {
		kind        Kind
		text, inner string
	}
	want := []node{
		{Heading, "# Title `a` #", "Title `a`"},
		{CodeSpan, "`a`", "a"},
		{Strong, "**bold `x`.**", "bold `x`."},
		{CodeSpan, "`x`", "x"},
		{RawHTML, "<b>", "<b>"},
		{RawHTML, "</b>", "</b>"},
		{Link, "[l](http://a \"t(\")", "l"},
		{Image, "![i](b.png)", "i"},
		{Emphasis, "***both***", "**both**"},
		{Strong, "**both**", "both"},
		{CodeSpan, "``a`b``", "a`b"},
		{AutoLink, "http://auto.example", "http://auto.example"},
		{Item, "- item one\n  more\n  ```go\n  code()\n  ```", "item one\n  more\n  ```go\n  code()\n  ```"},
		{Paragraph, "item one\n  more", "item one\n  more"},
		{CodeBlock, "```go\n  code()\n  ```", "  code()\n"},
		{Item, "- two\n  1. sub *e*\n  2. sub2", "two\n  1. sub *e*\n  2. sub2"},
		{Paragraph, "two", "two"},
		{Item, "1. sub *e*", "sub *e*"},
		{Paragraph, "sub *e*", "sub *e*"},
		{Emphasis, "*e*", "e"},
		{Item, "2. sub2", "sub2"},
		{Paragraph, "sub2", "sub2"},
		{Quote, "> quote\n> ```py\n> x = 1\n> ```", "> quote\n> ```py\n> x = 1\n> ```"},
		{Paragraph, "quote", "quote"},
		{CodeBlock, "```py\n> x = 1\n> ```", "> x = 1\n"},
		{Row, "| a | b |", "| a | b |"},
		{Cell, "a", "a"},
		{Cell, "b", "b"},
		{Row, "| `c` | d |", "| `c` | d |"},
		{Cell, "`c`", "`c`"},
		{CodeSpan, "`c`", "c"},
		{Cell, "d", "d"},
		{Rule, "---", "---"},
		{Heading, "Setext\n===", "Setext"},
		{HTMLBlock, "<div>\nx\n</div>", "<div>\nx\n</div>"},
		{CodeBlock, "indented", "indented"},
		{CodeBlock, "```\nunclosed", "unclosed\n"},
	}
	d := parse(t, source)
	var got []node
	for i, n := range d.Nodes {
		assert.True(t, n.Parent < i && n.Last >= i && n.Last < len(d.Nodes), "node %d", i)
		if n.Parent >= 0 {
			assert.True(t, d.Nodes[n.Parent].Range.Contains(n.Range), "node %d %q", i, d.Text(n.Range))
		}
		switch n.Kind {
		case Document, List, Table:
			continue
		case Paragraph:
			if n.Parent == 0 {
				continue
			}
		}
		got = append(got, node{n.Kind, d.Text(n.Range), d.Text(n.Inner)})
	}
	assert.Equal(t, want, got)
}

func TestFences(t *testing.T) {
	for _, c := range []struct {
		source, info, code string
		closed             bool
	}{
		{"```go\na\n```", "go", "a\n", true},
		{"```go\na\n", "go", "a\n", false},
		{"```\n```", "", "", true},
		{"```", "", "", false},
		{"~~~~ PY x=1\n```\n~~~\n~~~~\n", "py", "```\n~~~\n", true},
		{"- x\n\n  ```js\n  a\n\n    b\n  ```\n", "js", "a\n\n  b\n", true},
		{"> ```\n> a\n", "", "a\n", false},
	} {
		d := parse(t, c.source)
		i := d.find(CodeBlock)
		require.GreaterOrEqual(t, i, 0, c.source)
		n := d.Nodes[i]
		code, offsets := d.Code(i)
		assert.Equal(t, c.code, code, c.source)
		assert.Len(t, offsets, len(code))
		assert.Equal(t, c.info, n.Info, c.source)
		assert.Equal(t, c.closed, n.Closed, c.source)
		for k, o := range offsets {
			assert.Equal(t, code[k], c.source[o])
		}
	}
}

func (d *Doc) find(k Kind) int {
	for i, n := range d.Nodes {
		if n.Kind == k {
			return i
		}
	}
	return -1
}

func TestPositions(t *testing.T) {
	d := parse(t, "a\nbc\n\nd")
	for offset, want := range [][2]int{{1, 1}, {1, 2}, {2, 1}, {2, 2}, {2, 3}, {3, 1}, {4, 1}, {4, 2}} {
		line, column := d.Position(offset)
		assert.Equal(t, want, [2]int{line, column}, "offset %d", offset)
	}
	assert.Equal(t, 2, d.LineStart(4))
	assert.Equal(t, 5, d.LineEnd(3))
	assert.Equal(t, 7, d.LineEnd(6))
}

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		source string
		want   []string
	}{
		{"One. Two! Three?", []string{"One. ", "Two! ", "Three?"}},
		{"Uses `a. B`. Then `c`.", []string{"Uses `a. B`. ", "Then `c`."}},
		{"See e.g. Foo, i.e. Bar and No. 5. End.", []string{"See e.g. Foo, i.e. Bar and No. 5. ", "End."}},
		{"**Label.** Text. More.", []string{"**Label.** ", "Text. ", "More."}},
		{"**A. B** see. D", []string{"**A. B** see. ", "D"}},
		{"Version 1.2 is. \"So.\" He said.", []string{"Version 1.2 is. ", "\"So.\" ", "He said."}},
		{"Ends in a file.py\nand goes on. `x` starts.", []string{"Ends in a file.py\nand goes on. ", "`x` starts."}},
		{"See [the. Docs](http://a.b). Next.", []string{"See [the. Docs](http://a.b). ", "Next."}},
		{"no end", []string{"no end"}},
		{"Wait... What?", []string{"Wait... ", "What?"}},
	} {
		d := parse(t, c.source)
		var got []string
		for _, r := range d.Sentences(1) {
			got = append(got, d.Text(r))
		}
		assert.Equal(t, c.want, got)
	}
}

func TestLabel(t *testing.T) {
	for source, want := range map[string]struct {
		label string
		alone bool
	}{
		"**Purpose:**":                  {"Purpose", true},
		"**Purpose**:":                  {"Purpose", true},
		"**Fix:** do it":                {"Fix", false},
		"**Fix**: do it":                {"Fix", false},
		"**Fix** - do it":               {"Fix", false},
		"**Gaps (Line 1)** (Medium): x": {"Gaps (Line 1)", false},
		"**Bold** words go on":          {"", false},
		"plain":                         {"", false},
	} {
		label, alone := parse(t, source).Label(1)
		assert.Equal(t, want.label, label, source)
		assert.Equal(t, want.alone, alone, source)
	}
}

func TestPlain(t *testing.T) {
	d := parse(t, "**Line** 5: `a*b` of [x\\_y](http://z) <i>q</i>\nend &lt;b&gt; &x;")
	p := d.Plain(1)
	assert.Equal(t, "Line 5: a*b of x_y q end <b> &x;", p.Text)
	assert.Len(t, p.Offsets, len(p.Text))
	at := strings.Index(p.Text, "a*b")
	assert.Equal(t, "a*b", d.Text(p.Source(at, at+3)))
	assert.True(t, p.Code[at])
	assert.False(t, p.Code[0])
}

func TestApply(t *testing.T) {
	got := Apply("0123456789", []Edit{{Range{5, 6}, "x"}, {Range{1, 3}, ""}, {Range{2, 3}, "no"}, {Range{9, 10}, "END"}, {Range{0, 0}, "<"}})
	assert.Equal(t, "<034x678END", got)
	assert.Equal(t, "a", Apply("a", nil))
}

func TestRemoveTakesWholeLines(t *testing.T) {
	for _, c := range []struct {
		source string
		kind   Kind
		want   string
	}{
		{"a\n\n## B\n\nc\n", Heading, "a\n\n\nc\n"},
		{"- a\n- b\n", Item, "- b\n"},
		{"- a `x`\n  - sub\n- b\n", Item, "- b\n"},
		{"1. a\n   ```\n   x\n   ```\n2. b", CodeBlock, "1. a\n2. b"},
		{"- ```\n  x\n  ```\n- b", CodeBlock, "- \n- b"},
		{"> a\n>\n> - b\n", Item, "> a\n>\n"},
	} {
		d := parse(t, c.source)
		got := Apply(c.source, []Edit{d.Remove(d.find(c.kind))})
		assert.Equal(t, c.want, got, c.source)
	}
}

func TestTidy(t *testing.T) {
	got, err := Tidy("\n\na  \nb  \n\n\n\n```\nx \n\n\n\ny\n```\n\n\nc\n\n\n")
	require.NoError(t, err)
	assert.Equal(t, "a  \nb\n\n```\nx \n\n\n\ny\n```\n\nc\n", got)
	again, err := Tidy(got)
	require.NoError(t, err)
	assert.Equal(t, got, again)
}

func TestRealTablesAreRead(t *testing.T) {
	_, err := Parse("| a | b |\n| --- | --- |\n" + strings.Repeat("| x | y |\n", 5_000))
	require.NoError(t, err)
	_, err = Parse("Run a -|- b.\n\n" + strings.Repeat("line\n", 50_000))
	require.NoError(t, err)
}

func TestPathologicalTextIsQuick(t *testing.T) {
	for name, source := range map[string]string{
		"quotes":         strings.Repeat(">", 50_000),
		"spaced quotes":  strings.Repeat("> ", 50_000),
		"brackets":       strings.Repeat("[", 50_000),
		"links":          strings.Repeat("[a](", 20_000),
		"images":         strings.Repeat("![", 20_000),
		"emphasis":       strings.Repeat("*a **a ", 10_000),
		"lists":          strings.Repeat("- ", 20_000),
		"numbers":        strings.Repeat("1. ", 20_000),
		"nested lists":   nestedList(400),
		"backticks":      unevenBackticks(400),
		"angle brackets": strings.Repeat("<", 50_000),
		"tags":           strings.Repeat("<a ", 20_000),
		"table":          strings.Repeat("|", 20_000) + "\n" + strings.Repeat("|-", 20_000),
		"wide table":     "|" + strings.Repeat("a|", 250) + "\n|" + strings.Repeat("-|", 250) + "\n" + strings.Repeat("|a\n", 10_000),
		"quoted table":   "> |" + strings.Repeat("a|", 250) + "\n> |" + strings.Repeat("-|", 250) + "\n" + strings.Repeat("> |a\n", 10_000),
		"too long":       strings.Repeat("a", MaxBytes+1),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, err := Parse(source)
			if err != nil {
				assert.ErrorIs(t, err, ErrRefused)
			}
			t.Log(time.Since(start), err)
			assert.Less(t, time.Since(start), 5*time.Second)
		})
	}
}

func nestedList(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat("  ", i) + "- x\n")
	}
	return b.String()
}

func unevenBackticks(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("a" + strings.Repeat("`", i))
	}
	return b.String()
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"# a\n- b `c` **d. e**\n  ```x\n", "|a|b|\n|-|-|\n|`c\\|`|", "[a](b)![c][d] <e> ***f***", "> 1. x\n>    ~~~\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		d, err := Parse(source)
		if err != nil {
			return
		}
		for i, n := range d.Nodes {
			if n.Range.Start < 0 || n.Range.Start > n.Range.End || n.Range.End > len(source) {
				t.Fatalf("node %d of kind %d: %v", i, n.Kind, n.Range)
			}
			if n.Inner.Start < 0 || n.Inner.Start > n.Inner.End || n.Inner.End > len(source) {
				t.Fatalf("node %d of kind %d: inner %v", i, n.Kind, n.Inner)
			}
			if n.Kind.HoldsText() {
				d.Plain(i)
				d.Sentences(i)
				d.Label(i)
			}
			if n.Kind == CodeBlock {
				d.Code(i)
			}
			if n.Kind.IsBlock() && i > 0 {
				Apply(source, []Edit{d.Remove(i)})
			}
		}
	})
}

func TestFirstSentence(t *testing.T) {
	for doc, want := range map[string]string{
		"Runs. Then stops.":               "Runs.",
		"Runs, e.g. twice. Then stops":    "Runs, e.g. twice.",
		"Version 1.2 of\nit":              "Version 1.2 of it",
		"Writes to b. The rest stays.":    "Writes to b.",
		"By A. Author. Next.":             "By A. Author.",
		"Queues it\n@param c The one.":    "Queues it",
		"Opens it\nReturns:\n    a file.": "Opens it",
		"Returns nothing. Really.":        "Returns nothing.",
		"@param c The one.":               "",
		":param c: The one.":              "",
		"Title\n\nMore. And more.":        "Title",
		" \r\n ":                          "",
	} {
		assert.Equal(t, want, FirstSentence(doc), "%q", doc)
	}
}
