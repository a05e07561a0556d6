//go:build !unix

package index_test

import (
	"os/exec"
	"testing"
)

func cpuSeconds(t testing.TB) float64 {
	t.Skip("needs real part: a system that tells how much processor time a process has used")
	return 0
}

func maxMemoryKB(t testing.TB, _ *exec.Cmd) int64 {
	t.Skip("needs real part: a system that tells how much memory a process has used")
	return 0
}

func withoutRights(t testing.TB, _ *exec.Cmd) {
	t.Skip("needs real part: a system where a file can be closed to its owner")
}
