package compose

import (
	"strings"

	"github.com/codeworm/codeworm/check"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// Scope is what a page about the target may name.
func (c *Composition) Scope(names check.Names) check.Scope {
	f := &c.Facts
	t := f.Target
	return check.Scope{
		Generated: true, TellsChanges: t.Key.Type.TellsChanges(), Reviews: t.Key.Type.Reviews(), Language: t.Language, Repo: t.Key.Repo, Path: t.Key.Path, Span: t.Span,
		Symbols: describedSymbols(f), Also: relatedLines(f), Source: c.Source, Facts: quotedText(f), Names: names, Imports: f.Imports,
	}
}

// Quotes reports whether the target's source, or what is known of it besides, holds the text.
func (c *Composition) Quotes(text string) bool {
	return strings.Contains(c.Source, text) || strings.Contains(quotedText(&c.Facts), text)
}

// describedSymbols are the definitions in the target's file that the page describes.
func describedSymbols(f *page.Facts) []source.Symbol {
	var symbols []source.Symbol
	if f.Target.Symbol != nil {
		symbols = append(symbols, *f.Target.Symbol)
	}
	for _, m := range f.Members {
		if m.Path == f.Target.Key.Path {
			symbols = append(symbols, m.Symbol)
		}
	}
	return symbols
}

// relatedLines are the places in the target's file that the facts speak of besides.
func relatedLines(f *page.Facts) []source.Span {
	var spans []source.Span
	for _, relations := range [][]source.Relation{f.Calls, f.Callers, f.Tests} {
		for _, r := range relations {
			if r.Path == f.Target.Key.Path {
				spans = append(spans, source.Span{StartLine: r.Line, EndLine: r.Line})
			}
		}
	}
	return spans
}

// quotedText is what the facts quote of the repository besides the source: a page may quote it, too.
func quotedText(f *page.Facts) string {
	var b strings.Builder
	for _, c := range f.Commits {
		b.WriteString(c.Hash + "\n" + c.Subject + "\n")
	}
	for _, i := range f.Imports {
		b.WriteString(i.Path + "\n")
	}
	if s := f.Target.Symbol; s != nil {
		b.WriteString(s.Signature + "\n" + s.Doc + "\n")
	}
	for _, m := range f.Members {
		b.WriteString(m.Signature + "\n" + m.Doc + "\n")
	}
	for _, file := range f.Files {
		b.WriteString(file.Doc + "\n")
	}
	for _, relations := range [][]source.Relation{f.Calls, f.Callers, f.Tests} {
		for _, r := range relations {
			b.WriteString(r.Name + "\n")
		}
	}
	if p := f.Period; p != nil {
		for _, a := range p.Authors {
			b.WriteString(a.Name + "\n")
		}
		for _, file := range p.Files {
			b.WriteString(file.Path + "\n")
		}
		for _, page := range p.Pages {
			b.WriteString(page.Title + "\n" + page.Summary + "\n")
		}
	}
	b.WriteString(f.FileDoc + "\n" + f.Diff.Text())
	return b.String()
}
