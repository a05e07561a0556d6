package codeworm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"time"

	"github.com/codeworm/codeworm/internal/faultpoint"
	"github.com/codeworm/codeworm/page"
)

// Result is one page that was made.
type Result struct {
	Target      page.Target
	Page        page.Page   // zero when Adopted
	Publication Publication // zero in a dry run
	Record      Record
	// Adopted says that the sink had the page already: a daemon died after it
	// was published and before it was recorded.
	Adopted bool
	// refused is why the page is not the model's; nil when it is.
	refused error
}

// isFault reports whether an error is a part's: the target is not to blame, and another one would fail too.
func isFault(err error) bool {
	switch FaultOf(err) {
	case FaultModel, FaultStore, FaultMachine:
		return true
	case FaultSink:
		return !errors.Is(err, ErrPageBlocked)
	}
	return false
}

// restsTarget reports whether a failed attempt rests its target: the failure is its own, or it is suspect, because the server was lost
// while it worked on its prompt. After failures that were alike it is neither.
func (d *Daemon) restsTarget(ctx context.Context, err error) bool {
	return ctx.Err() == nil && (FaultOf(err) == FaultTarget || lost(err)) && d.breaker.Open() == nil
}

// records reads the records of a repo, or all with "".
func (d *Daemon) records(ctx context.Context, repo string) ([]Record, error) {
	records, err := d.config.Store.Records(ctx, repo)
	if err != nil {
		return nil, storeFault{fmt.Errorf("read the state: %w", err)}
	}
	return records, nil
}

// cycle is the life of one page: claim the target, adopt the page that the sink has or write a new one, publish it, record it.
// A failure is noted in the target's record when it is the target's.
func (d *Daemon) cycle(ctx context.Context, w *work) (*Result, error) {
	start, t, at := time.Now(), w.target, w.ticket
	if d.config.DryRun {
		made, err := d.write(ctx, t, at)
		if err == nil {
			made.Record.Took = time.Since(start)
		}
		return made, err
	}
	claim, err := d.claimed(ctx, w)
	if err != nil {
		return nil, err
	}
	faultpoint.At("claimed")
	d.holds(claim)
	defer d.gave(claim)
	held, stop := d.hold(ctx, claim)
	defer stop()
	result, err := safely(func() (*Result, error) {
		result, err := d.attempt(held, t, at)
		if err != nil {
			return nil, err
		}
		result.Record.Took, result.Record.PublishedAt = time.Since(start), d.config.Now().UTC()
		return result, d.save(ctx, claim, result.Record, result.Page.Text())
	})
	if err != nil && ctx.Err() == nil && held.Err() != nil {
		err = context.Cause(held) // why the claim was lost, instead of what followed from it
	}
	stop() // before a failure is noted or the claim given back: a renewal must not come after
	switch {
	case err == nil:
		faultpoint.At("recorded")
		return result, nil
	case d.restsTarget(ctx, err):
		return nil, errors.Join(err, d.recordFailure(ctx, claim, t, err))
	}
	return nil, errors.Join(err, d.release(ctx, claim))
}

// attempt adopts or writes the page of a target that is claimed, and publishes it.
func (d *Daemon) attempt(ctx context.Context, t page.Target, at *ticket) (*Result, error) {
	d.events.send(CycleStarted{t})
	if result, err := d.adopt(ctx, t); result != nil || err != nil {
		return result, err
	}
	if guard, ok := d.config.Sink.(PageGuard); ok {
		if err := guard.Blocked(ctx, t.Key); err != nil {
			return nil, fmt.Errorf("look the page up: %w", err)
		}
	}
	result, err := d.write(ctx, t, at)
	if err != nil {
		return nil, err
	}
	faultpoint.At("generated")
	d.events.send(StageEntered{t, StagePublish})
	if result.Publication, err = at.order.batch.publish(ctx, result.Page); err != nil {
		return nil, fmt.Errorf("publish: %w", err)
	}
	faultpoint.At("published")
	result.Record.PagePath, result.Record.Revision = result.Publication.Path, result.Publication.Revision
	return result, nil
}

// maxCandidates bounds what a store is to choose from at a time.
const maxCandidates = 32

// candidates are the slot's next targets, in their order: those of its group. Where several daemons share the state, the groups and
// the reserve that come after it are among them, so that one question is enough, however much others are at. The first own of
// them are the batch's, the others of its reserve.
func (b *batch) candidates(s *slot) (of []page.Target, own int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(s.group) == 0 && len(b.queue) == 0 && b.owed > 0 {
		instead := b.reserve[:min(b.owed, len(b.reserve))]
		b.reserve, b.owed = b.reserve[len(instead):], b.owed-len(instead)
		b.queue = b.turned(byFile(instead, b.d.slots()))
	}
	if len(s.group) == 0 && len(b.queue) > 0 {
		s.group, b.queue = b.queue[0], b.queue[1:]
		s.whole = b.d.worthWhole(s.group)
	}
	if b.stopped || len(s.group) == 0 {
		return nil, 0
	}
	of = slices.Clone(s.group)
	if b.chooser != nil && b.d.shared.Load() {
		for i := 0; i < len(b.queue) && len(of) < maxCandidates; i++ {
			of = append(of, b.queue[i]...)
		}
		own = len(of)
		of = append(of, b.reserve...)
	}
	of = of[:min(len(of), maxCandidates)]
	return of, min(max(own, len(s.group)), len(of))
}

// take takes the candidate at i out of what is to be done, and those before it, which others have, for good; all where i is their
// number, and then it returns nil.
func (b *batch) take(s *slot, of []page.Target, i, own int, claim *Claim) *work {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range of[:i] {
		b.left[t.Key] = true
	}
	b.owed += min(i, own) // of the reserve for what others have
	gone := min(i+1, len(of))
	fromGroup := min(gone, len(s.group))
	s.group, gone = s.group[fromGroup:], gone-fromGroup
	for gone > 0 && len(b.queue) > 0 {
		s.group, b.queue = b.queue[0], b.queue[1:]
		s.whole = b.d.worthWhole(s.group)
		fromGroup = min(gone, len(s.group))
		s.group, gone = s.group[fromGroup:], gone-fromGroup
	}
	if gone > 0 {
		b.reserve, s.whole = b.reserve[gone:], false
		if i < len(of) {
			b.owed--
		}
	}
	if i > 0 {
		b.d.config.Logger.Debug("targets are others'", "targets", i)
		b.yield(s)
	}
	if i == len(of) {
		return nil
	}
	b.taken++
	ticket := s.order.ticket()
	ticket.whole = s.whole
	return &work{of[i], b.taken, ticket, claim}
}

// yield leaves what others are at to them as long as there is something else: the rest of the slot's group comes last, and
// each daemon goes on at another place.
func (b *batch) yield(s *slot) {
	if !b.d.shared.Swap(true) {
		b.queue = b.turned(b.queue)
	}
	if len(s.group) > 0 && len(b.queue) > 0 {
		s.group, b.queue = nil, append(b.queue, s.group)
	}
}

// turned are the groups beginning with another one in each daemon, where several share the state.
func (b *batch) turned(groups [][]page.Target) [][]page.Target {
	if b.chooser == nil || len(groups) < 2 || !b.d.shared.Load() {
		return groups
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(b.d.config.Owner))
	i := int(h.Sum32() % uint32(len(groups)))
	return slices.Concat(groups[i:], groups[:i])
}

// claimed is the claim of a target: the one that the store gave when it chose the target, or a new one.
func (d *Daemon) claimed(ctx context.Context, w *work) (Claim, error) {
	if w.claim != nil {
		return *w.claim, nil
	}
	return d.claim(ctx, w.target.Key)
}

// claimFirst claims the first of the targets that is to be had and has still the record of the plan.
func (d *Daemon) claimFirst(ctx context.Context, chooser ClaimChooser, of []page.Target, records []Record) (Claim, error) {
	candidates := make([]Candidate, len(of))
	for i, t := range of {
		candidates[i] = Candidate{Key: t.Key}
		at, found := slices.BinarySearchFunc(records, t.Key.String(), func(r Record, name string) int { return cmp.Compare(r.Key.String(), name) })
		if found {
			candidates[i].PublishedAt, candidates[i].Failures = records[at].PublishedAt, records[at].Failures
		}
	}
	claim, err := chooser.ClaimFirst(ctx, d.config.Owner, d.config.ClaimTTL, candidates)
	return claim, claimFault(err)
}

func (d *Daemon) claim(ctx context.Context, k page.Key) (Claim, error) {
	claim, err := d.config.Store.Claim(ctx, ClaimRequest{Key: k, Owner: d.config.Owner, TTL: d.config.ClaimTTL})
	return claim, claimFault(err)
}

// claimFault says that a claim failed, and that it is the store's fault where it is.
func claimFault(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrClaimed):
		return fmt.Errorf("claim: %w", err)
	}
	return storeFault{fmt.Errorf("claim: %w", err)}
}

func (d *Daemon) release(ctx context.Context, claim Claim) error {
	err := d.detached(ctx, func(ctx context.Context) error { return d.config.Store.Release(ctx, claim) })
	if err != nil {
		return storeFault{fmt.Errorf("release: %w", err)}
	}
	return nil
}

func (d *Daemon) holds(claim Claim) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.claims[claim.Key] = claim
}

func (d *Daemon) gave(claim Claim) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.claims, claim.Key)
}

// Abandon gives back the claims that the daemon holds, as far as that is possible before ctx is done. It is for a program that is
// about to end and does not wait for Run: whatever is still being made must not be published.
func (d *Daemon) Abandon(ctx context.Context) error {
	d.mu.Lock()
	claims := slices.Collect(maps.Values(d.claims))
	d.mu.Unlock()
	var failures []error
	for _, claim := range claims {
		failures = append(failures, d.config.Store.Release(ctx, claim))
	}
	return errors.Join(failures...)
}

// save records a page that is published, with its text where it is known.
func (d *Daemon) save(ctx context.Context, claim Claim, r Record, text string) error {
	err := d.detached(ctx, func(ctx context.Context) error {
		if s, ok := d.config.Store.(PageSearcher); ok && text != "" {
			return s.SavePage(ctx, claim, r, text)
		}
		return d.config.Store.Save(ctx, claim, r)
	})
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrClaimLost):
		return fmt.Errorf("record: %w", err)
	}
	return storeFault{fmt.Errorf("record: %w", err)}
}

// detachedTimeout bounds a last write that goes on after ctx is done.
const detachedTimeout = 10 * time.Second

func (d *Daemon) detached(ctx context.Context, write func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), detachedTimeout)
	defer cancel()
	return write(ctx)
}

// hold renews the claim until stop is called; the context ends when it is lost.
func (d *Daemon) hold(ctx context.Context, claim Claim) (held context.Context, stop func()) {
	held, cancel := context.WithCancelCause(ctx)
	renewer, ok := d.config.Store.(ClaimRenewer)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ok {
			if sleep(held, d.config.ClaimTTL/3) != nil {
				return
			}
			if _, err := renewer.Renew(held, claim, d.config.ClaimTTL); errors.Is(err, ErrClaimLost) {
				cancel(fmt.Errorf("renew: %w", err))
				return
			} else if err != nil && held.Err() == nil {
				d.config.Logger.Warn("cannot renew a claim", "target", claim.Key.String(), "error", err)
			}
		}
	}()
	return held, func() { cancel(context.Canceled); <-done }
}

// adopt records a page that the sink has already for this very state of the source.
func (d *Daemon) adopt(ctx context.Context, t page.Target) (*Result, error) {
	finder, ok := d.config.Sink.(PageFinder)
	if !ok {
		return nil, nil
	}
	meta, publication, err := finder.Find(ctx, t.Key)
	if err != nil {
		return nil, fmt.Errorf("look the page up: %w", err)
	}
	if meta != nil && meta.Earlier.Key != (page.Key{}) {
		d.keepEarlier(t.Key, meta.Earlier)
	}
	if meta == nil || meta.Fingerprint != t.Fingerprint || meta.Provisional && !d.writer().Provisional {
		return nil, nil
	}
	if d.config.MaxAge > 0 && t.Key.Period == "" && meta.GeneratedAt.Before(d.config.Now().Add(-d.config.MaxAge)) {
		return nil, nil
	}
	return &Result{Target: t, Publication: *publication, Adopted: true, Record: adoptedRecord(*meta, *publication)}, nil
}

func adoptedRecord(m page.Meta, p Publication) Record {
	return Record{
		Key: m.Key, Fingerprint: m.Fingerprint, PagePath: p.Path, Revision: p.Revision, Title: m.Title, Summary: m.Summary,
		Language: m.Language, SourceCommit: m.SourceCommit, Model: m.Model, Provisional: m.Provisional, PromptVersion: m.PromptVersion,
		Check: m.Check,
	}
}

// recordFailure keeps the target's earlier page and notes the failure.
func (d *Daemon) recordFailure(ctx context.Context, claim Claim, t page.Target, cause error) error {
	return d.detached(ctx, func(ctx context.Context) error {
		r, err := d.recordOf(ctx, t)
		if err != nil {
			return errors.Join(err, d.release(ctx, claim))
		}
		d.breaker.Rested(t.Key, r.rest())
		if lost(cause) {
			cause = fmt.Errorf("suspect: the model server was lost while it worked on it: %w", cause)
		}
		r.fail(t.Fingerprint, d.concealError(cause), d.config.Now())
		return d.save(ctx, claim, r, "")
	})
}

// recordOf is the record of a target, or a new one.
func (d *Daemon) recordOf(ctx context.Context, t page.Target) (Record, error) {
	records, err := d.records(ctx, t.Key.Repo)
	if err != nil {
		return Record{}, err
	}
	if i := slices.IndexFunc(records, func(r Record) bool { return r.Key == t.Key }); i >= 0 {
		return records[i], nil
	}
	return Record{Key: t.Key, Title: t.Title(), Language: t.Language}, nil
}

// takeBack ends the rest of a target that turned out not to be to blame.
func (d *Daemon) takeBack(ctx context.Context, t page.Target, before rest) error {
	claim, err := d.claim(ctx, t.Key)
	if err != nil {
		return err
	}
	r, err := d.recordOf(ctx, t)
	if err != nil || r.Failures == 0 || r.Failed != t.Fingerprint {
		return errors.Join(err, d.release(ctx, claim))
	}
	r.setRest(before)
	return d.save(ctx, claim, r, "")
}
