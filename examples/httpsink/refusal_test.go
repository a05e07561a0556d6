package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
)

// answers is what stands before the wiki answering writes with a status.
func answers(status int, headers map[string]string, body string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPut && r.Method != http.MethodDelete {
			return false
		}
		for name, value := range headers {
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
		return true
	}
}

// Each refusal names the page, the cause and the next step, is told to the daemon as what it is, and changes nothing.
func TestSinkIsRefused(t *testing.T) {
	require.NotEmpty(t, meanings)
	statuses := map[int]meaning{301: meaningOf(301), 307: meaningOf(307), 418: meaningOf(418), 501: meaningOf(501), 599: meaningOf(599)}
	for status, m := range meanings {
		statuses[status] = m
	}
	for status, m := range statuses {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			w := newWorld(t, func(c *Config) { c.Tries = 2 })
			p := pageOf(0, "f2")
			w.publish(t, pageOf(0, "f1"))
			w.asked = nil
			mend := w.faults(answers(status, nil, "Bearer "+token+" is\n\x1b[31mred"), nil)
			for what, change := range map[string]func() error{
				"PUT":    func() error { _, err := w.Publish(t.Context(), p); return err },
				"DELETE": func() error { _, err := w.Retire(t.Context(), p.Key); return err },
			} {
				if what == "DELETE" && status == http.StatusNotFound {
					continue // it is gone, then
				}
				err := change()
				require.ErrorIs(t, err, m.kind)
				assert.Equal(t, errors.Is(m.kind, codeworm.ErrSinkUnready), errors.Is(err, codeworm.ErrSinkUnready))
				assert.Equal(t, codeworm.FaultSink, codeworm.FaultOf(err))
				assert.Equal(t, m.unknown, errors.Is(err, codeworm.ErrUnsettled), "%v", err)
				assert.NotContains(t, err.Error(), token)
				if status != http.StatusConflict && status != http.StatusPreconditionFailed { // a cause of their own
					assert.Contains(t, err.Error(), "it says: Bearer [token] is [31mred")
				}
				assert.NotContains(t, err.Error(), "\x1b")
				require.True(t, strings.HasPrefix(err.Error(), "wiki page "+w.at+"/"+p.Path+": "+what+": HTTP "), "%v", err)
				assert.Contains(t, err.Error(), m.cause)
				assert.Contains(t, err.Error(), "; "+m.next)
			}
			mend()
			assert.Contains(t, w.served(t, p.Path), "State f1.")
			assert.True(t, w.publish(t, p), "and then it is taken")
		})
	}
}

// What passes in a moment is tried again, as soon as the wiki says; a longer wait is the daemon's.
func TestSinkTriesAgain(t *testing.T) {
	for status, m := range meanings {
		if !m.again {
			continue
		}
		w := newWorld(t)
		n := 0
		w.faults(func(rw http.ResponseWriter, r *http.Request) bool {
			if r.Method != http.MethodPut || n == 2 {
				return false
			}
			n++
			rw.WriteHeader(status)
			return true
		}, nil)
		assert.True(t, w.publish(t, pageOf(0, "f1")), "%d", status)
		assert.Equal(t, 2, n, "%d", status)
		assert.Equal(t, 1, w.versions(t, pageOf(0, "").Path))
	}
	w := newWorld(t)
	w.faults(answers(http.StatusTooManyRequests, map[string]string{"Retry-After": "3600"}, ""), nil)
	_, err := w.Publish(t.Context(), pageOf(0, "f1"))
	require.ErrorIs(t, err, codeworm.ErrSinkUnready)
	require.ErrorContains(t, err, "the wiki has had too many requests (it wants to be asked again after 1h0m0s)")
	assert.Equal(t, 1, strings.Count(strings.Join(w.asked, "\n"), "PUT"))

	now := time.Date(2026, 2, 27, 21, 49, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{"": 0, "-1": 0, "x": 0, "7": 7 * time.Second, "99999999999999999999": 0, "999999": 24 * time.Hour,
		"Fri, 27 Feb 2026 21:50:00 GMT": time.Minute, "Fri, 27 Feb 2015 21:50:00 GMT": 0} {
		assert.Equal(t, want, seconds(value, now), value)
	}
}

// Nothing follows a redirect: a PUT would become a GET, and another host would get page and token.
func TestSinkFollowsNoRedirect(t *testing.T) {
	var elsewhere []string
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		elsewhere = append(elsewhere, r.Method+" "+r.Header.Get("Authorization"))
	}))
	defer other.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, to := range []string{other.URL + "/pages/x.md", "/elsewhere"} {
			w := newWorld(t)
			w.faults(func(rw http.ResponseWriter, r *http.Request) bool {
				http.Redirect(rw, r, to, status)
				return true
			}, nil)
			_, err := w.Publish(t.Context(), pageOf(0, "f1"))
			require.ErrorIs(t, err, codeworm.ErrSinkUnready)
			require.ErrorContains(t, err, "the wiki sends elsewhere")
			require.ErrorContains(t, err, "(to "+to+")")
			w.faults(answers(status, map[string]string{"Location": to}, ""), nil)
			_, err = w.Publish(t.Context(), pageOf(0, "f1"))
			require.ErrorIs(t, err, codeworm.ErrSinkUnready)
			assert.Empty(t, w.wiki.latest())
		}
	}
	assert.Empty(t, elsewhere)
}

// A token is sent to nobody who could be somebody else, and no address with credentials is taken.
func TestSinkKeepsItsToken(t *testing.T) {
	for base, says := range map[string]string{
		"http://wiki.example.org/pages":      "use https",
		"https://ada:pw@wiki.example.org/p":  "must not have credentials",
		"https://wiki.example.org/p?token=1": "has to be like",
		"wiki.example.org/p":                 "has to be like",
		"ftp://wiki.example.org/p":           "has to be like",
		"":                                   "has to be like",
		"https://wiki.example.org/\x7f":      "has to be like",
	} {
		_, err := NewSink(Config{Base: base, Token: token})
		require.ErrorContains(t, err, says, base)
		assert.NotContains(t, err.Error(), "pw")
		assert.NotContains(t, err.Error(), token)
	}
	for _, base := range []string{"https://wiki.example.org/pages/", "http://127.0.0.1:1/", "http://localhost/p", "http://[::1]/p"} {
		_, err := NewSink(Config{Base: base, Token: token})
		require.NoError(t, err, base)
	}
	w := newWorld(t, func(c *Config) { c.Token = "another-token" })
	err := w.Prepare(t.Context())
	require.ErrorIs(t, err, codeworm.ErrSinkUnready)
	require.ErrorContains(t, err, "HTTP 401 Unauthorized: the wiki does not know the token")
	require.ErrorContains(t, err, "; set CODEWORM_WIKI_TOKEN to a token of the wiki")
}

// A server that lies, stammers, hangs or never ends is no page, and no reason to write.
func TestSinkOfABadServer(t *testing.T) {
	for name, row := range map[string]struct {
		answer func(http.ResponseWriter)
		says   string
	}{
		"no ETag":         {func(w http.ResponseWriter) { _, _ = w.Write([]byte("x")) }, "no strong ETag"},
		"a weak ETag":     {func(w http.ResponseWriter) { w.Header().Set("ETag", `W/"1"`); _, _ = w.Write([]byte("x")) }, "no strong ETag"},
		"a part":          {func(w http.ResponseWriter) { w.Header().Set("Content-Length", "9"); _, _ = w.Write([]byte("x")) }, "unexpected EOF"},
		"no HTTP":         {func(w http.ResponseWriter) { speak(w, "220 ready "+token+"\r\n") }, "malformed HTTP"},
		"endless":         {endless, "more than 33554432 bytes"},
		"endless headers": {func(w http.ResponseWriter) { speak(w, "HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 11<<20)) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(c *Config) { c.Tries = 2 })
			w.faults(func(rw http.ResponseWriter, _ *http.Request) bool { row.answer(rw); return true }, nil)
			_, err := w.Publish(t.Context(), pageOf(0, "f1"))
			require.ErrorIs(t, err, codeworm.ErrSinkUnready)
			require.NotErrorIs(t, err, codeworm.ErrUnsettled, "nothing was put")
			require.ErrorContains(t, err, row.says)
			assert.NotContains(t, err.Error(), token)
			assert.Less(t, len(err.Error()), 1000)
			assert.NotContains(t, strings.Join(w.asked, "\n"), "PUT")
		})
	}
	for _, list := range []string{"", "{}", "[]", "<html>", `{"pages":null}`, `{"pages":[1]}`} {
		w := newWorld(t)
		w.faults(func(rw http.ResponseWriter, _ *http.Request) bool { _, _ = rw.Write([]byte(list)); return true }, nil)
		require.ErrorContains(t, w.Prepare(t.Context()), "no list of pages", list)
	}
}

// speak answers with bytes of one's own.
func speak(w http.ResponseWriter, text string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_, _ = conn.Write([]byte(text))
		_ = conn.Close()
	}
}

func endless(w http.ResponseWriter) {
	w.Header().Set("ETag", `"1"`)
	for chunk := make([]byte, 1<<20); ; {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}

// A page that the wiki finds too long keeps out itself.
func TestSinkOfALongPage(t *testing.T) {
	w := newWorld(t)
	p := pageOf(0, "f1")
	p.Markdown = append([]byte(strings.Repeat("x", maxServed)+"\n"), p.Markdown...)
	_, err := w.Publish(t.Context(), p)
	require.ErrorIs(t, err, codeworm.ErrPageBlocked)
	require.ErrorContains(t, err, fmt.Sprintf("a page may have %d bytes", maxServed))
	assert.True(t, w.publish(t, pageOf(1, "f1")))
}

// A wiki that hangs is given up after the time of a request, and when the run ends; both say whether the page may be there.
func TestSinkOfAWikiThatHangs(t *testing.T) {
	release := make(chan struct{})
	hang := func(method string) func(http.ResponseWriter, *http.Request) bool {
		return func(_ http.ResponseWriter, r *http.Request) bool {
			if r.Method == method {
				<-release
			}
			return false
		}
	}
	w := newWorld(t, func(c *Config) { c.Timeout, c.Tries = 500*time.Millisecond, 2 })
	defer close(release)
	w.faults(hang(http.MethodGet), nil)
	_, err := w.Publish(t.Context(), pageOf(0, "f1"))
	require.ErrorIs(t, err, codeworm.ErrSinkUnready)
	require.NotErrorIs(t, err, codeworm.ErrUnsettled)
	require.ErrorContains(t, err, "no answer within 500ms; see whether the wiki runs and can be reached")
	require.NotErrorIs(t, err, context.DeadlineExceeded, "which would be the caller's")

	w.faults(hang(http.MethodPut), nil)
	_, err = w.Publish(t.Context(), pageOf(0, "f1"))
	require.ErrorIs(t, err, codeworm.ErrUnsettled)
	require.ErrorContains(t, err, "so that it is not known whether it was done; see whether the wiki runs and can be reached; the next attempt finds out")

	ctx, cancel := context.WithCancel(t.Context())
	w.faults(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut {
			cancel()
			<-release
		}
		return false
	}, nil)
	_, err = w.Publish(ctx, pageOf(0, "f1"))
	require.ErrorIs(t, err, codeworm.ErrUnsettled)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, codeworm.FaultNone, codeworm.FaultOf(err), "the run was stopped")
}

// A request that arrives late, when its sink has given it up, changes nothing that came after.
func TestSinkOfALateRequest(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Timeout = time.Second })
	w.publish(t, pageOf(0, "f1"))
	var late *http.Request
	w.faults(func(rw http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut && late == nil {
			late = r.Clone(context.WithoutCancel(r.Context()))
			late.Body = http.NoBody
			return hangUp(rw)
		}
		return false
	}, nil)
	assert.True(t, w.publish(t, pageOf(0, "f2")))
	assert.True(t, w.publish(t, pageOf(0, "f1")))
	before := w.served(t, pageOf(0, "").Path)
	require.NotNil(t, late)
	a := httptest.NewRecorder()
	w.wiki.ServeHTTP(a, late)
	assert.Equal(t, http.StatusPreconditionFailed, a.Code)
	assert.Equal(t, before, w.served(t, pageOf(0, "").Path))
}

// Where nobody answers at all, the page is certainly not there.
func TestSinkWithoutAWiki(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	s, err := NewSink(Config{Base: closed.URL, Tries: 2, Pause: time.Millisecond})
	require.NoError(t, err)
	defer s.Close()
	for what, err := range map[string]error{
		"prepare": s.Prepare(t.Context()),
		"publish": second(s.Publish(t.Context(), pageOf(0, "f1"))),
		"put":     second(s.change(t.Context(), request{method: http.MethodPut, at: "x.md"})),
	} {
		require.ErrorIs(t, err, codeworm.ErrSinkUnready, what)
		require.ErrorContains(t, err, "connection refused", what)
	}
}

func second[T any](_ T, err error) error { return err }
