package codeworm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/codeworm/codeworm/internal/clean"
	"github.com/codeworm/codeworm/internal/tokens"
)

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
		err = &LLMError{Kind: ErrBadAnswer, Model: d.writer().Model, Err: errNoAnswer,
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
	answer, err := s.Stream(ctx, p, func(piece string, tokens int) bool {
		if piece == "" && tokens == 0 { // another try begins
			guard = clean.LoopGuard{}
		}
		if now := time.Now(); now.Sub(told) >= growthEvery {
			told = now
			w.d.events.send(AnswerGrew{Target: w.result.Target, Tokens: tokens, Limit: p.MaxTokens})
		}
		return !guard.Write(piece)
	})
	return w.cutLoop(answer), err
}

// cutLoop keeps of an answer that goes round in circles the whole sentences before it repeats itself. Such an answer is
// not asked to go on.
func (w *writing) cutLoop(answer *Answer) *Answer {
	var guard clean.LoopGuard
	if answer == nil || answer.Provisional || !guard.Write(answer.Text+"\n") {
		return answer
	}
	w.d.config.Logger.Warn("the model repeats itself; its answer ends before that", "target", w.result.Target.Key.String(),
		"model", answer.Model, "tokens", answer.AnswerTokens)
	cut := *answer
	cut.Text, _ = clean.WholeSentences(answer.Text[:guard.Start()])
	cut.Finish = FinishStopped
	return &cut
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
