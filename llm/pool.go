package llm

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/codeworm/codeworm"
)

// downFor is how long an endpoint that failed is left out while others are
// there. Ready ends that as soon as it succeeds.
const downFor = 30 * time.Second

// Endpoint is one of the clients of a Pool.
type Endpoint struct {
	Client codeworm.LLMClient
	// Slots is how many prompts it gets at a time; 0 means what its description
	// says, or 1.
	Slots int
}

// Pool is a codeworm.LLMClient that spreads prompts over several endpoints with the same model. A prompt goes to the
// endpoint that was sent its shared part lately, as long as that has a free slot, so that the server's prompt cache is
// used; otherwise to the one with the most free slots, and when none is free to the first that becomes so. When an endpoint
// fails, another is asked. A Pool can be used from several goroutines at a time.
type Pool struct {
	description codeworm.LLMDescription

	mu        sync.Mutex
	endpoints []*endpoint
	waiting   []*waiter // oldest first
	prompts   int
}

type endpoint struct {
	client codeworm.LLMClient
	slots  int
	busy   int
	recent []string // shared parts of the last prompts, one for each slot
	used   int      // when it last got a prompt, in prompts of the pool
	down   time.Time
}

type waiter struct {
	shared string
	not    []*endpoint // where it has been
	given  chan *endpoint
}

var (
	_ codeworm.LLMClient       = (*Pool)(nil)
	_ codeworm.LLMStreamer     = (*Pool)(nil)
	_ codeworm.LLMReadier      = (*Pool)(nil)
	_ codeworm.LLMWarmer       = (*Pool)(nil)
	_ codeworm.LLMContextSizer = (*Pool)(nil)
	_ codeworm.LLMDescriber    = (*Pool)(nil)
)

// NewPool makes a pool. The error is a *codeworm.ConfigError with all that is
// wrong with the endpoints.
func NewPool(endpoints ...Endpoint) (*Pool, error) {
	p := &Pool{}
	var problems []string
	if len(endpoints) == 0 {
		problems = append(problems, "the pool has no endpoints")
	}
	for i, e := range endpoints {
		if e.Client == nil {
			problems = append(problems, fmt.Sprintf("endpoint %d has no client", i+1))
			continue
		}
		var d codeworm.LLMDescription
		if describer, ok := e.Client.(codeworm.LLMDescriber); ok {
			d = describer.Describe()
		}
		if e.Slots == 0 {
			e.Slots = max(1, d.Parallel)
		}
		if e.Slots < 0 {
			problems = append(problems, fmt.Sprintf("endpoint %d has %d slots: it has to be positive", i+1, e.Slots))
		}
		if len(p.endpoints) == 0 {
			p.description = d
			p.description.Parallel = 0
		}
		if d.Model != p.description.Model {
			problems = append(problems, fmt.Sprintf("endpoint %d has the model %q and the first one %q: it has to be the same", i+1, d.Model, p.description.Model))
		}
		p.description.Parallel += e.Slots
		p.endpoints = append(p.endpoints, &endpoint{client: e.Client, slots: e.Slots})
	}
	if len(problems) > 0 {
		return nil, &codeworm.ConfigError{Problems: problems}
	}
	return p, nil
}

// Generate asks one endpoint, and others when that one cannot be reached, lacks the
// model or runs out of memory.
func (p *Pool) Generate(ctx context.Context, prompt codeworm.Prompt) (*codeworm.Answer, error) {
	return p.anywhere(ctx, prompt.Shared, func(c codeworm.LLMClient) (*codeworm.Answer, error) { return c.Generate(ctx, prompt) })
}

// Stream is Generate that shows the answer while it is written; all of it at once, when the endpoint cannot stream.
func (p *Pool) Stream(ctx context.Context, prompt codeworm.Prompt, on func(piece string, tokens int) bool) (*codeworm.Answer, error) {
	void := false // an endpoint that failed wrote something
	return p.anywhere(ctx, prompt.Shared, func(c codeworm.LLMClient) (*codeworm.Answer, error) {
		if void && !on("", 0) {
			return &codeworm.Answer{Model: p.description.Model, Finish: codeworm.FinishStopped}, nil
		}
		void = false
		if s, ok := c.(codeworm.LLMStreamer); ok {
			return s.Stream(ctx, prompt, func(piece string, tokens int) bool {
				void = true
				return on(piece, tokens)
			})
		}
		answer, err := c.Generate(ctx, prompt)
		if err == nil && answer != nil && !on(answer.Text, answer.AnswerTokens) {
			answer.Finish = codeworm.FinishStopped
		}
		return answer, err
	})
}

// anywhere asks endpoints one after the other, until one answers or fails in a way that speaks against the prompt.
func (p *Pool) anywhere(ctx context.Context, shared string, ask func(codeworm.LLMClient) (*codeworm.Answer, error)) (*codeworm.Answer, error) {
	var tried []*endpoint
	for {
		e, err := p.acquire(ctx, shared, tried)
		if err != nil {
			return nil, fmt.Errorf("waiting for a free slot of model %q: %w", p.description.Model, err)
		}
		answer, err := p.ask(ctx, e, ask)
		if err == nil || ctx.Err() != nil || !elsewhere(err) {
			return answer, err
		}
		tried = append(tried, e)
		if len(tried) == len(p.endpoints) {
			return nil, err
		}
	}
}

// ask asks an endpoint and gives its slot back, whatever happens.
func (p *Pool) ask(ctx context.Context, e *endpoint, ask func(codeworm.LLMClient) (*codeworm.Answer, error)) (answer *codeworm.Answer, err error) {
	failed := true // a panic included
	defer func() { p.release(e, failed) }()
	answer, err = ask(e.client)
	failed = err != nil && ctx.Err() == nil && elsewhere(err)
	return answer, err
}

// elsewhere reports whether an error speaks against the endpoint, so that another
// one may do better.
func elsewhere(err error) bool {
	return errors.Is(err, codeworm.ErrUnreachable) || errors.Is(err, codeworm.ErrTooManyRequests) || errors.Is(err, codeworm.ErrModelMissing) ||
		errors.Is(err, codeworm.ErrOutOfMemory)
}

// acquire waits for a slot on an endpoint that has not been tried.
func (p *Pool) acquire(ctx context.Context, shared string, not []*endpoint) (*endpoint, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w := &waiter{shared: shared, not: not, given: make(chan *endpoint, 1)}
	p.mu.Lock()
	p.waiting = append(p.waiting, w)
	p.serve()
	p.mu.Unlock()
	select {
	case e := <-w.given:
		return e, nil
	case <-ctx.Done():
	}
	p.mu.Lock()
	p.waiting = slices.DeleteFunc(p.waiting, func(other *waiter) bool { return other == w })
	p.mu.Unlock()
	select {
	case e := <-w.given: // in the same moment
		p.release(e, false)
	default:
	}
	return nil, ctx.Err()
}

func (p *Pool) release(e *endpoint, failed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e.busy--
	e.down = time.Time{}
	if failed {
		e.down = time.Now().Add(downFor)
	}
	p.serve()
}

// serve gives free slots to those who wait, in their order. The lock is held.
func (p *Pool) serve() {
	p.waiting = slices.DeleteFunc(p.waiting, func(w *waiter) bool {
		e := p.choose(w)
		if e == nil {
			return false
		}
		e.busy++
		p.prompts++
		e.used = p.prompts
		e.note(w.shared)
		w.given <- e
		return true
	})
}

// choose is the best endpoint for the waiter that has a free slot; nil when none has.
// Endpoints that are down are for those who have no other.
func (p *Pool) choose(w *waiter) *endpoint {
	var up, rest []*endpoint
	now := time.Now()
	for _, e := range p.endpoints {
		switch {
		case slices.Contains(w.not, e):
		case now.Before(e.down):
			rest = append(rest, e)
		default:
			up = append(up, e)
		}
	}
	if len(up) == 0 {
		up = rest
	}
	var best *endpoint
	for _, e := range up {
		if e.busy < e.slots && (best == nil || e.betterThan(best, w.shared)) {
			best = e
		}
	}
	return best
}

func (e *endpoint) betterThan(other *endpoint, shared string) bool {
	if knows := e.knows(shared); knows != other.knows(shared) {
		return knows
	}
	if free, others := e.slots-e.busy, other.slots-other.busy; free != others {
		return free > others
	}
	return e.used < other.used
}

func (e *endpoint) knows(shared string) bool {
	return shared != "" && slices.Contains(e.recent, shared)
}

// note remembers the shared part as the latest.
func (e *endpoint) note(shared string) {
	if shared == "" {
		return
	}
	e.recent = slices.DeleteFunc(e.recent, func(other string) bool { return other == shared })
	e.recent = append(e.recent, shared)
	if len(e.recent) > e.slots {
		e.recent = e.recent[1:]
	}
}

// each calls f for every endpoint at the same time and returns the errors in
// the endpoints' order.
func (p *Pool) each(f func(e *endpoint) error) []error {
	errs := make([]error, len(p.endpoints))
	var group sync.WaitGroup
	for i, e := range p.endpoints {
		group.Go(func() { errs[i] = f(e) })
	}
	group.Wait()
	return errs
}

// anyOf is nil when one of the errors is. Otherwise it is one that a person has to
// act on, or the first.
func anyOf(errs []error) error {
	if slices.Contains(errs, nil) {
		return nil
	}
	if i := slices.IndexFunc(errs, func(err error) bool { return errors.Is(err, codeworm.ErrModelMissing) }); i >= 0 {
		return errs[i]
	}
	return errs[0]
}

// Ready is nil when at least one endpoint is ready; an endpoint that cannot say is.
func (p *Pool) Ready(ctx context.Context) error {
	return anyOf(p.each(func(e *endpoint) error {
		var err error
		if r, ok := e.client.(codeworm.LLMReadier); ok {
			err = r.Ready(ctx)
		}
		if err == nil {
			p.mu.Lock()
			defer p.mu.Unlock()
			e.down = time.Time{}
			p.serve()
		}
		return err
	}))
}

// Warm loads the model at every endpoint. It succeeds when one does.
func (p *Pool) Warm(ctx context.Context) error {
	return anyOf(p.each(func(e *endpoint) error {
		if w, ok := e.client.(codeworm.LLMWarmer); ok {
			return w.Warm(ctx)
		}
		return nil
	}))
}

// ContextTokens is the smallest context of the endpoints that answer. Those
// that cannot say do not count, as long as one can.
func (p *Pool) ContextTokens(ctx context.Context) (int, error) {
	sizes := make([]int, len(p.endpoints))
	errs := p.each(func(e *endpoint) error {
		s, ok := e.client.(codeworm.LLMContextSizer)
		if !ok {
			return errNoSize
		}
		var err error
		sizes[slices.Index(p.endpoints, e)], err = s.ContextTokens(ctx)
		return err
	})
	if err := anyOf(errs); err != nil {
		return 0, err
	}
	smallest := 0
	for i, size := range sizes {
		if errs[i] == nil && (smallest == 0 || size < smallest) {
			smallest = size
		}
	}
	return smallest, nil
}

var errNoSize = errors.New("llm: no endpoint of the pool can tell the size of its context")

// Describe is the description of the first endpoint, with the slots of all.
func (p *Pool) Describe() codeworm.LLMDescription { return p.description }

// Close closes the idle connections of all endpoints. The pool can still be used.
func (p *Pool) Close() {
	for _, e := range p.endpoints {
		if c, ok := e.client.(interface{ Close() }); ok {
			c.Close()
		}
	}
}
