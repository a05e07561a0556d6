package codeworm

import (
	"context"
	"fmt"
	"slices"

	"github.com/codeworm/codeworm/internal/compose"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/target"
	"github.com/codeworm/codeworm/page"
)

// composePeriod gathers what happened in a target's period.
func (d *Daemon) composePeriod(ctx context.Context, x *index.Index, t page.Target) (*compose.Composition, error) {
	records, err := d.config.Store.Records(ctx, x.Repo.Name)
	if err != nil {
		return nil, fmt.Errorf("read the state: %w", err)
	}
	p, ok := target.LastPeriod(d.config.Now(), t.Key)
	if !ok {
		return nil, fmt.Errorf("%s: %w", t.Key, compose.ErrChanged) // another period has ended
	}
	records = slices.DeleteFunc(records, func(r Record) bool { return !documented(x.Repo.Name, p, r) })
	slices.SortStableFunc(records, func(a, b Record) int { return b.PublishedAt.Compare(a.PublishedAt) })
	pages := make([]page.PageFacts, len(records))
	for i, r := range records {
		pages[i] = page.PageFacts{Type: r.Key.Type, Title: r.Title, Summary: r.Summary}
	}
	return compose.Period(ctx, x, t, p, pages, d.config.Redactor.Redact)
}
