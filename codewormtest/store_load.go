package codewormtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
)

var storeContextCases = []storeCase{
	{"Context/done before the call: nothing happens", func(s *storeTest) {
		kept := codeworm.Record{Key: storeKey(1), Title: "kept"}
		s.put(kept)
		claim := s.claim(storeKey(1))
		canceled, cancel := context.WithCancel(s.Context())
		cancel()
		late, cancelLate := context.WithDeadline(s.Context(), time.Now().Add(-time.Second))
		defer cancelLate()
		for ctx, want := range map[context.Context]error{canceled: context.Canceled, late: context.DeadlineExceeded} {
			_, err := s.store.Records(ctx, "")
			require.ErrorIs(s, err, want, "Records")
			_, err = s.store.Claim(ctx, storeRequest(storeKey(2)))
			require.ErrorIs(s, err, want, "Claim")
			err = s.store.Save(ctx, claim, codeworm.Record{Key: storeKey(1), Title: "changed"})
			require.ErrorIs(s, err, want, "Save")
			require.ErrorIs(s, s.store.Release(ctx, claim), want, "Release")
			_, err = s.store.Stats(ctx, time.Time{})
			require.ErrorIs(s, err, want, "Stats")
			if renewer, ok := s.store.(codeworm.ClaimRenewer); ok {
				_, err = renewer.Renew(ctx, claim, 100*storeTTL)
				require.ErrorIs(s, err, want, "Renew")
			}
			if cache, ok := s.store.(codeworm.Cache); ok {
				_, err = cache.CacheGet(ctx, "bucket", "name")
				require.ErrorIs(s, err, want, "CacheGet")
				require.ErrorIs(s, cache.CachePut(ctx, "bucket", "name", []byte("value")), want, "CachePut")
				value, err := cache.CacheGet(s.Context(), "bucket", "name")
				require.NoError(s, err)
				require.Nil(s, value)
			}
		}
		s.holds(kept)
		s.refused(storeKey(1), "not released")
		s.claim(storeKey(2)) // was not claimed
		s.clock.Advance(storeTTL)
		s.claim(storeKey(1)) // was not renewed
	}},
	{"Context/done in the middle of a save: all or nothing", func(s *storeTest) {
		before := codeworm.Record{Key: storeKey(1), Title: "before"}
		s.put(before)
		for i := range 100 {
			claim := s.claim(storeKey(1))
			after := fullRecord(s, storeKey(1))
			after.Title = fmt.Sprintf("after %d", i)
			ctx, cancel := context.WithTimeout(s.Context(), time.Duration(i)*10*time.Microsecond)
			err := s.store.Save(ctx, claim, after)
			cancel()
			if err != nil {
				require.ErrorIs(s, err, context.DeadlineExceeded)
			}
			saved := s.records("")[0].Title == after.Title
			if err == nil {
				require.True(s, saved)
			}
			if saved {
				before = after
				continue // and claims again, which needs the claim to be released
			}
			s.refused(storeKey(1), "neither saved nor released")
			require.NoError(s, s.store.Save(s.Context(), claim, before))
		}
		s.holds(before)
	}},
	{"Context/done in the middle of a claim: all or nothing", func(s *storeTest) {
		for i := range 100 {
			ctx, cancel := context.WithTimeout(s.Context(), time.Duration(i)*10*time.Microsecond)
			claim, err := s.store.Claim(ctx, storeRequest(storeKey(1)))
			cancel()
			if err != nil {
				require.ErrorIs(s, err, context.DeadlineExceeded)
				s.clock.Advance(storeTTL)
				continue
			}
			require.NoError(s, s.store.Release(s.Context(), claim))
		}
		s.put(codeworm.Record{Key: storeKey(1)})
	}},
}

const storeWorkers = 8

// together runs f in several goroutines and waits for all of them.
func together(f func(worker int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for worker := range storeWorkers {
		wg.Go(func() {
			<-start
			f(worker)
		})
	}
	close(start)
	wg.Wait()
}

var storeConcurrencyCases = []storeCase{
	{"Concurrency/of claims has one winner", func(s *storeTest) {
		for round := range 20 {
			var winners atomic.Int32
			together(func(int) {
				_, err := s.store.Claim(s.Context(), storeRequest(storeKey(round)))
				if err == nil {
					winners.Add(1)
					return
				}
				assert.ErrorIs(s, err, codeworm.ErrClaimed)
			})
			require.EqualValues(s, 1, winners.Load())
		}
	}},
	{"Concurrency/of saves loses no update", func(s *storeTest) {
		const rounds = 20
		s.put(codeworm.Record{Key: storeKey(1)})
		together(func(worker int) {
			for done := 0; done < rounds; {
				claim, err := s.store.Claim(s.Context(), storeRequest(storeKey(1)))
				if errors.Is(err, codeworm.ErrClaimed) {
					time.Sleep(100 * time.Microsecond)
					continue
				}
				if !assert.NoError(s, err) {
					return
				}
				records, err := s.store.Records(s.Context(), "repo")
				if !assert.NoError(s, err) || !assert.Len(s, records, 1) {
					return
				}
				records[0].Failures++
				if !assert.NoError(s, s.store.Save(s.Context(), claim, records[0])) {
					return
				}
				done++
			}
		})
		require.Equal(s, storeWorkers*rounds, s.records("")[0].Failures)
	}},
	{"Concurrency/of everything else does no harm", func(s *storeTest) {
		together(func(worker int) {
			for i := range 20 {
				key := storeKey(worker*100 + i)
				claim, err := s.store.Claim(s.Context(), storeRequest(key))
				if !assert.NoError(s, err) {
					return
				}
				if renewer, ok := s.store.(codeworm.ClaimRenewer); ok {
					_, err = renewer.Renew(s.Context(), claim, storeTTL)
					assert.NoError(s, err)
				}
				_, err = s.store.Stats(s.Context(), storeEpoch)
				assert.NoError(s, err)
				if i%2 == 0 {
					assert.NoError(s, s.store.Save(s.Context(), claim, codeworm.Record{Key: key, PublishedAt: storeEpoch}))
				} else {
					assert.NoError(s, s.store.Release(s.Context(), claim))
				}
			}
		})
		stats := s.stats(time.Time{})
		assert.Equal(s, storeWorkers*10, stats.Pages)
		assert.Zero(s, stats.Claims)
	}},
}

var storeCacheCases = []storeCase{
	{"Cache/holds nothing at first", func(s *storeTest) {
		s.cached(s.cache(), "bucket", "name", nil)
	}},
	{"Cache/keeps, replaces and removes", func(s *storeTest) {
		cache := s.cache()
		every := make([]byte, 256)
		for i := range every {
			every[i] = byte(i)
		}
		for _, value := range [][]byte{[]byte("one"), every, bytes.Repeat(every, 1<<12), {0}, []byte("last")} {
			require.NoError(s, cache.CachePut(s.Context(), "bucket", "name", value))
			s.cached(cache, "bucket", "name", value)
		}
		for range 2 {
			require.NoError(s, cache.CachePut(s.Context(), "bucket", "name", nil))
			s.cached(cache, "bucket", "name", nil)
		}
	}},
	{"Cache/tells an empty value from none", func(s *storeTest) {
		cache := s.cache()
		require.NoError(s, cache.CachePut(s.Context(), "bucket", "name", []byte{}))
		value, err := cache.CacheGet(s.Context(), "bucket", "name")
		require.NoError(s, err)
		require.NotNil(s, value)
		require.Empty(s, value)
	}},
	{"Cache/keeps buckets and names apart", func(s *storeTest) {
		cache := s.cache()
		names := []string{"", "a", "A", "ab", "a/b", "a:b", "ä", "latin-\xe9", "%", "_"}
		for _, bucket := range names {
			for _, name := range names {
				require.NoError(s, cache.CachePut(s.Context(), bucket, name, []byte(bucket+"|"+name)))
			}
		}
		require.NoError(s, cache.CachePut(s.Context(), "a", "b", nil))
		for _, bucket := range names {
			for _, name := range names {
				s.cached(cache, bucket, name, []byte(bucket+"|"+name))
			}
		}
	}},
	{"Cache/does not share its values", func(s *storeTest) {
		cache := s.cache()
		value := []byte("value")
		require.NoError(s, cache.CachePut(s.Context(), "bucket", "name", value))
		value[0] = 'X'
		got, err := cache.CacheGet(s.Context(), "bucket", "name")
		require.NoError(s, err)
		require.Equal(s, "value", string(got))
		got[0] = 'X'
		s.cached(cache, "bucket", "name", []byte("value"))
	}},
	{"Cache/can be used by several", func(s *storeTest) {
		cache := s.cache()
		together(func(worker int) {
			for i := range 20 {
				name := fmt.Sprint(i)
				assert.NoError(s, cache.CachePut(s.Context(), "bucket", name, []byte(name)))
				value, err := cache.CacheGet(s.Context(), "bucket", name)
				assert.NoError(s, err)
				assert.Equal(s, name, string(value))
			}
		})
		s.holds()
	}},
}

// cache is the store as a cache.
func (s *storeTest) cache() codeworm.Cache {
	s.Helper()
	cache, ok := s.store.(codeworm.Cache)
	require.True(s, ok)
	return cache
}

// cached checks what lies under a name; nil means nothing.
func (s *storeTest) cached(cache codeworm.Cache, bucket, name string, want []byte) {
	s.Helper()
	got, err := cache.CacheGet(s.Context(), bucket, name)
	require.NoError(s, err)
	if want == nil {
		require.Nil(s, got)
		return
	}
	require.True(s, bytes.Equal(want, got), "%s/%s: %d bytes, not the %d that were put", bucket, name, len(got), len(want))
}
