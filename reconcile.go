package codeworm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/target"
	"github.com/codeworm/codeworm/page"
)

// findLost notes the pages that the store knows and the sink does not hold: somebody took them away, or the
// devlog was made anew. They are due again, unless a person has removed them where they were. It comes
// after a push, which brings what other machines have pushed.
func (d *Daemon) findLost(ctx context.Context) error {
	records, err := d.records(ctx, "")
	if err != nil {
		return err
	}
	return d.lookForLost(ctx, records, true)
}

// lookForLost is findLost, when it is the first look or pages have gone since the last.
func (d *Daemon) lookForLost(ctx context.Context, records []Record, first bool) error {
	failed := func(err error) error { return sinkFault{fmt.Errorf("list the devlog's pages: %w", err)} }
	watcher, watches := d.config.Sink.(PageWatcher)
	losses := ""
	if watches {
		var err error
		if losses, err = watcher.Losses(ctx); errors.Is(err, errors.ErrUnsupported) {
			watches = false
		} else if err != nil {
			return failed(err)
		}
	}
	d.mu.Lock()
	known := d.losses
	d.mu.Unlock()
	if _, unpushed := d.nextPush(); unpushed || !first && (!watches || losses == known) {
		return nil // as long as a push fails, a page that is not there may be another machine's
	}
	var keys []page.Key
	for _, r := range records {
		if r.inSink() {
			keys = append(keys, r.Key)
		}
	}
	var lost, removed []page.Key
	var err error
	if watches {
		lost, removed, err = watcher.Missing(ctx, keys)
	} else {
		lost, err = d.unlisted(ctx, keys)
	}
	if errors.Is(err, errors.ErrUnsupported) {
		return nil
	} else if err != nil {
		return failed(err)
	}
	if lost, err = d.withoutAwaited(ctx, records, lost); err != nil {
		return err
	}
	if len(lost) > 0 {
		d.config.Logger.Warn("the devlog does not hold pages that the state has; they are due again", "pages", len(lost))
		d.events.send(PagesLost{len(lost)})
	}
	if len(removed) > 0 {
		d.config.Logger.Info("pages that somebody removed from the devlog stay away until their source changes", "pages", len(removed))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.losses, d.lost, d.removed = losses, keySet(lost), keySet(removed)
	return nil
}

// unlisted are those of the keys that the sink does not list.
func (d *Daemon) unlisted(ctx context.Context, keys []page.Key) ([]page.Key, error) {
	lister, ok := d.config.Sink.(PageLister)
	if !ok {
		return nil, nil
	}
	listed, err := lister.Keys(ctx)
	if err != nil {
		return nil, err
	}
	held := keySet(listed)
	return slices.DeleteFunc(slices.Clone(keys), func(k page.Key) bool { return held[k] }), nil
}

func keySet(keys []page.Key) map[page.Key]bool {
	set := make(map[page.Key]bool, len(keys))
	for _, k := range keys {
		set[k] = true
	}
	return set
}

// awaitPages is for how long a page is awaited that another machine has published and not pushed. After that its clone is taken to be gone.
const awaitPages = 24 * time.Hour

// withoutAwaited are the keys without those whose pages another machine may have and not have sent yet.
func (d *Daemon) withoutAwaited(ctx context.Context, records []Record, missing []page.Key) ([]page.Key, error) {
	awaiter, ok := d.config.Sink.(PageAwaiter)
	if !ok || len(missing) == 0 {
		return missing, nil
	}
	is := keySet(missing)
	records = slices.DeleteFunc(slices.Clone(records), func(r Record) bool { return !is[r.Key] })
	revisions := make([]string, len(records))
	for i, r := range records {
		revisions[i] = r.Revision
	}
	awaited, err := awaiter.Awaits(ctx, revisions)
	if err != nil {
		return nil, sinkFault{fmt.Errorf("look for the devlog's revisions: %w", err)}
	}
	since := d.config.Now().Add(-awaitPages)
	var lost []page.Key
	for i, r := range records {
		if !awaited[i] || r.PublishedAt.Before(since) {
			lost = append(lost, r.Key)
		}
	}
	return lost, nil
}

// known are the records as they count for what is due: a page that was lost is none.
func (d *Daemon) known(records []Record) map[page.Key]Record {
	d.mu.Lock()
	defer d.mu.Unlock()
	known := make(map[page.Key]Record, len(records))
	d.held = map[page.Key]bool{}
	for _, r := range records {
		if d.lost[r.Key] {
			r.Fingerprint = ""
		}
		if r.inSink() && !d.removed[r.Key] {
			d.held[r.Key] = true
		}
		known[r.Key] = r
	}
	return known
}

// linksPages reports whether pages of a sink can link to each other.
func linksPages(s DevlogSink) bool {
	l, ok := s.(PageLinker)
	return ok && l.LinksPages()
}

// mayLink reports whether a page may link to that of the key: the sink holds it, and sees to it that no link to it outlives it.
func (d *Daemon) mayLink(k page.Key) bool {
	if !linksPages(d.config.Sink) {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.held[k]
}

// goneBucket is where the store keeps since when targets with a page are gone, by repository.
const goneBucket = "gone since"

// retireGone takes back the pages whose target has been gone for Config.RetireAfter. A failure is logged;
// the next plan tries again.
func (d *Daemon) retireGone(ctx context.Context, indexes []*index.Index, records []Record) {
	retirer, ok := d.config.Sink.(PageRetirer)
	if !ok || d.config.DryRun {
		for _, x := range indexes {
			d.keepSource(ctx, x)
		}
		return
	}
	now, retired := d.config.Now().UTC().Round(0), 0 // compared with what was stored
	byRepo, has := map[string][]Record{}, map[page.Key]bool{}
	for _, r := range records {
		if r.hasPage() {
			has[r.Key] = true
			byRepo[r.Key.Repo] = append(byRepo[r.Key.Repo], r)
		}
	}
	for _, x := range indexes {
		since := d.goneSince(ctx, x.Repo.Name)
		still := map[string]time.Time{}
		gone := goneOf(x, byRepo[x.Repo.Name])
		// So much may be gone at once because a part of the folder is missing, rather than because somebody removed it.
		doubt := len(gone) > doubted && 2*len(gone) > len(byRepo[x.Repo.Name])
		for _, r := range gone {
			first, seen := since[r.Key.String()]
			if !seen || first.After(now) { // the clock was ahead then
				first = now
			}
			if to, moved := d.movedTo(r.Key); moved && linksPages(d.config.Sink) && has[to] {
				if d.noteMove(ctx, r, to) {
					retired++
					continue
				}
				if ctx.Err() != nil {
					return
				}
			}
			if now.Sub(first) >= d.config.RetireAfter && (!doubt || d.sourceMoved(ctx, x)) {
				err := d.retire(ctx, retirer, r)
				if err == nil {
					retired++
					continue
				}
				if ctx.Err() != nil {
					return
				}
				if !errors.Is(err, ErrClaimed) {
					d.config.Logger.Warn("cannot retire a page", "target", r.Key.String(), "error", err)
				}
			}
			still[r.Key.String()] = first
		}
		if !maps.Equal(since, still) {
			d.keepGone(ctx, x.Repo.Name, still)
		}
		if !doubt {
			d.keepSource(ctx, x)
		}
	}
	if retired > 0 {
		d.push(ctx, false)
	}
}

// goneOf are those of the records of a repository's pages whose target is gone.
func goneOf(x *index.Index, records []Record) []Record {
	var gone []Record
	presence := target.NewPresence(x)
	for _, r := range records {
		if presence.Gone(r.Key) {
			gone = append(gone, r)
		}
	}
	return gone
}

// doubted is how many targets may be gone at a time, however many there were, before that is doubted.
const doubted = 20

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

// retire takes back one page and notes it in its record.
func (d *Daemon) retire(ctx context.Context, retirer PageRetirer, r Record) error {
	return d.closeRecord(ctx, r, page.Key{}, func() (Publication, error) { return retirer.Retire(ctx, r.Key) })
}

// closeRecord takes the page of a record away by a call to the sink, and notes that there is none any more.
func (d *Daemon) closeRecord(ctx context.Context, r Record, movedTo page.Key, take func() (Publication, error)) error {
	claim, err := d.claim(ctx, r.Key)
	if err != nil {
		return err
	}
	publication, err := take()
	if err != nil {
		return errors.Join(err, d.release(ctx, claim))
	}
	r.RetiredAt, r.Revision = d.config.Now().UTC(), publication.Revision
	if err := d.save(ctx, claim, r, ""); err != nil {
		return err
	}
	d.mu.Lock()
	delete(d.held, r.Key)
	delete(d.moves.to, r.Key)
	d.mu.Unlock()
	d.config.Logger.Info("page retired", "target", r.Key.String(), "path", r.PagePath, "revision", r.Revision, "moved_to", movedTo.Path)
	d.events.send(PageRetired{r, movedTo})
	d.remember(Attempt{Key: r.Key, Language: r.Language, Outcome: OutcomeRetired, Model: r.Model})
	return nil
}

// goneSince is since when which targets of a repository are gone.
func (d *Daemon) goneSince(ctx context.Context, repo string) map[string]time.Time {
	d.mu.Lock()
	since, known := d.gone[repo]
	d.mu.Unlock()
	if cache, ok := d.config.Store.(Cache); ok && !known {
		if value, err := cache.CacheGet(ctx, goneBucket, repo); err != nil || value != nil && json.Unmarshal(value, &since) != nil {
			d.config.Logger.Warn("cannot read when targets disappeared; counting from now", "repo", repo, "error", err)
		}
	}
	return since
}

func (d *Daemon) keepGone(ctx context.Context, repo string, since map[string]time.Time) {
	d.mu.Lock()
	d.gone[repo] = since
	d.mu.Unlock()
	cache, ok := d.config.Store.(Cache)
	if !ok {
		return
	}
	value, err := json.Marshal(since)
	if err == nil {
		err = cache.CachePut(ctx, goneBucket, repo, value)
	}
	if err != nil {
		d.config.Logger.Warn("cannot keep since when targets are gone; a restart counts anew", "repo", repo, "error", err)
	}
}
