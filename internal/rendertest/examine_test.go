//go:build unix

package rendertest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is looked for is found: otherwise that nothing is found would say nothing.
func TestExamineFindsHarm(t *testing.T) {
	for page, want := range map[string]string{
		`<p onclick="x()">a</p>`: "active", `<script>x()</script>`: "active", `<svg onload=x()></svg>`: "active", `<a href="javascript:x()">a</a>`: "active",
		`<a href=" java&#10;script:x()">a</a>`: "active", `<a href="data:text/html,x">a</a>`: "active", `<a href="//e.org">a</a>`: "active", `<iframe></iframe>`: "active",
		`<form></form>`: "active", `<pre><code class="language-mermaid">graph TD
click A "https://e.org"</code></pre>`: "active", `<div class="mermaid">%%{init: {}}%%</div>`: "active",
		`<img src="https://e.org/a.png">`: "loading", `<p style="background:url(//e.org)">a</p>`: "loading", `<table background="//e.org"></table>`: "loading",
		`<p>fixes #12</p>`: "acting", `<p>ask @ada</p>`: "acting", `<p>a/b#3</p>`: "acting", `<p>GH-3</p>`: "acting", `<p>see !5</p>`: "acting", `<p>&#64;ada</p>`: "acting",
		`<p>1@ada</p>`: "acting", `<p>gh-3</p>`: "acting", `<p>fixes issue 3</p>`: "acting", `<p>see &4</p>`: "acting", `<p>[skip ci]</p>`: "acting", "<p>a\n/close</p>": "acting",
		`<p>Closes: <a href="https://e.org/o/r/issues/1">https://e.org/o/r/issues/1</a></p>`: "acting", `<p>AB-3 #time 3h</p>`: "acting", `<p>Signed-off-by: A</p>`: "acting",
		`<p>a <ins class="critic">b</ins></p>`:                                         "active",
		`<p>a <code>@ada #12</code> b@c, <a href="https://e.org" title="a">C#</a></p>`: "", `<pre><code>fixes #12</code></pre>`: "", `<input type="checkbox" disabled>`: "",
		`<td style="text-align:center">a</td>`: "", `<a href="../../a-0123456789ab.md">a</a>`: "", `<!-- @ada #12 -->`: "",
	} {
		harm, _, err := Examine(page)
		require.NoError(t, err)
		got := ""
		for what, found := range map[string][]string{"active": harm.Active, "loading": harm.Loading, "acting": harm.Acting} {
			if found != nil {
				got += what
			}
		}
		assert.Equal(t, want, got, page)
		assert.Equal(t, want == "", harm.None(), page)
	}
}

// Every renderer renders, and passes HTML through: so does what would be harmful.
func TestRenderersRender(t *testing.T) {
	s := Start(t)
	for _, r := range Renderers {
		page, err := s.Render(r, "# A title\n\n<div id=\"x\">a</div>\n\n- *b* and `c < d`\n\n<!-- e -->\n")
		require.NoError(t, err, r)
		for _, want := range []string{"title", "<em>b</em>", "<code>c &lt; d</code>", "<div id=\"x\">"} {
			assert.Contains(t, page, want, r)
		}
		_, err = s.Render(r, "{{ site.x")
		assert.Equal(t, r == "material" || r == "mdx" || r == "liquid", err != nil, "%s: %v", r, err)
	}
}
