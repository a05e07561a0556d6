package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/postgrestest"
	"github.com/codeworm/codeworm/state/postgres"
)

// with changes an address.
func with(t *testing.T, address string, change func(u *url.URL)) string {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	change(u)
	return u.String()
}

// A database that is not ours, or cannot be used, is refused in words that say what to do, and is left as it was.
func TestOpenRefuses(t *testing.T) {
	cases := []struct {
		name    string
		before  []string
		address func(u *url.URL)
		says    string
	}{
		{name: "a newer schema", before: []string{`CREATE SCHEMA codeworm`, `CREATE TABLE codeworm.codeworm_schema (version_id bigint)`,
			`INSERT INTO codeworm.codeworm_schema VALUES (999)`}, says: "a newer version of this program wrote it (schema 999, this one knows 2); update the program"},
		{name: "another program's schema", before: []string{`CREATE SCHEMA codeworm`, `CREATE TABLE codeworm.claims (insurance text)`}, says: "its schema codeworm is one of another program"},
		{name: "another program's view", before: []string{`CREATE SCHEMA codeworm`, `CREATE VIEW codeworm.records AS SELECT 1`}, says: "its schema codeworm is one of another program"},
		{name: "a table of our versions' name", before: []string{`CREATE SCHEMA codeworm`, `CREATE TABLE codeworm.codeworm_schema (n int)`, `CREATE TABLE codeworm.x (n int)`}, says: "one of another program"},
		{name: "another isolation", before: []string{`ALTER ROLE worm IN DATABASE %s SET default_transaction_isolation = 'serializable'`}, says: "set it to 'read committed'"},
		{name: "a wrong password", address: func(u *url.URL) { u.User = url.UserPassword("worm", "s3cret wrong") }, says: "the user or the password is wrong"},
		{name: "no such user", address: func(u *url.URL) { u.User = url.UserPassword("nobody", postgrestest.Password) }, says: "the user or the password is wrong"},
		{name: "no such database", address: func(u *url.URL) { u.Path = "/missing" }, says: "create it with createdb"},
		{name: "no server", address: func(u *url.URL) { u.Host = "127.0.0.1:1" }, says: "it cannot be reached; start it, or correct the address"},
		{name: "no such host", address: func(u *url.URL) { u.Host = "nowhere.invalid" }, says: "it cannot be reached"},
		{name: "a wrong parameter", address: func(u *url.URL) { u.RawQuery = "sslmode=maybe" }, says: "the address cannot be read"},
		{name: "no right to create", before: []string{`DROP ROLE IF EXISTS guest`, `CREATE ROLE guest LOGIN PASSWORD 's3cret guest'`, `REVOKE CREATE ON DATABASE %s FROM PUBLIC`},
			address: func(u *url.URL) { u.User = url.UserPassword("guest", "s3cret guest") }, says: "give it the right to create in the database"},
		{name: "a read-only server", before: []string{`ALTER DATABASE %s SET default_transaction_read_only = on`}, says: "name the primary server"},
	}
	require.NotEmpty(t, cases)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			address := postgrestest.Database(t)
			_, database, _ := strings.Cut(strings.SplitN(address, "?", 2)[0][len("postgres://"):], "127.0.0.1")
			database = database[strings.Index(database, "/")+1:]
			for _, statement := range c.before {
				if strings.Contains(statement, "%s") {
					statement = fmt.Sprintf(statement, database)
				}
				execAll(t, address, statement)
			}
			count := func() (n int) {
				require.NoError(t, connect(t, address).QueryRow(t.Context(), `SELECT count(*) FROM pg_class`).Scan(&n))
				return n
			}
			before, bad := count(), address
			if c.address != nil {
				bad = with(t, address, c.address)
			}
			_, err := postgres.Open(t.Context(), bad)
			require.Error(t, err)
			t.Log(err)
			assert.Contains(t, err.Error(), c.says)
			assert.Contains(t, err.Error(), "state store "+postgres.Place(bad)+": open: ")
			hidesPassword(t, err)
			assert.Equal(t, before, count(), "nothing was made")
		})
	}
}

func TestOpenRefusesAnotherEncoding(t *testing.T) {
	address := postgrestest.Database(t)
	name := fmt.Sprintf("latin%d", time.Now().UnixNano())
	execAll(t, address, `CREATE DATABASE `+name+` ENCODING 'LATIN1' TEMPLATE template0`)
	_, err := postgres.Open(t.Context(), with(t, address, func(u *url.URL) { u.Path = "/" + name }))
	require.ErrorContains(t, err, "it has to be UTF8")
}

// A process that is stuck while it makes the tables holds others up for no longer than they wait, and nobody once the tables are there.
func TestOpenWhileAnotherMigrates(t *testing.T) {
	address := postgrestest.Database(t)
	tx, err := connect(t, address).Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `SELECT pg_advisory_xact_lock(x'4364576d'::bigint)`)
	require.NoError(t, err)
	_, err = postgres.Open(t.Context(), address, postgres.WithTimeout(300*time.Millisecond), postgres.WithPatience(0))
	require.ErrorContains(t, err, "another process keeps it locked")
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err = postgres.Open(ctx, address)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NoError(t, tx.Rollback(t.Context()))
	put(t, open(t, address), codeworm.Record{Key: key("a")})
	tx, err = connect(t, address).Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `SELECT pg_advisory_xact_lock(x'4364576d'::bigint)`)
	require.NoError(t, err)
	put(t, open(t, address, postgres.WithTimeout(time.Second)), codeworm.Record{Key: key("b")})
}

// Nothing of an address that cannot be read is told: what is wrong may be in the password.
func TestAddressesThatCannotBeRead(t *testing.T) {
	for _, address := range []string{"postgres://worm:s3cret/word@host/db", "postgres://worm:s3cret#@host:5432/db", "postgres://worm:s3cret%@host/db",
		"postgresql://worm:s3cret@host:port/db", "host=h password=s3cret", "codeworm.db", "", "mysql://u:s3cret@h/db", "postgres://worm:s3cret@host/db?sslmode=s3cret",
		"postgres://worm:s3cret@[host/db"} {
		assert.NotContains(t, postgres.Place(address), "s3cret", address)
		_, err := postgres.Open(t.Context(), address, postgres.WithTimeout(time.Second))
		require.Error(t, err, address)
		assert.NotContains(t, err.Error(), "s3cret", address)
	}
	for address, place := range map[string]string{
		"postgres://worm:s3cret@host:5433/db?sslmode=disable&password=s3cret": "postgres://worm@host:5433/db",
		"postgresql://host/db":                               "postgres://host/db",
		"postgres://worm@/db?host=%2Fvar%2Frun%2Fpostgresql": "postgres:///var/run/postgresql/db",
		"postgres://a,b/db":                                  "postgres://a,b/db",
	} {
		assert.Equal(t, place, postgres.Place(address))
	}
}

func TestReopenFindsEverything(t *testing.T) {
	address := postgrestest.Database(t)
	s := open(t, address)
	put(t, s, codeworm.Record{Key: key("a"), Title: "kept"})
	require.NoError(t, s.CachePut(t.Context(), "bucket", "name", []byte("value")))
	claim, err := s.Claim(t.Context(), request("a"))
	require.NoError(t, err)
	require.NoError(t, s.Close())
	require.NoError(t, s.Close(), "twice")
	_, err = s.Records(t.Context(), "")
	require.Error(t, err, "closed")

	s = open(t, address)
	value, err := s.CacheGet(t.Context(), "bucket", "name")
	require.NoError(t, err)
	assert.Equal(t, "value", string(value))
	_, err = s.Claim(t.Context(), request("a"))
	require.ErrorIs(t, err, codeworm.ErrClaimed)
	require.NoError(t, s.Save(t.Context(), claim, codeworm.Record{Key: key("a"), Title: "new"}))
}

// A store to read changes nothing, whether there is a state or not.
func TestReadOnly(t *testing.T) {
	address := postgrestest.Database(t)
	s := open(t, address, postgres.WithReadOnly())
	records, err := s.Records(t.Context(), "")
	require.NoError(t, err)
	assert.Empty(t, records)
	stats, err := s.Stats(t.Context(), time.Time{})
	require.NoError(t, err)
	assert.Zero(t, stats.Pages)
	assert.Empty(t, stats.ByRepo)
	value, err := s.CacheGet(t.Context(), "bucket", "name")
	require.NoError(t, err)
	assert.Nil(t, value)
	var schemas int
	require.NoError(t, connect(t, address).QueryRow(t.Context(), `SELECT count(*) FROM pg_namespace WHERE nspname = 'codeworm'`).Scan(&schemas))
	assert.Zero(t, schemas)

	writer := open(t, address)
	put(t, writer, codeworm.Record{Key: key("a"), PublishedAt: time.Now()})
	claim, err := writer.Claim(t.Context(), request("b"))
	require.NoError(t, err)
	s = open(t, address, postgres.WithReadOnly())
	stats, err = s.Stats(t.Context(), time.Time{})
	require.NoError(t, err)
	assert.Equal(t, 1, stats.Pages)
	_, err = s.Claim(t.Context(), request("c"))
	require.ErrorContains(t, err, "opened to be read only")
	_, err = s.ClaimFirst(t.Context(), "test", time.Hour, []codeworm.Candidate{{Key: key("c")}})
	require.ErrorContains(t, err, "opened to be read only")
	require.ErrorContains(t, s.Save(t.Context(), claim, codeworm.Record{Key: claim.Key}), "opened to be read only")
	require.ErrorContains(t, s.Release(t.Context(), claim), "opened to be read only")
	_, err = s.Renew(t.Context(), claim, time.Hour)
	require.ErrorContains(t, err, "opened to be read only")
	require.NoError(t, s.CachePut(t.Context(), "bucket", "name", []byte("value")))
	value, err = s.CacheGet(t.Context(), "bucket", "name")
	require.NoError(t, err)
	assert.Nil(t, value)
}

// The server's clock says when a claim ends, and what dead owners left is removed by whoever claims next.
func TestServersClock(t *testing.T) {
	address := postgrestest.Database(t)
	s := open(t, address)
	conn := connect(t, address)
	clock := func() (now time.Time) {
		require.NoError(t, conn.QueryRow(t.Context(), `SELECT clock_timestamp()`).Scan(&now))
		return now
	}
	before := clock()
	claim, err := s.Claim(t.Context(), request("a"))
	require.NoError(t, err)
	after := clock()
	assert.False(t, claim.ExpiresAt.Before(before.Add(time.Hour)))
	assert.False(t, claim.ExpiresAt.After(after.Add(time.Hour)))

	rows := func() (n int) {
		require.NoError(t, conn.QueryRow(t.Context(), `SELECT count(*) FROM codeworm.claims`).Scan(&n))
		return n
	}
	for i := range 35 {
		_, err := s.Claim(t.Context(), request(fmt.Sprint("dead", i)))
		require.NoError(t, err)
	}
	require.Equal(t, 36, rows())
	execAll(t, address, `UPDATE codeworm.claims SET expires_at = clock_timestamp() - interval '61 minutes' WHERE owner = 'test' AND key LIKE '%dead%'`)
	put(t, s, codeworm.Record{Key: key("b")})
	assert.Equal(t, 1, rows())
}

// A holder whose claim has expired saves at the very moment in which others look for work: its target is not given away once more.
func TestLateSaveMeetsClaim(t *testing.T) {
	address := postgrestest.Database(t)
	s := open(t, address)
	claim, err := s.Claim(t.Context(), codeworm.ClaimRequest{Key: key("a"), Owner: "late", TTL: time.Millisecond})
	require.NoError(t, err)
	put(t, s, codeworm.Record{Key: key("b"), PublishedAt: time.Now()})
	time.Sleep(5 * time.Millisecond)
	tx, err := connect(t, address).Begin(t.Context())
	require.NoError(t, err)
	deleted, err := tx.Exec(t.Context(), `DELETE FROM codeworm.claims WHERE token = $1`, claim.Token)
	require.NoError(t, err)
	require.EqualValues(t, 1, deleted.RowsAffected())
	_, err = tx.Exec(t.Context(), `INSERT INTO codeworm.records SELECT (jsonb_populate_record(r, jsonb_build_object('key', $1::text))).* FROM codeworm.records r`, key("a").String())
	require.NoError(t, err)
	given := make(chan error)
	go func() {
		_, err := s.ClaimFirst(t.Context(), "test", time.Hour, []codeworm.Candidate{{Key: key("a")}})
		given <- err
	}()
	waits := connect(t, address)
	for n := 0; n == 0; { // until it waits for the save
		require.NoError(t, waits.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`).Scan(&n))
	}
	require.NoError(t, tx.Commit(t.Context()))
	require.ErrorIs(t, <-given, codeworm.ErrClaimed)
	stats, err := s.Stats(t.Context(), time.Time{})
	require.NoError(t, err)
	assert.Zero(t, stats.Claims)
}

// Tokens of a target grow in the order in which it is claimed, however many ask at once.
func TestTokensGrow(t *testing.T) {
	s := open(t, postgrestest.Database(t))
	var mu sync.Mutex
	var tokens []int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 40 {
				claim, err := s.Claim(t.Context(), request("a"))
				if errors.Is(err, codeworm.ErrClaimed) {
					continue
				}
				if !assert.NoError(t, err) {
					return
				}
				mu.Lock() // before the release, so in the order of the claims
				tokens = append(tokens, claim.Token)
				mu.Unlock()
				assert.NoError(t, s.Release(t.Context(), claim))
			}
		})
	}
	all.Wait()
	require.Greater(t, len(tokens), 10)
	for i := range tokens[1:] {
		require.Less(t, tokens[i], tokens[i+1])
	}
}

func TestCacheIsTrimmed(t *testing.T) {
	s := open(t, postgrestest.Database(t), postgres.WithCacheLimit(10_000))
	for i := range 100 {
		require.NoError(t, s.CachePut(t.Context(), "bucket", fmt.Sprint(i%50), make([]byte, 1000)))
	}
	kept := 0
	for i := range 50 {
		value, err := s.CacheGet(t.Context(), "bucket", fmt.Sprint(i))
		require.NoError(t, err)
		if value != nil {
			kept++
		}
	}
	assert.LessOrEqual(t, kept, 11)
	assert.GreaterOrEqual(t, kept, 9)
	value, err := s.CacheGet(t.Context(), "bucket", "49")
	require.NoError(t, err)
	assert.NotNil(t, value, "the last one")
}
