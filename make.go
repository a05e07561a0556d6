package codeworm

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Sizes of a prompt, where nothing better is known.
const (
	defaultContextTokens = 8192
	// overheadTokens is what a server adds around a prompt: its template.
	overheadTokens = 200
	// minBudget is the smallest budget in bytes that makes a prompt worth asking.
	minBudget = 600
)

// maxShrinks is how often a prompt that did not fit is made smaller.
const maxShrinks = 4

// maxContinuations is how often an answer that was cut is asked to go on.
const maxContinuations = 3

// make composes, asks for, checks and renders the page of a target.
func (d *Daemon) make(ctx context.Context, t Target, turn *turnAtModel) (*Result, error) {
	d.mu.Lock()
	x := d.indexes[t.Key.Repo]
	d.mu.Unlock()
	contextTokens := defaultContextTokens
	if s, ok := d.config.LLM.(LLMContextSizer); ok {
		n, err := s.ContextTokens(ctx)
		if err != nil {
			return nil, fmt.Errorf("ask for the model's context: %w", err)
		}
		contextTokens = n
	}
	answerTokens := d.config.AnswerTokens
	if answerTokens == 0 {
		answerTokens = min(defaultAnswerTokens, contextTokens/4)
	}
	ratio := d.calibration.ratio(ctx, d.writer().Model)
	budget := int(float64(contextTokens-answerTokens-overheadTokens)*ratio) - len(d.prompter.systemText)
	if budget < minBudget {
		return nil, &LLMError{Kind: ErrDidNotFit, Model: d.writer().Model, Hint: "give the model a larger context (num_ctx)",
			Err: fmt.Errorf("a context of %d tokens leaves no room for source beside the rules and an answer of %d tokens", contextTokens, answerTokens)}
	}
	for shrinks := 0; ; shrinks++ {
		r, err := d.makeWithin(ctx, x, t, turn, budget, answerTokens)
		if errors.Is(err, ErrDidNotFit) && shrinks < maxShrinks && budget*2/3 >= minBudget {
			d.config.Logger.Warn("prompt did not fit; shortening it", "target", t.Key.String(), "budget_bytes", budget, "error", err)
			budget = budget * 2 / 3
			continue
		}
		return r, err
	}
}

func (d *Daemon) makeWithin(ctx context.Context, x *Index, t Target, turn *turnAtModel, budget, answerTokens int) (*Result, error) {
	c, err := x.compose(ctx, t, d.config.Redactor, int(float64(budget)*sourceShare))
	if err != nil {
		return nil, err
	}
	prompt, err := d.prompter.prompt(c, budget)
	if errors.Is(err, errPromptTooLong) {
		return nil, &LLMError{Kind: ErrDidNotFit, Model: d.writer().Model, Hint: "give the model a larger context (num_ctx)", Err: err}
	}
	if err != nil {
		return nil, err
	}
	prompt.MaxTokens = answerTokens
	r := &Result{Target: t, Record: Record{Key: t.Key, Fingerprint: t.Fingerprint, Title: t.Title(), Language: t.Language,
		SourceCommit: x.commit, PromptVersion: d.prompter.version}}
	answer, err := d.ask(ctx, prompt, r, turn)
	if err != nil {
		return nil, err
	}
	prose, err := d.proseOf(ctx, x, c, prompt, answer, r, turn)
	if err != nil {
		return nil, err
	}
	r.Record.Summary = prose.Summary
	r.Record.Model, r.Record.Provisional = answer.Model, answer.Provisional
	r.Page, err = d.render(x, c, prose.Body, r.Record)
	return r, err
}

// ask gets one whole answer: one that was cut is asked to go on.
func (d *Daemon) ask(ctx context.Context, prompt Prompt, r *Result, turn *turnAtModel) (answer *Answer, err error) {
	if err := turn.begin(ctx); err != nil {
		return nil, err
	}
	defer func() { turn.end(err) }()
	var text strings.Builder
	for turns := 0; ; turns++ {
		answer, err = d.config.LLM.Generate(ctx, prompt)
		if err != nil {
			return nil, err
		}
		d.calibration.learn(ctx, answer.Model, prompt.size(), answer.PromptTokens, !d.config.DryRun)
		r.Record.PromptTokens += answer.PromptTokens
		r.Record.AnswerTokens += answer.AnswerTokens
		text.WriteString(answer.Text)
		if answer.Finish != FinishLength {
			answer.Text = text.String()
			return answer, nil
		}
		if turns == maxContinuations {
			return nil, &LLMError{Kind: ErrBadAnswer, Model: answer.Model, Hint: "raise AnswerTokens, or take a model that comes to an end",
				Err: fmt.Errorf("the answer was still not complete after %d tokens", r.Record.AnswerTokens)}
		}
		prompt.Turns = append(prompt.Turns, Turn{Answer: answer.Text,
			Request: "You were cut off. Go on exactly where you stopped, without repeating anything."})
	}
}

// minKept is the share of the words that has to be left of an answer when what
// does not exist has been taken out; below it the page is rejected.
const minKept = 0.5

// proseOf cleans and checks an answer. What does not exist is asked to be
// repaired once, then taken out.
func (d *Daemon) proseOf(ctx context.Context, x *Index, c *composition, prompt Prompt, answer *Answer, r *Result, turn *turnAtModel) (Cleaned, error) {
	prose, report, err := d.checked(x, c, answer.Text)
	if err != nil {
		return prose, err
	}
	r.Record.Check.Checked = report.Checked
	if unresolved := report.Unresolved(); len(unresolved) > 0 && !answer.Provisional {
		prompt.Turns = []Turn{{Answer: answer.Text, Request: RepairRequest(report)}}
		repaired, err := d.ask(ctx, prompt, r, turn)
		switch {
		case ctx.Err() != nil:
			return prose, ctx.Err()
		case isServerFault(err), errors.Is(err, errStopped):
			return prose, err
		case err == nil:
			better, betterReport, err := d.checked(x, c, repaired.Text)
			if err == nil && len(betterReport.Unresolved()) < len(unresolved) && words(better.Body) >= int(minKept*float64(words(prose.Body))) {
				r.Record.Check.Repaired = len(unresolved) - len(betterReport.Unresolved())
				prose, report = better, betterReport
			}
		}
	}
	before := words(prose.Body)
	prose.Body, r.Record.Check.Dropped = Drop(prose.Body, report)
	if kept := words(prose.Body); before == 0 || float64(kept) < minKept*float64(before) {
		return prose, fmt.Errorf("%w: only %d of %d words are left without what does not exist in the repository (%s)",
			ErrRejected, kept, before, firstFindings(report))
	}
	if strings.TrimSpace(prose.Summary) != "" && len(Check(prose.Summary, d.scope(x, c)).Unresolved()) > 0 {
		prose.Summary = ""
	}
	if prose.Summary == "" {
		// The first sentence was dropped or empty: the next one summarizes.
		if rest, err := Clean(prose.Body, CleanOptions{Title: c.facts.Target.Title()}); err == nil {
			prose.Summary = rest.Summary
		}
	}
	return prose, nil
}

func (d *Daemon) checked(x *Index, c *composition, text string) (Cleaned, CheckReport, error) {
	prose, err := Clean(text, CleanOptions{Title: c.facts.Target.Title()})
	if err != nil {
		return prose, CheckReport{}, err
	}
	prose.Body, _ = d.config.Redactor.Redact(prose.Body)
	prose.Summary, _ = d.config.Redactor.Redact(prose.Summary)
	return prose, Check(prose.Body, d.scope(x, c)), nil
}

// scope is what a page about the target may name.
func (d *Daemon) scope(x *Index, c *composition) CheckScope {
	t := c.facts.Target
	return CheckScope{Type: t.Key.Type, Language: t.Language, Repo: t.Key.Repo, Span: t.Span, Path: t.Key.Path, Source: c.source,
		Facts: c.facts.text(), Names: x, Imports: c.facts.Imports}
}

func firstFindings(r CheckReport) string {
	var names []string
	for _, f := range r.Unresolved() {
		names = append(names, f.Text)
	}
	if len(names) > 5 {
		names = append(names[:5], "...")
	}
	return strings.Join(names, ", ")
}

func words(text string) int { return len(strings.Fields(text)) }

// render makes the page.
func (d *Daemon) render(x *Index, c *composition, body string, r Record) (Page, error) {
	p := Page{Path: r.Key.PagePath(), PageMeta: PageMeta{
		Key: r.Key, Fingerprint: r.Fingerprint, Title: r.Title, Summary: r.Summary, Language: r.Language, SourceCommit: r.SourceCommit,
		Model: r.Model, Provisional: r.Provisional, PromptVersion: r.PromptVersion, Check: r.Check, GeneratedAt: d.config.Now().UTC().Truncate(time.Second),
	}}
	p.Subject = subject(r.Key, r.Summary)
	var err error
	p.Markdown, err = renderPage(p.PageMeta, &c.facts, body, x.webURL)
	return p, err
}
