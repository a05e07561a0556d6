package codeworm

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/codeworm/codeworm/check"
	"github.com/codeworm/codeworm/internal/chatmark"
	"github.com/codeworm/codeworm/internal/clean"
	"github.com/codeworm/codeworm/internal/compose"
	"github.com/codeworm/codeworm/internal/facts"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/link"
	"github.com/codeworm/codeworm/internal/render"
	"github.com/codeworm/codeworm/internal/target"
	"github.com/codeworm/codeworm/internal/tokens"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/prompt"
)

const (
	// minBudget is the smallest budget in bytes that makes a prompt worth asking.
	minBudget = 600
	// maxShrinks is how often a prompt that did not fit is made smaller.
	maxShrinks = 4
	// minKept is the share of the words that has to be left of an answer when what
	// does not exist has been taken out; below it the page is rejected.
	minKept = 0.5
)

// writing is the page of a target on its way from facts to Markdown.
type writing struct {
	d      *Daemon
	target page.Target
	index  *index.Index
	ticket *ticket
	budget *tokens.Budget
	result *Result
}

// write makes the page of a target. A prompt that turns out not to have fit is made smaller and asked again.
func (d *Daemon) write(ctx context.Context, t page.Target, at *ticket) (*Result, error) {
	w := &writing{d: d, target: t, index: d.lastIndex(t.Key.Repo), ticket: at}
	if err := w.measure(ctx); err != nil {
		return nil, err
	}
	for shrinks := 0; ; shrinks++ {
		w.result = &Result{Target: t, Record: Record{Key: t.Key, Fingerprint: t.Fingerprint, Title: t.Title(), Language: t.Language,
			SourceCommit: w.index.Commit, PromptVersion: d.prompter.Version()}}
		err := w.page(ctx)
		if err == nil {
			w.learn(ctx, shrinks)
			return w.result, nil
		}
		if !errors.Is(err, ErrDidNotFit) || shrinks == maxShrinks || !w.shrink(ctx, err) {
			return nil, err
		}
	}
}

// page takes the steps from the facts to the Markdown, within the budget. Where the model's answer is refused, the page
// is written from the facts alone: no page says less truth than they do.
func (w *writing) page(ctx context.Context) error {
	c, err := w.compose(ctx)
	if err != nil {
		return err
	}
	d, err := w.prose(ctx, c)
	if refused(err) {
		d, err = w.fromFacts(ctx, c, err)
	}
	if err != nil {
		return err
	}
	return w.render(d)
}

// prose asks the model for the page's prose, and takes out of it what does not exist. An answer that is no page, or of which too
// little is left, is asked for once more. All that is asked about one page is asked in one turn at the model, so that what
// follows the first question finds the conversation in the server's cache.
func (w *writing) prose(ctx context.Context, c *compose.Composition) (*draft, error) {
	p, err := w.prompt(c)
	if err != nil {
		return nil, err
	}
	return w.turn(ctx, func() (*draft, error) {
		d, answer, err := w.attempt(ctx, c, p, nil)
		why := reasonToAskAgain(err)
		if why == "" || answer == nil || answer.Provisional {
			return d, err
		}
		w.refuse(err, true)
		d, _, err = w.attempt(ctx, c, p, []Turn{turnOf(excerptOf(answer.Text), why)})
		return d, err
	})
}

// attempt asks once for the page, and makes of the answer what can be published of it. It returns the answer also where that is nothing.
func (w *writing) attempt(ctx context.Context, c *compose.Composition, p Prompt, before []Turn) (*draft, *Answer, error) {
	asked := p
	asked.Turns = before
	answer, err := w.ask(ctx, asked, StageAsk)
	if err != nil {
		return nil, nil, err
	}
	d, err := w.draft(c, p, answer)
	if err != nil {
		return nil, answer, err
	}
	w.result.Record.Model, w.result.Record.Provisional = answer.Model, answer.Provisional
	if d, err = w.repair(ctx, d); err != nil {
		return nil, answer, err
	}
	return d, answer, w.drop(d)
}

// reasonToAskAgain says in the words of a request what is wrong with an answer; "" where another one would be no better.
func reasonToAskAgain(err error) string {
	if fault, ok := errors.AsType[*clean.Error](err); ok {
		return "That is not the page that was asked for: " + string(fault.Fault) + ". Write the page, in Markdown, and nothing else."
	}
	if errors.Is(err, ErrRejected) {
		return "Too little of that is in the source. Write the page again. Say only what its lines do, and name in each sentence what it is about, between backticks."
	}
	return ""
}

// maxRefused is how much of a refused answer the model is shown again, in bytes.
const maxRefused = 1500

// excerptOf is the beginning of an answer.
func excerptOf(answer string) string {
	if len(answer) <= maxRefused {
		return answer
	}
	return strings.ToValidUTF8(answer[:maxRefused], "") + " ..."
}

// refused reports whether a model's answer cannot become a page, whatever is asked again.
func refused(err error) bool {
	return (errors.Is(err, ErrBadAnswer) || errors.Is(err, ErrTooSlow) || errors.Is(err, ErrRejected)) && !errors.Is(err, errNoAnswer)
}

// refuse counts and tells that an answer was refused.
func (w *writing) refuse(why error, again bool) {
	d := w.d
	d.mu.Lock()
	d.stats.Refused++
	d.mu.Unlock()
	d.config.Logger.Warn("answer refused", "target", w.result.Target.Key.String(), "again", again, "error", why)
	d.events.send(AnswerRefused{Target: w.result.Target, Err: w.d.concealError(why), Again: again})
}

// fromFacts writes the prose from the facts alone, after the model's answer was refused. The target rests before the model is
// asked about it again, as after any other failure. It returns why the answer was refused when the facts do not make a page.
func (w *writing) fromFacts(ctx context.Context, c *compose.Composition, why error) (*draft, error) {
	text, err := facts.Write(&c.Facts)
	if err != nil {
		return nil, why
	}
	r := &w.result.Record
	held, err := w.d.recordOf(ctx, w.result.Target)
	if err != nil {
		return nil, err
	}
	if held.hasPage() && held.Fingerprint == r.Fingerprint && !held.Provisional {
		return nil, why // a model's page of this very source says more
	}
	w.refuse(why, false)
	answer := &Answer{Text: text, Model: facts.Model, Finish: FinishStop, Provisional: true}
	d, err := w.draft(c, Prompt{}, answer)
	if err != nil {
		return nil, why
	}
	r.Model, r.Provisional = answer.Model, true
	r.Check = checkOf(d.report)
	r.Check.Repaired = d.renumbered
	if w.drop(d) != nil {
		return nil, why
	}
	r.setRest(held.rest())
	if w.result.refused = why; w.d.breaker.Open() == nil {
		w.d.breaker.Rested(r.Key, held.rest())
		r.fail(w.result.Target.Fingerprint, w.d.concealError(why), w.d.config.Now())
	}
	return d, nil
}

// compose gathers what goes into the page.
func (w *writing) compose(ctx context.Context) (*compose.Composition, error) {
	t := w.result.Target
	w.enter(StageCompose)
	if t.Key.Period != "" {
		return w.composePeriod(ctx)
	}
	c, err := compose.Target(ctx, w.index, t, w.d.concealing(ctx), int(float64(w.budget.Bytes)*prompt.SourceShare))
	if err == nil {
		err = ctx.Err() // what was redacted meanwhile is not whole
	}
	return c, err
}

// composePeriod gathers what happened in a target's period.
func (w *writing) composePeriod(ctx context.Context) (*compose.Composition, error) {
	t, repo := w.result.Target, w.index.Repo.Name
	records, err := w.d.records(ctx, repo)
	if err != nil {
		return nil, err
	}
	p, ok := target.LastPeriod(w.d.config.Now(), t.Key)
	if !ok {
		return nil, fmt.Errorf("%s: %w", t.Key, compose.ErrChanged) // another period has ended
	}
	records = slices.DeleteFunc(records, func(r Record) bool { return !documented(repo, p, r) })
	slices.SortStableFunc(records, func(a, b Record) int { return b.PublishedAt.Compare(a.PublishedAt) })
	pages := make([]page.PageFacts, len(records))
	for i, r := range records {
		pages[i] = page.PageFacts{Type: r.Key.Type, Title: r.Title, Summary: r.Summary}
	}
	c, err := compose.Period(ctx, w.index, t, p, pages, w.d.concealing(ctx))
	if err == nil {
		err = ctx.Err()
	}
	return c, err
}

// prompt makes the request about a composition.
func (w *writing) prompt(c *compose.Composition) (Prompt, error) {
	source := c.Source
	if !w.ticket.whole {
		source = "" // the excerpt costs less
	}
	text, err := w.d.prompter.Make(&c.Facts, source, w.budget.Bytes)
	if errors.Is(err, prompt.ErrTooLong) {
		return Prompt{}, w.tooLong(err)
	}
	return Prompt{System: text.System, Shared: text.Shared, Request: text.Request, MaxTokens: w.budget.Answer,
		Stop: clean.Stops(chatmark.Restore(text.System + text.Shared + text.Request)), Facts: &c.Facts}, err
}

// draft is an answer that was cleaned and checked.
type draft struct {
	composition *compose.Composition
	prompt      Prompt
	answer      *Answer
	options     clean.Options
	prose       clean.Result
	report      check.Report
	renumbered  int // line numbers that were put right
}

// draft cleans an answer and checks it.
func (w *writing) draft(c *compose.Composition, p Prompt, answer *Answer) (*draft, error) {
	w.enter(StageCheck)
	options := clean.Options{Title: c.Facts.Target.Title(), Path: c.Facts.Target.Key.Path, AnyLanguage: answer.Provisional || !w.d.prompter.English()}
	if !answer.Provisional { // a page from facts repeats them, and quotes comments of any language
		options.Prompt = chatmark.Restore(p.System + "\n" + p.Shared + "\n" + p.Request)
	}
	prose, err := clean.Answer(answer.Text, options)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadAnswer, err)
	}
	prose.Body, prose.Summary = w.d.concealProse(prose.Body, c), w.d.concealProse(prose.Summary, c)
	scope := c.Scope(w.index)
	made := &draft{composition: c, prompt: p, answer: answer, options: options, prose: prose, report: check.Markdown(prose.Body, scope)}
	if made.prose.Body, made.renumbered = check.Renumber(prose.Body, made.report); made.renumbered > 0 {
		made.report = check.Markdown(made.prose.Body, scope)
	}
	return made, nil
}

// checkOf counts what a check looked at.
func checkOf(r check.Report) page.CheckSummary {
	verdicts := r.CountVerdicts()
	return page.CheckSummary{Checked: r.Checked, Holds: verdicts[check.VerdictHolds],
		Contradicted: verdicts[check.VerdictContradicted], Unsupported: verdicts[check.VerdictUnsupported]}
}

// drop takes out what still does not exist, and sees to it that enough is left, with a summary.
func (w *writing) drop(d *draft) error {
	before, found, scope := words.Count(d.prose.Body), d.report, d.composition.Scope(w.index)
	if d.prose.Body, w.result.Record.Check.Dropped = check.Drop(d.prose.Body, found); w.result.Record.Check.Dropped > 0 {
		d.report = check.Markdown(d.prose.Body, scope)
	}
	if kept := words.Count(d.prose.Body); kept < clean.MinAnswerWords || float64(kept) < minKept*float64(before) {
		return fmt.Errorf("%w: only %d of %d words are left without what does not exist in the repository (%s)",
			ErrRejected, kept, before, firstFindings(found))
	}
	if err := w.judgeSubstance(d, found); err != nil {
		return err
	}
	if strings.TrimSpace(d.prose.Summary) != "" {
		if r := check.Markdown(d.prose.Summary, scope); len(r.Findings)+len(r.Fillers) > 0 {
			d.prose.Summary = ""
		}
	}
	if d.prose.Summary == "" {
		// The first sentence was dropped or empty: the next one summarizes.
		if rest, err := clean.Answer(d.prose.Body, d.options); err == nil {
			d.prose.Summary = rest.Summary
		}
	}
	return nil
}

// judgeSubstance refuses prose of a model that says too little of what it is about, or in which too much wrong was found: the facts
// alone say more.
func (w *writing) judgeSubstance(d *draft, found check.Report) error {
	if d.answer.Provisional || w.target.Key.Period != "" {
		return nil
	}
	if !found.Trusted() {
		return fmt.Errorf("%w: %d of its names and statements are wrong (%s), so that the others cannot be trusted", ErrRejected, len(found.Findings), firstFindings(found))
	}
	s := d.report.Substance(d.prose.Body)
	if s.Enough() {
		return nil
	}
	return fmt.Errorf("%w: %d of %d sentences say something of the source; they name %d things of it in %d words, and %d of their statements hold",
		ErrRejected, s.Grounded, s.Sentences, s.Names, s.Words, s.Holds)
}

// firstFindings names the first few things that do not exist.
func firstFindings(r check.Report) string {
	var names []string
	for _, f := range r.Findings {
		names = append(names, f.Text)
	}
	if len(names) > 5 {
		names = append(names[:5], "...")
	}
	return strings.Join(names, ", ")
}

// render makes the page's Markdown and its commit subject.
func (w *writing) render(d *draft) error {
	r := &w.result.Record
	r.Summary = d.prose.Summary
	p := page.Page{Path: r.Key.PagePath(), Subject: render.Subject(r.Key, r.Summary), Meta: page.Meta{
		Key: r.Key, Fingerprint: r.Fingerprint, Title: r.Title, Summary: r.Summary, Language: r.Language, SourceCommit: r.SourceCommit,
		Model: r.Model, Provisional: r.Provisional, PromptVersion: r.PromptVersion, Check: r.Check, GeneratedAt: w.d.config.Now().UTC().Truncate(time.Second),
		Earlier: w.d.earlier(r.Key),
	}}
	facts, body := &d.composition.Facts, d.prose.Body
	links := link.New(w.index, facts, w.d.mayLink)
	var err error
	p.Markdown, err = render.Page(p.Meta, facts, links.Prose(body, d.report), render.Options{Links: links, ProseFirst: w.d.config.ProseFirst})
	w.result.Page = p
	return err
}

// enter tells subscribers which stage the target enters.
func (w *writing) enter(s Stage) { w.d.events.send(StageEntered{w.result.Target, s}) }
