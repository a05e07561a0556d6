package codewormtest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// StoreOp names a method of a store.
type StoreOp string

// The methods of a store that Store.FailNext can make fail.
const (
	OpRecords  StoreOp = "records"
	OpClaim    StoreOp = "claim" // ClaimFirst too
	OpSave     StoreOp = "save"
	OpRelease  StoreOp = "release"
	OpStats    StoreOp = "stats"
	OpRenew    StoreOp = "renew"
	OpCacheGet StoreOp = "cache get"
	OpCachePut StoreOp = "cache put"
	OpSearch   StoreOp = "search"
	OpHistory  StoreOp = "history"
)

// Store is a StateStore in memory, a ClaimRenewer, a ClaimChooser, a Cache, a PageSearcher and a History too.
type Store struct {
	now func() time.Time

	mu      sync.Mutex
	records map[page.Key]codeworm.Record
	claims  map[page.Key]lease  // given and neither saved nor released
	token   int64               // the last one given
	texts   map[page.Key]string // of pages
	history []codeworm.Attempt
	cache   map[[2]string][]byte
	faults  map[StoreOp][]error
}

// lease is a claim and how long it may last.
type lease struct {
	codeworm.Claim
	ttl time.Duration
}

var (
	_ codeworm.StateStore   = (*Store)(nil)
	_ codeworm.ClaimRenewer = (*Store)(nil)
	_ codeworm.ClaimChooser = (*Store)(nil)
	_ codeworm.Cache        = (*Store)(nil)
	_ codeworm.PageSearcher = (*Store)(nil)
	_ codeworm.History      = (*Store)(nil)
)

// NewStore returns an empty store that asks now for the time; nil means time.Now.
func NewStore(now func() time.Time) *Store {
	if now == nil {
		now = time.Now
	}
	return &Store{
		now:     now,
		records: map[page.Key]codeworm.Record{},
		claims:  map[page.Key]lease{},
		texts:   map[page.Key]string{},
		cache:   map[[2]string][]byte{},
		faults:  map[StoreOp][]error{},
	}
}

// FailNext makes the next call of the method fail with err and do nothing. Called
// several times, it makes as many calls fail, in that order.
func (s *Store) FailNext(op StoreOp, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[op] = append(s.faults[op], err)
}

// begin locks the store for one call, unless the call has to fail.
func (s *Store) begin(ctx context.Context, op StoreOp) error {
	s.mu.Lock()
	err := ctx.Err()
	if pending := s.faults[op]; err == nil && len(pending) > 0 {
		err, s.faults[op] = pending[0], pending[1:]
	}
	if err != nil {
		s.mu.Unlock()
		return fmt.Errorf("%s: %w", op, err)
	}
	return nil
}

// Records implements codeworm.StateStore.
func (s *Store) Records(ctx context.Context, repo string) ([]codeworm.Record, error) {
	if err := s.begin(ctx, OpRecords); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	var records []codeworm.Record
	for key, r := range s.records {
		if repo == "" || key.Repo == repo {
			records = append(records, r)
		}
	}
	slices.SortFunc(records, func(a, b codeworm.Record) int { return cmp.Compare(a.Key.String(), b.Key.String()) })
	return records, nil
}

// Claim implements codeworm.StateStore.
func (s *Store) Claim(ctx context.Context, r codeworm.ClaimRequest) (codeworm.Claim, error) {
	if r.TTL <= 0 {
		return codeworm.Claim{}, fmt.Errorf("claim of %s: the TTL is %s; it has to be positive", r.Key, r.TTL)
	}
	if err := s.begin(ctx, OpClaim); err != nil {
		return codeworm.Claim{}, err
	}
	defer s.mu.Unlock()
	now := s.now()
	s.sweep(now)
	if held, ok := s.claims[r.Key]; ok && now.Before(held.ExpiresAt) {
		return codeworm.Claim{}, fmt.Errorf("claim of %s: %w: %s", r.Key, codeworm.ErrClaimed, held.Owner)
	}
	return s.give(r, now), nil
}

// give gives a claim that nobody has.
func (s *Store) give(r codeworm.ClaimRequest, now time.Time) codeworm.Claim {
	s.token++
	claim := codeworm.Claim{Key: r.Key, Owner: r.Owner, Token: s.token, ExpiresAt: now.Add(r.TTL)}
	s.claims[r.Key] = lease{claim, r.TTL}
	return claim
}

// sweep forgets what expired long ago, and lets no claim last longer than its TTL when the clock was set back.
func (s *Store) sweep(now time.Time) {
	for key, held := range s.claims {
		if longest := now.Add(held.ttl); held.ExpiresAt.After(longest) {
			held.ExpiresAt = longest
			s.claims[key] = held
		}
		if now.Add(-codeworm.ClaimGrace).After(held.ExpiresAt) {
			delete(s.claims, key)
		}
	}
}

// ClaimFirst implements codeworm.ClaimChooser.
func (s *Store) ClaimFirst(ctx context.Context, owner string, ttl time.Duration, of []codeworm.Candidate) (codeworm.Claim, error) {
	if ttl <= 0 {
		return codeworm.Claim{}, fmt.Errorf("claim one of %d: the TTL is %s; it has to be positive", len(of), ttl)
	}
	if err := s.begin(ctx, OpClaim); err != nil {
		return codeworm.Claim{}, err
	}
	defer s.mu.Unlock()
	now := s.now()
	s.sweep(now)
	for _, c := range of {
		held, claimed := s.claims[c.Key]
		known := s.records[c.Key]
		if claimed && now.Before(held.ExpiresAt) || !known.PublishedAt.Equal(c.PublishedAt) || known.Failures != c.Failures {
			continue
		}
		return s.give(codeworm.ClaimRequest{Key: c.Key, Owner: owner, TTL: ttl}, now), nil
	}
	return codeworm.Claim{}, fmt.Errorf("claim one of %d: %w", len(of), codeworm.ErrClaimed)
}

// good says that a claim can still be saved.
func (s *Store) good(c codeworm.Claim) error {
	if held, ok := s.claims[c.Key]; !ok || held.Token != c.Token {
		return fmt.Errorf("%s: %w", c.Key, codeworm.ErrClaimLost)
	}
	return nil
}

// Save implements codeworm.StateStore.
func (s *Store) Save(ctx context.Context, c codeworm.Claim, r codeworm.Record) error {
	return s.save(ctx, c, r, nil)
}

func (s *Store) save(ctx context.Context, c codeworm.Claim, r codeworm.Record, text *string) error {
	if r.Key != c.Key {
		return fmt.Errorf("save: the claim is of %s, the record of %s", c.Key, r.Key)
	}
	if err := s.begin(ctx, OpSave); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if err := s.good(c); err != nil {
		return fmt.Errorf("save: %w", err)
	}
	if old := s.records[r.Key]; old.Fingerprint != r.Fingerprint || old.Title != r.Title || old.Summary != r.Summary {
		delete(s.texts, r.Key)
	}
	if text != nil {
		s.texts[r.Key] = *text
	}
	s.records[r.Key] = r
	delete(s.claims, c.Key)
	return nil
}

// Release implements codeworm.StateStore.
func (s *Store) Release(ctx context.Context, c codeworm.Claim) error {
	if err := s.begin(ctx, OpRelease); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if s.good(c) == nil {
		delete(s.claims, c.Key)
	}
	return nil
}

// Renew implements codeworm.ClaimRenewer.
func (s *Store) Renew(ctx context.Context, c codeworm.Claim, ttl time.Duration) (codeworm.Claim, error) {
	if ttl <= 0 {
		return codeworm.Claim{}, fmt.Errorf("renew of %s: the TTL is %s; it has to be positive", c.Key, ttl)
	}
	if err := s.begin(ctx, OpRenew); err != nil {
		return codeworm.Claim{}, err
	}
	defer s.mu.Unlock()
	if err := s.good(c); err != nil {
		return codeworm.Claim{}, fmt.Errorf("renew: %w", err)
	}
	c.ExpiresAt = s.now().Add(ttl)
	s.claims[c.Key] = lease{c, ttl}
	return c, nil
}

// Stats implements codeworm.StateStore.
func (s *Store) Stats(ctx context.Context, since time.Time) (codeworm.StoreStats, error) {
	if err := s.begin(ctx, OpStats); err != nil {
		return codeworm.StoreStats{}, err
	}
	defer s.mu.Unlock()
	stats := codeworm.StoreStats{ByRepo: map[string]int{}, ByType: map[page.Type]int{}}
	for r := range maps.Values(s.records) {
		if r.Failures > 0 {
			stats.Failing++
		}
		if r.PublishedAt.After(stats.LastPage) {
			stats.LastPage = r.PublishedAt
		}
		switch {
		case !r.RetiredAt.IsZero():
			stats.Retired++
		case !r.PublishedAt.IsZero():
			stats.Pages++
			stats.ByRepo[r.Key.Repo]++
			stats.ByType[r.Key.Type]++
			if !r.PublishedAt.Before(since) {
				stats.Recent++
			}
			if r.Provisional {
				stats.Provisional++
			}
		}
	}
	for claim := range maps.Values(s.claims) {
		if s.now().Before(claim.ExpiresAt) {
			stats.Claims++
		}
	}
	return stats, nil
}

// CacheGet implements codeworm.Cache.
func (s *Store) CacheGet(ctx context.Context, bucket, name string) ([]byte, error) {
	if err := s.begin(ctx, OpCacheGet); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	return bytes.Clone(s.cache[[2]string{bucket, name}]), nil
}

// CachePut implements codeworm.Cache.
func (s *Store) CachePut(ctx context.Context, bucket, name string, value []byte) error {
	if err := s.begin(ctx, OpCachePut); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if value == nil {
		delete(s.cache, [2]string{bucket, name})
		return nil
	}
	s.cache[[2]string{bucket, name}] = bytes.Clone(value)
	return nil
}
