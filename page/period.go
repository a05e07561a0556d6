package page

import (
	"time"
)

// PeriodFacts are what happened in a repository in a week or a month.
type PeriodFacts struct {
	// Start is the first moment of the period, End the first behind it, in the daemon's time zone.
	Start, End time.Time
	// Commits is how many commits there were, merges not counted; Facts.Commits are the last of them.
	Commits int
	// Authors made them, the busiest first.
	Authors []AuthorFacts
	// FilesChanged is how many files they touched; Files are those that most commits touched.
	FilesChanged int
	Files        []FileChanges
	// Symbols are the definitions that were changed in most places, of those files that most
	// commits touched. Only what still exists is named.
	Symbols []SymbolChanges
	// Documented is how many pages about the repository were published; Pages are the last of them.
	Documented int
	Pages      []PageFacts
}

// AuthorFacts is who made commits, by the repository's mailmap.
type AuthorFacts struct {
	Name    string
	Commits int
}

// FileChanges is a file and how many commits touched it.
type FileChanges struct {
	Path    string
	Commits int
	Gone    bool // it does not exist any more
}

// SymbolChanges is a definition and in how many places, over all commits, it was changed.
type SymbolChanges struct {
	Name   string // qualified
	Path   string
	Line   int // 1-based, where it is defined now
	Places int
}

// PageFacts is a page that was published.
type PageFacts struct {
	Type           Type
	Title, Summary string
}

// Last is the last day of the period.
func (f *PeriodFacts) Last() time.Time { return f.End.AddDate(0, 0, -1) }
