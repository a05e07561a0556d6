package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/codeworm/codeworm"
)

// Claim implements codeworm.StateStore.
func (s *Store) Claim(ctx context.Context, r codeworm.ClaimRequest) (codeworm.Claim, error) {
	what := "claim " + r.Key.String()
	if r.TTL <= 0 {
		return codeworm.Claim{}, fmt.Errorf("state store %q: %s: the TTL is %s; it has to be positive", s.path, what, r.TTL)
	}
	claim := codeworm.Claim{Key: r.Key, Owner: r.Owner}
	err := s.write(ctx, s.writes, func(tx *sql.Tx) error {
		now := s.cfg.now() // after the wait for the lock
		var owner string
		var until stamp
		err := tx.QueryRowContext(ctx, `SELECT owner, expires_at FROM claims WHERE key = ?`, r.Key.String()).Scan(&owner, &until)
		if err == nil && now.Before(time.Time(until)) {
			return fmt.Errorf("%w: %q until %s", codeworm.ErrClaimed, owner, time.Time(until).Format(time.RFC3339))
		} else if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		claim.ExpiresAt = now.Add(r.TTL).UTC()
		return tx.QueryRowContext(ctx, `INSERT OR REPLACE INTO claims (key, owner, expires_at) VALUES (?, ?, ?) RETURNING token`,
			r.Key.String(), r.Owner, stamp(claim.ExpiresAt)).Scan(&claim.Token)
	})
	if err != nil {
		return codeworm.Claim{}, s.fail(ctx, what, err)
	}
	return claim, nil
}

// Release implements codeworm.StateStore.
func (s *Store) Release(ctx context.Context, c codeworm.Claim) error {
	err := s.write(ctx, s.writes, func(tx *sql.Tx) error {
		_, err := endClaim(ctx, tx, c)
		return err
	})
	return s.fail(ctx, "release "+c.Key.String(), err)
}

// endClaim removes a claim and says whether it was still good.
func endClaim(ctx context.Context, tx *sql.Tx, c codeworm.Claim) (bool, error) {
	result, err := tx.ExecContext(ctx, `DELETE FROM claims WHERE token = ? AND key = ?`, c.Token, c.Key.String())
	if err != nil {
		return false, err
	}
	ended, err := result.RowsAffected()
	return ended > 0, err
}

// Renew implements codeworm.ClaimRenewer.
func (s *Store) Renew(ctx context.Context, c codeworm.Claim, ttl time.Duration) (codeworm.Claim, error) {
	what := "renew " + c.Key.String()
	if ttl <= 0 {
		return codeworm.Claim{}, fmt.Errorf("state store %q: %s: the TTL is %s; it has to be positive", s.path, what, ttl)
	}
	err := s.write(ctx, s.writes, func(tx *sql.Tx) error {
		c.ExpiresAt = s.cfg.now().Add(ttl).UTC()
		result, err := tx.ExecContext(ctx, `UPDATE claims SET expires_at = ? WHERE token = ? AND key = ?`,
			stamp(c.ExpiresAt), c.Token, c.Key.String())
		if err != nil {
			return err
		}
		if renewed, err := result.RowsAffected(); err != nil {
			return err
		} else if renewed == 0 {
			return codeworm.ErrClaimLost
		}
		return nil
	})
	if err != nil {
		return codeworm.Claim{}, s.fail(ctx, what, err)
	}
	return c, nil
}
