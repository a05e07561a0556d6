package pusher

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// remote fails with err while it is set, and counts.
type remote struct {
	mu    sync.Mutex
	err   error
	sent  int
	told  []error
	takes time.Duration
}

func (r *remote) pusher() *Pusher {
	return New(func(ctx context.Context) error {
		if r.takes > 0 {
			time.Sleep(r.takes)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.sent++
		return r.err
	}, func(err error) { r.told = append(r.told, err) })
}

func TestOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &remote{takes: time.Second}
		p := r.pusher()
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() { p.Push(t.Context(), false) })
		}
		wg.Wait()
		assert.Equal(t, 2, r.sent, "what came while the first was under way goes with the second")
		require.NoError(t, p.Finish(t.Context()))
		assert.Equal(t, 2, r.sent, "nothing is left")
		assert.Empty(t, r.told)
	})
}

func TestWaitsLongerAndLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		away := errors.New("away")
		r := &remote{err: away}
		p := r.pusher()
		start := time.Now()
		var at []time.Duration
		for len(at) < 7 {
			before := r.sent
			p.Push(t.Context(), false) // a page is published
			p.PushIfDue(t.Context())
			if r.sent > before {
				at = append(at, time.Since(start))
			}
			time.Sleep(30 * time.Second)
		}
		minutes := []time.Duration{0, 1, 3, 7, 15, 31, 61}
		for i := range minutes {
			minutes[i] *= time.Minute
		}
		assert.Equal(t, minutes, at)
		assert.Equal(t, []error{away}, r.told, "it is told once")
		require.ErrorIs(t, p.Finish(t.Context()), away)
		r.err = errors.New("refused")
		p.Push(t.Context(), true)
		r.err = nil
		p.Push(t.Context(), true)
		assert.Equal(t, []error{away, errors.New("refused"), nil}, r.told)
		_, failed := p.Next()
		assert.False(t, failed)
		require.NoError(t, p.Finish(t.Context()))
	})
}

func TestStoppedInTheMiddle(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	sent := 0
	p := New(func(ctx context.Context) error {
		sent++
		cancel()
		return ctx.Err()
	}, func(error) { t.Error("a stop is no failure") })
	p.Push(ctx, false)
	require.NoError(t, p.Finish(ctx))
	assert.Equal(t, 1, sent)
	_ = p.Finish(t.Context())
	assert.Equal(t, 2, sent, "it is still wanted")
}
