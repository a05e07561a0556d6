package link

import (
	"path"

	"github.com/codeworm/codeworm/internal/render"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// maxRelated is how many related pages a page lists.
const maxRelated = 8

// Related returns the published pages that belong to this one, the nearest first: what else there is about the same thing,
// the type and the file that it is in, what it calls and what calls it, its members, the module.
func (b *Book) Related() []render.Related {
	var found []render.Related
	seen := map[page.Key]bool{}
	add := func(k page.Key, what string) {
		if to := b.Page(k); to != "" && !seen[k] && len(found) < maxRelated {
			seen[k] = true
			found = append(found, render.Related{Key: k, To: to, What: what})
		}
	}
	definition := func(r source.Relation, what string) {
		if k, s := b.keyOf(r); s != nil && !r.Ambiguous {
			add(k, what)
		}
	}
	f := b.facts
	own := f.Target.Key
	for _, t := range page.Types() {
		if own.Period == "" {
			add(b.key(t, own.Path, own.Symbol), "about the same")
		}
	}
	if f.Owner != nil {
		definition(*f.Owner, "which it belongs to")
	}
	if own.Symbol != "" && b.x.ByPath[own.Path] != nil {
		add(b.key(page.FileDoc, own.Path, ""), "the file that it is in")
	}
	for _, r := range f.Calls {
		definition(r, "which it uses")
	}
	for _, r := range f.Callers {
		definition(r, "which uses it")
	}
	for _, m := range f.Members {
		definition(source.Relation{Name: m.QualifiedName(), Path: m.Path, Line: m.Span.StartLine}, "which is in it")
	}
	for _, file := range f.Files {
		add(b.key(page.FileDoc, file.Path, ""), "a file of it")
	}
	if b.x.ByPath[own.Path] != nil {
		add(b.key(page.ModuleDoc, path.Dir(own.Path), ""), "the module that it is in")
	}
	return found
}

// Module returns the link to the page about a folder, or to the folder's source.
func (b *Book) Module(folder string) string {
	if to := b.Page(b.key(page.ModuleDoc, folder, "")); to != "" {
		return to
	}
	return b.Folder(folder)
}
