package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/columns"
)

// How much history is kept when WithHistoryLimit does not say.
const (
	DefaultHistoryRows = 100_000
	DefaultHistoryAge  = 2 * 365 * 24 * time.Hour
)

// WithHistoryLimit sets how many attempts are kept, and for how long; the defaults are DefaultHistoryRows and DefaultHistoryAge. The oldest are
// dropped as others are noted.
func WithHistoryLimit(rows int, age time.Duration) Option {
	return func(c *config) { c.historyRows, c.historyAge = rows, age }
}

var selectHistory, insertHistory = historyStatements()

func historyStatements() (read, write string) {
	names := columns.Names(columns.Attempts)
	list := strings.Join(names, ", ")
	return "SELECT " + list + " FROM history", "INSERT INTO history (" + list + ") VALUES (?" + strings.Repeat(", ?", len(names)-1) + ")"
}

func attemptFields(a *codeworm.Attempt) []any { return columns.Fields(columns.Attempts, a, form) }

// Note implements codeworm.History.
func (s *Store) Note(ctx context.Context, a codeworm.Attempt) error {
	err := s.write(ctx, s.caching, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, insertHistory, attemptFields(&a)...); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM history WHERE id <= (SELECT max(id) FROM history) - ?`, s.cfg.historyRows); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM history WHERE at < ?`, columns.At(s.cfg.now().Add(-s.cfg.historyAge)))
		return err
	})
	return s.fail(ctx, "note an attempt", err)
}

// Attempts implements codeworm.History.
func (s *Store) Attempts(ctx context.Context, f codeworm.AttemptFilter, limit int) ([]codeworm.Attempt, error) {
	query := selectHistory
	var args []any
	for i, c := range columns.Filter(&f) {
		query += [2]string{" WHERE ", " AND "}[min(i, 1)] + c.SQL + " ?"
		args = append(args, form(c.Value))
	}
	if limit <= 0 {
		limit = columns.DefaultAttempts
	}
	var attempts []codeworm.Attempt
	err := eachRow(ctx, s.reads, query+" ORDER BY at DESC, id DESC LIMIT ?", append(args, limit), func(rows *sql.Rows) error {
		var a codeworm.Attempt
		err := rows.Scan(attemptFields(&a)...)
		attempts = append(attempts, a)
		return err
	})
	return attempts, s.fail(ctx, "read the history", err)
}

// Statistics implements codeworm.History.
func (s *Store) Statistics(ctx context.Context, since time.Time, by ...codeworm.Grouping) ([]codeworm.StatisticsRow, error) {
	selected, grouped, err := columns.Statistics(by)
	if err != nil {
		return nil, fmt.Errorf("state store %q: %w", s.path, err)
	}
	if since.IsZero() {
		since = time.Time{}.Add(1) // before every time that is stored
	}
	var all []codeworm.StatisticsRow
	err = eachRow(ctx, s.reads, "SELECT "+selected+" FROM history WHERE at >= ?"+grouped, []any{columns.At(since)}, func(rows *sql.Rows) error {
		r, into := columns.StatisticsRow(len(by), form)
		err := rows.Scan(into...)
		if r.Attempts > 0 {
			all = append(all, *r)
		}
		return err
	})
	return all, s.fail(ctx, "sum the history up", err)
}

// eachRow calls fn with each row of a query.
func eachRow(ctx context.Context, db *sql.DB, query string, args []any, fn func(rows *sql.Rows) error) error {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // Err tells what went wrong
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
