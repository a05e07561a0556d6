//go:build unix

package git

import (
	"os/exec"
	"syscall"
)

// detach starts the command in a session of its own and makes a cancelled ctx
// interrupt all of it, as Ctrl-C in a terminal would: git, its hooks, its transports.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
}

// killRest ends what is left of the session of a command that was cancelled.
func killRest(cmd *exec.Cmd) {
	if cmd.Process != nil {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // there is nobody left when this fails
	}
}

// outgrew reports whether a command was ended because a file that it wrote reached the limit of the size of files.
func outgrew(exit *exec.ExitError) bool {
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGXFSZ
}
