package codeworm

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Scheduler says when pages are due.
//
// Next returns the first moment at or after the given one when a page is due,
// or the zero time when none ever will be. It only answers: it keeps no timers
// and starts no goroutines. The same question asked twice has the same
// answer, also from several goroutines and, for schedulers with a fixed seed, in another process.
// A moment that passes while a page is being written, or while the machine sleeps, is not made up for.
type Scheduler interface {
	Next(from time.Time) time.Time
}

// BatchScheduler is a Scheduler that asks for pages in batches: at each moment of Next, Run makes up
// to Batch pages instead of one, those about one file one after another, on all slots that the
// model has. Run asks for the size once, when it starts; less than 1 counts as 1.
type BatchScheduler interface {
	Batch() int
}

// outage is a part that Run waits for.
type outage struct {
	since time.Time
	tries int
}

// hopeless reports whether nobody can wait for the end of a failure of the start: there is no such model, or a part refuses what it
// was configured with.
func hopeless(err error) bool {
	if errors.Is(err, ErrModelMissing) || errors.Is(err, ErrRefused) && !refusesAll(err) || isA[*ConfigError](err) {
		return true
	}
	return startFault(err) == FaultTarget
}

// startFault is whose fault a failure of the start is: no target has had its turn.
func startFault(err error) Fault {
	fault := FaultOf(err)
	if fault == FaultTarget && isA[*LLMError](err) {
		return FaultModel
	}
	return fault
}

// patiently takes a step of the start, again and again until what keeps it from succeeding is over.
func (d *Daemon) patiently(ctx context.Context, step func(context.Context) error) error {
	waited := FaultNone
	for {
		err := step(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil:
			d.back(waited)
			return nil
		case hopeless(err):
			return err
		}
		if fault := startFault(err); fault != waited {
			d.back(waited)
			waited = fault
		}
		if err := sleep(ctx, d.waitFor(waited, err)); err != nil {
			return err
		}
	}
}

// pauseAfter is how long Run waits after it made, or tried to make, pages.
func (d *Daemon) pauseAfter(err error) time.Duration {
	fault, failures := FaultOf(err), d.Stats().backoff()
	switch {
	case err == nil:
		for _, part := range []Fault{FaultModel, FaultSink, FaultStore, FaultSource, FaultMachine} {
			d.back(part)
		}
		return 0
	case errors.Is(err, ErrNothingDue), errors.Is(err, ErrPageBlocked):
		d.back(FaultStore)
		d.back(FaultSource)
		return d.config.IdleWait // not again at once, whatever the scheduler thinks
	case isA[*AlikeError](err):
		return d.breaker.pause()
	case fault == FaultTarget, fault == FaultNone:
		d.config.Logger.Error("cycle failed", "error", err)
		return max(failures, time.Second)
	}
	return d.waitFor(fault, err)
}

// waitFor notes that a part failed, and returns how long to wait until it is tried again: two seconds at first, doubled up to
// five minutes, or longer where it says so itself.
func (d *Daemon) waitFor(fault Fault, err error) time.Duration {
	d.mu.Lock()
	tries := 0
	if o := d.outages[fault]; o != nil {
		tries = o.tries
	}
	d.mu.Unlock()
	wait := max(doubled(d.firstWait(), tries, lastModelWait), retryAfter(err))
	d.tellAway(fault, err, wait)
	return wait
}

// tellAway notes that a part failed. It reports whether that was told, which it is once until the part is back.
func (d *Daemon) tellAway(fault Fault, err error, wait time.Duration) bool {
	d.mu.Lock()
	o := d.outages[fault]
	first := o == nil
	if first {
		o = &outage{since: time.Now()}
		d.outages[fault] = o
	}
	o.tries++
	d.mu.Unlock()
	if first {
		err = d.concealError(err)
		d.config.Logger.Warn("waiting", "for", string(fault), "error", err, "retry_in", wait)
		d.events.send(Away{Fault: fault, Err: err, RetryIn: wait})
	}
	return first
}

// isAway reports whether a part is known to be away.
func (d *Daemon) isAway(fault Fault) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.outages[fault] != nil
}

// back tells that a part is there again, if it was away.
func (d *Daemon) back(fault Fault) {
	d.mu.Lock()
	o := d.outages[fault]
	delete(d.outages, fault)
	d.mu.Unlock()
	if o != nil {
		after := time.Since(o.since)
		d.config.Logger.Info("back", "what", string(fault), "after", after.Round(time.Second), "tries", o.tries)
		d.events.send(Back{Fault: fault, After: after})
	}
}

// retryAfter is after which time a server wants to be asked again; 0 when it did not say.
func retryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*LLMError](err); ok {
		return e.RetryAfter
	}
	return 0
}

// The wait before what could not be pushed is pushed again: a minute, doubled up to half an hour.
const (
	firstPush = time.Minute
	lastPush  = 30 * time.Minute
)

// pushing is what is known about the sink's remote.
type pushing struct {
	running, wanted bool
	failed          error // why the last push failed; nil when it did not
	tries           int   // that failed
	again           time.Time
}

// push sends what the sink has to its remote, once at a time: what is published meanwhile goes with the next. A failure is not a
// page's: it is told, and after a growing wait, or when now is set, everything is sent.
func (d *Daemon) push(ctx context.Context, now bool) {
	p, ok := d.config.Sink.(SinkPusher)
	if !ok || d.config.DryRun {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.pushing.wanted = true
	if d.pushing.running || !now && d.pushing.failed != nil && time.Now().Before(d.pushing.again) {
		return
	}
	d.pushing.running = true
	defer func() { d.pushing.running = false }()
	for d.pushing.wanted && ctx.Err() == nil {
		d.pushing.wanted = false
		if err := d.pushOnce(ctx, p); err != nil {
			return
		}
	}
}

// pushOnce pushes and tells what changed. The daemon's lock is held, but while the sink works.
func (d *Daemon) pushOnce(ctx context.Context, p SinkPusher) error {
	d.mu.Unlock()
	err := p.Push(ctx)
	d.mu.Lock()
	before := d.pushing.failed
	switch {
	case err != nil && ctx.Err() != nil:
		d.pushing.wanted = true
	case err != nil:
		d.pushing.again = time.Now().Add(doubled(firstPush, d.pushing.tries, lastPush))
		d.pushing.tries++
		if d.pushing.failed = err; before == nil || before.Error() != err.Error() {
			d.config.Logger.Warn("cannot push the devlog; it is tried again", "error", err)
			d.events.send(PushFailed{d.concealError(err)})
		}
	default:
		if d.pushing.failed, d.pushing.tries = nil, 0; before != nil {
			d.config.Logger.Info("the devlog is pushed")
			d.events.send(Pushed{})
		}
	}
	return err
}

// pushAtStart sends what an earlier run could not.
func (d *Daemon) pushAtStart(ctx context.Context) error {
	d.push(ctx, true)
	return ctx.Err()
}

// pushIfDue tries again what could not be pushed, when it is time.
func (d *Daemon) pushIfDue(ctx context.Context) {
	if at, ok := d.nextPush(); ok && !time.Now().Before(at) {
		d.push(ctx, true)
	}
}

// nextPush is when to try again what could not be pushed; ok is false when everything is pushed.
func (d *Daemon) nextPush() (at time.Time, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.pushing.again, d.pushing.failed != nil
}

// pushAtEnd pushes what was not tried yet, and says why not everything is pushed.
func (d *Daemon) pushAtEnd(ctx context.Context) error {
	d.mu.Lock()
	wanted := d.pushing.wanted
	d.mu.Unlock()
	if wanted && ctx.Err() == nil {
		d.push(ctx, true)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.pushing.failed != nil {
		return sinkFault{fmt.Errorf("%w: %w", ErrNotPushed, d.pushing.failed)}
	}
	return nil
}

// idle waits, and pushes meanwhile what could not be pushed before.
func (d *Daemon) idle(ctx context.Context, wait time.Duration) error {
	end := time.Now().Add(wait)
	for {
		left := time.Until(end)
		at, unpushed := d.nextPush()
		if !unpushed || !at.Before(end) {
			return sleep(ctx, left)
		}
		if err := sleep(ctx, time.Until(at)); err != nil {
			return err
		}
		d.push(ctx, true)
	}
}
