// Package schedule says when pages are due: [Daily] spreads some over each day like a
// person would, [Continuous] makes one after another. A scheduler of your own needs one
// method, Next, and may wrap one of these. The interface is codeworm.Scheduler.
//
//   - config.go: [DailyConfig], its defaults and what can be wrong with it
//   - daily.go, continuous.go: the schedulers
//   - plan.go: how many pages a day has, and the minutes in which they may be due, by the clocks
//     of a time zone
//   - draw.go: the choice of minutes
package schedule
