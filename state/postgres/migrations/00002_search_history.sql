-- Pages are found by their words. The table does not hold the texts themselves: they are in the devlog. What is in it was made ready by
-- the program (internal/words): words in lower case, as the configuration "simple" has them, and names with the words that they consist
-- of. Weights: A title and symbol, B path, C summary, D text. Names of several rows: texts that are no UTF-8 are as in the records.

-- +goose Up
CREATE TABLE codeworm.pages (
    key         text COLLATE "C" PRIMARY KEY,
    fingerprint text NOT NULL, -- of the page, with title and summary: as long as they stay, its text does
    title       text NOT NULL,
    summary     text NOT NULL,
    terms       tsvector NOT NULL
);

CREATE INDEX pages_by_terms ON codeworm.pages USING gin (terms);

CREATE TABLE codeworm.history (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request       text NOT NULL UNIQUE, -- of the call that noted it, so that one whose answer was lost can be repeated
    at            text COLLATE "C",
    type          text COLLATE "C" NOT NULL,
    repo          text COLLATE "C" NOT NULL,
    path          text NOT NULL,
    symbol        text NOT NULL,
    period        text NOT NULL,
    language      text COLLATE "C" NOT NULL,
    outcome       text COLLATE "C" NOT NULL,
    class         text NOT NULL,
    cause         text NOT NULL,
    model         text COLLATE "C" NOT NULL,
    took          bigint NOT NULL, -- nanoseconds
    prompt_tokens bigint NOT NULL,
    answer_tokens bigint NOT NULL,
    checked       bigint NOT NULL,
    repaired      bigint NOT NULL,
    dropped       bigint NOT NULL,
    holds         bigint NOT NULL,
    contradicted  bigint NOT NULL,
    unsupported   bigint NOT NULL
);

CREATE INDEX history_by_time ON codeworm.history (at DESC NULLS LAST, id DESC);

-- +goose Down
DROP TABLE codeworm.history;
DROP TABLE codeworm.pages;
