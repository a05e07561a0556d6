package schedule

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// DailyConfig says how pages are spread over a day. Zero fields mean their
// defaults.
type DailyConfig struct {
	// MinPerDay and MaxPerDay bound the number of pages of a weekday, drawn afresh each day.
	// The defaults are 12 and 18, or the other bound where that lies beyond them. A MinPerDay
	// of -1 means that a day may have none.
	MinPerDay, MaxPerDay int
	// HourWeights say how likely pages are in each hour of the day, in proportion
	// to each other; all zero means DefaultHourWeights. An hour of weight 0 has no pages.
	HourWeights [24]float64
	// AvoidHours are hours of the day (0 to 23) without pages, whatever they weigh; nil means
	// DefaultAvoidHours, an empty list that no hour is avoided.
	AvoidHours []int
	// MinGap is the least time between two pages, also across midnight, rounded up to whole
	// minutes; 0 means 30 minutes, -1 only that pages come in different minutes.
	MinGap time.Duration
	// WeekendFactor multiplies the number of pages of Saturdays and Sundays; 0 means 0.7, -1
	// that they have none. It is at most 10.
	WeekendFactor float64
	// Location is the time zone that days and hours are of; nil means time.Local.
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

// DefaultHourWeights returns weights that prefer the hours in which someone may read a page soon after.
func DefaultHourWeights() [24]float64 {
	return [24]float64{
		1, 0.6, 0.4, 0.2, 0.2, 0.2, 0.4, 0.8, // night
		1.5, 3, 4, 4, 2.5, 3, 4, 4, 3.5, 3, // work, with a break at noon
		2, 2, 2.5, 2.5, 2, 1.5, // evening
	}
}

// DefaultAvoidHours returns the hours from 3:00 to 7:59.
func DefaultAvoidHours() []int { return []int{3, 4, 5, 6, 7} }

// withDefaults returns the configuration with what its zero and -1 fields mean, and nothing shared with
// the caller.
func (cfg DailyConfig) withDefaults() DailyConfig {
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
	return cfg
}

// maxWeekendFactor is more than anyone means: a greater one is a mistake.
const maxWeekendFactor = 10

// problems returns what is wrong with the fields, each by itself.
func (cfg DailyConfig) problems() (problems []string) {
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
