package codeworm

import (
	"errors"
	"fmt"
	"strings"

	"github.com/codeworm/codeworm/internal/git"
)

// What callers branch on. The errors that carry them say what they are about.
var (
	// ErrNothingDue says that no target is due: each has its page, waits for a model,
	// rests after a failure, or is being written by another daemon. Plan counts them.
	ErrNothingDue = errors.New("nothing is due")

	// ErrClaimed says that another holder has the target's claim.
	ErrClaimed = errors.New("claimed by another")
	// ErrClaimLost says that a claim expired and passed on, was released, or was never given.
	ErrClaimLost = errors.New("claim lost")

	// ErrSinkUnready says that a sink cannot take any page now: its disk is full, it is
	// locked, a person has to act. A sink that wraps it keeps the targets from being blamed: the run ends,
	// and they stay due.
	ErrSinkUnready = errors.New("the sink cannot take pages now")

	// ErrUnreachable says that the model server does not answer: wait and try again.
	ErrUnreachable = errors.New("model server not reachable")
	// ErrModelMissing says that the server has no such model: a person has to get it.
	ErrModelMissing = errors.New("model not found on the server")
	// ErrDidNotFit says that the prompt is longer than the model's context.
	ErrDidNotFit = errors.New("prompt does not fit the model's context")
	// ErrOutOfMemory says that the server could not load or run the model because it ran out of memory.
	ErrOutOfMemory = errors.New("model server out of memory")
	// ErrRefused says that the server refused the request for another reason.
	ErrRefused = errors.New("model server refused the request")
	// ErrBadAnswer says that the answer was cut, empty, not understood, or is no page.
	ErrBadAnswer = errors.New("model server gave no usable answer")

	// ErrNoRevision says that a repository has no commit of a name, or no history.
	ErrNoRevision = git.ErrNoRevision

	// ErrTooSlow says that the server answers, and took too long for this prompt.
	ErrTooSlow = errors.New("model server too slow")
	// ErrRejected says that a page was not published because too little of it was true.
	ErrRejected = errors.New("page rejected by its check")
)

// LLMError is a failed call of a model. errors.Is finds its Kind and its cause.
type LLMError struct {
	Kind     error  // ErrUnreachable, ErrModelMissing, ErrDidNotFit, ErrOutOfMemory, ErrRefused, ErrTooSlow or ErrBadAnswer
	Endpoint string // the server's address without credentials
	Model    string
	Status   int    // the HTTP status; 0 when there was none
	Hint     string // what to do about it: "run: ollama pull qwen2.5:7b"
	Err      error  // the cause; nil when Kind says it all
}

func (e *LLMError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v", e.Kind)
	if e.Model != "" {
		fmt.Fprintf(&b, ": model %q", e.Model)
	}
	if e.Endpoint != "" {
		fmt.Fprintf(&b, " at %s", e.Endpoint)
	}
	if e.Status != 0 {
		fmt.Fprintf(&b, " (HTTP %d)", e.Status)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	if e.Hint != "" {
		fmt.Fprintf(&b, "; %s", e.Hint)
	}
	return b.String()
}

// Unwrap gives the kind and the cause.
func (e *LLMError) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

// ConfigError lists every problem of a Config.
type ConfigError struct {
	Problems []string // one line each
}

func (e *ConfigError) Error() string {
	if len(e.Problems) == 1 {
		return "codeworm: configuration: " + e.Problems[0]
	}
	return "codeworm: configuration:\n  - " + strings.Join(e.Problems, "\n  - ")
}
