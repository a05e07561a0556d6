package codewormtest

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// chooser is the store as what can choose.
func (s *storeTest) chooser() codeworm.ClaimChooser {
	s.Helper()
	chooser, ok := s.store.(codeworm.ClaimChooser)
	require.True(s, ok)
	return chooser
}

func (s *storeTest) first(candidates ...codeworm.Candidate) codeworm.Claim {
	s.Helper()
	claim, err := s.chooser().ClaimFirst(s.Context(), "host/1", storeTTL, candidates)
	require.NoError(s, err)
	return claim
}

func (s *storeTest) none(candidates ...codeworm.Candidate) {
	s.Helper()
	claim, err := s.chooser().ClaimFirst(s.Context(), "host/1", storeTTL, candidates)
	require.ErrorIs(s, err, codeworm.ErrClaimed, claim.Key)
}

// candidates are targets without records.
func candidates(keys ...page.Key) []codeworm.Candidate {
	var list []codeworm.Candidate
	for _, key := range keys {
		list = append(list, codeworm.Candidate{Key: key})
	}
	return list
}

var storeChooseCases = []storeCase{
	{"ClaimFirst/gives one after another in order", func(s *storeTest) {
		list := candidates(storeKey(3), storeKey(1), storeKey(2))
		var last int64
		for _, c := range list {
			claim := s.first(list...)
			assert.Equal(s, c.Key, claim.Key)
			assert.Equal(s, "host/1", claim.Owner)
			assert.Greater(s, claim.Token, last)
			last = claim.Token
			assert.WithinDuration(s, storeEpoch.Add(storeTTL), claim.ExpiresAt, 0)
		}
		s.none(list...)
		s.none()
		assert.Equal(s, 3, s.stats(time.Time{}).Claims)
	}},
	{"ClaimFirst/gives claims like others", func(s *storeTest) {
		claim := s.first(candidates(storeKey(1))...)
		s.refused(storeKey(1), "claimed")
		require.NoError(s, s.store.Release(s.Context(), claim))
		claim = s.first(candidates(storeKey(1))...)
		require.NoError(s, s.store.Save(s.Context(), claim, codeworm.Record{Key: storeKey(1), Title: "one"}))
		s.holds(codeworm.Record{Key: storeKey(1), Title: "one"})
	}},
	{"ClaimFirst/takes what has expired", func(s *storeTest) {
		zombie := s.claim(storeKey(1))
		s.clock.Advance(storeTTL - storeTick)
		s.none(candidates(storeKey(1))...)
		s.clock.Advance(storeTick)
		s.first(candidates(storeKey(1), storeKey(2))...)
		require.ErrorIs(s, s.store.Save(s.Context(), zombie, codeworm.Record{Key: storeKey(1)}), codeworm.ErrClaimLost)
	}},
	{"ClaimFirst/outlives its TTL by no clock that is set back", func(s *storeTest) {
		s.clock.Advance(1000 * time.Hour)
		s.first(candidates(storeKey(1))...)
		s.clock.Advance(-1000 * time.Hour)
		s.none(candidates(storeKey(1))...)
		s.clock.Advance(storeTTL)
		s.first(candidates(storeKey(1))...)
	}},
	{"ClaimFirst/passes over what another did since", func(s *storeTest) {
		at := storeEpoch.Add(-time.Hour).Add(7) // nanoseconds count
		done := codeworm.Record{Key: storeKey(1), PublishedAt: at}
		failed := codeworm.Record{Key: storeKey(2), PublishedAt: at, Failures: 2}
		s.put(done)
		s.put(failed)
		gone := codeworm.Candidate{Key: storeKey(3), PublishedAt: at} // its record is not there
		s.none(codeworm.Candidate{Key: done.Key}, codeworm.Candidate{Key: done.Key, PublishedAt: at.Add(1)},
			codeworm.Candidate{Key: failed.Key, PublishedAt: at, Failures: 1}, gone)
		far := at.In(time.FixedZone("far", -11*3600))
		claim := s.first(gone, codeworm.Candidate{Key: done.Key, PublishedAt: far}, codeworm.Candidate{Key: failed.Key, PublishedAt: far, Failures: 2})
		assert.Equal(s, done.Key, claim.Key)
		claim = s.first(codeworm.Candidate{Key: failed.Key, PublishedAt: far, Failures: 2})
		assert.Equal(s, failed.Key, claim.Key)
	}},
	{"ClaimFirst/refuses a TTL that is not positive", func(s *storeTest) {
		for _, ttl := range []time.Duration{0, -time.Second} {
			_, err := s.chooser().ClaimFirst(s.Context(), "host/1", ttl, candidates(storeKey(1)))
			require.Error(s, err)
			require.NotErrorIs(s, err, codeworm.ErrClaimed)
		}
		s.claim(storeKey(1))
	}},
	{"ClaimFirst/tells awkward keys apart", func(s *storeTest) {
		keys := awkwardKeys()
		for _, key := range keys {
			assert.Equal(s, key, s.first(candidates(keys...)...).Key)
		}
		s.none(candidates(keys...)...)
	}},
	{"ClaimFirst/does nothing when the context is done", func(s *storeTest) {
		ctx, cancel := context.WithCancel(s.Context())
		cancel()
		_, err := s.chooser().ClaimFirst(ctx, "host/1", storeTTL, candidates(storeKey(1)))
		require.ErrorIs(s, err, context.Canceled)
		s.claim(storeKey(1))
	}},
	{"ClaimFirst/shares the work of many: each target is done once", func(s *storeTest) {
		const targets = 100
		var keys []page.Key
		for i := range targets {
			keys = append(keys, storeKey(i))
		}
		var mu sync.Mutex
		times := map[page.Key]int{}
		together(func(int) {
			for misses := 0; misses < 20; {
				claim, err := s.chooser().ClaimFirst(s.Context(), "host/1", storeTTL, candidates(keys...))
				if errors.Is(err, codeworm.ErrClaimed) {
					misses++ // the others are at the last ones
					time.Sleep(time.Millisecond)
					continue
				}
				if !assert.NoError(s, err) || !assert.NoError(s, s.store.Save(s.Context(), claim, codeworm.Record{Key: claim.Key, PublishedAt: storeEpoch})) {
					return
				}
				mu.Lock()
				times[claim.Key]++
				mu.Unlock()
			}
		})
		require.Len(s, times, targets)
		for key, n := range times {
			assert.Equal(s, 1, n, key)
		}
		assert.Zero(s, s.stats(time.Time{}).Claims)
	}},
}
