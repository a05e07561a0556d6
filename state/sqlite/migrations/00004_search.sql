-- Pages are found by their words. The index does not hold the texts themselves: they are in the devlog. A row of it belongs to
-- the record with its number as search_id; Open indexes the records that have a page and no number.

-- +goose Up
ALTER TABLE records ADD COLUMN search_id INTEGER;

CREATE UNIQUE INDEX records_by_search_id ON records (search_id) WHERE search_id IS NOT NULL;
CREATE INDEX records_to_index ON records (key) WHERE search_id IS NULL AND fingerprint <> '' AND retired_at IS NULL;

CREATE VIRTUAL TABLE pages USING fts5 (title, symbol, path, summary, text,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');

-- The same without the texts: small, so that words that stand in many texts cost little where they stand in many heads too.
CREATE VIRTUAL TABLE heads USING fts5 (title, symbol, path, summary,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');

-- +goose Down
DROP TABLE heads;
DROP TABLE pages;
DROP INDEX records_to_index;
DROP INDEX records_by_search_id;
ALTER TABLE records DROP COLUMN search_id;
