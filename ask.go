package codeworm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/codeworm/codeworm/check"
	"github.com/codeworm/codeworm/internal/chatmark"
	"github.com/codeworm/codeworm/internal/clean"
	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/tokens"
)

// turn does something when it is the target's turn at the model.
func (w *writing) turn(ctx context.Context, do func() (*draft, error)) (d *draft, err error) {
	w.enter(StageWait)
	if err := w.ticket.wait(ctx); err != nil {
		return nil, err
	}
	defer func() { w.ticket.done(err) }()
	return do()
}

// ask gets one answer to the whole prompt. Of an answer that was cut the whole sentences are kept; one to a prompt that the
// server cut is an ErrDidNotFit.
func (w *writing) ask(ctx context.Context, p Prompt, stage Stage) (*Answer, error) {
	w.enter(stage)
	answer, err := w.generate(ctx, p)
	if err != nil {
		return nil, err
	}
	concealed := *answer // what is asked next repeats it
	concealed.Text = w.d.config.Redactor.Redact(answer.Text)
	if !answer.Provisional {
		concealed.Text = clean.PutMarksBack(concealed.Text)
	}
	answer = &concealed
	r := &w.result.Record
	r.PromptTokens += answer.PromptTokens
	r.AnswerTokens += answer.AnswerTokens
	if answer.Finish == FinishStop || answer.Provisional {
		return answer, nil
	}
	whole := *answer
	if whole.Text = clean.WholeSentences(answer.Text); whole.Text == "" {
		return nil, &LLMError{Kind: ErrBadAnswer, Model: answer.Model, Hint: "raise Config.AnswerTokens, or take a model that comes to an end",
			Err: fmt.Errorf("the answer held no whole sentence when it was cut after %d tokens", answer.AnswerTokens)}
	}
	w.d.config.Logger.Info("answer cut; its whole sentences are kept", "target", w.result.Target.Key.String(), "model", answer.Model,
		"tokens", answer.AnswerTokens, "why", string(answer.Finish))
	return &whole, nil
}

// turnOf is a turn that an answer began. Its text may repeat what the source holds, marks of chats among it.
func turnOf(answer, request string) Turn {
	return Turn{Answer: chatmark.Break(markdown.AllVisible(answer)), Request: request}
}

// generate asks once, and learns from what the server counted.
func (w *writing) generate(ctx context.Context, p Prompt) (*Answer, error) {
	d := w.d
	answer, err := w.call(ctx, p)
	if err == nil && answer == nil {
		err = &LLMError{Kind: ErrBadAnswer, Model: d.writer().Model, Err: errNoAnswer,
			Hint: "correct the LLMClient: it has to return one of them"}
	}
	if err == nil {
		if why := w.budget.SeenWhole(p.size(), answer.PromptTokens, answer.AnswerTokens, d.calibration.Greatest(answer.Model), w.longest()); why != nil {
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
	d.paces.Learn(ctx, answer.Model, d.newlyRead(ctx, p, answer), answer.PromptTime, answer.AnswerTokens, answer.AnswerTime, !d.config.DryRun)
	return answer, nil
}

// rememberedShared is how many shared parts of prompts a server is taken to have in its cache.
const rememberedShared = 8

// newlyRead estimates how many tokens of the prompt the server had not in its cache. It takes the system prompt for cached, so that
// the pace that follows is rather too slow than too fast.
func (d *Daemon) newlyRead(ctx context.Context, p Prompt, a *Answer) int {
	fresh := len(p.Request)
	if n := len(p.Turns); n > 0 {
		fresh = len(p.Turns[n-1].Request)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.Contains(d.read, p.Shared) {
		fresh += len(p.Shared)
		d.read = append(d.read[max(0, len(d.read)-rememberedShared+1):], p.Shared)
	}
	if a.PromptTokens == 0 {
		return int(float64(fresh) / d.calibration.Ratio(ctx, a.Model))
	}
	return a.PromptTokens * fresh / max(p.size(), 1)
}

// errNoAnswer is a fault of the client, not of the model.
var errNoAnswer = errors.New("the client returned neither an answer nor an error")

// growthEvery is the least time between two AnswerGrew events of an answer.
const growthEvery = 200 * time.Millisecond

// call calls the client. One that streams shows how far the answer is, and is stopped when its model goes round in circles.
func (w *writing) call(ctx context.Context, p Prompt) (*Answer, error) {
	s, ok := w.d.config.LLM.(LLMStreamer)
	if !ok {
		answer, err := w.d.config.LLM.Generate(ctx, p)
		return w.cutLoop(answer), err
	}
	var told time.Time
	var guard clean.LoopGuard
	late := deadline{limit: w.d.config.PageTime, begun: time.Now()}
	answer, err := s.Stream(ctx, p, func(piece string, tokens int) bool {
		if piece == "" && tokens == 0 { // another try begins
			guard = clean.LoopGuard{}
		}
		if now := time.Now(); now.Sub(told) >= growthEvery {
			told = now
			w.d.events.send(AnswerGrew{Target: w.result.Target, Tokens: tokens, Limit: p.MaxTokens})
		}
		return !guard.Write(piece) && !late.passed(time.Now())
	})
	return w.cutLoop(late.timed(answer)), err
}

// deadline is when an answer is stopped. From its first token on it has at least half of the time, however long it waited for its
// turn at the server.
type deadline struct {
	limit        time.Duration
	begun, first time.Time
}

func (d *deadline) passed(now time.Time) bool {
	if d.first.IsZero() {
		d.first = now
	}
	return now.Sub(d.begun) > d.limit && now.Sub(d.first) > d.limit/2
}

// timed adds to an answer that was stopped how long it took, which no server has told. A pace that is
// learned from it is rather too slow than too fast: it counts the wait for a turn.
func (d *deadline) timed(a *Answer) *Answer {
	if a == nil || a.Finish != FinishStopped || a.AnswerTime > 0 || d.first.IsZero() {
		return a
	}
	stopped := *a
	stopped.PromptTime, stopped.AnswerTime = d.first.Sub(d.begun), time.Since(d.first)
	return &stopped
}

// cutLoop keeps of an answer that goes round in circles what stands before it repeats itself.
func (w *writing) cutLoop(answer *Answer) *Answer {
	var guard clean.LoopGuard
	if answer == nil || answer.Provisional || !guard.Write(answer.Text+"\n") {
		return answer
	}
	w.d.config.Logger.Warn("the model repeats itself; its answer ends before that", "target", w.result.Target.Key.String(),
		"model", answer.Model, "tokens", answer.AnswerTokens)
	cut := *answer
	cut.Text = answer.Text[:guard.Start()]
	cut.Finish = FinishStopped
	return &cut
}

// slowBudget is the budget in bytes that a prompt gets however slow the server is.
const slowBudget = 1500

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
	w.budget = tokens.NewBudget(size, w.longest())
	whole := w.bytes(ctx)
	w.budget.Within(w.d.config.PageTime, w.d.paces.Of(ctx, w.d.writer().Model))
	if w.budget.Bytes = max(w.bytes(ctx), min(whole, slowBudget)); w.budget.Bytes < minBudget {
		return w.tooLong(fmt.Errorf("a context of %d tokens leaves no room for source beside the rules and an answer of %d tokens",
			cmp.Or(size, tokens.DefaultContext), w.budget.Answer))
	}
	return nil
}

// longest is how long the page's prose may get.
func (w *writing) longest() tokens.Answer {
	configured := w.d.config.AnswerTokens
	return tokens.Answer{Tokens: cmp.Or(configured, w.target.Key.Type.AnswerTokens()), Firm: configured > 0}
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

// How long the answer to a request for repair may get, in tokens: so many, and more for each byte of what is to be mended.
const (
	minRepairTokens = 40
	repairTokens    = 0.4
)

// repair asks once to mend the sentences in which something does not exist, and returns the draft with those that were.
func (w *writing) repair(ctx context.Context, first *draft) (*draft, error) {
	r := &w.result.Record
	r.Check = checkOf(first.report)
	r.Check.Repaired = first.renumbered
	faults := check.Faults(first.prose.Body, first.report)
	size := 0
	for _, f := range faults {
		size += len(f.Text)
	}
	if size == 0 || size > len(first.prose.Body)/2 || first.answer.Provisional {
		return first, nil // with so much wrong it is no page
	}
	p := first.prompt
	p.Turns = []Turn{turnOf(first.answer.Text, check.RepairRequest(faults))}
	p.MaxTokens = min(w.budget.Answer, minRepairTokens+int(repairTokens*float64(size)))
	answer, err := w.ask(ctx, p, StageRepair)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case isFault(err):
		return nil, err
	case err != nil:
		w.d.config.Logger.Debug("no repair", "target", w.result.Target.Key.String(), "error", err)
		return first, nil
	case answer.Provisional != first.answer.Provisional: // of another writer
		return first, nil
	}
	if second := w.mended(first, faults, answer.Text); second != nil {
		r.Check.Repaired = len(first.report.Findings) - len(second.report.Findings) + first.renumbered + second.renumbered
		return second, nil
	}
	return first, nil
}

// mended is the draft with what the model answered to a request for repair in place; nil where that is no better.
func (w *writing) mended(first *draft, faults []check.Fault, answer string) *draft {
	text, mended := check.Repair(first.prose.Body, first.report, faults, answer)
	if mended == 0 {
		return nil
	}
	with := *first.answer
	with.Text = text
	second, err := w.draft(first.composition, first.prompt, &with)
	if err != nil || len(second.report.Findings) >= len(first.report.Findings) {
		return nil
	}
	return second
}

// errStopped says that a target was given up because its batch ended.
var errStopped = errors.New("no more pages now")

// order makes the lanes of a slot ask the model one at a time, each target for the first time in the order in which
// the lanes took them. Only then does a target's prompt directly follow the previous one for the same file, whose beginning
// the server still has in its cache.
type order struct {
	batch  *batch
	asking chan struct{}   // holds something while a lane asks
	last   <-chan struct{} // closed when the newest ticket's first question is over
}

func newOrder(b *batch) *order {
	closed := make(chan struct{})
	close(closed)
	return &order{batch: b, asking: make(chan struct{}, 1), last: closed}
}

// ticket gives a target its place in the order. The batch's lock is held.
func (o *order) ticket() *ticket {
	t := &ticket{order: o, before: o.last, over: make(chan struct{})}
	o.last = t.over
	return t
}

// ticket is a target's place in an order. A target may ask several times.
type ticket struct {
	order  *order
	before <-chan struct{}
	over   chan struct{}
	once   sync.Once
	whole  bool // the target's file is shown whole
}

// wait returns when it is the target's turn to ask. It fails when ctx or the batch is over by then.
func (t *ticket) wait(ctx context.Context) error {
	select {
	case <-t.before:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case t.order.asking <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if t.order.batch.isStopped() {
		t.done(nil)
		return errStopped
	}
	return nil
}

// done lets others ask, after a wait that did not fail. After a fault of a part nobody else asks.
func (t *ticket) done(err error) {
	if isFault(err) { // one that lost the server included
		t.order.batch.stop()
	}
	<-t.order.asking
	t.leave()
}

// leave lets the next target begin, also when this one never asked. It may be called more than once.
func (t *ticket) leave() { t.once.Do(func() { close(t.over) }) }
