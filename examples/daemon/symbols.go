package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/plainfile"
	"github.com/codeworm/codeworm/source"
)

//go:embed codeworm.yaml
var exampleConfig string

// symbolLine is what symbols --json prints for a symbol.
type symbolLine struct {
	Path       string            `json:"path"`
	Language   string            `json:"language"`
	Kind       source.SymbolKind `json:"kind"`
	Name       string            `json:"name"`
	Parent     string            `json:"parent"`
	StartLine  int               `json:"start_line"`
	EndLine    int               `json:"end_line"`
	Complexity int               `json:"complexity"`
	Nesting    int               `json:"nesting"`
	NLOC       int               `json:"nloc"`
	Parameters []string          `json:"parameters"`
	Recovered  bool              `json:"recovered,omitempty"` // not all of its syntax is known
}

func symbolsCommand(*settings) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "symbols PATH...",
		Short: "List the symbols of files and folders, as the parser sees them",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("name a file or a folder: %s PATH...", c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) (err error) {
			p, closed, err := parserSettings{}.open(&problems{})
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, closed()) }()
			table := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
			encoder := json.NewEncoder(c.OutOrStdout())
			failed := false
			err = eachSource(c, p, args, func(path string) error {
				src, err := plainfile.ReadNamed(path, math.MaxInt64)
				if err != nil {
					return usagef("%w; let this user read it, or leave it out", err)
				}
				outline, err := p.Parse(c.Context(), filepath.ToSlash(path), plainfile.Text(src))
				var unreadable *source.ParseError
				switch {
				case errors.As(err, &unreadable):
					failed = true
					fmt.Fprintf(c.ErrOrStderr(), "%v\n", err)
					return nil
				case err != nil:
					return err
				}
				for _, s := range outline.Symbols {
					line := symbolLine{path, outline.Language, s.Kind, s.Name, s.Parent, s.Span.StartLine, s.Span.EndLine,
						s.Metrics.Complexity, s.Metrics.Nesting, s.Metrics.NLOC, []string{}, s.Recovered}
					for _, parameter := range s.Parameters {
						line.Parameters = append(line.Parameters, parameter.Name)
					}
					if !asJSON {
						fmt.Fprintf(table, "%s:%d-%d\t%s\t%s\t%d\n", path, line.StartLine, line.EndLine, s.Kind, s.QualifiedName(), line.Complexity)
					} else if err := encoder.Encode(line); err != nil {
						return err
					}
				}
				return nil
			})
			if err = errors.Join(err, table.Flush()); err != nil { // what could be read is shown all the same
				return err
			}
			if failed {
				return errors.New("some files could not be read")
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON line a symbol")
	return c
}

// eachSource calls fn for the files named, and for those of known languages in
// the folders named.
func eachSource(c *cobra.Command, p codeworm.Parser, args []string, fn func(path string) error) error {
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return usagef("%s does not exist; name a file or a folder", arg)
		case err != nil:
			return usagef("%w; name a file or a folder that can be read", err)
		}
		if !info.IsDir() {
			if !readable(p, arg) {
				return usagef("%s: there is no parser for this language; name a file of another, or a folder", arg)
			}
			if err := fn(arg); err != nil {
				return err
			}
			continue
		}
		err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case c.Context().Err() != nil:
				return c.Context().Err()
			case d.IsDir() && path != arg && strings.HasPrefix(d.Name(), "."):
				return fs.SkipDir
			case !d.Type().IsRegular():
				return nil
			}
			if !readable(p, path) {
				return nil
			}
			return fn(path)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// readable reports whether a file is in a language of the parser, by its path or else by how it begins.
func readable(p codeworm.Parser, path string) bool {
	name := filepath.ToSlash(path)
	if _, ok := p.Language(name); ok {
		return true
	}
	d, ok := p.(codeworm.LanguageDetector)
	if !ok {
		return false
	}
	if _, open := d.DetectLanguage(name, nil); !open {
		return false
	}
	head, err := plainfile.Head(path, 512)
	if err != nil || len(head) == 0 {
		return false
	}
	_, ok = d.DetectLanguage(name, head)
	return ok
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		RunE: func(c *cobra.Command, _ []string) error {
			fmt.Fprintln(c.OutOrStdout(), version())
			return nil
		},
	}
}

// version names the program, its version and commit as far as they are known, and what it was built with and for.
func version() string {
	version, revision := "(devel)", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				revision += " " + s.Value
			case s.Key == "vcs.modified" && s.Value == "true":
				revision += " with changes that are not committed"
			}
		}
	}
	return fmt.Sprintf("codeworm %s%s %s %s/%s", version, revision, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
