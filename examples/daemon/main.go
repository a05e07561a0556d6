// Command daemon runs CodeWorm on its own: it documents the repositories it is
// given and commits the pages to a git devlog.
//
//	daemon once -n 3 --repo . --devlog ./devlog
//
// Exit codes: 0 the work is done, also when nothing was due; 1 something
// failed; 2 the command line or the configuration is wrong, and nothing was
// touched; 130 interrupted.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/codeworm/codeworm"
)

const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := execute(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// execute runs one command line and returns the exit code.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newCommand()
	root.SetArgs(args)
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
	fmt.Fprintf(stderr, "codeworm: %s\n", strings.TrimPrefix(err.Error(), "codeworm: "))
	var config *codeworm.ConfigError
	if errors.As(err, &config) || errors.As(err, new(usageError)) {
		return exitUsage
	}
	return exitFailed
}

// usageError is a mistake on the command line or in the configuration file.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func newCommand() *cobra.Command {
	s := newSettings()
	root := &cobra.Command{
		Use:           "daemon",
		Short:         "CodeWorm keeps source repositories documented",
		Long:          "CodeWorm finds what most deserves a page in your repositories, has a local model write it,\nchecks that what the page says exists, and commits it to a git devlog.",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          argsAsUsage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			c.SetOut(c.ErrOrStderr())
			_ = c.Help()
			return usagef("name a command")
		},
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usagef("%w; see `%s --help`", err, c.CommandPath())
	})
	root.CompletionOptions.HiddenDefaultCmd = true
	s.flags(root.PersistentFlags())
	for _, command := range []*cobra.Command{
		onceCommand(s), runCommand(s), planCommand(s), scheduleCommand(s), statusCommand(s), initCommand(s), symbolsCommand(s), versionCommand(),
	} {
		command.Args = argsAsUsage(command.Args)
		root.AddCommand(command)
	}
	return root
}

// argsAsUsage makes wrong arguments a usage error.
func argsAsUsage(check cobra.PositionalArgs) cobra.PositionalArgs {
	if check == nil {
		check = cobra.NoArgs
	}
	return func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return usagef("%w; see `%s --help`", err, c.CommandPath())
		}
		return nil
	}
}
