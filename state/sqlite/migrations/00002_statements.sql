-- The statements of an answer that the source decided, by its verdict.

-- +goose Up
ALTER TABLE records ADD COLUMN holds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE records ADD COLUMN contradicted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE records ADD COLUMN unsupported INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE records DROP COLUMN holds;
ALTER TABLE records DROP COLUMN contradicted;
ALTER TABLE records DROP COLUMN unsupported;
