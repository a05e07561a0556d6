//go:build !unix

package devlog

import (
	"testing"
	"time"
)

// cpu is not known here.
func cpu(testing.TB) time.Duration { return 0 }
