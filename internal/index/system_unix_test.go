//go:build unix

package index_test

import (
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// cpuSeconds is the processor time that the process and the programs it ran have used.
func cpuSeconds(t testing.TB) float64 {
	sum := 0.0
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		require.NoError(t, syscall.Getrusage(who, &u))
		sum += float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
	}
	return sum
}

// maxMemoryKB is the greatest resident memory of a process that ended, in kilobytes.
func maxMemoryKB(t testing.TB, cmd *exec.Cmd) int64 {
	u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	require.True(t, ok)
	if runtime.GOOS == "darwin" {
		return u.Maxrss / 1000
	}
	return u.Maxrss
}

// withoutRights makes a program run as a user without rights, when the tests run as one with all of them.
func withoutRights(_ testing.TB, cmd *exec.Cmd) {
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
}
