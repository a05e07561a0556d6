package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// knownCommand refuses what is no command.
func knownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		return usagef("unknown command %q; did you mean %s? See `%s --help`", args[0], strings.Join(near, " or "), c.CommandPath())
	}
	return usagef("unknown command %q; see `%s --help`", args[0], c.CommandPath())
}

// noArguments refuses what stands behind a command that takes flags alone.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes flags only, and %q is none; see `%s --help`", c.Name(), args[0], c.CommandPath())
	}
	return nil
}

// flagTypes are what the values of flags have to be, by pflag's names of types.
var flagTypes = map[string]string{"int": "a whole number", "bool": "true or false", "duration": "a duration, such as 30m"}

// flagError says what is wrong with a flag.
func flagError(c *cobra.Command, err error) error {
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		flag := invalid.GetFlag()
		if want, ok := flagTypes[flag.Value.Type()]; ok {
			return usagef("--%s is %q; it has to be %s; see `%s --help`", flag.Name, invalid.GetValue(), want, c.CommandPath())
		}
	}
	return usagef("%w; see `%s --help`", err, c.CommandPath())
}
