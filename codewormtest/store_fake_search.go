package codewormtest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/words"
)

// SavePage implements codeworm.PageSearcher.
func (s *Store) SavePage(ctx context.Context, c codeworm.Claim, r codeworm.Record, text string) error {
	return s.save(ctx, c, r, &text)
}

// Search implements codeworm.PageSearcher.
func (s *Store) Search(ctx context.Context, query string, limit int) ([]codeworm.SearchHit, error) {
	if err := s.begin(ctx, OpSearch); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	if limit <= 0 {
		limit = 20
	}
	names := words.Names(query)
	var hits []codeworm.SearchHit
	for _, r := range s.records {
		if r.Fingerprint == "" || !r.RetiredAt.IsZero() {
			continue
		}
		if score := fits(names, r, s.texts[r.Key]); score > 0 {
			hits = append(hits, codeworm.SearchHit{Record: r, Score: score})
		}
	}
	slices.SortFunc(hits, func(a, b codeworm.SearchHit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Record.Key.String(), b.Record.Key.String()))
	})
	return hits[:min(len(hits), limit, 1000)], nil
}

// fits is how well a page fits the names of a query; 0 when it lacks one.
func fits(names []string, r codeworm.Record, text string) float64 {
	score := 0.0
	for i, name := range names {
		best := 0.0
		for weight, place := range map[float64]string{10: r.Title + "\n" + r.Key.Symbol, 5: r.Summary, 4: r.Key.Path, 1: text} {
			if has(words.Names(place), name, i == len(names)-1 && utf8.RuneCountInString(name) >= 3) {
				best = max(best, weight)
			}
		}
		if best == 0 {
			return 0
		}
		score += best
	}
	return score
}

// has reports whether a name stands among those of a text, whole or by the words that it consists of.
func has(names []string, name string, last bool) bool {
	var all []string
	for _, n := range names {
		all = append(append(all, n), words.Parts(n)...)
	}
	stands := func(word string, last bool) bool {
		return slices.ContainsFunc(all, func(w string) bool {
			return strings.EqualFold(w, word) || last && strings.HasPrefix(strings.ToLower(w), strings.ToLower(word))
		})
	}
	if stands(name, last) {
		return true
	}
	parts := words.Parts(name)
	for i, part := range parts {
		if !stands(part, last && i == len(parts)-1) {
			return false
		}
	}
	return true
}
