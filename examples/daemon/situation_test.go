//go:build linux

package main

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// situation is something that keeps the program from its work, and goes by without it.
type situation struct {
	name string
	// cause brings it about and returns what ends it.
	cause func(w *killWorld) (end func())
	// says are parts of the one message about it: the thing, the cause and the next step.
	says []string
	// local says that pages are made all the same, and wait here to be pushed.
	local bool
	// start says that it keeps a program from starting, and does not trouble one that has.
	start bool
	// running says that a person has to act before a program can start, and that one that has started waits.
	running bool
	// refused says that a program that has an end takes it for a mistake, and ends with 2 instead of 1.
	refused bool
}

// situationPause is the longest time that daemons of these tests wait before they try again.
const situationPause = 100 * time.Millisecond

// Something that has to happen is looked for every tick, for a minute.
const (
	minute = time.Minute
	tick   = 30 * time.Millisecond
)

// situationWorld makes a world with two files of two functions, in which all pages are made unless place is given, which comes before
// the first start.
func situationWorld(t *testing.T, program, store string, place func(w *killWorld)) *killWorld {
	t.Helper()
	w := newKillWorldOf(t, program, store, 2, 2, "schedule: {mode: continuous}\n")
	if place != nil {
		place(w)
	}
	_, whole := w.recover()
	require.True(t, whole, w.last)
	return w
}

// show shows a situation: a run of the program that has an end says what is wrong and ends with 1; one that has none says it once, goes
// on by itself when it is over, also when it comes about under it, and says that; in the end nothing is lost, doubled, blamed or left.
func (s situation) show(t *testing.T, w *killWorld) {
	t.Helper()
	was := w.t
	w.t = t
	defer func() { w.t = was }()
	require.NotEmpty(t, s.says)
	end := s.bring(w)
	before := w.commits()
	c := w.start("")
	c.wait()
	said := c.out.String()
	code := 1
	if s.refused {
		code = 2
	}
	assert.Equal(t, code, c.cmd.ProcessState.ExitCode(), said)
	s.told(t, said, 1)
	if !s.local {
		assert.Equal(t, before, w.commits(), "no page can be made")
	}
	if s.running {
		end()
	}
	c = w.launch([]string{"CODEWORM_FAULTPAUSE=" + situationPause.String()}, "run")
	defer c.kill(true)
	times := 0
	if !s.running {
		times++
		s.under(w, c, 0, end)
	}
	if !s.start {
		require.Eventually(t, func() bool { return c.ended() || w.current() && w.pushed() }, minute, tick, "%s", saying{c})
		time.Sleep(3 * situationPause) // the last push has ended
		already := times
		times++
		s.under(w, c, already, s.bring(w))
	}
	require.NoError(t, c.cmd.Process.Signal(syscall.SIGTERM))
	c.wait()
	said = c.out.String()
	assert.Equal(t, 0, c.cmd.ProcessState.ExitCode(), said)
	s.told(t, said, times)
	if s.local {
		assert.Equal(t, times, strings.Count(said, "the pages are pushed now"), said)
	} else {
		assert.Equal(t, times, strings.Count(said, " is back after "), said)
	}
	assert.NotContains(t, said, "no page for ")
	c = w.start("")
	c.wait()
	w.last = c.out.String()
	assert.Empty(t, w.faults())
}

// bring brings the situation about, with pages that are due.
func (s situation) bring(w *killWorld) (end func()) {
	w.t.Helper()
	end = s.cause(w)
	w.change(w.changes % w.files)
	return end
}

// under waits until a run has told the situation once more than already and has tried again a few times, ends it, and waits until all is
// well.
func (s situation) under(w *killWorld, c *killChild, already int, end func()) {
	w.t.Helper()
	told := func() bool { return c.ended() || strings.Count(c.out.String(), s.says[0]) > already }
	if !assert.Eventually(w.t, told, minute, tick) || c.ended() {
		end()
		require.FailNow(w.t, "the run does not say it", "%s", c.out.String())
	}
	time.Sleep(3 * situationPause) // it tries again
	end()
	require.Eventually(w.t, func() bool { return c.ended() || w.current() && w.pushed() }, minute, tick, "%s", saying{c})
	require.False(w.t, c.ended(), "%s", c.out.String())
	time.Sleep(300 * time.Millisecond) // it says so
}

// saying is what a child says, when it is asked.
type saying struct{ c *killChild }

func (s saying) String() string { return s.c.out.String() }

// told checks that each part of the message was said so often, in one line each.
func (s situation) told(t *testing.T, said string, times int) {
	t.Helper()
	n := 0
	for line := range strings.Lines(said) {
		if strings.Contains(line, s.says[0]) {
			n++
			for _, part := range s.says {
				assert.Contains(t, line, part)
			}
		}
	}
	assert.Equal(t, times, n, said)
}

// commits counts the commits of the devlog.
func (w *killWorld) commits() string {
	w.t.Helper()
	out, err := w.tryGit("devlog", nil, "rev-list", "--count", "--all")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(out)
}

// pushed reports whether the remote has what the devlog has.
func (w *killWorld) pushed() bool {
	w.t.Helper()
	here, err := w.tryGit("devlog", nil, "rev-parse", "HEAD")
	there, errThere := w.tryGit("remote.git", nil, "rev-parse", "main")
	return err == nil && errThere == nil && here == there
}

// do runs commands one after the other in the world's folder.
func (w *killWorld) do(script string) {
	w.t.Helper()
	cmd := exec.Command("sh", "-euc", script)
	cmd.Dir = w.dir
	out, err := cmd.CombinedOutput()
	require.NoError(w.t, err, "%s: %s", script, out)
}

// scripts makes a situation of two scripts that run in the world's folder.
func scripts(cause, end string) func(w *killWorld) func() {
	return func(w *killWorld) func() {
		w.do(cause)
		return func() { w.do(end) }
	}
}

// situationWorlds is in how many worlds situations are shown at a time.
const situationWorlds = 4

// showAll shows situations, one after the other in each of a few worlds; one that fails costs its world.
func showAll(t *testing.T, program, store string, place func(w *killWorld), all []situation) {
	t.Helper()
	require.NotEmpty(t, all)
	for part := range slices.Chunk(all, (len(all)+situationWorlds-1)/situationWorlds) {
		t.Run("world of "+part[0].name, func(t *testing.T) {
			t.Parallel()
			var w *killWorld
			for _, s := range part {
				failed := !t.Run(s.name, func(inner *testing.T) {
					if w == nil {
						w = situationWorld(t, program, store, place)
					}
					s.show(inner, w)
				})
				if failed {
					w = nil
				}
			}
		})
	}
}

// write writes a file below the world's folder.
func (w *killWorld) write(name, text string, mode os.FileMode) {
	w.t.Helper()
	require.NoError(w.t, os.WriteFile(w.at(name), []byte(text), mode))
	require.NoError(w.t, os.Chmod(w.at(name), mode))
}
