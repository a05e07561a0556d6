//go:build unix

package ollamatest

import (
	"io"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

// stopTimeout is how long a server may take to stop before it is killed.
const stopTimeout = 10 * time.Second

// process is a server in a process group of its own, with the model runners it
// starts. A guard kills the group should the test program die without
// stopping it (a panic, a timeout): it waits for a pipe that only this program holds.
type process struct {
	cmd   *exec.Cmd
	done  chan struct{} // closed when cmd has ended
	guard *exec.Cmd
	pipe  io.Closer
}

func startProcess(program string, env []string, dir string, out io.Writer) (*process, error) {
	p := &process{cmd: exec.Command(program, "serve"), done: make(chan struct{})}
	p.cmd.Env = env
	p.cmd.Dir = dir
	p.cmd.Stdout, p.cmd.Stderr = out, out
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// A runner that outlives the server would keep the output open.
	p.cmd.WaitDelay = time.Second
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(p.done)
		_ = p.cmd.Wait() // how it ended is of no interest
	}()
	p.guard = exec.Command("sh", "-c", `cat; kill -KILL -- "-$0"`, strconv.Itoa(p.cmd.Process.Pid))
	p.guard.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	pipe, err := p.guard.StdinPipe()
	if err == nil {
		p.pipe = pipe
		err = p.guard.Start()
	}
	if err != nil {
		p.signal(syscall.SIGKILL)
		<-p.done
		return nil, err
	}
	return p, nil
}

// signal reaches the server and all it started.
func (p *process) signal(s syscall.Signal) { _ = syscall.Kill(-p.cmd.Process.Pid, s) }

func (p *process) exited() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

func (p *process) stop() {
	p.signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(stopTimeout):
	}
	p.kill()
}

func (p *process) kill() {
	// The guard goes first: it must not kill a group that has the number by then.
	_ = p.guard.Process.Kill()
	_ = p.guard.Wait()
	_ = p.pipe.Close()
	p.signal(syscall.SIGKILL)
	<-p.done
}
