package codeworm_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/fetch"
	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/llm"
	"github.com/codeworm/codeworm/page"
)

// fetcher is a Fetcher that does what a test wants, and notes when.
type fetcher struct {
	do    func() error
	calls []time.Time
}

func (f *fetcher) Fetch(context.Context) error {
	f.calls = append(f.calls, time.Now())
	return f.do()
}

// A repository is fetched before it is read, and no more often than it is to be.
func TestRepoIsFetchedOnItsSchedule(t *testing.T) {
	w := newWorld(t, 1)
	f := &fetcher{}
	f.do = func() error {
		if len(f.calls) == 3 {
			w.function(1, "") // what the remote has
		}
		return nil
	}
	w.config.Repos[0].Fetcher = f
	w.config.IdleWait = 5 * time.Minute
	synctest.Test(t, func(t *testing.T) {
		d := w.daemon()
		all := events(d)
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Hour-time.Minute)
		defer cancel()
		require.NoError(t, d.Run(ctx))
		told := all()
		assert.Len(t, f.calls, 8, "every quarter of an hour")
		assert.Len(t, only[codeworm.Fetched](told), 8)
		assert.Empty(t, only[codeworm.FetchFailed](told))
		assert.Len(t, w.sink.Pages(), 2, "what was fetched is documented")
	})
	for every, want := range map[time.Duration]int{-1: 1, time.Hour: 2, time.Minute: 24} {
		f.calls = nil
		w.config.Repos[0].FetchEvery = every
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Hour-time.Second)
			defer cancel()
			require.NoError(t, w.daemon().Run(ctx))
			assert.InDelta(t, want, len(f.calls), 2, "every %s", every)
		})
	}
	w.config.Repos[0].FetchEvery = time.Millisecond
	_, err := codeworm.New(w.config)
	assert.ErrorContains(t, err, "FetchEvery is 1ms; it has to be a second at least")
}

// A repository that cannot be fetched is documented as it is. That is told once for each reason, nobody is blamed, and it is tried after growing
// pauses.
func TestRepoThatCannotBeFetched(t *testing.T) {
	w := newWorld(t, 3)
	f := &fetcher{}
	w.config.Repos[0].Fetcher = f
	w.config.IdleWait = 10 * time.Minute
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		f.do = func() error {
			switch since := time.Since(begun); {
			case since < 10*time.Hour:
				return errors.New("fetch https://ann:pa55word@example.com/x: no route")
			case since < 20*time.Hour:
				return errors.New("fetch https://example.com/x: no such host")
			}
			return nil
		}
		d := w.daemon()
		all := events(d)
		ctx, cancel := context.WithTimeout(t.Context(), 24*time.Hour)
		defer cancel()
		require.NoError(t, d.Run(ctx))
		told := all()
		failed := only[codeworm.FetchFailed](told)
		require.Len(t, failed, 2)
		assert.Equal(t, "sums", failed[0].Repo)
		assert.ErrorContains(t, failed[0].Err, "no route")
		assert.NotContains(t, failed[0].Err.Error(), "pa55word")
		assert.ErrorContains(t, failed[1].Err, "no such host")
		fetched := only[codeworm.Fetched](told)
		require.NotEmpty(t, fetched)
		assert.GreaterOrEqual(t, fetched[0].After, 20*time.Hour)
		assert.Zero(t, fetched[1].After)
		assert.Empty(t, only[codeworm.Away](told))
		assert.Empty(t, only[codeworm.CycleFailed](told))
		assert.Empty(t, w.sink.Retired())
		assert.Len(t, w.sink.Pages(), 3)
		longest := time.Duration(0)
		for i, at := range f.calls[1:] {
			longest = max(longest, at.Sub(f.calls[i]))
		}
		assert.InDelta(t, time.Hour.Minutes(), longest.Minutes(), 11)
		assert.Less(t, len(f.calls), 60)
	})
}

// Repositories are fetched beside each other, so that one that takes long does not keep the others.
func TestReposAreFetchedBesideEachOther(t *testing.T) {
	w := newWorld(t, 1)
	synctest.Test(t, func(t *testing.T) {
		w.config.Repos = nil
		for _, name := range []string{"a", "b", "c", "d", "e"} {
			w.config.Repos = append(w.config.Repos, codeworm.Repo{Name: name, Path: w.dir, Fetcher: &fetcher{do: func() error { time.Sleep(10 * time.Minute); return nil }}})
		}
		begun := time.Now()
		_, err := w.daemon().RunN(t.Context(), 1)
		require.NoError(t, err)
		assert.Less(t, time.Since(begun), 11*time.Minute)
	})
}

// A repository that is not there yet is fetched before its first page. A plan and a dry run fetch nothing, and say so.
func TestRepoThatIsNotThereYet(t *testing.T) {
	w := newWorld(t, 1)
	elsewhere := w.dir + ".remote"
	require.NoError(t, os.Rename(w.dir, elsewhere))
	_, err := codeworm.New(w.config)
	require.ErrorContains(t, err, "does not exist", "nobody fetches it")
	f := &fetcher{do: func() error { return errors.New("the server is asleep; wake it") }}
	w.config.Repos[0].Fetcher = f
	_, err = w.daemon().Plan(t.Context())
	assert.ErrorContains(t, err, "repo sums is not here yet: it is fetched before its first page is made, and not for a plan or a dry run")
	w.config.DryRun = true
	_, err = w.daemon().RunN(t.Context(), 1)
	assert.ErrorContains(t, err, "not for a plan or a dry run")
	assert.Empty(t, f.calls)
	w.config.DryRun = false
	d := w.daemon()
	all := events(d)
	_, err = d.RunN(t.Context(), 1)
	assert.EqualError(t, err, "repo sums: the server is asleep; wake it")
	assert.Equal(t, codeworm.FaultSource, codeworm.FaultOf(err))
	told := all()
	assert.Len(t, only[codeworm.Away](told), 1)
	assert.Empty(t, only[codeworm.FetchFailed](told), "it is told once")
	f.do = func() error { return os.Rename(elsewhere, w.dir) }
	_, err = w.daemon().RunN(t.Context(), 1)
	require.NoError(t, err)
	assert.Len(t, w.sink.Pages(), 1)
}

// A clone that lacks the blobs of old versions is documented, pages about changes and summaries included, without a process that could fetch.
func TestDocumentingACloneFetchesNothing(t *testing.T) {
	w := newWorld(t, 4)
	t.Setenv("CODEWORM_CACHE", t.TempDir())
	w.git("config", "uploadpack.allowFilter", "true")
	for _, days := range []string{"200", "20", "9", "8", "0"} {
		when, err := time.ParseDuration("-" + days + "h")
		require.NoError(t, err)
		t.Setenv("GIT_COMMITTER_DATE", time.Now().Add(24*when).Format(time.RFC3339))
		for i := range 4 {
			w.function(i, " For "+days+".")
		}
		w.git("commit", "-qam", "Change it for "+days)
	}
	w.git("mv", "sum3.go", "moved.go")
	w.git("commit", "-qam", "Move it")
	clone, err := fetch.NewClone(fetch.CloneConfig{URL: "file://" + w.dir})
	require.NoError(t, err)
	w.config.Repos = []codeworm.Repo{{Name: clone.Name(), Path: clone.Dir(), Fetcher: clone}}
	w.config.Types = map[page.Type]int{page.FunctionDoc: 1, page.CodeEvolution: 1, page.WeeklySummary: 1, page.MonthlySummary: 1, page.FileDoc: 1}
	require.NoError(t, clone.Fetch(t.Context()))
	missing, err := git.Run(t.Context(), clone.Dir(), "rev-list", "--objects", "--missing=print", "HEAD")
	require.NoError(t, err)
	require.Contains(t, string(missing), "?", "blobs of 200 days ago are left out")
	require.NoError(t, os.Rename(w.dir, w.dir+".away"))
	trace := filepath.Join(t.TempDir(), "trace")
	t.Setenv("GIT_TRACE2_EVENT", trace)
	w.config.Repos[0].Fetcher = nil
	d := w.daemon()
	all := events(d)
	results, err := d.RunN(t.Context(), 100)
	require.NoError(t, err)
	assert.Empty(t, only[codeworm.CycleFailed](all()))
	made := map[page.Type]int{}
	for _, r := range results {
		made[r.Target.Key.Type]++
	}
	assert.Positive(t, made[page.CodeEvolution])
	assert.Positive(t, made[page.WeeklySummary])
	commands := tracedCommands(t, trace)
	assert.Greater(t, len(commands), 10)
	for _, c := range commands {
		for _, network := range []string{"fetch", "upload-pack", "remote-http", "ssh", "pack-objects", "promisor"} {
			assert.NotContains(t, c, network)
		}
	}
}

// tracedCommands are the commands that git ran and was started with.
func tracedCommands(t *testing.T, file string) (commands []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		var e struct {
			Event string   `json:"event"`
			Argv  []string `json:"argv"`
		}
		require.NoError(t, json.Unmarshal([]byte(line), &e))
		if len(e.Argv) > 0 {
			commands = append(commands, strings.Join(e.Argv, " "))
		}
	}
	return commands
}

var _ codeworm.Fetcher = (*fetcher)(nil)

// What a shallow clone does not know is said on its pages, whoever writes them, and summaries of times that it holds a part of are not written.
func TestPagesOfAShallowClone(t *testing.T) {
	w := newWorld(t, 1)
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) // a Tuesday
	for _, day := range []string{"2026-10-05", "2026-11-17", "2026-11-19"} {
		t.Setenv("GIT_COMMITTER_DATE", day+"T12:00:00Z")
		w.function(0, " Since "+day+".")
		w.git("commit", "-qam", "Change it on "+day)
	}
	for name, c := range map[string]struct {
		depth     int
		begins    string
		summaries int // of the week from 16 November and of October
	}{
		"all": {0, "", 2}, "two commits": {2, "2026-11-17", 0}, "three commits": {3, "2026-10-05", 1},
	} {
		for writer, llm := range map[string]codeworm.LLMClient{"model": w.llm, "facts": llm.FactsOnly{}} {
			t.Run(name+" by "+writer, func(t *testing.T) {
				t.Setenv("CODEWORM_CACHE", t.TempDir())
				clone, err := fetch.NewClone(fetch.CloneConfig{URL: "file://" + w.dir, Depth: c.depth})
				require.NoError(t, err)
				sink := codewormtest.NewSink()
				config := w.config
				config.LLM, config.Sink, config.Store, config.Now = llm, sink, codewormtest.NewStore(nil), func() time.Time { return now }
				config.Repos = []codeworm.Repo{{Name: "sums", Path: clone.Dir(), Fetcher: clone}}
				config.Types = map[page.Type]int{page.FunctionDoc: 1, page.WeeklySummary: 1, page.MonthlySummary: 1}
				d, err := codeworm.New(config)
				require.NoError(t, err)
				all := events(d)
				_, err = d.RunN(t.Context(), 5)
				require.NoError(t, err)
				summaries := 0
				for _, p := range sink.Pages() {
					switch {
					case p.Key.Period != "":
						summaries++
					case c.begins == "":
						assert.NotContains(t, string(p.Markdown), "clone")
					case writer == "model":
						assert.Contains(t, string(p.Markdown), "**History:** not known before "+c.begins+", where this clone begins")
					default:
						assert.Contains(t, string(p.Markdown), "The history before "+c.begins+" is not in the clone that this was written from.")
					}
				}
				assert.Equal(t, c.summaries, summaries)
				notice := only[codeworm.RepoRead](all())[0].Notice
				if c.begins == "" {
					assert.Empty(t, notice)
				} else {
					assert.Contains(t, notice, "no history before "+c.begins)
				}
			})
		}
	}
}
