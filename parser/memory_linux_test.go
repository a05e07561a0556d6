package parser_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// residentKB is how much memory the process holds.
func residentKB(t *testing.T) int {
	data, err := os.ReadFile("/proc/self/statm")
	require.NoError(t, err)
	var size, resident int
	_, err = fmt.Sscan(string(data), &size, &resident)
	require.NoError(t, err)
	return resident * os.Getpagesize() >> 10
}
