//go:build linux

package main

import (
	"fmt"
	"maps"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// seed gives the remote a first commit and makes the devlog a clone of it.
const seed = "git clone -q remote.git first 2>/dev/null; cd first; git commit -q --allow-empty -m Start; git push -q; cd ..; rm -rf first; git clone -q remote.git devlog\n"

// A devlog may be laid out in any way that git knows: it gets its pages and their later versions, they are pushed, and nothing else
// changes.
func TestDevlogsOfAllLayouts(t *testing.T) {
	program := faultyProgram(t)
	for name, script := range map[string]string{
		"worktree of another repository": "git init -q -b trunk outer; git -C outer commit -q --allow-empty -m Outer; git -C outer worktree add -q -b main ../devlog",
		"submodule": seed + `rm -rf devlog; git init -q -b trunk outer; cd outer; git -c protocol.file.allow=always submodule --quiet add ../remote.git pages
			git commit -qm 'Add the pages'; cd ..; ln -s outer/pages devlog`,
		"sparse checkout":      seed + "git -C devlog sparse-checkout set nothing",
		"autocrlf":             seed + "git -C devlog config core.autocrlf true",
		"no file modes":        seed + "git -C devlog config core.fileMode false",
		"packed":               seed + "git -C devlog gc -q; git -C devlog pack-refs --all",
		"shallow clone":        seed + "cd devlog; git commit -q --allow-empty -m Two; git commit -q --allow-empty -m Three; git push -q; cd ..; rm -rf devlog; git clone -q --depth 1 \"file://$PWD/remote.git\" devlog",
		"sha256":               "rm -rf remote.git; git init -q --bare -b main --object-format=sha256 remote.git; git init -q -b main --object-format=sha256 devlog",
		"alternates":           seed + "rm -rf devlog; git clone -q --shared remote.git devlog",
		"git folder elsewhere": "git init -q -b main --separate-git-dir elsewhere devlog",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newKillWorldOf(t, program, "sqlite", 2, 2, "")
			w.do(script)
			before := 0
			if out, err := w.tryGit("devlog", nil, "rev-list", "--count", "HEAD"); err == nil {
				_, err = fmt.Sscan(out, &before)
				require.NoError(t, err)
			}
			_, whole := w.recover()
			require.True(t, whole, w.last)
			w.change(1)
			_, whole = w.recover()
			require.True(t, whole, w.last)
			assert.True(t, w.pushed())
			assert.Empty(t, w.git("devlog", "status", "--porcelain", "--ignored"))
			assert.Empty(t, w.git("devlog", "fsck", "--strict", "--no-dangling", "--no-progress"))
			assert.Equal(t, fmt.Sprintln(before+1+w.pages()+3), w.git("devlog", "rev-list", "--count", "HEAD"), "the devlog's start, a commit for each page, and for each new version")
			records, faults := w.records()
			assert.Empty(t, faults)
			assert.Len(t, records, w.pages())
			if _, err := os.Stat(w.at("outer")); err == nil {
				assert.NotContains(t, w.git("outer", "status", "--porcelain"), "?")
				assert.Equal(t, "trunk\n", w.git("outer", "branch", "--show-current"))
			}
		})
	}
}

// What cannot be a devlog, or must not be touched, is refused with what to do, and nothing in it changes; a run goes on once that is
// done.
func TestDevlogsThatAreRefused(t *testing.T) {
	program := faultyProgram(t)
	for name, c := range map[string]struct {
		script, end string // without an end, a run ends with it as well
		says        []string
	}{
		"bare":           {"git clone -q --bare remote.git devlog 2>/dev/null", "", []string{"has no work tree", "/devlog: ", "clone it"}},
		"another branch": {seed + "git -C devlog checkout -q -b other", "git -C devlog checkout -q main", []string{"branch other is checked out, not main", "/devlog: ", "switch main"}},
		"of another owner": {seed, "git config --file gitconfig --add safe.directory \"$PWD/devlog\"",
			[]string{"dubious ownership", "/devlog: ", "safe.directory"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newKillWorldOf(t, program, "sqlite", 2, 2, "schedule: {mode: continuous}\n")
			config, err := os.ReadFile(w.at("codeworm.yaml"))
			require.NoError(t, err)
			w.write("codeworm.yaml", strings.Replace(string(config), "path: devlog,", "path: devlog, branch: main,", 1), 0o600)
			w.do(c.script)
			env := []string{"CODEWORM_FAULTPAUSE=" + situationPause.String()}
			if name == "of another owner" {
				w.do("for d in sample remote.git; do git config --file gitconfig --add safe.directory \"$PWD/$d\"; done")
				env = append(env, "GIT_TEST_ASSUME_DIFFERENT_OWNER=1", "GIT_CONFIG_GLOBAL="+w.at("gitconfig"))
			}
			own := w.at("devlog/.git/codeworm") // the sink's own folder, for its lock
			content := func() map[string]string {
				all := snapshot(t, w.at("devlog"))
				maps.DeleteFunc(all, func(name, _ string) bool { return strings.HasPrefix(name, own) })
				return all
			}
			before := content()
			once := w.launch(env, "once")
			once.wait()
			s := situation{says: c.says}
			assert.NotEqual(t, 0, once.cmd.ProcessState.ExitCode())
			s.told(t, once.out.String(), 1)
			run := w.launch(env, "run")
			defer run.kill(true)
			require.Eventually(t, func() bool { return run.ended() || c.end != "" && strings.Contains(run.out.String(), c.says[0]) }, minute, tick)
			require.Equal(t, c.end == "", run.ended(), run.out.String())
			assert.Equal(t, before, content())
			if c.end == "" {
				s.told(t, run.out.String(), 1)
				return
			}
			w.do(c.end)
			require.Eventually(t, func() bool { return run.ended() || w.current() && w.pushed() }, minute, tick, "%s", saying{run})
			require.NoError(t, run.cmd.Process.Signal(syscall.SIGTERM))
			run.wait()
			assert.Equal(t, 0, run.cmd.ProcessState.ExitCode(), run.out.String())
			s.told(t, run.out.String(), 1)
		})
	}
}
