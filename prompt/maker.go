package prompt

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"

	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// Maker makes prompts from templates. It does not change once it is made, and is safe for
// concurrent use.
type Maker struct {
	shared, facts, request *template.Template
	asks                   map[page.Type]*template.Template
	hints                  map[string]string // by language
	system                 string
	english                bool
	version                string
}

// New reads the templates of a set and the built-in ones that it does not replace. The error joins
// everything that is wrong with them, and says what there is instead.
func New(set Set) (*Maker, error) {
	set, err := set.withDefaults()
	if err != nil {
		return nil, err
	}
	var problems []error
	hash := sha256.New()
	parsed := map[string]*template.Template{}
	for _, name := range slices.Sorted(maps.Keys(set.Templates)) {
		if templates[name] == nil {
			problems = append(problems, fmt.Errorf("prompt template %q has no use; the names are %s", name, strings.Join(templateNames(), ", ")))
			continue
		}
		fmt.Fprintf(hash, "%s\n%s\n", name, set.Templates[name])
		if parsed[name], err = parseTemplate(name, set.Templates[name]); err != nil {
			problems = append(problems, err)
		}
	}
	for _, language := range slices.Sorted(maps.Keys(set.Hints)) {
		fmt.Fprintf(hash, "%s: %s\n", language, set.Hints[language])
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	fmt.Fprintf(hash, "%s\n", set.Style)
	m := &Maker{
		shared: parsed["shared"], facts: parsed["facts"], request: parsed["request"], hints: set.Hints,
		asks: map[page.Type]*template.Template{}, version: hex.EncodeToString(hash.Sum(nil)[:4]),
	}
	for _, t := range page.Types() {
		m.asks[t] = parsed[string(t)]
	}
	system, err := execute(parsed["system"], struct{}{})
	if err != nil {
		return nil, err
	}
	rules, err := execute(parsed["rules"], rulesData{trusted(set.Style)})
	if err != nil {
		return nil, err
	}
	m.system = strings.TrimSpace(system + "\n\n" + rules)
	m.english = strings.Contains(rules, "English")
	return m, nil
}

// Version returns a hash of everything that the prompts are made from besides facts and
// source. It is a part of every page's fingerprint.
func (m *Maker) Version() string { return m.version }

// System returns the system prompt, the same for all prompts: who the model is, and the rules.
func (m *Maker) System() string { return m.system }

// English reports whether the rules ask for English.
func (m *Maker) English() bool { return m.english }

// SourceShare is the share of a prompt's budget that source takes up at most. An excerpt for
// page.Facts.Source has to be made for that many bytes.
const SourceShare = 0.6

// Other shares of a prompt's budget.
const (
	wholeShare       = 0.6 // of SourceShare: a file up to this is shown whole, shared by all its targets
	factsShare       = 0.2 // facts about the target
	sharedFactsShare = 0.1 // facts about its file
)

// share returns a share of a budget in bytes.
func share(budget int, of float64) int { return int(float64(budget) * of) }

// ErrTooLong says that a prompt came out longer than its budget, because the request itself or the excerpt of
// the source is. A greater budget or a smaller excerpt helps.
var ErrTooLong = errors.New("the prompt is longer than its budget")

// Text is the text of one prompt, in the order in which a model reads it.
type Text struct {
	System  string // Maker.System
	Shared  string // what all targets of a file have in common
	Request string // what is asked about the target, with what is particular to it
}

// Make makes the prompt about a target from its facts and the source of its file, which is "" where the target's excerpt
// among the facts is all that should be shown. The budget in bytes bounds Shared and Request together; the error is an ErrTooLong where that
// cannot be. Shared depends on the file and the budget alone, so that it is the same to the
// byte for all targets of a file.
func (m *Maker) Make(facts *page.Facts, src string, budget int) (Text, error) {
	shown := showSource(facts, src, budget)
	shared, err := m.makeShared(facts, shown.whole, budget)
	if err != nil {
		return Text{}, err
	}
	forFacts := factsShare
	if shown == (shownSource{}) {
		forFacts += SourceShare // they are all there is
	}
	request, err := m.makeRequest(facts, shown, budget-len(shared), share(budget, forFacts))
	if err != nil {
		return Text{}, err
	}
	text := Text{System: m.system, Shared: strings.TrimSpace(shared), Request: strings.TrimSpace(request)}
	if size := len(text.Shared) + len(text.Request); size > budget {
		return Text{}, fmt.Errorf("%w: %d of %d bytes", ErrTooLong, size, budget)
	}
	return text, nil
}

// shownSource is what a prompt shows of the source: one of the three at most.
type shownSource struct {
	whole   trusted // the file, for the shared part
	excerpt trusted // the target's excerpt
	diff    trusted // the change that the page is about
}

// showSource chooses what to show of the source.
func showSource(f *page.Facts, src string, budget int) shownSource {
	most := share(budget, SourceShare)
	if f.Target.Key.Type == page.CodeEvolution {
		return shownSource{diff: showLines(f.Diff.Text(), most)}
	}
	if src != "" {
		whole := source.Span{StartLine: 1, EndLine: strings.Count(src, "\n") + 1}
		numbered := harmless(source.NewExcerpt(f.Target.Key.Path, src, whole, nil, len(src)*3).Numbered())
		if len(numbered) <= share(budget, SourceShare*wholeShare) {
			return shownSource{whole: numbered}
		}
	}
	return shownSource{excerpt: showLines(f.Source.Numbered(), most)}
}

// showLines makes lines of source harmless. They were chosen to fit, and get longer where characters are hidden or marks of
// chats stand: what then is too much is left out at their end, so that no file keeps its pages from being written.
func showLines(lines string, most int) trusted {
	shown := harmless(lines)
	if most = max(most, len(lines)); len(shown) <= most {
		return shown
	}
	const more = "... (the rest is left out)\n"
	end := strings.LastIndexByte(string(shown[:max(0, most-len(more))]), '\n') + 1
	return shown[:end] + more
}

// makeShared makes what all targets of a file have in common.
func (m *Maker) makeShared(f *page.Facts, whole trusted, budget int) (string, error) {
	t := f.Target
	data := sharedData{Repo: name(t.Key.Repo), Path: name(t.Key.Path), Language: name(t.Language), Source: whole}
	facts, err := m.factsText(f, true, share(budget, sharedFactsShare))
	if err != nil {
		return "", err
	}
	data.Facts = trusted(facts)
	data.Fence = fenceFor(data.Source, data.Facts, data.Repo, data.Path)
	return execute(m.shared, data)
}

// factsFrame is more than the request's template adds around the facts.
const factsFrame = 64

// makeRequest makes what is asked about the target. Its facts take up to forFacts bytes, as far as
// the rest of the request leaves them out of the bytes that are left of the budget.
func (m *Maker) makeRequest(f *page.Facts, shown shownSource, left, forFacts int) (string, error) {
	t := f.Target
	data := requestData{Path: name(t.Key.Path), Hint: trusted(m.hints[t.Language]), Source: shown.excerpt, Diff: shown.diff}
	ask, err := m.ask(f)
	if err != nil {
		return "", err
	}
	data.Ask = trusted(ask)
	data.Fence = fenceFor(data.Source, data.Diff, data.Path)
	bare, err := execute(m.request, data)
	if err != nil {
		return "", err
	}
	facts, err := m.factsText(f, false, min(left-len(bare)-factsFrame, forFacts))
	if err != nil {
		return "", err
	}
	data.Facts = trusted(facts)
	data.Fence = fenceFor(data.Source, data.Diff, data.Path, data.Facts)
	return execute(m.request, data)
}

// ask makes the question that pages of the target's type answer.
func (m *Maker) ask(f *page.Facts) (string, error) {
	t := f.Target
	template := m.asks[t.Key.Type]
	if template == nil {
		return "", fmt.Errorf("codeworm: there is no prompt for pages of type %s", t.Key.Type)
	}
	data := askData{Kind: "code", Name: name(t.Title()), Path: name(t.Key.Path), Repo: name(t.Key.Repo), Language: name(t.Language),
		Period: name(t.Key.Period), Start: t.Span.StartLine, End: t.Span.EndLine, Lines: t.Span.Lines()}
	if t.Symbol != nil {
		data.Kind, data.Complexity = name(t.Symbol.Kind), t.Symbol.Metrics.Complexity
	}
	ask, err := execute(template, data)
	return strings.TrimSpace(ask), err
}
