package prompt

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// What templates see.
type (
	rulesData  struct{ Style string }
	sharedData struct{ Repo, Path, Language, Source, Facts, Fence string }
	// requestData is what is asked, and what is particular to a target.
	requestData struct{ Ask, Hint, Path, Fence, Source, Diff, Facts string }
	// askData is what a document type's template sees. The numbers are lines of the file.
	askData struct {
		Kind, Name, Path, Repo, Language, Period string
		Start, End, Lines, Complexity            int
	}
)

// promptFields are the templates there are: by name, and in each by block ("" for the template
// itself), a sample of what it sees.
var promptFields = func() map[string]map[string]any {
	m := map[string]map[string]any{
		"system":  {"": struct{}{}},
		"rules":   {"": rulesData{"Be brief."}},
		"shared":  {"": sharedData{"repo", "a.go", "go", "1  package a\n", "Last commits:\n", "````"}},
		"request": {"": requestData{"Document it.", "Look at errors.", "a.go", "````", "1  package a\n", "+a\n", "Calls:\n"}},
		"facts":   factSamples(),
	}
	for _, t := range page.Types() {
		m[string(t)] = map[string]any{"": askData{"function", "run", "a.go", "repo", "go", "2026-W01", 1, 9, 9, 2}}
	}
	return m
}()

// Maker makes prompts from templates.
type Maker struct {
	shared, facts, request *template.Template
	asks                   map[page.Type]*template.Template
	hints                  map[string]string
	SystemText             string
	English                bool // the rules ask for English
	Version                string
}

// New reads the templates. The error joins everything that is wrong.
func New(p Set) (*Maker, error) {
	p, err := p.withDefaults()
	if err != nil {
		return nil, err
	}
	var problems []error
	hash := sha256.New()
	templates := map[string]*template.Template{}
	for _, name := range slices.Sorted(maps.Keys(p.Templates)) {
		data := promptFields[name]
		if data == nil {
			problems = append(problems, fmt.Errorf("prompt template %q has no use; the names are %s", name, strings.Join(templateNames(), ", ")))
			continue
		}
		fmt.Fprintf(hash, "%s\n%s\n", name, p.Templates[name])
		if templates[name], err = parseTemplate(name, p.Templates[name], data); err != nil {
			problems = append(problems, err)
		}
	}
	for _, language := range slices.Sorted(maps.Keys(p.Hints)) {
		fmt.Fprintf(hash, "%s: %s\n", language, p.Hints[language])
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	fmt.Fprintf(hash, "%s\n", p.Style)
	made := &Maker{
		shared: templates["shared"], facts: templates["facts"], request: templates["request"], hints: p.Hints,
		asks: map[page.Type]*template.Template{}, Version: hex.EncodeToString(hash.Sum(nil)[:4]),
	}
	for _, t := range page.Types() {
		made.asks[t] = templates[string(t)]
	}
	system, err := execute(templates["system"], struct{}{})
	if err != nil {
		return nil, err
	}
	rules, err := execute(templates["rules"], rulesData{p.Style})
	made.SystemText = strings.TrimSpace(system + "\n\n" + rules)
	made.English = strings.Contains(rules, "English")
	return made, err
}

// Shares of a prompt's budget.
const (
	SourceShare      = 0.6 // of the budget: the source; the rest is for facts and the request
	wholeShare       = 0.6 // of that: a file up to this share is shown whole, shared by all its targets
	factsShare       = 0.2 // of the budget: facts about the target
	sharedFactsShare = 0.1 // of the budget: facts about its file
)

// ErrTooLong says that a prompt came out longer than its budget.
var ErrTooLong = errors.New("the prompt is longer than its budget")

// Text is the text of one prompt, in the order in which a model reads it.
type Text struct{ System, Shared, Request string }

// Make makes the prompt about a target from its facts and the source of its file ("" for none) within the budget in bytes, which the system prompt
// does not count against. What all targets of a file have in common depends on the file and
// the budget alone, so that it is the same to the byte.
func (p *Maker) Make(f *page.Facts, src string, budget int) (Text, error) {
	t := f.Target
	share := func(of float64) int { return int(float64(budget) * of) }
	shared := sharedData{Repo: markdown.OneLine(t.Key.Repo), Path: markdown.OneLine(t.Key.Path), Language: t.Language}
	request := requestData{Path: markdown.OneLine(t.Key.Path), Hint: p.hints[t.Language]}
	switch {
	case t.Key.Type == page.CodeEvolution:
		request.Diff = markdown.Visible(f.Diff.Text())
	case src != "":
		whole := source.Span{StartLine: 1, EndLine: strings.Count(src, "\n") + 1}
		numbered := markdown.Visible(source.NewExcerpt(t.Key.Path, src, whole, nil, len(src)*3).Numbered())
		if len(numbered) <= share(SourceShare*wholeShare) {
			shared.Source = numbered
		} else {
			request.Source = markdown.Visible(f.Source.Numbered())
		}
	}
	forFacts := factsShare
	if src == "" && request.Diff == "" {
		forFacts += SourceShare // they are all there is
	}
	var err error
	if shared.Facts, err = p.factsText(f, true, share(sharedFactsShare)); err != nil {
		return Text{}, err
	}
	shared.Fence = markdown.FenceFor(4, shared.Source, shared.Facts, shared.Repo, shared.Path)
	sharedText, err := execute(p.shared, shared)
	if err != nil {
		return Text{}, err
	}
	if request.Ask, err = p.ask(f); err != nil {
		return Text{}, err
	}
	request.Fence = markdown.FenceFor(4, request.Source, request.Diff, request.Path)
	bare, err := execute(p.request, request)
	if err != nil {
		return Text{}, err
	}
	left := budget - len(sharedText) - len(bare) - factsFrame
	if request.Facts, err = p.factsText(f, false, min(left, share(forFacts))); err != nil {
		return Text{}, err
	}
	request.Fence = markdown.FenceFor(4, request.Source, request.Diff, request.Path, request.Facts)
	requestText, err := execute(p.request, request)
	if err != nil {
		return Text{}, err
	}
	made := Text{System: p.SystemText, Shared: strings.TrimSpace(sharedText), Request: strings.TrimSpace(requestText)}
	if size := len(made.Shared) + len(made.Request); size > budget {
		return Text{}, fmt.Errorf("%w: %d of %d bytes", ErrTooLong, size, budget)
	}
	return made, nil
}

// factsFrame is more than the request's template adds around the facts.
const factsFrame = 64

func (p *Maker) ask(f *page.Facts) (string, error) {
	t := f.Target
	template := p.asks[t.Key.Type]
	if template == nil {
		return "", fmt.Errorf("codeworm: there is no prompt for pages of type %s", t.Key.Type)
	}
	data := askData{Kind: "code", Name: markdown.OneLine(t.Title()), Path: markdown.OneLine(t.Key.Path), Repo: markdown.OneLine(t.Key.Repo), Language: t.Language,
		Period: t.Key.Period, Start: t.Span.StartLine, End: t.Span.EndLine, Lines: t.Span.Lines()}
	if t.Symbol != nil {
		data.Kind, data.Complexity = string(t.Symbol.Kind), t.Symbol.Metrics.Complexity
	}
	ask, err := execute(template, data)
	return strings.TrimSpace(markdown.Visible(ask)), err
}

func execute(t *template.Template, data any) (string, error) {
	var b strings.Builder
	if err := t.Execute(&b, data); err != nil {
		return "", fmt.Errorf("prompt template %s: %w", strconv.Quote(t.Name()), err)
	}
	return b.String(), nil
}
