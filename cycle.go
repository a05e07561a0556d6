package codeworm

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/codeworm/codeworm/internal/compose"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/target"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
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

// Plan is what is due, in the order in which it would be written, and what was
// read to know it.
type Plan struct {
	Due []page.Target
	// Targets is the number of all targets, due or not.
	Targets int
	// Waiting counts the targets that are not due by the reason.
	Waiting map[Wait]int
	// Files is the number of files that were read.
	Files int
	// Skipped are the files that were not read, by repository.
	Skipped map[string][]source.SkippedFile

	indexes []*index.Index
	records []Record
}

// Plan says what would be written next. It changes nothing.
func (d *Daemon) Plan(ctx context.Context) (*Plan, error) {
	if p, ok := d.config.Parser.(ParserPreparer); ok {
		if err := p.Prepare(ctx); err != nil {
			return nil, fmt.Errorf("make the parser ready: %w", err)
		}
	}
	return d.plan(ctx)
}

func (d *Daemon) plan(ctx context.Context) (*Plan, error) {
	indexes, err := d.refresh(ctx)
	if err != nil {
		return nil, err
	}
	records, err := d.config.Store.Records(ctx, "")
	if err != nil {
		return nil, fmt.Errorf("read the state: %w", err)
	}
	writer := d.writer()
	p := &planner{types: d.config.Types, records: d.known(records), provisional: writer.Provisional,
		maxAge: d.config.MaxAge, now: d.config.Now()}
	if writer.Types != nil {
		p.canWrite = map[page.Type]bool{}
		for _, t := range writer.Types {
			p.canWrite[t] = true
		}
	}
	plan := &Plan{Skipped: map[string][]source.SkippedFile{}, indexes: indexes, records: records}
	var targets []page.Target
	for _, x := range indexes {
		targets = append(targets, target.Find(x, d.config.Types, target.Limits(d.config.Selection), d.prompter.Version)...)
		summaries, err := d.periodTargets(ctx, x, records)
		if err != nil {
			return nil, err
		}
		targets = append(targets, summaries...)
		plan.Skipped[x.Repo.Name] = x.Skipped()
		plan.Files += len(x.Files)
	}
	plan.Targets = len(targets)
	plan.Due, plan.Waiting = p.order(d.config.Repos, targets), p.waiting(targets)
	return plan, nil
}

// refresh reads the repositories again. One that cannot be read now does not
// keep the others from their pages.
func (d *Daemon) refresh(ctx context.Context) ([]*index.Index, error) {
	var indexes []*index.Index
	var failures []error
	for _, repo := range d.config.Repos {
		x, err := d.refreshRepo(ctx, repo)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			failures = append(failures, err)
			d.config.Logger.Error("cannot read repo", "repo", repo.Name, "error", err)
		default:
			indexes = append(indexes, x)
		}
	}
	if len(indexes) == 0 {
		return nil, errors.Join(failures...)
	}
	return indexes, nil
}

func (d *Daemon) refreshRepo(ctx context.Context, repo Repo) (*index.Index, error) {
	start := time.Now()
	d.mu.Lock()
	previous := d.indexes[repo.Name]
	d.mu.Unlock()
	var x *index.Index
	var err error
	if previous == nil {
		cache, _ := d.config.Store.(Cache)
		if cache != nil && d.config.DryRun {
			cache = readOnlyCache{cache}
		}
		x, err = index.New(ctx, repo.spec(), d.config.Parser, cache, d.config.Now())
	} else {
		x, err = previous.Refresh(ctx, d.config.Now())
	}
	if err != nil {
		return nil, err
	}
	event := RepoRead{Repo: repo.Name, Commit: x.Commit, Files: len(x.Files), Skipped: len(x.NotRead), Unknown: sum(x.Unknown), Took: time.Since(start)}
	switch {
	case len(x.Files) == 0:
		event.Notice = "it has no file of a language that can be read"
		if n := x.Excluded(); n > 0 {
			event.Notice = fmt.Sprintf("include and exclude leave no file to read: they leave out %d", n)
		}
	case !x.InGit:
		event.Notice = "it is not a git repository: its pages have no history"
	case x.Commit == "":
		event.Notice = "it has no commits yet: its pages have no history"
	}
	d.mu.Lock()
	d.indexes[repo.Name] = x
	first := !d.noticed[repo.Name]
	d.noticed[repo.Name] = true
	d.mu.Unlock()
	if x.StoreErr != nil {
		d.config.Logger.Warn("outlines are not kept; the next start reads all files again", "repo", repo.Name, "error", x.StoreErr)
	}
	if event.Notice != "" && first {
		d.config.Logger.Warn("repo", "repo", repo.Name, "notice", event.Notice)
	}
	d.config.Logger.Debug("repo read", "repo", repo.Name, "commit", event.Commit, "files", event.Files, "skipped", event.Skipped, "took", event.Took)
	d.events.send(event)
	return x, nil
}

func sum(counts map[string]int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}

// isFault reports whether an error says something about a part, the model server, the sink or
// the store, and nothing about the target.
func isFault(err error) bool {
	var store storeFault
	return errors.Is(err, ErrUnreachable) || errors.Is(err, ErrModelMissing) || errors.Is(err, ErrOutOfMemory) ||
		errors.Is(err, ErrSinkUnready) || errors.As(err, &store)
}

// storeFault is a failure of the store.
type storeFault struct{ error }

func (f storeFault) Unwrap() error { return f.error }

func (d *Daemon) nothingDue(plan *Plan) {
	d.mu.Lock()
	d.stats.skip()
	d.mu.Unlock()
	d.config.Logger.Info("nothing is due", "targets", plan.Targets, "waiting", plan.Waiting)
	told := *plan
	told.indexes, told.records = nil, nil // a subscriber may keep it
	d.events.send(NothingDue{&told})
}

func (d *Daemon) failed(t page.Target, err error) {
	d.mu.Lock()
	d.stats.failure(err, d.config.Now())
	d.mu.Unlock()
	d.config.Logger.Error("no page", "target", t.Key.String(), "error", err)
	d.events.send(CycleFailed{t, err})
}

func (d *Daemon) published(r Result) {
	d.mu.Lock()
	d.stats.success(r, d.config.Now())
	delete(d.lost, r.Target.Key)
	stats := d.stats
	d.mu.Unlock()
	d.config.Logger.Info("page published", "target", r.Target.Key.String(), "path", r.Publication.Path, "revision", r.Publication.Revision,
		"model", r.Record.Model, "dry_run", d.config.DryRun, "took", r.Record.Took)
	if stats.Published%10 == 0 {
		d.config.Logger.Info("statistics", "stats", stats)
	}
	d.events.send(PagePublished{r})
}

// push sends what the sink has to its remote. A failure is not a page's: it is
// told, and the next push sends everything.
func (d *Daemon) push(ctx context.Context) {
	p, ok := d.config.Sink.(SinkPusher)
	if !ok || d.config.DryRun {
		return
	}
	if err := p.Push(ctx); err != nil && ctx.Err() == nil {
		d.config.Logger.Warn("cannot push the devlog", "error", err)
		d.events.send(PushFailed{err})
	}
}

// cycle claims a target, makes its page, publishes and records it.
func (d *Daemon) cycle(ctx context.Context, t page.Target, turn *turnAtModel) (result *Result, err error) {
	start := time.Now()
	if d.config.DryRun {
		made, err := d.make(ctx, t, turn)
		if err != nil {
			return nil, err
		}
		made.Record.Took = time.Since(start)
		return made, nil
	}
	claim, err := d.config.Store.Claim(ctx, ClaimRequest{Key: t.Key, Owner: d.config.Owner, TTL: d.config.ClaimTTL})
	if errors.Is(err, ErrClaimed) {
		return nil, fmt.Errorf("claim: %w", err)
	}
	if err != nil {
		return nil, storeFault{fmt.Errorf("claim: %w", err)}
	}
	saved := false
	held, stop := d.hold(ctx, claim)
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
		stop()
		if saved {
			return
		}
		if err != nil && ctx.Err() == nil && !isFault(err) && !errors.Is(err, compose.ErrChanged) && !errors.Is(err, errStopped) && !errors.Is(err, ErrClaimLost) {
			err = errors.Join(err, d.recordFailure(ctx, claim, t, err))
			return
		}
		err = errors.Join(err, d.detached(ctx, func(ctx context.Context) error { return d.config.Store.Release(ctx, claim) }))
	}()
	d.events.send(CycleStarted{t})
	if result, err = d.adopt(held, t); err != nil {
		return nil, err
	}
	if result == nil {
		if result, err = d.make(held, t, turn); err != nil {
			return nil, d.heldError(ctx, held, err)
		}
		if result.Publication, err = d.config.Sink.Publish(held, result.Page); err != nil {
			return nil, d.heldError(ctx, held, fmt.Errorf("publish: %w", err))
		}
		result.Record.PagePath, result.Record.Revision = result.Publication.Path, result.Publication.Revision
	}
	result.Record.Took, result.Record.PublishedAt = time.Since(start), d.config.Now().UTC()
	err = d.detached(ctx, func(ctx context.Context) error { return d.config.Store.Save(ctx, claim, result.Record) })
	saved = err == nil
	if errors.Is(err, ErrClaimLost) {
		return nil, fmt.Errorf("record: %w", err)
	}
	if err != nil {
		return nil, storeFault{fmt.Errorf("record: %w", err)}
	}
	return result, nil
}

// heldError prefers the reason why the claim was lost to what followed from it.
func (d *Daemon) heldError(ctx, held context.Context, err error) error {
	if ctx.Err() == nil && held.Err() != nil {
		return context.Cause(held)
	}
	return err
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
	if d.config.MaxAge > 0 && meta.GeneratedAt.Before(d.config.Now().Add(-d.config.MaxAge)) {
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

// The wait before a target that failed is tried again: an hour, doubled with
// each failure up to a week. A change of its source ends the wait.
const (
	firstRetry = time.Hour
	lastRetry  = 7 * 24 * time.Hour
)

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
		if r.Failed != t.Fingerprint {
			r.Failures = 0
		}
		r.RetryAfter = d.config.Now().Add(doubled(firstRetry, r.Failures, lastRetry)).UTC()
		r.Failures++
		r.Failed, r.LastError = t.Fingerprint, cause.Error()
		return d.config.Store.Save(ctx, claim, r)
	})
}

// Index reads a repository of the daemon's again and returns its index.
func (d *Daemon) Index(ctx context.Context, repo string) (*Index, error) {
	i := slices.IndexFunc(d.config.Repos, func(r Repo) bool { return r.Name == repo })
	if i < 0 {
		names := make([]string, len(d.config.Repos))
		for i, r := range d.config.Repos {
			names[i] = r.Name
		}
		return nil, fmt.Errorf("codeworm: there is no repo %q (there are: %v)", repo, names)
	}
	x, err := d.refreshRepo(ctx, d.config.Repos[i])
	if err != nil {
		return nil, err
	}
	return &Index{x, d.config.Repos[i]}, nil
}
