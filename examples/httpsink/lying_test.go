package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A wiki that lists what are no paths of pages is asked for none of them: the token goes nowhere but below the address of the pages.
func TestAListThatLies(t *testing.T) {
	for name, c := range map[string]struct {
		listed string
		asked  []string
	}{
		"upwards":         {`["../admin/users"]`, nil},
		"inside upwards":  {`["a/../../admin.md"]`, nil},
		"escaped upwards": {`["%2e%2e/admin.md"]`, nil},
		"a question":      {`["a.md?x=1"]`, nil},
		"from the root":   {`["/a.md"]`, nil},
		"a control":       {`["a\u0000.md"]`, nil},
		"an empty one":    {`[""]`, nil},
		"no page":         {`["a.html"]`, nil},
		"twice":           {`["b.md","a.md","b.md"]`, []string{"/pages/a.md", "/pages/b.md"}},
	} {
		t.Run(name, func(t *testing.T) {
			var mu sync.Mutex
			var asked []string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/pages/" && r.URL.RawQuery != "" {
					fmt.Fprintf(w, `{"pages":%s}`, c.listed)
					return
				}
				mu.Lock()
				asked = append(asked, r.RequestURI)
				mu.Unlock()
				w.Header().Set("ETag", `"1"`)
			}))
			defer server.Close()
			s, err := NewSink(Config{Base: server.URL + "/pages", Token: "t0ken", Pause: time.Millisecond})
			require.NoError(t, err)
			defer s.Close()
			_, err = s.Keys(t.Context())
			require.NoError(t, err)
			assert.Equal(t, c.asked, asked)
		})
	}
}

// A list whose parts go on for ever, each after the one before, comes to an end.
func TestAListWithoutEnd(t *testing.T) {
	parts := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		parts++
		last := fmt.Sprintf("p%09d.md", parts)
		if parts > 20_000 {
			fmt.Fprint(w, `{"pages":[]}`)
			return
		}
		fmt.Fprintf(w, `{"pages":[%q],"next":%q}`, last, last)
	}))
	defer server.Close()
	s, err := NewSink(Config{Base: server.URL + "/pages"})
	require.NoError(t, err)
	defer s.Close()
	_, err = s.paths(t.Context(), "")
	require.ErrorContains(t, err, "has no end")
}

// Whatever status a wiki gives, a page is not said to be published by an answer that is no success, no redirect is followed, and the token
// stays with the wiki.
func TestEveryStatus(t *testing.T) {
	var mu sync.Mutex
	var leaked []string
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		leaked = append(leaked, r.Method+r.Header.Get("Authorization"))
	}))
	defer other.Close()
	elsewhere := strings.Replace(other.URL, "127.0.0.1", "localhost", 1)
	for status := 200; status < 600; status++ {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", elsewhere+"/"+url.PathEscape(r.Header.Get("Authorization")))
			w.WriteHeader(status)
		}))
		s, err := NewSink(Config{Base: server.URL + "/pages", Token: "t0ken", Tries: 1})
		require.NoError(t, err)
		_, err = s.change(t.Context(), request{method: http.MethodPut, at: "a.md", text: []byte("x")})
		if status != 200 && status != 201 && status != 204 {
			require.Error(t, err, status)
			assert.NotContains(t, err.Error(), "t0ken", status)
		}
		s.Close()
		server.Close()
	}
	assert.Empty(t, leaked)
}

// Answers without end, in their heads and their bodies, are cut off.
func TestAnswersWithoutEnd(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"page": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", `"1"`)
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<20)); err != nil {
					return
				}
			}
		},
		"refusal": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<20)); err != nil {
					return
				}
			}
		},
		"a byte now and then": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = w.Write([]byte("x"))
				_ = http.NewResponseController(w).Flush()
				select {
				case <-r.Context().Done():
				case <-time.After(10 * time.Millisecond):
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(answer)
			defer server.Close()
			s, err := NewSink(Config{Base: server.URL + "/pages", Tries: 1, Timeout: 2 * time.Second})
			require.NoError(t, err)
			defer s.Close()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			_, err = s.look(ctx, "a.md")
			require.Error(t, err)
			assert.NoError(t, ctx.Err())
		})
	}
}
