package codeworm

import "time"

// Scheduler says when pages are due.
//
// Next returns the first moment at or after the given one when a page is due,
// or the zero time when none ever will be. It only answers: it keeps no timers
// and starts no goroutines. The same question asked twice has the same
// answer, also from several goroutines and, for schedulers with a fixed seed, in another process.
// A moment that passes while a page is being written, or while the machine sleeps, is not made up for.
type Scheduler interface {
	Next(from time.Time) time.Time
}

// Continuous is the scheduler that is always due: one page after another, for
// filling a backlog.
type Continuous struct{}

// BatchScheduler is a Scheduler whose pages are due in numbers: Run makes up to so many in one
// go, those about one file one after another, on all slots that the model has.
type BatchScheduler interface {
	Batch() int
}

// continuousBatch is enough for the slots to be busy and few enough to look at the repositories
// again from time to time.
const continuousBatch = 256

// Batch is 256.
func (Continuous) Batch() int { return continuousBatch }

// Next returns from.
func (Continuous) Next(from time.Time) time.Time { return from }
