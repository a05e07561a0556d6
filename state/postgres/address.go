package postgres

import (
	"errors"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"
)

// IsAddress reports whether a text is meant as the address of a server, and not as a file.
func IsAddress(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// errUnreadable is what is said of an address that cannot be read: nothing of it, for what is wrong may be in the password.
var errUnreadable = errors.New("the address cannot be read; it is postgres://USER:PASSWORD@HOST:PORT/DATABASE, where signs in the password other than letters " +
	"and digits are written as in URLs (@ is %40, / is %2F), or stands in PGPASSWORD or ~/.pgpass instead")

// Check says what is wrong with an address, without asking a server, and without telling any of it.
func Check(address string) error {
	_, err := poolConfig(address)
	return err
}

// Place is the address without its password and parameters, as errors give it: for whatever people see. What cannot be
// read gives "postgres://...".
func Place(address string) string {
	u, err := url.Parse(address)
	if err != nil || !IsAddress(address) {
		return "postgres://..."
	}
	host := u.Host
	if socket := u.Query().Get("host"); host == "" && socket != "" {
		host = socket
	}
	place := url.URL{Scheme: "postgres", Host: host, Path: u.Path}
	if host != u.Host { // a folder with a socket, which is no host of a URL
		return "postgres://" + path.Join(host, u.Path)
	}
	if name := u.User.Username(); name != "" {
		place.User = url.User(name)
	}
	return place.String()
}

// Limits of the connections, where the address does not say otherwise.
const (
	maxConns       = 4 // a daemon asks little, and servers take some hundred connections
	connectTimeout = 5 * time.Second
	idleTime       = 5 * time.Minute
	// cancelWait is how long the server's answer to a cancelled statement is waited for, which says whether it was done.
	cancelWait = 2 * time.Second
)

// poolConfig prepares the connections; the first call opens one.
func poolConfig(address string) (*pgxpool.Config, error) {
	if !IsAddress(address) {
		return nil, errUnreadable
	}
	if _, err := url.Parse(address); err != nil {
		return nil, errUnreadable
	}
	c, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, errUnreadable
	}
	query := address[strings.Index(address+"?", "?"):]
	if !strings.Contains(query, "pool_max_conns=") {
		c.MaxConns = maxConns
	}
	c.MaxConns = max(2, c.MaxConns) // the schema is prepared on one, while the other keeps the lock
	if !strings.Contains(query, "pool_max_conn_idle_time=") {
		c.MaxConnIdleTime = idleTime
	}
	if !strings.Contains(query, "connect_timeout=") && os.Getenv("PGCONNECT_TIMEOUT") == "" {
		c.ConnConfig.ConnectTimeout = connectTimeout
	}
	if c.ConnConfig.RuntimeParams["application_name"] == "" {
		c.ConnConfig.RuntimeParams["application_name"] = "codeworm"
	}
	c.ConnConfig.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: cancelWait}
	}
	return c, nil
}
