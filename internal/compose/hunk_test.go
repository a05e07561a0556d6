package compose

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/codeworm/codeworm/source"
)

func TestNameHunks(t *testing.T) {
	o := &source.Outline{Symbols: []source.Symbol{
		{Kind: source.KindClass, Name: "Resolver", Span: source.Span{StartLine: 3, EndLine: 30}},
		{Kind: source.KindMethod, Name: "hostLookupOrder", Parent: "Resolver", Span: source.Span{StartLine: 10, EndLine: 20}},
		{Kind: source.KindFunction, Name: "after", Span: source.Span{StartLine: 40, EndLine: 50}, DocSpan: source.Span{StartLine: 38, EndLine: 39}},
	}}
	cut := "func (c *conf) mustUseGoResolver(r *Resolver, hostname string) (ret hostLookupOrde"[:80]
	diff := "diff --git a/f b/f\n--- a/f\n+++ b/f\n" +
		"@@ -12,4 +12,4 @@ " + cut + "\n a\n-b\n+c\n d\n" +
		"@@ -25,3 +25,2 @@ class Resolver\n a\n-b\n d\n" +
		"@@ -36,4 +35,5 @@ func before(a int) {\n a\n b\n c\n+// after is new.\n d\n" +
		"@@ -60,2 +60,3 @@ func after() {\n a\n+b @@ c\n d\n" +
		"@@ -0,0 +1 @@\n+x\n"
	assert.Equal(t, []string{"@@ -12,4 +12,4 @@ Resolver.hostLookupOrder", "@@ -25,3 +25,2 @@ Resolver", "@@ -36,4 +35,5 @@ after", "@@ -60,2 +60,3 @@", "@@ -0,0 +1 @@"},
		heads(nameHunks(diff, o)))
	assert.Equal(t, []string{"@@ -12,4 +12,4 @@", "@@ -25,3 +25,2 @@ class Resolver", "@@ -36,4 +35,5 @@ func before(a int) {", "@@ -60,2 +60,3 @@ func after() {", "@@ -0,0 +1 @@"},
		heads(nameHunks(diff, nil)))
	assert.Equal(t, "", nameHunks("", o))
	assert.Len(t, strings.Split(nameHunks(diff, o), "\n"), len(strings.Split(diff, "\n")))
}

func heads(diff string) []string {
	var found []string
	for line := range strings.Lines(diff) {
		if strings.HasPrefix(line, "@@") {
			found = append(found, strings.TrimSuffix(line, "\n"))
		}
	}
	return found
}
