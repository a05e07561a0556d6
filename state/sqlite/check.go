package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
)

// ErrDamaged says that what is stored contradicts itself.
var ErrDamaged = errors.New("it is damaged; restore a backup, or move it away together with its -wal and -shm files to start an empty one")

// quickSize is up to which size in bytes a file is looked over whenever it is opened. BenchmarkQuickCheck prints what that takes.
const quickSize = 8 << 20

// maxProblems is how many problems of a damaged file are told.
const maxProblems = 5

// quickCheck looks over a small file for damage: a large one costs too much at each start, and Check is there for it.
func (s *Store) quickCheck(ctx context.Context) error {
	info, err := os.Stat(s.path)
	if err != nil || info.Size() > quickSize {
		return err
	}
	return sound(ctx, s.reads, "quick_check")
}

// Check reads the whole store and fails with ErrDamaged, and the first problems, where pages of the file, indexes, references between
// tables, or what Search knows contradict each other. It reads the whole file, and others can use the store meanwhile.
func (s *Store) Check(ctx context.Context) error {
	err := sound(ctx, s.reads, "integrity_check")
	if err == nil {
		err = s.checkReferences(ctx)
	}
	return s.fail(ctx, "check", err)
}

// sound fails when a check of SQLite's finds something.
func sound(ctx context.Context, db *sql.DB, pragma string) error {
	problems, err := texts(ctx, db, fmt.Sprintf("PRAGMA %s(%d)", pragma, maxProblems))
	if err != nil || len(problems) == 1 && problems[0] == "ok" {
		return err
	}
	return damaged(problems)
}

func damaged(problems []string) error {
	return fmt.Errorf("%w (%s)", ErrDamaged, strings.ReplaceAll(strings.Join(problems, "; "), "\n", " "))
}

// checks are what the tables promise each other: each query gives a line for whatever breaks it.
var checks = []string{
	`SELECT 'a row of ' || "table" || ' refers to a missing one of ' || parent FROM pragma_foreign_key_check`,
	`SELECT 'Search does not know ' || key FROM records WHERE search_id IS NULL AND fingerprint <> '' AND retired_at IS NULL`,
	`SELECT 'Search has lost ' || key FROM records WHERE search_id IS NOT NULL AND search_id NOT IN (SELECT id FROM pages_docsize INTERSECT SELECT id FROM heads_docsize)`,
	`SELECT 'Search knows page ' || id || ', which is none' FROM (SELECT id FROM pages_docsize UNION SELECT id FROM heads_docsize)
		WHERE id NOT IN (SELECT search_id FROM records WHERE search_id IS NOT NULL)`,
}

func (s *Store) checkReferences(ctx context.Context) error {
	var all []string
	for _, query := range checks {
		problems, err := texts(ctx, s.reads, fmt.Sprintf("%s LIMIT %d", query, maxProblems))
		if err != nil {
			return err
		}
		all = append(all, problems...)
	}
	if len(all) > 0 {
		return damaged(all)
	}
	return nil
}

// texts are the rows of a query that gives one text each.
func texts(ctx context.Context, db *sql.DB, query string) ([]string, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err tells what went wrong
	var all []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, rows.Err()
}
