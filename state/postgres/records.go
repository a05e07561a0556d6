package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/columns"
)

// errReadOnly says that a store was opened with WithReadOnly.
var errReadOnly = errors.New("it was opened to be read only")

var selectRecords, saveRecord = recordStatements()

func recordStatements() (read, write string) {
	var names, values, sets []string
	for i, c := range columns.Records {
		names = append(names, c.Name)
		values = append(values, fmt.Sprintf("$%d::%s", i+3, kind(c.Field(&codeworm.Record{}))))
		sets = append(sets, c.Name+" = excluded."+c.Name)
	}
	n := len(columns.Records)
	list := strings.Join(names, ", ")
	read = "SELECT " + list + " FROM codeworm.records"
	// One statement is one transaction and one way to the server and back. What follows the fields: whether there is a page, whether
	// its text is known, and its words.
	page, known, terms := fmt.Sprintf("$%d::boolean", n+3), fmt.Sprintf("$%d::boolean", n+4), fmt.Sprintf("$%d::text", n+5)
	write = "WITH ended AS (DELETE FROM codeworm.claims WHERE key = $1 AND token = $2 RETURNING token)," +
		" saved AS (INSERT INTO codeworm.records (" + list + ", key, token) SELECT " + strings.Join(values, ", ") + ", $1, token FROM ended" +
		" ON CONFLICT (key) DO UPDATE SET " + strings.Join(sets, ", ") + ", token = excluded.token RETURNING key, fingerprint, title, summary)," +
		" gone AS (DELETE FROM codeworm.pages WHERE NOT " + page + " AND key IN (SELECT key FROM saved))," +
		" found AS (INSERT INTO codeworm.pages AS p (key, fingerprint, title, summary, terms)" +
		" SELECT key, fingerprint, title, summary, CAST(" + terms + " AS tsvector) FROM saved WHERE " + page +
		" ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, title = excluded.title, summary = excluded.summary, terms = excluded.terms" +
		" WHERE " + known + " OR (p.fingerprint, p.title, p.summary) IS DISTINCT FROM (excluded.fingerprint, excluded.title, excluded.summary))" +
		" SELECT key FROM saved"
	return read, write
}

// fields are the fields of a record in the order of the columns.
func fields(r *codeworm.Record) []any { return columns.Fields(columns.Records, r, form) }

// Records implements codeworm.StateStore.
func (s *Store) Records(ctx context.Context, repo string) ([]codeworm.Record, error) {
	if s.empty {
		return nil, s.fail(ctx, "read the records", ctx.Err())
	}
	query, args := selectRecords, []any(nil)
	if repo != "" {
		query, args = query+" WHERE repo = $1", append(args, encode(repo))
	}
	var records []codeworm.Record
	err := s.call(ctx, "read the records", func(ctx context.Context, _ bool) (err error) {
		records, err = s.query(ctx, query+" ORDER BY key", args...)
		return err
	})
	if err != nil {
		return nil, err
	}
	// The database sorts all but names that are no UTF-8.
	byKey := func(a, b codeworm.Record) int { return strings.Compare(a.Key.String(), b.Key.String()) }
	if !slices.IsSortedFunc(records, byKey) {
		slices.SortFunc(records, byKey)
	}
	return records, nil
}

func (s *Store) query(ctx context.Context, query string, args ...any) ([]codeworm.Record, error) {
	rows, err := s.db.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var records []codeworm.Record
	var r codeworm.Record
	into := fields(&r)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	return records, rows.Err()
}

// Save implements codeworm.StateStore.
func (s *Store) Save(ctx context.Context, c codeworm.Claim, r codeworm.Record) error {
	return s.save(ctx, c, r, nil)
}

// save saves a record with what Search is to know of its page. A text that is nil stays what it was as long as the page is the same.
func (s *Store) save(ctx context.Context, c codeworm.Claim, r codeworm.Record, text *string) error {
	what := "save " + c.Key.String()
	if r.Key != c.Key {
		return fmt.Errorf("state store %s: save: the claim is of %s, the record of %s", s.place, c.Key, r.Key)
	}
	if s.cfg.readOnly {
		return s.fail(ctx, what, errReadOnly)
	}
	key := encode(c.Key.String())
	isPage, terms := r.Fingerprint != "" && r.RetiredAt.IsZero(), ""
	switch {
	case isPage && text != nil:
		terms = termsOf(&r, *text)
	case isPage:
		terms = termsOf(&r, "")
	}
	args := append(append([]any{key, c.Token}, fields(&r)...), isPage, text != nil, terms)
	return s.call(ctx, what, func(ctx context.Context, again bool) error {
		saved, err := s.db.Exec(ctx, saveRecord, args...)
		if err != nil || saved.RowsAffected() > 0 {
			return err
		}
		if again { // an earlier try may have saved it, and its answer was lost
			var token int64
			err := s.db.QueryRow(ctx, `SELECT token FROM codeworm.records WHERE key = $1`, key).Scan(&token)
			if err == nil && token == c.Token {
				return nil
			} else if err != nil && !errors.Is(err, pgx.ErrNoRows) {
				return err
			}
		}
		return codeworm.ErrClaimLost
	})
}
