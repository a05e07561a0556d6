package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

const (
	schema       = "codeworm"
	versionTable = schema + ".codeworm_schema"
	// schemaLock is the advisory lock of whoever prepares the schema: "CdWm".
	schemaLock = 0x4364576d
)

// found is what a database holds.
type found struct {
	encoding  string
	isolation string
	schema    bool  // there is one of our name
	others    int   // relations in it, without our table of versions
	versions  bool  // our table of versions is there
	version   int64 // the schema's
}

// prepare looks at the database and brings its schema up to date. One process at a time does, also of those that open a new
// database together: the others wait, and find it done. Each migration is a transaction, so one that fails changes nothing.
func (s *Store) prepare(ctx context.Context) error {
	if s.cfg.readOnly {
		return s.look(ctx)
	}
	var have found
	err := pgx.BeginTxFunc(ctx, s.db, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) (err error) {
		have, err = inspect(ctx, tx)
		return err
	})
	if err != nil || have.version == newestSchema() {
		return err
	}
	// Another transaction: one that has looked for a name may not see it when it is made meanwhile.
	return pgx.BeginTxFunc(ctx, s.db, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(schemaLock)); err != nil {
			return err
		}
		have, err := inspect(ctx, tx)
		if err != nil || have.version == newestSchema() {
			return err
		}
		return s.migrate(ctx, have)
	})
}

// look is prepare for a store that changes nothing.
func (s *Store) look(ctx context.Context) error {
	return pgx.BeginTxFunc(ctx, s.db, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		have, err := inspect(ctx, tx)
		if err != nil {
			return err
		}
		if s.empty = have.version == 0; !s.empty && have.version < newestSchema() {
			return fmt.Errorf("an older version of this program wrote it (schema %d, this one knows %d); make a page with this one first, which brings it up to date",
				have.version, newestSchema())
		}
		return nil
	})
}

// inspect looks at a database before anything is changed in it.
func inspect(ctx context.Context, tx pgx.Tx) (found, error) {
	var have found
	err := tx.QueryRow(ctx, `SELECT current_setting('server_encoding'), current_setting('default_transaction_isolation'),
		to_regnamespace($1) IS NOT NULL,
		(SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'v', 'm', 'S', 'p', 'f')
			AND relname NOT LIKE 'codeworm\_schema%'),
		EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass($2) AND attname = 'version_id')`,
		schema, versionTable).Scan(&have.encoding, &have.isolation, &have.schema, &have.others, &have.versions)
	if err != nil {
		return have, err
	}
	if have.encoding != "UTF8" {
		return have, fmt.Errorf("the encoding of the database is %s; it has to be UTF8: create it with createdb -E UTF8 -T template0", have.encoding)
	}
	if have.isolation != "read committed" {
		return have, fmt.Errorf("its default_transaction_isolation is %q for this user; set it to 'read committed' with ALTER DATABASE or ALTER ROLE", have.isolation)
	}
	if !have.versions && have.others > 0 {
		return have, errors.New("its schema codeworm is one of another program; name another database")
	}
	if !have.versions {
		return have, nil
	}
	if err := tx.QueryRow(ctx, `SELECT coalesce(max(version_id), 0) FROM `+versionTable).Scan(&have.version); err != nil {
		return have, err
	}
	if know := newestSchema(); have.version > know {
		return have, fmt.Errorf("a newer version of this program wrote it (schema %d, this one knows %d); update the program, or name another database", have.version, know)
	}
	return have, nil
}

// migrate makes the schema the newest one; the caller has the lock.
func (s *Store) migrate(ctx context.Context, have found) error {
	if !have.schema {
		if _, err := s.db.Exec(ctx, `CREATE SCHEMA `+schema); err != nil {
			return err
		}
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(s.db)
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithTableName(versionTable), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return errors.Join(err, db.Close())
	}
	_, err = provider.Up(ctx)
	return errors.Join(err, db.Close())
}

// newestSchema is the version that the last migration makes.
func newestSchema() int64 {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		panic("postgres: no migrations embedded")
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
