//go:build linux

package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/postgrestest"
	"github.com/codeworm/codeworm/state/sqlite"
)

const (
	// killClaim is how long a claim lasts in these tests.
	killClaim = 2 * time.Second
	// killEnd is how long a daemon may take until nothing is due, on a machine that is busy.
	killEnd = 2 * time.Minute
	// killStarts is how often a daemon is started again before it counts as one that needs a person.
	killStarts = 6

	killFiles, killFunctions = 4, 5
)

// killWorld is a repository, a devlog with a remote, and a state, for daemons that are killed.
type killWorld struct {
	t            *testing.T
	program, dir string
	files        int    // of the source
	functions    int    // in each of them
	database     string // the address of the state; "" when it is a file
	changes      int
	versions     map[string]int // of the source's files
	foreign      bool           // somebody else has pushed
	// several says that several daemons work at a time: one that is killed after another has made the page that it just claimed
	// leaves a claim that nobody takes; it is forgotten codeworm.ClaimGrace after its end.
	several bool
	through []string                  // the program that daemons are started by; nil for none
	account *syscall.Credential       // whose daemons are; nil for this program's
	seen    map[string]map[string]int // how often the history has a page's fingerprint, by path
	head    string                    // up to where the history was looked at
	last    string                    // what a daemon that was started again said
}

func (w *killWorld) at(name string) string { return filepath.Join(w.dir, name) }

// pages is how many pages there have to be: one for each function and for each file.
func (w *killWorld) pages() int { return w.files * (w.functions + 1) }

func newKillWorld(t *testing.T, program, store string) *killWorld {
	t.Helper()
	return newKillWorldOf(t, program, store, killFiles, killFunctions, "")
}

// newKillWorldOf makes a world of so many files and functions, with more lines of configuration.
func newKillWorldOf(t *testing.T, program, store string, files, functions int, more string) *killWorld {
	t.Helper()
	w := &killWorld{t: t, program: program, dir: t.TempDir(), files: files, functions: functions, versions: map[string]int{}, seen: map[string]map[string]int{}}
	state := "state/state.db"
	if store == "postgres" {
		w.database = postgrestest.Database(t)
		state = "$KILL_DATABASE"
	}
	require.NoError(t, os.Mkdir(w.at("sample"), 0o755))
	config := fmt.Sprintf("devlog: {path: devlog, remote: %q}\nstate: %s\ntypes: {function_doc: 1, file_doc: 1}\nparser: {workers: 1}\nclaim_time: %s\nrepos: [{path: sample}]\nllm: {mode: facts}\n%s",
		w.at("remote.git"), state, killClaim, more)
	require.NoError(t, os.WriteFile(w.at("codeworm.yaml"), []byte(config), 0o600))
	w.git(".", "init", "-q", "--bare", "-b", "main", "remote.git")
	w.git("sample", "init", "-q", "-b", "main")
	all := make([]int, files)
	for i := range all {
		all[i] = i
	}
	w.change(all...)
	return w
}

// change changes every function of the files, so that their pages are due.
func (w *killWorld) change(files ...int) {
	w.t.Helper()
	w.changes++
	for _, i := range files {
		var text strings.Builder
		fmt.Fprintf(&text, "\"\"\"Module %d of the sample, version %d.\"\"\"\n", i, w.changes)
		for j := range w.functions {
			fmt.Fprintf(&text, "\n\ndef step_%d_%d(values, limit):\n    \"\"\"Return the values up to the limit, %d.\"\"\"\n    out = []\n    for value in values:\n"+
				"        if value > limit + %d:\n            out.append(value)\n        elif value == %d:\n            continue\n    return out\n", i, j, j, j, w.changes)
		}
		name := fmt.Sprintf("m%d.py", i)
		w.versions[name] = w.changes
		require.NoError(w.t, os.WriteFile(w.at("sample/"+name), []byte(text.String()), 0o600))
	}
	w.git("sample", "add", ".")
	w.git("sample", "commit", "-q", "-m", fmt.Sprintf("Change %d", w.changes))
}

// commit commits and pushes a file of somebody else's, so that the next push of the daemon's is rejected.
func (w *killWorld) commit() {
	w.t.Helper()
	if !w.foreign {
		w.git(".", "clone", "-q", "remote.git", "person")
	}
	w.foreign = true
	w.git("person", "pull", "-q", "--ff-only")
	require.NoError(w.t, os.WriteFile(w.at(fmt.Sprintf("person/note-%d.txt", w.changes)), []byte("a note\n"), 0o600))
	w.git("person", "add", ".")
	w.git("person", "commit", "-q", "-m", "Note something")
	w.git("person", "push", "-q")
}

func (w *killWorld) git(dir string, args ...string) string {
	w.t.Helper()
	out, err := w.tryGit(dir, nil, args...)
	require.NoError(w.t, err, "git %v: %s", args, out)
	return out
}

func (w *killWorld) tryGit(dir string, in []byte, args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Stdin = w.at(dir), bytes.NewReader(in)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// killChild is a daemon in a process of its own.
type killChild struct {
	w      *killWorld
	cmd    *exec.Cmd
	mark   string // in the environment of it and of all that it starts
	out    buffer
	exited chan struct{}
	killed bool // by itself or by the test
}

var killChildren atomic.Int64

// start starts a daemon that makes pages until nothing is due; fault is where something happens to it, or "".
func (w *killWorld) start(fault string) *killChild {
	w.t.Helper()
	return w.launch([]string{"CODEWORM_FAULTPOINT=" + fault}, "once", "-n", "1000")
}

// launch starts the program with more variables in its environment.
func (w *killWorld) launch(env []string, args ...string) *killChild {
	w.t.Helper()
	c := &killChild{w: w, exited: make(chan struct{}), mark: fmt.Sprintf("KILL_CHILD=%s-%d", w.dir, killChildren.Add(1))}
	args = append(slices.Concat(w.through, []string{w.program}, args), "--config", w.at("codeworm.yaml"))
	c.cmd = exec.CommandContext(context.Background(), args[0], args[1:]...)
	c.cmd.Env = append(append(os.Environ(), c.mark, "KILL_DATABASE="+w.database), env...)
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: w.account}
	c.cmd.Stdout, c.cmd.Stderr = &c.out, &c.out
	c.cmd.WaitDelay = time.Second
	require.NoError(w.t, c.cmd.Start())
	go func() {
		defer close(c.exited)
		_ = c.cmd.Wait() // what became of it is in ProcessState
		if status, ok := c.cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() && status.Signal() == syscall.SIGKILL {
			c.killed = true
		}
	}()
	return c
}

// ended reports whether the daemon has ended.
func (c *killChild) ended() bool {
	select {
	case <-c.exited:
		return true
	default:
		return false
	}
}

// stopped reports whether it was stopped.
func (c *killChild) stopped() bool { return state(c.cmd.Process.Pid) == "T" }

// wait waits for the end of the daemon.
func (c *killChild) wait() {
	c.w.t.Helper()
	select {
	case <-c.exited:
	case <-time.After(killEnd):
		c.kill(true)
		require.FailNow(c.w.t, "the daemon does not end", "%s", c.out.String())
	}
}

// state is the state of a process as ps shows it; "" when there is none.
func state(pid int) string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return ""
	}
	_, rest, _ := bytes.Cut(text, []byte(") "))
	return string(rest[:1])
}

// kill kills the daemon, alone or with all that it has started. The other end of the remote is another machine, and lives on.
func (c *killChild) kill(all bool) {
	if all {
		_ = c.cmd.Process.Signal(syscall.SIGSTOP) // it starts nothing more; when it has ended, nothing is to be done
		for _, pid := range c.w.processes(c.mark) {
			if at, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid)); err == nil && pid != c.cmd.Process.Pid && !strings.HasPrefix(at, c.w.at("remote.git")) {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
	}
	_ = c.cmd.Process.Kill()
	<-c.exited
}

// processes are those that have the mark in their environment.
func (w *killWorld) processes(mark string) (pids []int) {
	names, err := filepath.Glob("/proc/[0-9]*/environ")
	require.NoError(w.t, err)
	for _, name := range names {
		text, err := os.ReadFile(name)
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(name)))
		if err == nil && bytes.Contains(text, []byte(mark)) && state(pid) != "Z" {
			pids = append(pids, pid)
		}
	}
	return pids
}

// settle waits until nothing that a daemon started runs any more.
func (w *killWorld) settle() {
	w.t.Helper()
	mark := "KILL_CHILD=" + w.dir + "-"
	require.Eventually(w.t, func() bool { return len(w.processes(mark)) == 0 }, time.Minute, 20*time.Millisecond, "what a daemon started does not end")
}

// claims counts the claims of the state and those in force.
func (w *killWorld) claims() (all, inForce int) {
	w.t.Helper()
	if w.database != "" {
		conn, err := pgx.Connect(w.t.Context(), w.database)
		require.NoError(w.t, err)
		defer conn.Close(w.t.Context())
		require.NoError(w.t, conn.QueryRow(w.t.Context(), `SELECT count(*), count(*) FILTER (WHERE expires_at > now()) FROM codeworm.claims`).Scan(&all, &inForce))
		return all, inForce
	}
	db, err := sql.Open("sqlite", w.at("state/state.db"))
	require.NoError(w.t, err)
	defer db.Close()
	require.NoError(w.t, db.QueryRowContext(w.t.Context(), `SELECT count(*) FROM claims`).Scan(&all))
	store, err := sqlite.Open(w.t.Context(), w.at("state/state.db"))
	require.NoError(w.t, err)
	defer store.Close()
	stats, err := store.Stats(w.t.Context(), time.Time{})
	require.NoError(w.t, err)
	return all, stats.Claims
}

// recover starts a daemon again until every page shows the source as it is and no work is left to the claims of the dead. It returns
// how many starts that took.
func (w *killWorld) recover() (starts int, whole bool) {
	w.t.Helper()
	for starts < killStarts {
		starts++
		before := 1
		if w.head != "" || starts > 1 { // there is a state
			_, before = w.claims()
		}
		c := w.start("")
		c.wait()
		if w.last = c.out.String(); c.cmd.ProcessState.ExitCode() == 0 {
			all, inForce := w.claims()
			if inForce == 0 && (all == 0 || w.several && before == 0) && w.current() {
				return starts, true
			}
		}
		time.Sleep(killClaim + 100*time.Millisecond)
	}
	return starts, false
}

// current reports whether there are pages, and all show the source as it is.
func (w *killWorld) current() bool {
	w.t.Helper()
	pages := w.tree()
	for _, p := range pages {
		if !strings.Contains(p.text, fmt.Sprintf("value == %d:", w.versions[p.meta.Key.Path])) {
			return false
		}
	}
	return len(pages) == w.pages()
}
