// Package sqlite keeps CodeWorm's state in one SQLite file: the default store,
// for one daemon or several on one machine.
//
// The file is in WAL mode, so two more may lie beside it, with "-wal" and "-shm"
// after its name; the three belong together. A copy of the first alone, made while
// a daemon runs, can lack the latest records. To back the store up at any time:
//
//	sqlite3 codeworm.db ".backup codeworm-backup.db"
//
// To go back to it, stop the daemons, remove the two files and put the backup in
// the place of the first.
//
// Before a newer version of this library changes a file's schema it makes such a copy itself, named after the old schema,
// as codeworm.db.schema2.backup, and keeps the last two. Where it cannot, Open fails and nothing is changed. To go back
// to the older version is to put that copy in the place of the file.
//
// A file of up to 8 MB is looked over for damage whenever it is opened; Check looks over any, and more closely.
//
// WAL needs shared memory: the file has to be on a local disk, not on a network
// share. Daemons on several machines share a database server instead, with package postgres.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/codeworm/codeworm"
	_ "modernc.org/sqlite" // the "sqlite" driver
)

// Store is a StateStore, a ClaimRenewer, a ClaimChooser, a Cache, a PageSearcher and a History in a SQLite file. Several
// goroutines and several processes can use the same file.
type Store struct {
	path string
	cfg  config

	// Reads run beside each other and beside a write. Writes take turns: the slot
	// queues those of this process, the database's lock those of others.
	slot    chan struct{}
	reads   *sql.DB
	writes  *sql.DB // every commit is on disk when it returns
	caching *sql.DB // commits survive the process, but not a loss of power

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
	now        func() time.Time
	lockWait   time.Duration
	cacheLimit int64
	backups    int
	name       string

	historyRows int
	historyAge  time.Duration
}

// Defaults of Open.
const (
	DefaultLockWait   = 30 * time.Second
	DefaultCacheLimit = 1 << 30
)

// WithNow sets the clock that claims expire by; the default is time.Now.
func WithNow(now func() time.Time) Option { return func(c *config) { c.now = now } }

// WithLockWait sets how long a write waits while another process holds the database's
// lock; the default is DefaultLockWait. The context's end comes first if it is earlier.
func WithLockWait(d time.Duration) Option { return func(c *config) { c.lockWait = d } }

// WithCacheLimit sets how many bytes of values the cache holds before what was put
// first is dropped; the default is DefaultCacheLimit, -1 means no limit.
func WithCacheLimit(bytes int64) Option { return func(c *config) { c.cacheLimit = bytes } }

// WithName sets what errors call the file; the default is its path. It is for a
// copy of a file that a person knows.
func WithName(name string) Option { return func(c *config) { c.name = name } }

// memory is the path of a store that lives and dies with the Store.
const memory = ":memory:"

// Open opens the store in the file, or in memory when the path is ":memory:". A
// missing file is created, readable by its owner alone, its folder too. A file
// that is not a store of this library, or one of a newer version of it, is left as it is.
func Open(ctx context.Context, path string, opts ...Option) (*Store, error) {
	cfg := config{now: time.Now, lockWait: DefaultLockWait, cacheLimit: DefaultCacheLimit, backups: DefaultBackups,
		historyRows: DefaultHistoryRows, historyAge: DefaultHistoryAge}
	for _, opt := range opts {
		opt(&cfg)
	}
	s := &Store{path: path, cfg: cfg, slot: make(chan struct{}, 1)}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(s.fail(ctx, "open", err), s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) (err error) {
	if s.path == memory {
		// One connection: each would have a memory of its own.
		if s.writes, err = connect(memory+"?_txlock=immediate&_dqs=0", 1); err != nil {
			return err
		}
		s.reads, s.caching = s.writes, s.writes
		return s.migrate(ctx)
	}
	if err := s.place(); err != nil {
		return err
	}
	s.sweepLeft()
	have, err := s.inspect(ctx)
	if err != nil {
		return err
	}
	if err := s.backup(ctx, have); err != nil {
		return err
	}
	for _, pool := range []struct {
		db    **sql.DB
		query url.Values
		conns int
	}{
		{&s.writes, url.Values{"_txlock": {"immediate"}, "_journal_mode": {"WAL"}, "_synchronous": {"FULL"}}, 1},
		{&s.caching, url.Values{"_txlock": {"immediate"}, "_journal_mode": {"WAL"}, "_synchronous": {"NORMAL"}}, 1},
		{&s.reads, url.Values{"_query_only": {"1"}}, 4},
	} {
		if *pool.db, err = connect(s.dsn(pool.query), pool.conns); err != nil {
			return err
		}
	}
	if err := s.quickCheck(ctx); err != nil {
		return err
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if err := s.indexMissing(ctx); err != nil {
		return err
	}
	// What cannot be written, because there is no shared memory for it or the disk was mounted to read, is said now.
	return inTx(ctx, s.writes, func(*sql.Tx) error { return nil })
}

// connect prepares a pool of connections; the first query opens one.
func connect(dsn string, conns int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

// dsn is the driver's name of the file with these options. A file: URI, because
// a plain name ends at its first "?".
func (s *Store) dsn(query url.Values) string {
	query.Set("_busy_timeout", strconv.FormatInt(max(1, s.cfg.lockWait.Milliseconds()), 10))
	query.Set("_dqs", "0")
	query.Set("_error_rc", "1")
	query.Add("_pragma", "journal_size_limit(67108864)")
	return fileURI(s.path, query)
}

func fileURI(path string, query url.Values) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: query.Encode()}
	return u.String()
}

// untouched are the options to read a file alone, as it lies there: no lock, no log, nothing beside it.
func untouched() url.Values { return url.Values{"mode": {"ro"}, "immutable": {"1"}} }

// place makes the path absolute and the file exist.
func (s *Store) place() error {
	if s.path == "" {
		return errors.New("the path is empty; name a file, such as codeworm.db")
	}
	absolute, err := filepath.Abs(s.path)
	if err != nil {
		return err
	}
	s.path = absolute
	info, err := os.Stat(s.path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("it is a folder; name a file in it, such as %s", filepath.Join(s.path, "codeworm.db"))
	case err == nil && !info.Mode().IsRegular():
		return errors.New("it is not a regular file; name another one")
	case err == nil: // ask here, because SQLite falls back to reading and leaves files beside it
		file, err := os.OpenFile(s.path, os.O_RDWR, 0)
		if err != nil {
			return fmt.Errorf("%w; let this user read and write it, or name another file", err)
		}
		return file.Close()
	case !errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("%w; check the path and its permissions", err)
	}
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return fmt.Errorf("its folder cannot be created: %w; name a place where this user may write", err)
	}
	// SQLite gives the files beside it the same mode.
	file, err := os.OpenFile(s.path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("it cannot be created: %w; name a place where this user may write", err)
	}
	return file.Close()
}

// Close waits for calls in progress and closes the file. It may be called more
// than once; every other method fails afterwards.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*sql.DB{s.reads, s.caching, s.writes} { // the last one out empties the WAL
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// write runs f in a transaction of the pool, which is committed when f returns nil.
func (s *Store) write(ctx context.Context, pool *sql.DB, f func(tx *sql.Tx) error) error {
	select {
	case s.slot <- struct{}{}:
		defer func() { <-s.slot }()
	case <-ctx.Done():
		return ctx.Err()
	}
	return inTx(ctx, pool, f)
}

// inTx is what write does for writes, and gives reads one view of the database.
func inTx(ctx context.Context, pool *sql.DB, f func(tx *sql.Tx) error) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		// The rollback's own error says nothing new: the connection is gone, or ctx
		// was done and database/sql has rolled back.
		_ = tx.Rollback()
		return err
	}
	return tx.Commit()
}
