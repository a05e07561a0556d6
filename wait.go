package codeworm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/pause"
	"github.com/codeworm/codeworm/internal/pusher"
)

// outage is a part that Run waits for.
type outage struct {
	since time.Time
	tries int
}

// hopeless reports whether nobody can wait for the end of a failure of the start: there is no such model, or a part refuses what it
// was configured with.
func hopeless(err error) bool {
	if errors.Is(err, ErrModelMissing) || errors.Is(err, ErrRefused) && !refusesAll(err) || isA[*ConfigError](err) {
		return true
	}
	return startFault(err) == FaultTarget
}

// startFault is whose fault a failure of the start is: no target has had its turn.
func startFault(err error) Fault {
	fault := FaultOf(err)
	if fault == FaultTarget && isA[*LLMError](err) {
		return FaultModel
	}
	return fault
}

// patiently takes a step of the start, again and again until what keeps it from succeeding is over.
func (d *Daemon) patiently(ctx context.Context, step func(context.Context) error) error {
	waited := FaultNone
	for {
		err := step(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil:
			d.back(waited)
			return nil
		case hopeless(err):
			return err
		}
		if fault := startFault(err); fault != waited {
			d.back(waited)
			waited = fault
		}
		if err := sleep(ctx, d.waitFor(waited, err)); err != nil {
			return err
		}
	}
}

// pauseAfter is how long Run waits after it made, or tried to make, pages.
func (d *Daemon) pauseAfter(err error) time.Duration {
	fault, failures := FaultOf(err), d.Stats().backoff()
	switch {
	case err == nil:
		for _, part := range []Fault{FaultModel, FaultSink, FaultStore, FaultSource, FaultMachine} {
			d.back(part)
		}
		return 0
	case errors.Is(err, ErrNothingDue), errors.Is(err, ErrPageBlocked):
		d.back(FaultStore)
		d.back(FaultSource)
		return pause.Of(d.config.IdleWait) // not again at once, whatever the scheduler thinks
	case isA[*AlikeError](err):
		return d.breaker.Pause()
	case fault == FaultTarget, fault == FaultNone:
		d.config.Logger.Error("cycle failed", "error", err)
		return max(failures, time.Second)
	}
	return d.waitFor(fault, err)
}

// waitFor notes that a part failed, and returns how long to wait until it is tried again: two seconds at first, doubled up to
// five minutes, or longer where it says so itself.
func (d *Daemon) waitFor(fault Fault, err error) time.Duration {
	d.mu.Lock()
	tries := 0
	if o := d.outages[fault]; o != nil {
		tries = o.tries
	}
	d.mu.Unlock()
	wait := pause.Of(max(pause.Doubled(d.firstWait(), tries, lastModelWait), retryAfter(err)))
	d.tellAway(fault, err, wait)
	return wait
}

// tellAway notes that a part failed. It reports whether that was told, which it is once until the part is back.
func (d *Daemon) tellAway(fault Fault, err error, wait time.Duration) bool {
	d.mu.Lock()
	o := d.outages[fault]
	first := o == nil
	if first {
		o = &outage{since: time.Now()}
		d.outages[fault] = o
	}
	o.tries++
	d.mu.Unlock()
	if first {
		err = d.concealError(err)
		d.config.Logger.Warn("waiting", "for", string(fault), "error", err, "retry_in", wait)
		d.events.send(Away{Fault: fault, Err: err, RetryIn: wait})
	}
	return first
}

// isAway reports whether a part is known to be away.
func (d *Daemon) isAway(fault Fault) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.outages[fault] != nil
}

// back tells that a part is there again, if it was away.
func (d *Daemon) back(fault Fault) {
	d.mu.Lock()
	o := d.outages[fault]
	delete(d.outages, fault)
	d.mu.Unlock()
	if o != nil {
		after := time.Since(o.since)
		d.config.Logger.Info("back", "what", string(fault), "after", after.Round(time.Second), "tries", o.tries)
		d.events.send(Back{Fault: fault, After: after})
	}
}

// retryAfter is after which time a server wants to be asked again; 0 when it did not say.
func retryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*LLMError](err); ok {
		return e.RetryAfter
	}
	return 0
}

// idle waits, and pushes meanwhile what could not be pushed before.
func (d *Daemon) idle(ctx context.Context, wait time.Duration) error {
	end := time.Now().Add(wait)
	for {
		left := time.Until(end)
		at, unpushed := d.pusher.Next()
		if !unpushed || !at.Before(end) {
			return sleep(ctx, left)
		}
		if err := sleep(ctx, time.Until(at)); err != nil {
			return err
		}
		d.pusher.Push(ctx, true)
	}
}

// newPusher returns what sends the sink's pages to its remote, and tells when that fails and when it succeeds again.
func (d *Daemon) newPusher() *pusher.Pusher {
	send := func(context.Context) error { return nil }
	if p, ok := d.config.Sink.(SinkPusher); ok && !d.config.DryRun {
		send = p.Push
	}
	return pusher.New(send, func(err error) {
		if err == nil {
			d.config.Logger.Info("the devlog is pushed")
			d.events.send(Pushed{})
			return
		}
		d.config.Logger.Warn("cannot push the devlog; it is tried again", "error", err)
		d.events.send(PushFailed{d.concealError(err)})
	})
}

// pushAtStart sends what an earlier run could not.
func (d *Daemon) pushAtStart(ctx context.Context) error {
	d.pusher.Push(ctx, true)
	return ctx.Err()
}

// pushAtEnd pushes what was not tried yet, and says why not everything is pushed.
func (d *Daemon) pushAtEnd(ctx context.Context) error {
	if err := d.pusher.Finish(ctx); err != nil {
		return sinkFault{fmt.Errorf("%w: %w", ErrNotPushed, err)}
	}
	return nil
}

// sourceBucket is where the store keeps what repositories were, by name.
const sourceBucket = "sources"

// sourceState is what a repository was when it was last there.
type sourceState struct {
	Git    bool   `json:"git,omitempty"`
	Prefix string `json:"prefix,omitempty"` // of the folder in its repository
	Commit string `json:"commit,omitempty"`
	Files  int    `json:"files,omitempty"` // that were listed
	// Changed is since when it is readable, and has not the history that it had.
	Changed time.Time `json:"changed,omitzero"`
}

// stateOf is what a repository is now.
func stateOf(x *index.Index) sourceState {
	return sourceState{Git: x.InGit, Prefix: x.Prefix, Commit: x.Commit, Files: len(x.Files) + len(x.NotRead) + sum(x.Unknown)}
}

// lookAt returns why a repository that was read is not what it was before, as a folder is that is not mounted, or is being cloned anew.
// One that can be read and has lost its history alone is taken as it is after a day.
func (d *Daemon) lookAt(ctx context.Context, x *index.Index) error {
	was, is := d.source(ctx, x.Repo.Name), stateOf(x)
	var why string
	switch {
	case was.Files > 0 && is.Files == 0:
		if is.Commit != "" && is.Commit != was.Commit {
			return nil // somebody committed that
		}
		return fmt.Errorf("repo %s: %s is empty, and held %d files; it is looked at again, and nothing is retired meanwhile", x.Repo.Name, x.Repo.Path, was.Files)
	case was.Git && !is.Git:
		why = "is no git repository any more"
	case was.Git && was.Prefix != is.Prefix:
		why = "belongs to another git repository than before"
	case was.Commit != "" && is.Commit == "":
		why = "has no commit any more"
	default:
		if !was.Changed.IsZero() {
			was.Changed = time.Time{}
			d.putSource(ctx, x.Repo.Name, was)
		}
		return nil
	}
	now := d.config.Now().UTC().Round(0)
	if was.Changed.IsZero() || was.Changed.After(now) {
		was.Changed = now
		d.putSource(ctx, x.Repo.Name, was)
	}
	if now.Sub(was.Changed) >= max(d.config.RetireAfter, defaultRetireAfter) {
		return nil
	}
	return fmt.Errorf("repo %s: %s %s; it is taken as it is when that lasts a day", x.Repo.Name, x.Repo.Path, why)
}

// sourceMoved reports whether the commit of a repository is another one than when less was gone, or cannot tell.
func (d *Daemon) sourceMoved(ctx context.Context, x *index.Index) bool {
	was := d.source(ctx, x.Repo.Name)
	return was.Commit == "" || was.Commit != x.Commit
}

// source is what a repository was when it was last there.
func (d *Daemon) source(ctx context.Context, repo string) sourceState {
	d.mu.Lock()
	was, known := d.were[repo]
	d.mu.Unlock()
	if cache, ok := d.config.Store.(Cache); ok && !known {
		if value, err := cache.CacheGet(ctx, sourceBucket, repo); err != nil || value != nil && json.Unmarshal(value, &was) != nil {
			d.config.Logger.Warn("cannot read what a repo was; it is taken as it is", "repo", repo, "error", err)
		}
	}
	return was
}

// keepSource remembers what a repository is.
func (d *Daemon) keepSource(ctx context.Context, x *index.Index) {
	if is := stateOf(x); is != d.source(ctx, x.Repo.Name) {
		d.putSource(ctx, x.Repo.Name, is)
	}
}

func (d *Daemon) putSource(ctx context.Context, repo string, s sourceState) {
	d.mu.Lock()
	d.were[repo] = s
	d.mu.Unlock()
	cache, ok := d.config.Store.(Cache)
	if !ok || d.config.DryRun {
		return
	}
	value, err := json.Marshal(s)
	if err == nil {
		err = cache.CachePut(ctx, sourceBucket, repo, value)
	}
	if err != nil {
		d.config.Logger.Warn("cannot keep what a repo is; a restart takes it as it is then", "repo", repo, "error", err)
	}
}

// sourceAway tells, once, that a repository cannot be read, or is not what it was.
func (d *Daemon) sourceAway(repo string, err error) {
	d.mu.Lock()
	_, known := d.sources[repo]
	if !known {
		d.sources[repo] = time.Now()
	}
	d.mu.Unlock()
	if !known {
		err = d.concealError(err)
		d.config.Logger.Error("cannot read repo", "repo", repo, "error", err)
		d.events.send(Away{Fault: FaultSource, Repo: repo, Err: err})
	}
}

// sourceBack tells that a repository is what it was, if it was away.
func (d *Daemon) sourceBack(repo string) {
	d.mu.Lock()
	since, known := d.sources[repo]
	delete(d.sources, repo)
	d.mu.Unlock()
	if known {
		after := time.Since(since)
		d.config.Logger.Info("repo is back", "repo", repo, "after", after.Round(time.Second))
		d.events.send(Back{Fault: FaultSource, Repo: repo, After: after})
	}
}
