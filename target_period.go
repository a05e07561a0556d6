package codeworm

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/codeworm/codeworm/internal/git"
)

// periodScore is the score of summaries: there is nothing to choose among those of one type.
const periodScore = 50

// periodTargets are the summaries of the repository's last complete week and month, if anything happened in
// them. Their fingerprints depend on nothing but the period: what is over does not change, and a
// summary is written once. So a daemon that was off when a period ended writes its summary when
// it is back before the next one has ended.
func (d *Daemon) periodTargets(ctx context.Context, x *Index, records []Record) ([]Target, error) {
	var targets []Target
	for _, p := range lastPeriods(d.config.Now()) {
		if d.config.Types[p.docType] <= 0 {
			continue
		}
		k := Key{Type: p.docType, Repo: x.repo.Name, Period: p.name}
		active, err := d.active(ctx, x, k, p, records)
		if err != nil {
			return nil, err
		}
		if !active {
			continue
		}
		sum := sha256.Sum256([]byte(k.String()))
		targets = append(targets, Target{Key: k, Score: newScore(Factor{Name: "period", Value: 1, Points: periodScore}),
			Fingerprint: hex.EncodeToString(sum[:16])})
	}
	return targets, nil
}

// active reports whether there were commits or pages in the period.
func (d *Daemon) active(ctx context.Context, x *Index, k Key, p period, records []Record) (bool, error) {
	if slices.ContainsFunc(records, func(r Record) bool {
		return r.Key == k && r.Fingerprint != "" || documented(x.repo.Name, p, r)
	}) {
		return true, nil
	}
	if x.commit == "" {
		return false, nil
	}
	state := k.String() + "\n" + x.commit
	d.mu.Lock()
	known := d.quiet[state]
	d.mu.Unlock()
	if known {
		return false, nil
	}
	found := false
	err := git.Log(ctx, x.repo.Path, git.LogOptions{Since: p.start}, func(e git.LogEntry) error {
		found = found || p.holds(e.When)
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("history of %s: %w", x.repo.Name, err)
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
func documented(repo string, p period, r Record) bool {
	return r.Key.Repo == repo && r.Key.Period == "" && r.Fingerprint != "" && p.holds(r.PublishedAt)
}
