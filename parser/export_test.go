package parser

import "time"

// SetTimeLimit sets what one file may cost, and returns what it was.
func SetTimeLimit(d time.Duration) (before time.Duration) {
	before, limits.Time = limits.Time, d
	return before
}
