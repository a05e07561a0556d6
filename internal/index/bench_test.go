package index_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/parser/all"
)

// library is a large body of code that is on the machine.
type library struct {
	name string
	dir  func(testing.TB) string
}

var libraries = []library{{"GOROOT", repotest.GoSources}, {"PythonLibrary", pythonLibrary}}

// pythonLibrary is the folder of Python's standard library.
func pythonLibrary(t testing.TB) string {
	out, err := exec.Command("python3", "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))").Output()
	if err != nil {
		t.Skipf("needs real part: python3 with its standard library: %v", err)
	}
	return strings.TrimSpace(string(out))
}

// repoOf copies the library to a git repository.
func (l library) repoOf(b *testing.B) codeworm.Repo {
	dir := filepath.Join(b.TempDir(), l.name)
	require.NoError(b, exec.Command("cp", "-rL", l.dir(b), dir).Run())
	require.NoError(b, os.RemoveAll(filepath.Join(dir, "site-packages"))) // what was installed is not the library
	require.NoError(b, os.WriteFile(filepath.Join(dir, ".gitignore"), []byte("__pycache__/\n"), 0o600))
	repotest.Git(b, dir, "init", "-q", "-b", "main")
	repotest.Git(b, dir, "add", ".")
	repotest.Git(b, dir, "commit", "-q", "-m", "Begin")
	time.Sleep(2100 * time.Millisecond) // until stamps are old enough to be trusted
	return codeworm.Repo{Name: l.name, Path: dir}
}

// bareLoop reads files, parses them with the binding, runs the queries and closes what was made, on all
// cores. It returns the number of bytes.
func bareLoop(b *testing.B, repo codeworm.Repo, files []string) int64 {
	p := repotest.Parser(b)
	type grammar struct {
		language *sitter.Language
		query    *sitter.Query
	}
	grammars := map[string]grammar{}
	for _, row := range all.Languages() {
		query, err := sitter.NewQuery([]byte(row.Query), row.Grammar())
		require.NoError(b, err)
		defer query.Close()
		grammars[row.Name] = grammar{row.Grammar(), query}
	}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	sizes := make([]int64, len(files))
	for i, file := range files {
		g.Go(func() error {
			src, err := os.ReadFile(filepath.Join(repo.Path, file))
			if err != nil {
				return err
			}
			name, known := p.Language(file)
			if !known {
				return nil // a script, whose content tells its language: there are a few
			}
			with := grammars[name]
			parser := sitter.NewParser()
			defer parser.Close()
			parser.SetLanguage(with.language)
			tree, err := parser.ParseCtx(context.Background(), nil, src)
			if err != nil {
				return err
			}
			defer tree.Close()
			cursor := sitter.NewQueryCursor()
			defer cursor.Close()
			cursor.Exec(with.query, tree.RootNode())
			for {
				if _, ok := cursor.NextMatch(); !ok {
					sizes[i] = int64(len(src))
					return nil
				}
			}
		})
	}
	require.NoError(b, g.Wait())
	total := int64(0)
	for _, n := range sizes {
		total += n
	}
	return total
}

// BenchmarkIndex gives the processor time of building an index, git's included, as a ratio to a bare loop over
// the same files; that of refreshing it, unchanged, after a restart with outlines in the store, and after one
// changed file, as ratios to building it.
func BenchmarkIndex(b *testing.B) {
	for _, l := range libraries {
		b.Run(l.name, func(b *testing.B) {
			repo := l.repoOf(b)
			p := repotest.Parser(b)
			x := repotest.Index(b, repo, p, nil)
			files := x.Paths()
			lines := 0
			for _, f := range files {
				lines += x.Lines(f)
			}
			require.Greater(b, lines, 100_000)
			var changed string
			for _, f := range files {
				if n := x.Lines(f); n > 300 && n < 600 && !strings.Contains(f, "test") && strings.HasSuffix(f, filepath.Ext(files[len(files)/2])) {
					changed = filepath.Join(repo.Path, f)
				}
			}
			src, err := os.ReadFile(changed)
			require.NoError(b, err)
			var bare, build, refresh, restart, edit, parse float64
			bytes := int64(0)
			cache := codewormtest.NewStore(nil)
			for i := 0; b.Loop(); i++ {
				start := cpuSeconds(b)
				bytes += bareLoop(b, repo, files)
				bare += cpuSeconds(b) - start
				runtime.GC()
				start = cpuSeconds(b)
				x := repotest.Index(b, repo, p, nil)
				build += cpuSeconds(b) - start

				start = cpuSeconds(b)
				x = repotest.Refresh(b, x)
				refresh += cpuSeconds(b) - start

				require.NoError(b, os.WriteFile(changed, fmt.Appendf(src, "\n\n\n# %d\n", i), 0o600))
				start = cpuSeconds(b)
				repotest.Refresh(b, x)
				edit += cpuSeconds(b) - start
				require.NoError(b, os.WriteFile(changed, src, 0o600))
				start = cpuSeconds(b)
				_, err = p.Parse(b.Context(), changed, src)
				require.NoError(b, err)
				parse += cpuSeconds(b) - start
				time.Sleep(200 * time.Millisecond)

				if i == 0 {
					repotest.Index(b, repo, p, cache)
				}
				runtime.GC()
				start = cpuSeconds(b)
				x = repotest.Index(b, repo, p, cache)
				restart += cpuSeconds(b) - start
				require.Equal(b, len(files), len(x.Paths()))
			}
			for _, r := range []struct {
				name         string
				ratio, limit float64
			}{
				{"build/bare", build / bare, 1.25},
				{"refresh/build", refresh / build, 0.02},
				{"restart/build", restart / build, 0.08},
				{"one-file/build", (edit - parse) / build, 0.02},
			} {
				b.ReportMetric(r.ratio, r.name)
				assert.LessOrEqual(b, r.ratio, r.limit, r.name)
			}
			b.ReportMetric(build/float64(b.N), "build-cpu-s")
			b.ReportMetric(float64(bytes)/1e6/build, "MB/cpu-s")
			b.ReportMetric(float64(lines)/1e6/build*float64(b.N), "Mlines/cpu-s")
		})
	}
}

// memoryOf is the environment variable with the folder that TestIndexMemory's child reads.
const memoryOf = "CODEWORM_TEST_MEMORY_OF"

// TestIndexChild is no test: it is the process whose memory BenchmarkIndexMemory measures.
func TestIndexChild(t *testing.T) {
	dir := os.Getenv(memoryOf)
	if dir == "" {
		return
	}
	start := time.Now()
	x := repotest.Index(t, codeworm.Repo{Name: "library", Path: dir}, repotest.Parser(t), nil)
	targets := len(repotest.Targets(x))
	took := time.Since(start)
	lines := 0
	for _, f := range x.Paths() {
		lines += x.Lines(f)
	}
	fmt.Printf("child: %d %d %d %g\n", len(x.Paths()), lines, targets, took.Seconds())
}

// BenchmarkIndexMemory gives the greatest memory of a process that reads GOROOT/src and lists its targets, and the
// processor time that a million lines take.
func BenchmarkIndexMemory(b *testing.B) {
	for b.Loop() {
		cmd := exec.Command(os.Args[0], "-test.run=^TestIndexChild$", "-test.v")
		cmd.Env = append(os.Environ(), memoryOf+"="+repotest.GoSources(b))
		out, err := cmd.Output()
		require.NoError(b, err, "%s", out)
		_, line, found := strings.Cut(string(out), "child: ")
		require.True(b, found, "%s", out)
		var files, lines, targets int
		var took float64
		_, err = fmt.Sscan(line, &files, &lines, &targets, &took)
		require.NoError(b, err)
		require.Greater(b, lines, 1_000_000)
		peak := float64(maxMemoryKB(b, cmd)) / 1000
		assert.Less(b, peak, 500.0)
		b.ReportMetric(peak, "peak-MB")
		b.ReportMetric(float64(lines), "lines")
		b.ReportMetric(float64(targets), "targets")
		b.ReportMetric(took/float64(lines)*1e6, "s/Mlines")
		cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		onTwoCores := cpu.Seconds() / 2 / float64(lines) * 1e6
		assert.Less(b, onTwoCores, 60.0)
		b.ReportMetric(onTwoCores, "cpu-s/2/Mlines")
	}
}
