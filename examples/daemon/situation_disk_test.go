//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/realpart"
)

// mounting is in the environment of a test that was started again to be able to mount.
const mounting = "CODEWORM_TEST_MOUNTS"

// mayMount reports whether the test can mount file systems here. Where it cannot, it is run by a program that may, in a place of its own,
// and what that says is its outcome.
func mayMount(t *testing.T) bool {
	t.Helper()
	probe := t.TempDir()
	err := syscall.Mount("tmpfs", probe, "tmpfs", 0, "size=64k")
	if err == nil {
		require.NoError(t, syscall.Unmount(probe, 0))
		return true
	}
	if os.Getenv(mounting) != "" {
		t.Fatalf("cannot mount in a place of its own: %v", err)
	}
	if out, err := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", probe).CombinedOutput(); err != nil {
		realpart.Need(t, "tmpfs (as root, or by unshare -rm)", fmt.Errorf("%w: %s", err, out))
	}
	cmd := exec.Command("unshare", "-rm", os.Args[0], "-test.v", "-test.count=1", "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), mounting+"=1")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Contains(t, string(out), "--- PASS: "+t.Name())
	return false
}

// mount puts a small disk at a place of the world.
func (w *killWorld) mount(name, options string) {
	w.t.Helper()
	require.NoError(w.t, os.MkdirAll(w.at(name), 0o755))
	require.NoError(w.t, syscall.Mount("tmpfs", w.at(name), "tmpfs", 0, options))
	w.t.Cleanup(func() { _ = syscall.Unmount(w.at(name), syscall.MNT_DETACH) })
}

// fullOfBytes fills the disk that a file is on, and empties it.
func fullOfBytes(name string) func(w *killWorld) func() {
	return func(w *killWorld) func() {
		file, err := os.Create(w.at(name))
		require.NoError(w.t, err)
		defer file.Close()
		for size := 1 << 20; size > 0; size /= 2 {
			for err = error(nil); err == nil; _, err = file.Write(make([]byte, size)) {
			}
			require.ErrorIs(w.t, err, syscall.ENOSPC)
		}
		return func() { require.NoError(w.t, os.Remove(w.at(name))) }
	}
}

// fullOfFiles takes all inodes of the disk that a folder is on, and gives them back.
func fullOfFiles(name string) func(w *killWorld) func() {
	return func(w *killWorld) func() {
		require.NoError(w.t, os.Mkdir(w.at(name), 0o700))
		for i := 0; ; i++ {
			file, err := os.Create(w.at(filepath.Join(name, strconv.Itoa(i))))
			if err != nil {
				require.ErrorIs(w.t, err, syscall.ENOSPC)
				require.Positive(w.t, i)
				break
			}
			require.NoError(w.t, file.Close())
		}
		return func() { require.NoError(w.t, os.RemoveAll(w.at(name))) }
	}
}

// readOnly makes a disk one that can only be read, once nobody is just writing to it, and takes it back.
func readOnly(name string) func(w *killWorld) func() {
	remount := func(w *killWorld, flags uintptr) {
		require.Eventually(w.t, func() bool {
			err := syscall.Mount("tmpfs", w.at(name), "tmpfs", syscall.MS_REMOUNT|flags, "")
			if !errors.Is(err, syscall.EBUSY) {
				require.NoError(w.t, err)
			}
			return err == nil
		}, minute, tick)
	}
	return func(w *killWorld) func() {
		remount(w, syscall.MS_RDONLY)
		return func() { remount(w, 0) }
	}
}

// A disk that is full, of bytes or of files, or that can only be read, costs no page: the same run goes on when there is room.
func TestSituationsOfTheDisk(t *testing.T) {
	if !mayMount(t) {
		return
	}
	program := faultyProgram(t)
	disk := func(name string) func(w *killWorld) {
		return func(w *killWorld) { w.mount(name, "size=4m,nr_inodes=500") }
	}
	showAll(t, program, "sqlite", disk("devlog"), []situation{
		{name: "no bytes for the devlog", cause: fullOfBytes("devlog/.git/filler"), says: []string{"space left on device", "/devlog: ", "make room"}},
		{name: "no inodes for the devlog", cause: fullOfFiles("devlog/.git/filler"), says: []string{"space left on device", "/devlog: ", "make room"}},
		{name: "the devlog can only be read", cause: readOnly("devlog"), says: []string{"read-only file system", "/devlog: ", "check that the folder can be written"}},
	})
	showAll(t, program, "sqlite", disk("state"), []situation{
		{name: "no bytes for the state", cause: fullOfBytes("state/filler"), says: []string{"the disk is full", `/state/state.db": `, "make room on it"}},
		{name: "no inodes for the state", cause: fullOfFiles("state/filler"), start: true, says: []string{"the disk is full", `/state/state.db": `, "make room on it"}},
		{name: "the state can only be read", cause: readOnly("state"), start: true, says: []string{"read-only file system", `/state/state.db": `, "let this user read and write it"}},
	})
}

// Where temporary files go matters to no run. A dry run, which works on a copy of the state, says what it needs.
func TestNoRoomForTemporaryFiles(t *testing.T) {
	if !mayMount(t) {
		return
	}
	program := faultyProgram(t)
	w := situationWorld(t, program, "sqlite", func(w *killWorld) { w.mount("tmp", "size=256k,nr_inodes=50") })
	for _, fill := range []func(w *killWorld) func(){fullOfBytes("tmp/filler"), fullOfFiles("tmp/filler")} {
		empty := fill(w)
		for _, args := range [][]string{{"once", "-n", "100"}, {"once", "-n", "100"}} {
			w.change(0)
			c := w.launch([]string{"TMPDIR=" + w.at("tmp")}, args...)
			c.wait()
			require.Equal(t, 0, c.cmd.ProcessState.ExitCode(), c.out.String())
			require.Contains(t, c.out.String(), "3 pages written")
		}
		c := w.launch([]string{"TMPDIR=" + w.at("tmp")}, "once", "--dry-run")
		c.wait()
		assert.Equal(t, 1, c.cmd.ProcessState.ExitCode(), c.out.String())
		for _, part := range []string{"no space left on device", w.at("tmp"), "make room"} {
			assert.Contains(t, c.out.String(), part)
		}
		empty()
		left, err := os.ReadDir(w.at("tmp"))
		require.NoError(t, err)
		assert.Empty(t, left)
		c = w.start("")
		c.wait()
		w.last = c.out.String()
		assert.Empty(t, w.faults())
	}
	// Outlines that are kept for plans and checks are a help, and no more.
	w.mount("cache", "size=64k,nr_inodes=20")
	defer fullOfBytes("cache/filler")(w)()
	c := w.launch([]string{"CODEWORM_CACHE=" + w.at("cache")}, "plan")
	c.wait()
	assert.Equal(t, 0, c.cmd.ProcessState.ExitCode(), c.out.String())
	assert.LessOrEqual(t, strings.Count(c.out.String(), "space left"), 1, c.out.String())
}
