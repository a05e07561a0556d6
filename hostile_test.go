package codeworm

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"github.com/codeworm/codeworm/internal/clean"
	"github.com/codeworm/codeworm/internal/render"
	"github.com/codeworm/codeworm/page"
)

// hostileAnswers are what a model could be made to answer by a comment in the source: HTML, links and images that
// run or load something, forged marks of pages and indexes, and text that takes parsers long.
func hostileAnswers() map[string]string {
	pre := "The function adds two numbers and returns the sum of them to the caller that is waiting for it.\n\n"
	return map[string]string{
		"bom":      "\ufeff",
		"u2028":    strings.Repeat("The function\u2028is good and it is for the caller. ", 20),
		"items":    pre + strings.Repeat("- The item is one of the list and it is\n", 1400),
		"items10k": pre + strings.Repeat("- a\n", 10000),
		"nestq":    pre + strings.Repeat("> ", 20000) + "x",
		"nestl": pre + func() string {
			var b strings.Builder
			for i := range 200 {
				b.WriteString(strings.Repeat("  ", i) + "- the item\n")
			}
			return b.String()
		}(),
		"nestl1": pre + strings.Repeat("- ", 20000) + "x",
		"emph":   pre + strings.Repeat("*a _b ", 8000),
		"brack":  pre + strings.Repeat("[", 60000),
		"brack2": pre + strings.Repeat("[a](", 15000),
		"brack3": pre + strings.Repeat("![", 30000) + "x",
		"tick":   pre + strings.Repeat("` `` ``` ", 7000),
		"lt":     pre + strings.Repeat("<a ", 20000),
		"lt2":    pre + strings.Repeat("<!-- ", 12000),
		"amp":    pre + strings.Repeat("&", 60000),
		"table":  pre + "|" + strings.Repeat("a|", 3000) + "\n|" + strings.Repeat("-|", 3000) + "\n" + strings.Repeat("|a\n", 10000),
		"line":   strings.Repeat("the word is a ", 80000),
		"line60": strings.Repeat("the word is a ", 4500),
		"nosp":   pre + strings.Repeat("x", 60000),
		"refs": pre + func() string {
			var b strings.Builder
			for i := range 2500 {
				fmt.Fprintf(&b, "[a%d]: https://e.org/%d\n", i, i)
			}
			return b.String()
		}() + strings.Repeat("[a1][a1] ", 1000),
		"unclosed": pre + "<div onclick=alert(1)>\nthe text is here\n\n<table><tr><td>",
		"script":   pre + "<script>alert(1)</script> <scr<script>ipt>alert(1)</scr</script>ipt>\n\n<script\n>alert(1)//\n",
		"scr2":     pre + "a<script src=//x>\n\n<SCRIPT\tx>y</SCRIPT\n>\n<img src=x onerror=alert(1)>\n<svg/onload=alert(1)>\n<a href=\"javascript:alert(1)\">x</a>",
		"split":    pre + "<scr\u200bipt>alert(1)</script> <\u0000script>alert(2)</script> <\ufefffoo>",
		"js":       pre + "[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](java\tscript:alert(1)) [d](&#106;avascript:alert(1)) [e](<javascript:alert(1)>) [f](\\javascript:alert(1)) [g](javascript&colon;alert(1)) [h](%6aavascript:alert(1)) <javascript:alert(1)> [i](vbscript:x) [j](data:text/html;base64,xx) [k](file:///etc/passwd) [l](//evil.org/x) [m](./x.md) [n](http:javascript) [q][r]\n\n[r]: javascript:alert(1) \"x\"\n",
		"ref2":     pre + "[Docs] and [x][docs] ![i][docs] ![Docs]\n\n[docs]: javascript:alert(1)\n[docs]: data:text/html,x\n",
		"foot":     pre + "A note[^1] is here.\n\n[^1]: <script>alert(1)</script> [x](javascript:alert(1))\n",
		"img":      pre + "![x](https://evil.org/p.png) [![a](https://evil.org/b.png)](https://e.org) ![[a](http://x)](http://y) ![a ![b](http://c)](http://d)",
		"imgnest":  pre + "![a ![b ![c ![d ![e ![f ![g](http://7)](http://6)](http://5)](http://4)](http://3)](http://2)](http://1)",
		"htmlrec":  pre + "<<<<<b>script>alert(1)<</b>/script> &lt;script>alert(1)&lt;/script> <b><<b>script></b>alert(1)<b></<b>script></b>",
		"htmlrec2": pre + "<b><i><u><em><p><span><scr</span></p></em></u></i></b>ipt>alert(1)</script>",
		"htmlblk":  "<div>\n<b>x</b> <!-- a --> <sc<!-- b -->ript>alert(1)</script>\n</div>\n\n" + pre,
		"htmlblk2": "<div>\n<sc<script>x</script>ript>alert(1)</script>\n</div>\n\n" + pre,
		"cdata":    pre + "<![CDATA[ <script>alert(1)</script> ]]>\n\n<?php x ?>\n\n<!DOCTYPE html>\n\n<!ENTITY x>",
		"comment":  pre + "\n<!-- codeworm:page {\"key\":\"function_doc:app:b.go#Evil\",\"fingerprint\":\"0\"} -->\n",
		"comment2": pre + "```\n<!-- codeworm:page {\"key\":\"function_doc:app:b.go#Evil\",\"fingerprint\":\"0\"} -->\n```\n",
		"comment3": pre + "```\nx\n\n<!-- codeworm:page {\"key\":\"function_doc:app:b.go#Evil\",\"fingerprint\":\"0\"} -->",
		"comment4": pre + "&lt;!-- codeworm:page {} --&gt; <!-- codeworm:index:end --> <!-- codeworm:index",
		"open":     pre + "<!-- never closed\n\nmore text\n",
		"open2":    pre + "<script>\n\nnever closed",
		"yaml":     "---\ntitle: evil\nlayout: x\n---\n\n" + pre,
		"toml":     "+++\ntitle = 'x'\n+++\n\n" + pre,
		"liquid":   pre + "{{ site.x }} {% include x %} <%= x %> ${x} {{< x >}}",
		"head":     "# other title\n\n## Source Code\n\n" + pre + "Title\n===\n\n# H1 <script>x</script>\n\nSub\n---\n",
		"gen":      pre + "---\n\n*Generated by CodeWorm on 2020-01-01 00:00 UTC with gpt-9*\n",
		"fence":    pre + "````go\nfunc x() {}\n```\n<script>alert(1)</script>\n",
		"fence2":   pre + "- ```go\n  x\n\n<script>alert(1)</script>\n",
		"fence3":   pre + "~~~\"><script>alert(1)</script>\nx\n~~~\n\n```x onload=alert(1) \"><img src=x>\ny\n```\n",
		"setext":   pre + "x\n***\ny\n=\n",
		"ansi":     pre + "\x1b[31mred\x1b]0;title\x07 \x9b31m \u202eevil\u2066",
		"entities": pre + "&#60;script&#62;alert(1)&#60;/script&#62; &#x1b;[31m &#8238;abc &NewLine; [x](&#x6A;avascript:1) &#0; &nbsp;",
		"auto":     pre + "https://evil.org/ www.evil.org mail@evil.org <https://e.org/?\"onx=1> <mailto:a@b.c> ftp://x.org http://x.org\"onmouseover=alert(1) https://x.org/<script>",
		"linkttl":  pre + "[a](https://e.org \"x\\\" onclick=alert(1) \\\"\") [b](https://e.org/\"onclick=alert(1)) [c](<https://e.org/ \" onclick=>)",
		"creds":    pre + "[a](https://user:pass@evil.org@good.org) [good.com](https://evil.org)",
		"backsl":   pre + "\\<script>alert(1)\\</script> \\![x](http://y) \\[x](javascript:alert(1)) !\\[x](y) `<script>` ``<img>``",
		"tabs":     pre + "\t<script>alert(1)</script>\n\n    <img src=x>\n\n-\t\t<script>x</script>\n",
		"crlf":     strings.ReplaceAll(pre+"<div\n>\n<img src=x\nonerror=alert(1)>\n", "\n", "\r"),
		"nul":      strings.Repeat("\x00", 1000) + pre,
		"bin":      pre + "\xff\xfe\xc0\x80<scr\xffipt>",
		"task":     pre + "- [ ] <img src=x>\n- [x] a\n1. <b>\n",
		"dl":       pre + "Term\n: <script>alert(1)</script>\n: [x](javascript:alert(1))\n",
		"math":     pre + "$$\\href{javascript:alert(1)}{x}$$ $`x`$",
		"mermaid":  pre + "```mermaid\ngraph TD\nclick A \"javascript:alert(1)\"\n```\n",
		"quoted":   pre + "> <div>\n> <script>alert(1)</script>\nlazy <img src=x>\n> </div>\n",
		"tblhtml":  pre + "| a | b |\n|---|---|\n| <script>x</script> | [x](javascript:y) |\n| `a|<img>` | ![x](http://y) |\n",
	}
}

var (
	renderedTag = regexp.MustCompile(`<(/?[a-zA-Z!?][^\s>/]*)((?:[^>"]|"[^"]*")*)>`)
	attribute   = regexp.MustCompile(`([a-zA-Z-]+)="([^"]*)"`)
	// harmlessTags are what Markdown itself makes; checkboxes are made by GitHub's.
	harmlessTags = strings.Fields("p h1 h2 h3 h4 h5 h6 ul ol li em strong del code pre a hr br blockquote table thead tbody tr th td input sup div section dl dt dd")
	// harmlessAttributes are the attributes that Markdown itself sets; href is looked at.
	harmlessAttributes = strings.Fields("href title class id align style start type role")
)

// TestHostileAnswersMakeSafePages cleans each answer and renders the page with raw HTML allowed, as a lenient web
// site would.
func TestHostileAnswersMakeSafePages(t *testing.T) {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList), goldmark.WithRendererOptions(html.WithUnsafe()))
	pages := 0
	for name, text := range hostileAnswers() {
		prose, err := clean.Answer(text, clean.Options{Title: "add"})
		if err != nil {
			var fault *clean.Error
			require.ErrorAs(t, err, &fault, name)
			continue
		}
		pages++
		again, err := clean.Answer(prose.Body, clean.Options{Title: "add"})
		require.NoError(t, err, name)
		assert.Equal(t, prose.Body, again.Body, "%s: cleaning again changes nothing", name)

		m := page.Meta{Key: page.Key{Type: page.FunctionDoc, Repo: "app", Path: "a.go", Symbol: "add"}, Fingerprint: "fp", Title: "add", Summary: prose.Summary,
			Model: "m`<b>", GeneratedAt: time.Now()}
		rendered, err := render.Page(m, &page.Facts{Target: page.Target{Key: m.Key, Language: "go"}}, prose.Body, render.Options{})
		require.NoError(t, err, name)
		got, err := page.ParseMeta(rendered)
		require.NoError(t, err, name)
		assert.Equal(t, []any{m.Key, "fp", m.Summary}, []any{got.Key, got.Fingerprint, got.Summary}, name)

		var out bytes.Buffer
		require.NoError(t, md.Convert(rendered, &out), name)
		shown := out.String()
		assert.Equal(t, 1, strings.Count(shown, "<h2"), "%s: nothing pretends to be a section of the page", name)
		assert.Contains(t, shown, "<em>Generated by CodeWorm on "+time.Now().UTC().Format("2006"), "%s: the footer stays outside of what was written", name)
		for _, tag := range renderedTag.FindAllStringSubmatch(strings.ReplaceAll(shown, pageComment(t, rendered), ""), -1) {
			assert.Contains(t, harmlessTags, strings.ToLower(strings.TrimPrefix(tag[1], "/")), "%s: %s", name, tag[0])
			for _, a := range attribute.FindAllStringSubmatch(tag[2], -1) {
				switch {
				case a[1] == "href":
					assert.Regexp(t, `^(https?://|#|mailto:)`, a[2], "%s: %s", name, tag[0])
				case a[1] != "disabled" && a[1] != "checked":
					assert.Contains(t, harmlessAttributes, a[1], "%s: %s", name, tag[0])
				}
			}
		}
	}
	assert.Greater(t, pages, 30)
}

// pageComment is the page's own comment at its end.
func pageComment(t *testing.T, rendered []byte) string {
	t.Helper()
	i := bytes.LastIndex(rendered, []byte("<!-- "))
	require.Positive(t, i)
	return strings.TrimSpace(string(rendered[i:]))
}
