package prompt

import (
	"bufio"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
)

// Set replaces parts of what a model is told. Zero fields keep what is built in; Default
// holds that, to begin from. A change makes pages due again: it changes the prompt
// version, which is a part of every fingerprint.
type Set struct {
	// Templates are templates of package text/template by name, each in place of the
	// built-in one:
	//
	//   - "system": who the model is
	//   - "rules": what holds for every answer; if they do not say "English", any language does
	//   - "shared": a file's source and facts, the same for all of its targets
	//   - "request": what is asked, and the source and facts it is asked about
	//   - "facts": a block for each kind of facts
	//   - the name of each document type, "function_doc": what is asked
	//
	// The function "code" puts a text between backticks. What a template says itself goes to the model as it is. What it puts in
	// is made harmless first: control tokens of chat templates are broken up, hidden characters shown, and names that are
	// not one word quoted where "code" does not. New refuses a template
	// that cannot be read or uses a field that it does not have, and names those it has.
	Templates map[string]string
	// Hints are what a model should look at in a language, by the parser's name of it
	// ("go", "python"); "" takes a built-in hint away.
	Hints map[string]string
	// Style says in a sentence how pages should be written; it becomes the last of the rules.
	Style string
}

//go:embed prompts
var promptFiles embed.FS

// Names of files with prompts.
const (
	templateSuffix = ".tmpl"
	hintsFile      = "languages.txt"
	styleFile      = "style.txt"
)

// Default returns a folder with the built-in prompts, as Read reads it.
func Default() fs.FS {
	sub, err := fs.Sub(promptFiles, "prompts")
	if err != nil {
		panic(err) // the folder is a part of the program
	}
	return sub
}

// Read reads prompts from the files of a folder: NAME.tmpl is a template, languages.txt
// holds hints ("go: Look at errors."), one a line, and style.txt the style. A missing file
// keeps what is built in; one of another name is an error, since it would have no effect. Hidden files and
// folders are passed over. The error joins everything that is wrong; New finds what is wrong
// inside of a template.
func Read(fsys fs.FS) (Set, error) {
	p := Set{Templates: map[string]string{}, Hints: map[string]string{}}
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return p, fmt.Errorf("prompts: the folder cannot be read: %w", err)
	}
	var problems []error
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || strings.HasPrefix(name, ".") {
			continue
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			problems = append(problems, fmt.Errorf("prompts: %s cannot be read: %w", name, err))
			continue
		}
		template := strings.TrimSuffix(name, templateSuffix)
		switch {
		case name == hintsFile:
			if err := readHints(string(text), p.Hints); err != nil {
				problems = append(problems, fmt.Errorf("prompts: %s: %w", name, err))
			}
		case name == styleFile:
			p.Style = strings.TrimSpace(string(text))
		case path.Ext(name) == templateSuffix && templates[template] != nil:
			p.Templates[template] = string(text)
		default:
			problems = append(problems, fmt.Errorf("prompts: the file %s has no use; there are %s, %s, and NAME%s for NAME of %s",
				name, hintsFile, styleFile, templateSuffix, strings.Join(templateNames(), ", ")))
		}
	}
	return p, errors.Join(problems...)
}

// readHints adds the hints of a text, one a line.
func readHints(text string, hints map[string]string) error {
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		language, hint, ok := strings.Cut(line, ":")
		if language = strings.TrimSpace(language); !ok || language == "" || strings.Contains(language, " ") {
			return fmt.Errorf("line %d: %q is no hint; write LANGUAGE: HINT", n, line)
		}
		hints[language] = strings.TrimSpace(hint)
	}
	return lines.Err()
}

// withDefaults returns the prompts together with everything that is built in.
func (p Set) withDefaults() (Set, error) {
	whole, err := Read(Default())
	if err != nil {
		return whole, fmt.Errorf("built-in prompts: %w", err)
	}
	maps.Copy(whole.Templates, p.Templates)
	maps.Copy(whole.Hints, p.Hints)
	whole.Style = markdown.OneLine(p.Style)
	return whole, nil
}

// templateNames returns the names of all templates, sorted.
func templateNames() []string { return slices.Sorted(maps.Keys(templates)) }
