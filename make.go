package codeworm

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/codeworm/codeworm/check"
	"github.com/codeworm/codeworm/internal/clean"
	"github.com/codeworm/codeworm/internal/compose"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/render"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/prompt"
)

// makeWithin makes the page with a prompt of a given size.
func (d *Daemon) makeWithin(ctx context.Context, x *index.Index, t page.Target, turn *turnAtModel, room *room) (*Result, error) {
	c, err := d.compose(ctx, x, t, room)
	if err != nil {
		return nil, err
	}
	text, err := d.prompter.Make(&c.Facts, c.Source, room.budget)
	if errors.Is(err, prompt.ErrTooLong) {
		return nil, d.tooLong(err)
	}
	if err != nil {
		return nil, err
	}
	prompt := Prompt{System: text.System, Shared: text.Shared, Request: text.Request, MaxTokens: room.answer, Facts: &c.Facts}
	r := &Result{Target: t, Record: Record{Key: t.Key, Fingerprint: t.Fingerprint, Title: t.Title(), Language: t.Language,
		SourceCommit: x.Commit, PromptVersion: d.prompter.Version}}
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
func (d *Daemon) compose(ctx context.Context, x *index.Index, t page.Target, room *room) (*compose.Composition, error) {
	if t.Key.Period != "" {
		return d.composePeriod(ctx, x, t)
	}
	return compose.Target(ctx, x, t, d.config.Redactor.Redact, int(float64(room.budget)*prompt.SourceShare))
}

// minKept is the share of the words that has to be left of an answer when what
// does not exist has been taken out; below it the page is rejected.
const minKept = 0.5

// proseOf cleans and checks an answer. What does not exist is asked to be
// repaired once, then taken out.
func (d *Daemon) proseOf(ctx context.Context, x *index.Index, c *compose.Composition, prompt Prompt, answer *Answer, r *Result, turn *turnAtModel, room *room) (clean.Result, error) {
	options := clean.Options{Title: c.Facts.Target.Title(), Path: c.Facts.Target.Key.Path, AnyLanguage: answer.Provisional || !d.prompter.English}
	if !answer.Provisional { // a page from facts repeats them, and quotes comments of any language
		options.Prompt = prompt.System + "\n" + prompt.Shared + "\n" + prompt.Request
	}
	prose, report, err := d.checked(x, c, answer.Text, options)
	if err != nil {
		return prose, err
	}
	r.Record.Check.Checked = report.Checked
	if unresolved := report.Unresolved(); len(unresolved) > 0 && !answer.Provisional {
		prompt.Turns = []Turn{{Answer: answer.Text, Request: check.RepairRequest(report)}}
		repaired, err := d.ask(ctx, prompt, r, turn, room)
		switch {
		case ctx.Err() != nil:
			return prose, ctx.Err()
		case isFault(err), errors.Is(err, errStopped):
			return prose, err
		case err == nil:
			better, betterReport, err := d.checked(x, c, repaired.Text, options)
			if err == nil && len(betterReport.Unresolved()) < len(unresolved) && words.Count(better.Body) >= int(minKept*float64(words.Count(prose.Body))) {
				r.Record.Check.Repaired = len(unresolved) - len(betterReport.Unresolved())
				prose, report = better, betterReport
			}
		}
	}
	r.Record.Check.Repaired += report.Renumbered
	before := words.Count(prose.Body)
	prose.Body, r.Record.Check.Dropped = check.Drop(prose.Body, report)
	if kept := words.Count(prose.Body); kept < clean.MinAnswerWords || float64(kept) < minKept*float64(before) {
		return prose, fmt.Errorf("%w: only %d of %d words are left without what does not exist in the repository (%s)",
			ErrRejected, kept, before, firstFindings(report))
	}
	if strings.TrimSpace(prose.Summary) != "" && len(check.Markdown(prose.Summary, d.scope(x, c)).Unresolved()) > 0 {
		prose.Summary = ""
	}
	if prose.Summary == "" {
		// The first sentence was dropped or empty: the next one summarizes.
		if rest, err := clean.Answer(prose.Body, options); err == nil {
			prose.Summary = rest.Summary
		}
	}
	return prose, nil
}

func (d *Daemon) checked(x *index.Index, c *compose.Composition, text string, options clean.Options) (clean.Result, check.Report, error) {
	prose, err := clean.Answer(text, options)
	if err != nil {
		return prose, check.Report{}, fmt.Errorf("%w: %w", ErrBadAnswer, err)
	}
	prose.Body = d.config.Redactor.Redact(prose.Body)
	prose.Summary = d.config.Redactor.Redact(prose.Summary)
	scope := d.scope(x, c)
	report := check.Markdown(prose.Body, scope)
	if n := len(report.Shifts); n > 0 {
		prose.Body = check.Renumber(prose.Body, report)
		report = check.Markdown(prose.Body, scope)
		report.Renumbered = n
	}
	return prose, report, nil
}

// scope is what a page about the target may name.
func (d *Daemon) scope(x *index.Index, c *compose.Composition) check.Scope {
	t := c.Facts.Target
	return check.Scope{Generated: true, Suggests: t.Key.Type.Suggests(), Language: t.Language, Repo: t.Key.Repo, Span: t.Span, Symbols: describedSymbols(&c.Facts), Also: relatedLines(&c.Facts), Path: t.Key.Path, Source: c.Source,
		Facts: quotedText(&c.Facts), Names: x, Imports: c.Facts.Imports}
}

func firstFindings(r check.Report) string {
	var names []string
	for _, f := range r.Unresolved() {
		names = append(names, f.Text)
	}
	if len(names) > 5 {
		names = append(names[:5], "...")
	}
	return strings.Join(names, ", ")
}

// render makes the page.
func (d *Daemon) render(x *index.Index, c *compose.Composition, body string, r Record) (page.Page, error) {
	p := page.Page{Path: r.Key.PagePath(), Meta: page.Meta{
		Key: r.Key, Fingerprint: r.Fingerprint, Title: r.Title, Summary: r.Summary, Language: r.Language, SourceCommit: r.SourceCommit,
		Model: r.Model, Provisional: r.Provisional, PromptVersion: r.PromptVersion, Check: r.Check, GeneratedAt: d.config.Now().UTC().Truncate(time.Second),
	}}
	p.Subject = render.Subject(r.Key, r.Summary)
	var err error
	p.Markdown, err = render.Page(p.Meta, &c.Facts, body, x.WebURL)
	return p, err
}
