package main

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// A check of a huge document ends when the program is told to.
func TestCheckIsCancelled(t *testing.T) {
	var table strings.Builder
	table.WriteString("| name | meaning |\n| --- | --- |\n")
	for k := range 150_000 {
		fmt.Fprintf(&table, "| `no_such_name_%d` | see `their_file_%d.go` |\n", k, k)
	}
	docsRepo(t, map[string]string{"app/daemon.py": asyncRun, "docs/a.md": table.String()})
	for _, flags := range [][]string{nil, {"--strict"}} {
		ctx, cancel := context.WithCancel(t.Context())
		c, done := &command{}, make(chan struct{})
		go func() {
			defer close(done)
			c.code = execute(ctx, append([]string{"codeworm", "check", "--repo", ".", "docs"}, flags...), &c.out, &c.errors)
		}()
		time.Sleep(300 * time.Millisecond)
		cancelled := time.Now()
		cancel()
		<-done
		assert.Less(t, time.Since(cancelled), 2*time.Second)
		assert.Equal(t, exitInterrupted, c.code, c.errors.String())
		assert.Empty(t, c.out.String())
	}
	// What was begun ends too, long before it is done.
	for range 150 {
		if !checking() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("a check goes on")
}

// checking reports whether a check goes on in the background.
func checking() bool {
	stacks := make([]byte, 1<<20)
	return strings.Contains(string(stacks[:runtime.Stack(stacks, true)]), "daemon.finished.func")
}
