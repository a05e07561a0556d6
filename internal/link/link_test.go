package link_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/check"
	"github.com/codeworm/codeworm/internal/compose"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/link"
	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/page"
)

const shop = `// Package shop sells.
package shop

// Store keeps items.
type Store struct{ items []string }

// Add puts an item into the store.
func (s *Store) Add(item string) {
	if valid(item) {
		s.items = append(s.items, item)
	}
}

// Len counts.
func (s *Store) Len() int { return len(s.items) }
`

const rules = `package shop

// valid judges an item.
func valid(item string) bool {
	return item != "" && item != label(item)
}

func label(item string) string {
	return item + "!"
}
`

// book is that of the page about a symbol of the shop, in a repository that can be browsed.
func book(t *testing.T, web string, k page.Key, published ...page.Key) (*link.Book, *compose.Composition, *index.Index) {
	t.Helper()
	repo := repotest.Empty(t)
	repo.Name, repo.WebURL = "shop", web
	repotest.Write(t, repo, "shop/store.go", shop)
	repotest.Write(t, repo, "shop/rules.go", rules)
	repotest.Write(t, repo, "go.mod", "module example.com/shop\n")
	repotest.Git(t, repo.Path, "add", ".")
	repotest.Git(t, repo.Path, "commit", "-q", "-m", "Begin")
	repotest.Write(t, repo, "shop/new.go", "package shop\n\nfunc fresh(item string) bool {\n\treturn valid(item)\n}\n")
	x := repotest.Index(t, repo, repotest.Parser(t), nil)
	targets := repotest.Targets(x)
	i := slices.IndexFunc(targets, func(t page.Target) bool { return t.Key == k })
	require.GreaterOrEqual(t, i, 0, "%s", k)
	c, err := compose.Target(t.Context(), x, targets[i], func(s string) string { return s }, 1<<20)
	require.NoError(t, err)
	return link.New(x, &c.Facts, func(k page.Key) bool { return slices.Contains(published, k) }), c, x
}

func key(t page.Type, path, symbol string) page.Key {
	return page.Key{Type: t, Repo: "shop", Path: path, Symbol: symbol}
}

const web = "https://example.com/a/shop"

func TestProse(t *testing.T) {
	add, store := key(page.FunctionDoc, "shop/store.go", "Store.Add"), key(page.ClassDoc, "shop/store.go", "Store")
	b, c, x := book(t, web, add, store, add)
	at := web + "/blob/" + x.Commit + "/shop/"
	hash := x.Commit[:10]
	for text, want := range map[string]string{
		"It asks `valid`.":   "It asks [`valid`](" + at + "rules.go#L4-L6).",
		"It asks `valid()`.": "It asks [`valid()`](" + at + "rules.go#L4-L6).",
		"A method of `Store` in `shop/store.go`, see `shop/store.go:10`.": "A method of [`Store`](" + page.LinkTo(add.PagePath(), store.PagePath()) + ") in [`shop/store.go`](" + at + "store.go), see [`shop/store.go:10`](" + at + "store.go#L10).",
		"Beside `Store.Len` and `label`.":                                 "Beside [`Store.Len`](" + at + "store.go#L15) and `label`.",
		"`Store.Add` takes `item` and `item()`.":                          "`Store.Add` takes `item` and `item()`.",
		"Not saved yet: `fresh` in `shop/new.go`, `shop/new.go:3`.":       "Not saved yet: `fresh` in `shop/new.go`, `shop/new.go:3`.",
		"The [`valid`](https://e.org) one, `nothing`, `string`, `len`.":   "The [`valid`](https://e.org) one, `nothing`, `string`, `len`.",
		"### `valid` and " + hash + "\n\n```go\nvalid(item)\n```":         "### `valid` and " + hash + "\n\n```go\nvalid(item)\n```",
		"- " + hash + " and `" + hash + "`, 1234567, **" + hash + "**":    "- [" + hash + "](" + web + "/commit/" + x.Commit + ") and [`" + hash + "`](" + web + "/commit/" + x.Commit + "), 1234567, **" + hash + "**",
		"In `shop`.":  "In [`shop`](" + web + "/tree/" + x.Commit + "/shop).",
		"In `shop/`.": "In [`shop/`](" + web + "/tree/" + x.Commit + "/shop).",
	} {
		linked := b.Prose(text, check.Markdown(text, c.Scope(x)))
		if text == "In `shop`." { // a package's name is no path for certain
			want = text
		}
		assert.Equal(t, want, linked)
		assert.Equal(t, linked, b.Prose(linked, check.Markdown(linked, c.Scope(x))), "what is a link stays as it is")
	}
}

// Where the repository cannot be browsed, names lead to pages, and to nothing else.
func TestProseWithoutWeb(t *testing.T) {
	add, file := key(page.FunctionDoc, "shop/store.go", "Store.Add"), key(page.FileDoc, "shop/store.go", "")
	b, c, x := book(t, "-", add, file)
	text := "`Store` calls `valid` in `shop/rules.go`, from `shop/store.go:9` of `shop/store.go`."
	to := page.LinkTo(add.PagePath(), file.PagePath())
	assert.Equal(t, "`Store` calls `valid` in `shop/rules.go`, from [`shop/store.go:9`]("+to+") of [`shop/store.go`]("+to+").", b.Prose(text, check.Markdown(text, c.Scope(x))))
	assert.Empty(t, b.Commit(x.Commit))
}

func TestRelated(t *testing.T) {
	add, store := key(page.FunctionDoc, "shop/store.go", "Store.Add"), key(page.ClassDoc, "shop/store.go", "Store")
	valid, module := key(page.FunctionDoc, "shop/rules.go", "valid"), key(page.ModuleDoc, "shop", "")
	b, _, _ := book(t, web, add, add, valid, module, store, key(page.TIL, "shop/store.go", "Store.Add"))
	var found []string
	for _, r := range b.Related() {
		assert.Equal(t, page.LinkTo(add.PagePath(), r.Key.PagePath()), r.To)
		found = append(found, r.Key.Title()+": "+r.What)
	}
	assert.Equal(t, []string{"Store.Add: about the same", "Store: which it belongs to", "valid: which it uses", "shop: the module that it is in"}, found)
}
