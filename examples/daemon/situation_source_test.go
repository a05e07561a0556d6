//go:build linux

package main

import (
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A run documents the repositories that are there, and waits for one whose folder is missing, as it is when its disk is mounted later.
// Where there is none, or the run has an end, it is a mistake that is told.
func TestRepositoryIsMissingAtTheStart(t *testing.T) {
	program := faultyProgram(t)
	w := newKillWorldOf(t, program, "sqlite", 2, 2, "schedule: {mode: continuous}\n")
	config, err := os.ReadFile(w.at("codeworm.yaml"))
	require.NoError(t, err)
	w.write("codeworm.yaml", strings.Replace(string(config), "[{path: sample}]", "[{path: sample}, {path: disk/other}]", 1), 0o600)
	missing := w.at("disk/other") + " does not exist"
	ends := func(args ...string) {
		t.Helper()
		c := w.launch(nil, args...)
		c.wait()
		assert.Equal(t, 2, c.cmd.ProcessState.ExitCode(), c.out.String())
		assert.Equal(t, 1, strings.Count(c.out.String(), missing+"; "), c.out.String())
		assert.NoDirExists(t, w.at("devlog"))
		assert.NoDirExists(t, w.at("state"))
	}
	ends("once")
	w.do("mv sample away")
	ends("run")
	w.do("mv away sample")
	for range 2 { // what it is the first time, and after it was known
		c := w.launch([]string{"CODEWORM_FAULTPAUSE=" + situationPause.String()}, "run")
		defer c.kill(true)
		require.Eventually(t, func() bool {
			return c.ended() || w.current() && w.pushed() && strings.Contains(c.out.String(), missing)
		}, minute, tick, "%s", saying{c})
		require.False(t, c.ended(), c.out.String())
		w.do(`mkdir disk; git clone -q sample disk/other`)
		other := func() bool {
			out, err := w.tryGit("devlog", nil, "ls-tree", "-r", "--name-only", "HEAD", "other/")
			return err == nil && strings.Count(out, "/m") == w.pages()
		}
		require.Eventually(t, func() bool { return c.ended() || other() && strings.Contains(c.out.String(), "other is back after ") }, minute, tick, "%s", saying{c})
		require.NoError(t, c.cmd.Process.Signal(syscall.SIGTERM))
		c.wait()
		assert.Equal(t, 0, c.cmd.ProcessState.ExitCode(), c.out.String())
		assert.Equal(t, 1, strings.Count(c.out.String(), missing), c.out.String())
		assert.NotContains(t, c.out.String(), "retired")
		w.do("rm -rf disk")
		w.change(0)
	}
}
