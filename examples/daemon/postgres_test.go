package main

import (
	"context"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/postgrestest"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/state/postgres"
)

// hides checks that an output tells nothing of the password.
func hides(t *testing.T, c *command) {
	t.Helper()
	for _, out := range []string{c.out.String(), c.errors.String()} {
		assert.NotContains(t, out, "s3cret")
		assert.NotContains(t, out, url.QueryEscape(postgrestest.Password))
	}
}

// databaseRecords are what the state in a database holds.
func databaseRecords(t *testing.T, address string) ([]codeworm.Record, codeworm.StoreStats) {
	t.Helper()
	store, err := postgres.Open(t.Context(), address, postgres.WithReadOnly())
	require.NoError(t, err)
	defer store.Close()
	records, err := store.Records(t.Context(), "")
	require.NoError(t, err)
	stats, err := store.Stats(t.Context(), time.Time{})
	require.NoError(t, err)
	return records, stats
}

// changes counts what was ever written to the tables of a database.
func changes(t *testing.T, address string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT count(*) + coalesce(sum(pg_relation_size(oid)), 0)::bigint FROM pg_class WHERE relnamespace = to_regnamespace('codeworm')`).Scan(&n))
	return n
}

// The program keeps its state in a database, looks at it without a change, and tells its password nowhere.
func TestStateInPostgreSQL(t *testing.T) {
	address := postgrestest.Database(t)
	w := newWorld(t, "--llm", "facts", "-v")
	t.Chdir(t.TempDir())
	w.state = address
	dry := w.run("once", "-n", "2", "--dry-run")
	require.Equal(t, 0, dry.code, dry.errors.String())
	hides(t, dry)
	require.Zero(t, changes(t, address), "a dry run makes nothing")

	for round := 1; round <= 2; round++ {
		c := w.run("once", "-n", "3")
		require.Equal(t, 0, c.code, c.errors.String())
		hides(t, c)
		require.Len(t, w.pages(), 3*round)
		records, stats := databaseRecords(t, address)
		require.Len(t, records, 3*round)
		assert.Zero(t, stats.Claims)
	}
	before := changes(t, address)
	for _, args := range [][]string{{"once", "-n", "2", "--dry-run"}, {"plan", "-n", "3"}, {"status"}, {"status", "--json"}} {
		c := w.run(args...)
		require.Equal(t, 0, c.code, c.errors.String())
		hides(t, c)
		if args[0] == "status" {
			place, err := json.Marshal(postgres.Place(address))
			require.NoError(t, err)
			assert.Contains(t, c.out.String(), strings.Trim(string(place), `"`))
			assert.Contains(t, c.out.String(), "6")
		}
	}
	assert.Equal(t, before, changes(t, address))
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	assert.Empty(t, entries, "no file has the address for its name")
}

// Two programs on one database and one devlog write each page once.
func TestTwoProgramsShareADatabase(t *testing.T) {
	address := postgrestest.Database(t)
	w := newWorld(t, "--llm", "facts")
	w.state = address
	require.Equal(t, 0, w.run("once", "-n", "1").code) // the devlog is there
	first, firstDone := w.start(t.Context(), "once", "-n", "12")
	second, secondDone := w.start(t.Context(), "once", "-n", "12")
	w.wait(firstDone, 5*time.Minute)
	w.wait(secondDone, 5*time.Minute)
	require.Equal(t, 0, first.code, first.errors.String())
	require.Equal(t, 0, second.code, second.errors.String())
	records, stats := databaseRecords(t, address)
	assert.Zero(t, stats.Claims)
	have := map[page.Key]bool{}
	for _, r := range records {
		require.Zero(t, r.Failures, r.LastError)
		have[r.Key] = true
	}
	times := map[string]int{}
	for _, commit := range w.pages() {
		for _, file := range commit[1:] {
			if filepath.Base(file) != "README.md" {
				times[file]++
			}
		}
	}
	require.Len(t, times, len(records))
	require.Greater(t, len(records), 12)
	for file, n := range times {
		assert.Equal(t, 1, n, file)
	}
}

// The configuration names a database, with a variable for what is secret.
func TestDatabaseInTheConfiguration(t *testing.T) {
	address := postgrestest.Database(t)
	w := newWorld(t, "--llm", "facts")
	u, err := url.Parse(address)
	require.NoError(t, err)
	user, secret, _ := strings.Cut(u.User.String(), ":")
	t.Setenv("DATABASE_SECRET", secret)
	w.configure("state: postgres://" + user + ":$DATABASE_SECRET@" + u.Host + u.RequestURI())
	args := []string{"codeworm", "once", "-n", "1", "--repo", w.repo, "--devlog", w.devlog}
	c := &command{}
	c.code = execute(t.Context(), append(args, w.flags...), &c.out, &c.errors)
	require.Equal(t, 0, c.code, c.errors.String())
	hides(t, c)
	records, _ := databaseRecords(t, address)
	assert.Len(t, records, 1)
}

// What is wrong with an address is told without the password, before anything is touched.
func TestBadDatabaseAddresses(t *testing.T) {
	w := newWorld(t)
	for address, says := range map[string]string{
		"postgres://worm:s3cret/x@host/db":  "state: the address cannot be read; it is postgres://USER:PASSWORD@HOST:PORT/DATABASE",
		"postgres://worm:s3cret%@host/db":   "state: the address cannot be read",
		"mysql://worm:s3cret@host/db":       "mysql:// is neither",
		"postgres:worm:s3cret@host/db":      "the address of a database begins with postgres://",
		"postgresql:/worm:s3cret@host/db":   "the address of a database begins with postgres://",
		"postgres://worm:s3cret@h:port/db":  "state: the address cannot be read",
		"postgres://h/db?sslmode=s3cretive": "state: the address cannot be read",
	} {
		refused(t, w, says, "once", "--llm", "facts", "--repo", w.repo, "--devlog", w.devlog, "--state", address)
		c := &command{}
		c.code = execute(t.Context(), []string{"codeworm", "status", "--devlog", w.devlog, "--state", address}, &c.out, &c.errors)
		assert.Equal(t, 2, c.code)
		hides(t, c)
	}
	config := filepath.Join(t.TempDir(), "codeworm.yaml")
	require.NoError(t, os.WriteFile(config, []byte("state: postgres://worm:s3cret$NOT_SET_AT_ALL@host/db\n"), 0o600))
	c := &command{}
	c.code = execute(t.Context(), []string{"codeworm", "status", "--config", config, "--devlog", w.devlog}, &c.out, &c.errors)
	assert.Equal(t, 2, c.code)
	assert.Contains(t, c.errors.String(), "NOT_SET_AT_ALL")
	hides(t, c)
}

// A server that is not there ends the run with what to do, and costs no target anything.
func TestDatabaseIsAway(t *testing.T) {
	server := postgrestest.Start(t)
	address := server.Create(t, "away")
	w := newWorld(t, "--llm", "facts")
	w.state = address
	require.Equal(t, 0, w.run("once", "-n", "1").code)
	server.Stop()
	c := w.run("once", "-n", "1")
	assert.Equal(t, 1, c.code)
	assert.Contains(t, c.errors.String(), "state store "+postgres.Place(address)+": open: ")
	assert.Contains(t, c.errors.String(), "it cannot be reached; start it")
	hides(t, c)
	server.Restart(t)
	require.Equal(t, 0, w.run("once", "-n", "1").code)
	records, _ := databaseRecords(t, address)
	require.Len(t, records, 2)
	for _, r := range records {
		assert.Zero(t, r.Failures)
	}
}

// The configuration of the compose file is one that the program takes.
func TestComposeFile(t *testing.T) {
	text, err := os.ReadFile("../compose/many.yml")
	require.NoError(t, err)
	var file struct {
		Services map[string]struct {
			Environment map[string]string `yaml:"environment"`
			Volumes     []string          `yaml:"volumes"`
		} `yaml:"services"`
		Configs map[string]struct {
			Content string `yaml:"content"`
		} `yaml:"configs"`
		Volumes map[string]any `yaml:"volumes"`
	}
	require.NoError(t, yaml.Unmarshal(text, &file))
	require.Len(t, file.Services, 6)
	for name, service := range file.Services {
		for _, volume := range service.Volumes {
			from, _, _ := strings.Cut(volume, ":")
			if !strings.HasPrefix(from, "${REPO") {
				assert.Contains(t, file.Volumes, from, name)
			}
		}
	}
	assert.Equal(t, "http://ollama2:11434", file.Services["worm2"].Environment["WORM_OLLAMA"])
	assert.NotEmpty(t, file.Services["worm2"].Environment["PGPASSWORD"])
	s := settingsOf(t, file.Configs["codeworm"].Content)
	require.NoError(t, s.load())
	assert.Equal(t, "postgres://worm@db/codeworm", statePlace(s.State))
	assert.Equal(t, "origin", s.Devlog.Remote)
	require.Len(t, s.Repos, 1)
	assert.Equal(t, "/repo", s.Repos[0].Path)
}

// A run that starts while the server is away waits for it, and says so once; what a person has to correct ends it.
func TestRunWaitsForTheDatabase(t *testing.T) {
	server := postgrestest.Start(t)
	address := server.Create(t, "late")
	w := newWorld(t, "--llm", "facts")
	w.configure("schedule: {mode: continuous}")
	w.state = address
	server.Stop()
	says := "waiting for the state: state store " + postgres.Place(address) + ": open: "

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c, done := w.start(ctx, "run")
	require.Eventually(t, func() bool { return strings.Contains(c.errors.String(), says) }, time.Minute, 10*time.Millisecond)
	cancel()
	w.wait(done, 10*time.Second)
	assert.Equal(t, 0, c.code, "it was stopped")

	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	c, done = w.start(ctx, "run")
	time.Sleep(3 * time.Second) // tries at 0 and 2 seconds
	server.Restart(t)
	require.Eventually(t, func() bool { return strings.Contains(c.errors.String(), "the state is back after ") }, time.Minute, 10*time.Millisecond)
	require.Eventually(t, func() bool {
		records, _ := databaseRecords(t, address)
		return len(records) > 2
	}, time.Minute, 50*time.Millisecond)
	cancel()
	w.wait(done, time.Minute)
	assert.Equal(t, 0, c.code, c.errors.String())
	assert.Equal(t, 1, strings.Count(c.errors.String(), "waiting for the state"), c.errors.String())
	assert.Equal(t, 1, strings.Count(c.errors.String(), "next try in 2s"))
	hides(t, c)

	for path, says := range map[string]string{"/nowhere": "there is no such database", "/": "there is no such database"} {
		u, err := url.Parse(address)
		require.NoError(t, err)
		u.Path = path
		w.state = u.String()
		c := w.run("run")
		assert.Equal(t, 1, c.code)
		assert.Contains(t, c.errors.String(), says)
		assert.NotContains(t, c.errors.String(), "waiting")
	}
}

// A server that is killed and comes back under a daemon that runs costs nothing: the daemon goes on by itself, and every page has its
// record.
func TestDatabaseRestartsUnderADaemon(t *testing.T) {
	server := postgrestest.Start(t)
	address := server.Create(t, "running")
	w := newWorld(t, "--llm", "facts")
	w.configure("schedule: {mode: continuous}")
	w.state = address
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c, done := w.start(ctx, "run")
	pages := func() int { // from the devlog: the database is away at times
		if _, err := os.Stat(filepath.Join(w.devlog, ".git", "refs", "heads")); err != nil {
			return 0
		}
		out, err := exec.Command("git", "-C", w.devlog, "rev-list", "--count", "HEAD").Output()
		if err != nil {
			return 0
		}
		n, err := strconv.Atoi(strings.TrimSpace(string(out)))
		require.NoError(t, err)
		return n
	}
	for range 2 {
		before := pages()
		require.Eventually(t, func() bool { return pages() >= before+4 }, 2*time.Minute, 20*time.Millisecond, "%s", c.errors.String())
		server.Restart(t)
	}
	before := pages()
	require.Eventually(t, func() bool { return pages() >= before+4 }, 2*time.Minute, 20*time.Millisecond, "%s", c.errors.String())
	cancel()
	w.wait(done, time.Minute)
	require.Equal(t, 0, c.code, c.errors.String())
	hides(t, c)
	records, stats := databaseRecords(t, address)
	assert.Zero(t, stats.Claims)
	times := map[string]int{}
	for _, commit := range w.pages() {
		for _, file := range commit[1:] {
			if filepath.Base(file) != "README.md" {
				times[file]++
			}
		}
	}
	for file, n := range times {
		assert.Equal(t, 1, n, file)
	}
	for _, r := range records {
		assert.Zero(t, r.Failures, r.LastError)
		assert.Contains(t, times, r.PagePath)
	}
	assert.LessOrEqual(t, len(times)-len(records), 2, "what was published when the server went and not adopted yet")
}
