package markdown

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestInertKeepsWhatIsPlain(t *testing.T) {
	for _, plain := range []string{
		"Runs it, *and* **stops** it.\nOn `two` lines.\n", "### A heading\n\nText.\n", "- a\n- b\n  - c\n", "1. a\n\n2. b\n\n   More of it.\n", "* a\n\n* b\n",
		"> A quotation\n> of two lines.\n>\n> - a\n", "| a | b |\n| --- | ---: |\n| `c` | d |\n", "```go\nx := 1\n\n\ty()\n```\n", "A [link](https://e.org/a?b=c#d) and https://e.org/a_b.\n",
		"One  \nTwo\n", "---\n", "- [ ] open\n- [x] done\n", "~~old~~ _new_ ***both***\n", "[up](#part)\n", "a_b C# x^2 a | b\n",
	} {
		got, err := Inert(plain, nil)
		require.NoError(t, err)
		assert.Equal(t, plain, got)
	}
}

func TestInertWritesTheRestAsText(t *testing.T) {
	for text, want := range map[string]string{
		"![a *b*](http://e.org/x.png) c":                       "a *b* c\n",
		"[a](javascript:x) [b](//e.org) [c](https://u@e.org)":  "a b c\n",
		"[a][r] [r]\n\n[r]: https://e.org \"<img src=x>\"\n":   "[a](https://e.org) [r](https://e.org)\n",
		"[a](https://e.org \"t\") [b](<https://e.org/a b\"c>)": "[a](https://e.org) [b](https://e.org/a%20b%22c)\n",
		`\![a](https://e.org)`:                                 "\\![a](https://e.org)\n",
		"<https://e.org> www.e.org a@b.org":                    "https://e.org [`www.e.org`](http://www.e.org) `a@b.org`\n",
		"a[^1]\n\n[^1]: see <b>":                               "a\\[^1]\n\n\\[^1]: see &lt;b>\n",
		"a <b onclick=x>c</b>":                                 "a &lt;b onclick=x>c&lt;/b>\n",
		"<div>\n*a* {x}\n</div>":                               "&lt;div>\n\\*a\\* \\{x}\n&lt;/div>\n",
		"*a*{: onclick=x }":                                    "*a*&#x7b;: onclick=x }\n",
		"- a\n\n  ```go\n  x\n  ```\n\n  b\n- c":               "- a\n\n```go\nx\n```\n\nb\n\n- c\n",
		"3. a\n   ```\n   x\n   ```\n3. b":                     "3. a\n\n```\nx\n```\n\n4. b\n",
		"> ```\n> <b>\n> ```\n> a":                             "```\n<b>\n```\n\n> a\n",
		"    <b>":                                              "```\n<b>\n```\n",
		"```mermaid\ngraph TD\n```":                            "```\ngraph TD\n```\n",
		"```go {onclick=x}\nT{{1}}\n```":                       "```go\nT{ {1}}\n```\n",
		"| a | `b \\| <c` |\n|---|---|\n| @d | `e\\|f` |":      "| a | b \\| &lt;c |\n| --- | --- |\n| `@d` | `e\\|f` |\n",
		"a\nimport b\n:::c\n!!! d":                             "a\n&#x69;mport b\n&#x3a;::c\n\\!!! d\n",
		"`a\n<b>` `{{c}}`":                                     "`a <b>` \\{\\{c}}\n",
		"&#64;ada &#123;&#123; x &#9;&NewLine;y":               "`@ada` \\{\\{ x   y\n",
		"closes https://e.org/o/r/issues/1":                    "closes `https://e.org/o/r/issues/1`\n",
		"fixes [a](https://e.org/o/r/pull/1)":                  "fixes a (`https://e.org/o/r/pull/1`)\n",
		"`=a@b.org.=a@b.org` =a@b.org.=c@d.org":                "&#x3d;`a@b.org.=a@b.org` &#x3d;`a@b.org.=c@d.org`\n",
		"1@a _@b :smile::key: a::key::B :100: 1:30:2":          "`1@a` `_@b` `:smile::key:` `a::key::B` `:100:` 1:30:2\n",
		"/close\n/etc/x [ci skip] &4 $5,000 ~bug ~/a gh-1":     "`/close`\n/etc/x `[ci skip]` `&4` `$5,000` `~bug` ~/a `gh-1`\n",
		"fixes issue 12, Closed: 3, fixes 3 bugs ＃1 ＠a":        "fixes `issue 12`, Closed: `3`, fixes 3 bugs `＃1` `＠a`\n",
		"`{++a` `b++}` `#!py c` `#!/bin/sh`":                   "&#x7b;++a `b++}` #!py c `#!/bin/sh`\n",
		"a www.` `_b":                                          "a `www._b`\n",
		"fixes #12 by @ada":                                    "fixes `#12` by `@ada`\n",
		"Title\n===":                                           "# Title\n",
	} {
		got, err := Inert(text, nil)
		require.NoError(t, err)
		assert.Equal(t, want, got, "%q", text)
	}
	_, err := Inert(strings.Repeat(">", 50_000), nil)
	assert.ErrorIs(t, err, ErrRefused)
}

func checkInert(t *testing.T, s string) {
	t.Helper()
	once, err := Inert(s, nil)
	if err != nil {
		return
	}
	twice, err := Inert(once, nil)
	require.NoError(t, err, "%q", s)
	assert.Equal(t, once, twice, "%q", s)
	for i, n := range parse(t, once).Nodes {
		assert.NotContains(t, []Kind{HTMLBlock, RawHTML, Image}, n.Kind, "%q became %q", s, once)
		assert.True(t, n.Kind != CodeBlock || n.Parent == 0 && n.Fenced && n.Closed, "%q became %q, node %d", s, once, i)
	}
}

func TestInertIsInertItself(t *testing.T) {
	for range 3_000 {
		if checkInert(t, hostileText()+"\n"+hostileText()); t.Failed() {
			return
		}
	}
}

func FuzzInert(f *testing.F) {
	for _, p := range pieces {
		f.Add(p + " a\n" + p)
	}
	f.Fuzz(checkInert)
}
