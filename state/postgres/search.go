package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/words"
)

const (
	defaultHits = 20
	maxHits     = 1000
)

// Bounds of PostgreSQL's text search (https://www.postgresql.org/docs/current/textsearch-limitations.html).
const (
	maxLexeme   = 2046   // bytes
	maxPosition = 16_383 // what comes later counts as if it stood there
	// maxTerms is the longest list of words in bytes; what it lists takes less than the megabyte that there may be.
	maxTerms = 800_000
)

// selectHits gives D, C, B and A their weights: a title or symbol tells more of a page than its text.
var selectHits = strings.Replace(selectRecords, " FROM codeworm.records", `, score FROM (
	SELECT key AS found, ts_rank('{0.1, 0.5, 0.4, 1}', terms, query)::float8 AS score FROM codeworm.pages, CAST($1::text AS tsquery) AS query
		WHERE terms @@ query ORDER BY score DESC, key LIMIT $2) AS hits
	JOIN codeworm.records ON key = found ORDER BY score DESC, key`, 1)

// Search implements codeworm.PageSearcher.
func (s *Store) Search(ctx context.Context, query string, limit int) ([]codeworm.SearchHit, error) {
	if limit <= 0 {
		limit = defaultHits
	}
	match := matching(query)
	if match == "" || s.empty {
		return nil, s.fail(ctx, "search", ctx.Err())
	}
	var hits []codeworm.SearchHit
	err := s.call(ctx, "search", func(ctx context.Context, _ bool) error {
		hits = nil
		rows, err := s.db.Query(ctx, selectHits, match, min(limit, maxHits))
		if err != nil {
			return err
		}
		defer rows.Close()
		var hit codeworm.SearchHit
		into := append(fields(&hit.Record), &hit.Score)
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				return err
			}
			hits = append(hits, hit)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, err
	}
	return hits, nil
}

// matching is a query as PostgreSQL writes one; "" when it can find nothing. Words consist of letters and digits, so that in quotes none
// means anything else.
func matching(query string) string {
	var terms []string
	for _, term := range words.Terms(query) {
		var forms []string
		for _, form := range term.Forms {
			lexemes := make([]string, len(form))
			for i, word := range form {
				if word = strings.ToLower(word); len(word) > maxLexeme {
					return ""
				}
				lexemes[i] = "'" + word + "'"
			}
			if term.Beginning {
				lexemes[len(lexemes)-1] += ":*"
			}
			forms = append(forms, strings.Join(lexemes, " <-> "))
		}
		terms = append(terms, "("+strings.Join(forms, " | ")+")")
	}
	return strings.Join(terms, " & ")
}

// termsOf are the words of a page with their places and weights, as PostgreSQL writes them.
func termsOf(r *codeworm.Record, text string) string {
	var b strings.Builder
	position := 0
	for _, part := range []struct {
		text   string
		weight byte
	}{{r.Title, 'A'}, {r.Key.Symbol, 'A'}, {r.Key.Path, 'B'}, {r.Summary, 'C'}, {text, 'D'}} {
		for _, word := range words.Tokens(part.text) {
			position++
			if len(word) > maxLexeme {
				continue
			}
			if b.Len()+len(word) > maxTerms {
				return b.String()
			}
			fmt.Fprintf(&b, "'%s':%d%c ", word, min(position, maxPosition), part.weight)
		}
		position++ // no words of two parts follow each other
	}
	return b.String()
}

// SavePage implements codeworm.PageSearcher.
func (s *Store) SavePage(ctx context.Context, c codeworm.Claim, r codeworm.Record, text string) error {
	return s.save(ctx, c, r, &text)
}
