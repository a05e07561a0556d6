package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/words"
)

const (
	// searchPages weighs what a word stands in: a title or symbol says more of what a page is about than its text.
	searchPages = `SELECT rowid, rank AS score FROM pages WHERE pages MATCH ? AND rank MATCH 'bm25(10, 10, 4, 5, 1)' ORDER BY rank LIMIT ?`

	defaultHits = 20
	maxHits     = 1000
	// maxNames is how many words of a query count; each costs time.
	maxNames = 16
)

var selectHits = strings.Replace(selectRecords, " FROM records", ", -score FROM ("+searchPages+") JOIN records ON search_id = rowid ORDER BY score, key", 1)

// Search implements codeworm.PageSearcher.
func (s *Store) Search(ctx context.Context, query string, limit int) ([]codeworm.SearchHit, error) {
	if limit <= 0 {
		limit = defaultHits
	}
	match := matching(query)
	if match == "" {
		return nil, s.fail(ctx, "search", ctx.Err())
	}
	hits, err := s.hits(ctx, match, min(limit, maxHits))
	return hits, s.fail(ctx, "search", err)
}

// matching is a query in the language of FTS5. Every word is quoted, so that none means anything in that language.
func matching(query string) string {
	names := words.Names(query)
	if len(names) > maxNames {
		names = names[:maxNames]
	}
	var terms []string
	for i, name := range names {
		forms := []string{strings.ReplaceAll(name, "_", " ")} // where FTS5 divides it itself
		if parts := strings.Join(words.Parts(name), " "); parts != forms[0] {
			forms = append(forms, parts)
		}
		for j := range forms {
			forms[j] = `"` + forms[j] + `"`
			if i == len(names)-1 {
				forms[j] += " *" // it may still be typed
			}
		}
		terms = append(terms, "("+strings.Join(forms, " OR ")+")")
	}
	return strings.Join(terms, " AND ")
}

func (s *Store) hits(ctx context.Context, match string, limit int) ([]codeworm.SearchHit, error) {
	rows, err := s.reads.QueryContext(ctx, selectHits, match, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err tells what went wrong
	var hits []codeworm.SearchHit
	var hit codeworm.SearchHit
	into := append(fields(&hit.Record), &hit.Score)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		hits = append(hits, hit)
	}
	return hits, rows.Err()
}

// SavePage implements codeworm.PageSearcher.
func (s *Store) SavePage(ctx context.Context, c codeworm.Claim, r codeworm.Record, text string) error {
	return s.save(ctx, c, r, &text)
}

// indexed is what Search knows of a record.
type indexed struct {
	id                          sql.NullInt64
	fingerprint, title, summary string
}

func indexedOf(ctx context.Context, tx *sql.Tx, key string) (old indexed, err error) {
	err = tx.QueryRowContext(ctx, `SELECT search_id, fingerprint, title, summary FROM records WHERE key = ?`, key).
		Scan(&old.id, &old.fingerprint, &old.title, &old.summary)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return old, err
}

// index makes Search know a record that was just stored. A text that is nil stays what it was as long as the page is the same.
func index(ctx context.Context, tx *sql.Tx, r *codeworm.Record, old indexed, text *string) error {
	key := r.Key.String()
	switch {
	case r.Fingerprint == "" || !r.RetiredAt.IsZero(): // no page
		if !old.id.Valid {
			return nil
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM pages WHERE rowid = ?`, old.id); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE records SET search_id = NULL WHERE key = ?`, key)
		return err
	case text == nil && old.id.Valid && old.fingerprint == r.Fingerprint && old.title == r.Title && old.summary == r.Summary:
		return nil
	}
	if !old.id.Valid {
		err := tx.QueryRowContext(ctx, `UPDATE records SET search_id = (SELECT coalesce(max(search_id), 0) + 1 FROM records WHERE search_id IS NOT NULL)
			WHERE key = ? RETURNING search_id`, key).Scan(&old.id)
		if err != nil {
			return err
		}
	}
	if text == nil {
		text = new(string)
	}
	_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO pages (rowid, title, symbol, path, summary, text) VALUES (?, ?, ?, ?, ?, ?)`, old.id,
		words.Indexed(r.Title), words.Indexed(r.Key.Symbol), words.Indexed(r.Key.Path), words.Indexed(r.Summary), words.Indexed(*text))
	return err
}

// indexMissing makes Search know the records that an older program stored, all but their texts.
func (s *Store) indexMissing(ctx context.Context) error {
	const missing = ` WHERE search_id IS NULL AND fingerprint <> '' AND retired_at IS NULL`
	records, err := s.query(ctx, selectRecords+missing)
	if err != nil || len(records) == 0 {
		return err
	}
	err = s.write(ctx, s.writes, func(tx *sql.Tx) error {
		for i := range records {
			old, err := indexedOf(ctx, tx, records[i].Key.String())
			if err == nil && !old.id.Valid { // another process may have been first
				err = index(ctx, tx, &records[i], old, nil)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("index the pages for search: %w", err)
	}
	return nil
}
