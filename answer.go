package codeworm

import (
	"time"

	"github.com/codeworm/codeworm/page"
)

// Prompt is one request to a language model. A client sends System as the
// system message, Shared and Request as one user message in this order, and then
// the Turns. What is the same for many prompts comes first, so that a server
// that keeps its prompt cache reads only what differs.
type Prompt struct {
	// System is the same for all pages.
	System string
	// Shared is the same for all targets of one file.
	Shared string
	// Request is what is asked about this target.
	Request string
	// Turns continue the conversation: an answer that was given and what is
	// asked next.
	Turns []Turn
	// MaxTokens bounds the answer; 0 means the client's default.
	MaxTokens int
	// Facts are what the prompt was made from, for writers that use no model.
	Facts *page.Facts
}

// Turn is an answer and the request that follows it.
type Turn struct {
	Answer  string
	Request string
}

// FinishReason says why a model stopped.
type FinishReason string

// The reasons to stop.
const (
	FinishStop   FinishReason = "stop"   // the model was done
	FinishLength FinishReason = "length" // the limit on tokens was reached: the answer is cut
)

// Answer is what a model gave for a prompt.
type Answer struct {
	Text   string // never empty
	Model  string // the model's name, or the name of the writer when there is no model
	Finish FinishReason
	// PromptTokens and AnswerTokens are what the server counted; 0 when it did
	// not say.
	PromptTokens, AnswerTokens int
	// Provisional says that no model wrote the text: the page is replaced once one can.
	Provisional bool
	// LoadTime, PromptTime and AnswerTime are what the server reported, Total is
	// what the client measured.
	LoadTime, PromptTime, AnswerTime, Total time.Duration
}

// size is the length in bytes of what a client sends of a prompt.
func (p Prompt) size() int {
	n := len(p.System) + len(p.Shared) + len(p.Request)
	for _, t := range p.Turns {
		n += len(t.Answer) + len(t.Request)
	}
	return n
}
