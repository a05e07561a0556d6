package main

import (
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/codeworm/codeworm/internal/postgrestest"
	"github.com/codeworm/codeworm/parser/worker"
)

func TestMain(m *testing.M) {
	worker.Main(openParser)
	cache, err := os.MkdirTemp("", "codeworm-test-cache-*")
	if err == nil {
		err = os.Setenv(cacheVariable, cache)
	}
	if err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(postgrestest.Tests{M: m}, goleak.Cleanup(func(code int) {
		_ = os.RemoveAll(cache) // the system clears its folder of temporary files
		os.Exit(code)
	}))
}
