package tokens

import (
	"context"
	"strconv"
	"sync"
)

// Calibration knows, for each model, how many bytes of text one of its tokens stands for. It
// begins with a cautious guess and learns from what the server counts; a cache
// remembers that, if there is one. It is safe for concurrent use.
type Calibration struct {
	cache Cache // nil when there is none

	mu     sync.Mutex
	ratios map[string]float64 // by model
	most   map[string]float64 // the greatest ratio that was seen, by model
}

// Cache keeps ratios across restarts. CacheGet returns nil for what it does not have.
type Cache interface {
	CacheGet(ctx context.Context, bucket, name string) ([]byte, error)
	CachePut(ctx context.Context, bucket, name string, value []byte) error
}

// New returns a calibration that remembers its ratios in the cache, which may be nil.
func New(cache Cache) *Calibration {
	return &Calibration{cache: cache, ratios: map[string]float64{}, most: map[string]float64{}}
}

const (
	// BytesPerToken is a cautious guess of how many bytes a token stands for, where nothing was
	// counted yet: nineteen of twenty Go files have more.
	BytesPerToken = 2.5
	// minBytesPerToken and maxBytesPerToken bound what is believed of a server's counts.
	minBytesPerToken = 0.5
	maxBytesPerToken = 5.0
	// gain is how much of the way to a greater ratio one count leads. A smaller ratio, which
	// could make a prompt too long, is believed at once.
	gain = 0.2
	// margin keeps a prompt in bounds whose text is denser than that of those before.
	margin = 0.95

	bucket = "bytes per token" // of the cache
)

// Ratio returns how many bytes to expect in a token of the model, with a margin for text that is
// denser than what was counted.
func (c *Calibration) Ratio(ctx context.Context, model string) float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.load(ctx, model) * margin
}

// load returns the model's ratio, from the cache when it is asked for the first time. The lock is held.
func (c *Calibration) load(ctx context.Context, model string) float64 {
	if r, ok := c.ratios[model]; ok {
		return r
	}
	r := BytesPerToken
	if c.cache != nil {
		if value, err := c.cache.CacheGet(ctx, bucket, model); err == nil && value != nil {
			if stored, err := strconv.ParseFloat(string(value), 64); err == nil && stored >= minBytesPerToken && stored <= maxBytesPerToken {
				r = stored
			}
		}
	}
	c.ratios[model] = r
	return r
}

// Learn notes how many tokens the server counted in a prompt of a length in bytes; a count of 0
// says nothing. With keep, the cache remembers what follows from it.
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
		r += (seen - r) * gain
	}
	c.most[model] = max(c.most[model], seen)
	c.set(ctx, model, r, keep)
}

// Bound notes that the model's ratio is no greater than that of a text in bytes to tokens: the server refused
// the text because it has more tokens, or no longer one is known to fit into them. With keep, the
// cache remembers it.
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

// Greatest returns the greatest ratio that the server's counts have shown for the model; 0 before there is one.
func (c *Calibration) Greatest(model string) float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.most[model]
}

// set notes the model's ratio. The lock is held.
func (c *Calibration) set(ctx context.Context, model string, r float64, keep bool) {
	c.ratios[model] = r
	if c.cache != nil && keep {
		// To lose it costs one prompt that is asked twice.
		_ = c.cache.CachePut(ctx, bucket, model, strconv.AppendFloat(nil, r, 'f', 3, 64))
	}
}
