//go:build !faultpoint

package faultpoint

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Ordinary builds read no environment, and do nothing.
func TestAt(t *testing.T) {
	t.Setenv("CODEWORM_FAULTPOINT", "step:1:kill")
	At("step")
	assert.Zero(t, testing.AllocsPerRun(10, func() { At("step") }))
}
