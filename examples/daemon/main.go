// Command daemon runs CodeWorm on its own: it documents the repositories it is
// given and commits the pages to a git devlog.
//
//	codeworm once -n 3 --repo . --devlog ./devlog
//
// Exit codes: 0 the work is done, also when nothing was due, or run was stopped; 1
// something failed, also when pages could not be pushed; 2 the command line or the configuration is wrong, and nothing
// was touched; 130 another command was interrupted. A second SIGINT or SIGTERM ends the program at once, with 130 or 143.
// SIGHUP says that the configuration is read at the start alone; from a terminal that closes it ends the program as SIGTERM does.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/parser/worker"
)

const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
	exitTerminated  = 143
)

func main() {
	worker.Main(openParser)
	ctx, stop := context.WithCancel(context.Background())
	received := make(chan os.Signal, 8)
	signal.Notify(received, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go obey(received, stop, isatty.IsTerminal(os.Stderr.Fd()), os.Stderr, os.Exit)
	os.Exit(execute(ctx, os.Args, os.Stdout, os.Stderr))
}

// abandonTime is how long a program that is told twice to end tries to give its claims back.
const abandonTime = time.Second

// running is the daemon that works, if one does.
var running atomic.Pointer[codeworm.Daemon]

// obey does what signals say: the first that asks for the end stops the work, the second ends the program at once.
func obey(received <-chan os.Signal, stop func(), terminal bool, w io.Writer, exit func(int)) {
	stopping := false
	for s := range received {
		switch {
		case s == syscall.SIGHUP && !terminal:
			fmt.Fprintln(w, "SIGHUP: the configuration is read at the start alone; restart the program to use a changed one")
		case !stopping:
			stopping = true
			stop()
		case s != syscall.SIGHUP:
			if d := running.Load(); d != nil {
				ctx, cancel := context.WithTimeout(context.Background(), abandonTime)
				if err := d.Abandon(ctx); err != nil {
					fmt.Fprintf(w, "claims stay until they expire: %v\n", err)
				}
				cancel()
			}
			fmt.Fprintln(w, "ended at once")
			code := exitInterrupted
			if s == syscall.SIGTERM {
				code = exitTerminated
			}
			exit(code)
			return
		}
	}
}

// execute runs one command line, the program's name first, and returns the exit code.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	stdout, stderr = plain{stdout}, plain{stderr}
	program := programName(args)
	root := newCommand(program)
	root.SetArgs(args[min(1, len(args)):])
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		fmt.Fprintln(stderr, "interrupted; what was published is recorded, the rest is due again")
		return exitInterrupted
	}
	fmt.Fprintf(stderr, "%s: %s\n", program, strings.TrimPrefix(err.Error(), "codeworm: "))
	var config *codeworm.ConfigError
	if errors.As(err, &config) || errors.As(err, new(usageError)) {
		return exitUsage
	}
	return exitFailed
}

// programName is what the program was called by.
func programName(args []string) string {
	if len(args) > 0 {
		if name := strings.TrimSuffix(filepath.Base(args[0]), ".exe"); strings.Trim(name, `./\ `) != "" {
			return name
		}
	}
	return "codeworm"
}

func newCommand(program string) *cobra.Command {
	s := newSettings(program)
	root := &cobra.Command{
		Use:           program,
		Short:         "CodeWorm keeps source repositories documented",
		Long:          "CodeWorm finds what most deserves a page in your repositories, has a local model write it,\nchecks that what the page says exists, and commits it to a git devlog.",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          knownCommand,
		Version:       version(),
		RunE: func(c *cobra.Command, _ []string) error {
			c.SetOut(c.ErrOrStderr())
			_ = c.Help()
			return usagef("name a command")
		},
		SuggestionsMinimumDistance: 2,
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	root.CompletionOptions.HiddenDefaultCmd = true
	s.flags(root.PersistentFlags())
	for _, command := range []*cobra.Command{
		onceCommand(s), runCommand(s), planCommand(s), scheduleCommand(s), statusCommand(s), importCommand(s), initCommand(s), checkCommand(s), symbolsCommand(s), versionCommand(),
	} {
		if command.Args == nil {
			command.Args = noArguments
		}
		root.AddCommand(command)
	}
	return root
}
