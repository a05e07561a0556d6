//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/planted"
)

// A pipe or a device in a file's place is an error, not a wait.
func TestFilesThatAreNone(t *testing.T) {
	w := newWorld(t)
	pipe := filepath.Join(t.TempDir(), "pipe.md")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	zero := filepath.Join(t.TempDir(), "zero.md")
	require.NoError(t, os.Symlink("/dev/zero", zero))
	prompts := t.TempDir()
	require.NoError(t, syscall.Mkfifo(filepath.Join(prompts, "system.tmpl"), 0o600))
	w.write("doc.md", "Nothing.\n")
	doc := filepath.Join(w.repo, "doc.md")
	for name, file := range map[string]string{"a named pipe": pipe, "a device": zero} {
		config := filepath.Join(t.TempDir(), "codeworm.yaml")
		require.NoError(t, os.WriteFile(config, []byte("prompts: "+file+"\n"), 0o600))
		for _, args := range [][]string{
			{"status", "--config", file},
			{"once", "--llm", "facts", "--config", config, "--repo", w.repo, "--devlog", w.devlog, "--state", w.state},
			{"check", "--repo", w.repo, "--baseline", file, doc},
			{"check", "--repo", w.repo, file},
			{"once", "--llm", "facts", "--repo", w.repo, "--devlog", w.devlog, "--state", file},
			{"status", "--state", file},
		} {
			refusedSoon(t, name, args)
		}
	}
	config := filepath.Join(t.TempDir(), "codeworm.yaml")
	require.NoError(t, os.WriteFile(config, []byte("prompts: "+prompts+"\n"), 0o600))
	refusedSoon(t, "a named pipe", []string{"once", "--llm", "facts", "--config", config, "--repo", w.repo, "--devlog", w.devlog, "--state", w.state})
	refusedSoon(t, "a named pipe", []string{"check", "--repo", w.repo, "--write-baseline", pipe, doc})
}

func refusedSoon(t *testing.T, what string, args []string) {
	t.Helper()
	start := time.Now()
	c := &command{}
	c.code = execute(t.Context(), append([]string{"codeworm"}, args...), &c.out, &c.errors)
	assert.Equal(t, exitUsage, c.code, "%v: %s", args, c.errors.String())
	assert.Contains(t, c.errors.String(), " is "+what, "%v", args)
	assert.Less(t, time.Since(start), 10*time.Second, "%v", args)
}

// A baseline is not written through a link: the repository that it lies in may be a stranger's.
func TestBaselineThatIsALink(t *testing.T) {
	w := newWorld(t)
	outside, unchanged := planted.NewOutside(t)
	link := filepath.Join(w.repo, "known.json")
	require.NoError(t, os.Symlink(filepath.Join(outside, "file"), link))
	w.write("doc.md", "Nothing.\n")
	refusedSoon(t, "a symbolic link", []string{"check", "--repo", w.repo, "--write-baseline", link, filepath.Join(w.repo, "doc.md")})
	unchanged()
}

// A file that is made to end the parser, or to keep it busy, is refused within a second on an idle machine.
func TestYAMLThatIsTooMuch(t *testing.T) {
	full := func(unit string) string { return strings.Repeat(unit, (maxYAML-16)/len(unit)) }
	laughs := "repos:\n - include: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
	for i := 1; i < 12; i++ {
		laughs += fmt.Sprintf(" - include: &a%d [%s]\n", i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i-1), 10), ","))
	}
	for name, text := range map[string]string{
		"brackets": full("["), "braces": full("{"), "maps in flow": full("{a: "), "both": "repos: " + full("[{a: "), "closed": strings.Repeat("[", maxYAML/2) + strings.Repeat("]", maxYAML/2),
		"brackets on lines": full("[\n"), "lists in a line": full("- "), "keys in a line": full("? "), "anchors": full("&a "), "tags": full("!!a "), "aliases": full("*a "),
		"a list of everything": "repos:\n" + full("- \n"), "lists on lines": full("- - \n"), "quotes": full(`"`), "keys": full("a: "), "directives": full("%"), "laughs": laughs,
		"keys on long lines": strings.Repeat(strings.Repeat("a: ", 4<<10)+"\n ", 80),
	} {
		start := time.Now()
		wrong := readYAML([]byte(text), &settings{})
		require.NotEmpty(t, wrong, name)
		assert.Less(t, time.Since(start), 10*time.Second, "%s: %s", name, wrong[0])
	}
	assert.Empty(t, readYAML([]byte("repos:\n - {name: a, path: &p /x, include: ['[a-z]*']}\n - {name: b, path: *p}\n"), &settings{}))
}
