package index_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/repotest"
)

// BenchmarkLastCommits gives what the last commits of a file cost in a repository of 60,000 commits, as a ratio to asking git about it.
func BenchmarkLastCommits(b *testing.B) {
	const commits, files = 60_000, 600
	repo := repotest.Empty(b)
	var history bytes.Buffer
	for i := range commits {
		text := fmt.Sprintf("def f():\n    return %d\n", i)
		fmt.Fprintf(&history, "commit refs/heads/main\ncommitter A <a@example.org> %d +0000\ndata 6\nChange\nM 100644 inline d%d/f%d.py\ndata %d\n%s\n",
			1_700_000_000+i*60, i%7, i*7919%files, len(text), text)
	}
	_, err := git.RunInput(b.Context(), repo.Path, &history, "fast-import", "--quiet", "--force")
	require.NoError(b, err)
	repotest.Git(b, repo.Path, "checkout", "-q", "-f", "main")
	x := repotest.Index(b, repo, repotest.Parser(b), nil)
	require.Greater(b, len(x.Files), files-1)
	var asked, all float64
	for b.Loop() {
		start := time.Now()
		for _, f := range x.Files[:20] {
			require.NoError(b, git.Log(b.Context(), repo.Path, git.LogOptions{Max: 5, Paths: []string{f.Path}}, func(git.LogEntry) error { return nil }))
		}
		asked += time.Since(start).Seconds() / 20
		y := repotest.Index(b, repo, repotest.Parser(b), nil)
		start = time.Now()
		for _, f := range y.Files {
			_, err := y.LastCommits(b.Context(), f.Path)
			require.NoError(b, err)
		}
		all += time.Since(start).Seconds() / float64(len(y.Files))
	}
	b.ReportMetric(all/asked, "file/asking-git")
	b.ReportMetric(all/float64(b.N)*1000, "ms/file")
}

// BenchmarkOccurs gives what a search of the text of all files costs from the fifth on, as a ratio to the first.
func BenchmarkOccurs(b *testing.B) {
	for _, l := range libraries {
		b.Run(l.name, func(b *testing.B) {
			repo := l.repoOf(b)
			p := repotest.Parser(b)
			cache := codewormtest.NewStore(nil)
			repotest.Index(b, repo, p, cache)
			var first, later float64
			for b.Loop() {
				x := repotest.Index(b, repo, p, cache)
				for i := range 14 {
					words := []string{fmt.Sprint("no_such_word_", i), fmt.Sprint("nor_this-", i)}
					start := cpuSeconds(b)
					require.Empty(b, x.Occurs(words))
					switch took := cpuSeconds(b) - start; {
					case i == 0:
						first += took
					case i >= 4:
						later += took / 10
					}
				}
			}
			b.ReportMetric(later/first, "later/first")
			b.ReportMetric(first/float64(b.N), "first-cpu-s")
		})
	}
}

// BenchmarkPlan gives the processor time of finding the targets in an index, patterns included, as a ratio to building it, and that of a
// start with kept outlines and the targets for 1,000 files.
func BenchmarkPlan(b *testing.B) {
	for _, l := range libraries {
		b.Run(l.name, func(b *testing.B) {
			repo := l.repoOf(b)
			p := repotest.Parser(b)
			cache := codewormtest.NewStore(nil)
			start := cpuSeconds(b)
			repotest.Index(b, repo, p, cache)
			build := cpuSeconds(b) - start
			var find, kept float64
			files := 0
			for b.Loop() {
				start := cpuSeconds(b)
				x := repotest.Index(b, repo, p, cache)
				read := cpuSeconds(b)
				require.NotEmpty(b, repotest.Targets(x))
				find += cpuSeconds(b) - read
				kept += cpuSeconds(b) - start
				files = len(x.Files)
			}
			b.ReportMetric(find/float64(b.N)/build, "find/build")
			b.ReportMetric(kept/float64(b.N)/float64(files)*1000, "cpu-s/1000-files")
		})
	}
}

// BenchmarkGitProcesses gives how many git processes a start and a refresh take.
func BenchmarkGitProcesses(b *testing.B) {
	repo := codeworm.Repo{Name: "r", Path: repotest.Sample(b, "python").Path}
	p := repotest.Parser(b)
	count := func(do func()) float64 {
		trace := filepath.Join(b.TempDir(), "trace")
		b.Setenv("GIT_TRACE2", trace)
		do()
		b.Setenv("GIT_TRACE2", "0")
		text, err := os.ReadFile(trace)
		require.NoError(b, err)
		return float64(bytes.Count(text, []byte(" cmd_name ")))
	}
	for b.Loop() {
		x := repotest.Index(b, repo, p, nil)
		b.ReportMetric(count(func() { x = repotest.Index(b, repo, p, nil) }), "git/start")
		b.ReportMetric(count(func() { repotest.Refresh(b, x) }), "git/refresh")
	}
}
