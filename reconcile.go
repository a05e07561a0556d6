package codeworm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/target"
	"github.com/codeworm/codeworm/page"
)

// findLost notes the pages that the store knows and the sink does not hold: somebody took them away, or the
// devlog was made anew. They are due again.
func (d *Daemon) findLost(ctx context.Context) error {
	lister, ok := d.config.Sink.(PageLister)
	if !ok {
		return nil
	}
	keys, err := lister.Keys(ctx)
	if errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("list the devlog's pages: %w", err)
	}
	records, err := d.records(ctx, "")
	if err != nil {
		return err
	}
	held := make(map[page.Key]bool, len(keys))
	for _, key := range keys {
		held[key] = true
	}
	lost := map[page.Key]bool{}
	for _, r := range records {
		if r.hasPage() && !held[r.Key] {
			lost[r.Key] = true
		}
	}
	if len(lost) > 0 {
		d.config.Logger.Warn("the devlog does not hold pages that the state has; they are due again", "pages", len(lost))
		d.events.send(PagesLost{len(lost)})
	}
	d.mu.Lock()
	d.lost = lost
	d.mu.Unlock()
	return nil
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
		if r.hasPage() {
			d.held[r.Key] = true
		}
		known[r.Key] = r
	}
	return known
}

// mayLink reports whether a page may link to that of the key: the sink holds it, and sees to it that no link to it outlives it.
func (d *Daemon) mayLink(k page.Key) bool {
	if l, ok := d.config.Sink.(PageLinker); !ok || !l.LinksPages() {
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
		return
	}
	now, retired := d.config.Now().UTC().Round(0), 0 // compared with what was stored
	byRepo := map[string][]Record{}
	for _, r := range records {
		if r.hasPage() {
			byRepo[r.Key.Repo] = append(byRepo[r.Key.Repo], r)
		}
	}
	for _, x := range indexes {
		since := d.goneSince(ctx, x.Repo.Name)
		still := map[string]time.Time{}
		presence := target.NewPresence(x)
		for _, r := range byRepo[x.Repo.Name] {
			if !presence.Gone(r.Key) {
				continue
			}
			first, seen := since[r.Key.String()]
			if !seen {
				first = now
			}
			if now.Sub(first) >= d.config.RetireAfter {
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
	}
	if retired > 0 {
		d.push(ctx)
	}
}

// retire takes back one page and notes it in its record.
func (d *Daemon) retire(ctx context.Context, retirer PageRetirer, r Record) error {
	claim, err := d.claim(ctx, r.Key)
	if err != nil {
		return err
	}
	publication, err := retirer.Retire(ctx, r.Key)
	if err != nil {
		return errors.Join(err, d.release(ctx, claim))
	}
	r.RetiredAt, r.Revision = d.config.Now().UTC(), publication.Revision
	if err := d.save(ctx, claim, r); err != nil {
		return err
	}
	d.mu.Lock()
	delete(d.held, r.Key)
	d.mu.Unlock()
	d.config.Logger.Info("page retired", "target", r.Key.String(), "path", r.PagePath, "revision", r.Revision)
	d.events.send(PageRetired{r})
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
