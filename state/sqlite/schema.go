package sqlite

import (
	"context"
	"embed"
	"errors"
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
// store of this library that is not newer than the library?
func (s *Store) inspect(ctx context.Context) error {
	db, err := connect(s.dsn(url.Values{"_query_only": {"1"}}), 1)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // nothing was written
	var id, foreign, versions int64
	err = db.QueryRowContext(ctx, `SELECT
		(SELECT application_id FROM pragma_application_id),
		(SELECT count(*) FROM sqlite_schema WHERE tbl_name <> ? AND tbl_name NOT LIKE 'sqlite\_%' ESCAPE '\'),
		(SELECT count(*) FROM sqlite_schema WHERE name = ?)`, versionTable, versionTable).Scan(&id, &foreign, &versions)
	if err != nil {
		return err
	}
	// A store that another process is just creating has its version table and not yet its id.
	if id != applicationID && (id != 0 || foreign > 0) {
		return errors.New("it is a database of another program; name another file")
	}
	if versions > 0 {
		var have int64
		if err := db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM `+versionTable).Scan(&have); err != nil {
			return err
		}
		if know := newestSchema(); have > know {
			return fmt.Errorf("a newer version of this program wrote it (schema %d, this one knows %d); update the program, or name another file", have, know)
		}
	}
	return nil
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
