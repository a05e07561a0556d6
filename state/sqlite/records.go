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

var selectRecords, upsertRecord = recordStatements()

func recordStatements() (read, write string) {
	names := columns.Names(columns.Records)
	var sets []string
	for _, name := range names {
		sets = append(sets, name+" = excluded."+name)
	}
	list := strings.Join(names, ", ")
	read = "SELECT " + list + " FROM records"
	write = "INSERT INTO records (" + list + ", key) VALUES (" + strings.Repeat("?, ", len(names)) + "?)" +
		" ON CONFLICT (key) DO UPDATE SET " + strings.Join(sets, ", ")
	return read, write
}

// form gives a field the form that the driver takes.
func form(pointer any) any {
	if t, ok := pointer.(*time.Time); ok {
		return columns.Stamp{Time: t}
	}
	return pointer
}

// fields are pointers to the fields of a record in the order of the columns.
func fields(r *codeworm.Record) []any { return columns.Fields(columns.Records, r, form) }

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
