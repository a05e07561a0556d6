package page

import (
	"time"
)

// PeriodFacts are what happened in a repository in a week or a month.
type PeriodFacts struct {
	// Start is the first moment of the period, End the first one after it, in the daemon's time zone.
	Start, End time.Time
	// Commits counts the commits without merges; Facts.Commits holds the latest of them.
	Commits int
	// Authors are those who made them, the busiest first.
	Authors []AuthorFacts
	// FilesChanged counts the files they touched; Files holds those that most commits touched.
	FilesChanged int
	Files        []FileChanges
	// Symbols holds, of the files that most commits touched, the definitions that were changed in
	// most places. Only those that still exist are named.
	Symbols []SymbolChanges
	// Documented counts the pages about the repository that were published; Pages holds the latest of them.
	Documented int
	Pages      []PageFacts
}

// AuthorFacts is an author, as the repository's mailmap names them, and how many commits they made.
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

// SymbolChanges is a definition and the number of places in it that were changed, over all commits.
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

// Last returns the last day of the period.
func (f *PeriodFacts) Last() time.Time { return f.End.AddDate(0, 0, -1) }
