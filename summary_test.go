package codeworm_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/llm"
	"github.com/codeworm/codeworm/page"
)

// commitAt commits everything as of a day.
func (w *world) commitAt(day, author, subject string) {
	w.t.Helper()
	w.git("add", ".")
	cmd := exec.Command("git", "-C", w.dir, "-c", "user.name="+author, "-c", "user.email=x@example.com", "commit", "-q", "--allow-empty", "-m", subject)
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_DATE="+day+"T12:00:00Z", "GIT_COMMITTER_DATE="+day+"T12:00:00Z")
	out, err := cmd.CombinedOutput()
	require.NoError(w.t, err, "%s", out)
}

// summaries makes a world of summaries alone, whose first commit is of 2 November 2026, and a
// function that sets its clock.
func summaries(t *testing.T) (*world, func(day string)) {
	t.Helper()
	w := newWorld(t, 2)
	w.git("update-ref", "-d", "HEAD")
	w.commitAt("2026-11-02", "Ann", "Begin")
	w.config.Types = map[page.Type]int{page.WeeklySummary: 1, page.MonthlySummary: 1}
	w.config.LLM = llm.FactsOnly{}
	now := time.Time{}
	w.config.Now = func() time.Time { return now }
	return w, func(day string) {
		var err error
		now, err = time.Parse("2006-01-02", day)
		require.NoError(t, err)
		now = now.Add(9 * time.Hour)
	}
}

func (w *world) dueTitles() []string {
	w.t.Helper()
	plan, err := w.daemon().Plan(w.t.Context())
	require.NoError(w.t, err)
	titles := []string{}
	for _, target := range plan.Due {
		titles = append(titles, target.Title())
	}
	return titles
}

func TestSummariesAreWrittenOnceAPeriod(t *testing.T) {
	w, at := summaries(t)
	at("2026-11-06")
	assert.Empty(t, w.dueTitles(), "the first week is not over, and nothing was before")
	at("2026-11-09")
	assert.Equal(t, []string{"sums 2026-W45"}, w.dueTitles())
	at("2026-11-13")
	assert.Equal(t, []string{"sums 2026-W45"}, w.dueTitles(), "the daemon was off on Monday")
	result, err := w.daemon().RunOnce(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "sums/weekly/2026-w45-", result.Page.Path[:len("sums/weekly/2026-w45-")])
	assert.Empty(t, w.dueTitles())

	at("2026-11-16")
	assert.Empty(t, w.dueTitles(), "no page for a week without anything")
	w.function(0, " Changed.")
	w.commitAt("2026-11-17", "Bob", "Change a sum")
	at("2026-11-20")
	assert.Empty(t, w.dueTitles(), "the week is not over")
	at("2026-11-24")
	assert.Equal(t, []string{"sums 2026-W47"}, w.dueTitles())
	_, err = w.daemon().RunOnce(t.Context())
	require.NoError(t, err)

	at("2026-12-02")
	assert.Equal(t, []string{"sums 2026-11"}, w.dueTitles(), "the month; the week before held nothing")
	_, err = w.daemon().RunOnce(t.Context())
	require.NoError(t, err)
	assert.Empty(t, w.dueTitles())
	w.config.Prompts.Style = "Be brief."
	w.config.MaxAge = time.Hour
	assert.Empty(t, w.dueTitles(), "what is written stays, whatever changes")
	assert.Len(t, w.sink.Pages(), 3)
}

func TestSummaryTellsWhatHappened(t *testing.T) {
	w, at := summaries(t)
	w.function(1, " Changed.")
	w.commitAt("2026-11-16", "Ann", "Change `Sum1` | <b>")
	src, err := os.ReadFile(w.dir + "/sum1.go")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(w.dir+"/sum1.go", []byte(strings.Replace(string(src), "a + b + 1", "b + a + 1", 1)), 0o600))
	w.functionsIn("gone.go", 1)
	w.commitAt("2026-11-17", "Bob", "Add the key AKIAQ3EGXYZ7LMNOPQR4")
	require.NoError(t, os.Remove(w.dir+"/gone.go"))
	w.commitAt("2026-11-22", "Ann", "Remove what is not used")
	w.commitAt("2026-11-23", "Eve", "Belongs to the next week")
	w.config.Types[page.FunctionDoc] = 1
	at("2026-11-18")
	_, err = w.daemon().RunN(t.Context(), 2)
	require.NoError(t, err)
	at("2026-11-25")
	results, err := w.daemon().RunN(t.Context(), 9)
	require.NoError(t, err)
	require.NotEmpty(t, results)
	var weekly page.Page
	for _, r := range results {
		if r.Target.Key.Type == page.WeeklySummary {
			weekly = r.Page
		}
	}
	text := string(weekly.Markdown)
	for _, want := range []string{
		"**Period:** 2026-11-16 to 2026-11-22", "Three commits by two people changed two files, and two pages were written",
		"`sum1.go`: two commits", "`gone.go`: two commits; it does not exist any more", "`Sum1` (`sum1.go`:4)", "Ann: two commits", "Bob: one commit",
		"Remove what is not used", "[redacted:", "### What was documented", "`Sum0` (Documentation)",
	} {
		assert.Contains(t, text, want)
	}
	for _, not := range []string{"Eve", "Belongs to the next", "AKIAQ3EGXYZ7LMNOPQR4", "Begin"} {
		assert.NotContains(t, text, not)
	}
	assert.NotRegexp(t, `[^\\]<b>`, text)
	assert.LessOrEqual(t, len(weekly.Subject), 72)
	assert.Contains(t, weekly.Subject, "Summarize the week of sums 2026-W47")
}

// The prompt of a summary holds what happened, the most telling facts first, in its budget.
func TestSummaryPrompt(t *testing.T) {
	w, at := summaries(t)
	for i := range 80 {
		w.commitAt("2026-11-18", fmt.Sprintf("Author %d", i%7), fmt.Sprintf("Change number %d of many", i))
	}
	w.config.LLM = w.llm
	at("2026-11-25")
	w.llm.Context = 2560
	result, err := w.daemon().RunOnce(t.Context())
	require.NoError(t, err)
	assert.Equal(t, page.WeeklySummary, result.Target.Key.Type)
	p := w.llm.Prompts()[0]
	assert.NotContains(t, p.Shared, "Language:")
	for _, want := range []string{"Summarize the week 2026-W47", "2026-11-16 to 2026-11-22: 80 commits", "Change number 79 of many", "- Author 0: 12"} {
		assert.Contains(t, p.Request, want)
	}
	assert.Regexp(t, `(?m)^- and \d+ more$`, p.Request)
	assert.Contains(t, string(result.Page.Markdown), "**Authors:** Author 0 (12)")
}

func TestRepoWithoutHistoryHasNoSummary(t *testing.T) {
	w, at := summaries(t)
	require.NoError(t, os.RemoveAll(w.dir+"/.git"))
	at("2026-11-09")
	assert.Empty(t, w.dueTitles())
}
