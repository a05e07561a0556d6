package codewormtest

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// faultyStore is a Store of which some methods are replaced.
type faultyStore struct {
	*Store
	records  func(ctx context.Context, repo string) ([]codeworm.Record, error)
	claim    func(ctx context.Context, r codeworm.ClaimRequest) (codeworm.Claim, error)
	save     func(ctx context.Context, c codeworm.Claim, r codeworm.Record) error
	release  func(ctx context.Context, c codeworm.Claim) error
	stats    func(ctx context.Context, since time.Time) (codeworm.StoreStats, error)
	renew    func(ctx context.Context, c codeworm.Claim, ttl time.Duration) (codeworm.Claim, error)
	first    func(ctx context.Context, owner string, ttl time.Duration, of []codeworm.Candidate) (codeworm.Claim, error)
	cacheGet func(ctx context.Context, bucket, name string) ([]byte, error)
	cachePut func(ctx context.Context, bucket, name string, value []byte) error
	savePage func(ctx context.Context, c codeworm.Claim, r codeworm.Record, text string) error
	search   func(ctx context.Context, query string, limit int) ([]codeworm.SearchHit, error)
	note     func(ctx context.Context, a codeworm.Attempt) error
	attempts func(ctx context.Context, filter codeworm.AttemptFilter, limit int) ([]codeworm.Attempt, error)
	sums     func(ctx context.Context, since time.Time, by ...codeworm.Grouping) ([]codeworm.StatisticsRow, error)
}

func (f *faultyStore) Note(ctx context.Context, a codeworm.Attempt) error {
	if f.note != nil {
		return f.note(ctx, a)
	}
	return f.Store.Note(ctx, a)
}

func (f *faultyStore) Attempts(ctx context.Context, filter codeworm.AttemptFilter, limit int) ([]codeworm.Attempt, error) {
	if f.attempts != nil {
		return f.attempts(ctx, filter, limit)
	}
	return f.Store.Attempts(ctx, filter, limit)
}

func (f *faultyStore) Statistics(ctx context.Context, since time.Time, by ...codeworm.Grouping) ([]codeworm.StatisticsRow, error) {
	if f.sums != nil {
		return f.sums(ctx, since, by...)
	}
	return f.Store.Statistics(ctx, since, by...)
}

func (f *faultyStore) SavePage(ctx context.Context, c codeworm.Claim, r codeworm.Record, text string) error {
	if f.savePage != nil {
		return f.savePage(ctx, c, r, text)
	}
	return f.Store.SavePage(ctx, c, r, text)
}

func (f *faultyStore) Search(ctx context.Context, query string, limit int) ([]codeworm.SearchHit, error) {
	if f.search != nil {
		return f.search(ctx, query, limit)
	}
	return f.Store.Search(ctx, query, limit)
}

func (f *faultyStore) Records(ctx context.Context, repo string) ([]codeworm.Record, error) {
	if f.records != nil {
		return f.records(ctx, repo)
	}
	return f.Store.Records(ctx, repo)
}

func (f *faultyStore) Claim(ctx context.Context, r codeworm.ClaimRequest) (codeworm.Claim, error) {
	if f.claim != nil {
		return f.claim(ctx, r)
	}
	return f.Store.Claim(ctx, r)
}

func (f *faultyStore) Save(ctx context.Context, c codeworm.Claim, r codeworm.Record) error {
	if f.save != nil {
		return f.save(ctx, c, r)
	}
	return f.Store.Save(ctx, c, r)
}

func (f *faultyStore) Release(ctx context.Context, c codeworm.Claim) error {
	if f.release != nil {
		return f.release(ctx, c)
	}
	return f.Store.Release(ctx, c)
}

func (f *faultyStore) Stats(ctx context.Context, since time.Time) (codeworm.StoreStats, error) {
	if f.stats != nil {
		return f.stats(ctx, since)
	}
	return f.Store.Stats(ctx, since)
}

func (f *faultyStore) Renew(ctx context.Context, c codeworm.Claim, ttl time.Duration) (codeworm.Claim, error) {
	if f.renew != nil {
		return f.renew(ctx, c, ttl)
	}
	return f.Store.Renew(ctx, c, ttl)
}

func (f *faultyStore) ClaimFirst(ctx context.Context, owner string, ttl time.Duration, of []codeworm.Candidate) (codeworm.Claim, error) {
	if f.first != nil {
		return f.first(ctx, owner, ttl, of)
	}
	return f.Store.ClaimFirst(ctx, owner, ttl, of)
}

func (f *faultyStore) CacheGet(ctx context.Context, bucket, name string) ([]byte, error) {
	if f.cacheGet != nil {
		return f.cacheGet(ctx, bucket, name)
	}
	return f.Store.CacheGet(ctx, bucket, name)
}

func (f *faultyStore) CachePut(ctx context.Context, bucket, name string, value []byte) error {
	if f.cachePut != nil {
		return f.cachePut(ctx, bucket, name, value)
	}
	return f.Store.CachePut(ctx, bucket, name, value)
}

// spoilRecords changes what Records gives.
func spoilRecords(spoil func(repo string, records []codeworm.Record) []codeworm.Record) func(*faultyStore) {
	return func(f *faultyStore) {
		f.records = func(ctx context.Context, repo string) ([]codeworm.Record, error) {
			records, err := f.Store.Records(ctx, repo)
			return spoil(repo, records), err
		}
	}
}

// spoilSaved changes what Save stores.
func spoilSaved(spoil func(r *codeworm.Record)) func(*faultyStore) {
	return func(f *faultyStore) {
		f.save = func(ctx context.Context, c codeworm.Claim, r codeworm.Record) error {
			spoil(&r)
			return f.Store.Save(ctx, c, r)
		}
	}
}

func spoilStats(spoil func(f *faultyStore, since time.Time, s *codeworm.StoreStats)) func(*faultyStore) {
	return func(f *faultyStore) {
		f.stats = func(ctx context.Context, since time.Time) (codeworm.StoreStats, error) {
			stats, err := f.Store.Stats(ctx, since)
			spoil(f, since, &stats)
			return stats, err
		}
	}
}

var storeFaults = map[string]func(*faultyStore){
	"records are not sorted": spoilRecords(func(_ string, r []codeworm.Record) []codeworm.Record {
		slices.Reverse(r)
		return r
	}),
	"records are sorted by their parts": spoilRecords(func(_ string, r []codeworm.Record) []codeworm.Record {
		slices.SortFunc(r, func(a, b codeworm.Record) int {
			return cmp.Or(cmp.Compare(a.Key.Type, b.Key.Type), cmp.Compare(a.Key.Repo, b.Key.Repo), cmp.Compare(a.Key.Path, b.Key.Path),
				cmp.Compare(a.Key.Symbol, b.Key.Symbol))
		})
		return r
	}),
	"repositories are told apart without case": func(f *faultyStore) {
		f.records = func(ctx context.Context, repo string) ([]codeworm.Record, error) {
			records, err := f.Store.Records(ctx, "")
			return slices.DeleteFunc(records, func(r codeworm.Record) bool { return repo != "" && !strings.EqualFold(repo, r.Key.Repo) }), err
		}
	},
	"a field is forgotten":     spoilSaved(func(r *codeworm.Record) { r.Check.Dropped = 0 }),
	"times lose nanoseconds":   spoilSaved(func(r *codeworm.Record) { r.RetryAfter = r.RetryAfter.Truncate(time.Microsecond) }),
	"numbers lose their upper": spoilSaved(func(r *codeworm.Record) { r.AnswerTokens = int(int32(r.AnswerTokens)) }),
	"keys lose invalid UTF-8": func(f *faultyStore) {
		clean := func(k page.Key) page.Key { k.Path = strings.ToValidUTF8(k.Path, "?"); return k }
		f.claim = func(ctx context.Context, r codeworm.ClaimRequest) (codeworm.Claim, error) {
			r.Key = clean(r.Key)
			return f.Store.Claim(ctx, r)
		}
		f.save = func(ctx context.Context, c codeworm.Claim, r codeworm.Record) error {
			c.Key, r.Key = clean(c.Key), clean(r.Key)
			return f.Store.Save(ctx, c, r)
		}
	},
	"an owner may claim again": func(f *faultyStore) {
		f.claim = func(ctx context.Context, r codeworm.ClaimRequest) (codeworm.Claim, error) {
			f.mu.Lock()
			if f.claims[r.Key].Owner == r.Owner {
				delete(f.claims, r.Key)
			}
			f.mu.Unlock()
			return f.Store.Claim(ctx, r)
		}
	},
	"a claim lasts a nanosecond too long": func(f *faultyStore) {
		now := f.now
		f.now = func() time.Time { return now().Add(-1) }
	},
	"a clock that was ahead counts": func(f *faultyStore) {
		ends := map[page.Key]time.Time{}
		f.claim = func(ctx context.Context, r codeworm.ClaimRequest) (codeworm.Claim, error) {
			f.mu.Lock()
			end := ends[r.Key]
			_, held := f.claims[r.Key]
			f.mu.Unlock()
			if held && f.now().Before(end) {
				return codeworm.Claim{}, codeworm.ErrClaimed
			}
			claim, err := f.Store.Claim(ctx, r)
			f.mu.Lock()
			defer f.mu.Unlock()
			ends[r.Key] = claim.ExpiresAt
			return claim, err
		}
	},
	"a renewal by a clock that was ahead counts": func(f *faultyStore) {
		f.renew = func(ctx context.Context, c codeworm.Claim, ttl time.Duration) (codeworm.Claim, error) {
			renewed, err := f.Store.Renew(ctx, c, ttl)
			f.mu.Lock()
			defer f.mu.Unlock()
			if held, ok := f.claims[c.Key]; ok && err == nil {
				held.ttl = 1<<63 - 1
				f.claims[c.Key] = held
			}
			return renewed, err
		}
	},
	"a clock that goes back a little ends claims": func(f *faultyStore) {
		f.claim = func(ctx context.Context, r codeworm.ClaimRequest) (codeworm.Claim, error) {
			f.mu.Lock()
			if held, ok := f.claims[r.Key]; ok && f.now().Before(held.ExpiresAt.Add(-held.ttl)) {
				delete(f.claims, r.Key)
			}
			f.mu.Unlock()
			return f.Store.Claim(ctx, r)
		}
	},
	"a claim needs no TTL": func(f *faultyStore) {
		f.claim = func(ctx context.Context, r codeworm.ClaimRequest) (codeworm.Claim, error) {
			r.TTL = max(r.TTL, 1)
			return f.Store.Claim(ctx, r)
		}
	},
	"tokens start anew": func(f *faultyStore) {
		f.save = func(ctx context.Context, c codeworm.Claim, r codeworm.Record) error {
			err := f.Store.Save(ctx, c, r)
			f.mu.Lock()
			defer f.mu.Unlock()
			if len(f.claims) == 0 {
				f.token = 0
			}
			return err
		}
	},
	"two can claim at once": func(f *faultyStore) {
		f.claim = func(ctx context.Context, r codeworm.ClaimRequest) (codeworm.Claim, error) {
			f.mu.Lock()
			held, ok := f.claims[r.Key]
			f.mu.Unlock()
			if ok && f.now().Before(held.ExpiresAt) {
				return codeworm.Claim{}, codeworm.ErrClaimed
			}
			time.Sleep(time.Millisecond)
			f.mu.Lock()
			delete(f.claims, r.Key)
			f.mu.Unlock()
			return f.Store.Claim(ctx, r)
		}
	},
	"a claim ignores its context": func(f *faultyStore) {
		f.claim = func(_ context.Context, r codeworm.ClaimRequest) (codeworm.Claim, error) {
			return f.Store.Claim(context.Background(), r)
		}
	},
	"a save ignores its context": func(f *faultyStore) {
		f.save = func(_ context.Context, c codeworm.Claim, r codeworm.Record) error {
			return f.Store.Save(context.Background(), c, r)
		}
	},
	"a read ignores its context": func(f *faultyStore) {
		f.records = func(_ context.Context, repo string) ([]codeworm.Record, error) {
			return f.Store.Records(context.Background(), repo)
		}
	},
	"a canceled save releases": func(f *faultyStore) {
		f.save = func(ctx context.Context, c codeworm.Claim, r codeworm.Record) error {
			err := f.Store.Save(ctx, c, r)
			if ctx.Err() != nil {
				_ = f.Store.Release(context.Background(), c)
			}
			return err
		}
	},
	"a save does not release": func(f *faultyStore) {
		f.save = func(ctx context.Context, c codeworm.Claim, r codeworm.Record) error {
			err := f.Store.Save(ctx, c, r)
			if err == nil {
				f.mu.Lock()
				f.claims[c.Key] = lease{c, storeTTL}
				f.mu.Unlock()
			}
			return err
		}
	},
	"a save is not fenced": func(f *faultyStore) {
		f.save = func(ctx context.Context, c codeworm.Claim, r codeworm.Record) error {
			f.mu.Lock()
			if held, ok := f.claims[c.Key]; ok && c.Key == r.Key {
				c.Token = held.Token
			}
			f.mu.Unlock()
			return f.Store.Save(ctx, c, r)
		}
	},
	"a save needs no claim": func(f *faultyStore) {
		f.save = func(ctx context.Context, c codeworm.Claim, r codeworm.Record) error {
			f.mu.Lock()
			if _, ok := f.claims[c.Key]; !ok {
				f.claims[c.Key] = lease{c, storeTTL}
			}
			f.mu.Unlock()
			return f.Store.Save(ctx, c, r)
		}
	},
	"a save refuses an expired claim": func(f *faultyStore) {
		f.save = func(ctx context.Context, c codeworm.Claim, r codeworm.Record) error {
			if !f.now().Before(c.ExpiresAt) {
				return codeworm.ErrClaimLost
			}
			return f.Store.Save(ctx, c, r)
		}
	},
	"a save takes another key": spoilSavedKey,
	"a refused save releases": func(f *faultyStore) {
		f.save = func(ctx context.Context, c codeworm.Claim, r codeworm.Record) error {
			err := f.Store.Save(ctx, c, r)
			if err != nil && ctx.Err() == nil {
				f.mu.Lock()
				delete(f.claims, c.Key)
				f.mu.Unlock()
			}
			return err
		}
	},
	"a release ends any claim": func(f *faultyStore) {
		f.release = func(ctx context.Context, c codeworm.Claim) error {
			f.mu.Lock()
			defer f.mu.Unlock()
			if ctx.Err() == nil {
				delete(f.claims, c.Key)
			}
			return ctx.Err()
		}
	},
	"a second release is an error": func(f *faultyStore) {
		f.release = func(ctx context.Context, c codeworm.Claim) error {
			f.mu.Lock()
			err := f.good(c)
			f.mu.Unlock()
			if err != nil {
				return err
			}
			return f.Store.Release(ctx, c)
		}
	},
	"recent leaves out the moment itself": func(f *faultyStore) {
		f.stats = func(ctx context.Context, since time.Time) (codeworm.StoreStats, error) {
			return f.Store.Stats(ctx, since.Add(1))
		}
	},
	"retired pages count": spoilStats(func(_ *faultyStore, _ time.Time, s *codeworm.StoreStats) { s.Pages += s.Retired }),
	"what was never published counts": spoilStats(func(f *faultyStore, _ time.Time, s *codeworm.StoreStats) {
		s.Pages = len(f.Store.records) - s.Retired
	}),
	"expired claims count": spoilStats(func(f *faultyStore, _ time.Time, s *codeworm.StoreStats) {
		f.mu.Lock()
		defer f.mu.Unlock()
		s.Claims = len(f.claims)
	}),
	"repositories count what is retired": spoilStats(func(_ *faultyStore, _ time.Time, s *codeworm.StoreStats) {
		if s.Retired > 0 {
			s.ByRepo["b"]++
		}
	}),
	"a renewal is not fenced": func(f *faultyStore) {
		f.renew = func(ctx context.Context, c codeworm.Claim, ttl time.Duration) (codeworm.Claim, error) {
			f.mu.Lock()
			if held, ok := f.claims[c.Key]; ok {
				c.Token = held.Token
			}
			f.mu.Unlock()
			return f.Store.Renew(ctx, c, ttl)
		}
	},
	"a renewal adds to what is left": func(f *faultyStore) {
		f.renew = func(ctx context.Context, c codeworm.Claim, ttl time.Duration) (codeworm.Claim, error) {
			if ttl > 0 {
				ttl = max(1, ttl+c.ExpiresAt.Sub(f.now()))
			}
			return f.Store.Renew(ctx, c, ttl)
		}
	},
	"a renewal refuses an expired claim": func(f *faultyStore) {
		f.renew = func(ctx context.Context, c codeworm.Claim, ttl time.Duration) (codeworm.Claim, error) {
			if !f.now().Before(c.ExpiresAt) {
				return codeworm.Claim{}, codeworm.ErrClaimLost
			}
			return f.Store.Renew(ctx, c, ttl)
		}
	},
	"a save of a page keeps no text": func(f *faultyStore) {
		f.savePage = func(ctx context.Context, c codeworm.Claim, r codeworm.Record, _ string) error {
			return f.Store.Save(ctx, c, r)
		}
	},
	"a save of a page is not fenced": func(f *faultyStore) {
		f.savePage = func(ctx context.Context, c codeworm.Claim, r codeworm.Record, text string) error {
			f.mu.Lock()
			f.texts[r.Key] = text
			f.mu.Unlock()
			return f.Store.SavePage(ctx, c, r, text)
		}
	},
	"a save forgets the text": func(f *faultyStore) {
		f.save = func(ctx context.Context, c codeworm.Claim, r codeworm.Record) error {
			f.mu.Lock()
			delete(f.texts, r.Key)
			f.mu.Unlock()
			return f.Store.Save(ctx, c, r)
		}
	},
	"a save keeps the text of an earlier page": func(f *faultyStore) {
		f.save = func(ctx context.Context, c codeworm.Claim, r codeworm.Record) error {
			f.mu.Lock()
			text, ok := f.texts[r.Key]
			f.mu.Unlock()
			err := f.Store.Save(ctx, c, r)
			f.mu.Lock()
			defer f.mu.Unlock()
			if ok {
				f.texts[r.Key] = text
			}
			return err
		}
	},
	"a search finds retired pages": func(f *faultyStore) {
		f.search = func(ctx context.Context, query string, limit int) ([]codeworm.SearchHit, error) {
			f.mu.Lock()
			for key, r := range f.Store.records {
				r.RetiredAt = time.Time{}
				f.Store.records[key] = r
			}
			f.mu.Unlock()
			return f.Store.Search(ctx, query, limit)
		}
	},
	"a search needs any word": spoilSearch(func(f *faultyStore, query string) string {
		if words := strings.Fields(query); len(words) > 1 {
			return words[0]
		}
		return query
	}),
	"a search does not divide names": spoilSearch(func(_ *faultyStore, query string) string {
		return strings.ReplaceAll(strings.ReplaceAll(query, "claim ttl", "claimtt"), "wait_max", "waitmax")
	}),
	"a search has a limit of its own": func(f *faultyStore) {
		f.search = func(ctx context.Context, query string, _ int) ([]codeworm.SearchHit, error) {
			return f.Store.Search(ctx, query, 0)
		}
	},
	"a search has signs of its own": func(f *faultyStore) {
		f.search = func(ctx context.Context, query string, limit int) ([]codeworm.SearchHit, error) {
			if strings.Contains(query, `"`) {
				return nil, errors.New("unterminated string")
			}
			return f.Store.Search(ctx, query, limit)
		}
	},
	"a search finds everything with nothing": spoilSearch(func(_ *faultyStore, query string) string {
		if strings.TrimSpace(query) == "" {
			return "near"
		}
		return query
	}),
	"a search is in no order": func(f *faultyStore) {
		f.search = func(ctx context.Context, query string, limit int) ([]codeworm.SearchHit, error) {
			hits, err := f.Store.Search(ctx, query, limit)
			slices.Reverse(hits)
			return hits, err
		}
	},
	"a search ignores its context": func(f *faultyStore) {
		f.search = func(_ context.Context, query string, limit int) ([]codeworm.SearchHit, error) {
			return f.Store.Search(context.Background(), query, limit)
		}
	},
	"the history forgets a field": func(f *faultyStore) {
		f.note = func(ctx context.Context, a codeworm.Attempt) error {
			a.Check.Holds = 0
			return f.Store.Note(ctx, a)
		}
	},
	"the history is in the order of notes": func(f *faultyStore) {
		f.note = func(ctx context.Context, a codeworm.Attempt) error {
			a.At = a.At.Truncate(10 * 24 * time.Hour)
			return f.Store.Note(ctx, a)
		}
	},
	"the history knows no types": func(f *faultyStore) {
		f.attempts = func(ctx context.Context, filter codeworm.AttemptFilter, limit int) ([]codeworm.Attempt, error) {
			filter.Type = ""
			return f.Store.Attempts(ctx, filter, limit)
		}
	},
	"the history leaves out the moment itself": func(f *faultyStore) {
		f.attempts = func(ctx context.Context, filter codeworm.AttemptFilter, limit int) ([]codeworm.Attempt, error) {
			filter.Since = filter.Since.Add(1)
			return f.Store.Attempts(ctx, filter, limit)
		}
	},
	"the history sums up by local days": func(f *faultyStore) {
		f.note = func(ctx context.Context, a codeworm.Attempt) error {
			if a.At.Hour() < 12 {
				a.At = a.At.Add(12 * time.Hour)
			}
			return f.Store.Note(ctx, a)
		}
	},
	"the history takes any grouping": func(f *faultyStore) {
		f.sums = func(ctx context.Context, since time.Time, by ...codeworm.Grouping) ([]codeworm.StatisticsRow, error) {
			rows, err := f.Store.Statistics(ctx, since, by...)
			if ctx.Err() == nil {
				err = nil
			}
			return rows, err
		}
	},
	"the history sums up all times": func(f *faultyStore) {
		f.sums = func(ctx context.Context, _ time.Time, by ...codeworm.Grouping) ([]codeworm.StatisticsRow, error) {
			return f.Store.Statistics(ctx, time.Time{}, by...)
		}
	},
	"a clock that was ahead keeps claims": func(f *faultyStore) {
		f.claim = func(ctx context.Context, r codeworm.ClaimRequest) (codeworm.Claim, error) {
			f.mu.Lock()
			if held, ok := f.claims[r.Key]; ok {
				held.ttl = 1<<63 - 1
				f.claims[r.Key] = held
			}
			f.mu.Unlock()
			return f.Store.Claim(ctx, r)
		}
	},
	"what dead owners left is kept": func(f *faultyStore) {
		f.claim = func(ctx context.Context, r codeworm.ClaimRequest) (codeworm.Claim, error) {
			f.mu.Lock()
			before := maps.Clone(f.claims)
			f.mu.Unlock()
			c, err := f.Store.Claim(ctx, r)
			f.mu.Lock()
			for key, held := range before {
				if _, ok := f.claims[key]; !ok {
					f.claims[key] = held
				}
			}
			f.mu.Unlock()
			return c, err
		}
	},
	"the first is given without a look at the records": func(f *faultyStore) {
		f.first = func(ctx context.Context, owner string, ttl time.Duration, of []codeworm.Candidate) (codeworm.Claim, error) {
			for _, c := range of {
				if claim, err := f.Store.Claim(ctx, codeworm.ClaimRequest{Key: c.Key, Owner: owner, TTL: ttl}); !errors.Is(err, codeworm.ErrClaimed) {
					return claim, err
				}
			}
			return codeworm.Claim{}, cmp.Or(ctx.Err(), codeworm.ErrClaimed)
		}
	},
	"the first is the last": func(f *faultyStore) {
		f.first = func(ctx context.Context, owner string, ttl time.Duration, of []codeworm.Candidate) (codeworm.Claim, error) {
			of = slices.Clone(of)
			slices.Reverse(of)
			return f.Store.ClaimFirst(ctx, owner, ttl, of)
		}
	},
	"only the first is tried": func(f *faultyStore) {
		f.first = func(ctx context.Context, owner string, ttl time.Duration, of []codeworm.Candidate) (codeworm.Claim, error) {
			return f.Store.ClaimFirst(ctx, owner, ttl, of[:min(1, len(of))])
		}
	},
	"the cache shares what is put": func(f *faultyStore) {
		shared := map[string][]byte{}
		var mu sync.Mutex
		f.cachePut = func(ctx context.Context, bucket, name string, value []byte) error {
			mu.Lock()
			defer mu.Unlock()
			if ctx.Err() == nil {
				shared[bucket+"\x00"+name] = value
			}
			return ctx.Err()
		}
		f.cacheGet = func(ctx context.Context, bucket, name string) ([]byte, error) {
			mu.Lock()
			defer mu.Unlock()
			return shared[bucket+"\x00"+name], ctx.Err()
		}
	},
	"the cache has no buckets": func(f *faultyStore) {
		f.cachePut = func(ctx context.Context, bucket, name string, value []byte) error {
			return f.Store.CachePut(ctx, "", bucket+name, value)
		}
		f.cacheGet = func(ctx context.Context, bucket, name string) ([]byte, error) {
			return f.Store.CacheGet(ctx, "", bucket+name)
		}
	},
	"the cache takes nothing for an empty value": func(f *faultyStore) {
		f.cachePut = func(ctx context.Context, bucket, name string, value []byte) error {
			if value == nil {
				value = []byte{}
			}
			return f.Store.CachePut(ctx, bucket, name, value)
		}
	},
	"the cache takes an empty value for nothing": func(f *faultyStore) {
		f.cachePut = func(ctx context.Context, bucket, name string, value []byte) error {
			if len(value) == 0 {
				value = nil
			}
			return f.Store.CachePut(ctx, bucket, name, value)
		}
	},
}

// spoilSearch changes what is searched for.
func spoilSearch(spoil func(f *faultyStore, query string) string) func(*faultyStore) {
	return func(f *faultyStore) {
		f.search = func(ctx context.Context, query string, limit int) ([]codeworm.SearchHit, error) {
			return f.Store.Search(ctx, spoil(f, query), limit)
		}
	}
}

func spoilSavedKey(f *faultyStore) {
	f.save = func(ctx context.Context, c codeworm.Claim, r codeworm.Record) error {
		c.Key = r.Key
		f.mu.Lock()
		if _, ok := f.claims[c.Key]; !ok && ctx.Err() == nil {
			f.claims[c.Key] = lease{c, storeTTL}
		}
		f.mu.Unlock()
		return f.Store.Save(ctx, c, r)
	}
}
