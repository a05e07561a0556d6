package tokens

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCalibration(t *testing.T) {
	ctx := t.Context()
	c := New(nil)
	assert.InDelta(t, 2.5*0.95, c.Ratio(ctx, "m"), 1e-9)
	c.Learn(ctx, "m", 1000, 1000, true)
	assert.InDelta(t, 0.95, c.Ratio(ctx, "m"), 1e-9, "a smaller ratio is believed at once")
	for range 60 {
		c.Learn(ctx, "m", 4000, 1000, true)
	}
	assert.InDelta(t, 4*0.95, c.Ratio(ctx, "m"), 0.01, "a greater one by and by")
	c.Learn(ctx, "m", 4000, 0, true)
	assert.InDelta(t, 4*0.95, c.Ratio(ctx, "m"), 0.01, "no count says nothing")
	c.Learn(ctx, "m", 1000, 1_000_000, true)
	assert.InDelta(t, 0.5*0.95, c.Ratio(ctx, "m"), 1e-9)
	assert.InDelta(t, 2.5*0.95, c.Ratio(ctx, "other"), 1e-9)
}
