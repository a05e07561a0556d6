package tokens

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
)

// Pace is how fast a model's server works, in tokens a second; 0 where that is not known yet.
type Pace struct{ Reads, Writes float64 }

// Paces knows the pace of each model. It learns from what the server reports; a cache remembers that, if there is
// one. It is safe for concurrent use.
type Paces struct {
	cache Cache // nil when there is none

	mu    sync.Mutex
	known map[string]Pace // by model
}

// NewPaces returns paces that are remembered in the cache, which may be nil.
func NewPaces(cache Cache) *Paces { return &Paces{cache: cache, known: map[string]Pace{}} }

const (
	paceBucket = "tokens a second" // of the cache
	paceFormat = "%g %g"
	paceGain   = 0.3 // how much of the way to a new measure one answer leads
	// leastMeasured is how many tokens are needed to tell a pace from them.
	leastMeasured = 50
)

// Of returns the model's pace.
func (p *Paces) Of(ctx context.Context, model string) Pace {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.load(ctx, model)
}

// load returns the model's pace, from the cache when it is asked for the first time. The lock is held.
func (p *Paces) load(ctx context.Context, model string) Pace {
	if pace, ok := p.known[model]; ok {
		return pace
	}
	var pace Pace
	if p.cache != nil {
		if value, err := p.cache.CacheGet(ctx, paceBucket, model); err == nil && value != nil {
			var stored Pace
			if n, err := fmt.Fscanf(strings.NewReader(string(value)), paceFormat, &stored.Reads, &stored.Writes); n == 2 && err == nil && stored.Reads >= 0 && stored.Writes >= 0 {
				pace = stored
			}
		}
	}
	p.known[model] = pace
	return pace
}

// Learn notes that the server read and wrote so many tokens in so much time. Only tokens that were really read count, not those that
// it still had in its prompt cache. With keep, the cache remembers what follows.
func (p *Paces) Learn(ctx context.Context, model string, read int, reading time.Duration, wrote int, writing time.Duration, keep bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := p.load(ctx, model)
	after := Pace{blend(before.Reads, read, reading), blend(before.Writes, wrote, writing)}
	if after == before {
		return
	}
	p.known[model] = after
	if p.cache != nil && keep {
		// To lose it costs a page that takes longer than it should.
		_ = p.cache.CachePut(ctx, paceBucket, model, fmt.Appendf(nil, paceFormat, after.Reads, after.Writes))
	}
}

// blend moves a pace towards that of so many tokens in so much time.
func blend(pace float64, tokens int, took time.Duration) float64 {
	if tokens < leastMeasured || took <= 0 {
		return pace
	}
	measured := float64(tokens) / took.Seconds()
	if pace == 0 {
		return measured
	}
	return pace + (measured-pace)*paceGain
}

// What is left of prompt and answer where a server is so slow that even these take longer than a page may: with less, no page
// comes of it.
const (
	leastPrompt = 1000
	leastAnswer = 200
	answerShare = 0.7 // of a page's time
)

// Within makes prompt and answer short enough for a page that may take so long, at the server's pace. The answer has the larger
// part of the time, since a token of it takes several times as long as one of the prompt.
func (b *Budget) Within(limit time.Duration, pace Pace) {
	if limit <= 0 || pace.Writes <= 0 || pace.Reads <= 0 {
		return
	}
	seconds := limit.Seconds()
	b.Answer = min(b.Answer, max(leastAnswer, int(seconds*answerShare*pace.Writes)))
	left := seconds - float64(b.Answer)/pace.Writes
	b.Prompt = min(b.Prompt, max(leastPrompt, int(left*pace.Reads)))
}
