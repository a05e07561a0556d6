package codewormtest

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// TestStateStore checks a StateStore against its contract, and against those of
// ClaimRenewer, ClaimChooser, Cache, PageSearcher and History where the store implements them. open gives a new,
// empty store that asks now for the time, which stands still between the steps of
// a test and has whole microseconds; closing the store is left to t.Cleanup.
func TestStateStore(t *testing.T, open func(t *testing.T, now func() time.Time) codeworm.StateStore) {
	t.Helper()
	groups := [][]storeCase{storeRecordCases, storeClaimCases, storeSaveCases, storeStatsCases, storeContextCases, storeConcurrencyCases}
	kind := open(t, time.Now)
	if _, ok := kind.(codeworm.ClaimRenewer); ok {
		groups = append(groups, storeRenewCases)
	}
	if _, ok := kind.(codeworm.ClaimChooser); ok {
		groups = append(groups, storeChooseCases)
	}
	if _, ok := kind.(codeworm.Cache); ok {
		groups = append(groups, storeCacheCases)
	}
	if _, ok := kind.(codeworm.PageSearcher); ok {
		groups = append(groups, storeSearchCases)
	}
	if _, ok := kind.(codeworm.History); ok {
		groups = append(groups, storeHistoryCases)
	}
	for _, group := range groups {
		require.NotEmpty(t, group)
		for _, c := range group {
			t.Run(c.name, func(t *testing.T) {
				clock := &storeClock{now: storeEpoch}
				c.run(&storeTest{T: t, store: open(t, clock.Now), clock: clock})
			})
		}
	}
}

// storeCase is one sentence of the contract.
type storeCase struct {
	name string
	run  func(*storeTest)
}

// storeTest is a test with its store.
type storeTest struct {
	*testing.T
	store codeworm.StateStore
	clock *storeClock
}

const storeTTL = 10 * time.Minute

// storeTick is the finest difference in time that claims have to keep: the clocks of databases have no finer one. Records
// keep nanoseconds.
const storeTick = time.Microsecond

var storeEpoch = time.Date(2026, 2, 27, 21, 49, 13, 123456000, time.UTC)

// storeClock is the time as the store sees it.
type storeClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *storeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *storeClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func storeKey(n int) page.Key {
	return page.Key{Type: page.FunctionDoc, Repo: "repo", Path: "a/file.go", Symbol: fmt.Sprintf("Func%03d", n)}
}

func storeRequest(key page.Key) codeworm.ClaimRequest {
	return codeworm.ClaimRequest{Key: key, Owner: "host/1", TTL: storeTTL}
}

// claim takes a target that has to be free.
func (s *storeTest) claim(key page.Key) codeworm.Claim {
	s.Helper()
	claim, err := s.store.Claim(s.Context(), storeRequest(key))
	require.NoError(s, err)
	return claim
}

// refused checks that the target is not free.
func (s *storeTest) refused(key page.Key, why string) {
	s.Helper()
	_, err := s.store.Claim(s.Context(), storeRequest(key))
	require.ErrorIs(s, err, codeworm.ErrClaimed, why)
}

// put stores a record in one go.
func (s *storeTest) put(r codeworm.Record) {
	s.Helper()
	require.NoError(s, s.store.Save(s.Context(), s.claim(r.Key), r))
}

// records returns what Records does, with times that compare with ==.
func (s *storeTest) records(repo string) []codeworm.Record {
	s.Helper()
	records, err := s.store.Records(s.Context(), repo)
	require.NoError(s, err)
	for i := range records {
		records[i] = plainTimes(records[i])
	}
	return records
}

// holds checks that the store holds exactly these records.
func (s *storeTest) holds(want ...codeworm.Record) {
	s.Helper()
	want = slices.Clone(want)
	slices.SortFunc(want, func(a, b codeworm.Record) int { return cmp.Compare(a.Key.String(), b.Key.String()) })
	for i := range want {
		want[i] = plainTimes(want[i])
	}
	got := s.records("")
	if len(want) == 0 {
		require.Empty(s, got)
		return
	}
	require.Equal(s, want, got)
}

func (s *storeTest) stats(since time.Time) codeworm.StoreStats {
	s.Helper()
	stats, err := s.store.Stats(s.Context(), since)
	require.NoError(s, err)
	return stats
}

// plainTimes gives the record's times in UTC, so that == compares instants.
func plainTimes(r codeworm.Record) codeworm.Record {
	v := reflect.ValueOf(&r).Elem()
	for i := range v.NumField() {
		if when, ok := v.Field(i).Interface().(time.Time); ok {
			v.Field(i).Set(reflect.ValueOf(when.Round(0).UTC()))
		}
	}
	return r
}

// fullRecord is a record with something in every field, so that a field that
// is added later and forgotten by a store is found.
func fullRecord(t testing.TB, key page.Key) codeworm.Record {
	t.Helper()
	var r codeworm.Record
	n := 0
	fillValue(t, reflect.ValueOf(&r).Elem(), &n)
	require.Greater(t, n, 10)
	r.Key = key
	return r
}

func fillValue(t testing.TB, v reflect.Value, n *int) {
	t.Helper()
	*n++
	if v.Type() == reflect.TypeFor[time.Time]() {
		zone := time.FixedZone("odd", 5*3600+1800)
		v.Set(reflect.ValueOf(storeEpoch.Add(time.Duration(*n) * 1_000_000_007).In(zone)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint(*n) + ": 'it''s' \"q\"\n\t\\ %s ; -- é ß 日本 \U0001F41B")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1<<31 + int64(*n)) // 32 bits are not enough
	case reflect.Struct:
		for i := range v.NumField() {
			fillValue(t, v.Field(i), n)
		}
	default:
		require.Failf(t, "a new kind of field", "teach fillValue to fill a %s", v.Type())
	}
}

var storeRecordCases = []storeCase{
	{"Records/is empty at first", func(s *storeTest) {
		assert.Empty(s, s.records(""))
		assert.Empty(s, s.records("repo"))
	}},
	{"Records/keeps every field", func(s *storeTest) {
		full := fullRecord(s, storeKey(1))
		s.put(full)
		s.holds(full)
	}},
	{"Records/keeps zero values, zero times among them", func(s *storeTest) {
		s.put(codeworm.Record{Key: storeKey(1)})
		s.holds(codeworm.Record{Key: storeKey(1)})
		for _, when := range []time.Time{s.records("")[0].PublishedAt, s.records("")[0].RetiredAt, s.records("")[0].RetryAfter} {
			assert.True(s, when.IsZero())
		}
	}},
	{"Records/overwrites with zero values", func(s *storeTest) {
		s.put(fullRecord(s, storeKey(1)))
		s.put(codeworm.Record{Key: storeKey(1)})
		s.holds(codeworm.Record{Key: storeKey(1)})
	}},
	{"Records/keeps times far off and at the epoch", func(s *storeTest) {
		r := codeworm.Record{Key: storeKey(1), PublishedAt: time.Unix(0, 0), RetiredAt: time.Unix(-1, 1),
			RetryAfter: time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)}
		s.put(r)
		s.holds(r)
	}},
	{"Records/is sorted by Key.String", func(s *storeTest) {
		var want []codeworm.Record
		for _, key := range awkwardKeys() {
			r := codeworm.Record{Key: key, Title: key.Title()}
			s.put(r)
			want = append(want, r)
		}
		s.holds(want...) // sorts
	}},
	{"Records/of a repository are its own", func(s *storeTest) {
		repos := []string{"repo", "Repo", "rep_", "repo%", "re", "repo2", "dépôt", "*"}
		for _, repo := range repos {
			for _, docType := range []page.Type{page.TIL, page.FileDoc} {
				s.put(codeworm.Record{Key: page.Key{Type: docType, Repo: repo, Path: "a.go"}})
			}
		}
		for _, repo := range repos {
			got := s.records(repo)
			require.Len(s, got, 2, repo)
			assert.Equal(s, page.Key{Type: page.FileDoc, Repo: repo, Path: "a.go"}, got[0].Key)
			assert.Equal(s, page.Key{Type: page.TIL, Repo: repo, Path: "a.go"}, got[1].Key)
		}
		assert.Len(s, s.records(""), 2*len(repos))
		assert.Empty(s, s.records("nowhere"))
	}},
	{"Records/are the caller's own", func(s *storeTest) {
		s.put(codeworm.Record{Key: storeKey(1), Title: "kept"})
		got, err := s.store.Records(s.Context(), "")
		require.NoError(s, err)
		require.Len(s, got, 1)
		got[0].Title = "changed"
		s.holds(codeworm.Record{Key: storeKey(1), Title: "kept"})
	}},
}

// awkwardKeys differ pairwise in little, sort otherwise by their parts than by
// Key.String, or hold what a store could stumble over.
func awkwardKeys() []page.Key {
	keys := []page.Key{
		{Type: page.WeeklySummary, Repo: "repo", Period: "2026-W08"},
		{Type: page.WeeklySummary, Repo: "repo", Period: "2026-W09"},
		{Type: page.ModuleDoc, Repo: "repo", Path: "."},
		{Type: page.CodeEvolution, Repo: "zz", Path: "a"},
		{Type: page.TIL, Repo: "", Path: ""},
		{Type: page.FileDoc, Repo: "repo", Path: "latin-\xe9.c"}, // a path is bytes
	}
	for _, path := range []string{"a", "A", "a/b", "a-b", "a.b", "a b", "a#b", "a:b", "a@b", "a%b", "a%25b", "a_b", "ab",
		"a'b", "a\"b", "a\\b", "a\nb", "ä", "a\u0308", "日本.go", "\U0001F41B.py", "z"} {
		keys = append(keys,
			page.Key{Type: page.FileDoc, Repo: "repo", Path: path},
			page.Key{Type: page.FunctionDoc, Repo: "repo", Path: path, Symbol: "f"},
			page.Key{Type: page.FunctionDoc, Repo: "repo", Path: path, Symbol: "f~2"},
			page.Key{Type: page.FunctionDoc, Repo: "repo", Path: "a", Symbol: path})
	}
	return keys
}
