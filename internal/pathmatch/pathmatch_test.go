package pathmatch

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		pattern, path string
		want          bool
	}{
		{"*.go", "a.go", true},
		{"*.go", "x/y/a.go", true},
		{"/*.go", "a.go", true},
		{"/*.go", "x/a.go", false},
		{"x/*.go", "x/a.go", true},
		{"x/*.go", "x/y/a.go", false},
		{"**/test_*.py", "test_a.py", true},
		{"**/test_*.py", "a/b/test_a.py", true},
		{"**/vendor/**", "vendor/a/b.go", true},
		{"**/vendor/**", "a/vendor/b.go", true},
		{"**/vendor/**", "a/vendored/b.go", false},
		{"a/**/z", "a/z", true},
		{"a/**/z", "a/b/c/z", true},
		{"a/**/z", "a/b/c/zz", false},
		{"**", "anything/at/all", true},
		{"src/", "src", true},
		{"[ab].go", "b.go", true},
	} {
		s, err := New([]string{c.pattern})
		require.NoError(t, err, c.pattern)
		assert.Equal(t, c.want, s.Match(c.path), "%s on %s", c.pattern, c.path)
	}
}

func TestBadPatterns(t *testing.T) {
	for _, p := range []string{"", "/", "a/[", "[a-"} {
		_, err := New([]string{"ok", p})
		require.Error(t, err, p)
		assert.Contains(t, err.Error(), p)
	}
}

func TestManyStarsEnd(t *testing.T) {
	s, err := New([]string{strings.Repeat("**/a/", 20) + "b"})
	require.NoError(t, err)
	done := make(chan bool, 1)
	go func() { done <- s.Match(strings.Repeat("a/", 200) + "c") }()
	select {
	case ok := <-done:
		assert.False(t, ok)
	case <-time.After(10 * time.Second):
		t.Fatal("matching many ** does not end")
	}
}
