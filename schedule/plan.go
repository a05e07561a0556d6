package schedule

import (
	"math"
	"math/rand/v2"
	"time"
)

const secondsPerDay = 24 * 60 * 60

// civilDay numbers the dates of the calendar; 1 January 1970 is 0.
func civilDay(t time.Time) int64 {
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay
}

// openMinute is a minute in which a page may be due.
type openMinute struct {
	unix   int64
	weight float64 // relative to the heaviest minute's, which is 1
}

// plan returns the times of a day's pages in Unix seconds, sorted.
func (d *Daily) plan(day int64) []int64 {
	rng := rand.New(rand.NewPCG(d.cfg.Seed, uint64(day)))
	n := d.pagesOn(day, rng)
	if n == 0 {
		return nil
	}
	minutes := d.open(day)
	return draw(minutes, min(n, capacity(minutes, d.gap)), d.gap, rng)
}

// pagesOn draws the number of pages of a day. At weekends a fraction of a page is rounded up with that
// probability, so that the factor holds on average also for few pages a day.
func (d *Daily) pagesOn(day int64, rng *rand.Rand) int {
	n := d.cfg.MinPerDay + rng.IntN(d.cfg.MaxPerDay-d.cfg.MinPerDay+1)
	chance := rng.Float64()
	switch time.Unix(day*secondsPerDay, 0).UTC().Weekday() {
	case time.Saturday, time.Sunday:
		whole, fraction := math.Modf(float64(n) * d.cfg.WeekendFactor)
		n = int(whole)
		if chance < fraction {
			n++
		}
	}
	return n
}

// open lists the minutes of a day in which pages may be due. It leaves out minutes next to
// midnight until no page of this day can come closer than the gap to one of a neighboring
// day: the days' plans need not know each other.
func (d *Daily) open(day int64) []openMinute {
	before, today, after := d.minutesOf(day-1), d.minutesOf(day), d.minutesOf(day+1)
	_, head := margins(before.tail, today.head, d.gap)
	tail, _ := margins(today.tail, after.head, d.gap)
	minutes := today.minutes
	for len(minutes) > 0 && minutes[0].unix-today.start < head {
		minutes = minutes[1:]
	}
	for len(minutes) > 0 && today.end-minutes[len(minutes)-1].unix < tail {
		minutes = minutes[:len(minutes)-1]
	}
	return minutes
}

// margins widens the distance from a day's last page to midnight and that from midnight to the
// next day's first page until they make up the gap together, as equally as possible.
func margins(tail, head, gap int64) (wideTail, wideHead int64) {
	head = max(head, min(gap/2, gap-tail))
	return max(tail, gap-head), head
}

// dayMinutes are the minutes of a day in hours with a weight.
type dayMinutes struct {
	minutes    []openMinute
	start, end int64 // of the day, Unix seconds
	// head are the seconds before the first minute, tail those from the last one to the end; both are
	// the whole day when there is no minute.
	head, tail int64
}

// minutesOf returns the minutes of a day by the clocks of the time zone: when they are put forward, an
// hour is missing; when they are put back, one is there twice.
func (d *Daily) minutesOf(day int64) dayMinutes {
	stretches := stretchesOf(day, d.cfg.Location)
	if len(stretches) == 0 { // a date that does not exist, since the date line was moved
		return dayMinutes{head: secondsPerDay, tail: secondsPerDay}
	}
	m := dayMinutes{start: stretches[0].start, end: stretches[len(stretches)-1].end}
	m.minutes = make([]openMinute, 0, (m.end-m.start)/60)
	for _, s := range stretches {
		clock := s.start + s.offset - day*secondsPerDay // seconds since midnight
		for skip := (60 - clock%60) % 60; s.start+skip < s.end; skip += 60 {
			if weight := d.weights[(clock+skip)/3600]; weight > 0 {
				m.minutes = append(m.minutes, openMinute{s.start + skip, weight})
			}
		}
	}
	m.head, m.tail = m.end-m.start, m.end-m.start
	if len(m.minutes) > 0 {
		m.head = m.minutes[0].unix - m.start
		m.tail = m.end - m.minutes[len(m.minutes)-1].unix
	}
	return m
}

// stretch is a part of a day in which the clocks do not change.
type stretch struct {
	start, end int64 // Unix seconds
	offset     int64 // of the zone, seconds east of UTC
}

// stretchesOf returns the parts of a date in a time zone, in order: one, or two
// when the clocks change.
func stretchesOf(day int64, zone *time.Location) []stretch {
	var list []stretch
	until := (day + 2) * secondsPerDay
	for t := (day - 1) * secondsPerDay; t < until; {
		at := time.Unix(t, 0).In(zone)
		_, seconds := at.Zone()
		offset := int64(seconds)
		end := until
		if _, change := at.ZoneBounds(); !change.IsZero() {
			end = min(end, change.Unix())
		}
		midnight := day*secondsPerDay - offset
		if from, to := max(t, midnight), min(end, midnight+secondsPerDay); from < to {
			list = append(list, stretch{from, to, offset})
		}
		t = end
	}
	return list
}
