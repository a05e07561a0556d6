package llm

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"text/template"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/page"
)

// FactsModel is the name that FactsOnly gives as its model.
const FactsModel = "facts-only"

// FactsOnly is a codeworm.LLMClient without a model: it writes a page from
// Prompt.Facts alone and reads nothing else of the prompt. It gives the same
// answer to the same facts, at once, and never a cut one: Prompt.MaxTokens does not
// bound it. The zero value is ready, and can be used from several goroutines at a time.
type FactsOnly struct{}

var (
	_ codeworm.LLMClient    = FactsOnly{}
	_ codeworm.LLMReadier   = FactsOnly{}
	_ codeworm.LLMDescriber = FactsOnly{}
)

// factsTypes are the document types that can be written from facts; each has
// a template of its name.
var factsTypes = []page.Type{
	page.FunctionDoc, page.ClassDoc, page.FileDoc, page.ModuleDoc, page.CodeEvolution,
	page.WeeklySummary, page.MonthlySummary,
	page.PatternAnalysis,
}

//go:embed facts/*.tmpl
var factsFiles embed.FS

var factsTemplates = template.Must(template.New("facts").Funcs(template.FuncMap{
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
}).ParseFS(factsFiles, "facts/*.tmpl"))

var blankLines = regexp.MustCompile(`\n{3,}`)

// Generate writes the page of p.Facts. It refuses a prompt without facts or
// of a type that Describe does not name, with ErrRefused.
func (FactsOnly) Generate(ctx context.Context, p codeworm.Prompt) (*codeworm.Answer, error) {
	start := time.Now()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", FactsModel, err)
	}
	if p.Facts == nil {
		return nil, refuseFacts("the prompt holds no facts")
	}
	docType := p.Facts.Target.Key.Type
	if !slices.Contains(factsTypes, docType) {
		return nil, refuseFacts(fmt.Sprintf("a page of type %q cannot be written from facts alone", docType))
	}
	v, err := newFactsView(p.Facts)
	if err != nil {
		return nil, refuseFacts(err.Error())
	}
	var b strings.Builder
	if err := factsTemplates.ExecuteTemplate(&b, string(docType), v); err != nil {
		return nil, &codeworm.LLMError{Kind: codeworm.ErrBadAnswer, Model: FactsModel, Err: err}
	}
	return &codeworm.Answer{
		Text:        strings.TrimSpace(blankLines.ReplaceAllString(b.String(), "\n\n")) + "\n",
		Model:       FactsModel,
		Finish:      codeworm.FinishStop,
		Provisional: true,
		Total:       time.Since(start),
	}, nil
}

// Ready is always so, as long as ctx is not done.
func (FactsOnly) Ready(ctx context.Context) error { return ctx.Err() }

// Describe names the document types that can be written without a model.
func (FactsOnly) Describe() codeworm.LLMDescription {
	return codeworm.LLMDescription{
		Model:       FactsModel,
		Provisional: true,
		Types:       slices.Clone(factsTypes),
		Parallel:    1,
	}
}

func refuseFacts(why string) error {
	return &codeworm.LLMError{
		Kind:  codeworm.ErrRefused,
		Model: FactsModel,
		Hint:  "use a model for it",
		Err:   errors.New(why),
	}
}
