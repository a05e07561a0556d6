package all

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

// TestConformance runs the suite that every parser has to pass.
func TestConformance(t *testing.T) {
	codewormtest.TestParser(t, func() codeworm.Parser { return newParser(t) })
}

func newParser(t testing.TB) *parser.Parser {
	p, err := parser.New(Languages()...)
	require.NoError(t, err)
	return p
}

// FuzzParse looks for sources that break a contract: a crash, a hang, spans
// outside of the file. The seeds are the samples and what is hard to read.
func FuzzParse(f *testing.F) {
	for _, row := range Languages() {
		for _, file := range samples(f, row) {
			src, err := os.ReadFile(file)
			require.NoError(f, err)
			f.Add(filepath.Base(file), string(src))
			f.Add(filepath.Base(file), strings.ReplaceAll(string(src), "\n", "\r\n"))
			f.Add(filepath.Base(file), "\ufeff"+string(src[:len(src)/2]))
		}
	}
	for _, path := range []string{"a.py", "a.go", "a.tsx", "a.rs", "a.c", "a.rb", "a.ex"} {
		for _, src := range []string{
			"", "\n", "\x00", "\xff\xfea\x00", "\xe9", "\ufeff", strings.Repeat("[", 5000), strings.Repeat("{(", 5000),
			strings.Repeat("if x:\n", 2000), strings.Repeat("a;", 5000), `"`, "/*", "'''", "\\", "@", "#",
		} {
			f.Add(path, src)
		}
	}
	p := newParser(f)
	f.Fuzz(func(t *testing.T, path, src string) {
		codewormtest.TestOutline(t, p, path, src)
	})
}

// FuzzClassify looks for files that classifying breaks on.
func FuzzClassify(f *testing.F) {
	for _, row := range Languages() {
		for _, file := range samples(f, row) {
			src, err := os.ReadFile(file)
			require.NoError(f, err)
			f.Add(filepath.Base(file), src)
		}
	}
	for _, content := range []string{"", "\x00", "\xff\xfe", "\ufeff", strings.Repeat("a", 6000), strings.Repeat("\n", 100), "//"} {
		f.Add("a.js", []byte(content))
		f.Add("vendor/a.min.css.map", []byte(content))
	}
	p := newParser(f)
	f.Fuzz(func(t *testing.T, path string, content []byte) {
		reason := p.Classify(path, nil)
		if reason == "" {
			reason = p.Classify(path, content)
		}
		_, known := p.Language(path)
		require.Equal(t, !known, reason == source.SkipLanguage)
	})
}
