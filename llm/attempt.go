package llm

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/sony/gobreaker/v2"

	"github.com/codeworm/codeworm"
)

// Retry says how often and how soon a failed call is made again. Only what may
// pass by itself is tried again.
type Retry struct {
	// Tries is the number of calls in all; 0 means 3, -1 means one.
	Tries int
	// Wait is the mean time before the second call; each further one waits
	// twice as long, and each wait is drawn at random from half to one and a half
	// of it. 0 means one second.
	Wait time.Duration
}

// The defaults of Retry, and the longest wait.
const (
	defaultTries = 3
	defaultWait  = time.Second
	longestWait  = time.Minute
)

// A server that fails breakAfter times in a row is not asked again for breakFor, or until Ready
// succeeds.
const (
	breakAfter = 5
	breakFor   = 30 * time.Second
)

// attempts makes calls to one server: within a time limit each, again when it
// helps, and not at all while the server is known to be broken.
type attempts struct {
	subject subject
	retry   Retry
	timeout time.Duration // of one call
	// alive reports whether the server answers, after a call that took too long; nil when nobody can tell.
	alive   func(ctx context.Context) bool
	breaker atomic.Pointer[breaker]
}

type breaker = gobreaker.CircuitBreaker[*codeworm.Answer]

func newAttempts(s subject, retry Retry, timeout time.Duration) *attempts {
	if retry.Tries == 0 {
		retry.Tries = defaultTries
	}
	if retry.Wait == 0 {
		retry.Wait = defaultWait
	}
	a := &attempts{subject: s, retry: retry, timeout: timeout}
	a.mend()
	return a
}

// mend resets the breaker.
func (a *attempts) mend() {
	a.breaker.Store(gobreaker.NewCircuitBreaker[*codeworm.Answer](gobreaker.Settings{
		Timeout:      breakFor,
		ReadyToTrip:  func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= breakAfter },
		IsSuccessful: func(err error) bool { return !broken(err) },
		IsExcluded: func(err error) bool {
			return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
		},
	}))
}

// do makes the call. Its error is ctx's, wrapped, or an *codeworm.LLMError.
func (a *attempts) do(ctx context.Context, call func(context.Context) (*codeworm.Answer, error)) (*codeworm.Answer, error) {
	if ctx.Err() != nil {
		return nil, a.subject.stopped(ctx)
	}
	start := time.Now()
	waits := &backoff.ExponentialBackOff{
		InitialInterval: a.retry.Wait, RandomizationFactor: 0.5, Multiplier: 2, MaxInterval: longestWait,
	}
	var last error // of the last try, as it was given
	gone := false  // the server was lost in one of the tries
	answer, err := backoff.Retry(ctx, func() (answer *codeworm.Answer, err error) {
		answer, last = a.guarded(ctx, call)
		e, typed := errors.AsType[*codeworm.LLMError](last)
		gone = gone || typed && e.Lost
		switch {
		case last != nil && !transient(last):
			return nil, backoff.Permanent(last)
		case typed && e.RetryAfter > 0:
			return nil, &backoff.RetryAfterError{Duration: e.RetryAfter}
		}
		return answer, last
	}, backoff.WithBackOff(waits), backoff.WithMaxTries(uint(max(1, a.retry.Tries))), backoff.WithMaxElapsedTime(0))
	switch {
	case err == nil:
		answer.Total = time.Since(start)
		return answer, nil
	case ctx.Err() != nil:
		return nil, a.subject.stopped(ctx)
	}
	if e, ok := errors.AsType[*codeworm.LLMError](last); ok && gone && !e.Lost {
		was := *e
		was.Lost = true
		return nil, &was
	}
	return nil, last
}

// guarded makes one call, if the breaker lets it.
func (a *attempts) guarded(ctx context.Context, call func(context.Context) (*codeworm.Answer, error)) (*codeworm.Answer, error) {
	answer, err := a.breaker.Load().Execute(func() (*codeworm.Answer, error) { return a.timed(ctx, call) })
	if isOpen(err) {
		return nil, a.subject.typed(ctx, errCutOff)
	}
	return answer, err
}

// timed makes one call within the time limit and types its error.
func (a *attempts) timed(ctx context.Context, call func(context.Context) (*codeworm.Answer, error)) (*codeworm.Answer, error) {
	limited, cancel := context.WithTimeout(ctx, a.timeout)
	defer cancel()
	answer, err := call(limited)
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		slow := errTooSlow
		if a.alive != nil && !a.alive(ctx) {
			slow = errSilent
		}
		err = fmt.Errorf("%w: the limit is %s", slow, a.timeout)
	}
	return answer, a.subject.typed(ctx, err)
}
