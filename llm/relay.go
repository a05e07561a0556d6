package llm

import (
	"errors"
	"strings"
	"sync"

	"github.com/codeworm/codeworm"
)

// errStopped ends a call whose answer nobody wants to the end. It never leaves the package.
var errStopped = errors.New("the caller has stopped the model")

// relay hands the pieces of an answer to the function that codeworm.LLMStreamer.Stream was given. The nil relay, Generate's,
// hands on nothing. It serves all tries of one call, one after the other.
type relay struct {
	on func(piece string, tokens int) bool

	mu      sync.Mutex // held while on runs
	stopped bool       // on returned false
	tries   int        // that have begun
	closed  bool
	try
}

// try is what was heard of one try's answer.
type try struct {
	tokens  int
	text    strings.Builder // all of it, thoughts included
	begun   bool            // the answer proper has begun
	pending bool            // on was called
}

func newRelay(on func(string, int) bool) *relay { return &relay{on: on} }

// begin starts a try, and reports whether it may go on. What an earlier one handed on is discarded; on is called with "" and 0 to say so.
func (r *relay) begin() (goOn bool) {
	if r == nil {
		return true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	void := r.try.pending
	r.try = try{}
	r.tries++
	if void {
		r.call("", 0)
		r.try.pending = false
	}
	return r.state() == nil
}

// writer returns the function that hands on the tokens of the try that has begun: the text of each, or that it was a
// thought. Its error is errStopped when the model is to be stopped, and for tokens that come after another try has begun.
func (r *relay) writer() func(text, thought string) error {
	if r == nil {
		return func(string, string) error { return nil }
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	number := r.tries
	return func(text, thought string) error { return r.write(number, text, thought) }
}

func (r *relay) write(number int, text, thought string) error {
	if text == "" && thought == "" {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if number != r.tries {
		return errStopped
	}
	if r.closed || r.stopped {
		return r.state()
	}
	r.tokens++
	r.call(r.answered(text), r.tokens)
	return r.state()
}

// answered adds a text and returns what of the answer there is more now. Thoughts that stand before the answer, as some
// models write them, are held back; stripThinking takes the same out of the whole.
func (r *relay) answered(text string) string {
	before := r.text.Len()
	r.text.WriteString(text)
	if r.begun {
		return text
	}
	all := r.text.String()
	trimmed := strings.TrimSpace(all)
	switch {
	case strings.HasPrefix(trimmed, thinkOpen):
		from := max(0, before-len(thinkEnd)) // the mark may have come in two pieces
		_, answer, ended := strings.Cut(all[from:], thinkEnd)
		r.begun = ended
		return answer
	case strings.HasPrefix(thinkOpen, trimmed):
		return "" // too little to tell
	}
	r.begun = true
	return all
}

// finish hands on what a whole answer holds and no piece did: all of it, when the model does not write by pieces.
func (r *relay) finish(a *codeworm.Answer) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.begun && !r.closed && !r.stopped {
		r.call(a.Text, max(r.tokens, a.AnswerTokens))
	}
	if r.stopped {
		a.Finish = codeworm.FinishStopped
	}
}

// streamed reports whether the model wrote by pieces in this try.
func (r *relay) streamed() bool {
	if r == nil {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.tokens > 0
}

// close waits until on has returned and lets nothing more through.
func (r *relay) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
}

// answer is what has come until the model was stopped; nil when it was not.
func (r *relay) answer(model string) *codeworm.Answer {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.stopped {
		return nil
	}
	return &codeworm.Answer{Text: stripThinking(r.text.String()), Model: model, Finish: codeworm.FinishStopped, AnswerTokens: r.tokens}
}

// call calls on. The lock is held.
func (r *relay) call(piece string, tokens int) {
	r.try.pending = true
	r.stopped = !r.on(piece, tokens)
}

func (r *relay) state() error {
	if r.closed || r.stopped {
		return errStopped
	}
	return nil
}
