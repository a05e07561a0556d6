//go:build linux

package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
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

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/postgrestest"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/state/postgres"
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
	killPages                = killFiles * (killFunctions + 1) // a page for each function and for each file
)

// killWorld is a repository, a devlog with a remote, and a state, for daemons that are killed.
type killWorld struct {
	t            *testing.T
	program, dir string
	database     string // the address of the state; "" when it is a file
	changes      int
	versions     map[string]int // of the source's files
	foreign      bool           // somebody else has pushed
	// several says that several daemons work at a time: one that is killed after another has made the page that it just claimed
	// leaves a claim that nobody takes; it is forgotten codeworm.ClaimGrace after its end.
	several bool
	seen    map[string]map[string]int // how often the history has a page's fingerprint, by path
	head    string                    // up to where the history was looked at
	last    string                    // what a daemon that was started again said
}

func (w *killWorld) at(name string) string { return filepath.Join(w.dir, name) }

func newKillWorld(t *testing.T, program, store string) *killWorld {
	t.Helper()
	w := &killWorld{t: t, program: program, dir: t.TempDir(), versions: map[string]int{}, seen: map[string]map[string]int{}}
	state := "state/state.db"
	if store == "postgres" {
		w.database = postgrestest.Database(t)
		state = "$KILL_DATABASE"
	}
	require.NoError(t, os.Mkdir(w.at("sample"), 0o755))
	config := fmt.Sprintf("devlog: {path: devlog, remote: %s}\nstate: %s\ntypes: {function_doc: 1, file_doc: 1}\nclaim_time: %s\nrepos: [{path: sample}]\nllm: {mode: facts}\n",
		w.at("remote.git"), state, killClaim)
	require.NoError(t, os.WriteFile(w.at("codeworm.yaml"), []byte(config), 0o600))
	w.git(".", "init", "-q", "--bare", "-b", "main", "remote.git")
	w.git("sample", "init", "-q", "-b", "main")
	w.change(0, 1, 2, 3)
	return w
}

// change changes every function of the files, so that their pages are due.
func (w *killWorld) change(files ...int) {
	w.t.Helper()
	w.changes++
	for _, i := range files {
		var text strings.Builder
		fmt.Fprintf(&text, "\"\"\"Module %d of the sample, version %d.\"\"\"\n", i, w.changes)
		for j := range killFunctions {
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
	c := &killChild{w: w, exited: make(chan struct{}), mark: fmt.Sprintf("KILL_CHILD=%s-%d", w.dir, killChildren.Add(1))}
	c.cmd = exec.CommandContext(context.Background(), w.program, "once", "-n", "1000", "--config", w.at("codeworm.yaml"))
	c.cmd.Env = append(os.Environ(), c.mark, "CODEWORM_FAULTPOINT="+fault, "KILL_DATABASE="+w.database)
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
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
	return len(pages) == killPages
}

// records are what the state holds, and what is wrong with the state.
func (w *killWorld) records() (records []codeworm.Record, faults []string) {
	w.t.Helper()
	if all, inForce := w.claims(); inForce > 0 || all > 0 && !w.several {
		faults = append(faults, fmt.Sprintf("%d claims are left, %d of them in force", all, inForce))
	}
	if w.database != "" {
		store, err := postgres.Open(w.t.Context(), w.database, postgres.WithReadOnly())
		require.NoError(w.t, err)
		defer store.Close()
		records, err = store.Records(w.t.Context(), "")
		require.NoError(w.t, err)
		return records, faults
	}
	entries, err := os.ReadDir(w.at("state"))
	require.NoError(w.t, err)
	for _, e := range entries {
		if !slices.Contains([]string{"state.db", "state.db-wal", "state.db-shm"}, e.Name()) {
			faults = append(faults, "left in the state's folder: "+e.Name())
		}
	}
	db, err := sql.Open("sqlite", w.at("state/state.db"))
	require.NoError(w.t, err)
	var verdict string
	require.NoError(w.t, db.QueryRowContext(w.t.Context(), `PRAGMA integrity_check`).Scan(&verdict))
	require.NoError(w.t, db.Close())
	if verdict != "ok" {
		faults = append(faults, "integrity check: "+verdict)
	}
	store, err := sqlite.Open(w.t.Context(), w.at("state/state.db"))
	require.NoError(w.t, err)
	defer store.Close()
	records, err = store.Records(w.t.Context(), "")
	require.NoError(w.t, err)
	return records, faults
}

// faults are what is wrong after everything was made whole without a person's help.
func (w *killWorld) faults() []string {
	w.t.Helper()
	records, faults := w.records()
	add := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if !strings.Contains(w.last, "Nothing is due") && !strings.Contains(w.last, "written to") && !strings.Contains(w.last, "found") {
		add("the last start said: %s", w.last)
	}
	for dir, name := range map[string]string{"devlog": "the devlog", "remote.git": "the remote"} {
		if out, err := w.tryGit(dir, nil, "fsck", "--strict", "--no-dangling", "--no-progress"); err != nil || out != "" {
			add("fsck of %s: %v %s", name, err, out)
		}
	}
	if out := w.git("devlog", "status", "--porcelain", "--ignored"); out != "" {
		add("git status: %s", out)
	}
	if here, there := w.git("devlog", "rev-parse", "HEAD"), w.git("remote.git", "rev-parse", "main"); here != there {
		add("unpushed: here %s, there %s", strings.TrimSpace(here), there)
	}
	faults = append(append(faults, w.left()...), w.history()...)

	revisions := strings.Fields(w.git("devlog", "rev-list", "HEAD"))
	pages := w.tree()
	keys := map[page.Key]string{}
	for _, r := range records {
		keys[r.Key] = r.PagePath
		p, ok := pages[r.PagePath]
		meta := p.meta
		switch {
		case r.Failures > 0 || !r.RetiredAt.IsZero():
			add("%s rests or is retired: %s", r.Key, r.LastError)
		case !ok:
			add("%s is recorded and has no page", r.Key)
		case meta.Key != r.Key || meta.Fingerprint != r.Fingerprint:
			add("%s is recorded as %s and published as %s", r.Key, r.Fingerprint, meta.Fingerprint)
		case !slices.Contains(revisions, r.Revision):
			add("%s is recorded with the revision %q, which the history has not", r.Key, r.Revision)
		}
	}
	if len(records) != killPages || len(keys) != killPages || len(pages) != killPages {
		add("%d records, %d keys and %d pages instead of %d", len(records), len(keys), len(pages), killPages)
	}
	return faults
}

// left are locks and temporary files.
func (w *killWorld) left() (faults []string) {
	w.t.Helper()
	require.NoError(w.t, filepath.WalkDir(w.at("devlog"), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(w.dir, path)
		own := filepath.Dir(name) == "devlog/.git/codeworm"
		if strings.HasSuffix(name, ".lock") || strings.HasPrefix(d.Name(), "tmp_") || strings.HasSuffix(name, ".tmp") || own && d.Name() != "lock" {
			faults = append(faults, "left: "+name)
		}
		return nil
	}))
	for ref := range strings.FieldsSeq(w.git("devlog", "for-each-ref", "--format=%(refname)")) {
		if ref != "refs/heads/main" && ref != "refs/codeworm/remote" {
			faults = append(faults, "left: "+ref)
		}
	}
	return faults
}

// isPage reports whether a path in the devlog is that of a page.
func isPage(path string) bool {
	return strings.HasPrefix(path, "sample/") && strings.HasSuffix(path, ".md") && filepath.Base(path) != "README.md"
}

// killPage is a page that is committed.
type killPage struct {
	meta page.Meta
	text string
}

// read reads pages by the names of their blobs.
func (w *killWorld) read(blobs []string) (pages []killPage) {
	w.t.Helper()
	out, err := w.tryGit("devlog", []byte(strings.Join(blobs, "\n")+"\n"), "cat-file", "--batch")
	require.NoError(w.t, err)
	for range blobs {
		line, rest, _ := strings.Cut(out, "\n")
		fields := strings.Fields(line)
		require.Len(w.t, fields, 3, line)
		size, err := strconv.Atoi(fields[2])
		require.NoError(w.t, err)
		meta, err := page.ParseMeta([]byte(rest[:size]))
		require.NoError(w.t, err)
		pages, out = append(pages, killPage{meta, rest[:size]}), rest[size+1:]
	}
	return pages
}

// tree are the pages that are committed, by path.
func (w *killWorld) tree() map[string]killPage {
	w.t.Helper()
	pages := map[string]killPage{}
	if _, err := w.tryGit("devlog", nil, "rev-parse", "-q", "--verify", "HEAD"); err != nil {
		return pages
	}
	var paths, blobs []string
	for line := range strings.Lines(w.git("devlog", "ls-tree", "-r", "HEAD")) {
		about, path, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if isPage(path) {
			paths, blobs = append(paths, path), append(blobs, strings.Fields(about)[2])
		}
	}
	if len(blobs) > 0 {
		for i, p := range w.read(blobs) {
			pages[paths[i]] = p
		}
	}
	return pages
}

// history looks at the commits since it was last looked at: one for each page's state, one page each, in a line.
func (w *killWorld) history() (faults []string) {
	w.t.Helper()
	since := "HEAD"
	if w.head != "" {
		since = w.head + "..HEAD"
	}
	if merges := w.git("devlog", "rev-list", "--merges", since); merges != "" && !w.foreign {
		faults = append(faults, "the history is not linear: "+merges)
	}
	var paths, blobs []string
	for entry := range strings.SplitSeq(w.git("devlog", "log", "--no-merges", "--raw", "--no-abbrev", "--no-renames", "--format=%x00%H", since), "\x00") {
		n := 0
		for line := range strings.Lines(entry) {
			about, path, raw := strings.Cut(strings.TrimSpace(line), "\t")
			if fields := strings.Fields(about); raw && isPage(path) && len(fields) == 5 && fields[4] != "D" {
				n++
				paths, blobs = append(paths, path), append(blobs, fields[3])
			}
		}
		if n > 1 {
			faults = append(faults, "more than one page in the commit "+entry)
		}
	}
	if len(blobs) > 0 {
		for i, p := range w.read(blobs) {
			meta := p.meta
			if w.seen[paths[i]] == nil {
				w.seen[paths[i]] = map[string]int{}
			}
			if w.seen[paths[i]][meta.Fingerprint]++; w.seen[paths[i]][meta.Fingerprint] == 2 {
				faults = append(faults, fmt.Sprintf("doubled: %s of %s", paths[i], meta.Fingerprint))
			}
		}
	}
	w.head = strings.TrimSpace(w.git("devlog", "rev-parse", "HEAD"))
	return faults
}
