package postgres_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/postgrestest"
	"github.com/codeworm/codeworm/state/postgres"
)

func putPage(t *testing.T, s *postgres.Store, path, title, text string) {
	t.Helper()
	claim, err := s.Claim(t.Context(), request(path))
	require.NoError(t, err)
	require.NoError(t, s.SavePage(t.Context(), claim, codeworm.Record{Key: key(path), Fingerprint: "f", Title: title, PublishedAt: time.Now()}, text))
}

// PostgreSQL bounds what it indexes of a text: no text is refused for that, and what fits is found.
func TestTextsOfAnySize(t *testing.T) {
	s := open(t, postgrestest.Database(t))
	var different strings.Builder
	for i := range 300_000 {
		fmt.Fprintf(&different, "word%d ", i)
	}
	for name, text := range map[string]string{
		"different": different.String(), "same": strings.Repeat("again ", 500_000), "long": strings.Repeat("x", 3_000_000) + " shortword",
		"names": strings.Repeat("ClaimTTL_max2 ", 100_000), "signs": strings.Repeat("日本", 300_000), "bytes": strings.Repeat("\xff\x00'\\", 10_000) + "rest",
		"joined": strings.Repeat("PaddedWords", 1000) + " afterwards",
	} {
		putPage(t, s, name, "Title of "+name, text)
		hits, err := s.Search(t.Context(), "title of "+name, 0)
		require.NoError(t, err)
		require.NotEmpty(t, hits, name)
		assert.Equal(t, key(name), hits[0].Record.Key)
	}
	for query, want := range map[string]string{"word17": "different", "again": "same", "shortword": "long", "claim ttl": "names", "日本": "signs", "rest": "bytes", "afterwards": "joined"} {
		hits, err := s.Search(t.Context(), query, 0)
		require.NoError(t, err)
		require.Len(t, hits, 1, query)
		assert.Equal(t, key(want), hits[0].Record.Key)
	}
}

// The oldest attempts are dropped, by their number and their age; one whose answer was lost is noted once.
func TestHistoryIsBounded(t *testing.T) {
	p := newProxy(t, postgrestest.Database(t))
	s := open(t, p.address, postgres.WithHistoryLimit(3, 24*time.Hour))
	note := func(cause string, age time.Duration) {
		require.NoError(t, s.Note(t.Context(), codeworm.Attempt{At: time.Now().Add(-age), Key: key("a"), Cause: cause}))
	}
	causes := func() (all []string) {
		attempts, err := s.Attempts(t.Context(), codeworm.AttemptFilter{}, 0)
		require.NoError(t, err)
		for _, a := range attempts {
			all = append(all, a.Cause)
		}
		return all
	}
	note("too old", 25*time.Hour)
	assert.Empty(t, causes())
	for i := range 5 {
		note(fmt.Sprint(i), 0)
	}
	assert.Equal(t, []string{"4", "3", "2"}, causes())
	p.cut.Store(1)
	note("cut", 0)
	require.Zero(t, p.cut.Load())
	got := causes()
	assert.Equal(t, "cut", got[0])
	assert.NotContains(t, got[1:], "cut")
}

// A store that may not write finds and tells what there is, and an empty one nothing.
func TestReadOnlySearchAndHistory(t *testing.T) {
	address := postgrestest.Database(t)
	look := func() (hits []codeworm.SearchHit, attempts []codeworm.Attempt, rows []codeworm.StatisticsRow) {
		s := open(t, address, postgres.WithReadOnly())
		hits, err := s.Search(t.Context(), "title", 0)
		require.NoError(t, err)
		attempts, err = s.Attempts(t.Context(), codeworm.AttemptFilter{}, 0)
		require.NoError(t, err)
		rows, err = s.Statistics(t.Context(), time.Time{}, codeworm.ByRepo)
		require.NoError(t, err)
		require.Error(t, s.Note(t.Context(), codeworm.Attempt{}))
		require.Error(t, s.SavePage(t.Context(), codeworm.Claim{Key: key("a")}, codeworm.Record{Key: key("a")}, "text"))
		return hits, attempts, rows
	}
	hits, attempts, rows := look()
	assert.Empty(t, hits)
	assert.Empty(t, attempts)
	assert.Empty(t, rows)
	s := open(t, address)
	putPage(t, s, "a", "Title", "text")
	require.NoError(t, s.Note(t.Context(), codeworm.Attempt{At: time.Now(), Key: key("a")}))
	hits, attempts, rows = look()
	assert.Len(t, hits, 1)
	assert.Len(t, attempts, 1)
	assert.Len(t, rows, 1)
	assert.Equal(t, []string{"repo"}, rows[0].Values)
}
