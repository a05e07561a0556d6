package target

import (
	"fmt"
	"time"

	"github.com/codeworm/codeworm/page"
)

// Period is a week or a month of the calendar that a summary is about.
type Period struct {
	DocType    page.Type // page.WeeklySummary or page.MonthlySummary
	Name       string    // as in page.Key.Period: "2026-W47", "2026-10"
	Start, End time.Time // End is the first moment after the period
}

// LastPeriods returns the last complete week, Monday to Sunday, and the last complete month, in the time zone of now.
func LastPeriods(now time.Time) []Period {
	year, month, day := now.Date()
	daysSinceMonday := (int(now.Weekday()) + 6) % 7
	date := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, now.Location())
	}
	week := Period{DocType: page.WeeklySummary, Start: date(year, month, day-daysSinceMonday-7), End: date(year, month, day-daysSinceMonday)}
	isoYear, isoWeek := week.Start.ISOWeek()
	week.Name = fmt.Sprintf("%04d-W%02d", isoYear, isoWeek)
	last := Period{DocType: page.MonthlySummary, Start: date(year, month-1, 1), End: date(year, month, 1)}
	last.Name = last.Start.Format("2006-01")
	return []Period{week, last}
}

// LastPeriod returns the one of the last periods that a key is about; ok is false when it is about none of them.
func LastPeriod(now time.Time, k page.Key) (p Period, ok bool) {
	for _, p = range LastPeriods(now) {
		if p.DocType == k.Type && p.Name == k.Period {
			return p, true
		}
	}
	return Period{}, false
}

// Holds reports whether the moment is in the period.
func (p Period) Holds(t time.Time) bool { return !t.Before(p.Start) && t.Before(p.End) }
