// Package pusher sends what gathers to somewhere that may be away, once at a time, until all of it is sent.
package pusher

import (
	"context"
	"regexp"
	"sync"
	"time"

	"github.com/codeworm/codeworm/internal/pause"
)

// The wait before what could not be sent is sent again: a minute, doubled up to half an hour.
const (
	firstWait = time.Minute
	lastWait  = 30 * time.Minute
)

// Pusher calls a function that sends everything there is. Its methods can be called from several goroutines at a time.
type Pusher struct {
	send func(context.Context) error
	tell func(err error)

	mu              sync.Mutex // guards what follows
	running, wanted bool
	failed          error // why the last try failed; nil when it did not
	tries           int   // that failed
	again           time.Time
}

// New returns a pusher. The function tell is called when sending begins to fail, or fails for another reason, and with nil when it
// succeeds again.
func New(send func(context.Context) error, tell func(err error)) *Pusher {
	return &Pusher{send: send, tell: tell}
}

// Push sends what there is. When somebody is just sending, what came meanwhile goes with the next. After a failure it waits a growing time
// before it tries again, unless now is set.
func (p *Pusher) Push(ctx context.Context, now bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wanted = true
	if p.running || !now && p.failed != nil && time.Now().Before(p.again) {
		return
	}
	p.running = true
	defer func() { p.running = false }()
	for p.wanted && ctx.Err() == nil {
		p.wanted = false
		if p.once(ctx) != nil {
			return
		}
	}
}

// once sends, and tells what changed. The lock is held, but while it sends.
func (p *Pusher) once(ctx context.Context) error {
	p.mu.Unlock()
	err := p.send(ctx)
	p.mu.Lock()
	before := p.failed
	switch {
	case err != nil && ctx.Err() != nil:
		p.wanted = true
	case err != nil:
		p.again = time.Now().Add(pause.Of(pause.Doubled(firstWait, p.tries, lastWait)))
		p.tries++
		if p.failed = err; before == nil || reason(before) != reason(err) {
			p.tell(err)
		}
	default:
		if p.failed, p.tries = nil, 0; before != nil {
			p.tell(nil)
		}
	}
	return err
}

// varying are words that may be others each time that something fails for the same reason: hashes, times, numbers of requests.
var varying = regexp.MustCompile(`\w*\d\w*`)

// reason is what an error says, without what may vary.
func reason(err error) string { return varying.ReplaceAllString(err.Error(), "") }

// Next is when to try again what could not be sent; ok is false when the last try succeeded.
func (p *Pusher) Next() (at time.Time, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.again, p.failed != nil
}

// PushIfDue tries again what could not be sent, when it is time.
func (p *Pusher) PushIfDue(ctx context.Context) {
	if at, ok := p.Next(); ok && !time.Now().Before(at) {
		p.Push(ctx, true)
	}
}

// Finish sends what was not tried yet, and returns why not everything is sent.
func (p *Pusher) Finish(ctx context.Context) error {
	p.mu.Lock()
	wanted := p.wanted
	p.mu.Unlock()
	if wanted && ctx.Err() == nil {
		p.Push(ctx, true)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.failed
}
