package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/columns"
	"github.com/codeworm/codeworm/page"
)

const countRecords = `SELECT repo, type,
	count(*) FILTER (WHERE retired_at IS NULL AND published_at IS NOT NULL),
	count(*) FILTER (WHERE retired_at IS NULL AND published_at >= $1::text COLLATE "C"),
	count(*) FILTER (WHERE retired_at IS NULL AND published_at IS NOT NULL AND provisional),
	count(retired_at),
	count(*) FILTER (WHERE failures > 0),
	max(published_at)
	FROM codeworm.records GROUP BY repo, type`

// Stats implements codeworm.StateStore.
func (s *Store) Stats(ctx context.Context, since time.Time) (codeworm.StoreStats, error) {
	none := codeworm.StoreStats{ByRepo: map[string]int{}, ByType: map[page.Type]int{}}
	if s.empty {
		return none, s.fail(ctx, "count", ctx.Err())
	}
	if since.IsZero() {
		since = time.Time{}.Add(1) // before every time that is stored; the zero time itself is NULL
	}
	var stats codeworm.StoreStats
	err := s.call(ctx, "count", func(ctx context.Context, _ bool) error {
		// Both queries see the database at one moment.
		return pgx.BeginTxFunc(ctx, s.db, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) (err error) {
			if stats, err = groups(ctx, tx, since); err != nil {
				return err
			}
			return tx.QueryRow(ctx, `SELECT count(*) FROM codeworm.claims WHERE expires_at > coalesce($1, clock_timestamp())`, s.at()).Scan(&stats.Claims)
		})
	})
	if err != nil {
		return codeworm.StoreStats{}, err
	}
	return stats, nil
}

// groups sums up what countRecords gives for each repository and document type.
func groups(ctx context.Context, tx pgx.Tx, since time.Time) (codeworm.StoreStats, error) {
	stats := codeworm.StoreStats{ByRepo: map[string]int{}, ByType: map[page.Type]int{}}
	rows, err := tx.Query(ctx, countRecords, columns.At(since))
	if err != nil {
		return stats, err
	}
	defer rows.Close()
	for rows.Next() {
		var g columns.Group
		if err := rows.Scan(g.Fields(form)...); err != nil {
			return stats, err
		}
		g.AddTo(&stats)
	}
	return stats, rows.Err()
}
