package codeworm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/codeworm/codeworm/check"
	"github.com/codeworm/codeworm/internal/clean"
	"github.com/codeworm/codeworm/internal/compose"
	"github.com/codeworm/codeworm/internal/index"
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
	// maxContinuations is how often an answer that was cut is asked to go on.
	maxContinuations = 3
	// minKept is the share of the words that has to be left of an answer when what
	// does not exist has been taken out; below it the page is rejected. A repair that keeps fewer is no repair.
	minKept = 0.5
)

// writing is the page of a target on its way from facts to Markdown.
type writing struct {
	d      *Daemon
	index  *index.Index
	ticket *ticket
	budget *tokens.Budget
	result *Result
}

// write makes the page of a target. A prompt that turns out not to have fit is made smaller and asked again.
func (d *Daemon) write(ctx context.Context, t page.Target, at *ticket) (*Result, error) {
	w := &writing{d: d, index: d.lastIndex(t.Key.Repo), ticket: at}
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

// measure divides the client's context between prompt and answer.
func (w *writing) measure(ctx context.Context) error {
	size := 0
	if s, ok := w.d.config.LLM.(LLMContextSizer); ok {
		n, err := s.ContextTokens(ctx)
		if err != nil {
			return fmt.Errorf("ask for the model's context: %w", err)
		}
		size = n
	}
	w.budget = tokens.NewBudget(size, w.d.config.AnswerTokens)
	if w.budget.Bytes = w.bytes(ctx); w.budget.Bytes < minBudget {
		return w.tooLong(fmt.Errorf("a context of %d tokens leaves no room for source beside the rules and an answer of %d tokens",
			cmp.Or(size, tokens.DefaultContext), w.budget.Answer))
	}
	return nil
}

// bytes is how many bytes of a prompt fit beside the system prompt, as far as is known now.
func (w *writing) bytes(ctx context.Context) int {
	return int(float64(w.budget.Prompt)*w.d.calibration.Ratio(ctx, w.d.writer().Model)) - len(w.d.prompter.System())
}

// shrink makes the budget smaller after a prompt that did not fit. It reports whether a prompt is still worth asking.
func (w *writing) shrink(ctx context.Context, why error) bool {
	smaller := min(w.budget.Bytes*2/3, w.bytes(ctx))
	if smaller < minBudget {
		return false
	}
	w.d.config.Logger.Warn("prompt did not fit; shortening it", "target", w.result.Target.Key.String(), "budget_bytes", w.budget.Bytes, "error", why)
	w.budget.Bytes = smaller
	return true
}

// learn keeps what a page that fit only after its prompt was shortened shows about the model.
func (w *writing) learn(ctx context.Context, shrinks int) {
	if shrinks > 0 && w.result.Record.PromptTokens == 0 {
		// Nothing was counted, but this much is known to fit.
		w.d.calibration.Bound(ctx, w.result.Record.Model, w.budget.Bytes+len(w.d.prompter.System()), w.budget.Prompt, !w.d.config.DryRun)
	}
}

func (w *writing) tooLong(why error) error {
	return &LLMError{Kind: ErrDidNotFit, Model: w.d.writer().Model, Hint: "give the model a larger context (num_ctx)", Err: why}
}

// page takes the steps from the facts to the Markdown, within the budget.
func (w *writing) page(ctx context.Context) error {
	c, err := w.compose(ctx)
	if err != nil {
		return err
	}
	p, err := w.prompt(c)
	if err != nil {
		return err
	}
	answer, err := w.ask(ctx, p, StageAsk)
	if err != nil {
		return err
	}
	w.result.Record.Model, w.result.Record.Provisional = answer.Model, answer.Provisional
	draft, err := w.draft(c, p, answer)
	if err != nil {
		return err
	}
	if draft, err = w.repair(ctx, draft); err != nil {
		return err
	}
	if err := w.drop(draft); err != nil {
		return err
	}
	return w.render(draft)
}

// compose gathers what goes into the page.
func (w *writing) compose(ctx context.Context) (*compose.Composition, error) {
	t := w.result.Target
	w.enter(StageCompose)
	if t.Key.Period != "" {
		return w.composePeriod(ctx)
	}
	return compose.Target(ctx, w.index, t, w.d.conceal, int(float64(w.budget.Bytes)*prompt.SourceShare))
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
	return compose.Period(ctx, w.index, t, p, pages, w.d.conceal)
}

// prompt makes the request about a composition.
func (w *writing) prompt(c *compose.Composition) (Prompt, error) {
	text, err := w.d.prompter.Make(&c.Facts, c.Source, w.budget.Bytes)
	if errors.Is(err, prompt.ErrTooLong) {
		return Prompt{}, w.tooLong(err)
	}
	return Prompt{System: text.System, Shared: text.Shared, Request: text.Request, MaxTokens: w.budget.Answer, Facts: &c.Facts}, err
}

// ask gets one whole answer to the whole prompt: an answer that was cut is asked to go on, and one to a
// prompt that the server cut is an ErrDidNotFit.
func (w *writing) ask(ctx context.Context, p Prompt, stage Stage) (answer *Answer, err error) {
	w.enter(StageWait)
	if err := w.ticket.wait(ctx); err != nil {
		return nil, err
	}
	defer func() { w.ticket.done(err) }()
	w.enter(stage)
	r := &w.result.Record
	text := ""
	for turns := 0; ; turns++ {
		if answer, err = w.generate(ctx, p); err != nil {
			return nil, err
		}
		r.PromptTokens += answer.PromptTokens
		r.AnswerTokens += answer.AnswerTokens
		if answer.Finish != FinishLength {
			answer.Text = text + answer.Text
			return answer, nil
		}
		if turns == maxContinuations {
			return nil, &LLMError{Kind: ErrBadAnswer, Model: answer.Model, Hint: "raise AnswerTokens, or take a model that comes to an end",
				Err: fmt.Errorf("the answer was still not complete after %d tokens", r.AnswerTokens)}
		}
		kept, glue := clean.WholeSentences(answer.Text)
		text += kept + glue
		p.Turns = append(p.Turns, Turn{Answer: kept, Request: "You were cut off. Go on exactly behind what you wrote last, without repeating anything."})
	}
}

// generate asks once, and learns from what the server counted.
func (w *writing) generate(ctx context.Context, p Prompt) (*Answer, error) {
	d := w.d
	answer, err := w.call(ctx, p)
	if err == nil && answer == nil {
		err = &LLMError{Kind: ErrBadAnswer, Model: d.writer().Model, Err: errors.New("the client returned neither an answer nor an error"),
			Hint: "correct the LLMClient: it has to return one of them"}
	}
	if err == nil {
		if why := w.budget.SeenWhole(p.size(), answer.PromptTokens, answer.AnswerTokens, d.calibration.Greatest(answer.Model), d.config.AnswerTokens); why != nil {
			err = w.tooLong(why)
		}
	}
	if errors.Is(err, ErrDidNotFit) {
		d.calibration.Bound(ctx, d.writer().Model, p.size(), w.budget.Prompt+tokens.Overhead, !d.config.DryRun)
	}
	if err != nil {
		return nil, err
	}
	d.calibration.Learn(ctx, answer.Model, p.size(), answer.PromptTokens, !d.config.DryRun)
	return answer, nil
}

// growthEvery is the least time between two AnswerGrew events of an answer.
const growthEvery = 200 * time.Millisecond

// call calls the client. One that streams shows how far the answer is.
func (w *writing) call(ctx context.Context, p Prompt) (*Answer, error) {
	s, ok := w.d.config.LLM.(LLMStreamer)
	if !ok {
		return w.d.config.LLM.Generate(ctx, p)
	}
	var told time.Time
	return s.Stream(ctx, p, func(_ string, tokens int) bool {
		if now := time.Now(); now.Sub(told) >= growthEvery {
			told = now
			w.d.events.send(AnswerGrew{Target: w.result.Target, Tokens: tokens, Limit: p.MaxTokens})
		}
		return true
	})
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
		options.Prompt = p.System + "\n" + p.Shared + "\n" + p.Request
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

// repair asks once to mend what does not exist, and returns the better one of two drafts.
func (w *writing) repair(ctx context.Context, first *draft) (*draft, error) {
	r := &w.result.Record
	r.Check.Checked = first.report.Checked
	found := len(first.report.Findings)
	if found == 0 || first.answer.Provisional {
		r.Check.Repaired = first.renumbered
		return first, nil
	}
	p := first.prompt
	p.Turns = []Turn{{Answer: first.answer.Text, Request: check.RepairRequest(first.report)}}
	answer, err := w.ask(ctx, p, StageRepair)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case isFault(err), errors.Is(err, errStopped):
		return nil, err
	}
	best := first
	if err != nil {
		w.d.config.Logger.Debug("no repair", "target", w.result.Target.Key.String(), "error", err)
	} else {
		second, err := w.draft(first.composition, first.prompt, answer)
		if err == nil && answer.Provisional == first.answer.Provisional && len(second.report.Findings) < found && words.Count(second.prose.Body) >= int(minKept*float64(words.Count(first.prose.Body))) {
			best = second
		}
	}
	r.Check.Repaired = found - len(best.report.Findings) + best.renumbered
	return best, nil
}

// drop takes out what still does not exist, and sees to it that enough is left, with a summary.
func (w *writing) drop(d *draft) error {
	before := words.Count(d.prose.Body)
	d.prose.Body, w.result.Record.Check.Dropped = check.Drop(d.prose.Body, d.report)
	if kept := words.Count(d.prose.Body); kept < clean.MinAnswerWords || float64(kept) < minKept*float64(before) {
		return fmt.Errorf("%w: only %d of %d words are left without what does not exist in the repository (%s)",
			ErrRejected, kept, before, firstFindings(d.report))
	}
	if strings.TrimSpace(d.prose.Summary) != "" && len(check.Markdown(d.prose.Summary, d.composition.Scope(w.index)).Findings) > 0 {
		d.prose.Summary = ""
	}
	if d.prose.Summary == "" {
		// The first sentence was dropped or empty: the next one summarizes.
		if rest, err := clean.Answer(d.prose.Body, d.options); err == nil {
			d.prose.Summary = rest.Summary
		}
	}
	return nil
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
	}}
	var err error
	p.Markdown, err = render.Page(p.Meta, &d.composition.Facts, d.prose.Body, w.index.WebURL)
	w.result.Page = p
	return err
}

// enter tells subscribers which stage the target enters.
func (w *writing) enter(s Stage) { w.d.events.send(StageEntered{w.result.Target, s}) }
