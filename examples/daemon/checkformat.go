package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/codeworm/codeworm/check"
)

// checkFormat is a form in which findings are printed.
type checkFormat struct {
	name      string
	write     func(w io.Writer, results []checkedFile) error
	forPeople bool // it says also that nothing was found
}

var checkFormats = []checkFormat{
	{"text", writeText, true},
	{"json", writeJSON, false},
	{"sarif", writeSARIF, false},
	{"github", writeGitHub, false},
}

func checkFormatNames() []string {
	names := make([]string, len(checkFormats))
	for i, f := range checkFormats {
		names[i] = f.name
	}
	return names
}

// checkFormat is the form that the flags ask for.
func (f checkFlags) checkFormat(c *cobra.Command) (checkFormat, error) {
	name := f.format
	if f.json {
		if c.Flags().Changed("format") && name != "json" {
			return checkFormat{}, usagef("--json and --format %s ask for two forms; give one of them", name)
		}
		name = "json"
	}
	for _, format := range checkFormats {
		if format.name == name {
			return format, nil
		}
	}
	return checkFormat{}, usagef("--format %q is unknown; it is one of %s", name, strings.Join(checkFormatNames(), ", "))
}

func writeText(w io.Writer, results []checkedFile) error {
	for _, r := range results {
		for _, f := range r.report.Findings {
			if _, err := fmt.Fprintf(w, "%s:%d:%d: %s\n", r.name, f.Line, f.Column, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkLine is what --format json prints for a finding.
type checkLine struct {
	File    string             `json:"file"`
	Line    int                `json:"line"`
	Column  int                `json:"column"`
	Class   check.MentionClass `json:"class"`
	Text    string             `json:"text"`
	Reason  string             `json:"reason"`
	Nearest string             `json:"nearest,omitempty"`
	// Possible is there with --possible alone.
	Possible bool `json:"possible,omitempty"`
}

func writeJSON(w io.Writer, results []checkedFile) error {
	encoder := json.NewEncoder(w)
	for _, r := range results {
		for _, f := range r.report.Findings {
			if err := encoder.Encode(checkLine{r.name, f.Line, f.Column, f.Class, f.Text, f.Reason, f.Nearest, f.Possible}); err != nil {
				return err
			}
		}
	}
	return nil
}

// The escapes of GitHub's workflow commands: of the message, and of a property, which ends at a colon or a comma.
var (
	escapeMessage  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	escapeProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// writeGitHub prints commands that a workflow of GitHub's shows beside the lines.
func writeGitHub(w io.Writer, results []checkedFile) error {
	for _, r := range results {
		for _, f := range r.report.Findings {
			if _, err := fmt.Fprintf(w, "::warning file=%s,line=%d,col=%d::%s\n", escapeProperty.Replace(inWorkspace(r.name)), f.Line, f.Column, escapeMessage.Replace(f.String())); err != nil {
				return err
			}
		}
	}
	return nil
}

// inWorkspace is the file's path from the current folder, which in CI is that of the checkout, with slashes; the absolute path
// when it is not below it.
func inWorkspace(file string) string {
	if file == "-" {
		return "stdin"
	}
	absolute, err := filepath.Abs(file)
	if err != nil {
		return filepath.ToSlash(file)
	}
	if here, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(here, absolute); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
	}
	return filepath.ToSlash(absolute)
}
