package codeworm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/codeworm/codeworm/internal/compose"
	"github.com/codeworm/codeworm/page"
)

// maxFailuresInRow is how many targets may fail one after another before a
// run gives up: more would fail for the same reason.
const maxFailuresInRow = 3

// maxChanges is how often a target is planned again in one run because its source changed.
const maxChanges = 3

// pages makes up to n pages. In a dry run, where what was made stays due, rehearsed remembers it.
func (d *Daemon) pages(ctx context.Context, n int, rehearsed map[page.Key]string) ([]Result, error) {
	var results []Result
	var failures []error
	left := map[page.Key]bool{}   // failed, or claimed by another
	changed := map[page.Key]int{} // how often the source changed before its page was composed
	for len(results) < n {
		plan, err := d.plan(ctx)
		if err != nil {
			return results, err
		}
		d.retireGone(ctx, plan.indexes, plan.records)
		due := slices.DeleteFunc(slices.Clone(plan.Due), func(t page.Target) bool { return left[t.Key] || rehearsed[t.Key] == t.Fingerprint })
		if len(due) == 0 {
			if len(results) == 0 && len(failures) == 0 {
				d.nothingDue(plan)
				return nil, ErrNothingDue
			}
			break
		}
		b := &batch{d: d, queue: byFile(due[:min(len(due), n-len(results))], d.slots()), left: left, changed: changed}
		b.run(ctx)
		results, failures = append(results, b.sorted()...), append(failures, b.failures...)
		for _, r := range results {
			if d.config.DryRun {
				rehearsed[r.Target.Key] = r.Target.Fingerprint
			}
		}
		switch {
		case ctx.Err() != nil:
			return results, ctx.Err()
		case b.fault != nil:
			return results, b.fault
		case b.stopped:
			return results, errors.Join(failures...)
		}
	}
	if len(results) == 0 {
		return nil, errors.Join(failures...)
	}
	return results, nil
}

// slots is how many prompts are asked at a time.
func (d *Daemon) slots() int { return max(1, cmp.Or(d.config.Workers, d.writer().Parallel)) }

// minPart is the fewest targets of a file that are worth a slot of their own: the
// file's source is read once more for them.
const minPart = 8

// byFile groups targets by their files. With several slots the largest groups come first, so
// that no slot has a long one left when the others are done, and one with more than a
// slot's share is divided.
func byFile(targets []page.Target, slots int) [][]page.Target {
	var groups [][]page.Target
	index := map[place]int{}
	for _, t := range targets {
		p := place{t.Key.Repo, t.Key.Path}
		i, ok := index[p]
		if !ok {
			i = len(groups)
			index[p] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], t)
	}
	if slots == 1 {
		return groups
	}
	share := max(minPart, (len(targets)+slots-1)/slots)
	var parts [][]page.Target
	for _, g := range groups {
		parts = slices.AppendSeq(parts, slices.Chunk(g, share))
	}
	slices.SortStableFunc(parts, func(a, b []page.Target) int { return -cmp.Compare(len(a), len(b)) })
	return parts
}

// batch is targets being worked off.
//
// Each slot of the model has two lanes: while one asks, the other publishes what was answered
// before and prepares what is asked next, so that the slot is never idle. A group's
// targets stay on one slot, in order.
type batch struct {
	d *Daemon

	mu       sync.Mutex
	queue    [][]page.Target
	taken    int
	results  []numbered
	failures []error
	left     map[page.Key]bool
	changed  map[page.Key]int
	fault    error // of a part; it ends the batch
	stopped  bool
}

// numbered is a result and the place of its target in the order of work.
type numbered struct {
	n int
	Result
}

// slot is one place at the model.
type slot struct {
	asking chan struct{} // holds something while a lane asks
	group  []page.Target // what is left of the group it works on
	last   <-chan struct{}
}

const lanes = 2

func (b *batch) run(ctx context.Context) {
	var group sync.WaitGroup
	closed := make(chan struct{})
	close(closed)
	slots := make([]*slot, min(b.d.slots(), len(b.queue)))
	for i := range slots { // before a second lane takes the group that another slot begins with
		slots[i] = &slot{asking: make(chan struct{}, 1), last: closed, group: b.queue[i]}
	}
	b.queue = b.queue[len(slots):]
	for _, s := range slots {
		for range lanes {
			group.Go(func() { b.work(ctx, s) })
		}
	}
	group.Wait()
}

func (b *batch) work(ctx context.Context, s *slot) {
	for ctx.Err() == nil {
		t, n, turn := b.next(s)
		if turn == nil {
			return
		}
		r, err := b.cycle(ctx, t, turn)
		turn.done()
		b.note(ctx, t, n, r, err)
	}
}

// next takes the slot's next target.
func (b *batch) next(s *slot) (page.Target, int, *turnAtModel) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stopped || len(s.group) == 0 && len(b.queue) == 0 {
		return page.Target{}, 0, nil
	}
	if len(s.group) == 0 {
		s.group, b.queue = b.queue[0], b.queue[1:]
	}
	t := s.group[0]
	s.group = s.group[1:]
	b.taken++
	turn := &turnAtModel{batch: b, slot: s, before: s.last, after: make(chan struct{})}
	s.last = turn.after
	return t, b.taken, turn
}

func (b *batch) cycle(ctx context.Context, t page.Target, turn *turnAtModel) (r *Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return b.d.cycle(ctx, t, turn)
}

// note counts what became of a target.
func (b *batch) note(ctx context.Context, t page.Target, n int, r *Result, err error) {
	d := b.d
	switch {
	case err == nil:
		b.mu.Lock()
		b.results = append(b.results, numbered{n, *r})
		b.mu.Unlock()
		d.published(*r)
		d.push(ctx)
		return
	case ctx.Err() != nil, errors.Is(err, errStopped):
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case errors.Is(err, compose.ErrChanged):
		// The next plan sees what it is now, unless it never comes to rest.
		if b.changed[t.Key]++; b.changed[t.Key] >= maxChanges {
			b.left[t.Key] = true
		}
	case errors.Is(err, ErrClaimed):
		b.left[t.Key] = true // another daemon is at it
	case isFault(err):
		b.stopped = true
		if b.fault == nil { // those of the other slots are the same
			b.fault = err
			d.failed(t, err)
		}
	default:
		d.failed(t, err)
		b.left[t.Key] = true
		b.failures = append(b.failures, fmt.Errorf("%s: %w", t.Key, err))
		if len(b.failures) >= maxFailuresInRow && len(b.results) == 0 {
			b.stopped = true
		}
	}
}

// sorted are the results in the order of work.
func (b *batch) sorted() []Result {
	slices.SortFunc(b.results, func(x, y numbered) int { return cmp.Compare(x.n, y.n) })
	results := make([]Result, len(b.results))
	for i, r := range b.results {
		results[i] = r.Result
	}
	return results
}

func (b *batch) isStopped() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stopped
}

// errStopped says that a target was given up because its batch ended.
var errStopped = errors.New("no more pages now")

// turnAtModel is a target's turn to ask: after the one before it on its slot, and
// one at a time.
type turnAtModel struct {
	batch  *batch
	slot   *slot
	before <-chan struct{}
	after  chan struct{}
	once   sync.Once
}

// begin waits until the slot is free. It fails when ctx or the batch is over by then.
func (t *turnAtModel) begin(ctx context.Context) error {
	select {
	case <-t.before:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case t.slot.asking <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if t.batch.isStopped() {
		t.end(nil)
		return errStopped
	}
	return nil
}

// end frees the slot. After a fault of a part nobody else asks.
func (t *turnAtModel) end(err error) {
	if isFault(err) {
		t.batch.mu.Lock()
		t.batch.stopped = true
		t.batch.mu.Unlock()
	}
	<-t.slot.asking
	t.done()
}

// done lets the next one begin.
func (t *turnAtModel) done() { t.once.Do(func() { close(t.after) }) }
