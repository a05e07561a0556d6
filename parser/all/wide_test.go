package all

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

// wide are sources of about so many bytes: samples of all languages over and over, and what
// could be tried in many combinations.
func wide(t testing.TB, size int) map[string]string {
	t.Helper()
	sources := map[string]string{}
	for _, row := range Languages() {
		for _, file := range samples(t, row) {
			src, err := os.ReadFile(file)
			require.NoError(t, err)
			sources[filepath.Base(file)] = strings.Repeat(string(src)+"\n", size/(len(src)+1))
		}
	}
	for name, c := range map[string]struct{ head, item, tail string }{
		"methods.rb":       {"class C\n", "def a@;end\n", "end\n"},
		"imports.go":       {"package a\n", "import \"a@\"\n", ""},
		"uses.rs":          {"", "use a@::{b,c};\n", ""},
		"parameters.swift": {"func f(", "a@: B, ", "c: D) -> E {}\n"},
		"parameters.ml":    {"let f ", "a@ ", "= 1\n"},
		"comments.go":      {"package a\n", "// a@\n", "func f() {}\n"},
		"attributes.rs":    {"", "#[a@]\n", "fn f() {}\n"},
		"members.cpp":      {"class C {\n", "int f@() {}\n", "};\n"},
		"pairs.js":         {"const a = {", "b@: () => 1,", "};\n"},
		"variables.js":     {"const z = () => 1", ", a@ = 1", ";\n"},
		"arguments.sh":     {"source ", "a@ ", "\n"},
		"operators.py":     {"x = ", "a@ and ", "b\n"},
	} {
		var b strings.Builder
		b.WriteString(c.head)
		for i := 0; b.Len() < size-100; i++ {
			b.WriteString(strings.Replace(c.item, "@", strconv.Itoa(i%1000), 1)) // one text over and over is refused unread
		}
		sources[name] = b.String() + c.tail
	}
	return sources
}

// TestWide reads files that are as large as files may be: none hangs.
func TestWide(t *testing.T) {
	p := newParser(t)
	for name, src := range wide(t, parser.MaxSize) {
		start := time.Now()
		o, err := p.Parse(context.Background(), name, []byte(src))
		if err != nil {
			var failed *source.ParseError
			require.ErrorAs(t, err, &failed)
			assert.Equal(t, source.SkipTimeout, failed.Reason, "%s: %v", name, err)
		} else {
			assert.NotZero(t, o.Lines, name)
		}
		assert.Less(t, time.Since(start), time.Minute, name)
	}
}

// BenchmarkWide shows that no time grows faster than its file: it prints the greatest of the ratios of
// the time for a file to that for an eighth of it, which is 8 where both are read whole.
func BenchmarkWide(b *testing.B) {
	p := newParser(b)
	whole, part := wide(b, parser.MaxSize), wide(b, parser.MaxSize/8)
	took := func(name, src string) (time.Duration, bool) {
		best := time.Duration(1 << 62)
		for range 3 {
			start := time.Now()
			o, err := p.Parse(context.Background(), name, []byte(src))
			if err != nil || o.Problem == source.SkipTimeout {
				return 0, false // cut off by a limit
			}
			best = min(best, time.Since(start))
		}
		return best, true
	}
	for b.Loop() {
		greatest := 0.0
		for name := range whole {
			all, ok := took(name, whole[name])
			eighth, _ := took(name, part[name])
			if ratio := float64(all) / float64(eighth); ok && ratio > greatest {
				greatest = ratio
				b.Logf("%s: %v for all of it, %v for an eighth", name, all, eighth)
			}
		}
		b.ReportMetric(greatest, "whole/eighth")
	}
}
