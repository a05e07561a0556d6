package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"sort"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/codeworm/codeworm/internal/plainfile"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/prompt"
)

// promptSettings are the keys of a prompts.yaml as CodeWorm's predecessor had it.
type promptSettings struct {
	Style         string            `yaml:"style"`
	System        string            `yaml:"system_prompt"`
	Documentation string            `yaml:"documentation_template"`
	CommitMessage string            `yaml:"commit_message_template"`
	Hints         map[string]string `yaml:"language_hints"`
}

// styles are the words for a style; others are taken as a sentence of their own.
var styles = map[string]string{
	"":          "",
	"technical": "",
	"casual":    "Write casually, as to a colleague, and stay exact.",
	"detailed":  "Write in detail: cover edge cases, errors and what is done for performance. The number of words asked for may be doubled.",
}

// placeholders are what documentation_template may hold.
var placeholders = map[string]string{
	"language":   "{{.Language}}",
	"source":     "the source that is given",
	"name":       "{{code .Name}}",
	"file_path":  "{{code .Path}}",
	"repo":       "{{code .Repo}}",
	"complexity": "{{.Complexity}}",
	"line_count": "{{.Lines}}",
}

var (
	placeholder = regexp.MustCompile(`\{\{|\}\}|\{([^{}]*)\}`)
	// fencedSource is a code block that holds the source alone: it stands elsewhere in the prompt.
	fencedSource = regexp.MustCompile("(?m)^[ \t]*`{3,}[^\n]*\n[ \t]*\\{source\\}[ \t]*\n[ \t]*`{3,}[ \t]*\n?")
)

// prompts reads the prompts that the settings name: a folder of templates, or a prompts.yaml.
func (s *settings) prompts(w io.Writer) (prompt.Set, error) {
	if s.Prompts == "" {
		return prompt.Set{}, nil
	}
	info, err := os.Stat(s.Prompts)
	if err != nil {
		return prompt.Set{}, usagef("prompts: %w; name a folder of templates or a prompts.yaml, or leave it out", err)
	}
	if info.IsDir() {
		p, err := prompt.Read(plainfile.DirFS(s.Prompts, maxYAML))
		if err != nil {
			return p, usageError{fmt.Errorf("%s: %w", s.Prompts, err)}
		}
		return p, nil
	}
	data, err := plainfile.ReadNamed(s.Prompts, maxYAML)
	if err != nil {
		return prompt.Set{}, usagef("prompts: %w", err)
	}
	var file promptSettings
	if _, problem := parseYAML(data); problem != "" {
		return prompt.Set{}, usagef("prompts %s:\n%s", s.Prompts, problem)
	}
	if err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(&file); err != nil && len(bytes.TrimSpace(data)) > 0 {
		return prompt.Set{}, usagef("prompts %s:\n%s", s.Prompts, strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	p, err := file.prompts()
	if err != nil {
		return p, usagef("prompts %s: %w", s.Prompts, err)
	}
	if file.CommitMessage != "" {
		fmt.Fprintf(w, "commit_message_template of %s is not used: commit subjects are made from a page's target and summary, without a second question to the model.\n", s.Prompts)
	}
	return p, nil
}

func (f *promptSettings) prompts() (prompt.Set, error) {
	p := prompt.Set{Templates: map[string]string{}, Hints: f.Hints, Style: f.Style}
	if words, ok := styles[strings.ToLower(strings.TrimSpace(f.Style))]; ok {
		p.Style = words
	}
	if strings.TrimSpace(f.System) != "" {
		p.Templates["system"] = literal(f.System)
	}
	if strings.TrimSpace(f.Documentation) == "" {
		return p, nil
	}
	text, err := fromPlaceholders(f.Documentation)
	if err != nil {
		return p, err
	}
	for _, t := range []page.Type{page.FunctionDoc, page.ClassDoc} {
		p.Templates[string(t)] = text
	}
	return p, nil
}

// literal is a template that gives the text.
func literal(text string) string { return strings.ReplaceAll(text, "{{", `{{"{{"}}`) }

// fromPlaceholders makes a template from a text with names in braces; doubled braces
// stand for themselves.
func fromPlaceholders(text string) (string, error) {
	text = fencedSource.ReplaceAllString(text, "")
	var unknown []string
	made := placeholder.ReplaceAllStringFunc(text, func(match string) string {
		switch match {
		case "{{", "}}":
			return match[:1]
		}
		field, ok := placeholders[match[1:len(match)-1]]
		if !ok {
			unknown = append(unknown, match)
		}
		return field
	})
	if len(unknown) > 0 {
		var known []string
		for name := range placeholders {
			known = append(known, "{"+name+"}")
		}
		sort.Strings(known)
		return "", fmt.Errorf("documentation_template uses %s, which is unknown; there are %s, and {{ for a brace", strings.Join(unknown, ", "), strings.Join(known, ", "))
	}
	return made, nil
}
