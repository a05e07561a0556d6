package worker

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

// memory is the number of bytes that this process has to itself: what it shares with the program that started it does not count.
func memory() int64 {
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var size, resident, shared int64
	if _, err := fmt.Sscan(string(data), &size, &resident, &shared); err != nil {
		return 0
	}
	return (resident - shared) * int64(os.Getpagesize())
}

// limitMemory lets the system refuse what goes beyond so many bytes more than this process has asked for already, and end this
// process before others where memory runs out. Where either cannot be had the watch alone holds.
func limitMemory(more int64) {
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte("1000"), 0)
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return
	}
	for line := range strings.Lines(string(status)) {
		var kilobytes int64
		if _, err := fmt.Sscanf(line, "VmData: %d kB", &kilobytes); err == nil {
			limit := uint64(kilobytes<<10 + more)
			_ = syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: limit, Max: limit})
		}
	}
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) // a crash must not write a core file
}
