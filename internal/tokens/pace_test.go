package tokens

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

type memory map[string][]byte

func (m memory) CacheGet(_ context.Context, bucket, name string) ([]byte, error) {
	return m[bucket+"/"+name], nil
}

func (m memory) CachePut(_ context.Context, bucket, name string, value []byte) error {
	m[bucket+"/"+name] = value
	return nil
}

func TestPacesLearnAndRemember(t *testing.T) {
	ctx, cache := t.Context(), memory{}
	p := NewPaces(cache)
	assert.Zero(t, p.Of(ctx, "m"))
	p.Learn(ctx, "m", 300, 10*time.Second, 60, 10*time.Second, true)
	assert.Equal(t, Pace{30, 6}, p.Of(ctx, "m"), "the first measure is believed")
	p.Learn(ctx, "m", 10, time.Microsecond, 0, 0, true)
	assert.Equal(t, Pace{30, 6}, p.Of(ctx, "m"), "a few tokens say nothing")
	for range 40 {
		p.Learn(ctx, "m", 600, 10*time.Second, 120, 10*time.Second, true)
	}
	assert.InDelta(t, 60, p.Of(ctx, "m").Reads, 0.1)
	assert.InDelta(t, 12, p.Of(ctx, "m").Writes, 0.1)
	assert.Equal(t, p.Of(ctx, "m"), NewPaces(cache).Of(ctx, "m"), "a restart loses nothing")
	p.Learn(ctx, "dry", 300, 10*time.Second, 60, 10*time.Second, false)
	assert.Zero(t, NewPaces(cache).Of(ctx, "dry"))
	cache[paceBucket+"/bad"] = []byte("fast")
	assert.Zero(t, NewPaces(cache).Of(ctx, "bad"))
}

func TestBudgetWithin(t *testing.T) {
	fresh := func() *Budget { return NewBudget(16384, Answer{Tokens: 600}) }
	for _, c := range []struct {
		limit          time.Duration
		pace           Pace
		prompt, answer int
	}{
		{0, Pace{30, 6}, 15584, 600},
		{time.Minute, Pace{}, 15584, 600},
		{5 * time.Minute, Pace{1000, 100}, 15584, 600},
		{5 * time.Minute, Pace{30, 6}, 6000, 600},
		{2 * time.Minute, Pace{30, 6}, 1080, 504},
		{10 * time.Second, Pace{30, 6}, leastPrompt, leastAnswer},
	} {
		b := fresh()
		b.Within(c.limit, c.pace)
		assert.Equal(t, []int{c.prompt, c.answer}, []int{b.Prompt, b.Answer}, "%v at %v", c.limit, c.pace)
		if c.limit >= 2*time.Minute {
			assert.LessOrEqual(t, float64(b.Prompt)/c.pace.Reads+float64(b.Answer)/c.pace.Writes, c.limit.Seconds())
		}
	}
}
