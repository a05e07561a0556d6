package schedule

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// DailyConfig says how pages are spread over a day. Zero fields mean their
// defaults.
type DailyConfig struct {
	// MinPerDay and MaxPerDay bound the pages of a weekday, drawn anew for each;
	// the defaults are 12 and 18, or the other bound where that lies beyond it. A MinPerDay
	// of -1 means none.
	MinPerDay, MaxPerDay int
	// HourWeights say how likely pages are in each hour of the day, by their
	// proportions; all zero means DefaultHourWeights. An hour of weight 0 has none.
	HourWeights [24]float64
	// AvoidHours are hours of the day without pages, whatever they weigh; nil means
	// DefaultAvoidHours, an empty list that there are none.
	AvoidHours []int
	// MinGap is the least time between two pages, also across midnight, in
	// minutes and rounded up to them; 0 means 30 minutes, -1 no more than that pages
	// come in different minutes.
	MinGap time.Duration
	// WeekendFactor multiplies the pages of Saturdays and Sundays; 0 means 0.7, -1
	// that there are none.
	WeekendFactor float64
	// Location is the time zone of days and hours; nil means time.Local.
	Location *time.Location
	// Seed selects the plans: two schedulers of the same configuration and seed
	// have the same plan for the same day. 0 draws a seed.
	Seed uint64
}

// The defaults of DailyConfig.
const (
	DefaultMinPerDay     = 12
	DefaultMaxPerDay     = 18
	DefaultMinGap        = 30 * time.Minute
	DefaultWeekendFactor = 0.7
)

// DefaultHourWeights prefer the hours in which someone may read a page soon after.
func DefaultHourWeights() [24]float64 {
	return [24]float64{
		1, 0.6, 0.4, 0.2, 0.2, 0.2, 0.4, 0.8, // night
		1.5, 3, 4, 4, 2.5, 3, 4, 4, 3.5, 3, // work, with a break at noon
		2, 2, 2.5, 2.5, 2, 1.5, // evening
	}
}

// DefaultAvoidHours are the hours from 3:00 to 7:59.
func DefaultAvoidHours() []int { return []int{3, 4, 5, 6, 7} }

// Daily is the default scheduler: a number of pages a day, at times that are
// drawn anew for each day, with the hours' weights and a minimum gap.
//
// The plan of a day depends on the configuration, the seed and the date alone,
// so a daemon that starts again goes on with the day's plan. Its times are
// whole minutes. On days on which the clocks change it holds as many pages as any
// other, unless they do not fit.
type Daily struct {
	cfg     DailyConfig
	gap     int64       // seconds, at least a minute
	weights [24]float64 // 0 means never; the greatest is 1
}

// NewDaily fills in the defaults and checks all of the configuration. The error
// joins every problem.
func NewDaily(cfg DailyConfig) (*Daily, error) {
	fillDaily(&cfg)
	problems := checkDaily(&cfg)
	d := &Daily{cfg: cfg, gap: 60 * int64(math.Ceil(cfg.MinGap.Minutes()))}
	for hour, weight := range cfg.HourWeights {
		if !slices.Contains(cfg.AvoidHours, hour) {
			d.weights[hour] = weight
		}
	}
	heaviest := slices.Max(d.weights[:])
	for hour := range d.weights {
		d.weights[hour] /= heaviest
	}
	if heaviest == 0 && len(problems) == 0 {
		problems = append(problems, "schedule: no hour of the day is left: every one is avoided or has the weight 0; leave some")
	}
	if len(problems) == 0 {
		problems = d.checkFit()
	}
	if len(problems) > 0 {
		errs := make([]error, len(problems))
		for i, p := range problems {
			errs[i] = errors.New(p)
		}
		return nil, errors.Join(errs...)
	}
	return d, nil
}

func fillDaily(cfg *DailyConfig) {
	switch {
	case cfg.MinPerDay == 0 && cfg.MaxPerDay == 0:
		cfg.MinPerDay, cfg.MaxPerDay = DefaultMinPerDay, DefaultMaxPerDay
	case cfg.MinPerDay == 0:
		cfg.MinPerDay = min(DefaultMinPerDay, cfg.MaxPerDay)
	case cfg.MaxPerDay == 0:
		cfg.MaxPerDay = max(DefaultMaxPerDay, cfg.MinPerDay)
	}
	if cfg.MinPerDay == -1 {
		cfg.MinPerDay = 0
	}
	if cfg.HourWeights == [24]float64{} {
		cfg.HourWeights = DefaultHourWeights()
	}
	if cfg.AvoidHours == nil {
		cfg.AvoidHours = DefaultAvoidHours()
	}
	cfg.AvoidHours = slices.Clone(cfg.AvoidHours)
	switch cfg.MinGap {
	case 0:
		cfg.MinGap = DefaultMinGap
	case -1:
		cfg.MinGap = time.Minute
	}
	switch cfg.WeekendFactor {
	case 0:
		cfg.WeekendFactor = DefaultWeekendFactor
	case -1:
		cfg.WeekendFactor = 0
	}
	if cfg.Location == nil {
		cfg.Location = time.Local
	}
	for cfg.Seed == 0 {
		cfg.Seed = rand.Uint64()
	}
}

// maxWeekendFactor is more than anyone means.
const maxWeekendFactor = 10

func checkDaily(cfg *DailyConfig) (problems []string) {
	problem := func(format string, args ...any) {
		problems = append(problems, "schedule: "+fmt.Sprintf(format, args...))
	}
	if cfg.MinPerDay < 0 {
		problem("at least %d pages a day; give 1 or more, or -1 for none", cfg.MinPerDay)
	}
	if cfg.MaxPerDay < 1 {
		problem("at most %d pages a day; give 1 or more", cfg.MaxPerDay)
	}
	if cfg.MinPerDay > cfg.MaxPerDay && cfg.MaxPerDay >= 1 {
		problem("at least %d pages a day is more than at most %d; lower the first or raise the second", cfg.MinPerDay, cfg.MaxPerDay)
	}
	for hour, weight := range cfg.HourWeights {
		if weight < 0 || math.IsNaN(weight) || math.IsInf(weight, 0) {
			problem("the weight of hour %d is %v; give 0 or a positive number", hour, weight)
		}
	}
	for _, hour := range cfg.AvoidHours {
		if hour < 0 || hour > 23 {
			problem("hour %d is to be avoided; the hours of a day are 0 to 23", hour)
		}
	}
	if cfg.MinGap < 0 || cfg.MinGap > 24*time.Hour {
		problem("a gap of %s between pages; give up to 24h, or -1 for no gap", cfg.MinGap)
	}
	if !(cfg.WeekendFactor >= 0 && cfg.WeekendFactor <= maxWeekendFactor) {
		problem("a weekend factor of %v; give up to %d, or -1 for no pages at weekends", cfg.WeekendFactor, maxWeekendFactor)
	}
	return problems
}

// checkFit compares what is asked of a day with what one without a change of clocks holds.
func (d *Daily) checkFit() []string {
	most := d.cfg.MaxPerDay
	if weekend := int(math.Ceil(float64(most) * d.cfg.WeekendFactor)); weekend > most {
		most = weekend
	}
	nominal := *d
	nominal.cfg.Location = time.UTC
	holds := func(gap int64) int {
		nominal.gap = gap
		return capacity(nominal.open(0), gap)
	}
	fits := holds(d.gap)
	if fits >= most {
		return nil
	}
	advice := fmt.Sprintf("lower the number of pages to %d", fits)
	for gap := d.gap - 60; gap >= 60; gap -= 60 {
		if holds(gap) >= most {
			advice += fmt.Sprintf(" or the gap to %s", time.Duration(gap)*time.Second)
			break
		}
	}
	if fits == 0 {
		advice = "lower the gap or avoid fewer hours"
	}
	return []string{fmt.Sprintf("schedule: %d pages do not fit in a day with a gap of %s and the hours that are left, which hold %d; %s",
		most, time.Duration(d.gap)*time.Second, fits, advice)}
}

// daysAhead bounds the search for the next page. A day without any is common
// at weekends, and a year without one as good as impossible.
const daysAhead = 366 * 10

// Next implements Scheduler.
func (d *Daily) Next(from time.Time) time.Time {
	first := civilDay(from.In(d.cfg.Location))
	for day := first; day < first+daysAhead; day++ {
		for _, unix := range d.plan(day) {
			if due := time.Unix(unix, 0); !due.Before(from) {
				return due.In(d.cfg.Location)
			}
		}
	}
	return time.Time{}
}

// Day returns the times, in order, at which pages are due on the day that the moment
// falls on in the scheduler's time zone.
func (d *Daily) Day(moment time.Time) []time.Time {
	var times []time.Time
	for _, unix := range d.plan(civilDay(moment.In(d.cfg.Location))) {
		times = append(times, time.Unix(unix, 0).In(d.cfg.Location))
	}
	return times
}
