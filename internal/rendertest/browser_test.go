//go:build unix

package rendertest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/facts"
	"github.com/codeworm/codeworm/internal/realpart"
)

// browser opens pages in Chromium and sees what they ask for.
type browser struct {
	ctx   context.Context
	mu    sync.Mutex
	asked []string
}

func startBrowser(t *testing.T) *browser {
	t.Helper()
	program, err := exec.LookPath("chromium")
	for _, name := range []string{"chromium-browser", "google-chrome", "chrome"} { // one engine under several names
		if err != nil {
			program, err = exec.LookPath(name)
		}
	}
	realpart.Need(t, "chromium", err)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()))
	allocated, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(allocated)
	t.Cleanup(end)
	b := &browser{ctx: ctx}
	chromedp.ListenTarget(ctx, func(event any) {
		if sent, ok := event.(*network.EventRequestWillBeSent); ok {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.asked = append(b.asked, sent.Request.URL)
		}
	})
	require.NoError(t, chromedp.Run(ctx, network.Enable()))
	return b
}

// open opens an address and returns whether something in the page ran, and what was asked for besides the page.
func (b *browser) open(t *testing.T, address string) (ran bool, besides []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	b.mu.Lock()
	b.asked = nil
	b.mu.Unlock()
	require.NoError(t, chromedp.Run(ctx, chromedp.Navigate(address), chromedp.Sleep(30*time.Millisecond), chromedp.Evaluate("window.__ran !== undefined", &ran)))
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, url := range b.asked {
		if url != address && !strings.HasSuffix(url, "/favicon.ico") {
			besides = append(besides, url)
		}
	}
	return ran, besides
}

// TestBrowser opens a sample of the hostile pages: nothing runs, and nothing is asked for. A page that does both shows that it
// would be seen.
func TestBrowser(t *testing.T) {
	s, b := Start(t), startBrowser(t)
	pages := map[string]string{"/harmful": "<img src=x.png onerror=__ran=1>"}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, ok := pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><meta charset=utf-8><body>"+text)
	}))
	defer server.Close()
	ran, besides := b.open(t, server.URL+"/harmful")
	require.True(t, ran)
	require.Equal(t, []string{server.URL + "/x.png"}, besides)
	for n := range uint64(60) {
		f := hostileFacts(1000 + n)
		prose, model := Hostile(seed, 1000+n, watched), "m"
		if n%2 == 0 {
			var err error
			prose, err = facts.Write(f)
			require.NoError(t, err)
			model = facts.Model
		}
		text := pageOf(t, f, prose, model)
		if text == nil {
			continue
		}
		r := Renderers[n%uint64(len(Renderers))]
		shown, err := s.Render(r, string(text))
		require.NoError(t, err, r)
		path := fmt.Sprintf("/%d", n)
		pages[path] = shown
		ran, besides := b.open(t, server.URL+path)
		assert.False(t, ran, "%d by %s", n, r)
		assert.Empty(t, besides, "%d by %s", n, r)
	}
}
