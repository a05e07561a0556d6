package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const asyncRun = `import asyncio


class CodeWormDaemon:
    """Keeps repositories documented."""

    @traced
    async def _async_run(self, dry_run: bool, mode: str = "") -> None:
        """Run until stopped."""
        prefix = "[DRY RUN] " if dry_run else ""
        self.log(prefix + (mode.strip() or "normal"))

        if not dry_run:
            self.devlog.prepare()

        if not await self.wait_for_model():
            return

        next_run = self.scheduler.next()
        if next_run:
            self.log(next_run)

        while self.running:
            await asyncio.sleep(1)
`

func TestSymbols(t *testing.T) {
	file := filepath.Join(t.TempDir(), "daemon.py")
	require.NoError(t, os.WriteFile(file, []byte(asyncRun), 0o600))
	c := &command{}
	c.code = execute(t.Context(), []string{"codeworm", "symbols", "--json", file}, &c.out, &c.errors)
	require.Equal(t, 0, c.code, c.errors.String())
	lines := jsonLines[symbolLine](t, c.out.String())
	require.Len(t, lines, 2)
	assert.Equal(t, symbolLine{Path: file, Language: "python", Kind: "class", Name: "CodeWormDaemon", StartLine: 4, EndLine: 24, NLOC: lines[0].NLOC,
		Complexity: lines[0].Complexity, Nesting: lines[0].Nesting, Parameters: []string{}}, lines[0])
	method := lines[1]
	assert.Equal(t, "_async_run", method.Name)
	assert.Equal(t, "CodeWormDaemon", method.Parent)
	assert.Equal(t, 7, method.Complexity)
	assert.Equal(t, 7, method.StartLine, "the decorator belongs to it")
	assert.Equal(t, 24, method.EndLine)
	assert.Equal(t, 1, method.Nesting)
	assert.Equal(t, []string{"self", "dry_run", "mode"}, method.Parameters)
}

func TestSchedule(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	config := filepath.Join(t.TempDir(), "codeworm.yaml")
	require.NoError(t, os.WriteFile(config, []byte("schedule: {min_per_day: 4, max_per_day: 6, time_zone: UTC, weekend_factor: 1}\n"), 0o600))
	run := func() *command {
		c := &command{}
		c.code = execute(t.Context(), []string{"codeworm", "schedule", "--days", "10", "--json", "--config", config}, &c.out, &c.errors)
		return c
	}
	c := run()
	require.Equal(t, 0, c.code, c.errors.String())
	times := jsonLines[struct{ Time time.Time }](t, c.out.String())
	assert.InDelta(t, 50, len(times), 15)
	for i := range times[1:] {
		assert.True(t, times[i].Time.Before(times[i+1].Time))
	}
	again := jsonLines[struct{ Time time.Time }](t, run().out.String())
	assert.Equal(t, times[1:20], again[1:20], "the plan does not change from call to call")
}

func TestPlanStatusInitVersion(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	plan := w.run("plan", "--json")
	require.Equal(t, 0, plan.code, plan.errors.String())
	due := jsonLines[planLine](t, plan.out.String())
	require.Greater(t, len(due), 50)
	assert.NoFileExists(t, w.state)
	assert.NoDirExists(t, w.devlog)

	explained := w.run("plan", "--explain", "-n", "5")
	require.Equal(t, 0, explained.code)
	assert.Contains(t, explained.out.String(), "complexity")
	assert.Contains(t, explained.out.String(), "targets due")

	once := w.run("once", "-n", "3", "--json")
	require.Equal(t, 0, once.code, once.errors.String())
	var planned, made []string
	for _, l := range due[:3] {
		planned = append(planned, l.Key.String())
	}
	for _, l := range jsonLines[pageLine](t, once.out.String()) {
		made = append(made, l.Key.String())
	}
	assert.ElementsMatch(t, planned, made, "plan says what is written")

	status := w.run("status")
	require.Equal(t, 0, status.code, status.errors.String())
	assert.Contains(t, status.out.String(), "Pages:  3 (3 in the last 7 days, 3 without a model")
	assert.Contains(t, status.out.String(), w.state)

	file := filepath.Join(t.TempDir(), "c.yaml")
	first := &command{}
	first.code = execute(t.Context(), []string{"codeworm", "init", file}, &first.out, &first.errors)
	require.Equal(t, 0, first.code, first.errors.String())
	written, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, exampleConfig, string(written))
	second := &command{}
	second.code = execute(t.Context(), []string{"codeworm", "init", file}, &second.out, &second.errors)
	assert.Equal(t, 2, second.code)
	assert.Contains(t, second.errors.String(), "exists already")

	version := &command{}
	version.code = execute(t.Context(), []string{"codeworm", "version"}, &version.out, &version.errors)
	assert.Equal(t, 0, version.code)
	assert.Contains(t, version.out.String(), "codeworm ")
}
