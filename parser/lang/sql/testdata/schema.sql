-- The shop's schema.

-- Stores.
CREATE TABLE shop.stores (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  owner_id BIGINT REFERENCES owners (id)
);

CREATE TABLE IF NOT EXISTS items (id INT);

/* Big stores. */
CREATE VIEW big_stores AS
SELECT s.id, count(i.id) AS n
FROM shop.stores s
JOIN items i ON i.store_id = s.id
WHERE s.size > 10 AND s.name IS NOT NULL OR s.id = 1
GROUP BY s.id;

CREATE INDEX items_by_store ON items (store_id);

CREATE FUNCTION add_one(n INT, m INT) RETURNS INT AS $$
BEGIN
  RETURN n + 1;
END;
$$ LANGUAGE plpgsql;

CREATE TYPE mood AS ENUM ('sad', 'ok');

INSERT INTO items VALUES (1);
