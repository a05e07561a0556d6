package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// refused runs a command line that has to be refused: exit code 2, one clear
// error, nothing touched.
func refused(t *testing.T, w *world, says string, args ...string) {
	t.Helper()
	c := &command{}
	c.code = execute(t.Context(), append([]string{"codeworm"}, args...), &c.out, &c.errors)
	assert.Equal(t, 2, c.code, "%v: %s", args, c.errors.String())
	assert.Contains(t, c.errors.String(), says, args)
	assert.Empty(t, c.out.String(), args)
	assert.NoFileExists(t, w.state, args)
	assert.NoDirExists(t, w.devlog, args)
}

func TestBadCommandLines(t *testing.T) {
	w := newWorld(t)
	alone(t)
	t.Chdir(t.TempDir()) // in no repository
	file := filepath.Join(w.repo, "file.txt")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	base := func(args ...string) []string {
		return append([]string{"once", "--llm", "facts", "--devlog", w.devlog, "--state", w.state}, args...)
	}
	missing := filepath.Join(w.repo, "missing")
	for _, c := range []struct {
		says string
		args []string
	}{
		{"does not exist; give the folder of the repository", base("--repo", missing)},
		{"is a file", base("--repo", file)},
		{"no repository is named; give --repo PATH", base()},
		{"its path is empty", base("--repo", "x=")},
		{"its name", base("--repo", "a/b="+w.repo)},
		{"would share the folder", base("--repo", "a="+w.repo, "--repo", "A="+w.repo)},
		{"unknown flag: --nonsense", base("--nonsense")},
		{"unknown command \"onec\"; did you mean once?", []string{"onec"}},
		{"unknown command \"zzzz\"; see", []string{"zzzz"}},
		{"nofile.py does not exist; name a file or a folder", []string{"symbols", "nofile.py"}},
		{"name a file or a folder: codeworm symbols PATH", []string{"symbols"}},
		{"name Markdown files or folders, or - for standard input", []string{"check", "--repo", w.repo}},
		{"nofile.md does not exist; name a file or a folder", []string{"check", "--repo", w.repo, "nofile.md"}},
		{"init writes one file", []string{"init", "a", "b"}},
		{"name a command", nil},
		{"-n is 0", base("--repo", w.repo, "-n", "0")},
		{"--number is \"many\"; it has to be a whole number; see `codeworm once --help`", base("--repo", w.repo, "-n", "many")},
		{"once takes flags only, and \"x\" is none", base("x")},
		{"llm mode \"gpt\"", []string{"once", "--repo", w.repo, "--devlog", w.devlog, "--state", w.state, "--llm", "gpt"}},
		{"ftp://x", []string{"once", "--repo", w.repo, "--devlog", w.devlog, "--state", w.state, "--llm", "ollama", "--ollama", "ftp://x"}},
		{"http://[", []string{"once", "--repo", w.repo, "--devlog", w.devlog, "--state", w.state, "--llm", "ollama", "--ollama", "http://["}},
		{"--days is 0", []string{"schedule", "--days", "0"}},
		{"is the repo", []string{"once", "--llm", "facts", "--repo", w.repo, "--devlog", w.repo, "--state", w.state}},
	} {
		refused(t, w, c.says, c.args...)
	}
}

func TestBadConfigurations(t *testing.T) {
	w := newWorld(t)
	config := filepath.Join(t.TempDir(), "codeworm.yaml")
	for _, c := range []struct{ says, text string }{
		{"Mars/Olympus", "schedule: {time_zone: Mars/Olympus}"},
		{"at least 9 pages a day is more than at most 3", "schedule: {min_per_day: 9, max_per_day: 3}"},
		{"gpu_layers", "llm: {gpu_layers: 3}"},
		{"wiki_page", "types: {wiki_page: 3}"},
		{"schedule mode \"hourly\"", "schedule: {mode: hourly}"},
		{"hour 24", "schedule: {hour_weights: {24: 1}}"},
		{"its weight is 11", "repos: [{path: " + w.repo + ", weight: 11}]"},
		{"repos", "repos: [unclosed"},
		{"retire_after_days is -1", "retire_after_days: -1"},
		{"max_age_days is 1e9; it has to be a number of days", "max_age_days: 1e9"},
		{"retire_after_days is 1e300; it has to be", "retire_after_days: 1e300"},
		{"max_age_days is .nan; it has to be", "max_age_days: .nan"},
		{"llm.parallel is 1.5; it has to be a whole number", "llm: {parallel: 1.5}"},
		{"types.til is 0.5; it has to be a whole number", "types: {til: 0.5}"},
		{"prompts: ~root/x means another user's folder", "prompts: ~root/x"},
		{"more than 1048576; it is no such file", "# " + strings.Repeat("x", 1<<20)},
		{"all weights are 0", "types: {function_doc: 0}"},
		{"pattern", "repos: [{path: " + w.repo + ", exclude: ['[']}]"},
	} {
		require.NoError(t, os.WriteFile(config, []byte(c.text), 0o600))
		args := []string{"once", "--llm", "facts", "--devlog", w.devlog, "--state", w.state, "--config", config}
		if !strings.Contains(c.text, "repos:") {
			args = append(args, "--repo", w.repo)
		}
		refused(t, w, c.says, args...)
	}
	refused(t, w, "does not exist", "once", "--config", config+".absent", "--devlog", w.devlog, "--state", w.state)
}

func TestDevlogInsideTheRepo(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	w.devlog = filepath.Join(w.repo, "docs", "devlog")
	refused(t, w, "is not ignored there", w.args([]string{"once"})...)

	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(w.repo, link))
	linked := *w
	linked.devlog = filepath.Join(link, "devlog")
	refused(t, &linked, "is not ignored there", linked.args([]string{"once"})...)

	w.write(".gitignore", "/docs/devlog/\n")
	c := w.run("once")
	require.Equal(t, 0, c.code, c.errors.String())
	assert.Len(t, w.pages(), 1)
	assert.Equal(t, "?? .gitignore\n", w.git(w.repo, "status", "--porcelain"))
}

func TestUnwritableDevlog(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	blocked := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(blocked, []byte("mine"), 0o600))
	w.devlog = filepath.Join(blocked, "devlog")
	c := w.run("once")
	assert.NotZero(t, c.code)
	assert.Contains(t, c.errors.String(), w.devlog)
	assert.Empty(t, w.records())

	w.devlog = blocked
	c = w.run("once")
	assert.NotZero(t, c.code)
	assert.Contains(t, c.errors.String(), blocked)
	data, err := os.ReadFile(blocked)
	require.NoError(t, err)
	assert.Equal(t, "mine", string(data))
}

// Repositories that are not what one expects are documented as far as it goes, with a notice.
func TestUnusualRepos(t *testing.T) {
	src, err := os.ReadFile("../../page/key.go")
	require.NoError(t, err)
	for name, c := range map[string]struct {
		prepare func(w *world, dir string)
		notice  string
		pages   int
	}{
		"not a git repository": {func(w *world, dir string) {}, "not a git repository", 1},
		"no commits":           {func(w *world, dir string) { w.git(dir, "init", "-q") }, "no commits yet", 1},
		"only unknown languages": {func(w *world, dir string) {
			require.NoError(w.t, os.Rename(filepath.Join(dir, "key.go"), filepath.Join(dir, "key.txt")))
		}, "no file of a language that can be read", 0},
		"binary and broken files": {func(w *world, dir string) {
			require.NoError(w.t, os.WriteFile(filepath.Join(dir, "bad.py"), []byte{0xff, 0xfe, 0, 1, 2}, 0o600))
			require.NoError(w.t, os.WriteFile(filepath.Join(dir, "broken.go"), []byte("package x\nfunc ((("), 0o600))
			require.NoError(w.t, os.Symlink("/nowhere", filepath.Join(dir, "dangling.go")))
		}, "", 1},
	} {
		w := newWorld(t, "--llm", "facts")
		w.repo = filepath.Join(t.TempDir(), "odd")
		require.NoError(t, os.MkdirAll(w.repo, 0o755))
		w.write("key.go", string(src))
		c.prepare(w, w.repo)
		run := w.run("once")
		require.Equal(t, 0, run.code, "%s: %s", name, run.errors.String())
		assert.Contains(t, run.errors.String(), c.notice, name)
		assert.Len(t, w.pages(), c.pages, name)
	}
}

func TestUnreadableFile(t *testing.T) {
	if os.Getuid() == 0 {
		// Root reads everything: what it would see is a folder in a file's place.
		t.Log("running as root: only the folder in a file's place is tested")
	}
	w := newWorld(t, "--llm", "facts")
	require.NoError(t, os.Chmod(filepath.Join(w.repo, "worm", "cycle.go"), 0))
	require.NoError(t, os.Remove(filepath.Join(w.repo, "worm", "plan.go")))
	require.NoError(t, os.Mkdir(filepath.Join(w.repo, "worm", "plan.go"), 0o755))
	c := w.run("plan", "--skipped")
	require.Equal(t, 0, c.code, c.errors.String())
	if os.Getuid() != 0 {
		assert.Contains(t, c.out.String(), "cycle.go\tcannot be read")
	}
	c = w.run("once")
	require.Equal(t, 0, c.code, c.errors.String())
}
