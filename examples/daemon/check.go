package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// checkFlags are the flags of the check command.
type checkFlags struct {
	json          bool
	format        string
	baseline      string
	writeBaseline string
	since         string
	changed       string
	strict        bool
	possible      bool
	noCache       bool
}

func checkCommand(s *settings) *cobra.Command {
	var flags checkFlags
	c := &cobra.Command{
		Use:   "check FILE.md...",
		Short: "Say which names, paths and lines in Markdown files do not exist in the repository",
		Long: "Say which names, paths and lines in Markdown files do not exist in the repository that --repo names.\n" +
			"Any Markdown will do, also in folders; - is standard input. Exits with 1 when something does not exist.",
		Example: "  " + s.program + " check --repo . README.md docs\n" +
			"  " + s.program + " check --repo . --since v1.2.0 docs             what was right then and is gone\n" +
			"  " + s.program + " check --repo . --changed origin/main README.md docs   lines that differ from main",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("name Markdown files or folders, or - for standard input: %s --repo PATH FILE.md...", c.CommandPath())
			}
			for _, name := range []string{"since", "changed"} {
				if f := c.Flags().Lookup(name); f.Changed && f.Value.String() == "" {
					return usagef("--%s is empty; name a revision, such as a tag or origin/main", name)
				}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return runCheckCommand(c, s, flags, args) },
	}
	c.Flags().StringVar(&flags.format, "format", "text", "how findings are printed: `"+strings.Join(checkFormatNames(), "|")+"`")
	c.Flags().StringVar(&flags.since, "since", "", "report only what existed at the `revision` and is gone")
	c.Flags().StringVar(&flags.changed, "changed", "", "check only the lines that changed since the `revision`")
	c.Flags().BoolVar(&flags.possible, "possible", false, "report also what may be somebody else's: nothing shows that it means the repository")
	c.Flags().BoolVar(&flags.strict, "strict", false, "take all that a document names for the repository's: nothing is an example, or what others have")
	c.Flags().StringVar(&flags.baseline, "baseline", "", "`file` of findings that are known and not reported")
	c.Flags().StringVar(&flags.writeBaseline, "write-baseline", "", "write all findings to the `file`, as known, and report none")
	c.Flags().BoolVar(&flags.noCache, "no-cache", false, noCacheUsage)
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
	if err := s.Repos[0].here(s.program); err != nil {
		return err
	}
	format, err := flags.checkFormat(c)
	if err != nil {
		return err
	}
	known, err := flags.knownFindings(s.program)
	if err != nil {
		return err
	}
	files, err := markdownFiles(args)
	if err != nil {
		return err
	}
	checker, err := newChecker(c.Context(), s.Repos[0], s.Parser, flags)
	if err != nil {
		return err
	}
	defer checker.close()
	x := checker.now
	results, err := checker.files(c.Context(), c.InOrStdin(), files)
	if err != nil {
		return err
	}
	for _, r := range results {
		for _, n := range r.report.Notes {
			fmt.Fprintf(c.ErrOrStderr(), "%s:%d: note: %s\n", r.name, n.Line, n.Text)
		}
	}
	if flags.writeBaseline != "" {
		if err := writeBaseline(flags.writeBaseline, x.Repo().Path, results); err != nil {
			return err
		}
		fmt.Fprintf(c.ErrOrStderr(), "%s: %s known from now on\n", flags.writeBaseline, plural(found(results), "finding"))
		return nil
	}
	if taken, gone := withoutKnown(known, x.Repo().Path, results); taken+gone > 0 {
		fmt.Fprintf(c.ErrOrStderr(), "%s: %s known, %d no longer there\n", flags.baseline, plural(taken, "finding"), gone)
	}
	return printChecked(c.OutOrStdout(), format, x.Repo().Name, results)
}

// knownFindings reads the baseline that the flags name; none is empty.
func (f checkFlags) knownFindings(program string) (map[knownFinding]int, error) {
	switch {
	case f.baseline != "" && f.writeBaseline != "":
		return nil, usagef("--baseline %s and --write-baseline %s exclude each other: one reads what is known, the other writes it; give one of them", f.baseline, f.writeBaseline)
	case f.baseline == "":
		return nil, nil
	}
	return readBaseline(f.baseline, program+" check --write-baseline "+f.baseline+" FILE.md...")
}

// found is the number of findings.
func found(results []checkedFile) int {
	n := 0
	for _, r := range results {
		n += len(r.report.Findings)
	}
	return n
}

// printChecked prints what was found; something that does not exist is an error.
func printChecked(w io.Writer, format checkFormat, repo string, results []checkedFile) error {
	if err := format.write(w, results); err != nil {
		return err
	}
	looked := 0
	for _, r := range results {
		looked += r.report.Checked
	}
	if n := found(results); n > 0 {
		return fmt.Errorf("%d of the %d names, paths and lines in %s do not exist in %s; correct them", n, looked, plural(len(results), "file"), repo)
	}
	if format.forPeople {
		fmt.Fprintf(w, "%d names, paths and lines in %s are right\n", looked, plural(len(results), "file"))
	}
	return nil
}
