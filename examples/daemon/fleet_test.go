package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/postgrestest"
	"github.com/codeworm/codeworm/state/postgres"
)

// machine is a daemon in a process of its own, with a clone of the devlog of its own.
type machine struct {
	name, clone string
	cmd         *exec.Cmd
	log         *bytes.Buffer // read when it has ended
	ended       chan error
}

// fleet is what machines share.
type fleet struct {
	*world
	dir, remote, address string
	machines             []*machine
}

// newFleet makes a database, a remote with a first commit, and so many machines with a clone each.
func newFleet(t *testing.T, n int, settings ...string) *fleet {
	t.Helper()
	dir, err := os.MkdirTemp("", "codeworm-fleet-")
	require.NoError(t, err)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("what the machines left is kept in %s", dir)
			return
		}
		require.NoError(t, os.RemoveAll(dir))
	})
	f := &fleet{world: newWorld(t), dir: dir, remote: filepath.Join(dir, "remote.git"), address: postgrestest.Database(t)}
	program := filepath.Join(t.TempDir(), "codeworm")
	out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	f.git(dir, "init", "-q", "--bare", "-b", "main", f.remote)
	f.git(f.remote, "config", "core.logAllRefUpdates", "always")
	seed := filepath.Join(dir, "seed")
	f.git(dir, "clone", "-q", f.remote, seed)
	f.git(seed, "commit", "-q", "--allow-empty", "-m", "Begin")
	f.git(seed, "push", "-q", "origin", "HEAD:main")
	for i := range n {
		m := &machine{name: fmt.Sprintf("machine%d", i+1), log: &bytes.Buffer{}, ended: make(chan error, 1)}
		m.clone = filepath.Join(dir, m.name)
		f.git(dir, "clone", "-q", f.remote, m.clone)
		config := filepath.Join(dir, m.name+".yaml")
		lines := append([]string{
			fmt.Sprintf("repos: [{name: sample, path: %q}]", f.repo), fmt.Sprintf("devlog: {path: %q, remote: origin}", m.clone),
			fmt.Sprintf("state: %q", f.address), "llm: {mode: facts}", "schedule: {mode: continuous}",
		}, settings...)
		require.NoError(t, os.WriteFile(config, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
		m.cmd = exec.Command(program, "run", "--config", config, "-v")
		m.cmd.Stdout, m.cmd.Stderr = m.log, m.log
		for _, who := range []string{"AUTHOR", "COMMITTER"} {
			m.cmd.Env = append(m.cmd.Env, "GIT_"+who+"_NAME="+m.name, "GIT_"+who+"_EMAIL="+m.name+"@example.com")
		}
		m.cmd.Env = append(os.Environ(), m.cmd.Env...)
		f.machines = append(f.machines, m)
	}
	return f
}

// due is how many pages are due, by the first machine's configuration.
func (f *fleet) due() int {
	f.t.Helper()
	c := &command{}
	c.code = execute(f.t.Context(), []string{"codeworm", "plan", "--json", "--no-cache", "--llm", "facts", "--config", filepath.Join(f.dir, "machine1.yaml")}, &c.out, &c.errors)
	require.Equal(f.t, 0, c.code, c.errors.String())
	return strings.Count(strings.TrimSpace(c.out.String()), "\n") + 1
}

// run runs the machines until there are so many pages and all of them are pushed, and stops them.
func (f *fleet) run(pages int, within time.Duration) {
	f.t.Helper()
	for _, m := range f.machines {
		require.NoError(f.t, m.cmd.Start())
		go func() { m.ended <- m.cmd.Wait() }()
	}
	store, err := postgres.Open(f.t.Context(), f.address)
	require.NoError(f.t, err)
	defer store.Close()
	done := func() bool {
		for _, m := range f.machines {
			if len(m.ended) > 0 {
				return true // too early, which is found below
			}
		}
		stats, err := store.Stats(f.t.Context(), time.Time{})
		if err != nil || stats.Pages < pages || stats.Claims > 0 {
			return false
		}
		for _, m := range f.machines {
			head := strings.TrimSpace(f.git(m.clone, "rev-parse", "HEAD"))
			if exec.Command("git", "-C", f.remote, "merge-base", "--is-ancestor", head, "main").Run() != nil {
				return false
			}
		}
		return true
	}
	for end := time.Now().Add(within); !done() && time.Now().Before(end); {
		time.Sleep(100 * time.Millisecond)
	}
	for _, m := range f.machines {
		if len(m.ended) == 0 {
			assert.NoError(f.t, m.cmd.Process.Signal(syscall.SIGTERM))
		}
	}
	for _, m := range f.machines {
		select {
		case err := <-m.ended:
			assert.NoError(f.t, err, "%s ends with 0 when it is stopped", m.name)
		case <-time.After(30 * time.Second):
			assert.NoError(f.t, m.cmd.Process.Kill())
			assert.Error(f.t, <-m.ended)
			assert.Fail(f.t, m.name+" does not end")
		}
		assert.NoError(f.t, os.WriteFile(filepath.Join(f.dir, m.name+".log"), m.log.Bytes(), 0o600))
	}
}

// lines are what a git command says.
func (f *fleet) lines(dir string, args ...string) []string {
	f.t.Helper()
	return strings.FieldsFunc(f.git(dir, args...), func(r rune) bool { return r == '\n' })
}

// isPage reports whether a path of the devlog is a page's.
func isPage(name string) bool {
	return strings.HasSuffix(name, ".md") && path.Base(name) != "README.md"
}

// check checks that all is there once, and returns who did what, as a table.
func (f *fleet) check(pages int) string {
	t := f.t
	t.Helper()
	records, stats := databaseRecords(t, f.address)
	assert.Zero(t, stats.Claims)
	assert.Len(t, records, pages)

	var tree []string
	for _, name := range f.lines(f.remote, "ls-tree", "-r", "--name-only", "main") {
		if isPage(name) {
			tree = append(tree, name)
		}
	}
	reachable := map[string]bool{}
	for _, hash := range f.lines(f.remote, "rev-list", "main") {
		reachable[hash] = true
	}
	var recorded []string
	for _, r := range records {
		assert.Zero(t, r.Failures, r.LastError)
		assert.True(t, reachable[r.Revision], "the commit of %s is on the remote's branch", r.Key)
		recorded = append(recorded, r.PagePath)
	}
	assert.ElementsMatch(t, recorded, tree, "every page one record, every record one page")

	type work struct{ pages, merges, pushes, failed, others int }
	did := map[string]*work{}
	for _, m := range f.machines {
		log := m.log.String()
		did[m.name] = &work{others: strings.Count(log, "targets are others'"), failed: strings.Count(log, "cannot push the devlog")}
	}
	written := map[string]int{}
	author := ""
	for _, line := range f.lines(f.remote, "log", "--no-merges", "--name-only", "--format=>%an", "main") {
		if name, ok := strings.CutPrefix(line, ">"); ok {
			author = name
		} else if isPage(line) {
			written[line]++
			did[author].pages++
		}
	}
	for name, n := range written {
		assert.Equal(t, 1, n, "%s is written once", name)
	}
	assert.ElementsMatch(t, tree, slices.Collect(maps.Keys(written)))
	for _, name := range f.lines(f.remote, "log", "--merges", "--format=%an", "main") {
		did[name].merges++
	}
	// A push updates the remote's branch in the name of who pushes.
	for _, name := range f.lines(f.remote, "log", "--walk-reflogs", "--format=%gn", "main") {
		if did[name] != nil {
			did[name].pushes++
		}
	}
	listed := map[string]bool{} // pages that an index links to
	for _, name := range f.lines(f.remote, "ls-tree", "-r", "--name-only", "main") {
		if path.Base(name) == "README.md" {
			text := f.git(f.remote, "show", "main:"+name)
			for _, p := range tree {
				rest, below := strings.CutPrefix(p, path.Dir(name)+"/")
				listed[p] = listed[p] || below && strings.Contains(text, "("+rest+")")
			}
			assert.NotContains(t, text, "<<<<<<<")
		}
	}
	for _, p := range tree {
		assert.True(t, listed[p], "an index lists %s", p)
	}
	fsck := f.git(f.remote, "fsck", "--strict", "--no-dangling", "--no-progress")
	assert.Empty(t, strings.TrimSpace(fsck))
	for _, m := range f.machines {
		assert.Empty(t, strings.TrimSpace(f.git(m.clone, "fsck", "--strict", "--no-dangling", "--no-progress")), m.name)
		assert.Empty(t, f.git(m.clone, "status", "--porcelain"), m.name)
	}

	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "daemon\tpages\tpushes\tgiven up\tmerges\tmet others\t")
	var sum work
	row := func(name string, d *work) {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t\n", name, d.pages, d.pushes, d.failed, d.merges, d.others)
	}
	for _, m := range f.machines {
		d := did[m.name]
		row(m.name, d)
		sum = work{sum.pages + d.pages, sum.merges + d.merges, sum.pushes + d.pushes, sum.failed + d.failed, sum.others + d.others}
	}
	row("all", &sum)
	_ = w.Flush()
	assert.Equal(t, pages, sum.pages)
	fmt.Fprintf(&b, "%d pages due, %d in the devlog, %d records, %d commits; each page written once and in an index, fsck --strict clean\n",
		pages, len(tree), len(records), len(reachable))
	return b.String()
}

// Daemons on several machines, with a clone of the devlog each, document one repository: each page is written by one of them, all is on the remote,
// and nothing is left for a person. CODEWORM_FLEET=full has more of them write more pages.
func TestManyMachines(t *testing.T) {
	machines, settings := 3, "types: {file_doc: 1}"
	if os.Getenv("CODEWORM_FLEET") == "full" {
		machines, settings = 4, "types: {file_doc: 1, module_doc: 1, class_doc: 1}"
	}
	f := newFleet(t, machines, settings)
	pages := f.due()
	require.Greater(t, pages, 15)
	began := time.Now()
	f.run(pages, 4*time.Minute)
	took := time.Since(began)
	table := f.check(pages)
	t.Logf("%d daemons, %s\n%s", machines, took.Round(100*time.Millisecond), table)
}
