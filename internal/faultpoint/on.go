//go:build faultpoint && unix

package faultpoint

import (
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// variable says where what happens.
const variable = "CODEWORM_FAULTPOINT"

// fault is what the environment asks for.
type fault struct {
	name, action string
	count        int64
}

var chosen = sync.OnceValue(func() (f fault) {
	parts := strings.SplitN(os.Getenv(variable), ":", 3)
	if len(parts) != 3 {
		return f
	}
	count, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		panic(variable + ": the count is no number: " + parts[1])
	}
	return fault{parts[0], parts[2], count}
})

var reached atomic.Int64

// At does what the environment says of the step.
func At(name string) {
	f := chosen()
	if f.name == "" || f.name != name || reached.Add(1) != f.count {
		return
	}
	pause, paused := strings.CutPrefix(f.action, "sleep=")
	switch {
	case f.action == "kill":
		if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
			panic(err)
		}
		select {} // nothing after the step happens
	case f.action == "stop":
		if err := syscall.Kill(os.Getpid(), syscall.SIGSTOP); err != nil {
			panic(err)
		}
	case paused:
		d, err := time.ParseDuration(pause)
		if err != nil {
			panic(variable + ": " + err.Error())
		}
		time.Sleep(d)
	default:
		panic(variable + ": there is no action " + f.action)
	}
}
