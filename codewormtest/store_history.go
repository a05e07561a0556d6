package codewormtest

import (
	"context"
	"reflect"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// historian is the store as what remembers attempts.
func (s *storeTest) historian() codeworm.History {
	s.Helper()
	history, ok := s.store.(codeworm.History)
	require.True(s, ok)
	return history
}

func (s *storeTest) note(attempts ...codeworm.Attempt) {
	s.Helper()
	for _, a := range attempts {
		require.NoError(s, s.historian().Note(s.Context(), a))
	}
}

// remembered are the causes of the attempts that a filter lets through.
func (s *storeTest) remembered(f codeworm.AttemptFilter, limit int) []string {
	s.Helper()
	attempts, err := s.historian().Attempts(s.Context(), f, limit)
	require.NoError(s, err)
	causes := []string{}
	for _, a := range attempts {
		causes = append(causes, a.Cause)
	}
	return causes
}

// attempts are of three days, two repositories and every kind.
func attempts() []codeworm.Attempt {
	attempt := func(cause, repo string, hours int, docType page.Type, language, model string, outcome codeworm.Outcome, tokens int) codeworm.Attempt {
		return codeworm.Attempt{At: storeEpoch.Add(time.Duration(hours) * time.Hour).In(time.FixedZone("far", 9*3600)), Cause: cause, Language: language, Model: model,
			Key: page.Key{Type: docType, Repo: repo, Path: "p"}, Outcome: outcome, Took: time.Duration(tokens) * time.Second,
			PromptTokens: tokens, AnswerTokens: 2 * tokens, Check: page.CheckSummary{Checked: tokens, Dropped: 1}}
	}
	return []codeworm.Attempt{ // storeEpoch is 21:49 in UTC
		attempt("1", "a", 0, page.FileDoc, "go", "m", codeworm.OutcomePublished, 1),
		attempt("2", "a", 2, page.FileDoc, "go", "m", codeworm.OutcomePublished, 10),
		attempt("3", "a", 2, page.TIL, "go", "n", codeworm.OutcomeFailed, 100),
		attempt("4", "b", 3, page.TIL, "python", "n", codeworm.OutcomeRefused, 1000),
		attempt("5", "b", 27, page.TIL, "python", "n", codeworm.OutcomeRetired, 10000),
	}
}

var storeHistoryCases = []storeCase{
	{"History/keeps every field", func(s *storeTest) {
		var a codeworm.Attempt
		n := 0
		fillValue(s, reflect.ValueOf(&a).Elem(), &n)
		s.note(a, codeworm.Attempt{At: storeEpoch.Add(-time.Hour)})
		got, err := s.historian().Attempts(s.Context(), codeworm.AttemptFilter{}, 0)
		require.NoError(s, err)
		require.Len(s, got, 2)
		assert.True(s, a.At.Equal(got[0].At))
		got[0].At = a.At
		assert.Equal(s, a, got[0])
		assert.True(s, storeEpoch.Add(-time.Hour).Equal(got[1].At))
		got[1].At = time.Time{}
		assert.Equal(s, codeworm.Attempt{}, got[1])
	}},
	{"History/gives the newest first, by filter and limit", func(s *storeTest) {
		assert.Empty(s, s.remembered(codeworm.AttemptFilter{}, 0))
		all := attempts()
		s.note(all[3], all[0], all[1], all[2], all[4])
		assert.Equal(s, []string{"5", "4", "3", "2", "1"}, s.remembered(codeworm.AttemptFilter{}, 0), "of one time, what was noted last")
		assert.Equal(s, []string{"5", "4"}, s.remembered(codeworm.AttemptFilter{}, 2))
		assert.Equal(s, []string{"3", "2", "1"}, s.remembered(codeworm.AttemptFilter{Repo: "a"}, 0))
		assert.Equal(s, []string{"5", "4", "3"}, s.remembered(codeworm.AttemptFilter{Type: page.TIL}, 0))
		assert.Equal(s, []string{"2", "1"}, s.remembered(codeworm.AttemptFilter{Outcome: codeworm.OutcomePublished}, 0))
		assert.Equal(s, []string{"5", "4"}, s.remembered(codeworm.AttemptFilter{Since: all[3].At}, 0), "at the time itself")
		assert.Equal(s, []string{"5"}, s.remembered(codeworm.AttemptFilter{Since: all[3].At.Add(1)}, 0))
		assert.Equal(s, []string{"3"}, s.remembered(codeworm.AttemptFilter{Repo: "a", Type: page.TIL, Since: all[1].At, Outcome: codeworm.OutcomeFailed}, 1))
		for range 120 {
			s.note(all[0])
		}
		assert.Len(s, s.remembered(codeworm.AttemptFilter{}, 0), 100)
		assert.Len(s, s.remembered(codeworm.AttemptFilter{}, 1000), 125)
	}},
	{"History/sums up", func(s *storeTest) {
		sums := func(since time.Time, by ...codeworm.Grouping) map[string][2]int {
			s.Helper()
			rows, err := s.historian().Statistics(s.Context(), since, by...)
			require.NoError(s, err)
			got := map[string][2]int{}
			last := ""
			for _, r := range rows {
				require.Len(s, r.Values, len(by))
				name := ""
				for _, v := range r.Values {
					name += v + "|"
				}
				assert.Greater(s, name+".", last, "sorted")
				last = name
				got[name] = [2]int{r.Attempts, r.PromptTokens}
				assert.Equal(s, 2*r.PromptTokens, r.AnswerTokens)
				assert.Equal(s, time.Duration(r.PromptTokens)*time.Second, r.Took)
				assert.Equal(s, page.CheckSummary{Checked: r.PromptTokens, Dropped: r.Attempts}, r.Check)
			}
			return got
		}
		assert.Empty(s, sums(time.Time{}))
		assert.Empty(s, sums(time.Time{}, codeworm.ByRepo))
		all := attempts()
		s.note(all...)
		assert.Equal(s, map[string][2]int{"": {5, 11111}}, sums(time.Time{}))
		assert.Equal(s, map[string][2]int{"": {2, 11000}}, sums(all[3].At))
		for by, want := range map[codeworm.Grouping]map[string][2]int{
			codeworm.ByRepo:     {"a|": {3, 111}, "b|": {2, 11000}},
			codeworm.ByType:     {"file_doc|": {2, 11}, "til|": {3, 11100}},
			codeworm.ByLanguage: {"go|": {3, 111}, "python|": {2, 11000}},
			codeworm.ByModel:    {"m|": {2, 11}, "n|": {3, 11100}},
			codeworm.ByOutcome:  {"published|": {2, 11}, "failed|": {1, 100}, "refused|": {1, 1000}, "retired|": {1, 10000}},
			codeworm.ByDay:      {"2026-02-27|": {3, 111}, "2026-02-28|": {1, 1000}, "2026-03-01|": {1, 10000}},
		} {
			assert.Equal(s, want, sums(time.Time{}, by), by)
		}
		assert.Equal(s, map[string][2]int{"a|published|": {2, 11}, "a|failed|": {1, 100}, "b|refused|": {1, 1000}, "b|retired|": {1, 10000}},
			sums(time.Time{}, codeworm.ByRepo, codeworm.ByOutcome))
		for _, by := range [][]codeworm.Grouping{{"x"}, {codeworm.ByRepo, codeworm.ByRepo}, {codeworm.ByRepo, "1; DROP TABLE history"}} {
			_, err := s.historian().Statistics(s.Context(), time.Time{}, by...)
			require.Error(s, err, by)
		}
	}},
	{"History/ends with its context", func(s *storeTest) {
		ctx, cancel := context.WithCancel(s.Context())
		cancel()
		require.ErrorIs(s, s.historian().Note(ctx, attempts()[0]), context.Canceled)
		_, err := s.historian().Attempts(ctx, codeworm.AttemptFilter{}, 0)
		require.ErrorIs(s, err, context.Canceled)
		_, err = s.historian().Statistics(ctx, time.Time{})
		require.ErrorIs(s, err, context.Canceled)
		assert.Empty(s, s.remembered(codeworm.AttemptFilter{}, 0))
	}},
}
