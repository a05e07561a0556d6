package schedule

import "time"

// Continuous is the scheduler that is always due: one page after another, for
// filling a backlog.
type Continuous struct{}

// continuousBatch is enough for the slots to be busy and few enough to look at the repositories
// again from time to time.
const continuousBatch = 256

// Batch is 256.
func (Continuous) Batch() int { return continuousBatch }

// Next returns from.
func (Continuous) Next(from time.Time) time.Time { return from }
