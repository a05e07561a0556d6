package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/state/sqlite"
)

// world is a repository to document and the places a daemon writes to.
type world struct {
	t                   *testing.T
	repo, devlog, state string
	flags               []string
}

// newWorld makes a git repository of real source files in several languages.
func newWorld(t *testing.T, flags ...string) *world {
	t.Helper()
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	for _, kv := range []string{"GIT_AUTHOR_NAME=Ann", "GIT_AUTHOR_EMAIL=ann@example.com", "GIT_COMMITTER_NAME=Ann", "GIT_COMMITTER_EMAIL=ann@example.com"} {
		name, value, _ := strings.Cut(kv, "=")
		t.Setenv(name, value)
	}
	dir := t.TempDir()
	w := &world{t: t, repo: filepath.Join(dir, "sample"), devlog: filepath.Join(dir, "devlog"), state: filepath.Join(dir, "state.db"), flags: flags}
	count := 0
	for target, pattern := range map[string]string{
		"worm": "../../[a-s]*.go", "py": "../../parser/lang/python/testdata/*.py", "web": "../../parser/lang/typescript/testdata/*.ts",
		"ui": "../../parser/lang/tsx/testdata/*.tsx", "js": "../../parser/lang/javascript/testdata/*.js*", "rs": "../../parser/lang/rust/testdata/*.rs",
	} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			src, err := os.ReadFile(file)
			require.NoError(t, err)
			w.write(target+"/"+strings.ReplaceAll(filepath.Base(file), ".test.", "."), string(src))
			count++
		}
	}
	require.Greater(t, count, 15)
	w.git(w.repo, "init", "-q", "-b", "main")
	w.git(w.repo, "add", ".")
	w.git(w.repo, "commit", "-q", "-m", "Add everything")
	return w
}

func (w *world) write(path, text string) {
	w.t.Helper()
	file := filepath.Join(w.repo, path)
	require.NoError(w.t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(w.t, os.WriteFile(file, []byte(text), 0o644))
}

// configure gives the program a configuration file.
func (w *world) configure(lines ...string) {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "codeworm.yaml")
	require.NoError(w.t, os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	w.flags = append(w.flags, "--config", file)
}

func (w *world) git(dir string, args ...string) string {
	w.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(w.t, err, "git %v: %s", args, out)
	return string(out)
}

// buffer is an output that can be read while it is written.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// command is one run of the program.
type command struct {
	code        int
	out, errors buffer
}

func (w *world) args(args []string) []string {
	all := append([]string{args[0], "--repo", w.repo, "--devlog", w.devlog, "--state", w.state}, w.flags...)
	return append(all, args[1:]...)
}

// run runs the program to its end.
func (w *world) run(args ...string) *command {
	w.t.Helper()
	c := &command{}
	c.code = execute(w.t.Context(), append([]string{"codeworm"}, w.args(args)...), &c.out, &c.errors)
	return c
}

// start runs the program in the background; the channel closes at its end.
func (w *world) start(ctx context.Context, args ...string) (*command, <-chan struct{}) {
	c, done := &command{}, make(chan struct{})
	go func() {
		defer close(done)
		c.code = execute(ctx, append([]string{"codeworm"}, w.args(args)...), &c.out, &c.errors)
	}()
	return c, done
}

func (w *world) wait(done <-chan struct{}, within time.Duration) {
	w.t.Helper()
	select {
	case <-done:
	case <-time.After(within):
		require.Fail(w.t, "the program does not end")
	}
}

// records are what the state holds.
func (w *world) records() []codeworm.Record {
	w.t.Helper()
	store, err := sqlite.Open(w.t.Context(), w.state)
	require.NoError(w.t, err)
	defer store.Close()
	records, err := store.Records(w.t.Context(), "")
	require.NoError(w.t, err)
	return records
}

func (w *world) claims() int {
	w.t.Helper()
	store, err := sqlite.Open(w.t.Context(), w.state)
	require.NoError(w.t, err)
	defer store.Close()
	stats, err := store.Stats(w.t.Context(), time.Time{})
	require.NoError(w.t, err)
	return stats.Claims
}

// pages are the page commits of the devlog, oldest first: hash and files.
func (w *world) pages() [][]string {
	w.t.Helper()
	if _, err := os.Stat(w.devlog); err != nil {
		return nil
	}
	var commits [][]string
	for entry := range strings.SplitSeq(strings.Trim(w.git(w.devlog, "log", "--reverse", "--name-only", "--format=%x00%s"), "\x00\n"), "\x00") {
		lines := strings.FieldsFunc(entry, func(r rune) bool { return r == '\n' })
		for _, line := range lines[1:] {
			if strings.HasSuffix(line, ".md") && filepath.Base(line) != "README.md" {
				commits = append(commits, lines)
				break
			}
		}
	}
	return commits
}

// snapshot is the content of every file below the folders, by path.
func snapshot(t *testing.T, dirs ...string) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if !d.Type().IsRegular() {
				files[path] = d.Type().String()
				return nil
			}
			data, err := os.ReadFile(path)
			sum := sha256.Sum256(data)
			files[path] = hex.EncodeToString(sum[:])
			return err
		})
		require.NoError(t, err)
	}
	require.NotEmpty(t, files)
	return files
}

func jsonLines[T any](t *testing.T, out string) []T {
	t.Helper()
	var lines []T
	for line := range strings.Lines(out) {
		var v T
		require.NoError(t, json.Unmarshal([]byte(line), &v), line)
		lines = append(lines, v)
	}
	return lines
}
