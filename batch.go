package codeworm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/codeworm/codeworm/internal/breaker"
	"github.com/codeworm/codeworm/internal/compose"
	"github.com/codeworm/codeworm/internal/gather"
	"github.com/codeworm/codeworm/page"
)

// maxChanges is how often a target is planned again in one run because its source changed.
const maxChanges = 3

// pages makes up to n pages. In a dry run, where what was made stays due, rehearsed remembers it.
func (d *Daemon) pages(ctx context.Context, n int, rehearsed map[page.Key]string) ([]Result, error) {
	var results []Result
	var failures []error
	left := map[page.Key]bool{}   // failed, or claimed by another
	changed := map[page.Key]int{} // how often the source changed before its page was composed
	for len(results) < n {
		if err := d.fetchDue(ctx); err != nil {
			return results, err
		}
		plan, err := d.plan(ctx)
		if err != nil {
			return results, err
		}
		d.retireGone(ctx, plan.indexes, plan.records)
		due := slices.DeleteFunc(slices.Clone(plan.Due), func(t page.Target) bool { return left[t.Key] || left[repoOf(t)] || rehearsed[t.Key] == t.Fingerprint })
		if len(due) == 0 {
			if len(results) == 0 && len(failures) == 0 {
				d.nothingDue(ctx, plan)
				return nil, ErrNothingDue
			}
			break
		}
		b := &batch{d: d, left: left, changed: changed, probe: d.breaker.Open() != nil, choosing: make(chan struct{}, 1), records: plan.records}
		if chooser, ok := d.config.Store.(ClaimChooser); ok && !d.config.DryRun {
			b.chooser = chooser
		}
		wanted := n - len(results)
		if b.probe {
			wanted = 1
		}
		now := due[:min(len(due), wanted)]
		d.events.send(BatchStarted{Due: len(due), Pages: len(now)})
		b.queue, b.reserve = b.turned(byFile(now, d.slots())), due[len(now):]
		b.run(ctx)
		results, failures = append(results, b.sorted()...), append(failures, b.failures...)
		for _, r := range results {
			if d.config.DryRun {
				rehearsed[r.Target.Key] = r.Target.Fingerprint
			}
		}
		switch alike := alike(d.breaker.Open()); {
		case ctx.Err() != nil:
			return results, ctx.Err()
		case b.fault != nil:
			return results, b.fault
		case alike != nil:
			return results, alike
		case b.lost != nil:
			if err := d.ready(ctx); err != nil {
				return results, err
			}
		}
	}
	if len(results) == 0 {
		return nil, errors.Join(failures...)
	}
	return results, nil
}

// slots is how many prompts are asked at a time.
func (d *Daemon) slots() int { return max(1, cmp.Or(d.config.Workers, d.writer().Parallel)) }

// file is a file of a repository.
type file struct{ repo, path string }

// minPart is the fewest targets of a file that are worth a slot of their own: the
// file's source is read once more for them.
const minPart = 8

// byFile groups targets by their files. With several slots the largest groups come first, so
// that no slot has a long one left when the others are done, and one with more than a
// slot's share is divided.
func byFile(targets []page.Target, slots int) [][]page.Target {
	var groups [][]page.Target
	index := map[file]int{}
	for _, t := range targets {
		p := file{t.Key.Repo, t.Key.Path}
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

// wholeCost is how many times the lines of its targets a file may have to be shown whole: what stands around them helps a
// model, and the targets of a group share it.
const wholeCost = 2

// worthWhole reports whether a group's file should be shown whole to a model, and not an excerpt for each target.
func (d *Daemon) worthWhole(group []page.Target) bool {
	k := group[0].Key
	x := d.lastIndex(k.Repo)
	if x == nil || x.ByPath[k.Path] == nil || x.ByPath[k.Path].Outline == nil {
		return false
	}
	lines := 0
	for _, t := range group {
		lines += t.Span.Lines()
	}
	return x.ByPath[k.Path].Outline.Lines <= wholeCost*lines
}

// batch is a set of targets in progress.
//
// Each slot of the model has two lanes: while one asks, the other publishes what was answered
// before and prepares what is asked next, so that the slot is never idle. Where pages are published together it has more: those
// wait for each other. A group's targets stay on one slot, in order.
type batch struct {
	d *Daemon

	// probe says that it is to show whether the breaker can be closed.
	probe bool

	together *gather.Group[page.Page, published] // nil where each page is published by itself

	chooser  ClaimChooser  // nil where the store is none, and in a dry run
	choosing chan struct{} // holds something while a lane takes its next target
	records  []Record      // of the plan, sorted by Key.String

	mu       sync.Mutex
	queue    [][]page.Target
	reserve  []page.Target // what is due besides: it takes the place of what another daemon is at
	owed     int           // how many of reserve may still do so, where the store chooses
	taken    int
	results  []numbered
	failures []error
	left     map[page.Key]bool
	changed  map[page.Key]int
	fault    error // of a part; it ends the batch
	lost     error // the server was lost over one prompt; it ends the batch, and others are asked about if it is there
	stopped  bool
}

// numbered is a result and where its target stood in the order of work.
type numbered struct {
	n int
	Result
}

// slot is one place at the model.
type slot struct {
	order *order
	group []page.Target // what is left of the group it works on
	whole bool          // the group's file is shown whole
}

// lanes is how many lanes a slot has: one that asks, and those that publish or wait until they can do so together.
func (b *batch) lanes(slots int) int {
	if b.together == nil {
		return 2
	}
	return 1 + max(1, (b.d.config.PublishTogether+slots-1)/slots)
}

func (b *batch) run(ctx context.Context) {
	var group sync.WaitGroup
	slots := make([]*slot, min(b.d.slots(), len(b.queue)))
	b.together = b.d.together(ctx)
	for i := range slots { // each slot gets its first group before any lane runs
		slots[i] = &slot{order: newOrder(b), group: b.queue[i], whole: b.d.worthWhole(b.queue[i])}
	}
	b.queue = b.queue[len(slots):]
	lanes := b.lanes(len(slots))
	for _, s := range slots {
		for range lanes {
			if b.together != nil {
				b.together.Enter()
			}
			group.Go(func() { b.work(ctx, s) })
		}
	}
	group.Wait()
}

func (b *batch) work(ctx context.Context, s *slot) {
	if b.together != nil {
		defer b.together.Leave()
	}
	for ctx.Err() == nil {
		w := b.next(ctx, s)
		if w == nil {
			return
		}
		r, err := safely(func() (*Result, error) { return b.d.cycle(ctx, w) })
		w.ticket.leave()
		b.note(ctx, w.target, w.n, r, err)
	}
}

// safely turns a panic into an error, so that it costs one target. It wraps the attempt, so that the claim is given back, what is around the
// attempt, and what publishes a page in the place of others.
func safely[R any](fn func() (R, error)) (r R, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return fn()
}

// work is a target that a lane took.
type work struct {
	target page.Target
	n      int // its place in the order of work
	ticket *ticket
	claim  *Claim // where the store chose the target; else it is to be claimed
}

// published is what became of a page that was published together with others.
type published struct {
	Publication
	err error
}

// together returns what publishes several pages in one step; nil where that is not wanted, the sink cannot do it, or claims do not
// last while pages wait.
func (d *Daemon) together(ctx context.Context) *gather.Group[page.Page, published] {
	grouper, ok := d.config.Sink.(PageGrouper)
	_, renews := d.config.Store.(ClaimRenewer)
	if !ok || !renews || d.config.PublishTogether < 2 || d.config.DryRun {
		return nil
	}
	return gather.New(ctx, d.config.PublishTogether, detachedTimeout, func(ctx context.Context, pages []page.Page) ([]published, error) {
		results := make([]published, len(pages))
		var together error
		if len(pages) > 1 {
			pubs, err := safely(func() ([]Publication, error) { return grouper.PublishGroup(ctx, pages) })
			if err != nil && (ctx.Err() != nil || errors.Is(err, ErrSinkUnready)) {
				return nil, err
			}
			if err == nil && len(pubs) != len(pages) {
				return nil, fmt.Errorf("the sink gave %d publications for %d pages", len(pubs), len(pages))
			}
			for i, pub := range pubs {
				results[i].Publication = pub
			}
			together = err
		}
		if len(pages) == 1 || together != nil { // alone, each shows whether it is the one
			for i, p := range pages {
				results[i].Publication, results[i].err = safely(func() (Publication, error) { return d.config.Sink.Publish(ctx, p) })
			}
		}
		return results, nil
	})
}

// publish publishes a page, by itself or together with others of the batch.
func (b *batch) publish(ctx context.Context, p page.Page) (Publication, error) {
	if b.together == nil {
		return b.d.config.Sink.Publish(ctx, p)
	}
	r, err := b.together.Do(ctx, p)
	return r.Publication, cmp.Or(err, r.err)
}

// next takes the slot's next target, one lane at a time; nil means that there is none. Where the store chooses, it is asked for
// the first of the next ones that is still to be had, which is then claimed.
func (b *batch) next(ctx context.Context, s *slot) *work {
	select {
	case b.choosing <- struct{}{}:
		defer func() { <-b.choosing }()
	case <-ctx.Done():
		return nil
	}
	for {
		of, own := b.candidates(s)
		if len(of) == 0 {
			return nil
		}
		if b.chooser == nil {
			return b.take(s, of, 0, own, nil)
		}
		claim, err := b.d.claimFirst(ctx, b.chooser, of, b.records)
		switch i := slices.IndexFunc(of, func(t page.Target) bool { return t.Key == claim.Key }); {
		case errors.Is(err, ErrClaimed):
			b.take(s, of, len(of), own, nil)
		case err != nil:
			if ctx.Err() == nil {
				b.broken(of[0], err)
			}
			return nil
		case i < 0:
			b.broken(of[0], storeFault{fmt.Errorf("claim: the store gave %s, which was no candidate", claim.Key)})
			return nil
		default:
			return b.take(s, of, i, own, &claim)
		}
	}
}

// note records the outcome of a target.
func (b *batch) note(ctx context.Context, t page.Target, n int, r *Result, err error) {
	d := b.d
	switch {
	case err == nil:
		b.mu.Lock()
		b.results = append(b.results, numbered{n, *r})
		b.mu.Unlock()
		d.published(*r)
		d.pusher.Push(ctx, false)
		switch {
		case r.refused != nil:
			b.failed(ctx, t, r.refused)
		case !r.Adopted && d.breaker.Succeed(t.Key):
			d.closed(t)
		}
	case ctx.Err() != nil, errors.Is(err, errStopped):
	case errors.Is(err, ErrClaimed):
		b.replace(t)
	case errors.Is(err, ErrPageBlocked):
		b.leave(t, d.blockedBy(t, err))
	case FaultOf(err) == FaultSource:
		b.moved(t, err)
	case lost(err):
		d.failed(t, err)
		b.leave(t, err)
		b.mu.Lock()
		b.stopped, b.lost = true, err
		b.mu.Unlock()
		b.failed(ctx, t, err)
	case isFault(err):
		b.broken(t, err)
	default:
		d.failed(t, err)
		b.leave(t, err)
		if FaultOf(err) == FaultTarget {
			b.failed(ctx, t, err)
		}
	}
}

// broken ends the batch for the fault of a part, at which the target came to an end.
func (b *batch) broken(t page.Target, err error) {
	b.mu.Lock()
	first := b.fault == nil // those of the other slots are the same
	if b.stopped = true; first {
		b.fault = err
	}
	b.mu.Unlock()
	if first {
		b.d.failed(t, err)
	}
}

// leave gives the target up for this run. An error that is not nil is one of those that the run ends with when it makes no page.
func (b *batch) leave(t page.Target, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.left[t.Key] = true; err != nil {
		b.failures = append(b.failures, fmt.Errorf("%s: %w", t.Key, err))
	}
}

// replace leaves the target to the daemon that is at it, and takes the next one that is due instead.
func (b *batch) replace(t page.Target) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left[t.Key] = true
	if len(b.reserve) > 0 {
		b.queue, b.reserve = append(b.queue, b.reserve[:1]), b.reserve[1:]
	}
}

// moved notes that the source was away, or changed, while a page was made of it. The next plan sees what it is now; a target whose source
// never comes to rest is left, and so is a repository in which git fails again and again.
func (b *batch) moved(t page.Target, err error) {
	key, gitFailed := t.Key, !errors.Is(err, compose.ErrChanged)
	if gitFailed {
		key = repoOf(t)
	}
	b.mu.Lock()
	b.changed[key]++
	given := b.changed[key] >= maxChanges && !b.left[key]
	b.left[key] = b.left[key] || given
	b.stopped = b.stopped || gitFailed
	if given && gitFailed {
		b.failures = append(b.failures, fmt.Errorf("%s: %w", t.Key, err))
	}
	b.mu.Unlock()
	if given && gitFailed {
		b.d.failed(t, err)
	}
}

// repoOf stands for all targets of a target's repository.
func repoOf(t page.Target) page.Key { return page.Key{Repo: t.Key.Repo} }

// failed counts a failure that may be one of many alike. When it turns out that it is not the targets that fail, their blame is taken back.
func (b *batch) failed(ctx context.Context, t page.Target, err error) {
	d := b.d
	way, _ := likeness(err)
	innocent, opened := d.breaker.Fail(breaker.Failure[rest]{Target: t, Err: err, Way: way, Lost: lost(err)}, b.probe)
	if opened != nil {
		b.stop()
		d.opened(alike(opened))
	}
	if d.config.DryRun {
		return
	}
	for _, f := range innocent {
		if err := d.takeBack(ctx, f.Target, f.Before); err != nil && ctx.Err() == nil {
			d.config.Logger.Warn("cannot take back the blame of a target; it rests", "target", f.Target.Key.String(), "error", err)
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

// stop ends the batch after what was begun.
func (b *batch) stop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stopped = true
}

func (b *batch) isStopped() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stopped
}
