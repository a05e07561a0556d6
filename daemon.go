package codeworm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/codeworm/codeworm/internal/breaker"
	"github.com/codeworm/codeworm/internal/compose"
	"github.com/codeworm/codeworm/internal/conceal"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/pause"
	"github.com/codeworm/codeworm/internal/pusher"
	"github.com/codeworm/codeworm/internal/redact"
	"github.com/codeworm/codeworm/internal/tokens"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/prompt"
)

// Daemon keeps repositories documented. Its methods can be called from
// several goroutines at a time, Run included, although one Run is enough.
type Daemon struct {
	config   Config
	prompter *prompt.Maker
	events   eventHub
	// calibration is how long a token of the model is.
	calibration *tokens.Calibration
	// paces is how fast the model's server is.
	paces *tokens.Paces
	// paths are those of this machine that must not reach a page.
	paths redact.HostPaths
	// shared says that other daemons were seen at the same targets.
	shared atomic.Bool

	mu      sync.Mutex // guards what follows
	stats   CycleStats
	read    []string                // the shared parts of the last prompts, which the server may still have in its cache
	indexes map[string]*index.Index // the last index of each repo, by name
	noticed map[string]string       // the last notice that was given of a repo, by name
	gone    map[string]map[string]time.Time
	lost    map[page.Key]bool // pages that the store has and the sink has not
	removed map[page.Key]bool // those of them that somebody removed
	losses  string            // the sink's answer when lost and removed were looked for
	held    map[page.Key]bool // pages that both have
	moves   moves
	claims  map[page.Key]Claim
	blocked map[page.Key]string  // why the sink cannot take pages, where that was told
	outages map[Fault]*outage    // of the parts that Run waits for
	sources map[string]time.Time // since when repositories are away, by name
	were    map[string]sourceState
	pusher  *pusher.Pusher
	fetches map[string]*fetchState // of the repos that are fetched, by name
	// fetching is held by who fetches.
	fetching chan struct{}

	breaker breaker.Breaker[rest]
}

// New makes a daemon. It looks at the folders of the configuration and starts nothing. The error is a *ConfigError that
// lists every problem of the configuration.
func New(config Config) (*Daemon, error) {
	config, err := config.complete()
	if err != nil {
		return nil, err
	}
	p, err := prompt.New(config.Prompts)
	if err != nil {
		return nil, err
	}
	config.Logger = slog.New(conceal.Handler(config.Logger.Handler(), config.Redactor.Redact))
	cache, _ := config.Store.(Cache)
	d := &Daemon{
		config: config, prompter: p, calibration: tokens.New(cache), paces: tokens.NewPaces(cache), paths: hostPaths(&config),
		indexes: map[string]*index.Index{}, noticed: map[string]string{}, gone: map[string]map[string]time.Time{},
		claims: map[page.Key]Claim{}, blocked: map[page.Key]string{}, outages: map[Fault]*outage{}, sources: map[string]time.Time{}, were: map[string]sourceState{},
		fetches: map[string]*fetchState{}, fetching: make(chan struct{}, 1),
		moves: moves{map[string]string{}, map[page.Key]page.Key{}, map[page.Key]page.Earlier{}},
	}
	d.pusher = d.newPusher()
	return d, nil
}

// Subscribe returns a stream of the daemon's events that holds up to buffer of
// them; further ones are dropped and counted. The caller has to Close it.
func (d *Daemon) Subscribe(buffer int) *Subscription { return d.events.subscribe(buffer) }

// Stats counts what the daemon did so far.
func (d *Daemon) Stats() CycleStats {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.stats
}

// Run makes pages when the scheduler says so, until ctx is done; then it
// returns nil, after every goroutine has ended. It waits for whatever can come back: the model server, the sink, the store,
// the repositories, the machine; Away and Back tell of it. It returns an error only at its start, when that is one that nobody can wait
// for: an *LLMError of kind ErrModelMissing, when the server is there and the model is not, or a part that refuses its configuration.
func (d *Daemon) Run(ctx context.Context) error {
	err := d.run(ctx)
	if ctx.Err() != nil {
		err = nil // the end that was asked for
	}
	stats := d.Stats()
	d.config.Logger.Info("daemon stopped", "stats", stats)
	d.events.send(Stopped{stats})
	return d.concealError(err)
}

func (d *Daemon) run(ctx context.Context) error {
	if err := d.start(ctx, d.patiently); err != nil {
		return err
	}
	var last time.Time // when the last page was due
	batch := 1
	if b, ok := d.config.Scheduler.(BatchScheduler); ok {
		batch = max(1, b.Batch())
	}
	rehearsed := map[page.Key]string{}
	for {
		from := d.config.Now()
		if !from.After(last) && last.Sub(from) < clockSetBack {
			from = last.Add(1) // not the same moment again
		}
		next := d.config.Scheduler.Next(from)
		last = next
		if next.IsZero() {
			d.config.Logger.Info("no further page is scheduled")
			<-ctx.Done()
			return ctx.Err()
		}
		if wait := next.Sub(d.config.Now()); wait > 0 {
			d.config.Logger.Info("next page", "due", next)
			d.events.send(NextDue{next})
			if err := d.idle(ctx, wait); err != nil {
				return err
			}
		}
		if err := d.waitForModel(ctx, true); err != nil {
			return err
		}
		_, err := d.pages(ctx, batch, rehearsed)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := d.idle(ctx, d.pauseAfter(err)); err != nil {
			return err
		}
	}
}

// clockSetBack is how far a clock has to be set back that the moments since are due again: it was ahead, and may have been so by months.
const clockSetBack = time.Hour

// start does what comes before the first page, each step in the given way.
func (d *Daemon) start(ctx context.Context, take func(context.Context, func(context.Context) error) error) error {
	c := &d.config
	devlog := ""
	if s, ok := c.Sink.(SinkDescriber); ok {
		devlog = s.Describe()
	}
	mode := "normal"
	if c.DryRun {
		mode = "dry run"
	}
	c.Logger.Info("daemon starting", "mode", mode, "repos", len(c.Repos), "devlog", devlog)
	d.events.send(Started{DryRun: c.DryRun, Repos: len(c.Repos), Devlog: devlog})
	for _, step := range []func(context.Context) error{d.prepareParser, d.prepareSink, d.loadState, d.pushAtStart, d.findLost, d.firstModel} {
		if err := take(ctx, step); err != nil {
			return err
		}
	}
	return nil
}

// atOnce takes a step that has to succeed.
func atOnce(ctx context.Context, step func(context.Context) error) error { return step(ctx) }

func (d *Daemon) prepareParser(ctx context.Context) error {
	if p, ok := d.config.Parser.(ParserPreparer); ok {
		if err := p.Prepare(ctx); err != nil {
			return fmt.Errorf("make the parser ready: %w", err)
		}
	}
	return nil
}

func (d *Daemon) prepareSink(ctx context.Context) error {
	if p, ok := d.config.Sink.(SinkPreparer); ok && !d.config.DryRun {
		if err := p.Prepare(ctx); err != nil {
			return sinkFault{fmt.Errorf("prepare the devlog: %w", err)}
		}
	}
	return nil
}

func (d *Daemon) loadState(ctx context.Context) error {
	stats, err := d.config.Store.Stats(ctx, d.config.Now().Add(-7*24*time.Hour))
	if err != nil {
		return storeFault{fmt.Errorf("read the state: %w", err)}
	}
	d.config.Logger.Info("state loaded", "pages", stats.Pages, "last_7_days", stats.Recent, "failing", stats.Failing)
	d.events.send(StateLoaded{stats})
	return nil
}

// firstModel waits for the model server and loads the model. It fails when there is no such model.
func (d *Daemon) firstModel(ctx context.Context) error {
	if err := d.waitForModel(ctx, false); err != nil {
		return err
	}
	if w, ok := d.config.LLM.(LLMWarmer); ok {
		if err := w.Warm(ctx); err != nil {
			return fmt.Errorf("load the model: %w", err)
		}
	}
	description := d.writer()
	d.config.Logger.Info("model ready", "model", description.Model)
	d.events.send(ModelReady{description.Model})
	return nil
}

// Waiting for the model server: two seconds at first, doubled up to five minutes.
const (
	firstModelWait = 2 * time.Second
	lastModelWait  = 5 * time.Minute
	// readyTimeout bounds one question whether the server is there.
	readyTimeout = 30 * time.Second
)

// ready asks once whether the model server would answer.
func (d *Daemon) ready(ctx context.Context) error {
	r, ok := d.config.LLM.(LLMReadier)
	if !ok {
		return nil
	}
	asked, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	err := r.Ready(asked)
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// waitForModel returns when the model server is ready or ctx is done; also when the server has no such model, unless that one is
// waited for, too.
func (d *Daemon) waitForModel(ctx context.Context, alsoMissing bool) error {
	told := false
	for attempt := 0; ; attempt++ {
		err := d.ready(ctx)
		switch {
		case err == nil:
			if told {
				d.back(FaultModel)
			}
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, ErrModelMissing) && !alsoMissing:
			return err
		}
		wait := pause.Of(max(pause.Doubled(d.firstWait(), attempt, lastModelWait), retryAfter(err)))
		told = d.tellAway(FaultModel, err, wait) || told
		d.config.Logger.Debug("waiting for the model server", "error", err, "retry_in", wait)
		d.events.send(ModelWaiting{Err: d.concealError(err), RetryIn: wait})
		if err := d.idle(ctx, wait); err != nil {
			return err
		}
	}
}

func (d *Daemon) firstWait() time.Duration { return min(firstModelWait, d.config.IdleWait) }

func (d *Daemon) writer() LLMDescription {
	if w, ok := d.config.LLM.(LLMDescriber); ok {
		return w.Describe()
	}
	return LLMDescription{}
}

// RunOnce makes the page that is due next. It waits for the model server like
// Run. The error is ErrNothingDue when no target is due.
func (d *Daemon) RunOnce(ctx context.Context) (*Result, error) {
	results, err := d.RunN(ctx, 1)
	if len(results) == 0 {
		return nil, err
	}
	return &results[0], err
}

// RunN makes up to n pages, those about one file together, on as many slots as the model has. It returns the
// pages that were made. The error is ErrNothingDue when every target has its page before the first.
// A target that fails does not end the run: others take its place, a CycleFailed event and its record say why,
// and the error is nil when a page was made all the same. It says what failed when no page
// was made, when the model server, the sink (ErrSinkUnready) or the store failed, when targets failed alike (*AlikeError), and when
// pages were made and could not be pushed (ErrNotPushed).
func (d *Daemon) RunN(ctx context.Context, n int) ([]Result, error) {
	if err := d.start(ctx, atOnce); err != nil {
		return nil, d.concealError(err)
	}
	results, err := d.pages(ctx, n, map[page.Key]string{})
	if unpushed := d.pushAtEnd(ctx); unpushed != nil && (err == nil || errors.Is(err, ErrNothingDue)) {
		err = unpushed
	}
	d.config.Logger.Info("daemon stopped", "stats", d.Stats())
	return results, d.concealError(err)
}

// sleep waits, or returns ctx's error as soon as ctx is done.
func sleep(ctx context.Context, duration time.Duration) error {
	if duration <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// lastIndex is what a repo held when it was last read.
func (d *Daemon) lastIndex(repo string) *index.Index {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.indexes[repo]
}

// conceal takes secrets, and the paths of this machine, out of what the source and its history hold.
func (d *Daemon) conceal(text string) string { return d.paths.Hide(d.config.Redactor.Redact(text)) }

// concealing is conceal until ctx is done; from then on it returns "", and whoever calls it has to look at ctx.
func (d *Daemon) concealing(ctx context.Context) func(string) string {
	r, ok := d.config.Redactor.(ContextRedactor)
	if !ok {
		return d.conceal
	}
	return func(text string) string {
		redacted, err := r.RedactContext(ctx, text)
		if err != nil {
			return ""
		}
		return d.paths.Hide(redacted)
	}
}

// concealProse does the same with what a model wrote, and takes out the secrets of the page's source wherever they stand. Of
// paths below anybody's home, those stay that the source speaks of.
func (d *Daemon) concealProse(text string, c *compose.Composition) string {
	return d.paths.HideHomes(d.config.Redactor.Redact(c.Conceal(text)), c.Quotes)
}

// concealError returns the error with secrets taken out of what it says. It is still the error that it was.
func (d *Daemon) concealError(err error) error { return conceal.Error(err, d.config.Redactor.Redact) }

// hostPaths are the paths of this machine that must not reach a page.
func hostPaths(c *Config) redact.HostPaths {
	var folders []string
	for _, r := range c.Repos {
		folders = append(folders, r.Path, realPath(r.Path))
	}
	if s, ok := c.Sink.(SinkFolders); ok {
		for _, f := range s.Folders() {
			folders = append(folders, f, realPath(f))
		}
	}
	if home, err := os.UserHomeDir(); err == nil {
		folders = append(folders, home)
	}
	return redact.NewHostPaths(folders...)
}

// nothingDue counts and tells that no page could be begun.
func (d *Daemon) nothingDue(ctx context.Context, plan *Plan) {
	d.pusher.PushIfDue(ctx)
	d.mu.Lock()
	d.stats.skip()
	told := *plan
	told.indexes, told.records = nil, nil // a subscriber may keep it
	told.Due = slices.DeleteFunc(slices.Clone(plan.Due), func(t page.Target) bool { return d.blocked[t.Key] != "" })
	if n := len(plan.Due) - len(told.Due); n > 0 {
		told.Waiting = maps.Clone(plan.Waiting)
		told.Waiting[WaitBlocked] = n
	}
	d.mu.Unlock()
	d.config.Logger.Info("nothing is due", "targets", told.Targets, "waiting", told.Waiting)
	d.events.send(NothingDue{&told})
}

// blockedBy tells, once, why the sink cannot take the page of a target now. It returns nil when that was told.
func (d *Daemon) blockedBy(t page.Target, err error) error {
	d.mu.Lock()
	known := d.blocked[t.Key] == err.Error()
	d.blocked[t.Key] = err.Error()
	d.mu.Unlock()
	if known {
		return nil
	}
	d.failed(t, err)
	return err
}

// opened tells that targets failed alike.
func (d *Daemon) opened(why *AlikeError) {
	pause := d.breaker.Pause()
	why = &AlikeError{Targets: why.Targets, Next: why.Next, Err: d.concealError(why.Err)}
	d.config.Logger.Error("targets fail alike; none of them is blamed", "error", why, "retry_in", pause)
	d.events.send(BreakerOpened{why, pause})
}

// closed tells that there is a page again.
func (d *Daemon) closed(t page.Target) {
	d.config.Logger.Info("targets do not fail alike any more", "target", t.Key.String())
	d.events.send(BreakerClosed{t})
}

// failed counts and tells that a page could not be made.
func (d *Daemon) failed(t page.Target, err error) {
	d.mu.Lock()
	d.stats.failure(err, d.config.Now())
	d.mu.Unlock()
	err = d.concealError(err)
	if isFault(err) && d.isAway(FaultOf(err)) { // which was told
		d.config.Logger.Debug("no page", "target", t.Key.String(), "error", err)
		return
	}
	d.config.Logger.Error("no page", "target", t.Key.String(), "error", err)
	d.events.send(CycleFailed{t, err})
	d.remember(failedAttempt(t, d.writer().Model, err))
}

// published counts and tells that a page was published.
func (d *Daemon) published(r Result) {
	d.mu.Lock()
	d.stats.success(r, d.config.Now())
	delete(d.lost, r.Target.Key)
	delete(d.removed, r.Target.Key)
	delete(d.blocked, r.Target.Key)
	if d.held != nil {
		d.held[r.Target.Key] = true
	}
	stats := d.stats
	d.mu.Unlock()
	d.config.Logger.Info("page published", "target", r.Target.Key.String(), "path", r.Publication.Path, "revision", r.Publication.Revision,
		"model", r.Record.Model, "dry_run", d.config.DryRun, "took", r.Record.Took)
	if stats.Published%10 == 0 {
		d.config.Logger.Info("statistics", "stats", stats)
	}
	d.events.send(PagePublished{r})
	d.remember(d.attemptOf(r))
}
