package markdown

import (
	"bytes"
	"html"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	renderer "github.com/yuin/goldmark/renderer/html"
)

func TestTextKeepsWhatIsPlain(t *testing.T) {
	for _, plain := range []string{
		"", "Runs it.", "a_b", "R&D", "a > b", "a -> b", "-1", "--flag x", "+x", "=1", "1.5 s", "v1.2", "C#", "fix # 12", "UTF-8", "Stop!", "a[]"[:1],
		"a | b", "a @ b", "a: b", "std::vector", ":class:", "a}", "(x)", "f(x) - g", "...", "größer 語", "a.www", "❤️", "100%", "'a' \"b\"", "x ^ y", "a/b",
	} {
		assert.Equal(t, plain, Text(plain))
		assert.Equal(t, plain, Prose(plain))
	}
}

func TestTextEscapesWhatIsNot(t *testing.T) {
	for text, want := range map[string]string{
		"a  b\r\n\tc ":         "a b c",
		"a\u2028b":             "a b",
		`a\`:                   `a\\`,
		"*a* _b_ __init__":     `\*a\* \_b\_ \_\_init\_\_`,
		"![x](y) a[0]":         `!\[x](y) a\[0]`,
		"<b> a < b":            "&lt;b> a &lt; b",
		"&lt; &#60; &#x3c; &;": `&amp;lt; &amp;\#60; &amp;\#x3c; &;`,
		"~~x~~ $y$":            `&#x7e;&#x7e;x&#x7e;&#x7e; &#x24;y&#x24;`,
		"~/x or a~/x":          `~/x or a&#x7e;/x`,
		"2 * 3 *4":             `2 * 3 \*4`,
		"http://e.org":         "`http://e.org`",
		"(see ftp://e.org/a).": "(see `ftp://e.org/a`).",
		"WWW.e.org":            "`WWW.e.org`",
		"a@b.org":              "`a@b.org`",
		"ask @ada, not x@y":    "ask `@ada`, not x@y",
		"@param x":             "`@param` x",
		"fixes #12, o/r#3, !5": "fixes `#12`, `o/r#3`, `!5`",
		"PROJ-123 GH-7 UTF-8":  "`PROJ-123` `GH-7` UTF-8",
		":smile: :class: a::b": "`:smile:` :class: a::b",
		"{a} {{b}} {% c %}":    `\{a} \{\{b}} &#x7b;% c %}`,
		"{# d {: e {{< f >}}":  `&#x7b;# d &#x7b;: e \{&#x7b;&lt; f >}}`,
		"[^1]: a [[b]]":        `\[^1]: a \[\[b]]`,
		"%%a ^b^ ==c== ++d++":  `&#x25;%a &#x5e;b&#x5e; &#x3d;=c&#x3d;= \++d\++`,
		"a\u202eb\u200b\x07":   `a\u\{202e}b\u\{200b}\u\{0007}`,
		"a\u3164":              `a\u\{3164}`,
		"a\xffb":               "a\uFFFDb",
		"# a":                  `\# a`,
		"#define x":            `\#define x`,
		"> a":                  `\> a`,
		"- a":                  `\- a`,
		"-":                    `\-`,
		"---":                  `\---`,
		"- - -":                `\- - -`,
		"+ a":                  `\+ a`,
		"===":                  `&#x3d;==`,
		"=== \"a\"":            `&#x3d;== "a"`,
		"|-|:-|":               `&#x7c;-|:-|`,
		"!!! note":             `\!!! note`,
		"??? note":             `&#x3f;?? note`,
		":::note":              `&#x3a;::note`,
		"/// html":             `&#x2f;// html`,
		"//x y":                "`//x` y",
		": a":                  `&#x3a; a`,
		"import x":             `&#x69;mport x`,
		"exports x":            `exports x`,
		"1. a":                 `1\. a`,
		"12)":                  `12\)`,
	} {
		assert.Equal(t, want, Text(text), "%q", text)
	}
	assert.Equal(t, `C#`, HeadingText("C#"))
	assert.Equal(t, `a \##`, HeadingText("a ##"))
	assert.Equal(t, `- a &#x7b;#b}`, HeadingText("- a {#b}"))
	assert.Equal(t, `a \| - b`, CellText("a | - b"))
	assert.Equal(t, `[a\[0\] \| b](c.md)`, LinkTo("a[0] | b", "c.md"))
	assert.Equal(t, `[&#x5e;1](c.md)`, LinkTo("^1", "c.md"))
	assert.Equal(t, "`x@ada` \\{\\{y}}", Prose("`x`@ada `{{y}}`"))
	assert.Equal(t, `\{\{ a\[0\] }}`, Code("{{ a[0] }}"))
	assert.Equal(t, "```\nx := T{ {1}, { { {2}}}} { % a %}\n--8 <-- b\n```\n", Fenced("mermaid", "x := T{{1}, {{{2}}}} {% a %}\n--8<-- b"))
	assert.Equal(t, "Use `a_b*` and \\`c", Prose("Use `a_b*` and `c"))
	assert.Equal(t, "Use `` a`b ``", strings.ReplaceAll(Code("a`b"), "``a`b``", "Use `` a`b ``"))
	assert.Equal(t, "`` `a ``", Code(" `a\n"))
	assert.Equal(t, "", Code(" \n "))
	assert.Equal(t, "```\n\\u{000d}a\nb\n```\n", Fenced("a b`", "\ra\r\nb\r\n"))
	assert.Equal(t, "````c++\n```\n````\n", Fenced("c++", "```"))
}

func TestShorten(t *testing.T) {
	assert.Equal(t, "one two", Shorten(" one\n two", 7))
	assert.Equal(t, "one…", Shorten("one two", 6))
	assert.Equal(t, "größe…", Shorten("größenwahn", 6))
}

// pieces are what hostile texts are made of: every character that means something to some reader, and what needs several.
var pieces = append(strings.Split("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ aW19\n\t\r\u2028\u00a0\u202e\u200b\u3164é語\x00\x0b", ""),
	"www.", "http://", "ftp://", "a@b.co", "mailto:", "&amp;", "&#60;", "&", "<b>", "</b>", "</details>", "<summary>", "<!--", "-->", "![", "](", "](x)", "[x]:", "--", "==", "1.", "2) ", "{{", "{%", "[^1]:", "[[", "@a", "#1", "!5", ":::", "!!! ", "import ", "++", "%%",
	"```", "~~", "    ", "# ", "- ", "> ", "| --- |", ":-:", "\xff", ":smile:", "{#a}", "$$", "\\\n")

func hostileText() string {
	var b strings.Builder
	for range rand.IntN(9) {
		b.WriteString(pieces[rand.IntN(len(pieces))])
	}
	return b.String()
}

func TestWrittenTextsAreShownAsTheyAre(t *testing.T) {
	for _, p := range pieces {
		checkShown(t, p)
		for _, q := range pieces {
			checkShown(t, p+q)
		}
	}
	for range 4_000 {
		if checkShown(t, hostileText()); t.Failed() {
			return
		}
	}
}

func FuzzWrite(f *testing.F) {
	for _, p := range pieces {
		f.Add(p + " a " + p)
	}
	f.Fuzz(func(t *testing.T, s string) { checkShown(t, s) })
}

var gfm = goldmark.New(goldmark.WithExtensions(extension.GFM))

// checkShown writes the text in every place and reads it as a web site does: only what the place is made of is around it.
func checkShown(t *testing.T, s string) {
	t.Helper()
	shown := OneLine(s)
	for _, place := range []struct{ source, before, after string }{
		{Text(s), "<p>", "</p>"},
		{"a | b\n" + Text(s), "<p>a | b\n", "</p>"},
		{"word " + Text(s) + ", word", "<p>word ", ", word</p>"},
		{"**A:** " + Text(s) + "  \n**B:** b", "<p><strong>A:</strong> ", "<br>\n<strong>B:</strong> b</p>"},
		{"- " + Text(s), "<ul>\n<li>", "</li>\n</ul>"},
		{"> " + Text(s), "<blockquote>\n<p>", "</p>\n</blockquote>"},
		{"*by x " + Text(s) + "*", "<p><em>by x ", "</em></p>"},
		{"# " + HeadingText(s), "<h1>", "</h1>"},
		{"| a | b |\n|---|---|\n| " + CellText(s) + " | z |", tableBefore, tableAfter},
		{LinkTo(s, "x.md"), `<p><a href="x.md">`, "</a></p>"},
		{"| a | b |\n|---|---|\n| " + LinkTo(s, "x.md") + " | z |", tableBefore + `<a href="x.md">`, "</a>" + tableAfter},
		{Code(s), "<p><code>", "</code></p>"},
		{"- a " + Code(s) + "b", "<ul>\n<li>a <code>", "</code>b</li>\n</ul>"},
	} {
		if shown == "" {
			break // nothing is written, and a place without text is another
		}
		if isRun(shown) { // it is shown as text
			place.before, place.after = strings.TrimSuffix(place.before, "<code>"), strings.TrimPrefix(place.after, "</code>")
		}
		got := convert(t, place.source)
		inner, found := strings.CutPrefix(got, place.before)
		inner, ended := strings.CutSuffix(inner, place.after+"\n")
		if inner = withoutReferences(inner); !found || !ended || strings.Contains(inner, "<") || html.UnescapeString(inner) != shown {
			t.Errorf("%q written as %q became %q", s, place.source, got)
		}
	}
	if d := parse(t, "word "+Text(s)); d.Plain(d.find(Paragraph)).Text != strings.TrimSpace("word "+shown) {
		t.Errorf("%q written as %q is read as %q", s, Text(s), d.Plain(d.find(Paragraph)).Text)
	}
	block := strings.TrimSuffix(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	if got := html.UnescapeString(convert(t, Fenced("go", s))); got != "<pre><code class=\"language-go\">"+Apart(Visible(block))+"\n</code></pre>\n" {
		t.Errorf("%q in a block became %q", s, got)
	}
	folded := html.UnescapeString(convertRaw(t, "before\n\n"+Folded(s, Fenced("go", s))+"\nafter\n"))
	if want := "<p>before</p>\n<details>\n<summary>" + shown + "</summary>\n<pre><code class=\"language-go\">" + Apart(Visible(block)) + "\n</code></pre>\n</details>\n<p>after</p>\n"; folded != want {
		t.Errorf("%q folded became %q", s, folded)
	}
	got := convert(t, Prose(s))
	if left := strings.NewReplacer("<code>", "", "</code>", "", "<p>", "", "</p>", "").Replace(got); strings.Contains(left, "<") || letters(html.UnescapeString(left)) != letters(shown) {
		t.Errorf("%q as prose %q became %q", s, Prose(s), got)
	}
}

var codeSpan = regexp.MustCompile("<code>([^<]*)</code>")

// withoutReferences takes the code away from around the words that somebody would act on: only those may stand in it.
func withoutReferences(shown string) string {
	return codeSpan.ReplaceAllStringFunc(shown, func(span string) string {
		inner := codeSpan.FindStringSubmatch(span)[1]
		if !actingWord.MatchString(html.UnescapeString(inner)) {
			return span
		}
		return inner
	})
}

const (
	tableBefore = "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>"
	tableAfter  = "</td>\n<td>z</td>\n</tr>\n</tbody>\n</table>"
)

var notShown = regexp.MustCompile("[`\\s]+")

// letters is the text without backticks and white space, which code spans add and take.
func letters(s string) string { return notShown.ReplaceAllString(s, "") }

// raw is a web site that passes HTML through.
var raw = goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(renderer.WithUnsafe()))

func convertRaw(t *testing.T, source string) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, raw.Convert([]byte(source), &out))
	return out.String()
}

func convert(t *testing.T, source string) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, gfm.Convert([]byte(source), &out))
	return out.String()
}
func TestFenceIsLongerThanAnyInTheText(t *testing.T) {
	for _, text := range []string{"", "`", "```", "a ``````` b", "````\n```"} {
		assert.NotContains(t, text, FenceFor(3, text))
		page := Fenced("go", text)
		assert.Equal(t, 2, strings.Count(page, strings.SplitN(page, "go\n", 2)[0]), page)
	}
}

func TestVisible(t *testing.T) {
	assert.Equal(t, "a\tb\n\\u{202e}c\\u{0007}\\u{feff}", Visible("a\tb\n\u202ec\x07\ufeff"))
	assert.Equal(t, "plain ü 語", Visible("plain ü 語"))
}

// What is run in code stands apart in it, also where a template is of several lines, and in the middle of one.
func TestApart(t *testing.T) {
	for code, want := range map[string]string{
		"T{{1}}":                       "T{ {1}}",
		"<%= a %> <% b %>\n<%\nc\n%>":  "< %= a %> < % b %>\n< %\nc\n%>",
		"a <% b":                       "a <% b",
		"{++i} {--j--} {>>k<<} {~~l":   "{ ++i} { --j--} { >>k<<} { ~~l",
		"{ ++i } {+1} {-1} {~x} {=y} ": "{ ++i } {+1} {-1} {~x} {=y} ",
		"-8<- \"a\"\n  ;--8<-- \"b\"":  "-8 <- \"a\"\n  ;--8 <-- \"b\"",
	} {
		assert.Equal(t, want, Apart(code))
		assert.Equal(t, want, Apart(want))
	}
}

// A bracket after a backslash opens nothing.
func TestEscapedBracketsDoNotNest(t *testing.T) {
	_, err := Parse(strings.Repeat(`\[`, 10_000))
	require.NoError(t, err)
	_, err = Parse(strings.Repeat(`\\[`, 10_000))
	assert.ErrorIs(t, err, ErrRefused)
}
