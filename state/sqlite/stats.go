package sqlite

import (
	"context"
	"database/sql"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/columns"
	"github.com/codeworm/codeworm/page"
)

// countRecords reads the index made for it and no record.
const countRecords = `SELECT repo, type,
	count(*) FILTER (WHERE retired_at IS NULL AND published_at IS NOT NULL),
	count(*) FILTER (WHERE retired_at IS NULL AND published_at >= ?),
	count(*) FILTER (WHERE retired_at IS NULL AND published_at IS NOT NULL AND provisional),
	count(retired_at),
	count(*) FILTER (WHERE failures > 0),
	max(published_at)
	FROM records GROUP BY repo, type`

// Stats implements codeworm.StateStore.
func (s *Store) Stats(ctx context.Context, since time.Time) (codeworm.StoreStats, error) {
	var stats codeworm.StoreStats
	err := inTx(ctx, s.reads, func(tx *sql.Tx) error {
		var err error
		if stats, err = groups(ctx, tx, since); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT count(*) FROM claims WHERE expires_at > ?`, columns.At(s.cfg.now())).Scan(&stats.Claims)
	})
	if err != nil {
		return codeworm.StoreStats{}, s.fail(ctx, "count", err)
	}
	return stats, nil
}

// groups sums up what countRecords gives for each repository and document type.
func groups(ctx context.Context, tx *sql.Tx, since time.Time) (codeworm.StoreStats, error) {
	stats := codeworm.StoreStats{ByRepo: map[string]int{}, ByType: map[page.Type]int{}}
	if since.IsZero() {
		since = time.Time{}.Add(1) // before every time that is stored; the zero time itself is NULL
	}
	rows, err := tx.QueryContext(ctx, countRecords, columns.At(since))
	if err != nil {
		return stats, err
	}
	defer func() { _ = rows.Close() }() // Err tells what went wrong
	for rows.Next() {
		var g columns.Group
		if err := rows.Scan(g.Fields(form)...); err != nil {
			return stats, err
		}
		g.AddTo(&stats)
	}
	return stats, rows.Err()
}
