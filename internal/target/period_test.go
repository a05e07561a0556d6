package target

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/page"
)

func TestLastPeriods(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	const form = "2006-01-02 15:04"
	for _, c := range []struct {
		now                              string
		week, weekStart, weekEnd         string
		month, monthStart, monthEnd, why string
	}{
		{"2026-11-25 10:00", "2026-W47", "2026-11-16 00:00", "2026-11-23 00:00", "2026-10", "2026-10-01 00:00", "2026-11-01 00:00", "a Wednesday"},
		{"2026-11-23 00:00", "2026-W47", "2026-11-16 00:00", "2026-11-23 00:00", "2026-10", "2026-10-01 00:00", "2026-11-01 00:00", "the first moment of a week"},
		{"2026-11-22 23:59", "2026-W46", "2026-11-09 00:00", "2026-11-16 00:00", "2026-10", "2026-10-01 00:00", "2026-11-01 00:00", "the last of one"},
		{"2027-01-01 00:00", "2026-W52", "2026-12-21 00:00", "2026-12-28 00:00", "2026-12", "2026-12-01 00:00", "2027-01-01 00:00", "a new year"},
		{"2027-01-04 09:00", "2026-W53", "2026-12-28 00:00", "2027-01-04 00:00", "2026-12", "2026-12-01 00:00", "2027-01-01 00:00", "a week of two years"},
		{"2026-03-31 12:00", "2026-W13", "2026-03-23 00:00", "2026-03-30 00:00", "2026-02", "2026-02-01 00:00", "2026-03-01 00:00", "the clocks changed"},
	} {
		now, err := time.ParseInLocation(form, c.now, berlin)
		require.NoError(t, err)
		p := LastPeriods(now)
		require.Len(t, p, 2)
		assert.Equal(t, []string{c.week, c.weekStart, c.weekEnd}, []string{p[0].Name, p[0].Start.Format(form), p[0].End.Format(form)}, c.why)
		assert.Equal(t, []string{c.month, c.monthStart, c.monthEnd}, []string{p[1].Name, p[1].Start.Format(form), p[1].End.Format(form)}, c.why)
		assert.True(t, p[0].Holds(p[0].Start))
		assert.False(t, p[0].Holds(p[0].End))
		assert.Equal(t, p[0].End.AddDate(0, 0, -1), (&page.PeriodFacts{End: p[0].End}).Last())
	}
}
