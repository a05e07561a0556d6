package facts

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/page"
)

// Model is the name of the writer on pages, where others have a model's.
const Model = "facts-only"

// types are the document types that can be written from facts; each has a template of its name.
var types = []page.Type{
	page.FunctionDoc, page.ClassDoc, page.FileDoc, page.ModuleDoc, page.CodeEvolution,
	page.WeeklySummary, page.MonthlySummary,
	page.PatternAnalysis,
}

// Types returns the document types that can be written from facts.
func Types() []page.Type { return slices.Clone(types) }

//go:embed templates/*.tmpl
var templateFiles embed.FS

var templates = template.Must(template.New("facts").Funcs(template.FuncMap{
	"code":     markdown.Code,
	"prose":    markdown.Prose,
	"capital":  capital,
	"quote":    quoteRest,
	"sentence": firstSentence,
	"fence":    markdown.Fenced,
	"broken":   brokenSignature,
	"count":    count,
	"number":   number,
	"list":     list,
}).ParseFS(templateFiles, "templates/*.tmpl"))

var blankLines = regexp.MustCompile(`\n{3,}`)

// Write returns the prose of a page in Markdown. It gives the same prose for the same facts. It fails for a document
// type that is none of Types, and for facts that do not hold what their type needs.
func Write(f *page.Facts) (string, error) {
	docType := f.Target.Key.Type
	if !slices.Contains(types, docType) {
		return "", fmt.Errorf("a page of type %q cannot be written from facts alone", docType)
	}
	v, err := newFactsView(f)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	if err := templates.ExecuteTemplate(&b, string(docType), v); err != nil {
		return "", fmt.Errorf("a page of type %q from facts: %w", docType, err)
	}
	return strings.TrimSpace(blankLines.ReplaceAllString(b.String(), "\n\n")) + "\n", nil
}
