package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// nextSteps say what to do about errors of the server, by their code or the first two signs of it
// (https://www.postgresql.org/docs/current/errcodes-appendix.html).
var nextSteps = map[string]string{
	"28P01": "the user or the password is wrong; correct the address, PGPASSWORD or ~/.pgpass",
	"28":    "the server does not let this user in; let it in with pg_hba.conf, or name another user",
	"3D000": "there is no such database; create it with createdb, or name another one",
	"42501": "this user may not do that; give it the right to create in the database, or make it the owner of the schema codeworm",
	"42P01": "its schema codeworm is not complete; restore a backup, or drop that schema to start an empty state",
	"42703": "its schema codeworm is not as this program makes it; restore a backup, or drop that schema to start an empty state",
	"42883": "its schema codeworm is not complete; restore a backup, or drop that schema to start an empty state",
	"25006": "it cannot be written, as a standby cannot; name the primary server, or add target_session_attrs=read-write to the address",
	"53100": "the server's disk is full; make room on it",
	"53200": "the server has no memory left; free some",
	"53300": "the server has no connection left; raise max_connections there, or run fewer daemons",
	"57P03": "the server is starting or recovering; wait for it",
	"57P":   "the server is shutting down; start it again",
	"40":    "it was kept from that by other transactions again and again; end long ones",
	"55000": "the database takes no connections now; let it take some: ALTER DATABASE ... ALLOW_CONNECTIONS true",
	"55P03": "another process keeps it locked, as one does that brings its tables up to date; wait for it, or end that process",
	"58":    "the server cannot read or write its files; look at its log and its disk",
	"XX":    "the server is damaged or failed; look at its log",
}

// fail says what could not be done with which database, why, and what to do about it. What ctx ended, it calls by ctx's error.
func (s *Store) fail(ctx context.Context, what string, err error) error {
	if err == nil {
		return nil
	}
	if ended := ctx.Err(); ended != nil && !errors.Is(err, ended) {
		err = ended
	}
	var server *pgconn.PgError
	switch {
	case ctx.Err() != nil:
	case errors.As(err, &server):
		// The server's words, and not those around them, which name the user and the address once more.
		err = failure{text: fmt.Sprintf("%s (SQLSTATE %s)", server.Message, server.Code), cause: server}
		for _, code := range []string{server.Code, server.Code[:min(3, len(server.Code))], server.Code[:min(2, len(server.Code))]} {
			if next, ok := nextSteps[code]; ok {
				return fmt.Errorf("state store %s: %s: %w: %s", s.place, what, err, next)
			}
		}
	case errors.Is(err, errSilent):
		return fmt.Errorf("state store %s: %s: %w; see whether the server and the network are well", s.place, what, err)
	case lost(err):
		return fmt.Errorf("state store %s: %s: %w: it cannot be reached; start it, or correct the address", s.place, what, failure{reason(err), err})
	}
	return fmt.Errorf("state store %s: %s: %w", s.place, what, err)
}

// failure is an error in other words than its cause's.
type failure struct {
	text  string
	cause error
}

func (f failure) Error() string { return f.text }
func (f failure) Unwrap() error { return f.cause }

// reason is the part of a connection's error that says what happened.
func reason(err error) string {
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return fmt.Sprintf("the host %s is unknown", dns.Name)
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		return op.Op + ": " + op.Err.Error()
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) && connect.Unwrap() != nil {
		err = connect.Unwrap()
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "the connection was ended"
	}
	return strings.TrimSpace(err.Error())
}

// lost reports whether an error is one of the connection: no answer of the server says whether the statement was done.
func lost(err error) bool {
	var server *pgconn.PgError
	if errors.As(err, &server) {
		return false
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, net.ErrClosed) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err)
}

// passing reports whether a call may succeed when it is tried again: the connection is lost, the server is restarting or full, or
// others were in the way.
func passing(err error) bool {
	var server *pgconn.PgError
	if !errors.As(err, &server) {
		return lost(err)
	}
	switch {
	case strings.HasPrefix(server.Code, "40"), strings.HasPrefix(server.Code, "08"), strings.HasPrefix(server.Code, "57P"):
		return true
	}
	return server.Code == "55P03" || server.Code == "55000" || server.Code == "53300"
}

// starting reports whether a server is there and just not ready, or others were in the way.
func starting(err error) bool {
	var server *pgconn.PgError
	return errors.As(err, &server) && passing(err)
}

// demoted reports whether the server of a connection cannot be written to, as a standby cannot.
func demoted(err error) bool {
	var server *pgconn.PgError
	return errors.As(err, &server) && server.Code == "25006"
}

// Away reports whether an error of this package may pass by itself, so that it is worth waiting: the server cannot be reached, is
// silent, starting, recovering, shutting down, a standby, full, or kept by others. Where a person has to correct something (the
// password, the database's name, what the user may do, the tables) it is false.
func Away(err error) bool {
	var server *pgconn.PgError
	if !errors.As(err, &server) {
		return err != nil && (errors.Is(err, errSilent) || lost(err))
	}
	return passing(err) || strings.HasPrefix(server.Code, "53") || demoted(err)
}
