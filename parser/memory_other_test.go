//go:build !linux

package parser_test

import "testing"

func residentKB(t *testing.T) int {
	t.Skip("needs real part: /proc/self/statm")
	return 0
}
