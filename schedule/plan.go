package schedule

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"
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
	weight float64 // beside the heaviest one's, which is 1
}

// plan is the schedule of a day in Unix seconds, sorted.
func (d *Daily) plan(day int64) []int64 {
	rng := rand.New(rand.NewPCG(d.cfg.Seed, uint64(day)))
	n := d.pagesOn(day, rng)
	if n == 0 {
		return nil
	}
	minutes := d.open(day)
	return draw(minutes, min(n, capacity(minutes, d.gap)), d.gap, rng)
}

// pagesOn draws the number of pages of a day. At weekends a fraction of a page is one with that
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

// open lists the minutes of a day in which pages may be due. Of those next to midnight
// so many are left out that no plan of this day comes closer to one of a neighboring day
// than the gap: the days' plans need not know each other.
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

// margins widens the distance of a day's last page to midnight and that of the
// next day's first page until they make up the gap together, as equally as can be.
func margins(tail, head, gap int64) (wideTail, wideHead int64) {
	head = max(head, min(gap/2, gap-tail))
	return max(tail, gap-head), head
}

// dayMinutes are the minutes of a day in hours with a weight.
type dayMinutes struct {
	minutes    []openMinute
	start, end int64 // of the day, Unix seconds
	head, tail int64 // seconds before the first minute and from the last one to the end; the whole day when there are none
}

// minutesOf follows the clocks of the time zone: when they are put forward, an
// hour is missing; when they are put back, one is there twice.
func (d *Daily) minutesOf(day int64) dayMinutes {
	stretches := stretchesOf(day, d.cfg.Location)
	if len(stretches) == 0 { // a date that was left out where the date line moved
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

// stretchesOf gives the parts of a date in a time zone, in order: one, or two
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

// capacity is the greatest number of these minutes that keep the gap: the
// earliest that may follow leaves the most room.
func capacity(minutes []openMinute, gap int64) int {
	n := 0
	for i, last := 0, int64(math.MinInt64); i < len(minutes); i++ {
		if n == 0 || minutes[i].unix-last >= gap {
			n, last = n+1, minutes[i].unix
		}
	}
	return n
}

// draw picks n of the minutes that keep the gap, each possible choice of n with a
// probability in proportion to the product of its minutes' weights.
//
// below[k][i] is the sum of those products over all choices of k from the i-th
// minute on, up to a factor of the row: either the i-th is not chosen, or k-1 are
// chosen from where the gap after it ends. The choice is then drawn from front to back.
func draw(minutes []openMinute, n int, gap int64, rng *rand.Rand) []int64 {
	if n == 0 {
		return nil
	}
	count := len(minutes)
	least := math.Pow(leastProduct, 1/float64(n))
	follow := make([]int, count) // index of the first minute that may follow
	weights := make([]float64, count)
	for i, j := 0, 0; i < count; i++ {
		for j < count && minutes[j].unix-minutes[i].unix < gap {
			j++
		}
		follow[i] = j
		weights[i] = max(minutes[i].weight, least)
	}
	below := make([][]float64, n+1)
	below[0] = slices.Repeat([]float64{rowScale}, count+1)
	for k := 1; k <= n; k++ {
		row := make([]float64, count+1)
		for i := count - 1; i >= 0; i-- {
			row[i] = row[i+1] + float64(weights[i]*below[k-1][follow[i]])
		}
		factor := rowScale / row[0]
		for i := range row {
			row[i] *= factor
		}
		below[k] = row
	}
	times := make([]int64, 0, n)
	for k, i := n, 0; k > 0; k-- {
		// The sum from i on is cut at a random point; the minute it falls on is
		// the last whose own sum from there on still reaches it.
		row := below[k]
		cut := row[i] * (1 - rng.Float64())
		beyond := i + sort.Search(count-i, func(j int) bool { return row[i+j] < cut })
		times = append(times, minutes[beyond-1].unix)
		i = follow[beyond-1]
	}
	return times
}

// A row's sums have to stay in the range of a float64, 1e-308 to 1e308. Beside its
// first, largest one, the smallest is as a single choice to all of them: 1 to 1e432
// for 720 of the 1440 minutes of a day, times the product of its weights. So rows
// begin with rowScale, and weights, at most 1, are raised until their product is leastProduct: for
// 18 pages a day those below 5e-9, for 150 those below 0.1.
const (
	rowScale     = 1e300
	leastProduct = 1e-150
)
