//go:build !unix

package parser_test

import "testing"

func cpuSeconds(t testing.TB) float64 {
	t.Skip("needs real part: getrusage")
	return 0
}
