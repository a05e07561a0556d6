package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/codeworm/codeworm"
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

const defaultAttempts = 100

// historyColumns are those of the history table and the fields they hold, as columns are for records.
var historyColumns = []struct {
	name  string
	field func(a *codeworm.Attempt) any
}{
	{"at", func(a *codeworm.Attempt) any { return (*stamp)(&a.At) }},
	{"type", func(a *codeworm.Attempt) any { return &a.Key.Type }},
	{"repo", func(a *codeworm.Attempt) any { return &a.Key.Repo }},
	{"path", func(a *codeworm.Attempt) any { return &a.Key.Path }},
	{"symbol", func(a *codeworm.Attempt) any { return &a.Key.Symbol }},
	{"period", func(a *codeworm.Attempt) any { return &a.Key.Period }},
	{"language", func(a *codeworm.Attempt) any { return &a.Language }},
	{"outcome", func(a *codeworm.Attempt) any { return &a.Outcome }},
	{"class", func(a *codeworm.Attempt) any { return &a.Class }},
	{"cause", func(a *codeworm.Attempt) any { return &a.Cause }},
	{"model", func(a *codeworm.Attempt) any { return &a.Model }},
	{"took", func(a *codeworm.Attempt) any { return &a.Took }},
	{"prompt_tokens", func(a *codeworm.Attempt) any { return &a.PromptTokens }},
	{"answer_tokens", func(a *codeworm.Attempt) any { return &a.AnswerTokens }},
	{"checked", func(a *codeworm.Attempt) any { return &a.Check.Checked }},
	{"repaired", func(a *codeworm.Attempt) any { return &a.Check.Repaired }},
	{"dropped", func(a *codeworm.Attempt) any { return &a.Check.Dropped }},
	{"holds", func(a *codeworm.Attempt) any { return &a.Check.Holds }},
	{"contradicted", func(a *codeworm.Attempt) any { return &a.Check.Contradicted }},
	{"unsupported", func(a *codeworm.Attempt) any { return &a.Check.Unsupported }},
}

// summed are the columns that Statistics adds up; they are the last of historyColumns.
const summed = 9

var selectHistory, insertHistory, sumHistory = historyStatements()

func historyStatements() (read, write, sums string) {
	var names, sum []string
	for i, c := range historyColumns {
		names = append(names, c.name)
		if i >= len(historyColumns)-summed {
			sum = append(sum, "coalesce(sum("+c.name+"), 0)")
		}
	}
	list := strings.Join(names, ", ")
	return "SELECT " + list + " FROM history", "INSERT INTO history (" + list + ") VALUES (?" + strings.Repeat(", ?", len(names)-1) + ")",
		"count(*), " + strings.Join(sum, ", ")
}

func attemptFields(a *codeworm.Attempt) []any {
	list := make([]any, len(historyColumns))
	for i, c := range historyColumns {
		list[i] = c.field(a)
	}
	return list
}

// Note implements codeworm.History.
func (s *Store) Note(ctx context.Context, a codeworm.Attempt) error {
	err := s.write(ctx, s.caching, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, insertHistory, attemptFields(&a)...); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM history WHERE id <= (SELECT max(id) FROM history) - ?`, s.cfg.historyRows); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM history WHERE at < ?`, stamp(s.cfg.now().Add(-s.cfg.historyAge)))
		return err
	})
	return s.fail(ctx, "note an attempt", err)
}

// Attempts implements codeworm.History.
func (s *Store) Attempts(ctx context.Context, f codeworm.AttemptFilter, limit int) ([]codeworm.Attempt, error) {
	var where []string
	var args []any
	for _, c := range []struct {
		condition string
		value     any
		given     bool
	}{
		{"repo = ?", f.Repo, f.Repo != ""},
		{"type = ?", f.Type, f.Type != ""},
		{"outcome = ?", f.Outcome, f.Outcome != ""},
		{"at >= ?", stamp(f.Since), !f.Since.IsZero()},
	} {
		if c.given {
			where, args = append(where, c.condition), append(args, c.value)
		}
	}
	query := selectHistory
	if len(where) > 0 {
		query += " WHERE " + strings.Join(where, " AND ")
	}
	if limit <= 0 {
		limit = defaultAttempts
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

// groupings are what Statistics can group by.
var groupings = map[codeworm.Grouping]string{
	codeworm.ByRepo: "repo", codeworm.ByType: "type", codeworm.ByLanguage: "language", codeworm.ByModel: "model", codeworm.ByOutcome: "outcome",
	codeworm.ByDay: "substr(at, 1, 10)",
}

// Statistics implements codeworm.History.
func (s *Store) Statistics(ctx context.Context, since time.Time, by ...codeworm.Grouping) ([]codeworm.StatisticsRow, error) {
	var names, numbers []string
	for i, g := range by {
		name, ok := groupings[g]
		if !ok || slices.Contains(by[:i], g) {
			return nil, fmt.Errorf("state store %q: statistics by %q: there is no such grouping, or it is given twice", s.path, g)
		}
		names, numbers = append(names, name), append(numbers, fmt.Sprint(i+1))
	}
	query := "SELECT " + strings.Join(append(names, sumHistory), ", ") + " FROM history WHERE at >= ?"
	if len(by) > 0 {
		list := strings.Join(numbers, ", ")
		query += " GROUP BY " + list + " ORDER BY " + list
	}
	if since.IsZero() {
		since = time.Time{}.Add(1) // before every time that is stored
	}
	var all []codeworm.StatisticsRow
	err := eachRow(ctx, s.reads, query, []any{stamp(since)}, func(rows *sql.Rows) error {
		r := codeworm.StatisticsRow{Values: make([]string, len(by))}
		var into []any
		for i := range r.Values {
			into = append(into, &r.Values[i])
		}
		into = append(into, &r.Attempts, &r.Took, &r.PromptTokens, &r.AnswerTokens, &r.Check.Checked, &r.Check.Repaired, &r.Check.Dropped,
			&r.Check.Holds, &r.Check.Contradicted, &r.Check.Unsupported)
		err := rows.Scan(into...)
		if r.Attempts > 0 {
			all = append(all, r)
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
