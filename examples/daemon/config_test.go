package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/llm"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/schedule"
)

var commented = regexp.MustCompile(`^(\s*)# (\s*[a-z_]+: *.*)$`)

// uncommented is the example with the lines that are commented out in force: those
// that show defaults, and if asked for those that show examples.
func uncommented(t *testing.T, examples bool) (text string, lines int) {
	t.Helper()
	for line := range strings.Lines(exampleConfig) {
		line = strings.TrimRight(line, "\n")
		if m := commented.FindStringSubmatch(line); m != nil && (examples || !strings.Contains(line, "for example")) {
			line = m[1] + m[2]
			lines++
		}
		text += line + "\n"
	}
	require.Greater(t, lines, 30)
	return text, lines
}

func settingsOf(t *testing.T, text string) *settings {
	t.Helper()
	s := newSettings("codeworm")
	s.file = filepath.Join(t.TempDir(), "codeworm.yaml")
	require.NoError(t, os.WriteFile(s.file, []byte(text), 0o600))
	return s
}

func TestTheExampleShowsTheDefaults(t *testing.T) {
	t.Setenv("OLLAMA_HOST", "")
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	text, shown := uncommented(t, false)
	_, all := uncommented(t, true)
	assert.Greater(t, all, shown, "some are examples")

	w := newWorld(t)
	at := func(text string) (*settings, codeworm.Config) {
		s := settingsOf(t, text)
		s.repoFlags, s.devlogFlag, s.stateFlag = []string{w.repo}, w.devlog, w.state
		config, err := s.config(io.Discard)
		require.NoError(t, err)
		require.NoError(t, s.problems.err())
		return s, config
	}
	bare, without := at("")
	full, with := at(text)
	_, asIs := at(exampleConfig)

	assert.Equal(t, bare.LLM.URL, full.LLM.URL)
	assert.Equal(t, bare.LLM.Model, full.LLM.Model)
	assert.Equal(t, llm.DefaultModel, full.LLM.Model)
	require.NotNil(t, full.LLM.Temperature)
	assert.InDelta(t, llm.DefaultTemperature, *full.LLM.Temperature, 0)
	assert.Equal(t, llm.DefaultNumCtx, full.LLM.NumCtx)
	assert.Equal(t, llm.DefaultTimeout, full.LLM.Timeout)
	assert.Equal(t, 5*time.Minute, with.PageTime, "what Config says of 0")
	assert.Equal(t, bare.keepAlive(), full.keepAlive())

	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for day := range 60 {
		moment := from.AddDate(0, 0, day)
		want := without.Scheduler.(*schedule.Daily).Day(moment)
		assert.Equal(t, want, with.Scheduler.(*schedule.Daily).Day(moment))
		assert.Equal(t, want, asIs.Scheduler.(*schedule.Daily).Day(moment))
	}
	shares := map[page.Type]int{}
	for _, docType := range page.Types() {
		shares[docType] = docType.Weight()
	}
	assert.Equal(t, shares, with.Types)
	assert.Nil(t, without.Types)
	assert.Equal(t, without.MaxAge, with.MaxAge)
	assert.Equal(t, 24*time.Hour, with.RetireAfter, "what Config says of 0")
	assert.Zero(t, without.RetireAfter)

	// What is selected shows in what is planned.
	plan := func(text string) (keys []page.Key) {
		file := filepath.Join(t.TempDir(), "codeworm.yaml")
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		c := w.run("plan", "--json", "--config", file, "--llm", "ollama")
		require.Equal(t, 0, c.code, c.errors.String())
		for _, line := range jsonLines[planLine](t, c.out.String()) {
			keys = append(keys, line.Key)
		}
		return keys
	}
	require.Greater(t, len(plan("")), 100)
	assert.True(t, slices.Equal(plan(""), plan(text)))
}

// What is set for the model reaches what asks it.
func TestModelSettingsReachTheModel(t *testing.T) {
	w := newWorld(t)
	s := settingsOf(t, "llm: {num_predict: 321, timeout: 7m, page_time: 3m, num_ctx: 4096}\n")
	s.repoFlags, s.devlogFlag, s.stateFlag = []string{w.repo}, w.devlog, w.state
	config, err := s.config(io.Discard)
	require.NoError(t, err)
	require.NoError(t, s.problems.err())
	assert.Equal(t, 321, config.AnswerTokens)
	assert.Equal(t, 3*time.Minute, config.PageTime)
	model := s.ollamaConfig()
	assert.Equal(t, 321, model.NumPredict)
	assert.Equal(t, 7*time.Minute, model.Timeout)
	assert.Equal(t, 4096, model.NumCtx)
}

func TestExamplesAreAccepted(t *testing.T) {
	text, _ := uncommented(t, true)
	text = strings.Replace(text, "  - path: .\n    name:", "  - name:", 1) // a repository has a path or a URL
	s := settingsOf(t, text)
	require.NoError(t, s.load(), text)
	_, err := s.scheduler()
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(filepath.Dir(s.file), "codeworm.db"), s.State)
	assert.Equal(t, []string{"**/*.py"}, s.Repos[0].Include)
	assert.Equal(t, "https://example.com/owner/name.git", s.Repos[0].from)
	assert.Len(t, s.Schedule.HourWeights, 24)
}

// Everything that is wrong is said at once, in the words of the file.
func TestAllProblemsAtOnce(t *testing.T) {
	w := newWorld(t)
	file := filepath.Join(t.TempDir(), "codeworm.yaml")
	for _, c := range []struct {
		text string
		says []string
	}{
		{"llm: 5\nschedule:\n  min_per_day: many\n  min_gap: 7\n  seed: -1\nselection: {tests: perhaps}\ntypes: [til]\nrepos: {path: x}\nstate: [a]\ngpu: 1\nmax_age_days: x\n", []string{
			"line 1: llm is 5; it has to be settings of its own",
			`line 3: schedule.min_per_day is many; it has to be a whole number`,
			"line 5: schedule.seed is -1; it has to be a whole number from 0 on",
			"line 6: selection.tests is perhaps; it has to be true or false",
			"line 7: types is [til]; it has to be names with values",
			"line 8: repos is {path: x}; it has to be a list",
			"line 9: state is [a]; it has to be a text",
			"line 10: gpu is unknown; there are claim_time, devlog, llm, max_age_days",
			"line 11: max_age_days is x; it has to be a number of days",
		}},
		{"repos:\n  - path: $NOSUCH/gorepo\n    include: ['[']\n    weight: 77\ndevlog: {path: '${NEITHER}/x', branch: -x}\nselection: {min_lines: -3}\ntypes: {wiki_page: 1, til: -1}\n" +
			"schedule: {min_per_day: 9, max_per_day: 3, time_zone: Mars/Olympus}\nllm: {num_ctx: 1, temperature: 9}\nretire_after_days: -1\n", []string{
			"repos[0].path: $NOSUCH/gorepo uses the variable NOSUCH, which is not set",
			"devlog.path: ${NEITHER}/x uses the variable NEITHER",
			"its weight is 77; it has to be 1 to 10",
			"include: pattern",
			`devlog.branch: "-x"`,
			"selection.min_lines is -3; give 0 for the default, or more",
			"types.wiki_page is no document type; there are function_doc, class_doc",
			"types: the weight of til is -1",
			"at least 9 pages a day is more than at most 3",
			"Mars/Olympus",
			"llm.num_ctx 1", "llm.temperature 9", "retire_after_days is -1",
		}},
		{"a: 1\na: 2\n", []string{"a"}},
		{"llm: {url: 'ftp://x', model: ' m'}", []string{"ftp://x", "llm.model"}},
	} {
		require.NoError(t, os.WriteFile(file, []byte(c.text), 0o600))
		args := []string{"codeworm", "once", "--config", file, "--state", w.state}
		run := &command{}
		run.code = execute(t.Context(), args, &run.out, &run.errors)
		assert.Equal(t, 2, run.code)
		for _, say := range c.says {
			assert.Contains(t, run.errors.String(), say)
		}
		for _, never := range []string{"Go value", "settings.", "Selection.", "codeworm: codeworm", "Types:"} {
			assert.NotContains(t, run.errors.String(), never)
		}
		assert.NoFileExists(t, w.state)
	}
}

func TestEmptyConfiguration(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	for _, text := range []string{"", "\n", "# nothing\n", "---\n", "repos:\n", "llm:\n"} {
		file := filepath.Join(t.TempDir(), "codeworm.yaml")
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		c := w.run("plan", "--config", file)
		require.Equal(t, 0, c.code, "%q: %s", text, c.errors.String())
		run := &command{}
		run.code = execute(t.Context(), []string{"codeworm", "plan", "--config", file}, &run.out, &run.errors)
		assert.Equal(t, 2, run.code)
		assert.Equal(t, "codeworm: no repository is named; list it under repos in "+file+", or give --repo PATH\n", run.errors.String())
	}
}

// TestOllamasOwnWords has settings that mean to Ollama's own programs what they mean here.
func TestOllamasOwnWords(t *testing.T) {
	for value, want := range map[string]string{
		"": "http://127.0.0.1:11434", ":11435": "http://127.0.0.1:11435", `"127.0.0.1:1"`: "http://127.0.0.1:1", "'http://h:1'": "http://h:1",
		"0.0.0.0": "http://127.0.0.1:11434", "h": "http://h:11434", "https://h/x": "https://h/x",
	} {
		assert.Equal(t, want, ollamaHost(value), value)
	}
	for set, want := range map[string]time.Duration{"": 0, "keep_alive: 0s": -1, "keep_alive: -1s": 0, "keep_alive: 5m": 5 * time.Minute} {
		var s settings
		require.Empty(t, readYAML([]byte("llm: {"+set+"}"), &s))
		assert.Equal(t, want, s.keepAlive(), set)
	}
	var s settings
	assert.Len(t, readYAML([]byte("state: a\n---\ndevlog: b\n"), &s), 1)
	assert.Empty(t, readYAML([]byte("---\nstate: a\n---\n# nothing more\n"), &s))
	assert.Equal(t, "a", s.State)
}
