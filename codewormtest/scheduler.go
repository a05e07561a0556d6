package codewormtest

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
)

// Times is a Scheduler with these moments, which have to be sorted. None is due
// after the last.
type Times []time.Time

var _ codeworm.Scheduler = Times(nil)

// Next implements codeworm.Scheduler.
func (s Times) Next(from time.Time) time.Time {
	i, _ := slices.BinarySearchFunc(s, from, time.Time.Compare)
	if i == len(s) {
		return time.Time{}
	}
	return s[i]
}

// TestScheduler checks a Scheduler against its contract. open gives the same
// schedule each time it is called.
func TestScheduler(t *testing.T, open func() codeworm.Scheduler) {
	t.Helper()
	require.NotEmpty(t, schedulerCases)
	for _, c := range schedulerCases {
		t.Run(c.name, func(t *testing.T) { c.run(t, open()) })
	}
	t.Run("another of the same kind answers the same", func(t *testing.T) {
		one, other := open(), open()
		for _, from := range schedulerMoments() {
			sameMoment(t, one.Next(from), other.Next(from))
		}
	})
}

// schedulerMoments are moments at random over four years, and around changes of clocks,
// days, months and years.
func schedulerMoments() []time.Time {
	rng := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	var list []time.Time
	for range 100 {
		list = append(list, start.Add(time.Duration(rng.Int64N(int64(4*365*24*time.Hour)))))
	}
	for _, edge := range []time.Time{
		start,
		time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC),   // Europe: clocks forward
		time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC),  // and back
		time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC),    // New York: forward
		time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC),   // and back
		time.Date(2026, 4, 4, 15, 0, 0, 0, time.UTC),   // Lord Howe: back, by half an hour
		time.Date(2026, 10, 3, 15, 30, 0, 0, time.UTC), // and forward
	} {
		for _, d := range []time.Duration{-24 * time.Hour, -time.Hour, -time.Nanosecond, 0, time.Nanosecond, time.Hour, 24 * time.Hour} {
			list = append(list, edge.Add(d))
		}
	}
	slices.SortFunc(list, time.Time.Compare)
	return list
}

// sameMoment checks that two answers are one: the same moment, or never.
func sameMoment(t *testing.T, want, got time.Time) {
	t.Helper()
	require.Equal(t, want.IsZero(), got.IsZero(), "%s and %s", want, got)
	require.True(t, want.Equal(got), "%s and %s", want, got)
}

// schedulerCases are the sentences of the contract.
var schedulerCases = []struct {
	name string
	run  func(t *testing.T, s codeworm.Scheduler)
}{
	{"is at or after the given moment, or never", func(t *testing.T, s codeworm.Scheduler) {
		for _, from := range schedulerMoments() {
			if next := s.Next(from); !next.IsZero() {
				require.False(t, next.Before(from), "%s for %s", next, from)
			}
		}
	}},
	{"is the first one", func(t *testing.T, s codeworm.Scheduler) {
		rng := rand.New(rand.NewPCG(3, 4))
		for _, from := range schedulerMoments() {
			next := s.Next(from)
			if next.IsZero() {
				sameMoment(t, next, s.Next(from.Add(time.Hour)))
				continue
			}
			sameMoment(t, next, s.Next(next))
			if wait := next.Sub(from); wait > 0 { // nothing in between
				sameMoment(t, next, s.Next(from.Add(time.Duration(rng.Int64N(int64(wait))))))
				sameMoment(t, next, s.Next(next.Add(-1)))
			}
		}
	}},
	{"goes on", func(t *testing.T, s codeworm.Scheduler) {
		at := schedulerMoments()[0]
		for range 200 {
			next := s.Next(at)
			if next.IsZero() {
				return
			}
			require.False(t, next.Before(at))
			at = next.Add(1)
		}
	}},
	{"once never stays never", func(t *testing.T, s codeworm.Scheduler) {
		never := false
		for _, from := range schedulerMoments() {
			next := s.Next(from)
			require.False(t, never && !next.IsZero(), "%s for %s", next, from)
			never = next.IsZero()
		}
	}},
	{"does not depend on the zone of the question", func(t *testing.T, s codeworm.Scheduler) {
		for _, from := range schedulerMoments() {
			sameMoment(t, s.Next(from), s.Next(from.In(time.FixedZone("far", 14*3600))))
		}
	}},
	{"answers the same again, also to several", func(t *testing.T, s codeworm.Scheduler) {
		moments := schedulerMoments()
		want := make([]time.Time, len(moments))
		for i, from := range moments {
			want[i] = s.Next(from)
		}
		together(func(worker int) {
			for _, i := range rand.New(rand.NewPCG(5, uint64(worker))).Perm(len(moments)) {
				assert.True(t, want[i].Equal(s.Next(moments[i])), "%s", moments[i])
			}
		})
	}},
	{"answers about the zero time", func(t *testing.T, s codeworm.Scheduler) {
		require.False(t, s.Next(time.Time{}).Before(time.Time{}))
	}},
}
