package postgres_test

import (
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/codeworm/codeworm/internal/postgrestest"
)

// TestMain lets the test binary be one of several processes on a store.
func TestMain(m *testing.M) {
	if name := os.Getenv(childEnv); name != "" {
		os.Exit(runChild(name))
	}
	goleak.VerifyTestMain(postgrestest.Tests{M: m})
}
