package schedule

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// Daily is the default scheduler: a number of pages a day, at times that are
// drawn anew for each day, by the hours' weights and with a minimum gap. NewDaily makes one. It
// does not change, and is safe for concurrent use.
//
// The plan of a day depends on the configuration, the seed and the date alone,
// so that a daemon that is started again goes on with the day's plan. Its times are
// whole minutes. A day on which the clocks change has as many pages as any
// other, unless they do not fit.
type Daily struct {
	cfg     DailyConfig
	gap     int64       // seconds, at least a minute
	weights [24]float64 // 0 means never; the greatest is 1
}

// NewDaily fills in the defaults and checks all of the configuration, also that a day holds
// as many pages as it asks for. The error joins every problem.
func NewDaily(cfg DailyConfig) (*Daily, error) {
	cfg = cfg.withDefaults()
	problems := cfg.problems()
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

// checkFit compares the pages that a day may have with those that a day of 24 hours holds.
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

// daysAhead bounds the search for the next page. A day without one is common
// at weekends, ten years without one are as good as impossible.
const daysAhead = 366 * 10

// Next returns the first moment at or after from at which a page is due, in the scheduler's time
// zone. It implements codeworm.Scheduler.
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

// Day returns the times, in order, at which pages are due on the day on which the moment
// falls in the scheduler's time zone.
func (d *Daily) Day(moment time.Time) []time.Time {
	var times []time.Time
	for _, unix := range d.plan(civilDay(moment.In(d.cfg.Location))) {
		times = append(times, time.Unix(unix, 0).In(d.cfg.Location))
	}
	return times
}
