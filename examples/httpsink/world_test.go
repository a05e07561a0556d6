package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

// What has the test binary be a wiki.
const (
	servedFolder = "HTTPSINK_SERVES"
	servedAt     = "HTTPSINK_LISTENS"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(servedFolder); dir != "" { // a wiki in a process of its own, for tests that kill it
		if err := run(context.Background(), []string{"serve", "-dir", dir, "-listen", os.Getenv(servedAt)}, token, os.Stdout); err != nil {
			fmt.Println(err)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

const token = "tok-3141592653589793"

// world is a wiki, what stands before it, and its sink. The sink talks to the wiki over real connections.
type world struct {
	*Sink
	wiki *Server
	dir  string
	at   string

	mu     sync.Mutex
	before func(w http.ResponseWriter, r *http.Request) bool // answers in the wiki's place; nil when nothing does
	after  func(w http.ResponseWriter, r *http.Request, a *httptest.ResponseRecorder) bool
	asked  []string // "PUT path"
}

func newWorld(t *testing.T, edits ...func(*Config)) *world {
	t.Helper()
	w := &world{dir: filepath.Join(t.TempDir(), "wiki")}
	require.NoError(t, os.MkdirAll(w.dir, 0o755))
	var err error
	w.wiki, err = NewServer(w.dir, token)
	require.NoError(t, err)
	server := httptest.NewServer(w)
	w.at = server.URL + "/pages"
	config := Config{Base: w.at, Token: token, Timeout: 10 * time.Second, Pause: time.Millisecond}
	for _, edit := range edits {
		edit(&config)
	}
	w.Sink, err = NewSink(config)
	require.NoError(t, err)
	t.Cleanup(func() {
		w.Sink.Close()
		server.CloseClientConnections()
		server.Close()
		require.NoError(t, w.wiki.Close())
	})
	return w
}

// ServeHTTP is what stands between the sink and the wiki.
func (w *world) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	w.asked = append(w.asked, r.Method+" "+strings.TrimPrefix(r.URL.Path, pagesAt))
	before, after := w.before, w.after
	w.mu.Unlock()
	if before != nil && before(rw, r) {
		return
	}
	a := httptest.NewRecorder()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	w.wiki.ServeHTTP(a, r)
	if after != nil && after(rw, r, a) {
		return
	}
	for name, values := range a.Header() {
		rw.Header()[name] = values
	}
	rw.WriteHeader(a.Code)
	_, _ = rw.Write(a.Body.Bytes())
}

// faults sets what goes wrong, and returns what ends it.
func (w *world) faults(before func(http.ResponseWriter, *http.Request) bool, after func(http.ResponseWriter, *http.Request, *httptest.ResponseRecorder) bool) (mend func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.before, w.after = before, after
	return func() { w.faults(nil, nil) }
}

// hangUp breaks the connection off without an answer.
func hangUp(w http.ResponseWriter) bool {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close()
	}
	return true
}

// Break implements codewormtest.SinkBreaker.
func (w *world) Break(_ *testing.T, answers bool) func() {
	var broken atomic.Bool
	breaks := func(r *http.Request) bool {
		if r.Method == http.MethodPut || r.Method == http.MethodDelete {
			broken.Store(true)
		}
		return broken.Load()
	}
	return w.faults(
		func(rw http.ResponseWriter, r *http.Request) bool { return breaks(r) && !answers && hangUp(rw) },
		func(rw http.ResponseWriter, r *http.Request, _ *httptest.ResponseRecorder) bool {
			return breaks(r) && hangUp(rw)
		})
}

// Texts implements codewormtest.SinkTexts.
func (w *world) Texts(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, at := range w.wiki.latest() {
		texts[at] = w.served(t, at)
	}
	return texts
}

// served is a page as a person reads it.
func (w *world) served(t *testing.T, at string) string {
	t.Helper()
	a := w.person(t, http.MethodGet, at, "", "")
	require.Equal(t, http.StatusOK, a.Code, at)
	return a.Body.String()
}

// person asks the wiki itself.
func (w *world) person(t *testing.T, method, at, match, text string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, pagesAt+at, strings.NewReader(text))
	r.Header.Set("Authorization", "Bearer "+token)
	if match != "" {
		r.Header.Set("If-Match", match)
	}
	a := httptest.NewRecorder()
	w.wiki.ServeHTTP(a, r)
	return a
}

// Edit implements codewormtest.SinkTexts.
func (w *world) Edit(t *testing.T, at, text string) {
	t.Helper()
	a := w.person(t, http.MethodGet, at, "", "")
	a = w.person(t, http.MethodPut, at, a.Header().Get("ETag"), text)
	require.Equal(t, http.StatusNoContent, a.Code, a.Body)
}

// versions is how many versions the wiki has of a page.
func (w *world) versions(t *testing.T, at string) int {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(w.dir, filepath.FromSlash(at)))
	require.NoError(t, err)
	return len(entries)
}

func pageOf(i int, fingerprint string) page.Page {
	return codewormtest.Page(codewormtest.SinkKeys(i + 1)[i], fingerprint)
}

func (w *world) publish(t *testing.T, p page.Page) bool {
	t.Helper()
	pub, err := w.Publish(t.Context(), p)
	require.NoError(t, err)
	return !pub.Unchanged
}
