//go:build !unix

package git

import (
	"os"
	"os/exec"
)

// detach makes a cancelled ctx interrupt the command.
func detach(cmd *exec.Cmd) {
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
}

func killRest(*exec.Cmd) {}
