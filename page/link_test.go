package page

import (
	"path"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestLinkTo(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"r/functions/a.go/f-0123456789ab.md", "r/functions/a.go/g-0123456789ab.md", "g-0123456789ab.md"},
		{"r/functions/a.go/f-0123456789ab.md", "r/classes/a.go/g-0123456789ab.md", "../../classes/a.go/g-0123456789ab.md"},
		{"r/files/f-0123456789ab.md", "r/functions/x/y/g-0123456789ab.md", "../functions/x/y/g-0123456789ab.md"},
		{"r/files/f-0123456789ab.md", "other/files/f-0123456789ab.md", "../../other/files/f-0123456789ab.md"},
		{"r/functions/a/b/f-0123456789ab.md", "r/functions/a/g-0123456789ab.md", "../g-0123456789ab.md"},
	} {
		got := LinkTo(c.from, c.to)
		assert.Equal(t, c.want, got)
		assert.Equal(t, c.to, path.Join(path.Dir(c.from), got))
	}
}

func TestLinksBetweenPagesOfAllKeysAreRead(t *testing.T) {
	keys := []Key{
		{Type: FunctionDoc, Repo: "App", Path: "src/run.go", Symbol: "Worker.Run"}, {Type: ModuleDoc, Repo: "App", Path: "."},
		{Type: ClassDoc, Repo: "..", Path: "a b/[c](d)/e.go", Symbol: "operator[]"}, {Type: WeeklySummary, Repo: "App", Period: "2026-W08"},
	}
	for _, from := range keys {
		for _, to := range keys {
			text := "See [`x`](" + LinkTo(from.PagePath(), to.PagePath()) + ")."
			var found []string
			Relink([]byte(text), from.PagePath(), func(p string) string { found = append(found, p); return "" })
			assert.Equal(t, []string{to.PagePath()}, found, text)
		}
	}
}

func TestRelink(t *testing.T) {
	const at = "r/functions/a.go/f-0123456789ab.md"
	text := "Calls [`g`](g-aaaaaaaaaaaa.md) and [the \\[x\\] file](../../files/x-bbbbbbbbbbbb.md).\n\n```go\n[g](g-aaaaaaaaaaaa.md)\n````` x\n```\n\n" +
		"[`g`](g-aaaaaaaaaaaa.md) [web](https://e.org/g-aaaaaaaaaaaa.md) [up](#g) [notes](notes.md)\n"
	same := []byte(text)
	assert.Equal(t, &same[0], &Relink(same, at, func(p string) string { return LinkTo(at, p) })[0])
	assert.Equal(t, "Calls `g` and [the \\[x\\] file](b.html).\n\n```go\n[g](g-aaaaaaaaaaaa.md)\n````` x\n```\n\n`g` [web](https://e.org/g-aaaaaaaaaaaa.md) [up](#g) [notes](notes.md)\n",
		string(Relink(same, at, func(p string) string {
			switch p {
			case "r/functions/a.go/g-aaaaaaaaaaaa.md":
				return ""
			case "r/files/x-bbbbbbbbbbbb.md":
				return "b.html"
			}
			t.Errorf("%s", p)
			return ""
		})))
}
