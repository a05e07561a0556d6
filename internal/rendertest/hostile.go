//go:build unix

package rendertest

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// kinds are the kinds of what a text can try, each with forms. "%n" is a number, "%w" a word that has to stay in sight.
var kinds = map[string][]string{
	"html": {
		`<img src=x onerror=__ran=1>`, `<svg/onload=__ran=%n>%w</svg>`, `<script>__ran=%n</script>`, "<script\n>__ran=1//\n", `<iframe src="http://127.0.0.1:%p/f"></iframe>`,
		`<details open ontoggle=__ran=1>%w`, `<body onload=__ran=1>`, `<math><mtext></p><img src=x onerror=__ran=1>`, `<a href="javascript:__ran=1">%w</a>`,
		`<style>@import "http://127.0.0.1:%p/s";</style>`, `<link rel=stylesheet href=http://127.0.0.1:%p/l>`, `<form action=javascript:__ran=1><button>%w`,
		`<!-- %w --!><img src=x onerror=__ran=1>`, `<![CDATA[<img src=x onerror=__ran=1>]]>`, `<?php echo 1 ?><img src=x onerror=__ran=1>`, `<<b>img src=x onerror=__ran=1>`,
		`<div markdown="1" onclick="__ran=1">%w</div>`, `<table background="http://127.0.0.1:%p/b">`, `<video src=http://127.0.0.1:%p/v autoplay>`, `<base href="http://127.0.0.1:%p/">`, `</details></div><img src=x onerror=__ran=1>`,
		"<img\nsrc=x\nonerror=__ran=1>", "<img/src=`x`onerror=__ran=1>", `<meta http-equiv=refresh content="0;url=http://127.0.0.1:%p/m">`, `<object data=http://127.0.0.1:%p/o>`, `<textarea><img src=x onerror=__ran=1>`,
		`<%w>`, `</%w>`, `<!DOCTYPE %w [<!ENTITY x>]>`, `<input autofocus onfocus=__ran=1>`,
	},
	"link": {
		`[%w](javascript:__ran=1)`, `[%w](JaVa&#115;cript:__ran=1)`, `![%w](http://127.0.0.1:%p/i.png)`, `![%w](http://127.0.0.1:%p/i.png =100x20)`, `![%w][r%n]`, `[%w][r%n]`, `[![%w](http://127.0.0.1:%p/j.png)](https://e.org)`,
		`<javascript:__ran=1>`, `[%w](data:text/html,%w)`, `[%w](//127.0.0.1:%p/x)`, `[%w](https://e.org "x\" onclick=__ran=1")`, `[%w](https://e.org){: onclick=__ran=1 }`, `[%w](<https://e.org/" onclick=__ran=1>)`,
		`[%w](vbscript:%w)`, `https://e.org/%w"onmouseover=__ran=1`, `http://e.org/<img src=x onerror=__ran=1>`, `[x](https://e.org/%w)`, `[^%w](https://e.org)`, `\![%w](http://127.0.0.1:%p/k.png)`, `[%w](file:///etc/passwd)`, `![[%w](a)](http://127.0.0.1:%p/n.png)`,
		`[a]: javascript:__ran=1 "%w"`, "\n\n[r%n]: http://127.0.0.1:%p/r.png \"<img src=x onerror=__ran=1>\"\n\n", "\n\n[r%n]: <javascript:__ran=1>\n\n", `<https://e.org/%w>`, `www.%w.org`, `%w@e.org`, `mailto:%w@e.org`, `xmpp:%w@e.org`,
	},
	"footnote": {
		"%w[^%n]\n\n[^%n]: <img src=x onerror=__ran=1>\n\n", "\n\n[^%n]: %w\n    <script>__ran=1</script>\n\n", `^[%w <img src=x onerror=__ran=1>]`, `[^%w]`, "\n\n*[%w]: <img src=x onerror=__ran=1>\n\n", "\n\n%w\n:   <img src=x onerror=__ran=1>\n\n",
	},
	"attribute": {
		`*%w*{: onclick=__ran=1 }`, "\n\n%w\n{: onclick=__ran=1 style=\"background:url(http://127.0.0.1:%p/c)\" }\n\n", "\n\n### %w {: onclick=__ran=1 }\n\n", "\n\n### %w {onclick=__ran=1}\n\n",
		"\n\n```{: .python onclick=__ran=1 }\n%w\n```\n\n", "\n\n```go {onclick=__ran=1}\n%w\n```\n\n", "\n\n~~~\"><img src=x onerror=__ran=1>\n%w\n~~~\n\n", "`%w`{: onclick=__ran=1 }", "\n\n```{.python onclick=__ran=1 hl_lines=\"1\"}\n%w\n```\n\n",
		`![%w](http://127.0.0.1:%p/a){: onload=__ran=1 }`, `{::options parse_block_html="true" /}`, "\n\n{: onclick=__ran=1 }\n\n", "\n\n| %w | b {: onclick=__ran=1 } |\n|---|---|\n| c | d |\n\n", "\n\n```=html\n<img src=x onerror=__ran=1>\n```\n\n",
	},
	"template": {
		`{{ site.x }} %w`, `{%% include secret.html %%} %w`, `{%% raw %%}%w{%% endraw %%}`, `{%% for i in (1..9) %%}%w{%% endfor %%}`, `{{ page.title }}`, `{# %w #}`, `{{< %w >}}`, `{{%% %w %%}}`, "`{{ site.x }} %w`", "`{%% include secret.html %%}`",
		"\n\n```go\nx := []T{{1, 2}, {%n, %n}} // %w\n```\n\n", "\n\n```yaml\nrun: ${{ site.x }} {%% if %w %%}\n```\n\n", "\n\n```\n{%% endraw %%}{{ site.x }} {# %w\n```\n\n", `{{%w`, `{%%%w`, "\n\n```erb\n<%%= %w %%> <%% x %%>\n<%%\ny %%>\n```\n\n", "{{ '%w' | append: page.x }}", "{ { %w", "{\\{ site.x }}", "&#123;{ site.x }}",
	},
	"mdx": {
		`{__ran=1}`, `{globalThis.__ran=1}`, "\n\nexport const %w = (globalThis.__ran=1)\n\n", "\n\nimport %w from 'node:fs'\n\n", `{/* %w */}`, `<Foo bar={__ran=1} />`, `{%w`, `%w}`, `<>%w</>`, `{...%w}`, "\n\nimport of the %w\n\n", "\n\nexport writes %w\n\n", `<%w.`, `a<%w`, "`{%w}`", "\n\n- {__ran=1}\n- import x from '%w'\n\n",
	},
	"include": {
		"\n\n--8<-- \"secret.md\"\n\n", "\n\n--8<--\nsecret.md\n--8<--\n\n", "\n\n```\n--8<-- \"secret.md\"\n%w\n```\n\n", `[[%w]]`, `![[%w]]`, "`= this.%w`", "`$= dv.%w`", "\n\n```dataviewjs\ndv.paragraph('%w')\n```\n\n", "\n\n```dataview\nLIST %w\n```\n\n", `<%% tp.%w %%>`,
		"\n\n```plantuml\n!include http://127.0.0.1:%p/u %w\n```\n\n", "\n\n```jsx live\n%w\n```\n\n", "\n\n/// html | div[onclick=__ran=1]\n%w\n///\n\n", "\n\n!!! note \"<img src=x onerror=__ran=1>\"\n    %w\n\n", "\n\n??? note\n    %w\n\n", "\n\n:::note %w\n<img src=x onerror=__ran=1>\n:::\n\n",
		"\n\n=== \"%w\"\n    <img src=x onerror=__ran=1>\n\n", `[TOC] %w`, `:smile: %w`, `[=50%% "%w"]`, "\n\n\\-8<-- \"secret.md\"\n\n", "{++<img src=x onerror=__ran=1>%w++}", `==%w==`, `++ctrl+%w++`, "\n\n---\ntitle: %w\n---\n\n", "\n\n+++\n%w = 1\n+++\n\n", `%%%%%w%%%%`, "`{++%w++}`", "`{>>%w<<}`", "`{--%w`", "`%w--}`", "\n\n```\n{~~%w~>x~~} {>>\n%w\n```\n\n", "`%w<<}`", "`#!py %w`", "`:::js %w`",
		`:100: %w`, `:smile::key: %w`, `%w::key::x`, "`=%w@e.org.=%w@e.org`", `=%w@e.org.=%w@e.org`, `$=%w@e.org`, `operator@.%w`, "\n\n;--8<-- \"secret.md\"\n\n",
	},
	"mermaid": {
		"\n\n```mermaid\ngraph TD\nA[%w] --> B\nclick A \"javascript:__ran=1\"\n```\n\n", "\n\n```mermaid\n%%%%{init: {\"securityLevel\": \"loose\"}}%%%%\ngraph TD\nA --> %w\n```\n\n", "\n\n```mermaid\ngraph TD\nA[\"<img src=x onerror=__ran=1>\"] --> B\n```\n\n",
		"\n\n```mermaid\ngraph TD\nA@{ img: \"http://127.0.0.1:%p/m.png\" }\n```\n\n", "\n\n```{.mermaid}\ngraph TD\nclick A call x()\n%w\n```\n\n", "\n\n~~~ mermaid\ngraph TD; A-->B; click B href \"javascript:__ran=1\"\n~~~\n\n", "\n\n```Mermaid\nsequenceDiagram\nlink A: %w @ javascript:__ran=1\n```\n\n",
		"\n\n```mermaid\ngraph LR\n  A[%w] --> B{yes}\n```\n\n", "\n\n```mermaid\n---\nconfig: {htmlLabels: true}\n---\ngraph TD\nA --> %w\n```\n\n", "\n\n```mermaid\ngraph TD\nA[{{ site.x }}] --> B[%w]\n```\n\n",
	},
	"forge": {
		`fixes #%n`, `Closes !%n`, `resolves GH-%n`, `closed %w/%w#%n`, `%w/%w!%n`, `PROJ-%n #time 3h %w`, `@%w`, `(@%w)`, `cc @%w/%w`, `[skip ci]`, `***NO_CI***`, `skip-checks: true`, "\n\nSigned-off-by: %w <x@e.org>\n\n", "\n\nCo-authored-by: @%w <x@e.org>\n\n",
		`Fix: #%n, #%n and #%n`, `*@%w*`, `x@%w`, `closes https://github.com/%w/%w/issues/%n`, `"@%w"`, "`x`@%w", "@%w`y`", `\@%w`, `&#64;%w`, `&#35;%n`, `[ci skip]`, `#%n`, `[@%w](https://e.org)`, `**#%n**`, "\n\n### @%w and #%n\n\n", `gh-%n`, `fixes issue %n`, `Closed: %n`, `&%n`, `%%%n`, `~%w`, "\n\n/close\n\n", "\n\n%w\n/assign @%w\n\n", `[ CI-skip ]`, `%n@%w`, `_@%w`, `＃%n`, `＠%w`,
		`[%w](https://github.com/%w/%w/issues/%n)`, `fixes <https://e.org/%w/%w/-/merge_requests/%n>`, `closes github.com/%w/%w/pull/%n`, `[issue:%n]`, `PROJ_X-%n #done`,
		"\n\n| @%w | #%n |\n|---|---|\n| !%n | a\\|@%w |\n\n",
	},
	"block": {
		"\n\n- %w\n\n  ```html\n  <img src=x onerror=__ran=1>\n\n  {{ site.x }}\n  ```\n\n", "\n\n> ```\n> <img src=x onerror=__ran=1>\n>\n> %w\n> ```\n\n", "\n\n1. %w\n\n       <img src=x onerror=__ran=1>\n\n", "\n\n    <img src=x onerror=__ran=1>\n\n    {__ran=1} %w\n\n", "\n\n````md\n```\n<img src=x onerror=__ran=1>\n````\n\n",
		"\n\n```\n<img src=x onerror=__ran=1>\n", "`%w\n<script>__ran=1</script>`", "``%w ` <img src=x onerror=__ran=1>``", "`<img src=x onerror=__ran=1>`", "\\`<img src=x onerror=__ran=1>\\`", "\n\n| `a | <img src=x onerror=__ran=1>` | b |\n|---|---|\n| `c \\| <img src=x onerror=__ran=1>` | {__ran=1} |\n\n", "`<script>`", "`</details>`", "`<!--` %w", "\n\n~~~\n```\n<img src=x onerror=__ran=1>\n~~~\n\n",
		"\n\n- - - `x`\n      <div onclick=__ran=1>\n\n", "\n\n%w\n===\n<img src=x onerror=__ran=1>\n\n", "$`<img src=x onerror=__ran=1>`$ %w", "$$\n\\href{javascript:__ran=1}{%w}\n$$", "~~<b onclick=__ran=1>%w</b>~~", "*<b onclick=__ran=1>%w</b>*", "\\\\<img src=x onerror=__ran=1>", "&lt;img src=x onerror=__ran=1&gt;", "\n\n- [ ] <img src=x onerror=__ran=1> %w\n\n",
		"\n\n* %w\n\t* <img src=x onerror=__ran=1>\n\t\t* ```\n\t\t  {__ran=1}\n\t\t  ```\n\n", "\u202e%w\u2066", "\x1b]0;%w\x07", "\n\n> - > - ~~~\n>   >   <img src=x onerror=__ran=1>\n\n", "`` `%w` ``", "`%w``<img src=x onerror=__ran=1>`", "\\", "`", "*", "_", "[", "](", "](x)", "<", "&", "|", "\n", "\n\n", "    ", "!", "$", "~", "^", "{", "}", ":", "\t",
	},
}

// kindNames are the kinds in order, so that a seed always makes the same.
var kindNames = strings.Fields("html link footnote attribute template mdx include mermaid forge block")

// fillers are the sentences around what is hostile: an answer has to say something.
var fillers = []string{
	"The function adds two numbers and returns the sum of them to the caller that is waiting for it.", "It reads the list, and it is careful with what is in it.",
	"An error of the store is returned as it is.", "The value is written to the file when the lock is held.",
}

// Hostile makes the n-th text of a seed: sentences with pieces of one to four kinds in them. The port is one on which a request
// would be noticed. Words that begin with "kept" are text, unless they stand in an address, a comment or a tag.
func Hostile(seed, n uint64, port int) string {
	random := rand.New(rand.NewPCG(seed, n))
	var b strings.Builder
	b.WriteString(fillers[0] + "\n\n")
	for range 1 + random.IntN(4) {
		forms := kinds[kindNames[random.IntN(len(kindNames))]]
		piece := fill(random, forms[random.IntN(len(forms))], port)
		switch random.IntN(5) {
		case 0:
			b.WriteString(piece + " ")
		case 1:
			b.WriteString("- " + piece + "\n")
		case 2:
			b.WriteString("> " + piece + "\n\n")
		case 3:
			b.WriteString(fillers[random.IntN(len(fillers))] + " " + piece + " " + fillers[random.IntN(len(fillers))] + "\n\n")
		default:
			b.WriteString(fillers[random.IntN(len(fillers))] + "\n\n" + piece + "\n")
		}
	}
	b.WriteString("\n\n" + fillers[1] + " " + fillers[2] + "\n")
	return b.String()
}

// HostileWord makes the n-th text of a seed that fits a line: a name, a path or the subject of a commit.
func HostileWord(seed, n uint64, port int) string {
	random := rand.New(rand.NewPCG(seed, n))
	forms := kinds[kindNames[random.IntN(len(kindNames))]]
	return strings.Join(strings.Fields(fill(random, forms[random.IntN(len(forms))], port)), " ")
}

// fill puts numbers and words into a form.
func fill(random *rand.Rand, form string, port int) string {
	var b strings.Builder
	for i := 0; i < len(form); i++ {
		if form[i] != '%' || i+1 == len(form) {
			b.WriteByte(form[i])
			continue
		}
		i++
		switch form[i] {
		case 'n':
			fmt.Fprint(&b, 1+random.IntN(99))
		case 'p':
			fmt.Fprint(&b, port)
		case 'w':
			fmt.Fprintf(&b, "kept%04d", random.IntN(10_000))
		default:
			b.WriteByte(form[i])
		}
	}
	return b.String()
}
