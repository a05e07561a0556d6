package codeworm

import (
	"context"
	"errors"
	"fmt"

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
	records, err := d.config.Store.Records(ctx, "")
	if err != nil {
		return fmt.Errorf("read the state: %w", err)
	}
	held := make(map[page.Key]bool, len(keys))
	for _, key := range keys {
		held[key] = true
	}
	lost := map[page.Key]bool{}
	for _, r := range records {
		if r.Fingerprint != "" && r.RetiredAt.IsZero() && !held[r.Key] {
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
	for _, r := range records {
		if d.lost[r.Key] {
			r.Fingerprint = ""
		}
		known[r.Key] = r
	}
	return known
}
