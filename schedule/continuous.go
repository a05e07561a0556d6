package schedule

import "time"

// Continuous is the scheduler that is always due: one page after another, for
// filling a backlog. It implements codeworm.Scheduler and codeworm.BatchScheduler.
type Continuous struct{}

// continuousBatch is enough to keep the model busy and few enough that the repositories are
// looked at again from time to time.
const continuousBatch = 256

// Batch returns 256.
func (Continuous) Batch() int { return continuousBatch }

// Next returns from.
func (Continuous) Next(from time.Time) time.Time { return from }
