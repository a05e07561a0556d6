// Command daemon runs CodeWorm on its own: it documents the repositories it is
// given and commits the pages to a git devlog.
//
//	codeworm once -n 3 --repo . --devlog ./devlog
//
// Exit codes: 0 the work is done, also when nothing was due, or run was stopped; 1
// something failed; 2 the command line or the configuration is wrong, and nothing
// was touched; 130 another command was interrupted.
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
	"syscall"

	"github.com/spf13/cobra"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/parser/worker"
)

const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

func main() {
	worker.Main(openParser)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := execute(ctx, os.Args, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
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
		RunE: func(c *cobra.Command, _ []string) error {
			c.SetOut(c.ErrOrStderr())
			_ = c.Help()
			return usagef("name a command")
		},
		SuggestionsMinimumDistance: 2,
	}
	root.SetFlagErrorFunc(flagError)
	root.CompletionOptions.HiddenDefaultCmd = true
	s.flags(root.PersistentFlags())
	for _, command := range []*cobra.Command{
		onceCommand(s), runCommand(s), planCommand(s), scheduleCommand(s), statusCommand(s), initCommand(s), checkCommand(s), symbolsCommand(s), versionCommand(),
	} {
		if command.Args == nil {
			command.Args = noArguments
		}
		root.AddCommand(command)
	}
	return root
}
