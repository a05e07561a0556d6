package codeworm

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/codeworm/codeworm/internal/tokens"
	"github.com/codeworm/codeworm/page"
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

// room is how long a prompt and its answer may be.
type room struct {
	context int // tokens of both; 0 when the client cannot say
	prompt  int // tokens that are left for the prompt
	answer  int // tokens of the answer, at most
	budget  int // bytes of the prompt without the system prompt, by the model's calibration
}

// room measures what the client's context leaves for a prompt.
func (d *Daemon) room(ctx context.Context) (*room, error) {
	r := &room{}
	size := defaultContextTokens
	if s, ok := d.config.LLM.(LLMContextSizer); ok {
		n, err := s.ContextTokens(ctx)
		if err != nil {
			return r, fmt.Errorf("ask for the model's context: %w", err)
		}
		r.context, size = n, n
	}
	r.divide(size, d.config.AnswerTokens)
	r.budget = d.budget(ctx, r)
	if r.budget < minBudget {
		return r, d.tooLong(fmt.Errorf("a context of %d tokens leaves no room for source beside the rules and an answer of %d tokens", size, r.answer))
	}
	return r, nil
}

// divide shares a context out between prompt and answer.
func (r *room) divide(size, answer int) {
	if r.answer = answer; answer == 0 {
		r.answer = min(defaultAnswerTokens, size/4)
	}
	r.prompt = size - r.answer - overheadTokens
}

// budget is how many bytes of a prompt fit beside the system prompt, as far as is known now.
func (d *Daemon) budget(ctx context.Context, r *room) int {
	return int(float64(r.prompt)*d.calibration.Ratio(ctx, d.writer().Model)) - len(d.prompter.SystemText)
}

func (d *Daemon) tooLong(why error) error {
	return &LLMError{Kind: ErrDidNotFit, Model: d.writer().Model, Hint: "give the model a larger context (num_ctx)", Err: why}
}

// make composes, asks for, checks and renders the page of a target. A prompt that
// turns out not to have fit is made smaller and asked again.
func (d *Daemon) make(ctx context.Context, t page.Target, turn *turnAtModel) (*Result, error) {
	d.mu.Lock()
	x := d.indexes[t.Key.Repo]
	d.mu.Unlock()
	room, err := d.room(ctx)
	if err != nil {
		return nil, err
	}
	for shrinks := 0; ; shrinks++ {
		r, err := d.makeWithin(ctx, x, t, turn, room)
		if !errors.Is(err, ErrDidNotFit) {
			if err == nil && shrinks > 0 && r.Record.PromptTokens == 0 {
				// Nothing was counted, but this much is known to fit.
				d.calibration.Bound(ctx, r.Record.Model, room.budget+len(d.prompter.SystemText), room.prompt, !d.config.DryRun)
			}
			return r, err
		}
		smaller := min(room.budget*2/3, d.budget(ctx, room))
		if shrinks == maxShrinks || smaller < minBudget {
			return nil, err
		}
		d.config.Logger.Warn("prompt did not fit; shortening it", "target", t.Key.String(), "budget_bytes", room.budget, "error", err)
		room.budget = smaller
	}
}

// ask gets one whole answer to the whole prompt: an answer that was cut is asked to go on, and one to a
// prompt that the server cut is an ErrDidNotFit.
func (d *Daemon) ask(ctx context.Context, prompt Prompt, r *Result, turn *turnAtModel, room *room) (answer *Answer, err error) {
	if err := turn.begin(ctx); err != nil {
		return nil, err
	}
	defer func() { turn.end(err) }()
	text := ""
	for turns := 0; ; turns++ {
		answer, err = d.config.LLM.Generate(ctx, prompt)
		if err == nil {
			err = d.seenWhole(prompt, answer, room)
		}
		if errors.Is(err, ErrDidNotFit) {
			d.calibration.Bound(ctx, d.writer().Model, prompt.size(), room.prompt+overheadTokens, !d.config.DryRun)
		}
		if err != nil {
			return nil, err
		}
		d.calibration.Learn(ctx, answer.Model, prompt.size(), answer.PromptTokens, !d.config.DryRun)
		r.Record.PromptTokens += answer.PromptTokens
		r.Record.AnswerTokens += answer.AnswerTokens
		if answer.Finish != FinishLength {
			answer.Text = text + answer.Text
			return answer, nil
		}
		if turns == maxContinuations {
			return nil, &LLMError{Kind: ErrBadAnswer, Model: answer.Model, Hint: "raise AnswerTokens, or take a model that comes to an end",
				Err: fmt.Errorf("the answer was still not complete after %d tokens", r.Record.AnswerTokens)}
		}
		kept, glue := settled(answer.Text)
		text += kept + glue
		prompt.Turns = append(prompt.Turns, Turn{Answer: kept, Request: "You were cut off. Go on exactly behind what you wrote last, without repeating anything."})
	}
}

// settled is a cut answer up to its last whole sentence or line, and what joins it to what
// follows: clients trim answers, so that the white space at the cut is lost.
func settled(text string) (kept, glue string) {
	line := strings.LastIndexByte(text, '\n')
	sentence := -1
	for _, end := range []string{". ", "! ", "? "} {
		sentence = max(sentence, strings.LastIndex(text, end))
	}
	switch {
	case sentence <= 0 && line <= 0:
		return text, ""
	case sentence > line:
		return text[:sentence+1], " "
	}
	kept = strings.TrimRight(text[:line+1], "\n")
	return kept, text[len(kept) : line+1]
}

// A token of real text is at most so many bytes: with the vocabularies of the models in use, Python
// source has about 4.8 and Markdown 4.3. Short prompts may be a few long words.
const (
	impossibleRatio = 8 // and twice the greatest that was seen
	minJudged       = 4096
)

// seenWhole compares what the server counted with the prompt. Some servers drop what does not fit
// without an error: that is an ErrDidNotFit. The clients of package llm find much of it by themselves; this holds
// for every client, and judges by what the model's tokens have been like. One that does not count proves nothing; then the
// estimate alone decides.
func (d *Daemon) seenWhole(p Prompt, a *Answer, room *room) error {
	if a.PromptTokens <= 0 {
		return nil
	}
	bytes := p.size()
	ratio := float64(bytes) / float64(a.PromptTokens)
	greatest := d.calibration.Greatest(a.Model)
	impossible := bytes > minJudged && (ratio > impossibleRatio || greatest > 0 && ratio > 2*max(greatest, tokens.BytesPerToken))
	if impossible && (room.context == 0 || a.PromptTokens < room.context) {
		// It has room for no more than what it read, whatever it says.
		room.context = a.PromptTokens
		room.divide(room.context, d.config.AnswerTokens)
	}
	switch {
	case impossible:
		return d.tooLong(fmt.Errorf("the server read %d tokens of a prompt of %d bytes, which cannot be all of it", a.PromptTokens, bytes))
	case room.context > 0 && a.PromptTokens >= room.context:
		return d.tooLong(fmt.Errorf("the prompt of %d bytes fills the whole context of %d tokens, so that a part of it was dropped", bytes, room.context))
	case room.context > 0 && a.PromptTokens+a.AnswerTokens > room.context:
		return d.tooLong(fmt.Errorf("the prompt's %d tokens and the answer's %d are more than the context of %d, so that a part of the prompt was dropped",
			a.PromptTokens, a.AnswerTokens, room.context))
	}
	return nil
}
