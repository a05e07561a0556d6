//go:build linux

package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// nobody is the user of daemons that permissions hold for, where the tests run as root.
const nobody = 65534

// asUser gives the world to a user whom permissions hold for, and starts daemons as that user.
func asUser(w *killWorld) {
	if os.Getuid() != 0 {
		return
	}
	w.account = &syscall.Credential{Uid: nobody, Gid: nobody}
	for _, of := range []string{w.dir, filepath.Dir(w.program)} { // down to it
		for dir := filepath.Dir(of); dir != filepath.Clean(os.TempDir()); dir = filepath.Dir(dir) {
			require.NoError(w.t, os.Chmod(dir, 0o711))
		}
	}
	require.NoError(w.t, filepath.WalkDir(w.dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, nobody, nobody)
	}))
}

// limited limits the size of the files that daemons may write, those that run already too.
func limited(bytes string) func(w *killWorld) func() {
	return func(w *killWorld) func() {
		limit := func(to string) {
			for _, pid := range w.processes("KILL_CHILD=" + w.dir + "-") {
				_ = exec.Command("prlimit", "--pid", strconv.Itoa(pid), "--fsize="+to+":unlimited").Run() // it may have ended
			}
		}
		w.through = []string{"prlimit", "--fsize=" + bytes + ":unlimited"}
		limit(bytes)
		return func() {
			w.through = nil
			limit("unlimited")
		}
	}
}

// What the program may not write or read costs no page: the same run goes on when it may.
func TestSituationsOfAccess(t *testing.T) {
	program := faultyProgram(t)
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(home, "cache"))
	for name, value := range map[string]string{"COUNT": "1", "KEY_0": "safe.directory", "VALUE_0": "*"} {
		t.Setenv("GIT_CONFIG_"+name, value)
	}
	require.NoError(t, os.Chmod(home, 0o777))
	require.True(t, strings.HasPrefix(program, os.TempDir()))
	showAll(t, program, "sqlite", asUser, []situation{
		{name: "the devlog may not be written", cause: scripts("chmod -R a-w devlog", "chmod -R u+w devlog"),
			says: []string{"ermission denied", "/devlog: ", "check that the folder can be written"}},
		{name: "the devlog may not be read", running: true, refused: true, cause: scripts("chmod 000 devlog", "chmod 755 devlog"),
			says: []string{"ermission denied", "/devlog: ", "check that the folder can be written"}},
		{name: "git's objects may not be written", cause: scripts("chmod -R a-w devlog/.git/objects", "chmod -R u+w devlog/.git/objects"),
			says: []string{"ermission denied", "/devlog: ", "check that the folder can be written"}},
		{name: "the state may not be written", start: true, cause: scripts("chmod 400 state/state.db", "chmod 600 state/state.db"),
			says: []string{"permission denied", `/state/state.db": `, "let this user read and write it"}},
		{name: "the state's folder may not be written", start: true, cause: scripts("chmod 500 state", "chmod 700 state"),
			says: []string{"permission denied", `/state/state.db": `, "let this user"}},
		{name: "the state's folder may not be read", start: true, cause: scripts("chmod 000 state", "chmod 700 state"),
			says: []string{"permission denied", `/state/state.db": `, "permissions"}},
		{name: "the remote may not be written", local: true, cause: scripts("chmod -R a-w remote.git", "chmod -R u+w remote.git"),
			says: []string{"not pushed: devlog ", "unable to create temporary object directory", "the remote refuses"}},
	})
	showAll(t, program, "sqlite", nil, []situation{
		{name: "the state is at the limit of files", cause: limited("16384"), says: []string{"file too large", `/state/state.db": `, "ulimit -f"}},
	})
	showAll(t, program, "postgres", nil, []situation{
		{name: "the devlog is at the limit of files", cause: limited("1000"), says: []string{"file too large", "/devlog: ", "ulimit -f"}},
	})
}
