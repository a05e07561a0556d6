package codeworm

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
		p := lastPeriods(now)
		require.Len(t, p, 2)
		assert.Equal(t, []string{c.week, c.weekStart, c.weekEnd}, []string{p[0].name, p[0].start.Format(form), p[0].end.Format(form)}, c.why)
		assert.Equal(t, []string{c.month, c.monthStart, c.monthEnd}, []string{p[1].name, p[1].start.Format(form), p[1].end.Format(form)}, c.why)
		assert.True(t, p[0].holds(p[0].start))
		assert.False(t, p[0].holds(p[0].end))
		assert.Equal(t, p[0].end.AddDate(0, 0, -1), (&PeriodFacts{End: p[0].end}).Last())
	}
}

func TestSymbolIn(t *testing.T) {
	o := &Outline{Symbols: []Symbol{
		{Kind: KindStruct, Name: "Daemon", Signature: "type Daemon struct"},
		{Kind: KindMethod, Name: "run", Signature: "func (d *Daemon) run(ctx context.Context) error"},
		{Kind: KindMethod, Name: "run", Parent: "Other", Signature: "func (o *Other) run() error"},
	}}
	assert.Same(t, &o.Symbols[1], symbolIn(o, "func (d *Daemon) run(ctx context.Context) error {"))
	assert.Same(t, &o.Symbols[2], symbolIn(o, "func (o *Other) run() error {"))
	assert.Same(t, &o.Symbols[0], symbolIn(o, "type Daemon struct {"))
	assert.Nil(t, symbolIn(o, "import ("))
}
