package llm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/sony/gobreaker/v2"
	"github.com/tmc/langchaingo/llms"

	"github.com/codeworm/codeworm"
)

// statusError is an HTTP answer that is no answer to the question.
type statusError struct {
	status     int
	message    string        // what the server said; "" when it said nothing
	retryAfter time.Duration // after which time it wants to be asked again; 0 when it did not say
}

func (e *statusError) Error() string {
	if e.message == "" {
		return "the server says nothing more than " + http.StatusText(e.status)
	}
	return "the server says: " + e.message
}

// streamError is an answer that broke off or cannot be read.
type streamError struct {
	what string
	err  error // nil when the field what suffices
}

func (e *streamError) Error() string {
	if e.err == nil {
		return e.what
	}
	return e.what + ": " + e.err.Error()
}

func (e *streamError) Unwrap() error { return e.err }

// serverError is an error that the server reports in the middle of an answer.
type serverError struct{ message string }

func (e *serverError) Error() string { return "the server says: " + e.message }

// fitError says by which count a prompt did not fit.
type fitError struct{ what string }

func (e *fitError) Error() string { return e.what }

// Reasons for which another attempt would not help, although ErrUnreachable may pass.
var (
	errTooSlow   = errors.New("no whole answer in time")
	errSilent    = errors.New("the server is silent")
	errCutOff    = errors.New("it failed several times in a row and is left alone for a while")
	errNoContent = errors.New("the answer is empty")
	// errOnlyThoughts would be the same a second time.
	errOnlyThoughts = errors.New("all the tokens that an answer may have went into thoughts")
)

// Servers tell these apart by words alone, with the status 500 or in mid-stream.
var messageKinds = []struct {
	words string // in lower case
	kind  error
}{
	{"requires more system memory", codeworm.ErrOutOfMemory},
	{"out of memory", codeworm.ErrOutOfMemory},
	{"outofmemory", codeworm.ErrOutOfMemory},
	{"cudamalloc failed", codeworm.ErrOutOfMemory},
	{"insufficient memory", codeworm.ErrOutOfMemory},
	{"unable to allocate", codeworm.ErrOutOfMemory},
	{"failed to allocate", codeworm.ErrOutOfMemory},
	{"cannot allocate memory", codeworm.ErrOutOfMemory},
	{"signal: killed", codeworm.ErrOutOfMemory}, // the kernel's way to say it
	{"exceeds the context length", codeworm.ErrDidNotFit},
	{"exceeds the available context", codeworm.ErrDidNotFit},
	{"exceeds maximum context length", codeworm.ErrDidNotFit},
	{"maximum context length", codeworm.ErrDidNotFit},
	{"context length exceeded", codeworm.ErrDidNotFit},
}

// statusKinds are the kinds of HTTP statuses that do not mean ErrRefused.
var statusKinds = map[int]error{
	http.StatusTooManyRequests:    codeworm.ErrTooManyRequests,
	http.StatusBadGateway:         codeworm.ErrUnreachable,
	http.StatusServiceUnavailable: codeworm.ErrUnreachable,
	http.StatusGatewayTimeout:     codeworm.ErrUnreachable,
}

// codeKinds are the kinds of langchaingo's error codes that do not mean ErrRefused.
var codeKinds = map[llms.ErrorCode]error{
	llms.ErrCodeRateLimit:           codeworm.ErrTooManyRequests,
	llms.ErrCodeProviderUnavailable: codeworm.ErrUnreachable,
	llms.ErrCodeTimeout:             codeworm.ErrUnreachable,
	llms.ErrCodeResourceNotFound:    codeworm.ErrModelMissing,
	llms.ErrCodeTokenLimit:          codeworm.ErrDidNotFit,
}

// subject is what errors are about.
type subject struct {
	endpoint string // the server's address without credentials; "" when not known
	model    string
	ollama   bool // the server is Ollama, so that its commands can be named
}

// typed makes an *codeworm.LLMError of an error, with the next step. An error of ctx stays
// one, and what is typed already stays as it is.
func (s subject) typed(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return s.stopped(ctx)
	}
	var already *codeworm.LLMError
	if errors.As(err, &already) {
		return err
	}
	e := &codeworm.LLMError{Endpoint: s.endpoint, Model: s.model, Err: err}
	var (
		status  *statusError
		address *url.Error
	)
	switch {
	case errors.As(err, &status):
		e.Status, e.Err, e.RetryAfter = status.status, status, status.retryAfter
	case errors.As(err, &address):
		e.Err = address.Err // the error itself names the address again
	}
	e.Kind, e.Lost = kindOf(err), lost(err)
	e.Hint = s.hint(e)
	return e
}

// stopped is the error of a ctx that is done.
func (s subject) stopped(ctx context.Context) error {
	if s.endpoint == "" {
		return fmt.Errorf("asking model %q: %w", s.model, ctx.Err())
	}
	return fmt.Errorf("asking model %q at %s: %w", s.model, s.endpoint, ctx.Err())
}

func kindOf(err error) error {
	var (
		status *statusError
		stream *streamError
		server *serverError
		fit    *fitError
		coded  *llms.Error
	)
	message := strings.ToLower(err.Error())
	switch {
	case errors.As(err, &fit):
		return codeworm.ErrDidNotFit
	case errors.Is(err, errTooSlow):
		return codeworm.ErrTooSlow
	case errors.Is(err, errNoContent), errors.Is(err, errOnlyThoughts), errors.As(err, &stream):
		return codeworm.ErrBadAnswer
	case errors.As(err, &status) && status.status == http.StatusNotFound && strings.Contains(message, "model"):
		return codeworm.ErrModelMissing
	case errors.As(err, &status), errors.As(err, &server):
		for _, m := range messageKinds {
			if strings.Contains(message, m.words) {
				return m.kind
			}
		}
		if status == nil {
			return codeworm.ErrBadAnswer
		}
		if kind, ok := statusKinds[status.status]; ok {
			return kind
		}
		return codeworm.ErrRefused
	case errors.As(err, &coded):
		if kind, ok := codeKinds[coded.Code]; ok {
			return kind
		}
		return codeworm.ErrRefused
	case isNetwork(err):
		return codeworm.ErrUnreachable
	}
	return codeworm.ErrRefused
}

// isNetwork reports whether there was no answer at all.
func isNetwork(err error) bool {
	var (
		address *url.Error
		network net.Error
	)
	return errors.As(err, &address) || errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, errSilent) || errors.Is(err, errCutOff)
}

// lost reports whether the server had the prompt when it fell silent, broke off or died: not when nobody took the connection, or it was
// not asked at all.
func lost(err error) bool {
	var (
		status *statusError
		stream *streamError
		dial   *net.OpError
	)
	switch {
	case errors.As(err, &status):
		return status.status == http.StatusInternalServerError
	case errors.Is(err, errCutOff), errors.As(err, &dial) && dial.Op == "dial":
		return false
	}
	return errors.As(err, &stream) && stream.what == brokeOff || isNetwork(err) && !errors.As(err, new(*net.DNSError))
}

// longestRetryAfter is the longest time that is believed of a server.
const longestRetryAfter = 24 * time.Hour

// parseRetryAfter reads a header of that name: seconds, or a date. It is 0 where that says nothing.
func parseRetryAfter(header string, now time.Time) time.Duration {
	after := time.Duration(0)
	if seconds, err := strconv.ParseInt(strings.TrimSpace(header), 10, 32); err == nil {
		after = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(header); err == nil {
		after = at.Sub(now).Round(time.Second)
	}
	return min(max(after, 0), longestRetryAfter)
}

// hint is what to do about an error.
func (s subject) hint(e *codeworm.LLMError) string {
	either := func(ollama, other string) string {
		if s.ollama {
			return ollama
		}
		return other
	}
	switch {
	case errors.Is(e.Kind, codeworm.ErrModelMissing):
		return either("run: ollama pull "+s.model, "check the model's name")
	case errors.Is(e.Kind, codeworm.ErrDidNotFit):
		return either("shorten the prompt or raise num_ctx", "shorten the prompt, or check the configured context")
	case errors.Is(e.Kind, codeworm.ErrOutOfMemory):
		return either("lower num_ctx, stop other models (ollama ps), or take a smaller model", "take a smaller model")
	case errors.Is(e.Err, errOnlyThoughts):
		return either("raise num_predict, or turn think off", "raise the most tokens of an answer")
	case errors.Is(e.Err, errTooSlow):
		return "raise the timeout or take a smaller model"
	case errors.Is(e.Err, errCutOff):
		return "it is tried again by itself"
	case errors.Is(e.Kind, codeworm.ErrTooManyRequests):
		return "ask less often, or raise the limit of the account"
	case errors.Is(e.Kind, codeworm.ErrUnreachable) && e.Status != 0:
		return "the server is there and cannot answer now; see its log"
	case errors.Is(e.Kind, codeworm.ErrUnreachable):
		return either("check that the server runs there: ollama serve", "check that the server runs and can be reached")
	case errors.Is(e.Kind, codeworm.ErrBadAnswer):
		return "see the server's log"
	case e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden:
		return "check the credentials"
	case e.Status/100 == 3 || e.Status == http.StatusNotFound:
		return "check the server's address"
	case e.Status >= http.StatusInternalServerError:
		return "see the server's log"
	}
	return "check the options of the model"
}

// transient reports whether the same question may be answered a little later.
func transient(err error) bool {
	var e *codeworm.LLMError
	if !errors.As(err, &e) || errors.Is(err, errSilent) || errors.Is(err, errCutOff) || errors.Is(err, errOnlyThoughts) {
		return false
	}
	if e.RetryAfter > longestWait {
		return false
	}
	return errors.Is(e.Kind, codeworm.ErrUnreachable) || errors.Is(e.Kind, codeworm.ErrTooManyRequests) || errors.Is(e.Kind, codeworm.ErrBadAnswer) ||
		errors.Is(e.Kind, codeworm.ErrRefused) && e.Status >= http.StatusInternalServerError
}

// broken reports whether an error speaks against the server, not the question.
func broken(err error) bool {
	return transient(err) && !errors.Is(err, errNoContent) && !errors.Is(err, codeworm.ErrTooManyRequests)
}

// isOpen reports whether a breaker refused the call.
func isOpen(err error) bool {
	return errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests)
}
