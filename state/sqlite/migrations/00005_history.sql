-- What was attempted, one row each; the oldest are dropped.

-- +goose Up
CREATE TABLE history (
    id            INTEGER PRIMARY KEY, -- grows: the smallest is the oldest
    at            TEXT NOT NULL,
    type          TEXT NOT NULL,
    repo          TEXT NOT NULL,
    path          TEXT NOT NULL,
    symbol        TEXT NOT NULL,
    period        TEXT NOT NULL,
    language      TEXT NOT NULL,
    outcome       TEXT NOT NULL,
    class         TEXT NOT NULL,
    cause         TEXT NOT NULL,
    model         TEXT NOT NULL,
    took          INTEGER NOT NULL, -- nanoseconds
    prompt_tokens INTEGER NOT NULL,
    answer_tokens INTEGER NOT NULL,
    checked       INTEGER NOT NULL,
    repaired      INTEGER NOT NULL,
    dropped       INTEGER NOT NULL,
    holds         INTEGER NOT NULL,
    contradicted  INTEGER NOT NULL,
    unsupported   INTEGER NOT NULL
) STRICT;

CREATE INDEX history_by_time ON history (at);

-- +goose Down
DROP TABLE history;
