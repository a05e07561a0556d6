package codeworm_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/codeworm/codeworm"

// goList runs `go list` and returns its non-empty lines.
func goList(t *testing.T, args ...string) []string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list"}, args...)...)
	cmd.Env = os.Environ()
	out, err := cmd.Output()
	require.NoError(t, err, "go list %v", args)
	var lines []string
	for line := range strings.Lines(string(out)) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	require.NotEmpty(t, lines)
	return lines
}

// The root package is linked by every embedder: it brings in nothing heavy.
func TestRootImports(t *testing.T) {
	own := 0
	for _, pkg := range goList(t, "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".") {
		switch {
		case pkg == module, strings.HasPrefix(pkg, module+"/internal/"):
			own++
		case strings.HasPrefix(pkg, "golang.org/x/sync/"):
		case strings.HasPrefix(pkg, "github.com/yuin/goldmark"):
		default:
			t.Errorf("the root package brings in %s", pkg)
		}
	}
	assert.GreaterOrEqual(t, own, 2)
}

// A program that brings its own parser links no cgo.
func TestRootBuildsWithoutCgo(t *testing.T) {
	for _, pkg := range goList(t, "-deps", "-f", "{{if and .CgoFiles (not .Standard)}}{{.ImportPath}}{{else}}-{{end}}", ".") {
		assert.Equal(t, "-", pkg, "uses cgo")
	}
	cmd := exec.Command("go", "build", ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// Adapters import the root and internal packages, never each other.
func TestAdaptersDoNotImportEachOther(t *testing.T) {
	adapters := []string{"parser", "llm", "state", "devlog", "redact"}
	adapterOf := func(pkg string) string {
		for _, a := range adapters {
			if pkg == module+"/"+a || strings.HasPrefix(pkg, module+"/"+a+"/") {
				return a
			}
		}
		return ""
	}
	seen := map[string]bool{}
	for _, line := range goList(t, "-f", "{{$p := .ImportPath}}{{range .Imports}}{{$p}} {{.}}\n{{end}}", "./...") {
		from, to, _ := strings.Cut(line, " ")
		adapter := adapterOf(from)
		seen[adapter] = true
		if other := adapterOf(to); adapter != "" && other != "" {
			assert.Equal(t, adapter, other, "%s imports %s", from, to)
		}
		if strings.HasPrefix(from, module+"/internal/") && from != module+"/internal/ollamatest" {
			assert.False(t, to == module || adapterOf(to) != "", "%s imports %s", from, to)
		}
	}
	for _, a := range adapters {
		assert.True(t, seen[a], "there is no adapter %s", a)
	}
}
