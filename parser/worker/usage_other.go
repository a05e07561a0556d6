//go:build !unix

package worker

import "time"

// cpuTime is not known: the time on the wall has to do.
func cpuTime() (time.Duration, bool) { return 0, false }
