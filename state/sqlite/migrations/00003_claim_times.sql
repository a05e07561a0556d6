-- When a claim was given, and for how long: what its reader's clock says against is no claim. A row of an older program
-- has neither.

-- +goose Up
ALTER TABLE claims ADD COLUMN claimed_at TEXT;
ALTER TABLE claims ADD COLUMN ttl INTEGER NOT NULL DEFAULT 0; -- nanoseconds

CREATE INDEX claims_by_end ON claims (expires_at);

-- +goose Down
DROP INDEX claims_by_end;
ALTER TABLE claims DROP COLUMN ttl;
ALTER TABLE claims DROP COLUMN claimed_at;
