package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/all"
)

// checkFlags are the flags of the check command.
type checkFlags struct {
	json   bool
	format string
}

func checkCommand(s *settings) *cobra.Command {
	var flags checkFlags
	c := &cobra.Command{
		Use:   "check FILE.md...",
		Short: "Say which names, paths and lines in Markdown files do not exist in the repository",
		Long: "Say which names, paths and lines in Markdown files do not exist in the repository that --repo names.\n" +
			"Any Markdown will do, also in folders; - is standard input. Exits with 1 when something does not exist.",
		Example: "  " + s.program + " check --repo . README.md docs",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("name Markdown files or folders, or - for standard input: %s --repo PATH FILE.md...", c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return runCheckCommand(c, s, flags, args) },
	}
	c.Flags().StringVar(&flags.format, "format", "text", "how findings are printed: `"+strings.Join(checkFormatNames(), "|")+"`")
	c.Flags().BoolVar(&flags.json, "json", false, "the same as --format json: one JSON line for each that does not exist")
	return c
}

func runCheckCommand(c *cobra.Command, s *settings, flags checkFlags, args []string) error {
	if err := s.load(); err != nil {
		return err
	}
	if len(s.Repos) != 1 {
		return usagef("check needs one repository, not %d; name it with --repo PATH", len(s.Repos))
	}
	format, err := flags.checkFormat(c)
	if err != nil {
		return err
	}
	files, err := markdownFiles(args)
	if err != nil {
		return err
	}
	p, err := parser.New(all.Languages()...)
	if err != nil {
		return err
	}
	r := s.Repos[0]
	x, err := codeworm.NewIndex(c.Context(), codeworm.Repo{Name: r.Name, Path: r.Path, Include: r.Include, Exclude: r.Exclude}, p)
	if err != nil {
		return err
	}
	results, err := checkFiles(c.InOrStdin(), x, files)
	if err != nil {
		return err
	}
	return printChecked(c.OutOrStdout(), format, x.Repo().Name, results)
}

// printChecked prints what was found; something that does not exist is an error.
func printChecked(w io.Writer, format checkFormat, repo string, results []checkedFile) error {
	if err := format.write(w, results); err != nil {
		return err
	}
	looked, found := 0, 0
	for _, r := range results {
		looked, found = looked+r.report.Checked, found+len(r.report.Findings)
	}
	if found > 0 {
		return fmt.Errorf("%d of the %d names, paths and lines in %s do not exist in %s; correct them", found, looked, plural(len(results), "file"), repo)
	}
	if format.forPeople {
		fmt.Fprintf(w, "%d names, paths and lines in %s are right\n", looked, plural(len(results), "file"))
	}
	return nil
}
