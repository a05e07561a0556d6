-- Everything is in a schema of its own. Texts that are no UTF-8 or hold a zero byte are "\x" and their bytes in hexadecimal, and so are
-- those that begin with "\x". Times of records are text of one form, 2026-02-27T21:49:13.123456789Z, that sorts as they
-- follow each other and casts to timestamptz, which would lose nanoseconds; NULL is the zero time.

-- +goose Up
CREATE TABLE codeworm.records (
    key            text COLLATE "C" PRIMARY KEY, -- Key.String
    type           text COLLATE "C" NOT NULL,
    repo           text COLLATE "C" NOT NULL,
    path           text NOT NULL,
    symbol         text NOT NULL,
    period         text NOT NULL,
    fingerprint    text NOT NULL,
    page_path      text NOT NULL,
    revision       text NOT NULL,
    title          text NOT NULL,
    summary        text NOT NULL,
    language       text NOT NULL,
    source_commit  text NOT NULL,
    model          text NOT NULL,
    provisional    boolean NOT NULL,
    prompt_version text NOT NULL,
    checked        bigint NOT NULL,
    repaired       bigint NOT NULL,
    dropped        bigint NOT NULL,
    holds          bigint NOT NULL,
    contradicted   bigint NOT NULL,
    unsupported    bigint NOT NULL,
    prompt_tokens  bigint NOT NULL,
    answer_tokens  bigint NOT NULL,
    took           bigint NOT NULL, -- nanoseconds
    published_at   text COLLATE "C",
    retired_at     text COLLATE "C",
    failures       bigint NOT NULL,
    failed         text NOT NULL,
    last_error     text NOT NULL,
    retry_after    text COLLATE "C",
    token          bigint NOT NULL  -- of the claim that it was saved with
);

CREATE INDEX records_by_repo ON codeworm.records (repo, key);

-- A sequence never gives a number twice, also after a crash and when a transaction failed.
CREATE SEQUENCE codeworm.tokens AS bigint;

-- The lease table. A claim has a row from when it is given until it is saved, released, given to another or forgotten.
CREATE TABLE codeworm.claims (
    key        text COLLATE "C" PRIMARY KEY,
    owner      text NOT NULL,
    token      bigint NOT NULL,      -- the fencing token
    request    text NOT NULL,        -- of the call that got it, so that a call whose answer was lost can be repeated
    ttl        interval NOT NULL,
    expires_at timestamptz NOT NULL  -- by the clock of this server
);

CREATE INDEX claims_by_end ON codeworm.claims (expires_at);

CREATE TABLE codeworm.cache (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- grows: the smallest was put first
    bucket text COLLATE "C" NOT NULL,
    name   text COLLATE "C" NOT NULL,
    size   bigint NOT NULL, -- bytes of the value
    value  bytea NOT NULL,
    UNIQUE (bucket, name)
);

CREATE INDEX cache_sizes ON codeworm.cache (id, size);

-- unchanged says whether a key's record is the one that somebody knows.
-- +goose StatementBegin
CREATE FUNCTION codeworm.unchanged(of text, known text, known_failures bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (SELECT r.published_at FROM codeworm.records r WHERE r.key = of) IS NOT DISTINCT FROM known
        AND coalesce((SELECT r.failures FROM codeworm.records r WHERE r.key = of), 0) = known_failures
$$;
-- +goose StatementEnd

-- give_claim gives the first of the keys that is to be had: one row with the claim, or with who holds the last one that was looked at.
--
-- published and failures are what the caller knows of each key's record: keys with another record, and those for which somebody else
-- is just asking, are passed over. NULL instead: records do not matter, and whoever asks at the same time is waited for.
-- at is the time; NULL: clock_timestamp(), looked at after every wait. again says that the same request may have got its claim before.
--
-- Every statement has to see what was committed before it: the transaction has to be READ COMMITTED.
--
-- A key is locked by its hash while its token is drawn, so that tokens of a key grow in the order in which its claims follow each other.
-- +goose StatementBegin
CREATE FUNCTION codeworm.give_claim(keys text[], published text[], failures bigint[], who text, lasts interval, grace interval,
    call text, again boolean, at timestamptz,
    OUT given_key text, OUT given_token bigint, OUT given_until timestamptz, OUT held_by text, OUT held_until timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    i   int;
    now timestamptz;
BEGIN
    IF again THEN
        SELECT key, token, expires_at INTO given_key, given_token, given_until
            FROM codeworm.claims WHERE key = ANY (keys) AND request = call;
        IF FOUND THEN
            RETURN;
        END IF;
    END IF;

    -- Claims that were given while the clock was ahead end one TTL from now.
    now := coalesce(at, clock_timestamp());
    UPDATE codeworm.claims SET expires_at = now + ttl WHERE key IN (
        SELECT key FROM codeworm.claims WHERE expires_at > now + ttl ORDER BY key FOR UPDATE SKIP LOCKED);
    DELETE FROM codeworm.claims WHERE key IN (
        SELECT key FROM codeworm.claims WHERE expires_at < now - grace ORDER BY key LIMIT 100 FOR UPDATE SKIP LOCKED);

    FOR i IN 1 .. cardinality(keys) LOOP
        now := coalesce(at, clock_timestamp());
        SELECT owner, expires_at INTO held_by, held_until FROM codeworm.claims WHERE key = keys[i] AND expires_at > now;
        CONTINUE WHEN FOUND;
        CONTINUE WHEN published IS NOT NULL AND NOT codeworm.unchanged(keys[i], published[i], failures[i]);
        IF published IS NULL THEN
            PERFORM pg_advisory_xact_lock(hashtextextended(keys[i], 1130649453));
        ELSIF NOT pg_try_advisory_xact_lock(hashtextextended(keys[i], 1130649453)) THEN
            CONTINUE;
        END IF;
        now := coalesce(at, clock_timestamp());
        INSERT INTO codeworm.claims AS c (key, owner, token, request, ttl, expires_at)
            VALUES (keys[i], who, nextval('codeworm.tokens'), call, lasts, now + lasts)
            ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, token = excluded.token, request = excluded.request,
                ttl = excluded.ttl, expires_at = excluded.expires_at
            WHERE c.expires_at <= now
            RETURNING c.key, c.token, c.expires_at INTO given_key, given_token, given_until;
        IF FOUND THEN
            -- Once more: the holder of an expired claim may have been saving, which the insertion has waited for.
            IF published IS NULL OR codeworm.unchanged(keys[i], published[i], failures[i]) THEN
                RETURN;
            END IF;
            DELETE FROM codeworm.claims WHERE key = keys[i] AND token = given_token;
            given_key := NULL;
            CONTINUE;
        END IF;
        SELECT owner, expires_at INTO held_by, held_until FROM codeworm.claims WHERE key = keys[i];
    END LOOP;
END
$$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION codeworm.give_claim;
DROP FUNCTION codeworm.unchanged;
DROP TABLE codeworm.cache;
DROP TABLE codeworm.claims;
DROP SEQUENCE codeworm.tokens;
DROP TABLE codeworm.records;
