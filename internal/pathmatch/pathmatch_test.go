package pathmatch

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// matches reports whether a list of patterns separated by spaces takes a file for ignored, and for selected.
func matches(t *testing.T, patterns, file string) (ignored, selected bool) {
	t.Helper()
	s, err := New(strings.Fields(patterns))
	require.NoError(t, err, patterns)
	return s.Matcher().Ignores(file), s.Matcher().Selects(file)
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		patterns, path string
		want           bool
	}{
		{"*.go", "a.go", true},
		{"*.go", "x/y/a.go", true},
		{"/*.go", "a.go", true},
		{"/*.go", "x/a.go", false},
		{"x/*.go", "x/a.go", true},
		{"x/*.go", "x/y/a.go", false},
		{"**/*.py", "a.py", true},
		{"**/test_*.py", "a/b/test_a.py", true},
		{"**/vendor/**", "vendor/a/b.go", true},
		{"**/vendor/**", "a/vendor/b.go", true},
		{"**/vendor/**", "a/vendored/b.go", false},
		{"generated/**", "generated/a/b.go", true},
		{"generated/**", "x/generated/b.go", false},
		{"a/**/z", "a/z", true},
		{"a/**/z", "a/b/c/z", true},
		{"a/**/z", "a/b/c/zz", false},
		{"**", "anything/at/all", true},
		{"[ab].go", "b.go", true},
		{"[!ab].go", "b.go", false},
		{"[]-].go", "].go", true},
		{"[[:digit:]].go", "7.go", true},

		// A folder, as people write it.
		{"secrets/", "secrets/keys.py", true},
		{"secrets/", "a/secrets/keys.py", true},
		{"secrets/", "secrets", false},
		{"secrets", "secrets/keys.py", true},
		{"secrets", "a/secrets/b/keys.py", true},
		{"/secrets", "a/secrets/keys.py", false},
		{"./secrets", "secrets/keys.py", true},
		{"./secrets", "a/secrets/keys.py", false},
		{"./secrets/**", "secrets/keys.py", true},
		{"{secrets,gen}/**", "secrets/keys.py", true},
		{"{secrets,gen}/**", "gen/a.py", true},
		{"{secrets,gen}/**", "src/a.py", false},
		{"src/{a,b/{c,d}}.py", "src/b/d.py", true},
		{"{x}.py", "{x}.py", true},
		{`\{a,b}.py`, "{a,b}.py", true},
		{`\!x`, "!x", true},
		{`\#x`, "#x", true},
		{".", "x/y.go", true},
		{"a//b", "a/b/c.go", true},
		{"café/", "café/x.go", true},
		{"caf?/", "café/x.go", true},
		{"secrets !secrets", "secrets/a.py", false},
	} {
		ignored, selected := matches(t, c.patterns, c.path)
		assert.Equal(t, c.want, ignored, "%s on %s", c.patterns, c.path)
		assert.Equal(t, c.want, selected, "%s on %s as a selection", c.patterns, c.path)
	}
}

// What is taken back differs: git has nothing back from an ignored folder, and takes the closest word of a selection.
func TestTakingBack(t *testing.T) {
	for _, c := range []struct {
		patterns, path    string
		ignored, selected bool
	}{
		{"*.py !keep.py", "a/keep.py", false, false},
		{"*.py !keep.py", "a/other.py", true, true},
		{"secrets/ !secrets/open.py", "secrets/open.py", true, false},
		{"secrets/* !secrets/open.py", "secrets/open.py", false, false},
		{"src !src/gen", "src/gen/a.py", true, false},
		{"src !src/gen", "src/a.py", true, true},
		{"!tests/", "tests/a.py", false, false},
		{"!tests/", "src/a.py", false, true},
		{"!a a", "a", true, true},
	} {
		ignored, selected := matches(t, c.patterns, c.path)
		assert.Equal(t, c.ignored, ignored, "%s on %s", c.patterns, c.path)
		assert.Equal(t, c.selected, selected, "%s on %s as a selection", c.patterns, c.path)
	}
}

func TestBadPatterns(t *testing.T) {
	for p, why := range map[string]string{
		"": "names no file", "/": "names no file", "!": "names no file", "a/[": `\[`, "[a-": `\[`, "[[:word:]]": "class",
		"../x": "leaves the repository", "# all": "comment", `x\`: "backslash", strings.Repeat("{a,b}", 9): "fewer braces",
	} {
		_, err := New([]string{"ok", p})
		require.ErrorContains(t, err, why, p)
		assert.ErrorContains(t, err, "pattern ")
	}
}

func TestManyStarsEnd(t *testing.T) {
	s, err := New([]string{strings.Repeat("**/a/", 20) + "b", strings.Repeat("**/a/", 20) + "**", strings.Repeat("*a", 30) + "b"})
	require.NoError(t, err)
	done := make(chan bool, 1)
	go func() { done <- s.Matcher().Ignores(strings.Repeat("a/", 15) + strings.Repeat("a", 200) + "c") }()
	select {
	case ok := <-done:
		assert.False(t, ok)
	case <-time.After(10 * time.Second):
		t.Fatal("matching many stars does not end")
	}
}

func TestIdle(t *testing.T) {
	exists := func(p string) bool { return p == "node_modules" }
	for _, c := range []struct{ patterns, idle string }{
		{"*.py", ""},
		{"*.rb", "*.rb"},
		{"secrets/ secrets/**", ""},
		{"secret/ {secrets,gen}/** {gen,out}/**", "secret/ {gen,out}/**"},
		{"secrets/ !secrets/open.py", "!secrets/open.py"},
		{"secrets/* !secrets/open.py", ""},
		{"node_modules/ **/node_modules/** /node_modules/**/*.js", ""},
		{"*.png", ""},
	} {
		s, err := New(strings.Fields(c.patterns))
		require.NoError(t, err)
		m := s.Matcher()
		for _, p := range []string{"src/a.py", "secrets/open.py", "secrets/keys.py"} {
			m.Ignores(p)
		}
		m.See("docs/x.png")
		assert.Equal(t, strings.Fields(c.idle), append([]string{}, m.Idle(exists)...), c.patterns)
	}
}

func TestNaming(t *testing.T) {
	for _, c := range []struct {
		patterns, file, examples string
		byName                   bool
	}{
		{"app/vendor/**", "app/vendor/a/models.py", "app/vendor/x.py", false},
		{"vendor", "app/vendor/models.py", "vendor/x.py", false},
		{"src/**", "src/bootstrap.js", "src/x.js", false},
		{"**/*.js", "src/bootstrap.js", "x.js", false},
		{"src/bootstrap.js", "src/bootstrap.js", "src/bootstrap.js", true},
		{"*/bootstrap.js", "src/bootstrap.js", "x/bootstrap.js", true},
		{"*_pb2.py", "api_pb2.py", "x.py", true},
		{"*.pb.go", "api.pb.go", "x.go", true},
		{"!a src/*", "src/a.go", "src/x.go", false},
	} {
		s, err := New(strings.Fields(c.patterns))
		require.NoError(t, err)
		examples, byName := s.Matcher().Naming(c.file)
		assert.Equal(t, strings.Fields(c.examples), examples, c.patterns)
		assert.Equal(t, c.byName, byName, c.patterns)
	}
}
