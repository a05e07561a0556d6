// Package pause says how long to wait before something is tried again.
package pause

import "time"

// Doubled is the base doubled the given number of times, at most the limit.
func Doubled(base time.Duration, times int, limit time.Duration) time.Duration {
	for range times {
		if base *= 2; base >= limit {
			return limit
		}
	}
	return min(base, limit)
}
