// Package git runs the git command. Every call goes through Run, so that prompts, locales, pagers and
// optional locks are dealt with in one place.
package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Error is a git command that failed.
type Error struct {
	Dir    string
	Args   []string
	Code   int    // exit code; -1 when git did not run or was killed
	Stderr string // trimmed
	Err    error
}

func (e *Error) Error() string {
	what := e.Stderr
	if what == "" {
		what = e.Err.Error()
	}
	return fmt.Sprintf("git %s in %s: %s", strings.Join(e.Args, " "), e.Dir, what)
}

// Unwrap gives the cause, ctx's error among them.
func (e *Error) Unwrap() error { return e.Err }

// ErrNoGit says that there is no git command.
var ErrNoGit = errors.New("the git command is not installed or not on the PATH")

// killDelay is how long a cancelled git may take to clean up its lock files
// before it is killed.
const killDelay = 5 * time.Second

// environment is the caller's, without what would point git elsewhere, ask
// someone, or translate messages.
func environment() []string {
	drop := map[string]bool{
		"GIT_DIR": true, "GIT_WORK_TREE": true, "GIT_INDEX_FILE": true, "GIT_OBJECT_DIRECTORY": true,
		"GIT_ALTERNATE_OBJECT_DIRECTORIES": true, "GIT_COMMON_DIR": true, "GIT_NAMESPACE": true, "GIT_PREFIX": true,
		"GIT_CEILING_DIRECTORIES": true, "GIT_PAGER": true, "GIT_EXTERNAL_DIFF": true, "LC_ALL": true, "LANGUAGE": true,
	}
	var env []string
	for _, kv := range os.Environ() {
		if name, _, _ := strings.Cut(kv, "="); !drop[name] {
			env = append(env, kv)
		}
	}
	return append(env, "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "GIT_EDITOR=true", "GIT_MERGE_AUTOEDIT=no", "LC_ALL=C")
}

// Run runs git in the folder and returns its standard output. A cancelled ctx
// interrupts git and waits for it to remove its locks.
func Run(ctx context.Context, dir string, args ...string) ([]byte, error) {
	return RunInput(ctx, dir, nil, args...)
}

// RunInput is Run with standard input; nil means none.
func RunInput(ctx context.Context, dir string, stdin io.Reader, args ...string) ([]byte, error) {
	var stdout bytes.Buffer
	err := Stream(ctx, dir, stdin, &stdout, args...)
	return stdout.Bytes(), err
}

// Stream is RunInput with standard output written to a writer as it comes.
func Stream(ctx context.Context, dir string, stdin io.Reader, stdout io.Writer, args ...string) error {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	cmd.Env = environment()
	cmd.Stdin = stdin
	cmd.Stdout = stdout
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = killDelay
	err := cmd.Run()
	if err == nil {
		return nil
	}
	e := &Error{Dir: dir, Args: args, Code: -1, Stderr: strings.TrimSpace(stderr.String()), Err: err}
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		e.Err = ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		e.Err, e.Stderr = ErrNoGit, ErrNoGit.Error()
	case errors.As(err, &exit):
		e.Code = exit.ExitCode()
	}
	return e
}
