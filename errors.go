package codeworm

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"time"

	"github.com/codeworm/codeworm/internal/breaker"
	"github.com/codeworm/codeworm/internal/compose"
	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/page"
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
	// ErrPageBlocked says that a sink cannot take one page now, whatever it says, and takes others: a person is editing
	// it, or something else stands in its place. Its target waits, without being blamed, until it can.
	ErrPageBlocked = errors.New("the page cannot be replaced now")
	// ErrUnsettled says that a sink did not learn whether a page was published or taken back: the request or its answer was lost on the way. The
	// target stays due, without being blamed; the next attempt finds the page where it got there. Such an error is an ErrSinkUnready too.
	ErrUnsettled = errors.New("what became of the page is not known")
	// ErrNotPushed says that pages are published and could not be sent to the sink's remote.
	ErrNotPushed = errors.New("pages are not pushed")

	// ErrUnreachable says that the model server does not answer: wait and try again.
	ErrUnreachable = errors.New("model server not reachable")
	// ErrTooManyRequests says that the server wants to be asked later: LLMError.RetryAfter says when, if it told.
	ErrTooManyRequests = errors.New("model server has had too many requests")
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
	Kind     error  // ErrUnreachable, ErrTooManyRequests, ErrModelMissing, ErrDidNotFit, ErrOutOfMemory, ErrRefused, ErrTooSlow or ErrBadAnswer
	Endpoint string // the server's address without credentials
	Model    string
	Status   int    // the HTTP status; 0 when there was none
	Hint     string // what to do about it: "run: ollama pull qwen2.5:7b"
	Err      error  // the cause; nil when Kind says it all
	// RetryAfter is after which time the server wants to be asked again; 0 when it did not say.
	RetryAfter time.Duration
	// Lost says that the server had this prompt when it fell silent, broke off or died. The prompt may be why.
	Lost bool
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
	if e.RetryAfter > 0 {
		fmt.Fprintf(&b, "; it wants to be asked again after %s", e.RetryAfter)
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

// Fault says whose fault a failure is. Only a failure of its own rests a target.
type Fault string

// Whose fault a failure is.
const (
	FaultNone    Fault = "" // nobody's: there is none, the run was stopped, or the target is another daemon's
	FaultTarget  Fault = "target"
	FaultModel   Fault = "model"   // the model or its server
	FaultSink    Fault = "sink"    // the devlog, with its hooks, signers and remote
	FaultStore   Fault = "store"   // the state
	FaultSource  Fault = "source"  // a repository that is away, or changed while its page was made
	FaultMachine Fault = "machine" // its disk or memory is full, it has no open file left, or a program took too long
)

// faults tells whose fault an error is; the first row that holds counts. What is in none is the target's.
var faults = []struct {
	fault Fault
	is    func(error) bool
}{
	{FaultNone, isAny(errStopped, context.Canceled, ErrClaimed, ErrClaimLost, ErrNothingDue)},
	{FaultMachine, isAny(syscall.ENOSPC, syscall.EDQUOT, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM)},
	{FaultStore, isA[storeFault]},
	{FaultSink, isA[sinkFault]},
	{FaultSink, isAny(ErrSinkUnready, ErrPageBlocked, ErrUnsettled, ErrNotPushed)},
	{FaultModel, isA[*AlikeError]},
	{FaultModel, isAny(ErrUnreachable, ErrTooManyRequests, ErrModelMissing, ErrOutOfMemory, errNoAnswer)},
	{FaultModel, refusesAll},
	{FaultTarget, isAny(ErrBadAnswer, ErrRejected, ErrTooSlow, ErrDidNotFit, ErrRefused)},
	{FaultMachine, isAny(context.DeadlineExceeded, git.ErrNoGit)},
	{FaultTarget, isAny(git.ErrPartial)}, // what the clone lacks, it lacks for this page
	{FaultSource, isAny(compose.ErrChanged)},
	{FaultSource, isA[sourceFault]},
	{FaultSource, isA[*git.Error]},
}

// FaultOf says whose fault an error is that a Daemon, or a part of it, returned.
func FaultOf(err error) Fault {
	if err == nil {
		return FaultNone
	}
	for _, row := range faults {
		if row.is(err) {
			return row.fault
		}
	}
	return FaultTarget
}

func isAny(targets ...error) func(error) bool {
	return func(err error) bool {
		for _, target := range targets {
			if errors.Is(err, target) {
				return true
			}
		}
		return false
	}
}

func isA[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// refusesAll reports whether a refusal is none of this prompt: the server fails, or wants credentials or another address.
func refusesAll(err error) bool {
	e, ok := errors.AsType[*LLMError](err)
	if !ok || !errors.Is(e.Kind, ErrRefused) {
		return false
	}
	switch e.Status {
	case 0, 400, 406, 409, 413, 414, 415, 422, 431: // about what was sent
		return false
	}
	return true
}

// lost reports whether the server had a prompt when it fell silent, broke off or died.
func lost(err error) bool {
	e, ok := errors.AsType[*LLMError](err)
	return ok && e.Lost && FaultOf(err) == FaultModel
}

// Failures of parts whose own errors do not say that they are theirs.
type (
	storeFault  struct{ error }
	sinkFault   struct{ error }
	sourceFault struct{ error }
)

func (f storeFault) Unwrap() error  { return f.error }
func (f sinkFault) Unwrap() error   { return f.error }
func (f sourceFault) Unwrap() error { return f.error }

// likenesses are the ways in which failures can be alike, with what a person can do when targets fail in that way one after the other.
var likenesses = []struct {
	what string
	is   func(error) bool
	next string
}{
	{"lost", lost, "see the log of the model server"},
	{"answers", isAny(ErrBadAnswer, ErrRejected), "look at what the model writes; take another or a larger one"},
	{"slow", isAny(ErrTooSlow), "give answers more time, or take a smaller model"},
	{"fit", isAny(ErrDidNotFit), "give the model a larger context (num_ctx)"},
	{"refused", isAny(ErrRefused), "check the options of the model"},
}

// likeness names the way in which a target failed, and what to do about many of that way.
func likeness(err error) (what, next string) {
	for _, l := range likenesses {
		if l.is(err) {
			return l.what, l.next
		}
	}
	return "", "see what the error says; report it if it is a fault of this program"
}

// AlikeError says that different targets failed alike one after the other, so that it is none of them that is at fault. None is
// blamed, and they stay due.
type AlikeError struct {
	Targets []page.Key // in their order
	Next    string     // what to do about it
	Err     error      // of the last
}

func (e *AlikeError) Error() string {
	var names []string
	for _, k := range e.Targets {
		names = append(names, k.String())
	}
	return fmt.Sprintf("%d targets in a row failed alike, so that none of them is blamed (%s): %v; %s", len(e.Targets), strings.Join(names, ", "), e.Err, e.Next)
}

// Unwrap gives why the last one failed.
func (e *AlikeError) Unwrap() error { return e.Err }

// alike says why the breaker opened; nil when it did not.
func alike(why *breaker.Opening) *AlikeError {
	if why == nil {
		return nil
	}
	_, next := likeness(why.Err)
	return &AlikeError{Targets: why.Targets, Next: next, Err: why.Err}
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
