package all

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/codeworm/codeworm/parser"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWide reads files that are as large as files may be: nothing may take time that
// grows faster than the file.
func TestWide(t *testing.T) {
	p := newParser(t)
	sources := map[string]string{}
	for _, row := range Languages() {
		for _, file := range samples(t, row) {
			source, err := os.ReadFile(file)
			require.NoError(t, err)
			sources[filepath.Base(file)] = strings.Repeat(string(source)+"\n", parser.MaxSize/(len(source)+1))
		}
	}
	for name, c := range map[string]struct{ head, item, tail string }{
		"methods.rb":       {"class C\n", "def a;end\n", "end\n"},
		"imports.go":       {"package a\n", "import \"a\"\n", ""},
		"uses.rs":          {"", "use a::{b,c};\n", ""},
		"parameters.swift": {"func f(", "a: B, ", "c: D) -> E {}\n"},
		"parameters.ml":    {"let f ", "a ", "= 1\n"},
		"comments.go":      {"package a\n", "// a\n", "func f() {}\n"},
		"attributes.rs":    {"", "#[a]\n", "fn f() {}\n"},
		"members.cpp":      {"class C {\n", "int f() {}\n", "};\n"},
		"pairs.js":         {"const a = {", "b: () => 1,", "};\n"},
		"variables.js":     {"const z = () => 1", ", a = 1", ";\n"},
		"arguments.sh":     {"source ", "a ", "\n"},
		"operators.py":     {"x = ", "a and ", "b\n"},
	} {
		sources[name] = c.head + strings.Repeat(c.item, (parser.MaxSize-100)/len(c.item)) + c.tail
	}
	for name, source := range sources {
		start := time.Now()
		o, err := p.Parse(context.Background(), name, []byte(source))
		took := time.Since(start)
		if err == nil {
			t.Logf("%-20s %6d ms %7d symbols %s", name, took.Milliseconds(), len(o.Symbols), o.Problem)
		} else {
			t.Logf("%-20s %6d ms %v", name, took.Milliseconds(), err)
		}
		assert.Less(t, took, 10*time.Second, name)
	}
}
