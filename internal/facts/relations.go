package facts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/source"
)

// use is a definition that uses the target, with all the places where it does.
type use struct {
	Name   string // a code span, or words for code outside of any definition
	Places string // code spans, and whether another definition may be meant there
}

// uses puts the uses by one definition together, in the order of the first.
func uses(relations []source.Relation) shown[use] {
	type user struct{ name, path string }
	var order []user
	places := map[user][]string{}
	sure := map[user]bool{}
	for _, r := range relations {
		u := user{r.Name, r.Path}
		sure[u] = sure[u] || !r.Ambiguous
		if places[u] == nil {
			order = append(order, u)
		}
		if place := markdown.Code(fmt.Sprintf("%s:%d", r.Path, r.Line)); !slices.Contains(places[u], place) {
			places[u] = append(places[u], place)
		}
	}
	var all []use
	for _, u := range order {
		name := markdown.Code(u.name)
		if name == "" || u.name == u.path {
			name = "code outside of any definition"
		}
		where := list(places[u])
		if !sure[u] {
			where += ", where the name alone may mean another definition"
		}
		all = append(all, use{name, where})
	}
	return most(all)
}

// Users are what calls or uses the target, its own members left out.
func (v *factsView) Users() shown[use] {
	if v.Symbol.Name == "" {
		return uses(v.Callers)
	}
	return uses(v.outside())
}

// TestUsers are the tests that call or use the target.
func (v *factsView) TestUsers() shown[use] { return uses(v.Tests) }

// Used are what the target calls or uses, the type it belongs to left out: "`Repo.open`, a method
// defined at `repo.py:12`". What a name may mean stands in one item.
func (v *factsView) Used() shown[string] {
	var all []string
	var unclear []string // names of several definitions, in order
	meanings := map[string][]string{}
	for _, r := range v.Calls {
		if r.Name == v.Symbol.Parent {
			continue
		}
		place := markdown.Code(fmt.Sprintf("%s:%d", r.Path, r.Line))
		if r.Ambiguous {
			name := r.Name[strings.LastIndexAny(r.Name, ".:#")+1:]
			if meanings[name] == nil {
				unclear = append(unclear, name)
			}
			if meaning := fmt.Sprintf("%s (%s)", markdown.Code(r.Name), place); !slices.Contains(meanings[name], meaning) {
				meanings[name] = append(meanings[name], meaning)
			}
			continue
		}
		if text := fmt.Sprintf("%s, %s defined at %s", markdown.Code(r.Name), article(kindWord(r.Kind)), place); !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	for _, name := range unclear {
		all = append(all, fmt.Sprintf("%s, which by its name alone may be %s", markdown.Code(name), alternatives(meanings[name])))
	}
	return most(all)
}

// alternatives joins what something may be.
func alternatives(parts []string) string {
	if n := len(parts) - 1; n > 0 {
		return strings.Join(parts[:n], ", ") + " or " + parts[n]
	}
	return strings.Join(parts, "") + " or something outside of this repository"
}
