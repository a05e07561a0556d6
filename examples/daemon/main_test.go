package main

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/codeworm/codeworm/parser/worker"
)

func TestMain(m *testing.M) {
	worker.Main(openParser)
	goleak.VerifyTestMain(m)
}
