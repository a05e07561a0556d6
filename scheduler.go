package codeworm

import (
	"time"
)

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

// BatchScheduler is a Scheduler that asks for pages in batches: at each moment of Next, Run makes up
// to Batch pages instead of one, those about one file one after another, on all slots that the
// model has. Run asks for the size once, when it starts; less than 1 counts as 1.
type BatchScheduler interface {
	Batch() int
}
