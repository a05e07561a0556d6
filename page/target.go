package page

import (
	"github.com/codeworm/codeworm/source"
)

// Target is what one page is about.
type Target struct {
	Key      Key
	Language string // the parser's name of it; "" where there is no single one
	// Symbol is the definition the page is about; nil for pages about a file, a
	// module, a change or a period.
	Symbol *source.Symbol
	// Span is what the page describes: the symbol, or the whole file; zero for
	// modules and periods.
	Span source.Span
	// Score says how much the target deserves a page.
	Score Score
	// Fingerprint is the hash of everything the page depends on: source, context and prompt version.
	Fingerprint string
}

// Title returns the title of the target's key.
func (t Target) Title() string { return t.Key.Title() }
