package codeworm

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/render"
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
	if _, unpushed := d.pusher.Next(); unpushed || !first && (!watches || losses == known) {
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
		d.pusher.Push(ctx, false)
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

// moves are the targets that moved with their files.
type moves struct {
	looked  map[string]string         // the commit at which it was last looked for them, by repository
	to      map[page.Key]page.Key     // by their earlier keys
	earlier map[page.Key]page.Earlier // by their keys
}

// maxMoveCommits is how many commits that pages describe are compared with the present one at a time.
const maxMoveCommits = 20

// findMoves looks, once for each commit of a repository, for targets that are gone because their files were renamed. A target's new key has to
// be that of a target, and git has to say that the file moved since the commit that the page describes.
func (d *Daemon) findMoves(ctx context.Context, indexes []*index.Index, records []Record, targets []page.Target) {
	var present map[page.Key]bool
	for _, x := range indexes {
		d.mu.Lock()
		known := d.moves.looked[x.Repo.Name] == x.Commit
		d.mu.Unlock()
		if x.Commit == "" || known {
			continue
		}
		if present == nil {
			present = make(map[page.Key]bool, len(targets))
			for _, t := range targets {
				present[t.Key] = true
			}
		}
		of := slices.DeleteFunc(slices.Clone(records), func(r Record) bool {
			return r.Key.Repo != x.Repo.Name || !r.hasPage() || r.SourceCommit == "" || r.SourceCommit == x.Commit
		})
		renames := map[string]map[string]string{}
		for _, r := range goneOf(x, of) {
			if _, asked := renames[r.SourceCommit]; !asked {
				if len(renames) == maxMoveCommits {
					continue
				}
				found, err := git.Renames(ctx, x.Repo.Path, r.SourceCommit, x.Commit)
				if err != nil { // rewritten, or beyond the end of a shallow clone
					d.config.Logger.Debug("cannot tell which files were renamed", "repo", x.Repo.Name, "since", r.SourceCommit, "error", err)
				}
				renames[r.SourceCommit] = found
			}
			if to, moved := target.Moved(r.Key, renames[r.SourceCommit]); moved && present[to] {
				d.mu.Lock()
				d.moves.to[r.Key] = to
				d.moves.earlier[to] = page.Earlier{Key: r.Key, SourceCommit: r.SourceCommit}
				d.mu.Unlock()
			}
		}
		d.mu.Lock()
		d.moves.looked[x.Repo.Name] = x.Commit
		d.mu.Unlock()
	}
}

// movedTo is the key that the target of a key has now.
func (d *Daemon) movedTo(k page.Key) (page.Key, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	to, ok := d.moves.to[k]
	return to, ok
}

// moving reports whether the page of a target is still where its file was before.
func (d *Daemon) moving(k page.Key) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.moves.to[d.moves.earlier[k].Key] == k
}

// earlier is where the page about the same thing was before; zero when there was none.
func (d *Daemon) earlier(k page.Key) page.Earlier {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.moves.earlier[k]
}

// keepEarlier remembers what a page that the sink holds says about where it was before.
func (d *Daemon) keepEarlier(k page.Key, e page.Earlier) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.moves.earlier[k] == (page.Earlier{}) {
		d.moves.earlier[k] = e
	}
}

// noteMove puts a note in the place of a page whose target moved, and reports whether that succeeded. A failure is logged; the next
// plan tries again.
func (d *Daemon) noteMove(ctx context.Context, r Record, to page.Key) bool {
	sum := sha256.Sum256([]byte("moved to " + to.String()))
	note := page.Page{Path: r.Key.PagePath(), Meta: page.Meta{
		Key: r.Key, Fingerprint: hex.EncodeToString(sum[:16]), Title: r.Key.Title() + " (moved)", Language: r.Language, SourceCommit: r.SourceCommit,
		GeneratedAt: d.config.Now().UTC().Truncate(time.Second), MovedTo: to,
	}}
	note.Subject = render.MovedSubject(note.Meta)
	var err error
	if note.Markdown, err = render.Moved(note.Meta); err == nil {
		err = d.closeRecord(ctx, r, to, func() (Publication, error) { return d.config.Sink.Publish(ctx, note) })
	}
	if err != nil {
		if ctx.Err() == nil && !errors.Is(err, ErrClaimed) {
			d.config.Logger.Warn("cannot say where a page moved to", "target", r.Key.String(), "to", to.String(), "error", err)
		}
		return false
	}
	return true
}
