//go:build unix && !linux

package worker

import (
	"runtime"
	"syscall"
)

// memory is the most bytes that this process ever held.
func memory() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return int64(u.Maxrss) // in bytes there, in kilobytes elsewhere
	}
	return int64(u.Maxrss) << 10
}

// limitMemory keeps a crash from writing a core file. These systems do not hold a process to a limit of its data.
func limitMemory(int64) {
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
}
