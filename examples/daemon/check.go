package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/check"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/all"
)

// checkLine is what check --json prints for a finding.
type checkLine struct {
	File    string             `json:"file"`
	Line    int                `json:"line"`
	Column  int                `json:"column"`
	Class   check.MentionClass `json:"class"`
	Text    string             `json:"text"`
	Reason  string             `json:"reason"`
	Nearest string             `json:"nearest,omitempty"`
}

func checkCommand(s *settings) *cobra.Command {
	var asJSON bool
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
		RunE: func(c *cobra.Command, args []string) error {
			if err := s.load(); err != nil {
				return err
			}
			if len(s.Repos) != 1 {
				return usagef("check needs one repository, not %d; name it with --repo PATH", len(s.Repos))
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
			checked, found := 0, 0
			for _, file := range files {
				report, err := checkFile(c.InOrStdin(), x, file)
				if err != nil {
					return err
				}
				checked, found = checked+report.Checked, found+len(report.Findings)
				if err := printFindings(c.OutOrStdout(), file, report, asJSON); err != nil {
					return err
				}
			}
			if found > 0 {
				return fmt.Errorf("%d of the %d names, paths and lines in %s do not exist in %s; correct them", found, checked, plural(len(files), "file"), x.Repo().Name)
			}
			if !asJSON {
				fmt.Fprintf(c.OutOrStdout(), "%d names, paths and lines in %s are right\n", checked, plural(len(files), "file"))
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON line for each that does not exist")
	return c
}

// markdownFiles are the files named, and those with Markdown in the folders named.
func markdownFiles(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		if arg == "-" {
			files = append(files, arg)
			continue
		}
		info, err := os.Stat(arg)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, usagef("%s does not exist; name a file or a folder", arg)
		case err != nil:
			return nil, usagef("%w; name a file or a folder that can be read", err)
		}
		if !info.IsDir() {
			files = append(files, arg)
			continue
		}
		before := len(files)
		err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && path != arg && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules"):
				return fs.SkipDir
			case d.Type().IsRegular() && (strings.EqualFold(filepath.Ext(path), ".md") || strings.EqualFold(filepath.Ext(path), ".markdown")):
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			return nil, usageError{err}
		}
		if len(files) == before {
			return nil, usagef("the folder %s holds no Markdown; name another, or a file", arg)
		}
	}
	return files, nil
}

// checkFile checks one file: a page of a devlog for what it is about, any other text for what it names.
func checkFile(stdin io.Reader, x *codeworm.Index, file string) (check.Report, error) {
	var text []byte
	var err error
	path := ""
	if file == "-" {
		text, err = io.ReadAll(stdin)
	} else {
		text, err = os.ReadFile(file)
		path = inRepo(x.Repo().Path, file)
	}
	if err != nil {
		return check.Report{}, usageError{err}
	}
	scope := x.CheckScope(path)
	meta, err := page.ParseMeta(text)
	switch {
	case err == nil && meta.Key.Path != "":
		scope = x.CheckScope(meta.Key.Path)
		scope.Generated, scope.TellsChanges, scope.Reviews = true, meta.Key.Type.TellsChanges(), meta.Key.Type.Reviews()
		scope.Facts = "CodeWorm " + meta.Model // the page says who wrote it
	case err != nil && !errors.Is(err, page.ErrNoMeta):
		return check.Report{}, fmt.Errorf("%s: %w", file, err)
	}
	return check.Markdown(string(text), scope), nil
}

// inRepo is the file's path in the repository, or "" when it is outside.
func inRepo(root, file string) string {
	absolute, err := filepath.Abs(file)
	if err != nil {
		return ""
	}
	for _, clean := range []func(string) (string, error){filepath.Abs, filepath.EvalSymlinks} {
		base, err := clean(root)
		if err != nil {
			continue
		}
		if rel, err := filepath.Rel(base, absolute); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
	}
	return ""
}

func printFindings(w io.Writer, file string, r check.Report, asJSON bool) error {
	encoder := json.NewEncoder(w)
	for _, f := range r.Findings {
		if asJSON {
			if err := encoder.Encode(checkLine{file, f.Line, f.Column, f.Class, f.Text, f.Reason, f.Nearest}); err != nil {
				return err
			}
		} else if _, err := fmt.Fprintf(w, "%s:%d:%d: %s\n", file, f.Line, f.Column, f); err != nil {
			return err
		}
	}
	return nil
}
