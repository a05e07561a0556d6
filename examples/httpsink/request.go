package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// Bounds of what an answer may have.
const (
	maxPage   = 32 << 20 // bytes of a page or a list
	maxErrors = 4 << 10  // bytes of what a refusal says
)

// request is what the wiki is asked.
type request struct {
	method string
	at     string // the page's path; "" for the list
	query  url.Values
	text   []byte
	match  string // the ETag of the version that is replaced; "" when there is none
	key    string // the Idempotency-Key: the same for every try
}

// answer is what it answers.
type answer struct {
	status     int
	etag       string
	text       []byte
	location   string
	retryAfter time.Duration
	// unknown says that the request may have been done, now or later, although there is no answer that says so.
	unknown bool
}

func (a answer) is(statuses ...int) bool {
	for _, status := range statuses {
		if a.status == status {
			return true
		}
	}
	return false
}

// Answers with a meaning of their own.
func (a answer) done() bool     { return a.is(200, 201, 204) }
func (a answer) absent() bool   { return a.is(404, 410) }
func (a answer) conflict() bool { return a.is(409, 412) }

// errConflict says that the page is another one than its writer knows.
var errConflict = errors.New("the page is another one by now")

// url is the address of what a request is about.
func (s *Sink) url(r request) string {
	to := s.config.Base + "/" + r.at
	if len(r.query) > 0 {
		to += "?" + r.query.Encode()
	}
	return to
}

// send asks once. The error says why there is no answer.
func (s *Sink) send(ctx context.Context, r request) (answer, error) {
	attempt, cancel := context.WithTimeout(ctx, s.config.Timeout)
	defer cancel()
	var connected atomic.Int32 // on how many connections the request was: net/http itself sends it again when one breaks
	traced := httptrace.WithClientTrace(attempt, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Add(1) }})
	req, err := http.NewRequestWithContext(traced, r.method, s.url(r), bytes.NewReader(r.text))
	if err != nil {
		return answer{}, s.noAnswer(r, err.Error())
	}
	writes := r.method == http.MethodPut || r.method == http.MethodDelete
	if s.config.Token != "" {
		req.Header.Set("Authorization", "Bearer "+s.config.Token)
	}
	if writes {
		req.Header.Set("Idempotency-Key", r.key)
		if r.match != "" {
			req.Header.Set("If-Match", r.match)
		} else {
			req.Header.Set("If-None-Match", "*")
		}
		req.Header.Set("Content-Type", "text/markdown; charset=utf-8")
	}
	resp, err := s.client.Do(req)
	var a answer
	if err == nil {
		defer resp.Body.Close()
		a, err = s.read(r, resp)
		a.unknown = writes && (connected.Load() > 1 || meaningOf(a.status).unknown && !a.done())
	}
	if err != nil {
		a = answer{unknown: writes && connected.Load() > 0}
		switch {
		case ctx.Err() != nil:
			e := s.noAnswer(r, "the request was stopped")
			e.Kinds, e.Next = []error{context.Cause(ctx), ctx.Err()}, ""
			return a, e
		case attempt.Err() != nil:
			return a, s.noAnswer(r, fmt.Sprintf("no answer within %s", s.config.Timeout))
		}
		if e, ok := errors.AsType[*Error](err); ok {
			return a, e
		}
		if e, ok := errors.AsType[*url.Error](err); ok {
			err = e.Err // which names the address once more
		}
		return a, s.noAnswer(r, err.Error())
	}
	return a, nil
}

// read reads an answer, as far as it is needed.
func (s *Sink) read(r request, resp *http.Response) (answer, error) {
	a := answer{status: resp.StatusCode, etag: resp.Header.Get("ETag"), location: resp.Header.Get("Location")}
	a.retryAfter = seconds(resp.Header.Get("Retry-After"), time.Now())
	if r.method != http.MethodGet || !a.done() {
		a.text, _ = io.ReadAll(io.LimitReader(resp.Body, maxErrors)) // the status says what counts
		return a, nil
	}
	var err error
	if a.text, err = io.ReadAll(io.LimitReader(resp.Body, maxPage+1)); err != nil {
		return a, err
	}
	if len(a.text) > maxPage {
		e := s.noAnswer(r, fmt.Sprintf("the answer has more than %d bytes", maxPage))
		e.Next = "move away what is there"
		return a, e
	}
	return a, nil
}

// ask reads something, and tries again what may pass. An answer that the caller can use is a success, or one that says that there is nothing.
func (s *Sink) ask(ctx context.Context, r request) (answer, error) {
	for try := 1; ; try++ {
		a, err := s.send(ctx, r)
		if err == nil && (a.done() || r.at != "" && a.absent()) {
			return a, nil
		}
		if err == nil {
			err = s.refused(r, a)
		}
		if !s.tryAgain(ctx, ctx, try, a) {
			return answer{}, err
		}
	}
}

// tryAgain waits before the next try, and reports whether there is to be one. The wait is that of linger; nothing is begun once ctx is done.
func (s *Sink) tryAgain(ctx, linger context.Context, try int, a answer) bool {
	wait := max(a.retryAfter, s.config.Pause<<(try-1))
	if ctx.Err() != nil || try >= s.config.Tries || a.status != 0 && !meaningOf(a.status).again || wait > s.config.MaxWait {
		return false
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
	case <-linger.Done():
	}
	return false
}

// grace is how long it is waited, once ctx is done, for what became of a request that was sent.
const grace = 10 * time.Second

// lingering is a context that ends some time after ctx.
func lingering(ctx context.Context) (context.Context, context.CancelFunc) {
	linger, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel()
		case <-linger.Done():
		}
	})
	return linger, func() { stop(); cancel() }
}

// change puts or deletes a page where the version that its writer knows is still there, at most once however often it is sent, and returns the
// ETag of the new version. The error is errConflict when another version is there, and a codeworm.ErrUnsettled when it could not be learned whether the
// request was done.
//
// A request whose answer is lost may have been done, or be done later. So it is asked what is there: what the request makes, and it was done; another
// version than the known one, and it cannot be done any more; the known one, and it is sent again, with the same condition and the same key.
func (s *Sink) change(ctx context.Context, r request) (etag string, err error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	linger, cancel := lingering(ctx)
	defer cancel()
	r.key = rand.Text()
	unknown := false
	for try := 1; ; try++ {
		a, err := s.send(linger, r)
		unknown = unknown || a.unknown
		removed := r.method == http.MethodDelete && a.absent()
		switch {
		case err == nil && (a.done() || removed):
			return a.etag, nil
		case err == nil && a.conflict() && !unknown:
			return "", errConflict
		case err == nil:
			err = s.refused(r, a)
		}
		if unknown || a.status >= 500 {
			now, lookErr := s.send(linger, request{method: http.MethodGet, at: r.at})
			if now.absent() {
				now.etag = ""
			}
			switch {
			case lookErr != nil || !now.done() && !now.absent():
				unknown = true
			case r.method == http.MethodDelete && now.absent(), r.method == http.MethodPut && now.done() && bytes.Equal(now.text, r.text):
				return now.etag, nil
			case now.etag != r.match:
				return "", errConflict
			}
		}
		if s.tryAgain(ctx, linger, try, a) {
			continue
		}
		if e, ok := errors.AsType[*Error](err); ok && unknown {
			e.unsettled()
		}
		if e, ok := errors.AsType[*Error](err); ok && ctx.Err() != nil {
			e.Kinds = append(e.Kinds, context.Cause(ctx), ctx.Err())
		}
		return "", err
	}
}

// look reads a page. Without an ETag that can be compared it could be overwritten, so that this is an error.
func (s *Sink) look(ctx context.Context, at string) (answer, error) {
	r := request{method: http.MethodGet, at: at}
	a, err := s.ask(ctx, r)
	if err == nil && a.done() && !strings.HasPrefix(a.etag, `"`) {
		e := s.noAnswer(r, "the wiki gives no strong ETag, so that edits of others could be overwritten")
		e.Next = "have it give one, also through what stands before it"
		return answer{}, e
	}
	return a, err
}
