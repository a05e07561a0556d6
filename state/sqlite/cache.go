package sqlite

import (
	"context"
	"database/sql"
	"errors"
)

// CacheGet implements codeworm.Cache.
func (s *Store) CacheGet(ctx context.Context, bucket, name string) ([]byte, error) {
	value := []byte{}
	err := s.reads.QueryRowContext(ctx, `SELECT value FROM cache WHERE bucket = ? AND name = ?`, bucket, name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, s.fail(ctx, "read "+bucket+" from the cache", err)
	}
	if value == nil { // the driver's word for an empty value
		value = []byte{}
	}
	return value, nil
}

// CachePut implements codeworm.Cache.
func (s *Store) CachePut(ctx context.Context, bucket, name string, value []byte) error {
	size := int64(len(value))
	trim := s.cfg.cacheLimit >= 0 && s.uncounted.Add(size) > s.cfg.cacheLimit/16
	err := s.write(ctx, s.caching, func(tx *sql.Tx) error {
		if value == nil {
			_, err := tx.ExecContext(ctx, `DELETE FROM cache WHERE bucket = ? AND name = ?`, bucket, name)
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO cache (bucket, name, size, value) VALUES (?, ?, ?, ?)`,
			bucket, name, size, value)
		if err == nil && trim {
			_, err = tx.ExecContext(ctx, trimCache, s.cfg.cacheLimit)
		}
		return err
	})
	if err == nil && trim {
		s.uncounted.Store(0)
	}
	return s.fail(ctx, "put "+bucket+" into the cache", err)
}

// trimCache drops what was put first, as much as exceeds the limit.
const trimCache = `DELETE FROM cache WHERE id <= (
	SELECT max(id) FROM (SELECT id, sum(size) OVER (ORDER BY id DESC) AS newer FROM cache) WHERE newer > ?)`
