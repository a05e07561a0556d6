package codeworm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
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
	return ctx.Err() == nil && (FaultOf(err) == FaultTarget || lost(err)) && !d.breaker.isOpen()
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
	if result.Publication, err = d.config.Sink.Publish(ctx, result.Page); err != nil {
		return nil, fmt.Errorf("publish: %w", err)
	}
	faultpoint.At("published")
	result.Record.PagePath, result.Record.Revision = result.Publication.Path, result.Publication.Revision
	return result, nil
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
		d.breaker.rested(t.Key, r.rest())
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
func (d *Daemon) takeBack(ctx context.Context, a accused) error {
	claim, err := d.claim(ctx, a.target.Key)
	if err != nil {
		return err
	}
	r, err := d.recordOf(ctx, a.target)
	if err != nil || r.Failures == 0 || r.Failed != a.target.Fingerprint {
		return errors.Join(err, d.release(ctx, claim))
	}
	r.setRest(a.before)
	return d.save(ctx, claim, r, "")
}

// How many targets have to fail one after the other, until it is not they who are at fault: alike, alike in that the server was lost, or
// in any ways.
const (
	maxAlike = 3
	maxLost  = 2
	maxMixed = 6
)

// The wait before one target is asked about after an opening of the breaker: a minute, doubled up to half an hour.
const (
	firstProbe = time.Minute
	lastProbe  = 30 * time.Minute
)

// breaker finds that it is not the targets that fail. It counts over batches and calls; its methods can be called from several goroutines.
type breaker struct {
	mu     sync.Mutex
	row    []accused         // what failed since the last page of the model's, each target once
	before map[page.Key]rest // how it was with the targets that were rested since then
	// suspects failed in a row: they come last, and when they fail again after a page of another's, that is their own fault.
	suspects map[page.Key]bool
	opened   *AlikeError // why it is open; nil when it is not
	probes   int         // that failed since
}

// accused is a target that failed.
type accused struct {
	target page.Target
	before rest
	err    error
	what   string // its likeness
}

func newBreaker() *breaker {
	return &breaker{before: map[page.Key]rest{}, suspects: map[page.Key]bool{}}
}

func (b *breaker) isOpen() bool { return b.why() != nil }

// why is why the breaker is open; nil when it is not.
func (b *breaker) why() *AlikeError {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.opened
}

// pause is how long to wait before the next probe.
func (b *breaker) pause() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	return doubled(firstProbe, b.probes, lastProbe)
}

// rested remembers how it was with a target before it was rested.
func (b *breaker) rested(k page.Key, before rest) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.before[k] = before
}

// suspect reports whether others come first.
func (b *breaker) suspect(k page.Key) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.suspects[k]
}

// fails notes that a target failed. It returns the targets whose rest is to be taken back, and why the breaker opened, if that was now.
func (b *breaker) fails(t page.Target, err error, probe bool) (innocent []accused, opened *AlikeError) {
	b.mu.Lock()
	defer b.mu.Unlock()
	what, next := likeness(err)
	a := accused{t, b.before[t.Key], err, what}
	switch {
	case b.opened != nil:
		b.suspects[t.Key] = true
		if probe {
			b.probes++
		}
		return []accused{a}, nil
	case b.suspects[t.Key]:
		return nil, nil
	}
	b.row = append(slices.DeleteFunc(b.row, func(other accused) bool { return other.target.Key == t.Key }), a)
	same := 0
	for i := len(b.row) - 1; i >= 0 && b.row[i].what == what; i-- {
		same++
	}
	if same < maxAlike && (what != likenesses[0].what || same < maxLost) && len(b.row) < maxMixed {
		return nil, nil
	}
	if len(b.row) < maxMixed {
		b.row = b.row[len(b.row)-same:] // those before failed in another way
	}
	opened = &AlikeError{Next: next, Err: err}
	for _, a := range b.row {
		opened.Targets = append(opened.Targets, a.target.Key)
		b.suspects[a.target.Key] = true
	}
	innocent, b.row, b.opened, b.probes = b.row, nil, opened, 0
	clear(b.before)
	return innocent, opened
}

// succeeds notes a page, and reports whether the breaker was open until then.
func (b *breaker) succeeds(k page.Key) (closed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	closed = b.opened != nil
	b.row, b.opened = nil, nil
	clear(b.before)
	delete(b.suspects, k)
	return closed
}
