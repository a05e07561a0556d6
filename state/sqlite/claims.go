package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/codeworm/codeworm"
)

// Claims and the clock. A claim ends by the clock of whoever looks, so that a clock that was ahead when it was given must not count:
// one that was given in the future of the reader is taken as given now.
const (
	// unknownTTL is how long a claim lasts from when it is first looked at, when the program that gave it did not store it.
	unknownTTL = time.Hour
	// keptAfterEnd is how long the row of a claim that ended stays, for a holder that was away and still comes to save.
	keptAfterEnd = 7 * 24 * time.Hour
)

// held is the claim of a target as the database has it.
type held struct {
	owner          string
	given, expires stamp
	ttl            time.Duration
}

// until is when the claim ends by the reader's clock, and whether that has to be stored.
func (h held) until(now time.Time) (end time.Time, capped bool) {
	end = time.Time(h.expires)
	given := time.Time(h.given)
	if !given.IsZero() && !given.After(now) {
		return end, false
	}
	ttl := h.ttl
	if ttl <= 0 {
		ttl = unknownTTL
	}
	if latest := now.Add(ttl); end.After(latest) {
		end = latest
	}
	return end, true
}

// Claim implements codeworm.StateStore.
func (s *Store) Claim(ctx context.Context, r codeworm.ClaimRequest) (codeworm.Claim, error) {
	what := "claim " + r.Key.String()
	if r.TTL <= 0 {
		return codeworm.Claim{}, fmt.Errorf("state store %q: %s: the TTL is %s; it has to be positive", s.path, what, r.TTL)
	}
	claim := codeworm.Claim{Key: r.Key, Owner: r.Owner}
	var refused error // with what is stored all the same
	err := s.write(ctx, s.writes, func(tx *sql.Tx) error {
		now := s.cfg.now() // after the wait for the lock
		var err error
		if refused, err = inForce(ctx, tx, r.Key.String(), now); err != nil || refused != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM claims WHERE expires_at < ?`, stamp(now.Add(-keptAfterEnd))); err != nil {
			return err
		}
		claim.ExpiresAt = now.Add(r.TTL).UTC()
		return tx.QueryRowContext(ctx, `INSERT OR REPLACE INTO claims (key, owner, claimed_at, ttl, expires_at) VALUES (?, ?, ?, ?, ?) RETURNING token`,
			r.Key.String(), r.Owner, stamp(now), r.TTL, stamp(claim.ExpiresAt)).Scan(&claim.Token)
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return codeworm.Claim{}, s.fail(ctx, what, err)
	}
	return claim, nil
}

// inForce says who has the target, or nil. A claim that a clock ahead gave is brought down to its TTL from now.
func inForce(ctx context.Context, tx *sql.Tx, key string, now time.Time) (refused, err error) {
	var h held
	err = tx.QueryRowContext(ctx, `SELECT owner, claimed_at, ttl, expires_at FROM claims WHERE key = ?`, key).Scan(&h.owner, &h.given, &h.ttl, &h.expires)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	end, capped := h.until(now)
	if !now.Before(end) {
		return nil, nil
	}
	if capped {
		if _, err := tx.ExecContext(ctx, `UPDATE claims SET claimed_at = ?, expires_at = ? WHERE key = ?`, stamp(now), stamp(end), key); err != nil {
			return nil, err
		}
	}
	return fmt.Errorf("%w: %q until %s", codeworm.ErrClaimed, h.owner, end.Format(time.RFC3339)), nil
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
		now := s.cfg.now()
		c.ExpiresAt = now.Add(ttl).UTC()
		result, err := tx.ExecContext(ctx, `UPDATE claims SET claimed_at = ?, ttl = ?, expires_at = ? WHERE token = ? AND key = ?`,
			stamp(now), ttl, stamp(c.ExpiresAt), c.Token, c.Key.String())
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
