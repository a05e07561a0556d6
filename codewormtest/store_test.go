package codewormtest_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

func TestStoreConformance(t *testing.T) {
	codewormtest.TestStateStore(t, func(_ *testing.T, now func() time.Time) codeworm.StateStore {
		return codewormtest.NewStore(now)
	})
}

func TestStoreFailNext(t *testing.T) {
	s := codewormtest.NewStore(nil)
	first, second := errors.New("first"), errors.New("second")
	s.FailNext(codewormtest.OpClaim, first)
	s.FailNext(codewormtest.OpClaim, second)
	request := codeworm.ClaimRequest{Key: page.Key{Type: page.TIL, Repo: "r", Path: "p"}, TTL: time.Minute}
	_, err := s.Stats(t.Context(), time.Time{})
	require.NoError(t, err)
	_, err = s.Claim(t.Context(), request)
	require.ErrorIs(t, err, first)
	_, err = s.Claim(t.Context(), request)
	require.ErrorIs(t, err, second)
	claim, err := s.Claim(t.Context(), request)
	require.NoError(t, err)
	s.FailNext(codewormtest.OpSave, first)
	require.ErrorIs(t, s.Save(t.Context(), claim, codeworm.Record{Key: claim.Key}), first)
	require.NoError(t, s.Save(t.Context(), claim, codeworm.Record{Key: claim.Key}), "the failed save did nothing")
}
