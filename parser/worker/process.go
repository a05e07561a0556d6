package worker

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/codeworm/codeworm/source"
)

// process is a worker, as the program sees it. One goroutine at a time asks it.
type process struct {
	cmd    *exec.Cmd
	in     *os.File // its standard input
	out    *os.File // its standard output
	reader *bufio.Reader
	stderr headWriter
	buf    []byte       // of questions
	answer bytes.Buffer // the last one
	done   chan struct{}
	since  time.Time // when it became idle
	slow   atomic.Bool
}

// startTime is how long a worker may take to say hello, on a machine that is busy.
const startTime = time.Minute

// maxKept is the size in bytes up to which a worker's buffers are kept.
const maxKept = 4 << 20

// start starts a worker. The error names the program, the cause, and what to do.
func start(ctx context.Context, program string, l limits, running *sync.WaitGroup) (*process, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if _, ok := os.LookupEnv(variable); ok {
		return nil, errors.New("worker: this process is a worker itself, and its program did not call worker.Main first thing in main; call it there")
	}
	if program == "" {
		var err error
		if program, err = ownProgram(); err != nil {
			return nil, fmt.Errorf("worker: the program's own file is not known, which a worker is started from: %w; mount /proc, or parse without workers", err)
		}
	}
	p := &process{done: make(chan struct{})}
	if err := p.run(program, l, running); err != nil {
		return nil, fmt.Errorf("worker: start %s as a worker: %w; let this user start processes, or parse without workers", program, err)
	}
	stop := context.AfterFunc(ctx, p.kill)
	timer := time.AfterFunc(startTime, p.kill)
	defer timer.Stop()
	err := readFrame(p.reader, &p.answer)
	switch {
	case !stop():
		p.kill()
		<-p.done
		return nil, ctx.Err()
	case err == nil && p.answer.String() == hello:
		return p, nil
	}
	p.kill()
	<-p.done
	said := ""
	if line := p.stderr.firstLine(); line != "" {
		said = fmt.Sprintf(" (it says %q)", line)
	}
	return nil, fmt.Errorf("worker: %s was started as a worker and does not answer as one%s; call worker.Main first thing in its main, and in TestMain for tests", program, said)
}

// run starts the program with pipes to it.
func (p *process) run(program string, l limits, running *sync.WaitGroup) error {
	theirIn, in, err := os.Pipe()
	if err != nil {
		return err
	}
	defer theirIn.Close()
	out, theirOut, err := os.Pipe()
	if err != nil {
		return errors.Join(err, in.Close())
	}
	defer theirOut.Close()
	p.in, p.out, p.reader = in, out, bufio.NewReaderSize(out, 64<<10)
	// A worker lives longer than the question that it was started for.
	p.cmd = exec.Command(program) //nolint:noctx // see above: ctx ends a question, by kill
	p.cmd.Args = []string{os.Args[0], "parser-worker"}
	p.cmd.Env = environment(l)
	p.cmd.Dir = string(os.PathSeparator)
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = theirIn, theirOut, &p.stderr
	if err := p.cmd.Start(); err != nil {
		return errors.Join(err, in.Close(), out.Close())
	}
	running.Go(func() {
		defer close(p.done)
		_ = p.cmd.Wait() // how it ended is in its ProcessState
		_ = p.in.Close()
	})
	return nil
}

// inherited are the variables without which a program may not start. A worker gets no other: they may hold secrets.
var inherited = []string{"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "GOCOVERDIR"}

func environment(l limits) []string {
	// One processor is enough, since the parser is one thread of C; more only look for work.
	env := []string{variable + "=" + l.String(), "GOMAXPROCS=1", "GOTRACEBACK=none"}
	for _, name := range inherited {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// ownProgram is the file that this program was started from, also when another one has taken its place since.
func ownProgram() (string, error) {
	const self = "/proc/self/exe"
	if _, err := os.Stat(self); err == nil {
		return self, nil
	}
	return os.Executable()
}

// ask sends a question and reads the answer, which holds its kind and its flags at least. After an error the worker is of no
// use; end says why.
func (p *process) ask(ctx context.Context, within time.Duration, question func([]byte) []byte) ([]byte, error) {
	stop := context.AfterFunc(ctx, p.kill)
	timer := time.AfterFunc(within, func() { p.slow.Store(true); p.kill() })
	defer timer.Stop()
	p.buf = question(begin(p.buf))
	err := writeFrame(p.in, p.buf)
	if err == nil {
		err = readFrame(p.reader, &p.answer)
	}
	if cap(p.buf) > maxKept {
		p.buf = nil
	}
	switch {
	case !stop():
		return nil, ctx.Err()
	case err != nil:
		return nil, err
	case p.answer.Len() < 2:
		return nil, errRubbish
	}
	return p.answer.Bytes(), nil
}

// runs reports whether the worker has not ended.
func (p *process) runs() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// kill ends the worker at once, wherever it is.
func (p *process) kill() { _ = p.cmd.Process.Kill() } // there is nothing to end when this fails

// closeTime is how long a worker may take to end by itself.
const closeTime = 5 * time.Second

// close lets the worker end, which it does when there will be no more questions.
func (p *process) close() {
	_ = p.in.Close()
	_ = p.out.Close()
	time.AfterFunc(closeTime, p.kill) // by then there is nothing to kill, unless a file has taken the worker over
}

// dyingTime is how long a worker whose pipes broke may take to end by itself, so that its exit code tells why.
const dyingTime = 2 * time.Second

// end ends a worker that gave no answer, and says why it gave none.
func (p *process) end(err error) outcome {
	killed := errors.Is(err, errRubbish) || errors.Is(err, errFrame)
	if killed {
		p.kill()
	}
	select {
	case <-p.done:
	case <-time.After(dyingTime):
		killed = true
		p.kill()
		<-p.done
	}
	_ = p.out.Close()
	if p.slow.Load() {
		return outcome{cause: errors.New("the worker got too little of the processor to answer in time")}
	}
	if killed {
		return blame(source.SkipCrash, "%w", errRubbish)
	}
	return outcomeOf(p.cmd.ProcessState, p.stderr.String())
}

// outcomeOf tells from how a worker ended what its file did.
func outcomeOf(state *os.ProcessState, said string) outcome {
	// The exit code is the same for all that the runtimes of Go and tree-sitter die of.
	for _, text := range []string{"failed to allocate", "out of memory", "cannot allocate memory"} {
		if strings.Contains(said, text) {
			return blame(source.SkipMemory, "the worker says %q", firstLine(said))
		}
	}
	status, _ := state.Sys().(syscall.WaitStatus)
	switch code := state.ExitCode(); {
	case code == exitTime:
		return blame(source.SkipTimeout, "it is stopped at its limit of processor time")
	case code == exitMemory:
		return blame(source.SkipMemory, "it is stopped at its limit of memory")
	case status.Signaled() && (status.Signal() == syscall.SIGKILL || status.Signal() == syscall.SIGTERM):
		return outcome{cause: fmt.Errorf("the worker was ended from outside (%v)", status.Signal()), killed: status.Signal() == syscall.SIGKILL}
	case code == 0:
		return outcome{cause: errors.New("the worker ended without an answer")}
	}
	if line := firstLine(said); line != "" {
		return blame(source.SkipCrash, "%s: %s", state, line)
	}
	return blame(source.SkipCrash, "%s", state)
}

// headWriter keeps the beginning of what a worker says on its standard error.
type headWriter struct {
	mu   sync.Mutex
	head []byte
}

// maxSaid is how many bytes of it are kept.
const maxSaid = 2048

func (w *headWriter) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.head = append(w.head, b[:min(len(b), maxSaid-len(w.head))]...)
	return len(b), nil
}

func (w *headWriter) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return string(w.head)
}

func (w *headWriter) firstLine() string { return firstLine(w.String()) }

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(line)
}

var _ io.Writer = (*headWriter)(nil)
