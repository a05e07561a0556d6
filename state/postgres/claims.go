package postgres

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/columns"
	"github.com/codeworm/codeworm/page"
)

// Claim implements codeworm.StateStore.
func (s *Store) Claim(ctx context.Context, r codeworm.ClaimRequest) (codeworm.Claim, error) {
	return s.give(ctx, "claim "+r.Key.String(), r.Owner, r.TTL, []page.Key{r.Key}, nil, nil)
}

// ClaimFirst implements codeworm.ClaimChooser.
func (s *Store) ClaimFirst(ctx context.Context, owner string, ttl time.Duration, of []codeworm.Candidate) (codeworm.Claim, error) {
	keys := make([]page.Key, len(of))
	published, failures := make([]*string, len(of)), make([]int, len(of))
	for i, c := range of {
		keys[i], failures[i] = c.Key, c.Failures
		if value, err := columns.At(c.PublishedAt).Value(); err != nil {
			return codeworm.Claim{}, s.fail(ctx, "claim "+c.Key.String(), err)
		} else if at, ok := value.(string); ok {
			published[i] = &at
		}
	}
	return s.give(ctx, fmt.Sprintf("claim one of %d targets", len(of)), owner, ttl, keys, published, failures)
}

// give claims the first of the keys that is to be had.
func (s *Store) give(ctx context.Context, what, owner string, ttl time.Duration, keys []page.Key, published []*string, failures []int) (codeworm.Claim, error) {
	if ttl <= 0 {
		return codeworm.Claim{}, fmt.Errorf("state store %s: %s: the TTL is %s; it has to be positive", s.place, what, ttl)
	}
	if s.cfg.readOnly {
		return codeworm.Claim{}, s.fail(ctx, what, errReadOnly)
	}
	names := make([]string, len(keys))
	of := map[string]page.Key{}
	for i, key := range keys {
		names[i] = encode(key.String())
		of[names[i]] = key
	}
	claim := codeworm.Claim{Owner: owner}
	request := rand.Text()
	err := s.call(ctx, what, func(ctx context.Context, again bool) error {
		var given, holder *string
		var token *int64
		var expires, until pgtype.Timestamptz
		err := s.db.QueryRow(ctx, `SELECT * FROM codeworm.give_claim($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			names, published, failures, encode(owner), ttl, codeworm.ClaimGrace, request, again, s.at()).Scan(&given, &token, &expires, &holder, &until)
		switch {
		case err != nil:
			return err
		case given == nil && holder == nil:
			return codeworm.ErrClaimed
		case given == nil:
			who, err := decode(*holder)
			if err != nil {
				return err
			}
			return fmt.Errorf("%w: %q until %s", codeworm.ErrClaimed, who, until.Time.UTC().Format(time.RFC3339))
		}
		claim.Key, claim.Token, claim.ExpiresAt = of[*given], *token, expires.Time.UTC()
		return nil
	})
	if err != nil {
		return codeworm.Claim{}, err
	}
	return claim, nil
}

// Release implements codeworm.StateStore.
func (s *Store) Release(ctx context.Context, c codeworm.Claim) error {
	what := "release " + c.Key.String()
	if s.cfg.readOnly {
		return s.fail(ctx, what, errReadOnly)
	}
	return s.call(ctx, what, func(ctx context.Context, _ bool) error {
		_, err := s.db.Exec(ctx, `DELETE FROM codeworm.claims WHERE key = $1 AND token = $2`, encode(c.Key.String()), c.Token)
		return err
	})
}

// Renew implements codeworm.ClaimRenewer: a daemon's heartbeat.
func (s *Store) Renew(ctx context.Context, c codeworm.Claim, ttl time.Duration) (codeworm.Claim, error) {
	what := "renew " + c.Key.String()
	if ttl <= 0 {
		return codeworm.Claim{}, fmt.Errorf("state store %s: %s: the TTL is %s; it has to be positive", s.place, what, ttl)
	}
	if s.cfg.readOnly {
		return codeworm.Claim{}, s.fail(ctx, what, errReadOnly)
	}
	err := s.call(ctx, what, func(ctx context.Context, _ bool) error {
		rows, err := s.db.Query(ctx, `UPDATE codeworm.claims SET ttl = $3, expires_at = coalesce($4, clock_timestamp()) + $3
			WHERE key = $1 AND token = $2 RETURNING expires_at`, encode(c.Key.String()), c.Token, ttl, s.at())
		if err != nil {
			return err
		}
		defer rows.Close()
		renewed := false
		for rows.Next() {
			renewed = true
			if err := rows.Scan(&c.ExpiresAt); err != nil {
				return err
			}
		}
		if err := rows.Err(); err != nil {
			return err
		}
		if !renewed {
			return codeworm.ErrClaimLost
		}
		return nil
	})
	if err != nil {
		return codeworm.Claim{}, err
	}
	c.ExpiresAt = c.ExpiresAt.UTC()
	return c, nil
}
