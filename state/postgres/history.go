package postgres

import (
	"context"
	"crypto/rand"
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

// WithHistoryLimit sets how many attempts of all daemons together are kept, and for how long; the defaults are DefaultHistoryRows and
// DefaultHistoryAge. The oldest are dropped as others are noted.
func WithHistoryLimit(rows int, age time.Duration) Option {
	return func(c *config) { c.historyRows, c.historyAge = rows, age }
}

var selectHistory, insertHistory = historyStatements()

func historyStatements() (read, write string) {
	var values []string
	for i, c := range columns.Attempts {
		values = append(values, fmt.Sprintf("$%d::%s", i+2, kind(c.Field(&codeworm.Attempt{}))))
	}
	list := strings.Join(columns.Names(columns.Attempts), ", ")
	return "SELECT " + list + " FROM codeworm.history",
		fast + "INSERT INTO codeworm.history (request, " + list + ") SELECT $1::text, " + strings.Join(values, ", ") + " FROM fast ON CONFLICT (request) DO NOTHING"
}

func attemptFields(a *codeworm.Attempt) []any { return columns.Fields(columns.Attempts, a, form) }

// trimHistory drops what is more than is kept.
const trimHistory = fast + `DELETE FROM codeworm.history USING fast WHERE id <= (SELECT max(id) FROM codeworm.history) - $1::bigint OR at < $2::text`

// Note implements codeworm.History.
func (s *Store) Note(ctx context.Context, a codeworm.Attempt) error {
	if s.cfg.readOnly {
		return s.fail(ctx, "note an attempt", errReadOnly)
	}
	now := time.Now
	if s.cfg.now != nil {
		now = s.cfg.now
	}
	oldest := now().Add(-s.cfg.historyAge)
	args := append([]any{rand.Text()}, attemptFields(&a)...)
	return s.call(ctx, "note an attempt", func(ctx context.Context, _ bool) error {
		if _, err := s.db.Exec(ctx, insertHistory, args...); err != nil {
			return err
		}
		_, err := s.db.Exec(ctx, trimHistory, s.cfg.historyRows, columns.At(oldest))
		return err
	})
}

// Attempts implements codeworm.History.
func (s *Store) Attempts(ctx context.Context, f codeworm.AttemptFilter, limit int) ([]codeworm.Attempt, error) {
	if s.empty {
		return nil, s.fail(ctx, "read the history", ctx.Err())
	}
	query := selectHistory
	var args []any
	for i, c := range columns.Filter(&f) {
		query += fmt.Sprintf("%s%s $%d", [2]string{" WHERE ", " AND "}[min(i, 1)], c.SQL, i+1)
		args = append(args, form(c.Value))
	}
	if limit <= 0 {
		limit = columns.DefaultAttempts
	}
	query += fmt.Sprintf(" ORDER BY at DESC NULLS LAST, id DESC LIMIT $%d", len(args)+1)
	var attempts []codeworm.Attempt
	err := s.call(ctx, "read the history", func(ctx context.Context, _ bool) error {
		attempts = nil
		return s.eachRow(ctx, query, append(args, limit), func(scan func(...any) error) error {
			var a codeworm.Attempt
			err := scan(attemptFields(&a)...)
			attempts = append(attempts, a)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return attempts, nil
}

// eachRow calls fn with each row of a query.
func (s *Store) eachRow(ctx context.Context, query string, args []any, fn func(scan func(...any) error) error) error {
	rows, err := s.db.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Statistics implements codeworm.History.
func (s *Store) Statistics(ctx context.Context, since time.Time, by ...codeworm.Grouping) ([]codeworm.StatisticsRow, error) {
	selected, grouped, err := columns.Statistics(by)
	if err != nil {
		return nil, fmt.Errorf("state store %s: %w", s.place, err)
	}
	if s.empty {
		return nil, s.fail(ctx, "sum the history up", ctx.Err())
	}
	query, args := "SELECT "+selected+" FROM codeworm.history", []any(nil)
	if !since.IsZero() {
		query, args = query+" WHERE at >= $1", append(args, columns.At(since))
	}
	var all []codeworm.StatisticsRow
	err = s.call(ctx, "sum the history up", func(ctx context.Context, _ bool) error {
		all = nil
		return s.eachRow(ctx, query+grouped, args, func(scan func(...any) error) error {
			r, into := columns.StatisticsRow(len(by), form)
			err := scan(into...)
			if r.Attempts > 0 {
				all = append(all, *r)
			}
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}
