package worker

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/codeworm/codeworm/source"
)

// pool keeps the workers. As many files as it has slots are parsed at a time, each by a worker that has nothing else.
type pool struct {
	Options
	slots  chan struct{}
	closed chan struct{}
	// running waits for the workers to end.
	running sync.WaitGroup
	// program is the file that workers are started from; "" means this program's own.
	program string

	mu      sync.Mutex
	idle    []*process // the one used last at the end, so that what is not needed becomes idle
	timer   *time.Timer
	closing sync.Once
}

func (p *pool) open(o Options) {
	p.Options = o
	p.slots, p.closed = make(chan struct{}, o.Workers), make(chan struct{})
	p.timer = time.AfterFunc(time.Hour, p.endIdle)
	p.timer.Stop()
}

// ErrClosed is what Parse fails with after Close.
var ErrClosed = errors.New("worker: the parser is closed")

// attempts is how often a file is tried whose worker was ended from outside.
const attempts = 2

// do asks a worker. read gets the answer, and may not keep it. The error is ctx's, a *source.ParseError without a path for what
// the question did to its worker, what read returned, or why there can be no worker.
func (p *pool) do(ctx context.Context, question func([]byte) []byte, read func(kind byte, answer []byte) error) error {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	case <-p.closed:
		return ErrClosed
	}
	defer func() { <-p.slots }()
	var last outcome
	kills := 0
	for range attempts {
		w, err := p.take(ctx)
		if err != nil {
			return err
		}
		answer, err := w.ask(ctx, p.Time*wallFactor, question)
		if err == nil {
			if err = read(answer[0], answer[2:]); errors.Is(err, errRubbish) {
				w.kill()
				<-w.done
				return &source.ParseError{Reason: source.SkipCrash, Err: err}
			}
			p.give(w, answer[1]&answerLast != 0)
			return err
		}
		end := w.end(err)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case end.reason != "":
			return &source.ParseError{Reason: end.reason, Err: end.cause}
		}
		if last = end; end.killed {
			kills++
		}
	}
	if kills == attempts { // workers are the first that a system short of memory ends, and the largest of them before others
		return &source.ParseError{Reason: source.SkipMemory, Err: last.cause}
	}
	return &source.ParseError{Reason: source.SkipUnreadable, Err: last.cause}
}

// take returns an idle worker that still runs, or a new one.
func (p *pool) take(ctx context.Context) (*process, error) {
	p.mu.Lock()
	for len(p.idle) > 0 {
		w := p.idle[len(p.idle)-1]
		p.idle = p.idle[:len(p.idle)-1]
		if w.runs() {
			p.mu.Unlock()
			return w, nil
		}
		w.close()
	}
	p.mu.Unlock()
	select {
	case <-p.closed:
		return nil, ErrClosed
	default:
	}
	return start(ctx, p.program, limits{Memory: p.Memory, Time: p.Time}, &p.running)
}

// give takes a worker back; last says that it ends by itself.
func (p *pool) give(w *process, last bool) {
	if last {
		w.close()
		return
	}
	w.since = time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, w)
	if len(p.idle) == 1 {
		p.timer.Reset(p.Idle)
	}
}

// endIdle ends the workers that had nothing to do for too long.
func (p *pool) endIdle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	keep := p.idle[:0]
	for _, w := range p.idle {
		if time.Since(w.since) < p.Idle {
			keep = append(keep, w)
			continue
		}
		w.close()
	}
	clear(p.idle[len(keep):])
	p.idle = keep
	if len(keep) > 0 {
		p.timer.Reset(p.Idle - time.Since(keep[0].since))
	}
}

// close ends all workers, and waits for them.
func (p *pool) close() {
	p.closing.Do(func() {
		close(p.closed)
		for range p.Workers { // those that are at work give theirs back
			p.slots <- struct{}{}
		}
		p.timer.Stop()
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, w := range p.idle {
			w.close()
		}
		p.idle = nil
		p.running.Wait()
	})
}

// outcome is why a worker gave no answer.
type outcome struct {
	reason source.SkipReason // of the file; "" when something from outside ended the worker
	cause  error
	killed bool // as the system does where memory runs out
}

func blame(reason source.SkipReason, format string, args ...any) outcome {
	return outcome{reason: reason, cause: fmt.Errorf(format, args...)}
}
