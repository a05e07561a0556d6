-- How long a claim may last, so that it outlives that by no clock that was ahead when it was given. Claims of before get an hour.

-- +goose Up
ALTER TABLE claims ADD COLUMN ttl INTEGER NOT NULL DEFAULT 3600000000000; -- nanoseconds

-- +goose Down
ALTER TABLE claims DROP COLUMN ttl;
