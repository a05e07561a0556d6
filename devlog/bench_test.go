package devlog

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/page"
)

// BenchmarkIndexes puts one page among n and writes the indexes.
func BenchmarkIndexes(b *testing.B) {
	for _, n := range []int{100, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w := newWorld()
			for i := range n {
				p := manyPage(i)
				w.metas[p.Path] = p.Meta
			}
			w = w.load(b)
			meta := codewormtest.Page(page.Key{Type: page.FunctionDoc, Repo: "repo", Path: "zz.go", Symbol: "New"}, "f1").Meta
			for b.Loop() {
				w.put(b, meta)
				w.remove(b, meta.Key.PagePath())
			}
		})
	}
}

func manyPage(i int) page.Page {
	types := page.Types()
	return codewormtest.Page(page.Key{
		Type: types[i%len(types)], Repo: "repo", Path: fmt.Sprintf("pkg%d/file%d.go", i%50, i%500), Symbol: fmt.Sprintf("Type%d.Method", i),
	}, "f1")
}

// together is how many pages BenchmarkGitPublish publishes in one commit.
const together = 20

// BenchmarkGitPublish publishes one page after another, and several together, into a devlog of n pages; load is
// what the first look at it costs.
func BenchmarkGitPublish(b *testing.B) {
	for _, n := range []int{100, 10_000, 100_000} {
		dir := bigDevlog(b, n)
		b.Run(fmt.Sprintf("load/%d", n), func(b *testing.B) {
			for b.Loop() {
				g, err := NewGit(GitConfig{Dir: dir})
				require.NoError(b, err)
				require.NoError(b, g.Prepare(b.Context()))
			}
		})
		g, err := NewGit(GitConfig{Dir: dir})
		require.NoError(b, err)
		require.NoError(b, g.Prepare(b.Context()))
		b.Run(fmt.Sprintf("publish/%d", n), func(b *testing.B) {
			before := cpu(b)
			for i := 0; b.Loop(); i++ {
				p := codewormtest.Page(manyPage(i%n).Key, fmt.Sprint("f", b.N, i, b.Elapsed()))
				_, err := g.Publish(b.Context(), p)
				require.NoError(b, err)
			}
			b.ReportMetric((cpu(b)-before).Seconds()*1000/float64(b.N), "cpu-ms/page")
		})
		b.Run(fmt.Sprintf("publish-%d-together/%d", together, n), func(b *testing.B) {
			before := cpu(b)
			for i := 0; b.Loop(); i++ {
				var pages []page.Page
				for j := range together {
					pages = append(pages, codewormtest.Page(manyPage((i*together+j)%n).Key, fmt.Sprint("g", b.N, i, b.Elapsed())))
				}
				_, err := g.PublishGroup(b.Context(), pages)
				require.NoError(b, err)
			}
			b.ReportMetric((cpu(b)-before).Seconds()*1000/float64(b.N*together), "cpu-ms/page")
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N*together), "ms/page")
		})
		b.Run(fmt.Sprintf("plain-git/%d", n), func(b *testing.B) {
			at, before := manyPage(0).Path, cpu(b)
			for i := 0; b.Loop(); i++ {
				require.NoError(b, os.WriteFile(filepath.Join(dir, at), fmt.Append(nil, "f", b.N, i, b.Elapsed()), 0o600))
				for _, args := range [][]string{{"add", at}, {"-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "--message", "One"}} {
					_, err := git.Run(b.Context(), dir, args...)
					require.NoError(b, err)
				}
			}
			b.ReportMetric((cpu(b)-before).Seconds()*1000/float64(b.N), "cpu-ms/page")
		})
		b.Run(fmt.Sprintf("unchanged/%d", n), func(b *testing.B) {
			p := manyPage(n - 1)
			_, err := g.Publish(b.Context(), p)
			require.NoError(b, err)
			for b.Loop() {
				pub, err := g.Publish(b.Context(), p)
				require.NoError(b, err)
				require.True(b, pub.Unchanged)
			}
		})
	}
}

// bigDevlog is a devlog of n pages in one commit.
func bigDevlog(b *testing.B, n int) string {
	b.Helper()
	b.Setenv("GIT_CONFIG_GLOBAL", "/dev/null")
	b.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	dir := b.TempDir()
	t, err := openTree(dir)
	require.NoError(b, err)
	defer t.close()
	for i := range n {
		p := manyPage(i)
		require.NoError(b, t.write(p.Path, append(make([]byte, 0, 6000), p.Markdown...)))
	}
	run := func(args ...string) {
		_, err := git.Run(b.Context(), dir, args...)
		require.NoError(b, err)
	}
	run("init", "--quiet", "--initial-branch=main")
	run("add", "--all")
	run("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "--message", "All")
	return dir
}
