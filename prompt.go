package codeworm

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"
	"text/template"
)

//go:embed prompts
var promptFiles embed.FS

// asks are the requests of the document types: the one thing of a prompt that differs
// between targets of one kind.
var asks = map[DocType]string{
	FunctionDoc: "Document the {{.Kind}} {{.Name}} (lines {{.Start}}-{{.End}} of {{.Path}}): what it does, how, when one uses it, and what " +
		"to watch out for. 100 to 250 words.",
	ClassDoc: "Document the {{.Kind}} {{.Name}} (lines {{.Start}}-{{.End}} of {{.Path}}): its responsibility, its public interface, the state " +
		"it keeps, and how it works together with what the facts name. 150 to 300 words.",
	FileDoc: "Document the file {{.Path}} ({{.End}} lines) as a whole: its purpose, its main parts and how they work together, and what it depends on. " +
		"150 to 300 words.",
	ModuleDoc: "Document the {{.Language}} module in the folder {{.Path}}: its purpose, what each of its files contributes, and what it offers to others. " +
		"150 to 300 words.",
	SecurityReview: "Review the security of the {{.Kind}} {{.Name}} (lines {{.Start}}-{{.End}} of {{.Path}}): what input it trusts, what could go wrong, " +
		"with the lines, and how bad it would be. Then, under the heading \"### Recommendations\", what to change. If it is sound, say so and why. 150 to 300 words.",
	PerformanceAnalysis: "Analyze the performance of the {{.Kind}} {{.Name}} (lines {{.Start}}-{{.End}} of {{.Path}}): its cost in time and memory by the size of its " +
		"input, and what dominates it, with the lines. Then, under the heading \"### Recommendations\", what to change. If it is fine, say so and why. 150 to 300 words.",
	TIL: "Write a short \"today I learned\" note about one technique that the {{.Kind}} {{.Name}} (lines {{.Start}}-{{.End}} of {{.Path}}) uses well: " +
		"what it is, how it works here, and when to use it elsewhere. 100 to 200 words.",
	CodeEvolution: "Describe the last change of {{.Path}}: what changed, by the diff, why, as far as its message and the diff say so, and what follows for " +
		"those who use it. 100 to 250 words.",
}

// languageHints are what a model should look at in a language.
var languageHints = map[string]string{
	"python":     "Look at type hints, decorators, context managers and generators where they are used.",
	"typescript": "Look at types, generics and asynchronous code where they are used.",
	"tsx":        "Look at components, hooks and props where they are used.",
	"javascript": "Look at closures, asynchronous code and modules where they are used.",
	"go":         "Look at errors, goroutines, channels and interfaces where they are used.",
	"rust":       "Look at ownership, lifetimes and the handling of Result and Option where they are used.",
}

// prompter makes prompts from templates.
type prompter struct {
	system, shared, facts, request *template.Template
	asks                           map[DocType]*template.Template
	systemText                     string
	version                        string
}

func newPrompter() (*prompter, error) {
	p := &prompter{asks: map[DocType]*template.Template{}}
	h := sha256.New()
	parse := func(name, text string) (*template.Template, error) {
		fmt.Fprintf(h, "%s\n%s\n", name, text)
		t, err := template.New(name).Option("missingkey=error").Parse(text)
		if err != nil {
			return nil, fmt.Errorf("prompt template %s: %w", name, err)
		}
		return t, nil
	}
	for _, f := range []struct {
		name string
		into **template.Template
	}{{"system", &p.system}, {"shared", &p.shared}, {"facts", &p.facts}, {"request", &p.request}} {
		text, err := fs.ReadFile(promptFiles, "prompts/"+f.name+".tmpl")
		if err != nil {
			return nil, err
		}
		if *f.into, err = parse(f.name, string(text)); err != nil {
			return nil, err
		}
	}
	for _, t := range DocTypes() {
		if asks[t] == "" {
			continue
		}
		var err error
		if p.asks[t], err = parse(string(t), asks[t]); err != nil {
			return nil, err
		}
	}
	var b strings.Builder
	if err := p.system.Execute(&b, nil); err != nil {
		return nil, err
	}
	p.systemText = strings.TrimSpace(b.String())
	p.version = hex.EncodeToString(h.Sum(nil)[:4])
	return p, nil
}

// Shares of a prompt's budget.
const (
	sourceShare = 0.6 // of the budget: the source; the rest is for facts and rules
	wholeShare  = 0.6 // a file up to this share is shown whole, shared by all its targets
)

// prompt makes the prompt for a composition within the budget in bytes.
func (p *prompter) prompt(c *composition, budget int) (Prompt, error) {
	f := &c.facts
	t := f.Target
	facts, err := execute(p.facts, struct{ Facts *Facts }{f})
	if err != nil {
		return Prompt{}, err
	}
	facts = strings.TrimSpace(facts)
	if limit := int(float64(budget) * (1 - sourceShare) / 2); len(facts) > limit {
		// Whole lines from the end: the least important come last.
		if cut := strings.LastIndexByte(facts[:limit], '\n'); cut > 0 {
			facts = facts[:cut]
		}
	}
	var source, diff string
	shared := sharedData{Repo: t.Key.Repo, Path: t.Key.Path, Language: t.Language}
	if t.Key.Type == CodeEvolution {
		diff = visible(f.Diff.Text())
	} else if c.source != "" {
		if len(c.source) <= int(float64(budget)*sourceShare*wholeShare) {
			whole := Span{StartLine: 1, EndLine: strings.Count(c.source, "\n") + 1}
			shared.Source = visible(newExcerpt(t.Key.Path, c.source, whole, nil, len(c.source)+1).Numbered())
		} else {
			source = visible(f.Source.Numbered())
		}
	}
	facts = visible(facts)
	fence := fenceFor(4, shared.Source, source, diff, facts)
	shared.Fence = fence
	sharedText, err := execute(p.shared, shared)
	if err != nil {
		return Prompt{}, err
	}
	ask, err := p.ask(f)
	if err != nil {
		return Prompt{}, err
	}
	request, err := execute(p.request, requestData{Ask: ask, Path: t.Key.Path, Fence: fence, Source: source, Diff: diff, FactsText: withLineEnd(facts)})
	if err != nil {
		return Prompt{}, err
	}
	return Prompt{System: p.systemText, Shared: strings.TrimSpace(sharedText), Request: strings.TrimSpace(request), Facts: f}, nil
}

type sharedData struct{ Repo, Path, Language, Source, Fence string }

type requestData struct{ Ask, Path, Fence, Source, Diff, FactsText string }

type askData struct {
	Kind, Name, Path, Language string
	Start, End                 int
}

func (p *prompter) ask(f *Facts) (string, error) {
	t := f.Target
	template := p.asks[t.Key.Type]
	if template == nil {
		return "", fmt.Errorf("codeworm: there is no prompt for pages of type %s", t.Key.Type)
	}
	data := askData{Kind: "code", Name: t.Title(), Path: t.Key.Path, Language: t.Language, Start: t.Span.StartLine, End: t.Span.EndLine}
	if t.Symbol != nil {
		data.Kind = string(t.Symbol.Kind)
	}
	ask, err := execute(template, data)
	if hint := languageHints[t.Language]; hint != "" {
		ask += " " + hint
	}
	return visible(ask), err
}

func execute(t *template.Template, data any) (string, error) {
	var b strings.Builder
	if err := t.Execute(&b, data); err != nil {
		return "", fmt.Errorf("prompt template %s: %w", t.Name(), err)
	}
	return b.String(), nil
}

func withLineEnd(s string) string {
	if s == "" {
		return ""
	}
	return s + "\n"
}

// fenceFor is a fence of at least so many backticks that occurs in none of the
// texts, so that nothing in them can end them.
func fenceFor(atLeast int, texts ...string) string {
	longest := atLeast - 1
	for _, text := range texts {
		run := 0
		for i := range len(text) {
			if text[i] == '`' {
				run++
				longest = max(longest, run)
			} else {
				run = 0
			}
		}
	}
	return strings.Repeat("`", longest+1)
}

// visible shows control characters and those that change the direction of text,
// which could hide something from a reader, as their code points.
func visible(text string) string {
	if strings.IndexFunc(text, hidden) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if hidden(r) {
			fmt.Fprintf(&b, "\\u{%04x}", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func hidden(r rune) bool {
	switch {
	case r == '\n', r == '\t':
		return false
	case r < 0x20, 0x7f <= r && r < 0xa0:
		return true
	case 0x200b <= r && r <= 0x200f, 0x202a <= r && r <= 0x202e, 0x2060 <= r && r <= 0x2069, r == 0xfeff, 0xe0000 <= r && r <= 0xe007f:
		return true
	}
	return false
}
