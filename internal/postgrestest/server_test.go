//go:build unix

package postgrestest_test

import (
	"errors"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/codeworm/codeworm/internal/postgrestest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(postgrestest.Tests{M: m}) }

// number asks a database for a number.
func number(t *testing.T, address, query string) int {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	var n int
	require.NoError(t, conn.QueryRow(t.Context(), query).Scan(&n))
	return n
}

func TestDatabasesAreApart(t *testing.T) {
	first, second := postgrestest.Database(t), postgrestest.Database(t)
	require.NotEqual(t, first, second)
	assert.Equal(t, 1, number(t, first, "WITH made AS (SELECT 1 AS n) SELECT n FROM made"))
	conn, err := pgx.Connect(t.Context(), first)
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), "CREATE TABLE here (n int)")
	require.NoError(t, err)
	require.NoError(t, conn.Close(t.Context()))
	assert.Equal(t, 1, number(t, first, "SELECT count(*) FROM pg_tables WHERE tablename = 'here'"))
	assert.Equal(t, 0, number(t, second, "SELECT count(*) FROM pg_tables WHERE tablename = 'here'"))
}

// What was committed is there after a crash; the server's process is gone after the test.
func TestRestartKeepsCommits(t *testing.T) {
	var pid int
	t.Run("server", func(t *testing.T) {
		s := postgrestest.Start(t)
		address := s.Create(t, "kept")
		conn, err := pgx.Connect(t.Context(), s.Socket("kept"))
		require.NoError(t, err)
		_, err = conn.Exec(t.Context(), "CREATE TABLE numbers AS SELECT 7 AS n")
		require.NoError(t, err)
		s.Kill()
		assert.Zero(t, s.PID())
		require.Error(t, conn.Ping(t.Context()))
		s.Restart(t)
		pid = s.PID()
		assert.Equal(t, 7, number(t, address, "SELECT n FROM numbers"))
		s.Stop()
		s.Restart(t)
		assert.Equal(t, 7, number(t, address, "SELECT n FROM numbers"))
		pid = s.PID()
	})
	require.NotZero(t, pid)
	require.True(t, errors.Is(syscall.Kill(pid, 0), syscall.ESRCH))
}
