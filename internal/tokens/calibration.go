package tokens

import (
	"context"
	"strconv"
	"sync"
)

// Calibration knows how many bytes of text a token of the model stands for. It
// begins with a cautious guess and learns from what the server counts; the store
// remembers it where it can.
type Calibration struct {
	cache Cache // nil when there is none

	mu     sync.Mutex
	ratios map[string]float64 // by model
	most   map[string]float64 // the greatest ratio that was seen, by model
}

// Cache is where ratios are kept over restarts.
type Cache interface {
	CacheGet(ctx context.Context, bucket, name string) ([]byte, error)
	CachePut(ctx context.Context, bucket, name string, value []byte) error
}

// New returns a calibration that remembers its ratios in the cache, which may be nil.
func New(cache Cache) *Calibration {
	return &Calibration{cache: cache, ratios: map[string]float64{}, most: map[string]float64{}}
}

const (
	// BytesPerToken is a cautious guess of how much text a token stands for:
	// nineteen of twenty Go files have more.
	BytesPerToken = 2.5
	// maxBytesPerToken bounds what is believed of a server's counts.
	maxBytesPerToken = 5.0
	minBytesPerToken = 0.5
	// calibrationGain is how fast a greater ratio is believed; a smaller one, which
	// could make a prompt too long, is believed at once.
	calibrationGain = 0.2
	// calibrationMargin keeps a prompt of denser text than those before in bounds.
	calibrationMargin = 0.95

	calibrationBucket = "bytes per token"
)

// Ratio is how many bytes to count for a token of the model.
func (c *Calibration) Ratio(ctx context.Context, model string) float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.load(ctx, model) * calibrationMargin
}

func (c *Calibration) load(ctx context.Context, model string) float64 {
	if r, ok := c.ratios[model]; ok {
		return r
	}
	r := BytesPerToken
	if c.cache != nil {
		if value, err := c.cache.CacheGet(ctx, calibrationBucket, model); err == nil && value != nil {
			if stored, err := strconv.ParseFloat(string(value), 64); err == nil && stored >= minBytesPerToken && stored <= maxBytesPerToken {
				r = stored
			}
		}
	}
	c.ratios[model] = r
	return r
}

// Learn notes that the server counted so many tokens for a prompt. A count of 0
// says nothing.
func (c *Calibration) Learn(ctx context.Context, model string, bytes, tokens int, keep bool) {
	if tokens <= 0 || bytes <= 0 {
		return
	}
	seen := min(max(float64(bytes)/float64(tokens), minBytesPerToken), maxBytesPerToken)
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.load(ctx, model)
	if seen < r {
		r = seen
	} else {
		r += (seen - r) * calibrationGain
	}
	c.most[model] = max(c.most[model], seen)
	c.set(ctx, model, r, keep)
}

// Bound notes that so many bytes are at least so many tokens.
func (c *Calibration) Bound(ctx context.Context, model string, bytes, tokens int, keep bool) {
	if tokens <= 0 || bytes <= 0 {
		return
	}
	limit := max(float64(bytes)/float64(tokens), minBytesPerToken)
	c.mu.Lock()
	defer c.mu.Unlock()
	if limit < c.load(ctx, model) {
		c.set(ctx, model, limit, keep)
	}
}

// Greatest is the greatest ratio that the server's counts showed for the model; 0 when there were none.
func (c *Calibration) Greatest(model string) float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.most[model]
}

// set notes a ratio. The lock is held.
func (c *Calibration) set(ctx context.Context, model string, r float64, keep bool) {
	c.ratios[model] = r
	if c.cache != nil && keep {
		// Losing it costs one prompt that is asked twice.
		_ = c.cache.CachePut(ctx, calibrationBucket, model, strconv.AppendFloat(nil, r, 'f', 3, 64))
	}
}
