package link

import (
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/render"
	"github.com/codeworm/codeworm/internal/target"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// Book knows where what one page names leads. An answer of "" means nowhere.
type Book struct {
	x     *index.Index
	facts *page.Facts
	web   addresses
	// published reports whether the devlog holds a page that this one may link to.
	published func(page.Key) bool
}

var _ render.Links = (*Book)(nil)

// New returns the book of the page that is made from the facts. published reports which pages may be linked to; nil means none.
func New(x *index.Index, f *page.Facts, published func(page.Key) bool) *Book {
	if published == nil {
		published = func(page.Key) bool { return false }
	}
	return &Book{x: x, facts: f, published: published, web: addresses{base: strings.TrimSuffix(x.WebURL, "/"), commit: f.SourceCommit, prefix: x.Prefix}}
}

// Page returns the link to the page of a key, when it is another one than this and is published.
func (b *Book) Page(k page.Key) string {
	own := b.facts.Target.Key
	if k == own || !b.published(k) {
		return ""
	}
	return page.LinkTo(own.PagePath(), k.PagePath())
}

// Source returns the address of lines of a file at the commit, of the whole file for the zero span; "" for a file that
// is not as it was committed.
func (b *Book) Source(path string, span source.Span) string {
	if b.x.Dirty[path] {
		return ""
	}
	return b.web.file(path, span)
}

// Folder returns the address of a folder at the commit.
func (b *Book) Folder(path string) string { return b.web.folder(path) }

// Commit returns the address of a commit, whose hash is given in full.
func (b *Book) Commit(hash string) string { return b.web.at("commit", hash) }

// File returns the link to the page about a file, or to its source.
func (b *Book) File(path string) string {
	if to := b.Page(b.key(page.FileDoc, path, "")); to != "" {
		return to
	}
	return b.Source(path, source.Span{})
}

// Definition returns the link to the page about a definition, or to its source; to the source that uses the target for what
// stands in none.
func (b *Book) Definition(r source.Relation) string {
	k, s := b.keyOf(r)
	if s == nil {
		return b.Source(r.Path, source.Span{StartLine: r.Line})
	}
	if k == b.facts.Target.Key {
		return ""
	}
	if to := b.Page(k); to != "" {
		return to
	}
	return b.Source(r.Path, s.Span)
}

func (b *Book) key(t page.Type, path, symbol string) page.Key {
	return page.Key{Type: t, Repo: b.facts.Target.Key.Repo, Path: path, Symbol: symbol}
}

// keyOf returns the key of the page that documents a definition, and the definition; nil when it is not there.
func (b *Book) keyOf(r source.Relation) (page.Key, *source.Symbol) {
	file := b.x.ByPath[r.Path]
	if file == nil || file.Outline == nil {
		return page.Key{}, nil
	}
	for i := range file.Outline.Symbols {
		if s := &file.Outline.Symbols[i]; s.Span.ContainsLine(r.Line) && s.QualifiedName() == r.Name {
			return b.keyAt(file, i), s
		}
	}
	return page.Key{}, nil
}

// keyAt returns the key of the page that documents a symbol of a file.
func (b *Book) keyAt(file *graph.File, i int) page.Key {
	t := page.FunctionDoc
	if file.Outline.Symbols[i].Kind.IsType() {
		t = page.ClassDoc
	}
	return b.key(t, file.Path, target.SymbolNames(file.Outline)[i])
}

// qualified returns the one definition of the target's language that has the qualified name; ok is false when there is none, or
// another one.
func (b *Book) qualified(name string) (r source.Relation, ok bool) {
	last := name[strings.LastIndexAny(name, ".:#")+1:]
	family := graph.Family(b.facts.Target.Language)
	for _, id := range b.x.Graph.Definitions(last) {
		file, s := b.x.Graph.Symbol(id)
		if graph.Family(file.Language) != family || s.QualifiedName() != name || s.Kind == source.KindImpl {
			continue
		}
		if ok {
			return source.Relation{}, false
		}
		r, ok = source.Relation{Name: name, Path: file.Path, Line: s.Span.StartLine, Kind: s.Kind}, true
	}
	return r, ok
}

// module returns the folder of a path of the repository; false when it is no folder with files that were read.
func (b *Book) module(folder string) bool {
	return slices.ContainsFunc(b.x.Files, func(f *graph.File) bool { return strings.HasPrefix(f.Path, folder+"/") })
}
