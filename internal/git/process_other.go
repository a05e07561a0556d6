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

// outgrew reports whether a command was ended because a file that it wrote reached the limit of the size of files.
func outgrew(*exec.ExitError) bool { return false }
