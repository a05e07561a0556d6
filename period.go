package codeworm

import (
	"fmt"
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
	Type           DocType
	Title, Summary string
}

// period is a week or a month of the calendar.
type period struct {
	docType    DocType
	name       string // as in Key.Period
	start, end time.Time
}

// lastPeriods are the last complete week, Monday to Sunday, and the last complete month, in the time zone of now.
func lastPeriods(now time.Time) []period {
	year, month, day := now.Date()
	daysSinceMonday := (int(now.Weekday()) + 6) % 7
	date := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, now.Location())
	}
	week := period{docType: WeeklySummary, start: date(year, month, day-daysSinceMonday-7), end: date(year, month, day-daysSinceMonday)}
	isoYear, isoWeek := week.start.ISOWeek()
	week.name = fmt.Sprintf("%04d-W%02d", isoYear, isoWeek)
	last := period{docType: MonthlySummary, start: date(year, month-1, 1), end: date(year, month, 1)}
	last.name = last.start.Format("2006-01")
	return []period{week, last}
}

// lastPeriod is the one of the last periods that a key is about.
func lastPeriod(now time.Time, k Key) (period, bool) {
	for _, p := range lastPeriods(now) {
		if p.docType == k.Type && p.name == k.Period {
			return p, true
		}
	}
	return period{}, false
}

func (p period) holds(t time.Time) bool { return !t.Before(p.start) && t.Before(p.end) }

// Last is the last day of the period.
func (f *PeriodFacts) Last() time.Time { return f.End.AddDate(0, 0, -1) }
