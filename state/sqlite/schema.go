package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

const (
	applicationID = 0x4364576d // "CdWm"; the first migration writes it
	versionTable  = "codeworm_schema"
)

// inspect looks at a file before anything is changed in it: is it empty, or a
// store of this library that is not newer than the library? It returns the version of its schema, 0 for an empty one.
func (s *Store) inspect(ctx context.Context) (int64, error) {
	if err := s.peek(ctx); err != nil {
		return 0, err
	}
	db, err := connect(s.dsn(url.Values{"_query_only": {"1"}}), 1)
	if err != nil {
		return 0, err
	}
	defer func() { _ = db.Close() }() // nothing was written
	if err := whose(ctx, db); err != nil {
		return 0, err
	}
	have, err := schemaOf(ctx, db)
	if err != nil {
		return 0, err
	}
	if know := newestSchema(); have > know {
		return 0, fmt.Errorf("a newer version of this program wrote it (schema %d, this one knows %d); update the program, or name another file", have, know)
	}
	return have, nil
}

// schemaOf is the version of a store's schema, 0 for an empty database.
func schemaOf(ctx context.Context, db *sql.DB) (int64, error) {
	var tables, have int64
	err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = ?`, versionTable).Scan(&tables)
	if err == nil && tables > 0 {
		err = db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM `+versionTable).Scan(&have)
	}
	return have, err
}

// newestSchema is the version that the last migration makes.
func newestSchema() int64 {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		panic("sqlite: no migrations embedded")
	}
	var newest int64
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			panic(err)
		}
		newest = max(newest, version)
	}
	return newest
}

// migrateAttempts bounds how often migrations are tried when several processes
// open a new store at once: all but one fail on what the first has just created,
// and find it done when they look again.
const migrateAttempts = 8

// migrate brings the database to the newest schema. Each migration is a
// transaction, so one that fails changes nothing.
func (s *Store) migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, s.writes, files,
		goose.WithTableName(versionTable), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		_, err = provider.Up(ctx)
		if err == nil || ctx.Err() != nil || attempt == migrateAttempts {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(attempt)*10*time.Millisecond + rand.N(20*time.Millisecond)):
		}
	}
}
