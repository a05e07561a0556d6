// Package postgres keeps CodeWorm's state in a PostgreSQL database: the store for many daemons on many machines.
//
// Open takes an address, postgres://USER@HOST:PORT/DATABASE; the password stands in it, in PGPASSWORD or in ~/.pgpass. Each
// devlog needs a database of its own. All is kept in its schema "codeworm", which the first daemon creates: the user needs the
// right to create in the database, or that schema. The database has to be of encoding UTF8. The tests run on PostgreSQL 15.
//
// Who holds which target until when is decided by the server's clock alone. The clocks of the machines, and their jumps, do not matter
// to claims; those of pages and records are what the daemons say.
//
// A server that is restarted, fails over or goes away for a moment is waited for within a call; after that calls fail with what to
// do about it, and succeed again when it is back. A call whose answer was lost is repeated such that it counts once.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/codeworm/codeworm"
)

// Store is a StateStore, a ClaimRenewer, a ClaimChooser, a Cache, a PageSearcher and a History in a PostgreSQL database. Several goroutines, processes and
// machines can use the same database.
type Store struct {
	place string
	cfg   config
	db    *pgxpool.Pool
	// empty says that the database has no state, of a store that must not make one.
	empty     bool
	uncounted atomic.Int64 // bytes put into the cache since it was last trimmed
}

var (
	_ codeworm.StateStore   = (*Store)(nil)
	_ codeworm.ClaimRenewer = (*Store)(nil)
	_ codeworm.ClaimChooser = (*Store)(nil)
	_ codeworm.Cache        = (*Store)(nil)
	_ codeworm.PageSearcher = (*Store)(nil)
	_ codeworm.History      = (*Store)(nil)
)

// Option changes a default of Open.
type Option func(*config)

type config struct {
	now        func() time.Time // nil: the server's clock
	timeout    time.Duration
	patience   time.Duration
	cacheLimit int64
	readOnly   bool

	historyRows int
	historyAge  time.Duration
}

// Defaults of Open.
const (
	DefaultTimeout    = time.Minute
	DefaultPatience   = 5 * time.Second
	DefaultCacheLimit = 1 << 30
)

// WithTimeout sets how long a call waits for a server that does not answer; the default is DefaultTimeout. The context's end comes
// first if it is earlier.
func WithTimeout(d time.Duration) Option { return func(c *config) { c.timeout = d } }

// WithPatience sets for how long a call is tried again while the server cannot be reached, or ended a transaction for others'
// sake; the default is DefaultPatience, 0 means once. Open waits only for a server that is just starting.
func WithPatience(d time.Duration) Option { return func(c *config) { c.patience = d } }

// WithCacheLimit sets how many bytes of values the cache holds, for all daemons together, before what was put
// first is dropped; the default is DefaultCacheLimit, -1 means no limit.
func WithCacheLimit(bytes int64) Option { return func(c *config) { c.cacheLimit = bytes } }

// WithReadOnly makes a store that changes nothing: a database without state counts as an empty one, what is put into the cache is
// dropped, and everything else that would change something fails.
func WithReadOnly() Option { return func(c *config) { c.readOnly = true } }

// Open opens the store in the database of the address, which begins with postgres:// and may have the parameters of libpq's URLs and
// pgxpool's (sslmode, pool_max_conns). Tables are created or brought up to date, by one of the processes that open them
// at the same time. A database whose schema "codeworm" is not of this library, or of a newer version of it, is left as it is.
// No error tells the password.
func Open(ctx context.Context, address string, opts ...Option) (*Store, error) {
	s := &Store{place: Place(address), cfg: config{timeout: DefaultTimeout, patience: DefaultPatience, cacheLimit: DefaultCacheLimit,
		historyRows: DefaultHistoryRows, historyAge: DefaultHistoryAge}}
	for _, opt := range opts {
		opt(&s.cfg)
	}
	c, err := poolConfig(address)
	if err != nil {
		return nil, s.fail(ctx, "open", err)
	}
	if c.ConnConfig.RuntimeParams["lock_timeout"] == "" {
		c.AfterConnect = s.boundLocks
	}
	if s.db, err = pgxpool.NewWithConfig(context.WithoutCancel(ctx), c); err != nil {
		return nil, s.fail(ctx, "open", err)
	}
	err = s.try(ctx, "open", starting, func(ctx context.Context, _ bool) error { return s.prepare(ctx) })
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// boundLocks makes a statement fail that waits long for somebody's lock: who holds it for long is named as what it is, and not as a
// server that does not answer. It is no parameter of the connection's start, which pools in between do not take.
func (s *Store) boundLocks(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, fmt.Sprintf("SET lock_timeout = %d", s.lockWait().Milliseconds()))
	return err
}

// lockWait is how long a statement waits for somebody's lock.
func (s *Store) lockWait() time.Duration { return max(time.Millisecond, s.cfg.timeout/2) }

// Close waits for calls in progress and ends the connections. It may be called more than once; every other method fails afterwards.
func (s *Store) Close() error {
	s.db.Close()
	return nil
}

// Place is the address without its password and parameters.
func (s *Store) Place() string { return s.place }

// The waits between tries of a call.
const (
	firstWait = 20 * time.Millisecond
	lastWait  = 500 * time.Millisecond
)

// errSilent says that the server did not answer in time.
var errSilent = errors.New("the server does not answer")

// call runs f, again while it fails for what passes and patience lasts; again says that an earlier try may have done its work.
func (s *Store) call(ctx context.Context, what string, f func(ctx context.Context, again bool) error) error {
	return s.try(ctx, what, passing, f)
}

func (s *Store) try(ctx context.Context, what string, passes func(error) bool, f func(ctx context.Context, again bool) error) error {
	started := time.Now()
	for wait, again := firstWait, false; ; wait, again = min(2*wait, lastWait), true {
		err := s.once(ctx, func(ctx context.Context) error { return f(ctx, again) })
		if demoted(err) {
			s.db.Reset() // the connections stay as they are, whoever can be written to now
		}
		if err == nil || ctx.Err() != nil || !passes(err) || time.Since(started)+wait > s.cfg.patience {
			return s.fail(ctx, what, err)
		}
		select {
		case <-ctx.Done():
			return s.fail(ctx, what, ctx.Err())
		case <-time.After(wait/2 + rand.N(wait)):
		}
	}
}

// once runs f within the time that a call may take.
func (s *Store) once(ctx context.Context, f func(ctx context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, s.cfg.timeout)
	defer cancel()
	err := f(bounded)
	if err != nil && bounded.Err() != nil && ctx.Err() == nil {
		return fmt.Errorf("%w within %s", errSilent, s.cfg.timeout)
	}
	return err
}

// at is the time that claims are judged by: NULL means the server's clock, which only tests replace.
func (s *Store) at() sql.NullTime {
	if s.cfg.now == nil {
		return sql.NullTime{}
	}
	return sql.NullTime{Time: s.cfg.now().Truncate(time.Microsecond), Valid: true}
}
