package codeworm

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// makeWithin makes the page with a prompt of a given size.
func (d *Daemon) makeWithin(ctx context.Context, x *Index, t Target, turn *turnAtModel, room *room) (*Result, error) {
	c, err := d.compose(ctx, x, t, room)
	if err != nil {
		return nil, err
	}
	text, err := d.prompter.prompt(&c.facts, c.source, room.budget)
	if errors.Is(err, errPromptTooLong) {
		return nil, d.tooLong(err)
	}
	if err != nil {
		return nil, err
	}
	prompt := Prompt{System: text.System, Shared: text.Shared, Request: text.Request, MaxTokens: room.answer, Facts: &c.facts}
	r := &Result{Target: t, Record: Record{Key: t.Key, Fingerprint: t.Fingerprint, Title: t.Title(), Language: t.Language,
		SourceCommit: x.commit, PromptVersion: d.prompter.version}}
	answer, err := d.ask(ctx, prompt, r, turn, room)
	if err != nil {
		return nil, err
	}
	prose, err := d.proseOf(ctx, x, c, prompt, answer, r, turn, room)
	if err != nil {
		return nil, err
	}
	r.Record.Summary = prose.Summary
	r.Record.Model, r.Record.Provisional = answer.Model, answer.Provisional
	r.Page, err = d.render(x, c, prose.Body, r.Record)
	return r, err
}

// compose gathers what goes into the page.
func (d *Daemon) compose(ctx context.Context, x *Index, t Target, room *room) (*composition, error) {
	if t.Key.Period != "" {
		return d.composePeriod(ctx, x, t)
	}
	return compose(ctx, x, t, d.config.Redactor.Redact, int(float64(room.budget)*sourceShare))
}

// minKept is the share of the words that has to be left of an answer when what
// does not exist has been taken out; below it the page is rejected.
const minKept = 0.5

// proseOf cleans and checks an answer. What does not exist is asked to be
// repaired once, then taken out.
func (d *Daemon) proseOf(ctx context.Context, x *Index, c *composition, prompt Prompt, answer *Answer, r *Result, turn *turnAtModel, room *room) (Cleaned, error) {
	options := CleanOptions{Title: c.facts.Target.Title(), Path: c.facts.Target.Key.Path, AnyLanguage: answer.Provisional || !d.prompter.english}
	if !answer.Provisional { // a page from facts repeats them, and quotes comments of any language
		options.Prompt = prompt.System + "\n" + prompt.Shared + "\n" + prompt.Request
	}
	prose, report, err := d.checked(x, c, answer.Text, options)
	if err != nil {
		return prose, err
	}
	r.Record.Check.Checked = report.Checked
	if unresolved := report.Unresolved(); len(unresolved) > 0 && !answer.Provisional {
		prompt.Turns = []Turn{{Answer: answer.Text, Request: RepairRequest(report)}}
		repaired, err := d.ask(ctx, prompt, r, turn, room)
		switch {
		case ctx.Err() != nil:
			return prose, ctx.Err()
		case isFault(err), errors.Is(err, errStopped):
			return prose, err
		case err == nil:
			better, betterReport, err := d.checked(x, c, repaired.Text, options)
			if err == nil && len(betterReport.Unresolved()) < len(unresolved) && words(better.Body) >= int(minKept*float64(words(prose.Body))) {
				r.Record.Check.Repaired = len(unresolved) - len(betterReport.Unresolved())
				prose, report = better, betterReport
			}
		}
	}
	r.Record.Check.Repaired += report.renumbered
	before := words(prose.Body)
	prose.Body, r.Record.Check.Dropped = Drop(prose.Body, report)
	if kept := words(prose.Body); kept < MinAnswerWords || float64(kept) < minKept*float64(before) {
		return prose, fmt.Errorf("%w: only %d of %d words are left without what does not exist in the repository (%s)",
			ErrRejected, kept, before, firstFindings(report))
	}
	if strings.TrimSpace(prose.Summary) != "" && len(Check(prose.Summary, d.scope(x, c)).Unresolved()) > 0 {
		prose.Summary = ""
	}
	if prose.Summary == "" {
		// The first sentence was dropped or empty: the next one summarizes.
		if rest, err := Clean(prose.Body, options); err == nil {
			prose.Summary = rest.Summary
		}
	}
	return prose, nil
}

func (d *Daemon) checked(x *Index, c *composition, text string, options CleanOptions) (Cleaned, CheckReport, error) {
	prose, err := Clean(text, options)
	if err != nil {
		return prose, CheckReport{}, fmt.Errorf("%w: %w", ErrBadAnswer, err)
	}
	prose.Body = d.config.Redactor.Redact(prose.Body)
	prose.Summary = d.config.Redactor.Redact(prose.Summary)
	scope := d.scope(x, c)
	report := Check(prose.Body, scope)
	if n := len(report.Shifts); n > 0 {
		prose.Body = Renumber(prose.Body, report)
		report = Check(prose.Body, scope)
		report.renumbered = n
	}
	return prose, report, nil
}

// scope is what a page about the target may name.
func (d *Daemon) scope(x *Index, c *composition) CheckScope {
	t := c.facts.Target
	return CheckScope{Generated: true, Suggests: t.Key.Type.Suggests(), Language: t.Language, Repo: t.Key.Repo, Span: t.Span, Symbols: describedSymbols(&c.facts), Also: relatedLines(&c.facts), Path: t.Key.Path, Source: c.source,
		Facts: quotedText(&c.facts), Names: x, Imports: c.facts.Imports}
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
