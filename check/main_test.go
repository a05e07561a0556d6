package check

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if fetched != "" {
			_ = os.RemoveAll(fetched)
		}
		os.Exit(code)
	}))
}
