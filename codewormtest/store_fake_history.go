package codewormtest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/codeworm/codeworm"
)

// Note implements codeworm.History.
func (s *Store) Note(ctx context.Context, a codeworm.Attempt) error {
	if err := s.begin(ctx, OpHistory); err != nil {
		return err
	}
	defer s.mu.Unlock()
	s.history = append(s.history, a)
	return nil
}

// Attempts implements codeworm.History.
func (s *Store) Attempts(ctx context.Context, f codeworm.AttemptFilter, limit int) ([]codeworm.Attempt, error) {
	if err := s.begin(ctx, OpHistory); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	if limit <= 0 {
		limit = 100
	}
	var found []codeworm.Attempt
	for _, a := range slices.Backward(s.history) {
		if (f.Repo == "" || f.Repo == a.Key.Repo) && (f.Type == "" || f.Type == a.Key.Type) && (f.Outcome == "" || f.Outcome == a.Outcome) && !a.At.Before(f.Since) {
			found = append(found, a)
		}
	}
	slices.SortStableFunc(found, func(a, b codeworm.Attempt) int { return b.At.Compare(a.At) })
	return found[:min(len(found), limit)], nil
}

// groups are what attempts are grouped by.
var groups = map[codeworm.Grouping]func(a codeworm.Attempt) string{
	codeworm.ByRepo:     func(a codeworm.Attempt) string { return a.Key.Repo },
	codeworm.ByType:     func(a codeworm.Attempt) string { return string(a.Key.Type) },
	codeworm.ByLanguage: func(a codeworm.Attempt) string { return a.Language },
	codeworm.ByModel:    func(a codeworm.Attempt) string { return a.Model },
	codeworm.ByOutcome:  func(a codeworm.Attempt) string { return string(a.Outcome) },
	codeworm.ByDay:      func(a codeworm.Attempt) string { return a.At.UTC().Format(time.DateOnly) },
}

// Statistics implements codeworm.History.
func (s *Store) Statistics(ctx context.Context, since time.Time, by ...codeworm.Grouping) ([]codeworm.StatisticsRow, error) {
	for i, g := range by {
		if groups[g] == nil || slices.Contains(by[:i], g) {
			return nil, fmt.Errorf("statistics by %q: there is no such grouping, or it is given twice", g)
		}
	}
	if err := s.begin(ctx, OpHistory); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	rows := map[string]*codeworm.StatisticsRow{}
	var all []codeworm.StatisticsRow
	for _, a := range s.history {
		if a.At.Before(since) {
			continue
		}
		values := []string{}
		for _, g := range by {
			values = append(values, groups[g](a))
		}
		name := strings.Join(values, "\x00")
		r := cmp.Or(rows[name], &codeworm.StatisticsRow{Values: values})
		rows[name] = r
		r.Attempts++
		r.Took += a.Took
		r.PromptTokens += a.PromptTokens
		r.AnswerTokens += a.AnswerTokens
		r.Check.Checked += a.Check.Checked
		r.Check.Repaired += a.Check.Repaired
		r.Check.Dropped += a.Check.Dropped
		r.Check.Holds += a.Check.Holds
		r.Check.Contradicted += a.Check.Contradicted
		r.Check.Unsupported += a.Check.Unsupported
	}
	for _, r := range rows {
		all = append(all, *r)
	}
	slices.SortFunc(all, func(a, b codeworm.StatisticsRow) int { return slices.Compare(a.Values, b.Values) })
	return all, nil
}
