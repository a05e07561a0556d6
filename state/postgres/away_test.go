package postgres_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/postgrestest"
	"github.com/codeworm/codeworm/state/postgres"
)

// What a statement did counts once, also when its answer was lost and the call is repeated.
func TestLostAnswersCountOnce(t *testing.T) {
	p := newProxy(t, postgrestest.Database(t))
	s := open(t, p.address)
	warm := func() { // the statements are prepared, so that the next answer is that of their execution
		put(t, s, codeworm.Record{Key: key("warm")})
		claim, err := s.ClaimFirst(t.Context(), "test", time.Hour, []codeworm.Candidate{{Key: key("warm2")}})
		require.NoError(t, err)
		require.NoError(t, s.Release(t.Context(), claim))
	}
	warm()
	p.cut.Store(1)
	claim, err := s.Claim(t.Context(), request("a"))
	require.NoError(t, err)
	require.Zero(t, p.cut.Load())
	warm()
	p.cut.Store(1)
	require.NoError(t, s.Save(t.Context(), claim, codeworm.Record{Key: key("a"), Title: "saved"}))
	require.Zero(t, p.cut.Load())
	require.ErrorIs(t, s.Save(t.Context(), claim, codeworm.Record{Key: key("a"), Title: "twice"}), codeworm.ErrClaimLost)
	warm()
	p.cut.Store(1)
	claim, err = s.ClaimFirst(t.Context(), "test", time.Hour, []codeworm.Candidate{{Key: key("b")}, {Key: key("c")}})
	require.NoError(t, err)
	require.Zero(t, p.cut.Load())
	assert.Equal(t, key("b"), claim.Key)
	stats, err := s.Stats(t.Context(), time.Time{})
	require.NoError(t, err)
	assert.Equal(t, 1, stats.Claims, "c was not claimed besides")
	records, err := s.Records(t.Context(), "")
	require.NoError(t, err)
	require.Len(t, records, 2)
	assert.Equal(t, "saved", records[0].Title)
}

// While the server is gone every call fails with what to do, soon; when it is back, they succeed.
func TestServerIsGone(t *testing.T) {
	server := postgrestest.Start(t)
	s := open(t, server.Create(t, "gone"), postgres.WithPatience(100*time.Millisecond))
	claim, err := s.Claim(t.Context(), request("a"))
	require.NoError(t, err)
	put(t, s, codeworm.Record{Key: key("kept")})

	server.Stop()
	calls := map[string]func() error{
		"Claim":    func() error { _, err := s.Claim(t.Context(), request("b")); return err },
		"Save":     func() error { return s.Save(t.Context(), claim, codeworm.Record{Key: claim.Key}) },
		"Release":  func() error { return s.Release(t.Context(), claim) },
		"Renew":    func() error { _, err := s.Renew(t.Context(), claim, time.Hour); return err },
		"Records":  func() error { _, err := s.Records(t.Context(), ""); return err },
		"Stats":    func() error { _, err := s.Stats(t.Context(), time.Now()); return err },
		"CacheGet": func() error { _, err := s.CacheGet(t.Context(), "b", "n"); return err },
		"CachePut": func() error { return s.CachePut(t.Context(), "b", "n", []byte("v")) },
		"ClaimFirst": func() error {
			_, err := s.ClaimFirst(t.Context(), "test", time.Hour, []codeworm.Candidate{{Key: key("c")}})
			return err
		},
		"Open": func() error { _, err := postgres.Open(t.Context(), server.URL("gone")); return err },
	}
	for name, call := range calls {
		err := call()
		require.Error(t, err, name)
		t.Log(err)
		assert.Contains(t, err.Error(), "state store "+postgres.Place(server.URL("gone"))+": ", name)
		assert.Contains(t, err.Error(), "it cannot be reached; start it", name)
		hidesPassword(t, err)
	}
	server.Restart(t)
	records, err := s.Records(t.Context(), "")
	require.NoError(t, err)
	require.Len(t, records, 1)
	require.NoError(t, s.Save(t.Context(), claim, codeworm.Record{Key: claim.Key}))

	// A restart that takes no longer than the store's patience is not noticed at all.
	patient := open(t, server.URL("gone"))
	put(t, patient, codeworm.Record{Key: key("before")})
	server.Restart(t)
	put(t, patient, codeworm.Record{Key: key("after")})
}

// A server that does not answer any more holds nobody up for longer than the call's own limit, or the context.
func TestServerIsSilent(t *testing.T) {
	address := postgrestest.Database(t)
	put(t, open(t, address), codeworm.Record{Key: key("a")}) // makes the tables, which may take longer
	p := newProxy(t, address)
	s := open(t, p.address+"&connect_timeout=1", postgres.WithTimeout(200*time.Millisecond))
	p.silent.Store(true)
	_, err := s.Records(t.Context(), "")
	require.Error(t, err)
	t.Log(err)
	assert.Contains(t, err.Error(), "the server does not answer within 200ms; see whether the server and the network are well")
	assert.NotErrorIs(t, err, context.DeadlineExceeded, "it is not the caller's context that ended")
	hidesPassword(t, err)

	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = s.Claim(ctx, request("b"))
	require.ErrorIs(t, err, context.DeadlineExceeded)

	p.silent.Store(false)
	p.drop() // who waits for a silent server's goodbye hears at once
	records, err := s.Records(t.Context(), "")
	require.NoError(t, err)
	require.Len(t, records, 1)
}

// What other transactions were in the way of is tried again inside of the call.
func TestRetriesWhatOthersPrevented(t *testing.T) {
	for _, state := range []string{"40001", "40P01"} {
		address := postgrestest.Database(t)
		s := open(t, address)
		execAll(t, address, `CREATE SEQUENCE tries`, `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF nextval('tries') <= 3 THEN RAISE SQLSTATE '`+state+`'; END IF; RETURN NEW; END $$`,
			`CREATE TRIGGER refuse BEFORE INSERT ON codeworm.records FOR EACH ROW EXECUTE FUNCTION refuse()`)
		put(t, s, codeworm.Record{Key: key("a")})
		var tries int
		require.NoError(t, connect(t, address).QueryRow(t.Context(), `SELECT last_value FROM tries`).Scan(&tries))
		assert.Equal(t, 4, tries)
		execAll(t, address, `ALTER SEQUENCE tries MINVALUE -1000000 RESTART WITH -1000000`)
		impatient := open(t, address, postgres.WithPatience(100*time.Millisecond))
		claim, err := impatient.Claim(t.Context(), request("b"))
		require.NoError(t, err)
		err = impatient.Save(t.Context(), claim, codeworm.Record{Key: claim.Key})
		require.ErrorContains(t, err, "again and again; end long ones")
		require.NoError(t, impatient.Release(t.Context(), claim), "nothing was done")
	}
}

// hidesPassword checks that an error tells the password in no form.
func hidesPassword(t *testing.T, err error) {
	t.Helper()
	u := url.UserPassword("u", postgrestest.Password)
	_, quoted, _ := strings.Cut(u.String(), ":")
	for _, form := range []string{postgrestest.Password, quoted, url.QueryEscape(postgrestest.Password), "s3cret"} {
		assert.NotContains(t, err.Error(), form)
	}
}

// What may pass is told apart from what a person has to correct.
func TestAway(t *testing.T) {
	server := postgrestest.Start(t)
	address := server.Create(t, "away")
	change := func(f func(u *url.URL)) string {
		u, err := url.Parse(address)
		require.NoError(t, err)
		f(u)
		return u.String()
	}
	try := func(address string) error {
		s, err := postgres.Open(t.Context(), address, postgres.WithTimeout(5*time.Second), postgres.WithPatience(0))
		if err == nil {
			require.NoError(t, s.Close())
		}
		return err
	}
	require.False(t, postgres.Away(try(address)), "nothing is wrong")
	for name, wrong := range map[string]string{
		"password": change(func(u *url.URL) { u.User = url.UserPassword(u.User.Username(), "wrong") }),
		"database": change(func(u *url.URL) { u.Path = "/nowhere" }),
		"user":     change(func(u *url.URL) { u.User = url.UserPassword("nobody", "x") }),
		"address":  "postgres://h:port/db",
	} {
		err := try(wrong)
		require.Error(t, err, name)
		assert.False(t, postgres.Away(err), "%s: %v", name, err)
	}
	standby := change(func(u *url.URL) { u.Path = "/standby" })
	server.Create(t, "standby")
	conn, err := pgx.Connect(t.Context(), standby)
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), "ALTER DATABASE standby SET default_transaction_read_only = on")
	require.NoError(t, errors.Join(err, conn.Close(t.Context())))
	err = try(standby)
	require.Error(t, err)
	assert.True(t, postgres.Away(err), "%v", err)
	server.Stop()
	err = try(address)
	require.Error(t, err)
	assert.True(t, postgres.Away(err), "%v", err)
}
