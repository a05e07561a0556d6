package schedule_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/schedule"
)

// scheduleZones are zones whose clocks change by an hour, by half an hour, at
// midnight, and not at all.
var scheduleZones = []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana",
	"Pacific/Chatham", "Asia/Kathmandu", "UTC"}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	location, err := time.LoadLocation(name)
	if err != nil {
		t.Skipf("needs real part: the time zone database: %v", err)
	}
	return location
}

func newDaily(t testing.TB, cfg schedule.DailyConfig) *schedule.Daily {
	t.Helper()
	d, err := schedule.NewDaily(cfg)
	require.NoError(t, err)
	return d
}

var (
	_ codeworm.Scheduler      = (*schedule.Daily)(nil)
	_ codeworm.Scheduler      = schedule.Continuous{}
	_ codeworm.BatchScheduler = schedule.Continuous{}
)

func TestContinuousConformance(t *testing.T) {
	codewormtest.TestScheduler(t, func() codeworm.Scheduler { return schedule.Continuous{} })
}

func TestDailyConformance(t *testing.T) {
	for _, name := range scheduleZones[:3] {
		t.Run(name, func(t *testing.T) {
			location := zone(t, name)
			codewormtest.TestScheduler(t, func() codeworm.Scheduler {
				return newDaily(t, schedule.DailyConfig{Location: location, Seed: 7})
			})
		})
	}
	t.Run("a page on some days", func(t *testing.T) {
		codewormtest.TestScheduler(t, func() codeworm.Scheduler {
			return newDaily(t, schedule.DailyConfig{MinPerDay: -1, MaxPerDay: 1, WeekendFactor: -1, Location: time.UTC, Seed: 7})
		})
	})
}

// walk gives the pages due in the days from the first on, by Next alone.
func walk(d codeworm.Scheduler, first time.Time, days int) []time.Time {
	var times []time.Time
	end := first.AddDate(0, 0, days)
	for at := d.Next(first); at.Before(end); at = d.Next(at.Add(1)) {
		times = append(times, at)
	}
	return times
}

// A year in each zone: as many pages as there should be, none in an hour to
// avoid, none too close to another.
func TestDailyYear(t *testing.T) {
	avoid := schedule.DefaultAvoidHours()
	for _, name := range scheduleZones {
		t.Run(name, func(t *testing.T) {
			location := zone(t, name)
			d := newDaily(t, schedule.DailyConfig{Location: location, Seed: 11})
			var last time.Time
			counts := map[int]int{}
			for i := range 366 {
				noon := time.Date(2026, 1, 1+i, 12, 0, 0, 0, location)
				times := d.Day(noon)
				least, most := 12, 18
				if weekend(noon) {
					least, most = 8, 13 // 0.7 of it, and one more by chance
				}
				require.GreaterOrEqual(t, len(times), least, noon)
				require.LessOrEqual(t, len(times), most, noon)
				counts[len(times)]++
				for _, at := range times {
					year, month, day := at.Date()
					require.Equal(t, [3]int{noon.Year(), int(noon.Month()), noon.Day()}, [3]int{year, int(month), day})
					require.NotContains(t, avoid, at.Hour(), at)
					require.GreaterOrEqual(t, at.Sub(last), schedule.DefaultMinGap, at)
					require.Equal(t, location, at.Location())
					last = at
				}
			}
			for n := 8; n <= 18; n++ {
				assert.NotZero(t, counts[n], "no day with %d pages", n)
			}
		})
	}
}

func weekend(t time.Time) bool { return t.Weekday() == time.Saturday || t.Weekday() == time.Sunday }

func TestDailyNextIsTheDaysOneAfterAnother(t *testing.T) {
	location := zone(t, "Europe/Berlin")
	d := newDaily(t, schedule.DailyConfig{Location: location, Seed: 3})
	first := time.Date(2026, 3, 20, 0, 0, 0, 0, location)
	var want []time.Time
	for i := range 30 {
		want = append(want, d.Day(first.AddDate(0, 0, i))...)
	}
	require.NotEmpty(t, want)
	assert.Equal(t, want, walk(d, first, 30))
}

// What a seed gives must not change: a daemon that is updated in the middle of a
// day goes on with the day's plan.
func TestDailyPlanStays(t *testing.T) {
	d := newDaily(t, schedule.DailyConfig{Location: time.UTC, Seed: 1})
	var got []string
	for _, at := range d.Day(time.Date(2026, 2, 27, 0, 0, 0, 0, time.UTC)) {
		got = append(got, at.Format("15:04"))
	}
	assert.Equal(t, goldenPlan, got)
}

var goldenPlan = []string{"00:35", "08:47", "09:43", "10:43", "11:24", "12:19", "13:05", "13:37", "15:13", "15:49", "16:52",
	"17:54", "19:40", "21:27", "22:39"}

func TestDailySeeds(t *testing.T) {
	plan := func(seed uint64) []time.Time {
		return walk(newDaily(t, schedule.DailyConfig{Location: time.UTC, Seed: seed}), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), 14)
	}
	assert.Equal(t, plan(1), plan(1))
	assert.NotEqual(t, plan(1), plan(2))
	assert.NotEqual(t, plan(0), plan(0), "drawn anew")
	days := map[string]bool{}
	d := newDaily(t, schedule.DailyConfig{Location: time.UTC, Seed: 1})
	for i := range 14 {
		days[fmt.Sprint(clockTimes(d.Day(time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC))))] = true
	}
	assert.Len(t, days, 14, "every day has a plan of its own")
}

func clockTimes(times []time.Time) []string {
	var list []string
	for _, at := range times {
		list = append(list, at.Format("15:04"))
	}
	return list
}

// With one page a day nothing but the weights decides: the share of each hour has to
// be what they say. The bound is the 99.9 % quantile of the chi-square distribution
// with 18 degrees of freedom; the seed is fixed.
func TestDailyFollowsWeights(t *testing.T) {
	const days = 10000
	d := newDaily(t, schedule.DailyConfig{MinPerDay: 1, MaxPerDay: 1, MinGap: -1, WeekendFactor: 1, Location: time.UTC, Seed: 5})
	var hours [24]int
	for i := range days {
		times := d.Day(time.Date(2000, 1, 1+i, 0, 0, 0, 0, time.UTC))
		require.Len(t, times, 1)
		hours[times[0].Hour()]++
	}
	weights := schedule.DefaultHourWeights()
	for _, hour := range schedule.DefaultAvoidHours() {
		weights[hour] = 0
	}
	total := 0.0
	for _, weight := range weights {
		total += weight
	}
	chi := 0.0
	for hour, weight := range weights {
		expected := days * weight / total
		if weight == 0 {
			require.Zero(t, hours[hour])
			continue
		}
		chi += (float64(hours[hour]) - expected) * (float64(hours[hour]) - expected) / expected
	}
	assert.Less(t, chi, 42.31)
}

// With the default number of pages the gap evens the hours out, but working
// hours keep clearly more than their share of the clock.
func TestDailyPrefersWorkingHours(t *testing.T) {
	d := newDaily(t, schedule.DailyConfig{Location: time.UTC, Seed: 5})
	work, all := 0, 0
	for _, at := range walk(d, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), 365) {
		all++
		if at.Hour() >= 9 && at.Hour() < 18 {
			work++
		}
	}
	share := float64(work) / float64(all)
	t.Logf("%.0f %% of %d pages between 9 and 18", 100*share, all)
	assert.Greater(t, share, 0.55) // 9 of the 19 hours are 0.47
}

func TestDailyWeekends(t *testing.T) {
	count := func(factor float64) (onWeekends, days int) {
		d := newDaily(t, schedule.DailyConfig{MinPerDay: 2, MaxPerDay: 2, WeekendFactor: factor, Location: time.UTC, Seed: 9})
		for i := range 7 * 120 {
			day := time.Date(2020, 1, 1+i, 0, 0, 0, 0, time.UTC)
			times := d.Day(day)
			if weekend(day) {
				onWeekends, days = onWeekends+len(times), days+1
				continue
			}
			require.Len(t, times, 2)
		}
		return onWeekends, days
	}
	for _, c := range []struct{ factor, pages float64 }{{-1, 0}, {0, 1.4}, {0.2, 0.4}, {1, 2}, {2.5, 5}} {
		got, days := count(c.factor)
		assert.InDelta(t, c.pages, float64(got)/float64(days), 0.07, "factor %v", c.factor)
	}
}

// As many pages as a day can hold are placed, gap by gap.
func TestDailyFullDays(t *testing.T) {
	for _, c := range []struct {
		pages int
		gap   time.Duration
		avoid []int
	}{
		{pages: 48, gap: 30 * time.Minute, avoid: []int{}},
		{pages: 38, gap: 30 * time.Minute},
		{pages: 1, gap: 24 * time.Hour, avoid: []int{}},
		{pages: 3, gap: 8 * time.Hour, avoid: []int{}},
		{pages: 1440, gap: -1, avoid: []int{}},
		{pages: 700, gap: -1, avoid: []int{}},
		{pages: 60, gap: -1, avoid: []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23}},
	} {
		d := newDaily(t, schedule.DailyConfig{MinPerDay: c.pages, MaxPerDay: c.pages, MinGap: c.gap, AvoidHours: c.avoid,
			WeekendFactor: 1, Location: time.UTC, Seed: 2})
		var last time.Time
		for i := range 5 {
			times := d.Day(time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC))
			require.Len(t, times, c.pages)
			for _, at := range times {
				require.GreaterOrEqual(t, at.Sub(last), max(c.gap, time.Minute))
				last = at
			}
		}
	}
}

// On the day that lacks an hour two pages less fit, half an hour apart, and on the one that
// has an hour twice, nothing is due twice.
func TestDailyClockChanges(t *testing.T) {
	location := zone(t, "Europe/Berlin")
	d := newDaily(t, schedule.DailyConfig{MinPerDay: 48, MaxPerDay: 48, MinGap: 30 * time.Minute, AvoidHours: []int{},
		WeekendFactor: 1, Location: location, Seed: 4})
	assert.Len(t, d.Day(time.Date(2026, 3, 28, 12, 0, 0, 0, location)), 48)
	assert.Len(t, d.Day(time.Date(2026, 3, 29, 12, 0, 0, 0, location)), 46, "23 hours")
	assert.Len(t, d.Day(time.Date(2026, 10, 25, 12, 0, 0, 0, location)), 48, "25 hours")

	every := newDaily(t, schedule.DailyConfig{MinPerDay: 120, MaxPerDay: 120, MinGap: -1, WeekendFactor: 1, Location: location,
		AvoidHours: []int{0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22}, Seed: 4})
	autumn := every.Day(time.Date(2026, 10, 25, 12, 0, 0, 0, location))
	require.Len(t, autumn, 120)
	assert.True(t, slices.IsSortedFunc(autumn, time.Time.Compare))
	twice := 0
	for i, at := range autumn {
		assert.Contains(t, []int{2, 23}, at.Hour())
		if i > 0 {
			require.GreaterOrEqual(t, at.Sub(autumn[i-1]), time.Minute)
		}
		if at.Hour() == 2 {
			twice++
		}
	}
	assert.Greater(t, twice, 60, "both of the hours from 2 to 3 are used")
	assert.Len(t, every.Day(time.Date(2026, 3, 29, 12, 0, 0, 0, location)), 60, "there is no hour from 2 to 3")
}

func TestDailyCopiesItsConfiguration(t *testing.T) {
	avoid := []int{1, 2}
	d := newDaily(t, schedule.DailyConfig{AvoidHours: avoid, Location: time.UTC, Seed: 1})
	before := d.Day(time.Unix(0, 0))
	avoid[0] = 12
	assert.Equal(t, before, d.Day(time.Unix(0, 0)))
}

// Whatever the configuration: NewDaily refuses it with reasons, or every day keeps
// to it.
func FuzzDaily(f *testing.F) {
	f.Add(12, 18, int64(30), 0.7, uint32(0b11111000), uint64(1), uint16(20000), byte(0))
	f.Add(1, 1, int64(1440), 1.0, uint32(0), uint64(2), uint16(20541), byte(2))
	f.Add(48, 48, int64(30), -1.0, uint32(1), uint64(3), uint16(20751), byte(3))
	f.Add(5, 9, int64(600), 0.1, uint32(0xffff), uint64(4), uint16(9000), byte(4))
	f.Fuzz(func(t *testing.T, least, most int, gapMinutes int64, factor float64, avoid uint32, seed uint64, day uint16, place byte) {
		if most > 2000 || gapMinutes > 2000 || gapMinutes < -2000 {
			return
		}
		location, err := time.LoadLocation(scheduleZones[int(place)%len(scheduleZones)])
		require.NoError(t, err)
		cfg := schedule.DailyConfig{MinPerDay: least, MaxPerDay: most, MinGap: time.Duration(gapMinutes) * time.Minute,
			WeekendFactor: factor, Location: location, Seed: seed | 1, AvoidHours: []int{}}
		for hour := range 24 {
			if avoid>>hour&1 == 1 {
				cfg.AvoidHours = append(cfg.AvoidHours, hour)
			}
		}
		weights := rand.New(rand.NewPCG(seed, binary.BigEndian.Uint64([]byte("weights!"))))
		for hour := range cfg.HourWeights {
			cfg.HourWeights[hour] = float64(weights.IntN(4))
		}
		d, err := schedule.NewDaily(cfg)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		gap := max(cfg.MinGap, time.Minute)
		if cfg.MinGap == 0 {
			gap = schedule.DefaultMinGap
		}
		var last time.Time
		for i := range 3 {
			noon := time.Date(1970, 1, 1+int(day)+i, 12, 0, 0, 0, location)
			times := d.Day(noon)
			_, before := noon.Add(-36 * time.Hour).Zone()
			_, after := noon.Add(36 * time.Hour).Zone()
			if least > 0 && most > 0 && before == after && !weekend(noon) {
				require.GreaterOrEqual(t, len(times), least)
				require.LessOrEqual(t, len(times), most)
			}
			for _, at := range times {
				require.Equal(t, noon.YearDay(), at.YearDay())
				require.NotContains(t, cfg.AvoidHours, at.Hour())
				require.GreaterOrEqual(t, at.Sub(last), gap)
				require.Zero(t, at.Second())
				last = at
			}
		}
	})
}

func BenchmarkDailyDay(b *testing.B) {
	d := newDaily(b, schedule.DailyConfig{Location: zone(b, "Europe/Berlin"), Seed: 1})
	noon := time.Date(2026, 3, 29, 12, 0, 0, 0, time.UTC)
	for b.Loop() {
		require.NotEmpty(b, d.Day(noon))
	}
}
