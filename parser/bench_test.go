package parser_test

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/golang"
	"github.com/codeworm/codeworm/parser/lang/python"
	sitter "github.com/smacker/go-tree-sitter"
	"github.com/stretchr/testify/require"
)

// filesBelow lists the files of a language below a folder that are small enough to be
// read.
func filesBelow(t testing.TB, dir, extension string) []string {
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "testdata" {
			return filepath.SkipDir
		}
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() && filepath.Ext(path) == extension && info.Size() <= parser.MaxSize {
			files = append(files, path)
		}
		return nil
	})
	require.NoError(t, err)
	require.NotEmpty(t, files, "no %s files below %s", extension, dir)
	return files
}

// pythonLibrary is the folder of Python's standard library.
func pythonLibrary(t testing.TB) string {
	out, err := exec.Command("python3", "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))").Output()
	if err != nil {
		t.Skipf("needs real part: python3 with its standard library: %v", err)
	}
	return strings.TrimSpace(string(out))
}

// BenchmarkOutline gives the CPU time of outlines as a ratio to a bare loop of
// the binding: read, parse, run the same query, close. One step of the benchmark is
// both for every file, one after the other, so that load falls on both alike.
func BenchmarkOutline(b *testing.B) {
	for _, c := range []struct {
		name string
		row  parser.Language
		dir  func(testing.TB) string
	}{
		{"GOROOT", golang.Language, goRoot},
		{"PythonLibrary", python.Language, pythonLibrary},
	} {
		b.Run(c.name, func(b *testing.B) {
			files := filesBelow(b, c.dir(b), c.row.Extensions[0])
			p, err := parser.New(c.row)
			require.NoError(b, err)
			require.NoError(b, p.Prepare(context.Background()))
			query, err := sitter.NewQuery([]byte(c.row.Query), c.row.Grammar())
			require.NoError(b, err)
			defer query.Close()
			var bare, whole float64
			bytes := int64(0)
			for b.Loop() {
				for _, file := range files {
					start := cpuSeconds(b)
					bytes += bareLoop(b, c.row, query, file)
					middle := cpuSeconds(b)
					src, err := os.ReadFile(file)
					require.NoError(b, err)
					_, err = p.Parse(context.Background(), file, src)
					require.NoError(b, err, file)
					whole += cpuSeconds(b) - middle
					bare += middle - start
				}
			}
			b.ReportMetric(whole/bare, "ratio")
			b.ReportMetric(float64(bytes)/1e6/bare, "bare-MB/s")
			b.ReportMetric(float64(bytes)/1e6/whole, "MB/s")
		})
	}
}

// bareLoop is what an outline is measured against.
func bareLoop(b *testing.B, row parser.Language, query *sitter.Query, file string) int64 {
	src, err := os.ReadFile(file)
	require.NoError(b, err)
	p := sitter.NewParser()
	defer p.Close()
	p.SetLanguage(row.Grammar())
	tree, err := p.ParseCtx(context.Background(), nil, src)
	require.NoError(b, err)
	defer tree.Close()
	cursor := sitter.NewQueryCursor()
	defer cursor.Close()
	cursor.Exec(query, tree.RootNode())
	for {
		if _, ok := cursor.NextMatch(); !ok {
			return int64(len(src))
		}
	}
}
