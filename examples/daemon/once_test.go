package main

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/ollamatest"
	pagepkg "github.com/codeworm/codeworm/page"
)

const prose = `Holds one part of the program together and hands its results on.

It reads what it is given, looks at each piece in turn, and keeps what matters. A caller gets either the whole
result or an error that says what went wrong, so nothing half done ever leaves it. What it works on goes by such
names as ` + "`ctx`, `err`, `page`, `read`, `Time`, `index`, `Target`, `key` and `name`" + `.

### When to use it

Use it wherever the rest of the program needs this answer; calling it again gives the same answer while the input
stays as it was.`

// ollamaWorld is a world whose pages a real server writes. Its context is
// small, since the tiny model reads a byte as a token.
func ollamaWorld(t *testing.T, s *ollamatest.Server, config ...string) *world {
	w := newWorld(t, "--llm", "ollama", "--ollama", s.URL, "--model", s.Model)
	w.configure(append(config, "llm: {num_ctx: 4096}")...)
	return w
}

func TestOnceWithARealOllama(t *testing.T) {
	server := ollamatest.Start(t, ollamatest.Saying(prose))
	w := ollamaWorld(t, server)
	repo := snapshot(t, w.repo)

	first := w.run("once", "-n", "5", "--json")
	require.Equal(t, 0, first.code, first.errors.String())
	require.Len(t, jsonLines[pageLine](t, first.out.String()), 5)
	commits := w.pages()
	require.Len(t, commits, 5)
	records := w.records()
	require.Len(t, records, 5)

	seen := map[string]bool{}
	for _, commit := range commits {
		subject, files := commit[0], commit[1:]
		assert.LessOrEqual(t, len([]rune(subject)), 72)
		assert.NotContains(t, subject, "...")
		page := ""
		for _, file := range files {
			if filepath.Base(file) != "README.md" {
				assert.Empty(t, page, "one page a commit")
				page = file
			} else {
				assert.Contains(t, []string{"README.md", "sample/README.md"}, file)
			}
		}
		assert.False(t, seen[page], "a page of its own")
		seen[page] = true
	}
	for _, r := range records {
		assert.True(t, seen[r.PagePath], r.PagePath)
		assert.Equal(t, server.Model, r.Model)
		assert.False(t, r.Provisional)
		assert.Positive(t, r.PromptTokens)
		assert.Positive(t, r.AnswerTokens)
		page, err := os.ReadFile(filepath.Join(w.devlog, filepath.FromSlash(r.PagePath)))
		require.NoError(t, err)
		text := string(page)
		assert.True(t, strings.HasPrefix(text, "# "), text)
		assert.Contains(t, text, "Holds one part of the program together")
		assert.Contains(t, text, "with "+strings.ReplaceAll(server.Model, "_", `\_`))
		assert.NotContains(t, text, filepath.Dir(w.repo), "no host path")
		meta, err := pagepkg.ParseMeta(page)
		require.NoError(t, err)
		assert.Equal(t, r.Key, meta.Key)
		assert.Equal(t, r.Fingerprint, meta.Fingerprint)
		assert.Equal(t, strings.TrimSpace(w.git(w.repo, "rev-parse", "HEAD")), meta.SourceCommit)
	}
	assert.Empty(t, w.git(w.devlog, "status", "--porcelain"))

	second := w.run("once", "-n", "5")
	require.Equal(t, 0, second.code, second.errors.String())
	require.Len(t, w.pages(), 10)
	paths := map[string]bool{}
	for _, commit := range w.pages() {
		for _, file := range commit[1:] {
			if filepath.Base(file) != "README.md" {
				paths[file] = true
			}
		}
	}
	assert.Len(t, paths, 10, "five others")
	require.Len(t, w.records(), 10)

	before := snapshot(t, w.devlog, w.repo, filepath.Dir(w.state))
	dry := w.run("once", "-n", "3", "--dry-run")
	require.Equal(t, 0, dry.code, dry.errors.String())
	assert.Equal(t, 3, strings.Count(dry.out.String(), "would write "))
	assert.Equal(t, before, snapshot(t, w.devlog, w.repo, filepath.Dir(w.state)), "a dry run changes no byte")
	for path, sum := range repo {
		assert.Equal(t, sum, before[path], "the repository itself is never touched: %s", path)
	}
}

func TestDryRunCreatesNothing(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	c := w.run("once", "-n", "2", "--dry-run", "--json")
	require.Equal(t, 0, c.code, c.errors.String())
	lines := jsonLines[pageLine](t, c.out.String())
	require.Len(t, lines, 2)
	assert.True(t, lines[0].DryRun)
	assert.NotEqual(t, lines[0].Key, lines[1].Key)
	assert.NoFileExists(t, w.state)
	assert.NoDirExists(t, w.devlog)
}

func TestEverythingDone(t *testing.T) {
	server := ollamatest.Start(t, ollamatest.Saying(prose))
	w := ollamaWorld(t, server, "types: {class_doc: 1}", "selection: {min_lines: 30}")
	for _, dir := range []string{"worm", "web", "ui", "js", "rs"} {
		w.git(w.repo, "rm", "-rq", dir)
	}
	w.git(w.repo, "commit", "-qm", "Keep the Python")
	all := w.run("once", "-n", "100", "--json")
	require.Equal(t, 0, all.code, all.errors.String())
	made := len(jsonLines[pageLine](t, all.out.String()))
	require.Positive(t, made)
	before := snapshot(t, w.devlog)
	done := w.run("once")
	assert.Equal(t, 0, done.code)
	assert.Contains(t, done.out.String(), "Nothing is due")
	assert.Equal(t, before, snapshot(t, w.devlog))
	require.Len(t, w.records(), made)
}

func TestWaitsForAStoppedServer(t *testing.T) {
	server := ollamatest.Start(t, ollamatest.Saying(prose))
	w := ollamaWorld(t, server)
	server.Stop()
	c, done := w.start(t.Context(), "once")
	require.Eventually(t, func() bool { return strings.Contains(c.errors.String(), "not reachable") }, 30*time.Second, 20*time.Millisecond)
	assert.Empty(t, w.pages())
	server.Restart()
	w.wait(done, time.Minute)
	require.Equal(t, 0, c.code, c.errors.String())
	assert.Len(t, w.pages(), 1)
}

func TestMissingModel(t *testing.T) {
	server := ollamatest.Start(t, ollamatest.Saying(prose))
	for _, args := range [][]string{{"once"}, {"run"}} {
		w := newWorld(t, "--llm", "ollama", "--ollama", server.URL, "--model", "absent:7b")
		c := w.run(args...)
		assert.Equal(t, 1, c.code)
		assert.Equal(t, 1, strings.Count(c.errors.String(), "ollama pull absent:7b"), c.errors.String())
		assert.Empty(t, w.pages())
		assert.Empty(t, w.records())
	}
}

// Noise goes on until it is stopped: the answer is under way for long.
func TestServerKilledInMidAnswer(t *testing.T) {
	server := ollamatest.Start(t)
	w := ollamaWorld(t, server)
	c, done := w.start(t.Context(), "once")
	require.Eventually(t, func() bool { return w.claimed() }, 30*time.Second, 5*time.Millisecond)
	time.Sleep(300 * time.Millisecond)
	server.Kill()
	w.wait(done, 2*time.Minute)
	assert.Equal(t, 1, c.code, c.errors.String())
	assert.Empty(t, w.pages())
	assert.Zero(t, w.claims(), "the target is free again")
	for _, r := range w.records() {
		assert.Empty(t, r.Fingerprint, "no page is recorded")
	}
}

// claimed reports whether a target is being worked on.
func (w *world) claimed() bool {
	if _, err := os.Stat(w.state); err != nil {
		return false
	}
	return w.claims() > 0
}

func TestCancelledInMidAnswer(t *testing.T) {
	server := ollamatest.Start(t)
	for _, args := range [][]string{{"once"}, {"run"}} {
		w := ollamaWorld(t, server, "schedule: {mode: continuous}")
		ctx, cancel := context.WithCancel(t.Context())
		c, done := w.start(ctx, args...)
		require.Eventually(t, func() bool { return w.claimed() }, 30*time.Second, 5*time.Millisecond)
		time.Sleep(200 * time.Millisecond)
		start := time.Now()
		cancel()
		w.wait(done, 30*time.Second)
		assert.Less(t, time.Since(start), 2*time.Second)
		assert.Equal(t, map[string]int{"once": 130, "run": 0}[args[0]], c.code, c.errors.String())
		assert.Empty(t, w.pages())
		assert.Empty(t, w.git(w.devlog, "status", "--porcelain"), "nothing half-written")
		assert.Zero(t, w.claims())
		assert.Empty(t, w.records())
	}
}

func TestFactsOnlyPagesAreReplaced(t *testing.T) {
	server := ollamatest.Start(t, ollamatest.Saying(prose))
	w := newWorld(t, "--ollama", server.URL, "--model", "absent:7b")
	w.configure("llm: {num_ctx: 4096}", "types: {class_doc: 1}")
	c := w.run("once", "-n", "2")
	require.Equal(t, 0, c.code, c.errors.String())
	assert.Contains(t, c.errors.String(), "ollama pull absent:7b")
	records := w.records()
	require.Len(t, records, 2)
	first := map[pagepkg.Key]bool{}
	for _, r := range records {
		assert.True(t, r.Provisional)
		first[r.Key] = true
	}
	w.flags = append(w.flags, "--model", server.Model) // auto: the model is there now
	for range 40 {
		if c = w.run("once", "-n", "1"); !strings.Contains(c.out.String(), "Nothing is due") {
			require.Equal(t, 0, c.code, c.errors.String())
		}
		left := 0
		for _, r := range w.records() {
			if r.Provisional && first[r.Key] {
				left++
			}
		}
		if left == 0 {
			return
		}
	}
	assert.Fail(t, "pages without a model are left")
}

func TestPagesOfDeletedFilesAreRetired(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	w.configure("retire_after_days: 0", "types: {file_doc: 1}")
	once := func() string {
		t.Helper()
		c := w.run("once", "-n", "1000")
		require.Equal(t, 0, c.code, c.errors.String())
		return c.errors.String()
	}
	files := func() string { return w.git(w.devlog, "ls-files") }
	once()
	name := strings.Fields(w.git(w.repo, "ls-files", "*.py"))[0]
	require.Contains(t, files(), "/"+name+"-")
	require.NoError(t, os.Remove(filepath.Join(w.repo, name)))
	w.git(w.repo, "commit", "--quiet", "--all", "--message", "Remove "+name)
	assert.Contains(t, once(), "what it was about is gone")
	assert.NotContains(t, files(), "/"+name+"-")
	assert.NotContains(t, w.git(w.devlog, "show", "HEAD:sample/README.md"), name)
	assert.Empty(t, w.git(w.devlog, "status", "--porcelain"))
}

func TestDeletedDevlogIsWrittenAgain(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	w.configure("types: {module_doc: 1}")
	require.Equal(t, 0, w.run("once", "-n", "100").code)
	files := w.git(w.devlog, "ls-files")
	require.Contains(t, files, "modules/")
	require.NoError(t, os.RemoveAll(w.devlog))
	again := w.run("once", "-n", "100")
	require.Equal(t, 0, again.code, again.errors.String())
	assert.Contains(t, again.errors.String(), "does not hold")
	assert.Equal(t, files, w.git(w.devlog, "ls-files"))
}

// A lock that somebody left in the devlog is no target's fault.
func TestLockedDevlogBlamesNobody(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	w.configure("types: {file_doc: 1}")
	require.Equal(t, 0, w.run("once", "-n", "1").code)
	lock := filepath.Join(w.devlog, ".git", "index.lock")
	held, err := os.Create(lock)
	require.NoError(t, err)
	locked := w.run("once", "-n", "3")
	require.Equal(t, 1, locked.code)
	assert.Contains(t, locked.errors.String(), "index.lock")
	for _, r := range w.records() {
		assert.Zero(t, r.Failures, r.Key)
	}
	require.NoError(t, held.Close()) // as by a process that is killed
	if runtime.GOOS != "linux" {
		require.NoError(t, os.Remove(lock)) // where nobody can say that it is held by nobody
	}
	again := w.run("once", "-n", "3")
	require.Equal(t, 0, again.code, again.errors.String())
	assert.Len(t, w.pages(), 4)
	assert.NoFileExists(t, lock)
}
