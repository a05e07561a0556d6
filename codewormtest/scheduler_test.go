package codewormtest_test

import (
	"testing"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
)

func TestTimesConformance(t *testing.T) {
	var times codewormtest.Times
	for i := range 100 {
		times = append(times, time.Date(2025, 6, 1, i*7, i, 0, 0, time.UTC))
	}
	codewormtest.TestScheduler(t, func() codeworm.Scheduler { return times })
	codewormtest.TestScheduler(t, func() codeworm.Scheduler { return codewormtest.Times(nil) })
}
