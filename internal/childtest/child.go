// Package childtest runs the test binary again as further processes of a test, which can be killed and stopped: a TestMain sees by
// a variable of the environment that it is one of them.
package childtest

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// maxLines is more than a process says.
const maxLines = 1 << 17

// Child is a process that a test started.
type Child struct {
	Cmd   *exec.Cmd
	Stdin io.Closer
	Said  []string // its lines; complete after Wait

	lines chan string
	read  sync.WaitGroup
}

// Start starts the test binary with the variables set, "NAME=value". The end of the test kills what still runs.
func Start(t *testing.T, env ...string) *Child {
	t.Helper()
	binary, err := os.Executable()
	require.NoError(t, err)
	c := &Child{Cmd: exec.CommandContext(t.Context(), binary), lines: make(chan string, maxLines)}
	c.Cmd.Env = append(os.Environ(), env...)
	c.Cmd.Stderr = os.Stderr
	out, err := c.Cmd.StdoutPipe()
	require.NoError(t, err)
	c.Stdin, err = c.Cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, c.Cmd.Start())
	t.Cleanup(func() { _ = c.Cmd.Wait() }) // after Wait it fails
	c.read.Go(func() {
		defer close(c.lines)
		for scanner := bufio.NewScanner(out); scanner.Scan(); {
			c.Said = append(c.Said, scanner.Text())
			c.lines <- scanner.Text()
		}
	})
	return c
}

// StartTogether starts processes that say "ready" and wait for the end of their standard input before they work.
func StartTogether(t *testing.T, n int, env ...string) []*Child {
	t.Helper()
	var list []*Child
	for range n {
		list = append(list, Start(t, env...))
	}
	for _, c := range list {
		c.Says(t, "ready", 1)
	}
	for _, c := range list {
		require.NoError(t, c.Stdin.Close())
	}
	return list
}

// Says waits until the process has said n lines that begin so.
func (c *Child) Says(t *testing.T, prefix string, n int) {
	t.Helper()
	for n > 0 {
		line, ok := <-c.lines
		require.True(t, ok, "the process ended too early")
		if strings.HasPrefix(line, prefix) {
			n--
		}
	}
}

// Wait waits for the end of the process.
func (c *Child) Wait() error {
	c.read.Wait()
	return c.Cmd.Wait()
}
