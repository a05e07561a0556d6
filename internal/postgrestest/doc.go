//go:build unix

// Package postgrestest runs a real PostgreSQL server for tests.
//
// Tests is for TestMain: the test program has one server, which starts when the first test asks for a database and ends
// after the last test. Database gives a test a database of its own; Start gives it a server of its own, which it may
// stop, kill and start again.
//
// PostgreSQL refuses to run as root; then the server runs as the user postgres, or as nobody where there is none.
package postgrestest
