package postgres_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/internal/postgrestest"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/state/postgres"
)

func TestConformance(t *testing.T) {
	codewormtest.TestStateStore(t, func(t *testing.T, now func() time.Time) codeworm.StateStore {
		return open(t, postgrestest.Database(t), postgres.WithNow(now))
	})
}

func open(t testing.TB, address string, opts ...postgres.Option) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), address, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	return s
}

// connect opens a database without the library.
func connect(t testing.TB, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	return conn
}

func execAll(t testing.TB, address string, statements ...string) {
	t.Helper()
	conn := connect(t, address)
	for _, statement := range statements {
		_, err := conn.Exec(t.Context(), statement)
		require.NoError(t, err, statement)
	}
}

func key(path string) page.Key {
	return page.Key{Type: page.FileDoc, Repo: "repo", Path: path}
}

func request(path string) codeworm.ClaimRequest {
	return codeworm.ClaimRequest{Key: key(path), Owner: "test", TTL: time.Hour}
}

func put(t testing.TB, s *postgres.Store, r codeworm.Record) {
	t.Helper()
	claim, err := s.Claim(t.Context(), codeworm.ClaimRequest{Key: r.Key, Owner: "test", TTL: time.Hour})
	require.NoError(t, err)
	require.NoError(t, s.Save(t.Context(), claim, r))
}
