// Package git runs the git command. Every call goes through Command.Run, so that prompts, locales, pagers,
// optional locks, terminals and credentials are dealt with in one place.
package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
	"unicode"
	"unicode/utf8"
)

// Error is a git command that failed. errors.Is finds one of the sentinels of
// this package where the reason is known.
type Error struct {
	Dir    string
	Args   []string // without credentials
	Code   int      // exit code; -1 when git did not run or was killed
	Stderr string   // trimmed, without credentials, and plain
	Err    error
}

// Error is one line, without git's hints.
func (e *Error) Error() string {
	var lines []string
	for line := range strings.Lines(e.Stderr) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "hint:") {
			lines = append(lines, line)
		}
	}
	what := strings.Join(lines, "; ")
	if errors.Is(e.Err, ErrPartial) {
		what += ": " + ErrPartial.Error()
	}
	if what == "" {
		what = e.Err.Error()
	}
	return fmt.Sprintf("git %s in %s: %s", strings.Join(e.Args, " "), e.Dir, what)
}

// Unwrap gives the cause, ctx's error among them.
func (e *Error) Unwrap() error { return e.Err }

// Why git fails, as far as callers branch on it.
var (
	// ErrNoGit says that there is no git command.
	ErrNoGit = errors.New("the git command is not installed or not on the PATH")
	// ErrNotARepo says that a folder is not inside a git repository.
	ErrNotARepo = errors.New("not a git repository")
	// ErrNoWorkTree says that a repository has no work tree: it is bare, or the folder is git's own.
	ErrNoWorkTree = errors.New("no work tree")
	// ErrLocked says that another process holds one of the repository's locks.
	ErrLocked = errors.New("locked by another git process")
	// ErrConflict says that two histories change the same lines.
	ErrConflict = errors.New("conflicting changes")
	// ErrNoIdentity says that git knows no name and address for commits.
	ErrNoIdentity = errors.New("no identity for commits is configured")
	// ErrRejected says that the remote has commits that the pushed branch lacks.
	ErrRejected = errors.New("the remote is ahead")
	// ErrStalled says that git, or the remote that it talks to, said nothing for too long.
	ErrStalled = errors.New("nothing was heard for too long")
	// ErrRefused says that the remote does not take what was pushed, whatever it is ahead of: its hooks, settings or permissions.
	ErrRefused = errors.New("the remote refuses it")
	// ErrPartial says that a partial clone lacks what was asked for, and that it was not fetched.
	ErrPartial = errors.New("the clone is a partial one, and what it lacks is not fetched; make it whole: git fetch --refetch --no-filter")
)

// messages tells reasons by git's messages in the C locale: its exit code is
// 128 for all of them. The first that occurs counts.
//
// Those of a remote say nothing about the disk here.
var messages = []struct {
	text string
	err  error
}{
	{"No space left on device", syscall.ENOSPC},
	{"Disk quota exceeded", syscall.EDQUOT},
	{"Read-only file system", syscall.EROFS},

	{"not a git repository", ErrNotARepo},
	{"must be run in a work tree", ErrNoWorkTree},
	{".lock': File exists", ErrLocked},
	{"cannot lock ref", ErrLocked},
	{"CONFLICT (", ErrConflict},
	{"could not apply", ErrConflict},
	{"empty ident name", ErrNoIdentity},
	{"no email was given", ErrNoIdentity},
	{"unable to auto-detect email address", ErrNoIdentity},
	{"no name was given", ErrNoIdentity},
	{"(fetch first)", ErrRejected},
	{"(non-fast-forward)", ErrRejected},
	{"[remote rejected]", ErrRefused},
	{"from promisor remote", ErrPartial},
	{"does not exist in", fs.ErrNotExist},
	{"exists on disk, but not in", fs.ErrNotExist},
	{"invalid object name 'HEAD'", fs.ErrNotExist},
}

// killDelay is how long a cancelled git may take to clean up its lock files
// before it is killed.
const killDelay = 5 * time.Second

// dropped are variables that would point git elsewhere or change how it reads
// paths: those that `git rev-parse --local-env-vars` lists, configuration
// excepted, as a program has them when git itself started it from a hook; and
// those that would ask someone, or translate messages.
var dropped = map[string]bool{
	"GIT_DIR": true, "GIT_WORK_TREE": true, "GIT_INDEX_FILE": true, "GIT_OBJECT_DIRECTORY": true,
	"GIT_ALTERNATE_OBJECT_DIRECTORIES": true, "GIT_COMMON_DIR": true, "GIT_NAMESPACE": true, "GIT_PREFIX": true,
	"GIT_GRAFT_FILE": true, "GIT_REPLACE_REF_BASE": true, "GIT_NO_REPLACE_OBJECTS": true, "GIT_SHALLOW_FILE": true,
	"GIT_IMPLICIT_WORK_TREE": true, "GIT_INTERNAL_SUPER_PREFIX": true, "GIT_QUARANTINE_PATH": true,
	"GIT_AUTHOR_DATE": true, "GIT_COMMITTER_DATE": true, "GIT_REFLOG_ACTION": true,
	"GIT_LITERAL_PATHSPECS": true, "GIT_GLOB_PATHSPECS": true, "GIT_NOGLOB_PATHSPECS": true, "GIT_ICASE_PATHSPECS": true,
	"GIT_CEILING_DIRECTORIES": true, "GIT_PAGER": true, "GIT_EXTERNAL_DIFF": true, "GIT_DIFF_OPTS": true,
	"LC_ALL": true, "LANGUAGE": true,
}

// environment is the caller's without what is dropped, with what keeps git
// from asking and from taking locks it can do without.
func environment(extra []string) []string {
	var env []string
	for _, kv := range os.Environ() {
		if name, _, _ := strings.Cut(kv, "="); !dropped[name] {
			env = append(env, kv)
		}
	}
	env = append(env, "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "GIT_EDITOR=true", "GIT_MERGE_AUTOEDIT=no", "LC_ALL=C")
	return append(env, extra...)
}

// Command is one call of git.
type Command struct {
	Dir      string // where it runs
	Args     []string
	Settings []string  // "key=value" each, which hold for this call; errors do not name them
	Env      []string  // added to the environment
	Stdin    io.Reader // nil means none
	Stdout   io.Writer // nil means nowhere
	// Stall is how long git may say nothing on standard error, where progress is told; 0 means for ever. The error is
	// ErrStalled then.
	Stall time.Duration
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
	return Command{Dir: dir, Args: args, Stdin: stdin, Stdout: stdout}.Run(ctx)
}

// Output is Run with standard output returned.
func (c Command) Output(ctx context.Context) ([]byte, error) {
	var stdout bytes.Buffer
	c.Stdout = &stdout
	err := c.Run(ctx)
	return stdout.Bytes(), err
}

// Run runs the command and waits for it. Git and what it starts have no
// terminal: nothing of it can ask, and a Ctrl-C meant for the program does not
// end a commit half-way; ctx does, by an interrupt and, after a delay, a kill.
func (c Command) Run(ctx context.Context) error {
	asked := ctx
	stderr := &said{}
	if c.Stall > 0 {
		limited, stop := context.WithCancelCause(ctx)
		defer stop(nil)
		ctx = limited
		timer := time.AfterFunc(c.Stall, func() { stop(ErrStalled) })
		defer timer.Stop()
		stderr.heard = func() { timer.Reset(c.Stall) }
	}
	args := slices.Clone(quiet)
	for _, setting := range c.Settings {
		args = append(args, "-c", setting)
	}
	cmd := exec.CommandContext(ctx, "git", append(args, c.Args...)...)
	cmd.Dir = c.Dir
	cmd.Env = environment(c.Env)
	cmd.Stdin = c.Stdin
	cmd.Stdout = c.Stdout
	cmd.Stderr = stderr
	cmd.WaitDelay = killDelay
	detach(cmd)
	err := cmd.Run()
	if err == nil {
		return nil
	}
	e := &Error{Dir: c.Dir, Code: -1, Stderr: Plain(StripCredentials(strings.TrimSpace(stderr.String()))), Err: err}
	for _, arg := range c.Args {
		e.Args = append(e.Args, StripCredentials(arg))
	}
	var exit *exec.ExitError
	switch {
	case asked.Err() != nil:
		killRest(cmd)
		e.Err = asked.Err()
	case ctx.Err() != nil:
		killRest(cmd)
		e.Err = ErrStalled
	case errors.Is(err, fs.ErrNotExist) && !exists(c.Dir): // git would be blamed
		e.Stderr = "the folder does not exist"
	case errors.Is(err, exec.ErrNotFound):
		e.Err, e.Stderr = ErrNoGit, ErrNoGit.Error()
	case errors.As(err, &exit) && outgrew(exit):
		e.Err, e.Stderr = syscall.EFBIG, "a file reached the limit of its size"
	case errors.As(err, &exit):
		e.Code = exit.ExitCode()
		e.Err = reason(e.Stderr, err)
	}
	return e
}

// reason is why git failed, by what it said; unknown when that does not tell.
func reason(stderr string, unknown error) error {
	for _, m := range messages {
		var errno syscall.Errno
		disk := errors.As(m.err, &errno)
		for line := range strings.Lines(stderr) {
			if strings.Contains(line, m.text) && !(disk && strings.HasPrefix(line, "remote:")) {
				return m.err
			}
		}
	}
	return unknown
}

// exists reports whether the folder is there; "" is the current one.
func exists(dir string) bool {
	_, err := os.Stat(dir)
	return dir == "" || err == nil
}

// isAny reports whether err is one of the targets.
func isAny(err error, targets ...error) bool {
	return slices.ContainsFunc(targets, func(target error) bool { return errors.Is(err, target) })
}

// exitCode is the exit code of a git command that ran and failed, else -1.
func exitCode(err error) int {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return -1
}

var userinfo = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*://)[^/\s'"]*@`)

// StripCredentials takes user names, passwords and tokens out of the URLs in a text.
func StripCredentials(text string) string { return userinfo.ReplaceAllString(text, "$1") }

// Plain shows what a terminal obeys, and what turns the order of a text's characters, as escapes, which are in a form that JSON has, too: a remote can say anything.
func Plain(text string) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case r != '\n' && r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029':
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
