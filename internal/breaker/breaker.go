// Package breaker finds that it is not the targets that fail, but what all of them need: when several fail one after the other, alike or
// in many ways, none of them is to blame, and one at a time is asked about until there is a page again.
package breaker

import (
	"slices"
	"sync"
	"time"

	"github.com/codeworm/codeworm/page"
)

// How many targets have to fail one after the other, until it is not they who are at fault: alike, alike in that the server was lost, or
// in any ways.
const (
	maxAlike = 3
	maxLost  = 2
	maxMixed = 6
)

// The wait before one target is asked about after an opening: a minute, doubled up to half an hour.
const (
	firstProbe = time.Minute
	lastProbe  = 30 * time.Minute
)

// Failure is a target that failed, with a before of whatever its caller has to restore when it was not to blame.
type Failure[R any] struct {
	Target page.Target
	Before R
	Err    error
	// Way is the way in which it failed. Failures of the same way are alike.
	Way string
	// Lost says that the server was lost over it.
	Lost bool
}

// Opening is why a breaker opened.
type Opening struct {
	Targets []page.Key // in their order
	Err     error      // of the last
}

// Breaker counts over batches and calls. The zero value is ready; its methods can be called from several goroutines at a time.
type Breaker[R any] struct {
	mu     sync.Mutex
	row    []Failure[R]   // what failed since the last page of the model's, each target once
	before map[page.Key]R // how it was with the targets that were rested since then
	// suspects failed in a row: they come last, and when they fail again after a page of another's, that is their own fault.
	suspects map[page.Key]bool
	opened   *Opening // why it is open; nil when it is not
	probes   int      // that failed since
}

// Open returns why the breaker is open; nil when it is not.
func (b *Breaker[R]) Open() *Opening {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.opened
}

// Pause is how long to wait before the next probe.
func (b *Breaker[R]) Pause() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	pause := firstProbe
	for range b.probes {
		if pause *= 2; pause >= lastProbe {
			return lastProbe
		}
	}
	return pause
}

// Rested remembers how it was with a target before it was rested.
func (b *Breaker[R]) Rested(k page.Key, before R) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.before == nil {
		b.before = map[page.Key]R{}
	}
	b.before[k] = before
}

// Suspect reports whether other targets come first.
func (b *Breaker[R]) Suspect(k page.Key) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.suspects[k]
}

// Fail notes that a target failed; what it was before comes from Rested. It returns those whose rest is to be taken back, and why the
// breaker opened, if that was now. Probe says that the target was asked about to see whether the breaker can be closed.
func (b *Breaker[R]) Fail(f Failure[R], probe bool) (innocent []Failure[R], opened *Opening) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f.Before = b.before[f.Target.Key]
	switch {
	case b.opened != nil:
		b.suspect(f.Target.Key)
		if probe {
			b.probes++
		}
		return []Failure[R]{f}, nil
	case b.suspects[f.Target.Key]:
		return nil, nil
	}
	b.row = append(slices.DeleteFunc(b.row, func(other Failure[R]) bool { return other.Target.Key == f.Target.Key }), f)
	same := 0
	for i := len(b.row) - 1; i >= 0 && b.row[i].Way == f.Way; i-- {
		same++
	}
	if same < maxAlike && (!f.Lost || same < maxLost) && len(b.row) < maxMixed {
		return nil, nil
	}
	if len(b.row) < maxMixed {
		b.row = b.row[len(b.row)-same:] // those before failed in another way
	}
	opened = &Opening{Err: f.Err}
	for _, f := range b.row {
		opened.Targets = append(opened.Targets, f.Target.Key)
		b.suspect(f.Target.Key)
	}
	innocent, b.row, b.opened, b.probes = b.row, nil, opened, 0
	clear(b.before)
	return innocent, opened
}

func (b *Breaker[R]) suspect(k page.Key) {
	if b.suspects == nil {
		b.suspects = map[page.Key]bool{}
	}
	b.suspects[k] = true
}

// Succeed notes a page, and reports whether the breaker was open until then.
func (b *Breaker[R]) Succeed(k page.Key) (closed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	closed = b.opened != nil
	b.row, b.opened = nil, nil
	clear(b.before)
	delete(b.suspects, k)
	return closed
}
