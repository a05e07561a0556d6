package codeworm

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/codeworm/codeworm/internal/compose"
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
}

// isFault reports whether an error says something about a part, the model server, the sink or
// the store, and nothing about the target.
func isFault(err error) bool {
	var store storeFault
	return errors.Is(err, ErrUnreachable) || errors.Is(err, ErrModelMissing) || errors.Is(err, ErrOutOfMemory) ||
		errors.Is(err, ErrSinkUnready) || errors.As(err, &store)
}

// blamesTarget reports whether a failed attempt is the target's, which then rests. It is not when
//   - a part failed: every target would have;
//   - the daemon was stopped, or the batch ended first: nothing failed;
//   - the source changed meanwhile: the next plan sees what it is now;
//   - the claim was lost: the target is another daemon's.
func blamesTarget(ctx context.Context, err error) bool {
	switch {
	case err == nil, ctx.Err() != nil, isFault(err):
		return false
	case errors.Is(err, errStopped), errors.Is(err, compose.ErrChanged), errors.Is(err, ErrClaimLost):
		return false
	}
	return true
}

// storeFault is a failure of the store.
type storeFault struct{ error }

func (f storeFault) Unwrap() error { return f.error }

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
func (d *Daemon) cycle(ctx context.Context, t page.Target, at *ticket) (*Result, error) {
	start := time.Now()
	if d.config.DryRun {
		made, err := d.write(ctx, t, at)
		if err == nil {
			made.Record.Took = time.Since(start)
		}
		return made, err
	}
	claim, err := d.claim(ctx, t.Key)
	if err != nil {
		return nil, err
	}
	held, stop := d.hold(ctx, claim)
	defer stop()
	result, err := safely(func() (*Result, error) {
		result, err := d.attempt(held, t, at)
		if err != nil {
			return nil, err
		}
		result.Record.Took, result.Record.PublishedAt = time.Since(start), d.config.Now().UTC()
		return result, d.save(ctx, claim, result.Record)
	})
	if err != nil && ctx.Err() == nil && held.Err() != nil {
		err = context.Cause(held) // why the claim was lost, instead of what followed from it
	}
	stop() // before a failure is noted or the claim given back: a renewal must not come after
	switch {
	case err == nil:
		return result, nil
	case blamesTarget(ctx, err):
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
	result, err := d.write(ctx, t, at)
	if err != nil {
		return nil, err
	}
	d.events.send(StageEntered{t, StagePublish})
	if result.Publication, err = d.config.Sink.Publish(ctx, result.Page); err != nil {
		return nil, fmt.Errorf("publish: %w", err)
	}
	result.Record.PagePath, result.Record.Revision = result.Publication.Path, result.Publication.Revision
	return result, nil
}

func (d *Daemon) claim(ctx context.Context, k page.Key) (Claim, error) {
	claim, err := d.config.Store.Claim(ctx, ClaimRequest{Key: k, Owner: d.config.Owner, TTL: d.config.ClaimTTL})
	switch {
	case err == nil:
		return claim, nil
	case errors.Is(err, ErrClaimed):
		return claim, fmt.Errorf("claim: %w", err)
	}
	return claim, storeFault{fmt.Errorf("claim: %w", err)}
}

func (d *Daemon) release(ctx context.Context, claim Claim) error {
	return d.detached(ctx, func(ctx context.Context) error { return d.config.Store.Release(ctx, claim) })
}

// save records a page that is published.
func (d *Daemon) save(ctx context.Context, claim Claim, r Record) error {
	err := d.detached(ctx, func(ctx context.Context) error { return d.config.Store.Save(ctx, claim, r) })
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
	return &Result{Target: t, Publication: *publication, Adopted: true, Record: recordOf(*meta, *publication)}, nil
}

func recordOf(m page.Meta, p Publication) Record {
	return Record{
		Key: m.Key, Fingerprint: m.Fingerprint, PagePath: p.Path, Revision: p.Revision, Title: m.Title, Summary: m.Summary,
		Language: m.Language, SourceCommit: m.SourceCommit, Model: m.Model, Provisional: m.Provisional, PromptVersion: m.PromptVersion,
		Check: m.Check,
	}
}

// recordFailure keeps the target's earlier page and notes the failure.
func (d *Daemon) recordFailure(ctx context.Context, claim Claim, t page.Target, cause error) error {
	return d.detached(ctx, func(ctx context.Context) error {
		records, err := d.config.Store.Records(ctx, t.Key.Repo)
		if err != nil {
			return errors.Join(err, d.config.Store.Release(ctx, claim))
		}
		r := Record{Key: t.Key, Title: t.Title(), Language: t.Language}
		if i := slices.IndexFunc(records, func(r Record) bool { return r.Key == t.Key }); i >= 0 {
			r = records[i]
		}
		r.fail(t.Fingerprint, d.concealError(cause), d.config.Now())
		return d.config.Store.Save(ctx, claim, r)
	})
}
