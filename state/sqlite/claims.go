package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/columns"
	"github.com/codeworm/codeworm/page"
)

// Claim implements codeworm.StateStore.
func (s *Store) Claim(ctx context.Context, r codeworm.ClaimRequest) (codeworm.Claim, error) {
	what := "claim " + r.Key.String()
	if r.TTL <= 0 {
		return codeworm.Claim{}, fmt.Errorf("state store %q: %s: the TTL is %s; it has to be positive", s.path, what, r.TTL)
	}
	var claim codeworm.Claim
	var refused error // beside the transaction, which keeps what was swept
	err := s.write(ctx, s.writes, func(tx *sql.Tx) error {
		now := s.cfg.now() // after the wait for the lock
		if err := sweep(ctx, tx, now); err != nil {
			return err
		}
		owner, until, err := inForce(ctx, tx, r.Key, now)
		if err != nil {
			return err
		}
		if !until.IsZero() {
			refused = fmt.Errorf("%w: %q until %s", codeworm.ErrClaimed, owner, until.Format(time.RFC3339))
			return nil
		}
		claim, err = give(ctx, tx, r, now)
		return err
	})
	if err = cmp.Or(err, refused); err != nil {
		return codeworm.Claim{}, s.fail(ctx, what, err)
	}
	return claim, nil
}

// inForce says who holds a target until when; the time is zero when nobody does.
func inForce(ctx context.Context, tx *sql.Tx, key page.Key, now time.Time) (owner string, until time.Time, err error) {
	var expires time.Time
	err = tx.QueryRowContext(ctx, `SELECT owner, expires_at FROM claims WHERE key = ?`, key.String()).Scan(&owner, columns.Stamp{Time: &expires})
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && !now.Before(expires):
		return "", time.Time{}, nil
	}
	return owner, expires, err
}

// give gives a claim that nobody has.
func give(ctx context.Context, tx *sql.Tx, r codeworm.ClaimRequest, now time.Time) (codeworm.Claim, error) {
	claim := codeworm.Claim{Key: r.Key, Owner: r.Owner, ExpiresAt: now.Add(r.TTL).UTC()}
	err := tx.QueryRowContext(ctx, `INSERT OR REPLACE INTO claims (key, owner, expires_at, ttl) VALUES (?, ?, ?, ?) RETURNING token`,
		r.Key.String(), r.Owner, columns.At(claim.ExpiresAt), r.TTL).Scan(&claim.Token)
	return claim, err
}

// sweep forgets claims that expired long ago, and lets none last longer than its TTL when the clock was set back. There are
// as many rows as targets in work, and what few owners left.
func sweep(ctx context.Context, tx *sql.Tx, now time.Time) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM claims WHERE expires_at < ?`, columns.At(now.Add(-codeworm.ClaimGrace))); err != nil {
		return err
	}
	rows, err := tx.QueryContext(ctx, `SELECT token, ttl, expires_at FROM claims`)
	if err != nil {
		return err
	}
	defer rows.Close()
	late := map[int64]time.Time{}
	for rows.Next() {
		var token int64
		var ttl time.Duration
		var until time.Time
		if err := rows.Scan(&token, &ttl, columns.Stamp{Time: &until}); err != nil {
			return err
		}
		if longest := now.Add(ttl); until.After(longest) {
			late[token] = longest
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for token, until := range late {
		if _, err := tx.ExecContext(ctx, `UPDATE claims SET expires_at = ? WHERE token = ?`, columns.At(until), token); err != nil {
			return err
		}
	}
	return nil
}

// ClaimFirst implements codeworm.ClaimChooser.
func (s *Store) ClaimFirst(ctx context.Context, owner string, ttl time.Duration, of []codeworm.Candidate) (codeworm.Claim, error) {
	what := fmt.Sprintf("claim one of %d targets", len(of))
	if ttl <= 0 {
		return codeworm.Claim{}, fmt.Errorf("state store %q: %s: the TTL is %s; it has to be positive", s.path, what, ttl)
	}
	var claim codeworm.Claim
	refused := codeworm.ErrClaimed
	err := s.write(ctx, s.writes, func(tx *sql.Tx) error {
		now := s.cfg.now()
		if err := sweep(ctx, tx, now); err != nil {
			return err
		}
		for _, c := range of {
			if _, until, err := inForce(ctx, tx, c.Key, now); err != nil {
				return err
			} else if !until.IsZero() {
				continue
			}
			if same, err := unchanged(ctx, tx, c); err != nil {
				return err
			} else if !same {
				continue
			}
			var err error
			refused = nil
			claim, err = give(ctx, tx, codeworm.ClaimRequest{Key: c.Key, Owner: owner, TTL: ttl}, now)
			return err
		}
		return nil
	})
	if err = cmp.Or(err, refused); err != nil {
		return codeworm.Claim{}, s.fail(ctx, what, err)
	}
	return claim, nil
}

// unchanged reports whether the record of a candidate is the one that its caller knows.
func unchanged(ctx context.Context, tx *sql.Tx, c codeworm.Candidate) (bool, error) {
	var published time.Time
	var failures int
	err := tx.QueryRowContext(ctx, `SELECT published_at, failures FROM records WHERE key = ?`, c.Key.String()).Scan(columns.Stamp{Time: &published}, &failures)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	return published.Equal(c.PublishedAt) && failures == c.Failures, nil
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
		result, err := tx.ExecContext(ctx, `UPDATE claims SET expires_at = ?, ttl = ? WHERE token = ? AND key = ?`,
			columns.At(c.ExpiresAt), ttl, c.Token, c.Key.String())
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
