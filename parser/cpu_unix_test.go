//go:build unix

package parser_test

import (
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// cpuSeconds is the processor time that the process has used.
func cpuSeconds(t testing.TB) float64 {
	var u syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}
