//go:build unix

package worker

import (
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// cpuSeconds is the processor time that this process, or the children that it has waited for, have used.
func cpuSeconds(t testing.TB, children bool) float64 {
	who := syscall.RUSAGE_SELF
	if children {
		who = syscall.RUSAGE_CHILDREN
	}
	var u syscall.Rusage
	require.NoError(t, syscall.Getrusage(who, &u))
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
