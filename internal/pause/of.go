//go:build !faultpoint

package pause

import "time"

// Of is how long to wait where a daemon would wait for d: as long. Builds with the tag faultpoint wait less where
// CODEWORM_FAULTPAUSE says so, for tests of what takes hours.
func Of(d time.Duration) time.Duration { return d }
