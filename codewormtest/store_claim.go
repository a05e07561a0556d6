package codewormtest

import (
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

var storeClaimCases = []storeCase{
	{"Claim/says what was given", func(s *storeTest) {
		claim := s.claim(storeKey(1))
		assert.Equal(s, storeKey(1), claim.Key)
		assert.Equal(s, "host/1", claim.Owner)
		assert.NotZero(s, claim.Token)
		assert.WithinDuration(s, storeEpoch.Add(storeTTL), claim.ExpiresAt, 0)
	}},
	{"Claim/refuses while another is in force", func(s *storeTest) {
		s.claim(storeKey(1))
		s.refused(storeKey(1), "the same owner")
		_, err := s.store.Claim(s.Context(), codeworm.ClaimRequest{Key: storeKey(1), Owner: "host/2", TTL: storeTTL})
		require.ErrorIs(s, err, codeworm.ErrClaimed, "another owner")
	}},
	{"Claim/lasts until the TTL has passed", func(s *storeTest) {
		s.claim(storeKey(1))
		s.clock.Advance(storeTTL - storeTick)
		s.refused(storeKey(1), "a moment before")
		s.clock.Advance(storeTick)
		claim := s.claim(storeKey(1))
		assert.WithinDuration(s, storeEpoch.Add(2*storeTTL), claim.ExpiresAt, 0)
	}},
	{"Claim/refuses a TTL that is not positive", func(s *storeTest) {
		for _, ttl := range []time.Duration{0, -time.Second} {
			_, err := s.store.Claim(s.Context(), codeworm.ClaimRequest{Key: storeKey(1), Owner: "host/1", TTL: ttl})
			require.Error(s, err)
			require.NotErrorIs(s, err, codeworm.ErrClaimed)
		}
		s.claim(storeKey(1))
	}},
	{"Claim/takes the longest TTL there is", func(s *storeTest) {
		_, err := s.store.Claim(s.Context(), codeworm.ClaimRequest{Key: storeKey(1), TTL: 1<<63 - 1})
		require.NoError(s, err)
		s.clock.Advance(100 * 365 * 24 * time.Hour)
		s.refused(storeKey(1), "a hundred years later")
	}},
	{"Claim/of a clock that was ahead lasts its TTL at most once it is seen", func(s *storeTest) {
		for i, ahead := range []time.Duration{2 * storeTTL, 30 * 24 * time.Hour} {
			s.clock.Advance(ahead)
			holder := s.claim(storeKey(i))
			s.clock.Advance(-ahead)
			_, err := s.store.Claim(s.Context(), storeRequest(storeKey(i)))
			if err == nil {
				continue // such a claim need not count at all
			}
			require.ErrorIs(s, err, codeworm.ErrClaimed)
			s.clock.Advance(storeTTL)
			require.NoError(s, s.store.Save(s.Context(), holder, codeworm.Record{Key: holder.Key}), "as long as nobody took it")
			s.clock.Advance(ahead)
			s.claim(storeKey(i))
			s.clock.Advance(-ahead)
			_, err = s.store.Claim(s.Context(), storeRequest(storeKey(i)))
			require.ErrorIs(s, err, codeworm.ErrClaimed)
			s.clock.Advance(storeTTL)
			s.claim(storeKey(i))
		}
	}},
	{"Claim/stays in force when a clock goes back a little", func(s *storeTest) {
		s.claim(storeKey(1))
		s.clock.Advance(-time.Second)
		s.refused(storeKey(1), "a second earlier")
	}},
	{"Claim/is of one target only", func(s *storeTest) {
		keys := awkwardKeys()
		for _, key := range keys {
			s.claim(key)
		}
		for _, key := range keys {
			s.refused(key, key.String())
		}
		assert.Equal(s, len(keys), s.stats(time.Time{}).Claims)
	}},
	{"Claim/token grows for ever", func(s *storeTest) {
		var last int64
		grows := func(after string) codeworm.Claim {
			s.Helper()
			claim := s.claim(storeKey(1))
			require.Greater(s, claim.Token, last, after)
			last = claim.Token
			return claim
		}
		for range 3 {
			claim := grows("release or the start")
			require.NoError(s, s.store.Save(s.Context(), claim, codeworm.Record{Key: claim.Key}))
			grows("save")
			s.clock.Advance(storeTTL)
			claim = grows("expiry")
			require.NoError(s, s.store.Release(s.Context(), claim))
			s.put(codeworm.Record{Key: storeKey(2)}) // claims of others go on meanwhile
		}
	}},
	{"Claim/outlives its TTL by no clock that is set back", func(s *storeTest) {
		for _, ahead := range []time.Duration{storeTTL + time.Second, 30 * 24 * time.Hour, 3 * 365 * 24 * time.Hour} {
			s.clock.Advance(ahead)
			s.claim(storeKey(1)) // and its owner dies
			s.clock.Advance(-ahead)
			s.refused(storeKey(1), "as long as it may last")
			s.clock.Advance(storeTTL)
			require.NoError(s, s.store.Release(s.Context(), s.claim(storeKey(1))))
		}
	}},
	{"Claim/forgets what expired long ago", func(s *storeTest) {
		var dead []codeworm.Claim
		for i := range 35 {
			dead = append(dead, s.claim(storeKey(i)))
		}
		s.clock.Advance(storeTTL + codeworm.ClaimGrace - storeTick)
		require.NoError(s, s.store.Release(s.Context(), s.claim(storeKey(100))))
		require.NoError(s, s.store.Save(s.Context(), dead[0], codeworm.Record{Key: dead[0].Key}), "still good")
		s.clock.Advance(2 * storeTick)
		require.NoError(s, s.store.Release(s.Context(), s.claim(storeKey(100))))
		for _, claim := range dead[1:] {
			require.ErrorIs(s, s.store.Save(s.Context(), claim, codeworm.Record{Key: claim.Key}), codeworm.ErrClaimLost)
		}
		s.holds(codeworm.Record{Key: dead[0].Key})
	}},
	{"Claim/leaves the record alone", func(s *storeTest) {
		full := fullRecord(s, storeKey(1))
		s.put(full)
		s.claim(storeKey(1))
		s.claim(storeKey(2))
		s.holds(full)
	}},
	{"Release/frees the target and saves nothing", func(s *storeTest) {
		require.NoError(s, s.store.Release(s.Context(), s.claim(storeKey(1))))
		s.claim(storeKey(1))
		s.holds()
	}},
	{"Release/of a claim that is not in force is no error", func(s *storeTest) {
		claim := s.claim(storeKey(1))
		for range 3 {
			require.NoError(s, s.store.Release(s.Context(), claim))
		}
		expired := s.claim(storeKey(1))
		s.clock.Advance(storeTTL)
		require.NoError(s, s.store.Release(s.Context(), expired))
		require.NoError(s, s.store.Release(s.Context(), codeworm.Claim{Key: storeKey(9), Token: 1 << 40}))
		require.NoError(s, s.store.Release(s.Context(), codeworm.Claim{}))
	}},
	{"Release/does not end another's claim", func(s *storeTest) {
		zombie := s.claim(storeKey(1))
		s.clock.Advance(storeTTL)
		holder := s.claim(storeKey(1))
		require.NoError(s, s.store.Release(s.Context(), zombie))
		s.refused(storeKey(1), "released by a zombie")
		require.NoError(s, s.store.Save(s.Context(), holder, codeworm.Record{Key: storeKey(1)}))
	}},
	{"Release/does not end the claim of another target", func(s *storeTest) {
		first, second := s.claim(storeKey(1)), s.claim(storeKey(2))
		mixed := first
		mixed.Key = second.Key
		require.NoError(s, s.store.Release(s.Context(), mixed))
		s.refused(storeKey(1), "first")
		if mixed.Token != second.Token { // otherwise the store counts each target's tokens alone
			s.refused(storeKey(2), "second")
		}
	}},
}

var storeSaveCases = []storeCase{
	{"Save/stores and releases", func(s *storeTest) {
		r := codeworm.Record{Key: storeKey(1), Title: "one"}
		require.NoError(s, s.store.Save(s.Context(), s.claim(storeKey(1)), r))
		s.holds(r)
		s.claim(storeKey(1))
	}},
	{"Save/replaces the key's record and no other", func(s *storeTest) {
		other := fullRecord(s, storeKey(2))
		s.put(other)
		s.put(codeworm.Record{Key: storeKey(1), Title: "one", Failures: 3})
		s.put(codeworm.Record{Key: storeKey(1), Title: "two"})
		s.holds(codeworm.Record{Key: storeKey(1), Title: "two"}, other)
	}},
	{"Save/refuses a record of another key", func(s *storeTest) {
		claim := s.claim(storeKey(1))
		for _, key := range []page.Key{storeKey(2), {}} {
			err := s.store.Save(s.Context(), claim, codeworm.Record{Key: key})
			require.Error(s, err)
		}
		s.holds()
		s.refused(storeKey(1), "still claimed")
		require.NoError(s, s.store.Save(s.Context(), claim, codeworm.Record{Key: storeKey(1)}), "the claim is still good")
	}},
	{"Save/takes an expired claim that nobody took since", func(s *storeTest) {
		claim := s.claim(storeKey(1))
		s.clock.Advance(100 * storeTTL)
		require.NoError(s, s.store.Save(s.Context(), claim, codeworm.Record{Key: storeKey(1)}))
		s.holds(codeworm.Record{Key: storeKey(1)})
	}},
	{"Save/refuses a claim that another took", func(s *storeTest) {
		kept := codeworm.Record{Key: storeKey(1), Title: "kept"}
		s.put(kept)
		zombie := s.claim(storeKey(1))
		s.clock.Advance(storeTTL)
		holder := s.claim(storeKey(1))
		err := s.store.Save(s.Context(), zombie, codeworm.Record{Key: storeKey(1), Title: "late"})
		require.ErrorIs(s, err, codeworm.ErrClaimLost)
		s.holds(kept)
		s.refused(storeKey(1), "the holder still has it")
		kept.Title = "by the holder"
		require.NoError(s, s.store.Save(s.Context(), holder, kept))
		s.holds(kept)
	}},
	{"Save/refuses a claim that another took and finished", func(s *storeTest) {
		zombie := s.claim(storeKey(1))
		s.clock.Advance(storeTTL)
		kept := codeworm.Record{Key: storeKey(1), Title: "kept"}
		s.put(kept)
		err := s.store.Save(s.Context(), zombie, codeworm.Record{Key: storeKey(1), Title: "late"})
		require.ErrorIs(s, err, codeworm.ErrClaimLost)
		s.holds(kept)
	}},
	{"Save/refuses a claim that was released or used", func(s *storeTest) {
		claim := s.claim(storeKey(1))
		require.NoError(s, s.store.Release(s.Context(), claim))
		require.ErrorIs(s, s.store.Save(s.Context(), claim, codeworm.Record{Key: storeKey(1)}), codeworm.ErrClaimLost)
		s.holds()
		claim = s.claim(storeKey(1))
		first := codeworm.Record{Key: storeKey(1), Title: "first"}
		require.NoError(s, s.store.Save(s.Context(), claim, first))
		err := s.store.Save(s.Context(), claim, codeworm.Record{Key: storeKey(1), Title: "second"})
		require.ErrorIs(s, err, codeworm.ErrClaimLost)
		s.holds(first)
	}},
	{"Save/refuses a claim that was never given", func(s *storeTest) {
		claim := s.claim(storeKey(1))
		forged := claim
		forged.Token++
		require.ErrorIs(s, s.store.Save(s.Context(), forged, codeworm.Record{Key: storeKey(1)}), codeworm.ErrClaimLost)
		forged = codeworm.Claim{Key: storeKey(2), Owner: "host/1", ExpiresAt: storeEpoch.Add(storeTTL)}
		require.ErrorIs(s, s.store.Save(s.Context(), forged, codeworm.Record{Key: storeKey(2)}), codeworm.ErrClaimLost)
		s.holds()
		s.refused(storeKey(1), "still claimed")
	}},
}

var storeStatsCases = []storeCase{
	{"Stats/of nothing", func(s *storeTest) {
		stats := s.stats(time.Time{})
		assert.Empty(s, stats.ByRepo)
		assert.Empty(s, stats.ByType)
		assert.True(s, stats.LastPage.IsZero())
		stats.ByRepo, stats.ByType, stats.LastPage = nil, nil, time.Time{}
		assert.Equal(s, codeworm.StoreStats{}, stats)
	}},
	{"Stats/counts", func(s *storeTest) {
		at := func(hours int) time.Time { return storeEpoch.Add(time.Duration(hours) * time.Hour) }
		key := func(docType page.Type, repo, path string) page.Key {
			return page.Key{Type: docType, Repo: repo, Path: path}
		}
		for _, r := range []codeworm.Record{
			{Key: key(page.FileDoc, "a", "1"), PublishedAt: at(-3)},
			{Key: key(page.FileDoc, "a", "2"), PublishedAt: at(-2), Provisional: true},
			{Key: key(page.TIL, "a", "3"), PublishedAt: at(-1), Failures: 2},
			{Key: key(page.TIL, "b", "4"), PublishedAt: at(-1), Provisional: true},
			{Key: key(page.TIL, "b", "5"), PublishedAt: at(0), RetiredAt: at(0), Provisional: true},
			{Key: key(page.TIL, "c", "6"), Failures: 1, Failed: "f", Provisional: true},
		} {
			s.put(r)
		}
		s.claim(storeKey(1))
		s.clock.Advance(storeTTL / 2)
		s.claim(storeKey(2))

		stats := s.stats(at(-2))
		assert.Equal(s, 4, stats.Pages)
		assert.Equal(s, 3, stats.Recent)
		assert.Equal(s, 2, stats.Provisional)
		assert.Equal(s, 1, stats.Retired)
		assert.Equal(s, 2, stats.Failing)
		assert.Equal(s, 2, stats.Claims)
		assert.Equal(s, map[string]int{"a": 3, "b": 1}, stats.ByRepo)
		assert.Equal(s, map[page.Type]int{page.FileDoc: 2, page.TIL: 2}, stats.ByType)
		assert.WithinDuration(s, at(0), stats.LastPage, 0)

		assert.Equal(s, 4, s.stats(time.Time{}).Recent)
		assert.Equal(s, 4, s.stats(at(-3)).Recent, "at the time itself")
		assert.Equal(s, 3, s.stats(at(-3).Add(1)).Recent, "a nanosecond later")
		assert.Equal(s, 0, s.stats(at(1)).Recent)
		assert.Equal(s, 3, s.stats(at(-2).In(time.FixedZone("far", -11*3600))).Recent, "in another time zone")

		s.clock.Advance(storeTTL / 2)
		assert.Equal(s, 1, s.stats(time.Time{}).Claims, "the first claim has expired")

		stats.ByRepo["a"] = 0
		assert.Equal(s, 3, s.stats(time.Time{}).ByRepo["a"], "the map is the caller's own")
	}},
}

var storeRenewCases = []storeCase{
	{"Renew/prolongs from now", func(s *storeTest) {
		renewer := s.renewer()
		claim := s.claim(storeKey(1))
		s.clock.Advance(storeTTL - storeTick)
		renewed, err := renewer.Renew(s.Context(), claim, 2*storeTTL)
		require.NoError(s, err)
		want := claim
		want.ExpiresAt = renewed.ExpiresAt
		assert.Equal(s, want, renewed, "nothing else changes")
		assert.WithinDuration(s, s.clock.Now().Add(2*storeTTL), renewed.ExpiresAt, 0)
		s.clock.Advance(2*storeTTL - storeTick)
		s.refused(storeKey(1), "renewed")
		s.clock.Advance(storeTick)
		s.claim(storeKey(1))
	}},
	{"Renew/can shorten, and leaves the earlier value good", func(s *storeTest) {
		renewer := s.renewer()
		claim := s.claim(storeKey(1))
		_, err := renewer.Renew(s.Context(), claim, time.Second)
		require.NoError(s, err)
		s.refused(storeKey(1), "for a second")
		require.NoError(s, s.store.Save(s.Context(), claim, codeworm.Record{Key: storeKey(1)}))
	}},
	{"Renew/takes an expired claim that nobody took since", func(s *storeTest) {
		renewer := s.renewer()
		claim := s.claim(storeKey(1))
		s.clock.Advance(3 * storeTTL)
		_, err := renewer.Renew(s.Context(), claim, storeTTL)
		require.NoError(s, err)
		s.refused(storeKey(1), "in force again")
	}},
	{"Renew/by a clock that was ahead lasts its TTL at most once it is seen", func(s *storeTest) {
		renewer := s.renewer()
		claim := s.claim(storeKey(1))
		const ahead = 30 * 24 * time.Hour
		s.clock.Advance(ahead)
		_, err := renewer.Renew(s.Context(), claim, 2*storeTTL)
		require.NoError(s, err)
		s.clock.Advance(-ahead)
		if _, err = s.store.Claim(s.Context(), storeRequest(storeKey(1))); err == nil {
			return // such a claim need not count at all
		}
		require.ErrorIs(s, err, codeworm.ErrClaimed)
		s.clock.Advance(2 * storeTTL)
		s.claim(storeKey(1))
	}},
	{"Renew/refuses a claim that is lost", func(s *storeTest) {
		renewer := s.renewer()
		zombie := s.claim(storeKey(1))
		s.clock.Advance(storeTTL)
		holder := s.claim(storeKey(1))
		_, err := renewer.Renew(s.Context(), zombie, 100*storeTTL)
		require.ErrorIs(s, err, codeworm.ErrClaimLost, "another took it")
		require.NoError(s, s.store.Release(s.Context(), holder))
		_, err = renewer.Renew(s.Context(), holder, storeTTL)
		require.ErrorIs(s, err, codeworm.ErrClaimLost, "released")
		_, err = renewer.Renew(s.Context(), codeworm.Claim{Key: storeKey(7), Token: 1 << 40}, storeTTL)
		require.ErrorIs(s, err, codeworm.ErrClaimLost, "never given")
		s.claim(storeKey(1))
		s.claim(storeKey(7))
	}},
	{"Renew/refuses a TTL that is not positive", func(s *storeTest) {
		renewer := s.renewer()
		claim := s.claim(storeKey(1))
		_, err := renewer.Renew(s.Context(), claim, 0)
		require.Error(s, err)
		require.NotErrorIs(s, err, codeworm.ErrClaimLost)
		s.refused(storeKey(1), "as it was")
	}},
}

// renewer is the store as what can renew.
func (s *storeTest) renewer() codeworm.ClaimRenewer {
	s.Helper()
	renewer, ok := s.store.(codeworm.ClaimRenewer)
	require.True(s, ok)
	return renewer
}
