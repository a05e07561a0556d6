//go:build linux

package main

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/postgrestest"
)

// A database that is away, full, locked or closed to the program costs no page, and no help when it is back.
func TestSituationsOfTheDatabase(t *testing.T) {
	program := faultyProgram(t)
	for _, s := range []func(*postgrestest.Server) situation{
		func(server *postgrestest.Server) situation {
			return situation{name: "stopped", says: []string{"it cannot be reached", "state store postgres://", "start it"}, cause: func(w *killWorld) func() {
				server.Stop()
				return func() { server.Restart(w.t) }
			}}
		},
		func(server *postgrestest.Server) situation {
			return situation{name: "read-only, as a standby is", says: []string{"it cannot be written", "state store postgres://", "name the primary server"},
				cause: statements(server, "ALTER DATABASE situation SET default_transaction_read_only = on", "ALTER DATABASE situation RESET default_transaction_read_only")}
		},
		func(server *postgrestest.Server) situation {
			return situation{name: "closed to new connections", says: []string{"not currently accepting connections", "state store postgres://", "ALTER DATABASE"},
				cause: statements(server, "ALTER DATABASE situation ALLOW_CONNECTIONS false", "ALTER DATABASE situation ALLOW_CONNECTIONS true")}
		},
		func(server *postgrestest.Server) situation {
			return situation{name: "another password", running: true, says: []string{"the user or the password is wrong", "state store postgres://", "PGPASSWORD"}, cause: func(w *killWorld) func() {
				admin := adminOf(w, server)
				admin("ALTER ROLE worm PASSWORD 'another'")
				endConnections(admin)
				return func() { admin("ALTER ROLE worm PASSWORD '" + postgrestest.Password + "'") }
			}}
		},
		func(server *postgrestest.Server) situation {
			return situation{name: "no connection left", says: []string{"has no connection left", "state store postgres://", "raise max_connections"}, cause: func(w *killWorld) func() {
				admin := adminOf(w, server)
				var taken []*pgx.Conn
				for full := false; !full; {
					endConnections(admin)
					conn, err := pgx.Connect(w.t.Context(), server.URL("postgres"))
					var refused *pgconn.PgError
					if full = errors.As(err, &refused) && refused.Code == "53300"; !full {
						require.NoError(w.t, err)
						taken = append(taken, conn)
					}
				}
				return func() {
					for _, conn := range taken {
						require.NoError(w.t, conn.Close(context.Background()))
					}
				}
			}}
		},
		func(server *postgrestest.Server) situation {
			return situation{name: "a table that is locked", says: []string{"another process keeps it locked", "state store postgres://", "wait for it, or end that process"}, cause: func(w *killWorld) func() {
				conn, err := pgx.Connect(w.t.Context(), w.database)
				require.NoError(w.t, err)
				_, err = conn.Exec(w.t.Context(), "BEGIN; LOCK TABLE codeworm.records, codeworm.claims IN ACCESS EXCLUSIVE MODE")
				require.NoError(w.t, err)
				return func() { require.NoError(w.t, conn.Close(context.Background())) }
			}}
		},
	} {
		name := s(nil).name
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := postgrestest.Start(t)
			// A lock is waited for as long as the address says, to save the test the half minute.
			w := situationWorld(t, program, "postgres", func(w *killWorld) { w.database = server.Create(t, "situation") + "&lock_timeout=1s" })
			s(server).show(t, w)
		})
	}
}

// adminOf runs statements of the server's owner on a connection that is there already.
func adminOf(w *killWorld, server *postgrestest.Server) func(statement string) {
	w.t.Helper()
	conn, err := pgx.Connect(w.t.Context(), server.URL("postgres"))
	require.NoError(w.t, err)
	w.t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return func(statement string) {
		w.t.Helper()
		_, err := conn.Exec(context.Background(), statement)
		require.NoError(w.t, err, statement)
	}
}

// endConnections ends all connections to the database of the situation.
func endConnections(admin func(string)) {
	admin("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'situation'")
}

// statements makes a situation of two statements; connections that are there end with the first.
func statements(server *postgrestest.Server, cause, end string) func(w *killWorld) func() {
	return func(w *killWorld) func() {
		admin := adminOf(w, server)
		admin(cause)
		endConnections(admin)
		return func() { admin(end) }
	}
}
