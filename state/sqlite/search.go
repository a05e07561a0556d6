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
	defaultHits = 20
	maxHits     = 1000
)

// searches are tried in this order until one gives as many hits as are wanted: most that is searched for often stands in heads, and
// ranking what stands in most texts costs a second at 100,000 pages. The weights say that a title or symbol tells more of a page than its text.
var searches = []string{selectHits("heads", "10, 10, 4, 5"), selectHits("pages", "10, 10, 4, 5, 1")}

func selectHits(table, weights string) string {
	return strings.Replace(selectRecords, " FROM records", fmt.Sprintf(`, -score FROM (SELECT rowid AS id, rank AS score FROM %[1]s
		WHERE %[1]s MATCH ? AND rank MATCH 'bm25(%[2]s)' ORDER BY rank LIMIT ?) JOIN records ON search_id = id ORDER BY score, key`, table, weights), 1)
}

// Search implements codeworm.PageSearcher.
func (s *Store) Search(ctx context.Context, query string, limit int) ([]codeworm.SearchHit, error) {
	if limit <= 0 {
		limit = defaultHits
	}
	match := matching(query)
	if match == "" {
		return nil, s.fail(ctx, "search", ctx.Err())
	}
	var hits []codeworm.SearchHit
	for _, search := range searches {
		var err error
		if hits, err = s.hits(ctx, search, match, min(limit, maxHits)); err != nil {
			return nil, s.fail(ctx, "search", err)
		}
		if len(hits) == min(limit, maxHits) {
			break
		}
	}
	return hits, nil
}

// matching is a query in the language of FTS5. Every word is quoted, so that none means anything in that language.
func matching(query string) string {
	var terms []string
	for _, term := range words.Terms(query) {
		forms := make([]string, len(term.Forms))
		for i, form := range term.Forms {
			forms[i] = `"` + strings.Join(form, " ") + `"`
			if term.Beginning {
				forms[i] += " *"
			}
		}
		terms = append(terms, "("+strings.Join(forms, " OR ")+")")
	}
	return strings.Join(terms, " AND ")
}

func (s *Store) hits(ctx context.Context, search, match string, limit int) ([]codeworm.SearchHit, error) {
	rows, err := s.reads.QueryContext(ctx, search, match, limit)
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
		for _, drop := range []string{`DELETE FROM pages WHERE rowid = ?`, `DELETE FROM heads WHERE rowid = ?`} {
			if _, err := tx.ExecContext(ctx, drop, old.id); err != nil {
				return err
			}
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
	head := []any{old.id, words.Indexed(r.Title), words.Indexed(r.Key.Symbol), words.Indexed(r.Key.Path), words.Indexed(r.Summary)}
	_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO heads (rowid, title, symbol, path, summary) VALUES (?, ?, ?, ?, ?)`, head...)
	if err == nil {
		_, err = tx.ExecContext(ctx, `INSERT OR REPLACE INTO pages (rowid, title, symbol, path, summary, text) VALUES (?, ?, ?, ?, ?, ?)`,
			append(head, words.Indexed(*text))...)
	}
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
