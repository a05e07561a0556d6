package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// originalTable is the one table of the original's state.
const originalTable = "documented_snippets"

// originalColumns are what ReadOriginal needs of it.
var originalColumns = []string{"source_repo", "source_file", "function_name", "class_name", "code_hash", "documented_at", "snippet_path", "git_commit", "doc_type"}

// OriginalPage is what the original CodeWorm's state says of one page that it wrote. What it does not say is "".
type OriginalPage struct {
	Repo, File      string // the repository's name, and the file's path as the original wrote it
	Function, Class string // names of what the page is about
	CodeHash        string // of the code that was documented, by a method of the original's
	Page            string // the page's path in its devlog
	Commit          string // as the original wrote it
	Type            string // the document type
	DocumentedAt    time.Time
}

// ReadOriginal reads the state of the original CodeWorm, oldest page first. It works on a copy: not a byte of the file or beside it changes. A
// file that is not such a state, or of a schema that is not known, is refused.
func ReadOriginal(ctx context.Context, path string) ([]OriginalPage, error) {
	pages, err := readOriginal(ctx, path)
	if err != nil {
		return nil, (&Store{path: path}).fail(ctx, "read the original's pages", err)
	}
	return pages, nil
}

func readOriginal(ctx context.Context, path string) ([]OriginalPage, error) {
	if info, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("%w; name the original's codeworm.db", err)
	} else if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file; name the original's codeworm.db")
	}
	dir, err := os.MkdirTemp("", "codeworm-")
	if err != nil {
		return nil, fmt.Errorf("make room for a copy: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // a copy that stays does no harm
	copied, err := copyDatabase(path, dir)
	if err != nil {
		return nil, err
	}
	db, err := connect(fileURI(copied, nil), 1)
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }() // the copy goes anyway
	switch err := whose(ctx, db); {
	case errors.Is(err, ErrOriginal):
	case errors.Is(err, ErrForeign):
		return nil, fmt.Errorf("it is a database of another program: it has no table %s; name the original's codeworm.db", originalTable)
	case err != nil:
		return nil, err
	default:
		return nil, fmt.Errorf("it is empty, or a state of this program, which needs no import: it has no table %s; name the original's codeworm.db", originalTable)
	}
	if err := knowsOriginal(ctx, db); err != nil {
		return nil, err
	}
	return originalPages(ctx, db)
}

// knowsOriginal refuses a table that lacks a column.
func knowsOriginal(ctx context.Context, db *sql.DB) error {
	var have string
	err := db.QueryRowContext(ctx, `SELECT coalesce(group_concat(name, ' '), '') FROM pragma_table_info(?)`, originalTable).Scan(&have)
	if err != nil {
		return err
	}
	var missing []string
	for _, column := range originalColumns {
		if !slices.Contains(strings.Fields(have), column) {
			missing = append(missing, column)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("its table %s has a schema that is not known: it lacks %s; nothing was taken over", originalTable, strings.Join(missing, ", "))
	}
	return nil
}

func originalPages(ctx context.Context, db *sql.DB) ([]OriginalPage, error) {
	var reads []string
	for _, column := range originalColumns {
		reads = append(reads, "coalesce(CAST("+column+" AS TEXT), '')") // whatever Python stored
	}
	rows, err := db.QueryContext(ctx, "SELECT "+strings.Join(reads, ", ")+" FROM "+originalTable+" ORDER BY documented_at, rowid")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err tells what went wrong
	var pages []OriginalPage
	for rows.Next() {
		var p OriginalPage
		var at string
		if err := rows.Scan(&p.Repo, &p.File, &p.Function, &p.Class, &p.CodeHash, &at, &p.Page, &p.Commit, &p.Type); err != nil {
			return nil, err
		}
		if p.DocumentedAt, err = originalTime(at); err != nil {
			return nil, fmt.Errorf("the page %s of %s: %w; nothing was taken over", p.Page, p.File, err)
		}
		pages = append(pages, p)
	}
	return pages, rows.Err()
}

// originalTimes are the forms in which Python's sqlite3 stores a datetime. Where there is no zone, UTC is meant.
var originalTimes = []string{"2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999", time.RFC3339Nano, "2006-01-02T15:04:05.999999999"}

func originalTime(text string) (time.Time, error) {
	for _, layout := range originalTimes {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("documented_at is %q, which is no time", text)
}
