package postgres

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
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

const defaultAttempts = 100

// historyColumns are those of the history table with their types and the fields they hold, as columns are for records.
var historyColumns = []struct {
	name, kind string
	field      func(a *codeworm.Attempt) any
}{
	{"at", "text", func(a *codeworm.Attempt) any { return stamp{&a.At} }},
	{"type", "text", func(a *codeworm.Attempt) any { return text[page.Type]{&a.Key.Type} }},
	{"repo", "text", func(a *codeworm.Attempt) any { return text[string]{&a.Key.Repo} }},
	{"path", "text", func(a *codeworm.Attempt) any { return text[string]{&a.Key.Path} }},
	{"symbol", "text", func(a *codeworm.Attempt) any { return text[string]{&a.Key.Symbol} }},
	{"period", "text", func(a *codeworm.Attempt) any { return text[string]{&a.Key.Period} }},
	{"language", "text", func(a *codeworm.Attempt) any { return text[string]{&a.Language} }},
	{"outcome", "text", func(a *codeworm.Attempt) any { return text[codeworm.Outcome]{&a.Outcome} }},
	{"class", "text", func(a *codeworm.Attempt) any { return text[string]{&a.Class} }},
	{"cause", "text", func(a *codeworm.Attempt) any { return text[string]{&a.Cause} }},
	{"model", "text", func(a *codeworm.Attempt) any { return text[string]{&a.Model} }},
	{"took", "bigint", func(a *codeworm.Attempt) any { return (*int64)(&a.Took) }},
	{"prompt_tokens", "bigint", func(a *codeworm.Attempt) any { return &a.PromptTokens }},
	{"answer_tokens", "bigint", func(a *codeworm.Attempt) any { return &a.AnswerTokens }},
	{"checked", "bigint", func(a *codeworm.Attempt) any { return &a.Check.Checked }},
	{"repaired", "bigint", func(a *codeworm.Attempt) any { return &a.Check.Repaired }},
	{"dropped", "bigint", func(a *codeworm.Attempt) any { return &a.Check.Dropped }},
	{"holds", "bigint", func(a *codeworm.Attempt) any { return &a.Check.Holds }},
	{"contradicted", "bigint", func(a *codeworm.Attempt) any { return &a.Check.Contradicted }},
	{"unsupported", "bigint", func(a *codeworm.Attempt) any { return &a.Check.Unsupported }},
}

// summed are the columns that Statistics adds up; they are the last of historyColumns.
const summed = 9

var selectHistory, insertHistory, sumHistory = historyStatements()

func historyStatements() (read, write, sums string) {
	var names, values, sum []string
	for i, c := range historyColumns {
		names, values = append(names, c.name), append(values, fmt.Sprintf("$%d::%s", i+2, c.kind))
		if i >= len(historyColumns)-summed {
			sum = append(sum, "coalesce(sum("+c.name+"), 0)::bigint")
		}
	}
	list := strings.Join(names, ", ")
	return "SELECT " + list + " FROM codeworm.history",
		fast + "INSERT INTO codeworm.history (request, " + list + ") SELECT $1::text, " + strings.Join(values, ", ") + " FROM fast ON CONFLICT (request) DO NOTHING",
		"count(*), " + strings.Join(sum, ", ")
}

func attemptFields(a *codeworm.Attempt) []any {
	list := make([]any, len(historyColumns))
	for i, c := range historyColumns {
		list[i] = c.field(a)
	}
	return list
}

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
		_, err := s.db.Exec(ctx, trimHistory, s.cfg.historyRows, stamp{&oldest})
		return err
	})
}

// Attempts implements codeworm.History.
func (s *Store) Attempts(ctx context.Context, f codeworm.AttemptFilter, limit int) ([]codeworm.Attempt, error) {
	if s.empty {
		return nil, s.fail(ctx, "read the history", ctx.Err())
	}
	var where []string
	var args []any
	for _, c := range []struct {
		condition string
		value     any
		given     bool
	}{
		{"repo = $%d", text[string]{&f.Repo}, f.Repo != ""},
		{"type = $%d", text[page.Type]{&f.Type}, f.Type != ""},
		{"outcome = $%d", text[codeworm.Outcome]{&f.Outcome}, f.Outcome != ""},
		{"at >= $%d", stamp{&f.Since}, !f.Since.IsZero()},
	} {
		if c.given {
			args = append(args, c.value)
			where = append(where, fmt.Sprintf(c.condition, len(args)))
		}
	}
	query := selectHistory
	if len(where) > 0 {
		query += " WHERE " + strings.Join(where, " AND ")
	}
	if limit <= 0 {
		limit = defaultAttempts
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

// groupings are what Statistics can group by.
var groupings = map[codeworm.Grouping]string{
	codeworm.ByRepo: "repo", codeworm.ByType: "type", codeworm.ByLanguage: "language", codeworm.ByModel: "model", codeworm.ByOutcome: "outcome",
	codeworm.ByDay: "coalesce(substr(at, 1, 10), '')",
}

// Statistics implements codeworm.History.
func (s *Store) Statistics(ctx context.Context, since time.Time, by ...codeworm.Grouping) ([]codeworm.StatisticsRow, error) {
	var names, numbers []string
	for i, g := range by {
		name, ok := groupings[g]
		if !ok || slices.Contains(by[:i], g) {
			return nil, fmt.Errorf("state store %s: statistics by %q: there is no such grouping, or it is given twice", s.place, g)
		}
		names, numbers = append(names, name), append(numbers, fmt.Sprint(i+1))
	}
	if s.empty {
		return nil, s.fail(ctx, "sum the history up", ctx.Err())
	}
	query, args := "SELECT "+strings.Join(append(names, sumHistory), ", ")+" FROM codeworm.history", []any(nil)
	if !since.IsZero() {
		query, args = query+" WHERE at >= $1", append(args, stamp{&since})
	}
	if len(by) > 0 {
		list := strings.Join(numbers, ", ")
		query += " GROUP BY " + list + " ORDER BY " + list
	}
	var all []codeworm.StatisticsRow
	err := s.call(ctx, "sum the history up", func(ctx context.Context, _ bool) error {
		all = nil
		return s.eachRow(ctx, query, args, func(scan func(...any) error) error {
			r := codeworm.StatisticsRow{Values: make([]string, len(by))}
			var into []any
			for i := range r.Values {
				into = append(into, text[string]{&r.Values[i]})
			}
			err := scan(append(into, &r.Attempts, (*int64)(&r.Took), &r.PromptTokens, &r.AnswerTokens, &r.Check.Checked, &r.Check.Repaired,
				&r.Check.Dropped, &r.Check.Holds, &r.Check.Contradicted, &r.Check.Unsupported)...)
			if r.Attempts > 0 {
				all = append(all, r)
			}
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}
