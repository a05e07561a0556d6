package codeworm

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/target"
	"github.com/codeworm/codeworm/page"
)

// periodScore is the score of summaries: there is nothing to choose among those of one type.
const periodScore = 50

// periodTargets are the summaries of the repository's last complete week and month, if anything happened in
// them. Their fingerprints depend on nothing but the period: what is over does not change, and a
// summary is written once. So a daemon that was off when a period ended writes its summary when
// it is back before the next one has ended.
func (d *Daemon) periodTargets(ctx context.Context, x *index.Index, records []Record) ([]page.Target, error) {
	var targets []page.Target
	for _, p := range target.LastPeriods(d.config.Now()) {
		if d.config.Types[p.DocType] <= 0 {
			continue
		}
		k := page.Key{Type: p.DocType, Repo: x.Repo.Name, Period: p.Name}
		active, err := d.active(ctx, x, k, p, records)
		if err != nil {
			return nil, err
		}
		if !active {
			continue
		}
		sum := sha256.Sum256([]byte(k.String()))
		targets = append(targets, page.Target{Key: k, Score: page.NewScore(page.Factor{Name: "period", Value: 1, Points: periodScore}),
			Fingerprint: hex.EncodeToString(sum[:16])})
	}
	return targets, nil
}

// active reports whether there were commits or pages in the period.
func (d *Daemon) active(ctx context.Context, x *index.Index, k page.Key, p target.Period, records []Record) (bool, error) {
	if slices.ContainsFunc(records, func(r Record) bool {
		return r.Key == k && r.Fingerprint != "" || documented(x.Repo.Name, p, r)
	}) {
		return true, nil
	}
	if x.Commit == "" {
		return false, nil
	}
	state := k.String() + "\n" + x.Commit
	d.mu.Lock()
	known := d.quiet[state]
	d.mu.Unlock()
	if known {
		return false, nil
	}
	found := false
	err := git.Log(ctx, x.Repo.Path, git.LogOptions{Since: p.Start}, func(e git.LogEntry) error {
		found = found || p.Holds(e.When)
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("history of %s: %w", x.Repo.Name, err)
	}
	if !found {
		d.mu.Lock()
		d.quiet[state] = true
		d.mu.Unlock()
	}
	return found, nil
}

// documented reports whether the record is that of a page about the repo that was published
// in the period; summaries do not count.
func documented(repo string, p target.Period, r Record) bool {
	return r.Key.Repo == repo && r.Key.Period == "" && r.Fingerprint != "" && p.Holds(r.PublishedAt)
}
