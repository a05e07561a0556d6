package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// transport stands between langchaingo's Ollama client and the server and
// mends what the client loses: it puts into the request what the client
// misplaces, turns statuses into errors, and reads the stream first, so
// that one that ends too early is an error and its last line is kept.
type transport struct {
	base   http.RoundTripper
	think  bool
	schema json.RawMessage
}

// maxErrorText is how much of an error's body is read, in bytes.
const maxErrorText = 2000

// RoundTrip sends a request of langchaingo's client.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if err != nil {
			return nil, err
		}
		if body, err = t.amend(body, exchangeOf(r.Context())); err != nil {
			return nil, err
		}
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
		r.ContentLength = int64(len(body))
		r.GetBody = nil
	}
	response, err := t.base.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if err := checkStatus(response); err != nil {
		_ = response.Body.Close()
		return nil, err
	}
	if x := exchangeOf(r.Context()); x != nil {
		response.Body = &stream{lines: newLines(response.Body), body: response.Body, exchange: x}
		response.ContentLength = -1
	}
	return response, nil
}

// amend sets what the server wants at the top level of a request, and the
// context, which the client takes for all its requests alike.
func (t *transport) amend(body []byte, x *exchange) ([]byte, error) {
	var fields, options map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return nil, fmt.Errorf("request of the ollama client: %w", err)
	}
	if err := json.Unmarshal(fields["options"], &options); err != nil {
		return nil, fmt.Errorf("options of the ollama client: %w", err)
	}
	if x != nil {
		options["num_ctx"] = json.RawMessage(strconv.Itoa(x.numCtx))
	}
	var err error
	if fields["options"], err = json.Marshal(options); err != nil {
		return nil, err
	}
	delete(fields, "format")
	if t.schema != nil {
		fields["format"] = t.schema
	}
	fields["think"] = json.RawMessage("false")
	if t.think {
		fields["think"] = json.RawMessage("true")
	}
	return json.Marshal(fields)
}

// checkStatus is nil for a status in the two hundreds. Redirections are refused: a
// server that sends prompts elsewhere was not meant to.
func checkStatus(r *http.Response) error {
	if r.StatusCode/100 == 2 {
		return nil
	}
	e := &statusError{status: r.StatusCode, retryAfter: parseRetryAfter(r.Header.Get("Retry-After"), time.Now())}
	text, err := io.ReadAll(io.LimitReader(r.Body, maxErrorText))
	if err != nil && len(text) == 0 {
		return e
	}
	var said struct{ Error string }
	switch {
	case r.StatusCode/100 == 3:
		e.message = "look elsewhere, at " + oneLine(r.Header.Get("Location"))
	case json.Unmarshal(text, &said) == nil && said.Error != "":
		e.message = oneLine(said.Error)
	default:
		e.message = oneLine(string(text))
	}
	return e
}

// oneLine folds a text into one line of moderate length.
func oneLine(text string) string {
	const limit = 300
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
	if len(text) > limit {
		text = strings.ToValidUTF8(text[:limit], "") + "..."
	}
	return text
}

// exchange is what a call asks for and hears besides text. It is handed to the
// transport through ctx and read after the call.
type exchange struct {
	numCtx int
	// piece hands on a token of the answer, or of a thought.
	piece func(text, thought string) error
	done  bool
	last  chatLine // when done
	err   error    // why the stream is not whole
}

type exchangeKey struct{}

func withExchange(ctx context.Context, numCtx int, r *relay) (context.Context, *exchange) {
	x := &exchange{numCtx: numCtx, piece: r.writer()}
	return context.WithValue(ctx, exchangeKey{}, x), x
}

func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}
