package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPlainShowsWhatATerminalObeys(t *testing.T) {
	for in, want := range map[string]string{
		"plain\ttext\n":        "plain\ttext\n",
		"Zoë 日本 👩\u200d👧":      "Zoë 日本 👩\u200d👧",
		"\x1b[31mred\x07":      `\u001b[31mred\u0007`,
		"a\r\b\x7f\u009b":      `a\u000d\u0008\u007f\u009b`,
		"\u202eevil\u2066":     `\u202eevil\u2066`,
		"bad\xff\xc3":          `bad\xff\xc3`,
		`{"a":"` + "\u009b\"}": `{"a":"\u009b"}`,
	} {
		var b bytes.Buffer
		n, err := plain{&b}.Write([]byte(in))
		require.NoError(t, err)
		assert.Equal(t, len(in), n)
		assert.Equal(t, want, b.String())
	}
}

// What a repository's author and a devlog's hook choose reaches no terminal as it is.
func TestOutputHoldsNoControls(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs real part: a file system that takes control characters in names")
	}
	w := newWorld(t)
	for _, name := range []string{"e\x1b[31m.go", "two\nlines.go", "r\u202etl.go"} {
		require.NoError(t, os.WriteFile(filepath.Join(w.repo, name), []byte("package p\n\nfunc F() {}\n"), 0o600))
	}
	c := w.run("plan", "--skipped")
	assert.Equal(t, 0, c.code, c.errors.String())
	assert.Contains(t, c.out.String(), `e\u001b[31m.go`)
	assert.Contains(t, c.out.String(), `"two\nlines.go"`)
	for line := range strings.Lines(w.run("plan", "--skipped", "--json").out.String()) {
		assert.True(t, json.Valid([]byte(line)), line)
	}

	require.Equal(t, 0, w.run("once", "-n", "1").code)
	hook := filepath.Join(w.devlog, ".git", "hooks", "pre-commit")
	require.NoError(t, os.MkdirAll(filepath.Dir(hook), 0o755))
	require.NoError(t, os.WriteFile(hook, []byte("#!/bin/sh\nprintf 'no \\033[31mred' >&2\nexit 1\n"), 0o755))
	c = w.run("once", "-n", "1")
	assert.Equal(t, 1, c.code)
	assert.Contains(t, c.errors.String(), `no \u001b[31mred`)
	assert.NotContains(t, c.out.String()+c.errors.String(), "\x1b")
}
