package schedule_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/schedule"
)

func TestDailyProblems(t *testing.T) {
	nan := schedule.DefaultHourWeights()
	nan[5], nan[6] = math.NaN(), -1
	for _, c := range []struct {
		name     string
		cfg      schedule.DailyConfig
		problems int
		says     []string
	}{
		{"everything at once", schedule.DailyConfig{MinPerDay: 9, MaxPerDay: 3, HourWeights: nan, AvoidHours: []int{24, -1},
			MinGap: 25 * time.Hour, WeekendFactor: -2}, 7, []string{
			"at least 9 pages a day is more than at most 3", "the weight of hour 5 is NaN", "the weight of hour 6 is -1",
			"hour 24 is to be avoided", "hour -1 is to be avoided", "a gap of 25h0m0s", "a weekend factor of -2"}},
		{"negative numbers", schedule.DailyConfig{MinPerDay: -2, MaxPerDay: -1}, 2, []string{"at least -2 pages", "at most -1 pages"}},
		{"no hour left", schedule.DailyConfig{AvoidHours: []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23}},
			1, []string{"no hour of the day is left"}},
		{"too many", schedule.DailyConfig{MinPerDay: 60, MaxPerDay: 60},
			1, []string{"60 pages do not fit in a day with a gap of 30m0s", "which hold 38", "lower the number of pages to 38 or the gap to 19m0s"}},
		{"too many at weekends", schedule.DailyConfig{WeekendFactor: 3}, 1, []string{"54 pages do not fit", "hold 38"}},
		{"a gap that no hour allows", schedule.DailyConfig{MinPerDay: 1, MaxPerDay: 1, MinGap: 24 * time.Hour, AvoidHours: []int{11, 12, 13}},
			1, []string{"1 pages do not fit", "lower the gap or avoid fewer hours"}},
		{"a factor that is no number", schedule.DailyConfig{WeekendFactor: math.NaN()}, 1, []string{"a weekend factor of NaN"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := schedule.NewDaily(c.cfg)
			require.Error(t, err)
			t.Log(err)
			assert.Len(t, strings.Split(err.Error(), "\n"), c.problems)
			for _, say := range c.says {
				assert.ErrorContains(t, err, say)
			}
		})
	}
}

func TestDailyDefaults(t *testing.T) {
	for _, c := range []struct{ least, most, wantLeast, wantMost int }{
		{0, 0, 12, 18}, {0, 5, 5, 5}, {20, 0, 20, 20}, {0, 30, 12, 30}, {3, 0, 3, 18}, {-1, 2, 0, 2},
	} {
		d := newDaily(t, schedule.DailyConfig{MinPerDay: c.least, MaxPerDay: c.most, Location: time.UTC, Seed: 6, WeekendFactor: 1})
		seen := map[int]bool{}
		for i := range 200 {
			seen[len(d.Day(time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC)))] = true
		}
		for n := range 40 {
			assert.Equal(t, c.wantLeast <= n && n <= c.wantMost, seen[n], "%d pages of %d to %d", n, c.least, c.most)
		}
	}
}
