-- Times are text of one form, 2026-02-27T21:49:13.123456789Z, so that they sort
-- as they follow each other; NULL is the zero time.

-- +goose Up
PRAGMA application_id = 1130649453; -- "CdWm"

CREATE TABLE records (
    key            TEXT PRIMARY KEY NOT NULL, -- Key.String
    type           TEXT NOT NULL,
    repo           TEXT NOT NULL,
    path           TEXT NOT NULL,
    symbol         TEXT NOT NULL,
    period         TEXT NOT NULL,
    fingerprint    TEXT NOT NULL,
    page_path      TEXT NOT NULL,
    revision       TEXT NOT NULL,
    title          TEXT NOT NULL,
    summary        TEXT NOT NULL,
    language       TEXT NOT NULL,
    source_commit  TEXT NOT NULL,
    model          TEXT NOT NULL,
    provisional    INTEGER NOT NULL,
    prompt_version TEXT NOT NULL,
    checked        INTEGER NOT NULL,
    repaired       INTEGER NOT NULL,
    dropped        INTEGER NOT NULL,
    prompt_tokens  INTEGER NOT NULL,
    answer_tokens  INTEGER NOT NULL,
    took           INTEGER NOT NULL, -- nanoseconds
    published_at   TEXT,
    retired_at     TEXT,
    failures       INTEGER NOT NULL,
    failed         TEXT NOT NULL,
    last_error     TEXT NOT NULL,
    retry_after    TEXT
) STRICT;

CREATE INDEX records_by_repo ON records (repo, key);
-- Everything that Stats counts, in the order in which it groups.
CREATE INDEX records_for_stats ON records (repo, type, retired_at, published_at, provisional, failures);

-- A claim has a row from when it is given until it is saved, released or given
-- to another. Tokens come from AUTOINCREMENT, which never gives one twice, also
-- after its row is gone.
CREATE TABLE claims (
    token      INTEGER PRIMARY KEY AUTOINCREMENT,
    key        TEXT NOT NULL UNIQUE,
    owner      TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;

CREATE TABLE cache (
    id     INTEGER PRIMARY KEY, -- grows: the smallest was put first
    bucket TEXT NOT NULL,
    name   TEXT NOT NULL,
    size   INTEGER NOT NULL, -- bytes of the value
    value  BLOB NOT NULL,
    UNIQUE (bucket, name)
) STRICT;

CREATE INDEX cache_sizes ON cache (id, size);

-- +goose Down
DROP TABLE cache;
DROP TABLE claims;
DROP TABLE records;
