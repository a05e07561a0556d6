package gather

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// recorder notes which items came together.
type recorder struct {
	mu    sync.Mutex
	steps []int // their numbers of items
	fail  error
}

func (r *recorder) do(ctx context.Context, items []int) ([]string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.steps = append(r.steps, len(items))
	if r.fail != nil {
		return nil, r.fail
	}
	results := make([]string, len(items))
	for i, n := range items {
		results[i] = fmt.Sprint("done ", n)
	}
	return results, ctx.Err()
}

// members start n goroutines that bring the given numbers of items, and wait for them.
func members(g *Group[int, string], brings ...int) (errs []error) {
	var mu sync.Mutex
	var all sync.WaitGroup
	for range brings {
		g.Enter()
	}
	for m, n := range brings {
		all.Go(func() {
			defer g.Leave()
			for i := range n {
				r, err := g.Do(context.Background(), 100*m+i)
				mu.Lock()
				if err == nil && r != fmt.Sprint("done ", 100*m+i) {
					err = errors.New("the result of another one: " + r)
				}
				errs = append(errs, err)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return errs
}

func TestItemsAreHandledTogether(t *testing.T) {
	for name, c := range map[string]struct {
		size   int
		brings []int
		steps  []int
	}{
		"one at a time":            {1, []int{3}, []int{1, 1, 1}},
		"everybody waits":          {10, []int{2, 2, 2}, []int{3, 3}},
		"enough of them":           {2, []int{1, 1, 1, 1}, []int{2, 2}},
		"somebody leaves early":    {3, []int{1, 1, 0, 0}, []int{2}},
		"no size is a size of one": {0, []int{2}, []int{1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var r recorder
				errs := members(New(t.Context(), c.size, time.Second, r.do), c.brings...)
				for _, err := range errs {
					assert.NoError(t, err)
				}
				assert.Equal(t, c.steps, r.steps)
			})
		})
	}
}

func TestAFailureIsEverybodys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := recorder{fail: errors.New("full")}
		errs := members(New(t.Context(), 3, time.Second, r.do), 1, 1, 1)
		require.Len(t, errs, 3)
		for _, err := range errs {
			assert.ErrorIs(t, err, r.fail)
		}
	})
}

func TestAnItemIsWithdrawn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		g := New(t.Context(), 2, time.Second, r.do)
		g.Enter()
		g.Enter()
		lost := errors.New("lost")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Minute, func() { cancel(lost) })
		_, err := g.Do(ctx, 1)
		require.ErrorIs(t, err, lost)
		g.Leave()
		result, err := g.Do(t.Context(), 2)
		require.NoError(t, err)
		assert.Equal(t, "done 2", result)
		assert.Equal(t, []int{1}, r.steps, "the first one was handled")
		g.Leave()
	})
}

func TestWhatWaitsIsHandledAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		ctx, cancel := context.WithCancel(t.Context())
		g := New(ctx, 5, time.Second, r.do)
		var all sync.WaitGroup
		g.Enter() // somebody who brings nothing and does not leave
		for n := range 2 {
			g.Enter()
			all.Go(func() {
				defer g.Leave()
				result, err := g.Do(ctx, n)
				assert.NoError(t, err)
				assert.Equal(t, fmt.Sprint("done ", n), result)
			})
		}
		synctest.Wait()
		cancel()
		all.Wait()
		assert.Equal(t, []int{2}, r.steps)
		g.Leave()
	})
}

func TestAPanicIsTheErrorOfAll(t *testing.T) {
	for name, brings := range map[string][]int{"in one that brings": {1, 1}, "in one that leaves": {1, 1, 0}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				step := func(context.Context, []int) ([]string, error) { panic("broken") }
				errs := members(New(t.Context(), 5, time.Second, step), brings...)
				require.Len(t, errs, 2)
				for _, err := range errs {
					assert.ErrorContains(t, err, "panic: broken")
				}
			})
		})
	}
}

func TestAStepThatEndsItsGoroutineLeavesNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := New(t.Context(), 2, time.Second, func(context.Context, []int) ([]string, error) { runtime.Goexit(); return nil, nil })
		errs := make(chan error, 2)
		g.Enter()
		g.Enter()
		for n := range 2 {
			go func() {
				_, err := g.Do(t.Context(), n)
				errs <- err
			}()
		}
		require.ErrorIs(t, <-errs, errNoResult)
		synctest.Wait()
		assert.Empty(t, errs, "whoever ran the step has ended")
	})
}

func TestAStepThatHangsEndsAfterTheGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		g := New(ctx, 1, time.Minute, func(ctx context.Context, _ []int) ([]string, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
		g.Enter()
		time.AfterFunc(time.Hour, cancel)
		start := time.Now()
		_, err := g.Do(ctx, 1)
		require.ErrorIs(t, err, context.Canceled)
		assert.Equal(t, time.Hour+time.Minute, time.Since(start))
		g.Leave()
	})
}
