package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/codeworm/codeworm"
)

// columns are those of the records table and the fields they hold, all but the
// key. The fields are pointers, for reading and for writing.
var columns = []struct {
	name  string
	field func(r *codeworm.Record) any
}{
	{"type", func(r *codeworm.Record) any { return &r.Key.Type }},
	{"repo", func(r *codeworm.Record) any { return &r.Key.Repo }},
	{"path", func(r *codeworm.Record) any { return &r.Key.Path }},
	{"symbol", func(r *codeworm.Record) any { return &r.Key.Symbol }},
	{"period", func(r *codeworm.Record) any { return &r.Key.Period }},
	{"fingerprint", func(r *codeworm.Record) any { return &r.Fingerprint }},
	{"page_path", func(r *codeworm.Record) any { return &r.PagePath }},
	{"revision", func(r *codeworm.Record) any { return &r.Revision }},
	{"title", func(r *codeworm.Record) any { return &r.Title }},
	{"summary", func(r *codeworm.Record) any { return &r.Summary }},
	{"language", func(r *codeworm.Record) any { return &r.Language }},
	{"source_commit", func(r *codeworm.Record) any { return &r.SourceCommit }},
	{"model", func(r *codeworm.Record) any { return &r.Model }},
	{"provisional", func(r *codeworm.Record) any { return &r.Provisional }},
	{"prompt_version", func(r *codeworm.Record) any { return &r.PromptVersion }},
	{"checked", func(r *codeworm.Record) any { return &r.Check.Checked }},
	{"repaired", func(r *codeworm.Record) any { return &r.Check.Repaired }},
	{"dropped", func(r *codeworm.Record) any { return &r.Check.Dropped }},
	{"holds", func(r *codeworm.Record) any { return &r.Check.Holds }},
	{"contradicted", func(r *codeworm.Record) any { return &r.Check.Contradicted }},
	{"unsupported", func(r *codeworm.Record) any { return &r.Check.Unsupported }},
	{"prompt_tokens", func(r *codeworm.Record) any { return &r.PromptTokens }},
	{"answer_tokens", func(r *codeworm.Record) any { return &r.AnswerTokens }},
	{"took", func(r *codeworm.Record) any { return &r.Took }},
	{"published_at", func(r *codeworm.Record) any { return (*stamp)(&r.PublishedAt) }},
	{"retired_at", func(r *codeworm.Record) any { return (*stamp)(&r.RetiredAt) }},
	{"failures", func(r *codeworm.Record) any { return &r.Failures }},
	{"failed", func(r *codeworm.Record) any { return &r.Failed }},
	{"last_error", func(r *codeworm.Record) any { return &r.LastError }},
	{"retry_after", func(r *codeworm.Record) any { return (*stamp)(&r.RetryAfter) }},
}

var selectRecords, upsertRecord = recordStatements()

func recordStatements() (read, write string) {
	var names, sets []string
	for _, c := range columns {
		names = append(names, c.name)
		sets = append(sets, c.name+" = excluded."+c.name)
	}
	list := strings.Join(names, ", ")
	read = "SELECT " + list + " FROM records"
	write = "INSERT INTO records (" + list + ", key) VALUES (" + strings.Repeat("?, ", len(columns)) + "?)" +
		" ON CONFLICT (key) DO UPDATE SET " + strings.Join(sets, ", ")
	return read, write
}

// fields are pointers to the fields of a record in the order of columns.
func fields(r *codeworm.Record) []any {
	list := make([]any, len(columns), len(columns)+1)
	for i, c := range columns {
		list[i] = c.field(r)
	}
	return list
}

// Records implements codeworm.StateStore.
func (s *Store) Records(ctx context.Context, repo string) ([]codeworm.Record, error) {
	query, args := selectRecords, []any(nil)
	if repo != "" {
		query, args = query+" WHERE repo = ?", append(args, repo)
	}
	records, err := s.query(ctx, query+" ORDER BY key", args...)
	return records, s.fail(ctx, "read the records", err)
}

func (s *Store) query(ctx context.Context, query string, args ...any) ([]codeworm.Record, error) {
	rows, err := s.reads.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err tells what went wrong
	var records []codeworm.Record
	var r codeworm.Record
	into := fields(&r)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return records, nil
}

// Save implements codeworm.StateStore.
func (s *Store) Save(ctx context.Context, c codeworm.Claim, r codeworm.Record) error {
	return s.save(ctx, c, r, nil)
}

// save stores a record and what Search knows of it; a text that is nil is not known.
func (s *Store) save(ctx context.Context, c codeworm.Claim, r codeworm.Record, text *string) error {
	if r.Key != c.Key {
		return fmt.Errorf("state store %q: save: the claim is of %s, the record of %s", s.path, c.Key, r.Key)
	}
	err := s.write(ctx, s.writes, func(tx *sql.Tx) error {
		if good, err := endClaim(ctx, tx, c); err != nil {
			return err
		} else if !good {
			return codeworm.ErrClaimLost
		}
		old, err := indexedOf(ctx, tx, r.Key.String())
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, upsertRecord, append(fields(&r), r.Key.String())...); err != nil {
			return err
		}
		return index(ctx, tx, &r, old, text)
	})
	return s.fail(ctx, "save "+c.Key.String(), err)
}
