package target

import (
	"fmt"
	"time"

	"github.com/codeworm/codeworm/page"
)

// Period is a week or a month of the calendar.
type Period struct {
	DocType    page.Type
	Name       string // as in Key.Period
	Start, End time.Time
}

// LastPeriods are the last complete week, Monday to Sunday, and the last complete month, in the time zone of now.
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

// LastPeriod is the one of the last periods that a key is about.
func LastPeriod(now time.Time, k page.Key) (Period, bool) {
	for _, p := range LastPeriods(now) {
		if p.DocType == k.Type && p.Name == k.Period {
			return p, true
		}
	}
	return Period{}, false
}

func (p Period) Holds(t time.Time) bool { return !t.Before(p.Start) && t.Before(p.End) }
