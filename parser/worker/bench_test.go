package worker

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	plain "github.com/codeworm/codeworm/parser"
)

// ratioGoal is what workers may cost in processor time, against parsing in the program itself.
const ratioGoal = 1.15

// BenchmarkWorker gives the processor time of parsing in workers, that of the workers and of the program together, as a ratio to
// parsing in the program itself. The two take turns with every file, so that load falls on both alike.
func BenchmarkWorker(b *testing.B) {
	for _, c := range []struct {
		name, extension string
		command         []string
	}{
		{"GOROOT", ".go", []string{"go", "env", "GOROOT"}},
		{"PythonLibrary", ".py", []string{"python3", "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			out, err := exec.Command(c.command[0], c.command[1:]...).Output()
			if err != nil {
				b.Skipf("needs real part: %v: %v", c.command, err)
			}
			files := filesBelow(b, strings.TrimSpace(string(out)), c.extension)
			inner, err := openReal()
			require.NoError(b, err)
			require.NoError(b, inner.Prepare(context.Background()))
			before := cpuSeconds(b, true)
			p := newParser(b, Options{Workers: 1})
			require.NoError(b, p.Prepare(context.Background()))
			var inside, outside float64
			bytes := 0
			for b.Loop() {
				for _, file := range files {
					src, err := os.ReadFile(file)
					require.NoError(b, err)
					bytes += len(src)
					start := cpuSeconds(b, false)
					_, err = inner.Parse(context.Background(), file, src)
					require.NoError(b, err, file)
					middle := cpuSeconds(b, false)
					_, err = p.Parse(context.Background(), file, src)
					require.NoError(b, err, file)
					inside += middle - start
					outside += cpuSeconds(b, false) - middle
				}
			}
			require.NoError(b, p.Close())
			outside += cpuSeconds(b, true) - before // all of the workers', their start included
			b.ReportMetric(outside/inside, "ratio")
			b.ReportMetric(float64(bytes)/1e6/inside, "inside-MB/s")
			b.ReportMetric(float64(bytes)/1e6/outside, "MB/s")
			if outside/inside > ratioGoal {
				b.Errorf("workers take %.2f times the processor time, more than %.2f", outside/inside, ratioGoal)
			}
		})
	}
}

// filesBelow lists the files below a folder, those that no parser reads aside.
func filesBelow(b *testing.B, dir, extension string) []string {
	var files []string
	require.NoError(b, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "testdata" {
			return filepath.SkipDir
		}
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() && filepath.Ext(path) == extension && info.Size() <= plain.MaxSize {
			files = append(files, path)
		}
		return nil
	}))
	require.NotEmpty(b, files, "no %s files below %s", extension, dir)
	return files
}
