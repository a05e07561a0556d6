// Package gather does in one step what several goroutines ask for at about the same time, as databases commit in groups.
package gather

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// Group collects items until there are enough of them, or until nobody is left who could bring another one. Its methods can be called
// from several goroutines at a time.
type Group[T, R any] struct {
	size  int
	do    func(ctx context.Context, items []T) ([]R, error)
	all   context.Context
	grace time.Duration

	mu      sync.Mutex
	members int // who may bring items
	waiting []*item[T, R]
}

// item is one that waits.
type item[T, R any] struct {
	value  T
	done   chan struct{} // closed once there is a result
	result R
	err    error
}

// New returns a group of at most size items. The function do handles items in one step, and returns a result for each of them; it is never
// called without items. When ctx is done, what waits is handled at once, so that the work that it took is not lost; the context of do is
// done the grace period later.
func New[T, R any](ctx context.Context, size int, grace time.Duration, do func(ctx context.Context, items []T) ([]R, error)) *Group[T, R] {
	return &Group[T, R]{size: max(1, size), do: do, all: ctx, grace: grace}
}

// Enter says that the caller may bring items; Leave, that it will bring no more. What waits only for the one that leaves is handled
// before Leave returns.
func (g *Group[T, R]) Enter() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.members++
}

// Leave is the end of what Enter began.
func (g *Group[T, R]) Leave() {
	g.mu.Lock()
	g.members--
	items := g.full()
	g.mu.Unlock()
	g.handle(items)
}

// Do brings an item, and returns its result once the item was handled together with others. When ctx is done before, and the
// context of the group is not, the item is withdrawn, and the error is ctx's cause.
func (g *Group[T, R]) Do(ctx context.Context, value T) (R, error) {
	mine := &item[T, R]{value: value, done: make(chan struct{})}
	g.mu.Lock()
	g.waiting = append(g.waiting, mine)
	items := g.full()
	g.mu.Unlock()
	g.handle(items)
	select {
	case <-mine.done:
		return mine.result, mine.err
	case <-ctx.Done():
	}
	if g.all.Err() == nil && g.withdraw(mine) {
		var none R
		return none, context.Cause(ctx)
	}
	if g.all.Err() != nil {
		g.mu.Lock()
		items := g.take()
		g.mu.Unlock()
		g.handle(items)
	}
	<-mine.done
	return mine.result, mine.err
}

// full takes what waits if it is enough, or if everybody waits. The lock is held.
func (g *Group[T, R]) full() []*item[T, R] {
	if len(g.waiting) >= g.size || len(g.waiting) >= g.members {
		return g.take()
	}
	return nil
}

// take takes what waits. The lock is held.
func (g *Group[T, R]) take() []*item[T, R] {
	items := g.waiting
	g.waiting = nil
	return items
}

// withdraw takes an item back, unless it is being handled.
func (g *Group[T, R]) withdraw(mine *item[T, R]) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, it := range g.waiting {
		if it == mine {
			g.waiting = append(g.waiting[:i:i], g.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// errNoResult is the error of items that do returned no result for, because it ended its goroutine.
var errNoResult = errors.New("no result: the step that handles several at a time did not return")

// handle handles items, and wakes those who wait for them. A panic of do is the error of all of them, wherever it happens: also in Leave, whose
// caller brought none of them.
func (g *Group[T, R]) handle(items []*item[T, R]) {
	if len(items) == 0 {
		return
	}
	values := make([]T, len(items))
	for i, it := range items {
		values[i], it.err = it.value, errNoResult
	}
	defer func() {
		p := recover()
		for _, it := range items {
			if p != nil {
				it.err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			}
			close(it.done)
		}
	}()
	ctx, cancel := context.WithCancel(context.WithoutCancel(g.all))
	defer cancel()
	defer context.AfterFunc(g.all, func() {
		defer time.AfterFunc(g.grace, cancel).Stop()
		<-ctx.Done()
	})()
	results, err := g.do(ctx, values)
	for i, it := range items {
		switch {
		case err != nil:
			it.err = err
		case i < len(results):
			it.result, it.err = results[i], nil
		}
	}
}
