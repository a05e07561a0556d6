//go:build unix

package fetch_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/fetch"
)

// A process that is killed while it clones or updates, whenever that is, leaves nothing that is taken for a clone and nothing that stays.
func TestKilledClone(t *testing.T) {
	o := newOrigin(t)
	for i := range 60 {
		require.NoError(t, os.WriteFile(filepath.Join(o.work, fmt.Sprintf("f%d.py", i)), []byte(strings.Repeat(fmt.Sprintf("x%d = 1\n", i), 500)), 0o600))
	}
	commit := o.commit("b.py", "b = 1\n")
	url := o.serve("")
	c := newClone(t, fetch.CloneConfig{URL: url})
	died := 0
	for i := range 14 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "CODEWORM_TEST_CLONE="+url)
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		require.NoError(t, cmd.Start())
		time.Sleep(time.Duration(i*40) * time.Millisecond)
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		if cmd.Wait() != nil {
			died++
		}
		if _, err := os.Stat(c.Dir()); err == nil {
			assert.Equal(t, commit, mustGit(t, c.Dir(), "rev-parse", "HEAD"), "whole, or not there")
			require.NoError(t, os.RemoveAll(c.Dir()))
		}
	}
	assert.Positive(t, died, "none was killed in the middle")
	require.NoError(t, c.Fetch(t.Context()))
	holds(t, c, commit, "b.py", "b = 1\n")
	mustGit(t, c.Dir(), "fsck", "--strict")
}
