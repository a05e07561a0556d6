package schedule_test

import (
	"fmt"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/schedule"
)

// With a seed, the plan of a day is always the same.
func ExampleNewDaily() {
	daily, err := schedule.NewDaily(schedule.DailyConfig{MinPerDay: 3, MaxPerDay: 5, Location: time.UTC, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	friday := time.Date(2026, 2, 27, 0, 0, 0, 0, time.UTC)
	for _, due := range daily.Day(friday) {
		fmt.Println(due.Format("15:04"))
	}
	fmt.Println("after 20:00:", daily.Next(friday.Add(20*time.Hour)).Format("Mon 15:04"))
	// Output:
	// 08:27
	// 14:14
	// 16:31
	// 20:58
	// after 20:00: Fri 20:58
}

// workdays is a scheduler without weekends and holidays.
type workdays struct {
	codeworm.Scheduler
	holidays map[string]bool // by date
}

// Next passes over what the scheduler inside has for days off.
func (w workdays) Next(from time.Time) time.Time {
	for {
		due := w.Scheduler.Next(from)
		if due.IsZero() || !w.off(due) {
			return due
		}
		year, month, day := due.Date()
		from = time.Date(year, month, day+1, 0, 0, 0, 0, due.Location())
	}
}

func (w workdays) off(t time.Time) bool {
	return t.Weekday() == time.Saturday || t.Weekday() == time.Sunday || w.holidays[t.Format(time.DateOnly)]
}

// A scheduler that wraps another changes its Next and nothing else.
func ExampleDaily_Next_wrapped() {
	daily, err := schedule.NewDaily(schedule.DailyConfig{MinPerDay: 2, MaxPerDay: 2, Location: time.UTC, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	scheduler := workdays{daily, map[string]bool{"2026-04-06": true}} // Easter Monday
	at := time.Date(2026, 4, 3, 0, 0, 0, 0, time.UTC)
	for range 4 {
		at = scheduler.Next(at)
		fmt.Println(at.Format("Mon 2 Jan 15:04"))
		at = at.Add(time.Minute)
	}
	// Output:
	// Fri 3 Apr 11:30
	// Fri 3 Apr 21:05
	// Tue 7 Apr 13:23
	// Tue 7 Apr 22:13
}
