//go:build faultpoint

package pause

import (
	"os"
	"sync"
	"time"
)

// variable is the longest time that a daemon waits before it tries again, as time.ParseDuration reads it.
const variable = "CODEWORM_FAULTPAUSE"

var longest = sync.OnceValue(func() time.Duration {
	text := os.Getenv(variable)
	if text == "" {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		panic(variable + ": " + err.Error())
	}
	return d
})

// Of is how long to wait where a daemon would wait for d: at most what the environment says.
func Of(d time.Duration) time.Duration {
	if l := longest(); l > 0 {
		return min(d, l)
	}
	return d
}
