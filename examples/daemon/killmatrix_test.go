//go:build linux

package main

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// killPoints are the named steps of publishing, in their order. The last four but one are reached when somebody else has pushed.
var killPoints = []string{
	"claimed", "generated", "noted", "placed", "stored", "staged", "moved", "concluding", "published", "recorded",
	"fetched", "merged", "forwarded", "pushed",
}

// killCell is a cell of the matrix.
type killCell struct {
	point, how, store string
	daemons           int
}

// killRow is what became of a cell.
type killRow struct {
	trials, kills, starts, most int
	faults                      []string
}

// killMatrix runs trials, in worlds that are used until something is wrong in them.
type killMatrix struct {
	t       *testing.T
	program string
	rand    *rand.Rand
	worlds  map[string]*killWorld
	used    map[string]int
	results *killResults
	spans   map[int]time.Duration // within which daemons are killed at random, by how many there are
}

// killResults are the matrix's.
type killResults struct {
	order []killCell
	rows  map[killCell]*killRow
	// untried counts the trials that the time of the tests did not suffice for.
	untried int
}

// worldTrials is after how many trials a world is replaced: a new one has no devlog and no state yet.
const worldTrials = 25

// faultyProgram builds the program with named steps at which faults happen, and gives commits an author.
func faultyProgram(t *testing.T) string {
	t.Helper()
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	for _, name := range []string{"AUTHOR", "COMMITTER"} {
		t.Setenv("GIT_"+name+"_NAME", "Ann")
		t.Setenv("GIT_"+name+"_EMAIL", "ann@example.com")
	}
	program := filepath.Join(t.TempDir(), "codeworm")
	out, err := exec.Command("go", "build", "-tags", "faultpoint", "-o", program, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	return program
}

func newKillMatrix(t *testing.T) *killMatrix {
	t.Helper()
	program := faultyProgram(t)
	var err error
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("CODEWORM_KILL_SEED"); text != "" {
		seed, err = strconv.ParseUint(text, 10, 64)
		require.NoError(t, err)
	}
	t.Logf("CODEWORM_KILL_SEED=%d", seed)
	m := &killMatrix{t: t, program: program, rand: rand.New(rand.NewPCG(seed, 0)), worlds: map[string]*killWorld{}, used: map[string]int{},
		results: &killResults{rows: map[killCell]*killRow{}}, spans: map[int]time.Duration{1: 2 * time.Second, 4: 4 * time.Second}}
	t.Cleanup(func() {
		if len(m.results.order) > 0 {
			t.Log("\n" + m.results.table())
		}
	})
	return m
}

// run runs a part of the matrix as a test of its own, in worlds of its own.
func (m *killMatrix) run(name string, part func(m *killMatrix)) {
	m.t.Run(name, func(t *testing.T) {
		own := *m
		own.t, own.worlds, own.used = t, map[string]*killWorld{}, map[string]int{}
		part(&own)
	})
}

// world is the world of a cell with pages that are due; that of a rejected push has pages already.
func (m *killMatrix) world(c killCell, foreign bool) *killWorld {
	m.t.Helper()
	at := fmt.Sprint(c.store, c.daemons)
	w := m.worlds[at]
	if m.used[at]++; w == nil || m.used[at]%worldTrials == 0 {
		w = newKillWorld(m.t, m.program, c.store)
		m.worlds[at] = w
		if !foreign {
			return w
		}
		_, whole := w.recover()
		require.True(m.t, whole, w.last)
	}
	files := m.rand.Perm(killFiles)
	w.change(files[:2]...)
	if foreign {
		w.commit()
	}
	return w
}

// trial kills daemons, starts them again, and notes what is wrong afterwards.
func (m *killMatrix) trial(c killCell) {
	m.t.Helper()
	if end, ok := m.t.Deadline(); ok && time.Until(end) < killEnd {
		m.results.untried++
		return
	}
	foreign := c.point == "fetched" || c.point == "merged" || c.point == "forwarded" || c.point == "random" && m.rand.IntN(4) == 0
	w := m.world(c, foreign)
	w.several = w.several || c.daemons > 1 || c.how == "stop"
	count := 1
	if c.daemons == 1 && !foreign && c.point != "random" && c.point != "pushed" {
		count = 1 + m.rand.IntN(6)
	}
	fault := map[string]string{"alone": "kill", "all": "stop", "stop": "stop"}[c.how]
	fault = fmt.Sprintf("%s:%d:%s", c.point, count, fault)
	if c.point == "random" {
		fault = ""
	}
	var children []*killChild
	for i := range c.daemons {
		at := fault
		if i >= max(1, c.daemons-1) { // it lives on
			at = ""
		}
		children = append(children, w.start(at))
	}
	if c.point == "random" {
		m.atRandom(c, children)
	}
	kills := m.await(c, w, children)
	starts, whole := w.recover()
	w.settle()
	faults := []string{"not whole after " + strconv.Itoa(starts) + " starts: " + w.last}
	if whole {
		faults = w.faults()
	}
	m.note(c, w, kills, starts, faults)
}

// atRandom kills daemons at random moments of their lives; of several, some live on. The span of the moments follows the machine, so
// that most kills come before a daemon's end and some would come after it.
func (m *killMatrix) atRandom(c killCell, children []*killChild) {
	begun := time.Now()
	for range m.rand.IntN(len(children)) + 1 {
		child := children[m.rand.IntN(len(children))]
		span := m.spans[c.daemons]
		time.Sleep(time.Until(begun.Add(time.Duration(m.rand.Float64() * float64(span)))))
		if child.ended() {
			if !child.killed {
				m.spans[c.daemons] = max(span*8/10, time.Second)
			}
			continue
		}
		m.spans[c.daemons] = min(span*107/100, killEnd/4)
		child.kill(c.how == "all")
	}
}

// await waits until all daemons have ended, does with those that are stopped at a step what the cell says, and returns how many it was done to.
func (m *killMatrix) await(c killCell, w *killWorld, children []*killChild) (kills int) {
	m.t.Helper()
	for deadline := time.Now().Add(killEnd); len(children) > 0; time.Sleep(5 * time.Millisecond) {
		require.Less(m.t, time.Now(), deadline, "a daemon does not end: %s", children[0].out.String())
		var left []*killChild
		for _, child := range children {
			switch {
			case child.ended():
				if child.killed {
					kills++
				}
				continue
			case child.stopped() && c.how == "all":
				child.kill(true)
			case child.stopped() && c.how == "stop":
				kills++
				left = append(left, m.sleepOn(w, child))
			}
			left = append(left, child)
		}
		children = left
	}
	return kills
}

// sleepOn lets a stopped daemon sleep until another has its claims and has made its pages, unless that waits for what it holds, and go on.
// It returns the other one.
func (m *killMatrix) sleepOn(w *killWorld, child *killChild) *killChild {
	m.t.Helper()
	time.Sleep(killClaim + 200*time.Millisecond)
	other := w.start("")
	select {
	case <-other.exited:
	case <-time.After(2 * killClaim):
	}
	require.NoError(m.t, child.cmd.Process.Signal(syscall.SIGCONT))
	return other
}

func (m *killMatrix) note(c killCell, w *killWorld, kills, starts int, faults []string) {
	row := m.results.rows[c]
	if row == nil {
		row = &killRow{}
		m.results.rows[c], m.results.order = row, append(m.results.order, c)
	}
	row.trials++
	row.kills += kills
	row.starts += starts
	row.most = max(row.most, starts)
	if len(faults) == 0 {
		return
	}
	delete(m.worlds, fmt.Sprint(c.store, c.daemons)) // another one for what comes next
	text := fmt.Sprintf("%+v in %s: %s", c, w.dir, strings.Join(faults, "\n  "))
	row.faults = append(row.faults, text)
	assert.Fail(m.t, "not whole without a person", text)
	if keep := os.Getenv("CODEWORM_KILL_KEEP"); keep != "" {
		to := filepath.Join(keep, filepath.Base(filepath.Dir(w.dir))+"-"+filepath.Base(w.dir))
		out, err := exec.Command("cp", "-a", w.dir, to).CombinedOutput()
		require.NoError(m.t, err, "%s", out)
	}
}

// table shows the matrix.
func (m *killResults) table() string {
	var text strings.Builder
	out := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "step\twho\tstore\tdaemons\ttrials\tkills\tstarts until whole\tmost\tfaults")
	total := killRow{}
	faults := 0
	for _, c := range m.order {
		r := m.rows[c]
		fmt.Fprintf(out, "%s\t%s\t%s\t%d\t%d\t%d\t%.2f\t%d\t%d\n", c.point, c.how, c.store, c.daemons, r.trials, r.kills, float64(r.starts)/float64(r.trials), r.most, len(r.faults))
		total.trials, total.kills, total.starts, total.most, faults = total.trials+r.trials, total.kills+r.kills, total.starts+r.starts, max(total.most, r.most), faults+len(r.faults)
	}
	fmt.Fprintf(out, "all\t\t\t\t%d\t%d\t%.2f\t%d\t%d\n", total.trials, total.kills, float64(total.starts)/float64(max(1, total.trials)), total.most, faults)
	_ = out.Flush() // into memory
	if m.untried > 0 {
		fmt.Fprintf(&text, "%d trials were left out: the time of the tests did not suffice\n", m.untried)
	}
	return text.String()
}

// Daemons that are killed or stopped at any step of publishing leave a state, a devlog and a remote that the next start makes whole:
// every target has one page, one commit for it and one record, and nothing is left of what was begun. CODEWORM_KILLS is how many
// random moments are tried in the whole matrix; without it a short form runs.
func TestKillMatrix(t *testing.T) {
	m := newKillMatrix(t)
	hows := []string{"alone", "all"}
	n, err := strconv.Atoi(os.Getenv("CODEWORM_KILLS"))
	if err != nil {
		for i, point := range killPoints {
			m.trial(killCell{point, hows[i%2], "sqlite", 1})
		}
		m.trial(killCell{"generated", "stop", "sqlite", 1})
		for i := range 10 {
			m.trial(killCell{"random", hows[i%2], "sqlite", 1})
		}
		for i, point := range []string{"claimed", "moved", "published", "random"} {
			m.trial(killCell{point, hows[i%2], "postgres", 4})
		}
		assert.Zero(t, m.results.untried, "give the tests more time")
		for c, row := range m.results.rows {
			if c.point != "random" && c.daemons == 1 {
				assert.NotZero(t, row.kills, "the step %s is not reached", c.point)
			}
		}
		return
	}
	for _, store := range []string{"sqlite", "postgres"} {
		for _, daemons := range []int{1, 4} {
			m.run(fmt.Sprintf("steps/%s/%d", store, daemons), func(m *killMatrix) {
				for _, point := range killPoints {
					for _, how := range append(hows, "stop") {
						m.trial(killCell{point, how, store, daemons})
					}
				}
			})
		}
		m.run("moments/"+store, func(m *killMatrix) {
			for i := range n / 2 {
				m.trial(killCell{"random", hows[i/2%2], store, []int{1, 4}[i%2]})
			}
		})
	}
}

// What the matrix looks for it finds.
func TestKillFaults(t *testing.T) {
	m := newKillMatrix(t)
	w := newKillWorld(t, m.program, "sqlite")
	_, whole := w.recover()
	require.True(t, whole, w.last)
	require.Empty(t, w.faults())
	file := func(name string) func() {
		return func() { require.NoError(t, os.WriteFile(w.at(name), []byte("{}"), 0o600)) }
	}
	statement := func(text string) func() {
		return func() {
			db, err := sql.Open("sqlite", w.at("state/state.db"))
			require.NoError(t, err)
			defer db.Close()
			_, err = db.ExecContext(t.Context(), text)
			require.NoError(t, err)
		}
	}
	git := func(args ...string) func() { return func() { w.git("devlog", args...) } }
	some := strings.TrimSpace(w.git("devlog", "ls-files", "sample/functions/m1.py/step_1_1*"))
	before := strings.TrimSpace(w.git("devlog", "rev-parse", "HEAD"))
	rest := func(head string) func() { return git("reset", "-q", "--hard", head) }
	for _, c := range []struct {
		says     string
		do, undo func()
	}{
		{"index.lock", file("devlog/.git/index.lock"), func() { require.NoError(t, os.Remove(w.at("devlog/.git/index.lock"))) }},
		{"main.lock", file("devlog/.git/refs/heads/main.lock"), func() { require.NoError(t, os.Remove(w.at("devlog/.git/refs/heads/main.lock"))) }},
		{"pending.json", file("devlog/.git/codeworm/pending.json"), func() { require.NoError(t, os.Remove(w.at("devlog/.git/codeworm/pending.json"))) }},
		{"git status", file("devlog/sample/x.md"), func() { require.NoError(t, os.Remove(w.at("devlog/sample/x.md"))) }},
		{"state's folder", file("state/state.db.tmp"), func() { require.NoError(t, os.Remove(w.at("state/state.db.tmp"))) }},
		{"refs/codeworm/new", git("update-ref", "refs/codeworm/new", "HEAD"), git("update-ref", "-d", "refs/codeworm/new")},
		{"claims are left", statement(`INSERT INTO claims (key, owner, expires_at, ttl) VALUES ('file_doc:sample:m0.py', 'x', '2000', 1)`), statement(`DELETE FROM claims`)},
		{"unpushed", git("commit", "-q", "--allow-empty", "-m", "x"), rest(before)},
		{"24 pages", statement(`DELETE FROM records WHERE key = 'file_doc:sample:m0.py'`), func() { _, whole = w.recover() }},
		{"23 pages", git("rm", "-q", "--", some), rest(before)},
	} {
		c.do()
		if c.says == "23 pages" {
			w.git("devlog", "commit", "-q", "-m", "Remove")
		}
		assert.Contains(t, strings.Join(w.faults(), "\n"), c.says)
		c.undo()
		w.head = before
		assert.Empty(t, w.faults(), "after %s", c.says)
	}
	w.git("devlog", "rm", "-q", "--", some)
	w.git("devlog", "commit", "-q", "-m", "Remove")
	w.git("devlog", "revert", "--no-edit", "HEAD")
	assert.Contains(t, strings.Join(w.faults(), "\n"), "doubled: "+some)
	w.git("devlog", "checkout", "-q", "-b", "side", before)
	w.git("devlog", "commit", "-q", "--allow-empty", "-m", "x")
	w.git("devlog", "checkout", "-q", "main")
	w.git("devlog", "merge", "-q", "--no-edit", "side")
	assert.Contains(t, strings.Join(w.faults(), "\n"), "not linear")
	blob := strings.TrimSpace(w.git("devlog", "rev-parse", "HEAD:"+some))
	object := w.at("devlog/.git/objects/" + blob[:2] + "/" + blob[2:])
	require.NoError(t, os.Chmod(object, 0o600))
	require.NoError(t, os.WriteFile(object, []byte("x"), 0o600))
	_, err := w.tryGit("devlog", nil, "fsck", "--strict")
	assert.Error(t, err)
}
