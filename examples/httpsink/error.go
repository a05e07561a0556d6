package main

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/codeworm/codeworm"
)

// Error is a failure of the wiki. errors.Is finds its kinds: codeworm.ErrSinkUnready, ErrPageBlocked or ErrUnsettled.
type Error struct {
	Kinds  []error // what it is, for the daemon; a context's error too, where that ended it
	Method string
	URL    string // never with credentials: New refuses such
	Status int    // 0 when there was no answer
	Cause  string // in one line
	Next   string // what to do about it
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "wiki page %s: %s: ", e.URL, e.Method)
	if e.Status != 0 {
		fmt.Fprintf(&b, "HTTP %d %s: ", e.Status, http.StatusText(e.Status))
	}
	b.WriteString(e.Cause)
	if e.Next != "" {
		b.WriteString("; " + e.Next)
	}
	return b.String()
}

// Unwrap gives the kinds.
func (e *Error) Unwrap() []error { return e.Kinds }

// meaning is what a status says.
type meaning struct {
	kind        error
	cause, next string
	again       bool // it may pass in a moment
	// unknown says that whoever answered does not know whether the wiki did what it was asked: something between did.
	unknown bool
}

// meanings are the answers that a wiki, or what stands before it, gives instead of doing what it is asked. README.md has them too.
var meanings = map[int]meaning{
	400: {kind: codeworm.ErrPageBlocked, cause: "the wiki does not take this page", next: "see what it says, and its log"},
	401: {kind: codeworm.ErrSinkUnready, cause: "the wiki does not know the token", next: "set " + tokenVariable + " to a token of the wiki"},
	403: {kind: codeworm.ErrSinkUnready, cause: "the token may not do this", next: "give it the right to read, write and list pages"},
	404: {kind: codeworm.ErrSinkUnready, cause: "there is nothing at this address", next: "check the address of the wiki's pages"},
	405: {kind: codeworm.ErrSinkUnready, cause: "what is at this address takes no pages", next: "check the address of the wiki's pages"},
	409: {kind: codeworm.ErrPageBlocked, cause: "others write the page all the time", next: "it is tried again"},
	412: {kind: codeworm.ErrPageBlocked, cause: "others write the page all the time", next: "it is tried again"},
	413: {kind: codeworm.ErrPageBlocked, cause: "the page is longer than the wiki takes", next: "let the wiki take longer pages, or exclude what it is about"},
	414: {kind: codeworm.ErrPageBlocked, cause: "the page's address is longer than the wiki takes", next: "let the wiki take longer addresses"},
	415: {kind: codeworm.ErrSinkUnready, cause: "the wiki takes no Markdown", next: "check the address of the wiki's pages"},
	422: {kind: codeworm.ErrPageBlocked, cause: "the wiki does not take this page", next: "see what it says, and its log"},
	423: {kind: codeworm.ErrPageBlocked, cause: "the page is locked: somebody is editing it, or it is protected", next: "it is tried again once it is free"},
	428: {kind: codeworm.ErrSinkUnready, cause: "the wiki wants a condition that this sink does not send", next: "check the address of the wiki's pages"},
	429: {kind: codeworm.ErrSinkUnready, cause: "the wiki has had too many requests", next: "it is tried again later", again: true},
	500: {kind: codeworm.ErrSinkUnready, cause: "the wiki fails", next: "see its log", again: true},
	502: {kind: codeworm.ErrSinkUnready, cause: "what stands before the wiki cannot reach it", next: "see whether the wiki runs", again: true, unknown: true},
	503: {kind: codeworm.ErrSinkUnready, cause: "the wiki is not available", next: "see whether it runs", again: true},
	504: {kind: codeworm.ErrSinkUnready, cause: "the wiki does not answer what stands before it", next: "see whether the wiki runs", again: true, unknown: true},
	507: {kind: codeworm.ErrSinkUnready, cause: "the wiki has no room left", next: "make room on its disk"},
}

// meaningOf is what a status says that is no success.
func meaningOf(status int) meaning {
	m, ok := meanings[status]
	switch {
	case ok:
		return m
	case status >= 300 && status < 400:
		return meaning{kind: codeworm.ErrSinkUnready, cause: "the wiki sends elsewhere, where neither page nor token is sent", next: "give the address that it names"}
	case status >= 500:
		return meaning{kind: codeworm.ErrSinkUnready, cause: "the wiki fails", next: "see its log", again: true, unknown: true}
	}
	return meaning{kind: codeworm.ErrSinkUnready, cause: "an answer that no wiki gives", next: "check the address of the wiki's pages"}
}

// refused is the error of an answer that is no success.
func (s *Sink) refused(r request, a answer) *Error {
	m := meaningOf(a.status)
	e := &Error{Kinds: []error{m.kind}, Method: r.method, URL: s.url(r), Status: a.status, Cause: m.cause, Next: m.next}
	if says := s.plain(string(a.text)); says != "" {
		e.Cause += " (it says: " + says + ")"
	}
	if a.location != "" {
		e.Cause += " (to " + s.plain(a.location) + ")"
	}
	if a.retryAfter > 0 {
		e.Cause += fmt.Sprintf(" (it wants to be asked again after %s)", a.retryAfter)
	}
	return e
}

// noAnswer is the error of a request without an answer that can be used.
func (s *Sink) noAnswer(r request, cause string) *Error {
	return &Error{Kinds: []error{codeworm.ErrSinkUnready}, Method: r.method, URL: s.url(r), Cause: s.plain(cause), Next: "see whether the wiki runs and can be reached"}
}

// unsettled says that it is not known what became of the page.
func (e *Error) unsettled() {
	e.Kinds = []error{codeworm.ErrUnsettled, codeworm.ErrSinkUnready}
	e.Cause += ", so that it is not known whether it was done"
	e.Next = strings.TrimPrefix(e.Next+"; the next attempt finds out", "; ")
}

// maxSaid is how much of what a server says is told.
const maxSaid = 200

// plain makes what a server says one short line without control characters and without the token, which servers may repeat.
func (s *Sink) plain(text string) string {
	if s.config.Token != "" {
		text = strings.ReplaceAll(text, s.config.Token, "[token]")
	}
	text = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if strconv.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(text, "\uFFFD"))), " ")
	if runes := []rune(text); len(runes) > maxSaid {
		return string(runes[:maxSaid]) + "..."
	}
	return text
}

// seconds reads a Retry-After: a number of seconds, or a date. What it is not counts as nothing.
func seconds(value string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(value); err == nil && n > 0 {
		return time.Duration(min(n, 24*60*60)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, min(at.Sub(now).Round(time.Second), 24*time.Hour))
	}
	return 0
}
