package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
)

// CacheGet implements codeworm.Cache.
func (s *Store) CacheGet(ctx context.Context, bucket, name string) ([]byte, error) {
	what := "read " + bucket + " from the cache"
	if s.empty {
		return nil, s.fail(ctx, what, ctx.Err())
	}
	var value []byte
	err := s.call(ctx, what, func(ctx context.Context, _ bool) error {
		value = nil
		err := s.db.QueryRow(ctx, `SELECT value FROM codeworm.cache WHERE bucket = $1 AND name = $2`, encode(bucket), encode(name)).Scan(&value)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return value, nil
}

// What is put is not waited for until it is on disk: losing it costs time only. In one statement with what it is for.
const fast = `WITH fast AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)) `

const (
	putCache = fast + `INSERT INTO codeworm.cache AS c (bucket, name, size, value) SELECT $1::text, $2::text, $3::bigint, $4::bytea FROM fast
		ON CONFLICT (bucket, name) DO UPDATE SET size = excluded.size, value = excluded.value, id = DEFAULT`
	// trimCache drops what was put first, as much as exceeds the limit.
	trimCache = `DELETE FROM codeworm.cache WHERE id <= (
		SELECT max(id) FROM (SELECT id, sum(size) OVER (ORDER BY id DESC) AS newer FROM codeworm.cache) sizes WHERE newer > $1)`
)

// CachePut implements codeworm.Cache.
func (s *Store) CachePut(ctx context.Context, bucket, name string, value []byte) error {
	what := "put " + bucket + " into the cache"
	if s.cfg.readOnly {
		return s.fail(ctx, what, ctx.Err())
	}
	size := int64(len(value))
	trim := s.cfg.cacheLimit >= 0 && s.uncounted.Add(size) > s.cfg.cacheLimit/16
	err := s.call(ctx, what, func(ctx context.Context, _ bool) error {
		if value == nil {
			_, err := s.db.Exec(ctx, `DELETE FROM codeworm.cache WHERE bucket = $1 AND name = $2`, encode(bucket), encode(name))
			return err
		}
		_, err := s.db.Exec(ctx, putCache, encode(bucket), encode(name), size, value)
		if err == nil && trim {
			_, err = s.db.Exec(ctx, trimCache, s.cfg.cacheLimit)
		}
		return err
	})
	if err == nil && trim {
		s.uncounted.Store(0)
	}
	return err
}
