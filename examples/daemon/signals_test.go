//go:build unix

package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What signals do: a hang-up is told and changes nothing, the first that asks for the end stops, the second ends at once.
func TestObey(t *testing.T) {
	for name, c := range map[string]struct {
		signals  []os.Signal
		terminal bool
		stops    int
		code     int
	}{
		"hang-up":             {[]os.Signal{syscall.SIGHUP, syscall.SIGHUP}, false, 0, -1},
		"terminal closes":     {[]os.Signal{syscall.SIGHUP, syscall.SIGHUP}, true, 1, -1},
		"once":                {[]os.Signal{syscall.SIGTERM}, false, 1, -1},
		"interrupted twice":   {[]os.Signal{os.Interrupt, os.Interrupt}, true, 1, 130},
		"terminated twice":    {[]os.Signal{syscall.SIGTERM, syscall.SIGTERM}, false, 1, 143},
		"hang-up in between":  {[]os.Signal{os.Interrupt, syscall.SIGHUP}, false, 1, -1},
		"interrupt, then end": {[]os.Signal{os.Interrupt, syscall.SIGHUP, syscall.SIGTERM}, false, 1, 143},
	} {
		received := make(chan os.Signal, len(c.signals))
		for _, s := range c.signals {
			received <- s
		}
		close(received)
		stops, code := 0, -1
		var said buffer
		obey(received, func() { stops++ }, c.terminal, &said, func(with int) { code = with })
		assert.Equal(t, c.stops, stops, name)
		assert.Equal(t, c.code, code, name)
		if c.signals[0] == syscall.SIGHUP && !c.terminal {
			assert.Contains(t, said.String(), "restart the program", name)
		}
	}
}

// A hook that hangs does not keep a program that is told twice to end, and no claim stays.
func TestSecondSignalEndsAtOnce(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	w.configure("types: {file_doc: 1}")
	require.Equal(t, 0, w.run("once").code)
	hook := filepath.Join(w.devlog, ".git", "hooks", "pre-commit")
	require.NoError(t, os.WriteFile(hook, []byte("#!/bin/sh\ntrap '' INT TERM\nsleep 20\n"), 0o700))
	program := filepath.Join(t.TempDir(), "codeworm")
	out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	c := exec.CommandContext(context.Background(), program, w.args([]string{"once"})...)
	require.NoError(t, c.Start())
	require.Eventually(t, w.claimed, 30*time.Second, 20*time.Millisecond)
	time.Sleep(500 * time.Millisecond)
	require.NoError(t, c.Process.Signal(syscall.SIGHUP))
	require.NoError(t, c.Process.Signal(syscall.SIGTERM))
	time.Sleep(300 * time.Millisecond)
	begun := time.Now()
	require.NoError(t, c.Process.Signal(syscall.SIGTERM))
	var exit *exec.ExitError
	require.ErrorAs(t, c.Wait(), &exit)
	assert.Equal(t, 143, exit.ExitCode())
	assert.Less(t, time.Since(begun), 3*time.Second)
	assert.Zero(t, w.claims())
}
