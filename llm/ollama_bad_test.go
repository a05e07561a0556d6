package llm_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/llm"
)

// The tests in this file ask a server that misbehaves.

// badServer answers /api/chat with the handler, which gets the number of the call from 1 on,
// and everything else as a server without special knowledge does.
func badServer(t testing.TB, handler func(call int, w http.ResponseWriter, r *http.Request)) (*httptest.Server, *atomic.Int32) {
	t.Helper()
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api/chat":
			// A server that has not read the request does not see its client go.
			body, err := io.ReadAll(r.Body)
			assert.NoError(t, err)
			r.Body = io.NopCloser(bytes.NewReader(body))
			handler(int(calls.Add(1)), w, r)
		case "/api/version":
			fmt.Fprint(w, `{"version":"0.0.0"}`)
		case "/api/show":
			fmt.Fprint(w, `{"model_info":{"general.architecture":"x","x.context_length":32768}}`)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server, &calls
}

func badClient(t testing.TB, url string, change func(*llm.OllamaConfig)) *llm.Ollama {
	t.Helper()
	config := llm.OllamaConfig{URL: url, Model: "m", Timeout: 10 * time.Second, Retry: llm.Retry{Wait: time.Millisecond}}
	if change != nil {
		change(&config)
	}
	o, err := llm.NewOllama(config)
	require.NoError(t, err)
	t.Cleanup(o.Close)
	return o
}

const (
	word = `{"message":{"role":"assistant","content":"word "},"done":false}` + "\n"
	done = `{"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":9,"eval_count":2}` + "\n"
)

func write(text string) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
}

func status(code int, text string) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, text)
	}
}

// hangUp breaks the connection after the text, without its end.
func hangUp(text string) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, text)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// reset breaks the connection so that the client sees a reset.
func reset(_ int, w http.ResponseWriter, _ *http.Request) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = connection.(*net.TCPConn).SetLinger(0)
		_ = connection.Close()
	}
}

func TestMisbehavingServer(t *testing.T) {
	const bad, refused, unreachable = "bad", "refused", "unreachable"
	kinds := map[string]error{bad: codeworm.ErrBadAnswer, refused: codeworm.ErrRefused, unreachable: codeworm.ErrUnreachable,
		"memory": codeworm.ErrOutOfMemory, "missing": codeworm.ErrModelMissing, "fit": codeworm.ErrDidNotFit,
		"requests": codeworm.ErrTooManyRequests}
	tests := []struct {
		name    string
		handler func(int, http.ResponseWriter, *http.Request)
		kind    string
		status  int
		calls   int // how often it was asked; 3 for what may pass
		says    string
	}{
		{"stream ends without done", write(word + word), bad, 0, 3, "broke off"},
		{"stream is cut", hangUp(word + word), bad, 0, 3, "broke off"},
		{"stream is cut in a line", hangUp(word + word[:20]), bad, 0, 3, "broke off"},
		{"nothing at all", write(""), bad, 0, 3, "broke off"},
		{"blank lines only", write("\n\n \n"), bad, 0, 3, "broke off"},
		{"connection is reset", reset, unreachable, 0, 3, "reset"},
		{"empty answer", write(done), bad, 0, 3, "empty"},
		{"blank answer", write(strings.ReplaceAll(word, "word", " \\n ") + done), bad, 0, 3, "empty"},
		{"only thoughts", write(strings.ReplaceAll(word, "word", "<think>hm") + done), bad, 0, 3, "empty"},
		{"500 with an empty body", status(500, ""), refused, 500, 3, "Internal Server Error"},
		{"500 with a reason", status(500, `{"error":"something broke"}`), refused, 500, 3, "something broke"},
		{"502 with HTML", status(502, "<html><body>\n<h1>Bad gateway</h1></body></html>"), unreachable, 502, 3, "<h1>Bad gateway</h1>"},
		{"503, busy", status(503, `{"error":"server busy, please try again"}`), unreachable, 503, 3, "server busy"},
		{"429", status(429, ""), "requests", 429, 3, "Too Many Requests"},
		{"400", status(400, `{"error":"invalid options: x"}`), refused, 400, 1, "invalid options"},
		{"401", status(401, `unauthorized`), refused, 401, 1, "check the credentials"},
		{"404 of the model", status(404, `{"error":"model 'm' not found"}`), "missing", 404, 1, "ollama pull m"},
		{"404 of another server", status(404, "404 page not found"), refused, 404, 1, "check the server's address"},
		{"302", func(_ int, w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/x", http.StatusFound)
		},
			refused, 302, 1, "look elsewhere"},
		{"307", func(_ int, w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/x", http.StatusTemporaryRedirect)
		}, refused, 307, 1, "look elsewhere"},
		{"garbage", write("\x00\xff{[garbage"), bad, 0, 3, "not what an Ollama server sends"},
		{"HTML with 200", write("<!doctype html>\n<p>Log in</p>"), bad, 0, 3, "<!doctype html>"},
		{"JSON that is no object", write("[1,2]\n"), bad, 0, 3, "not what an Ollama server sends"},
		{"garbage in the middle", write(word + "garbage\n" + done), bad, 0, 3, "garbage"},
		{"error in the middle", write(word + `{"error":"llama runner process has terminated"}` + "\n"), bad, 0, 3, "has terminated"},
		{"out of memory, 500", status(500, `{"error":"model requires more system memory (9.9 GiB) than is available (1.0 GiB)"}`), "memory", 500, 4, "ollama ps"},
		{"out of memory, in the middle", write(word + `{"error":"CUDA error: out of memory"}` + "\n"), "memory", 0, 4, "out of memory"},
		{"did not fit, 400", status(400, `{"error":"the input exceeds the context length"}`), "fit", 400, 1, "num_ctx"},
		{"a line that never ends", func(_ int, w http.ResponseWriter, _ *http.Request) {
			for range 40 {
				if _, err := io.WriteString(w, strings.Repeat("x", 1<<20)); err != nil {
					return
				}
			}
		}, bad, 0, 3, "broke off"},
	}
	require.NotEmpty(t, tests)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server, calls := badServer(t, test.handler)
			o := badClient(t, server.URL, nil)
			a, err := o.Generate(t.Context(), codeworm.Prompt{Request: "x"})
			assert.Nil(t, a)
			var e *codeworm.LLMError
			require.ErrorAs(t, err, &e)
			require.ErrorIs(t, err, kinds[test.kind])
			require.ErrorContains(t, err, test.says)
			assert.Equal(t, test.status, e.Status)
			assert.Equal(t, "m", e.Model)
			assert.Equal(t, server.URL, e.Endpoint)
			assert.NotEmpty(t, e.Hint)
			assert.Equal(t, test.calls, int(calls.Load()), "calls")
			assert.NotContains(t, err.Error(), "\n", "an error is one line")
		})
	}
}

// A server that wants to be asked later is not told to be absent, and not asked again before that.
func TestRetryAfter(t *testing.T) {
	for _, test := range []struct {
		header string
		after  time.Duration
		calls  int
	}{
		{"", 0, 3}, {"nonsense", 0, 3}, {"-5", 0, 3}, {"1", time.Second, 2}, {"3600", time.Hour, 1}, {"99999999", 24 * time.Hour, 1},
		{time.Now().Add(2 * time.Hour).UTC().Format(http.TimeFormat), 2 * time.Hour, 1},
	} {
		t.Run(test.header, func(t *testing.T) {
			server, calls := badServer(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", test.header)
				w.WriteHeader(http.StatusTooManyRequests)
				_, _ = io.WriteString(w, `{"error":"you have reached your hourly usage limit"}`)
			})
			o := badClient(t, server.URL, func(c *llm.OllamaConfig) {
				if test.calls == 2 {
					c.Retry.Tries = 2 // a second each
				}
			})
			begun := time.Now()
			_, err := o.Generate(t.Context(), codeworm.Prompt{Request: "x"})
			var e *codeworm.LLMError
			require.ErrorAs(t, err, &e)
			require.ErrorIs(t, err, codeworm.ErrTooManyRequests)
			assert.InDelta(t, test.after.Seconds(), e.RetryAfter.Seconds(), 3)
			assert.Equal(t, test.calls, int(calls.Load()))
			assert.NotContains(t, err.Error(), "ollama serve")
			assert.ErrorContains(t, err, "hourly usage limit")
			assert.False(t, e.Lost)
			if test.calls == 2 {
				assert.GreaterOrEqual(t, time.Since(begun), test.after)
			}
		})
	}
}

// A prompt with which the server was lost can be told from one that never reached it, also when the last try found nobody.
func TestLostServer(t *testing.T) {
	ask := func(url string, change func(*llm.OllamaConfig)) *codeworm.LLMError {
		t.Helper()
		_, err := badClient(t, url, change).Generate(t.Context(), codeworm.Prompt{Request: "x"})
		var e *codeworm.LLMError
		require.ErrorAs(t, err, &e)
		return e
	}
	var dying *httptest.Server
	dying, _ = badServer(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		_ = dying.Listener.Close()
		reset(1, w, r)
	})
	e := ask(dying.URL, nil)
	require.ErrorIs(t, e, codeworm.ErrUnreachable)
	assert.ErrorContains(t, e, "connection refused")
	assert.True(t, e.Lost, "it died over the first try")

	e = ask(dying.URL, nil)
	require.ErrorIs(t, e, codeworm.ErrUnreachable)
	assert.False(t, e.Lost, "it was not there")

	for name, c := range map[string]struct {
		handler func(int, http.ResponseWriter, *http.Request)
		lost    bool
	}{
		"reset": {reset, true}, "500": {status(500, `{"error":"llama runner process has terminated"}`), true}, "broken off": {hangUp(word), true},
		"429": {status(429, ""), false}, "503": {status(503, ""), false}, "400": {status(400, ""), false}, "empty": {write(done), false},
	} {
		server, _ := badServer(t, c.handler)
		assert.Equal(t, c.lost, ask(server.URL, nil).Lost, name)
	}

	hung, _ := badServer(t, func(_ int, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	e = ask(hung.URL, func(c *llm.OllamaConfig) { c.Timeout = 50 * time.Millisecond })
	require.ErrorIs(t, e, codeworm.ErrTooSlow, "it answers others")
}

func TestTransientFailuresPass(t *testing.T) {
	server, calls := badServer(t, func(call int, w http.ResponseWriter, r *http.Request) {
		switch call {
		case 1:
			status(503, "busy")(call, w, r)
		case 2:
			hangUp(word)(call, w, r)
		default:
			write(word+word+done)(call, w, r)
		}
	})
	a, err := badClient(t, server.URL, nil).Generate(t.Context(), codeworm.Prompt{Request: "x"})
	require.NoError(t, err)
	assert.Equal(t, "word word", a.Text, "nothing of the broken answer is left")
	assert.EqualValues(t, 3, calls.Load())
	assert.Equal(t, 9, a.PromptTokens)
	assert.Equal(t, 2, a.AnswerTokens)
}

func TestRetryOff(t *testing.T) {
	server, calls := badServer(t, status(503, "busy"))
	o := badClient(t, server.URL, func(c *llm.OllamaConfig) { c.Retry.Tries = -1 })
	_, err := o.Generate(t.Context(), codeworm.Prompt{Request: "x"})
	require.ErrorIs(t, err, codeworm.ErrUnreachable)
	assert.EqualValues(t, 1, calls.Load())
}

func TestHugeLines(t *testing.T) {
	long := strings.Repeat("größer ", 200_000) // a line of 1.6 MB, cut in the middle of letters by whoever counts bytes
	text, err := json.Marshal(long)
	require.NoError(t, err)
	server, _ := badServer(t, write(`{"message":{"content":`+string(text)+`},"done":false}`+"\n"+done))
	a, err := badClient(t, server.URL, nil).Generate(t.Context(), codeworm.Prompt{Request: "x"})
	require.NoError(t, err)
	assert.Equal(t, strings.TrimSpace(long), a.Text)
}

func TestLastLineWithoutLineEnd(t *testing.T) {
	server, _ := badServer(t, write(word+strings.TrimSpace(done)))
	a, err := badClient(t, server.URL, nil).Generate(t.Context(), codeworm.Prompt{Request: "x"})
	require.NoError(t, err)
	assert.Equal(t, "word", a.Text)
}

func TestWrongContentTypeIsNoFault(t *testing.T) {
	server, _ := badServer(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=latin1")
		_, _ = io.WriteString(w, word+done)
	})
	a, err := badClient(t, server.URL, nil).Generate(t.Context(), codeworm.Prompt{Request: "x"})
	require.NoError(t, err)
	assert.Equal(t, "word", a.Text)
}

// drip sends a word now and then until the client goes.
func drip(_ int, w http.ResponseWriter, r *http.Request) {
	for r.Context().Err() == nil {
		if _, err := io.WriteString(w, word); err != nil {
			return
		}
		_ = http.NewResponseController(w).Flush()
		time.Sleep(5 * time.Millisecond)
	}
}

func TestSlowDrip(t *testing.T) {
	server, calls := badServer(t, drip)
	o := badClient(t, server.URL, func(c *llm.OllamaConfig) { c.Timeout = 100 * time.Millisecond })
	start := time.Now()
	_, err := o.Generate(t.Context(), codeworm.Prompt{Request: "x"})
	require.ErrorIs(t, err, codeworm.ErrTooSlow, "it says its version: it is there")
	assert.NotErrorIs(t, err, context.DeadlineExceeded, "that would be the caller's")
	assert.ErrorContains(t, err, "the limit is 100ms; raise the timeout")
	assert.Less(t, time.Since(start), 2*time.Second)
	assert.EqualValues(t, 1, calls.Load(), "another try would take as long")
}

func TestCancelWhile(t *testing.T) {
	hang := func(_ int, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	for name, handler := range map[string]func(int, http.ResponseWriter, *http.Request){
		"waiting for the first word": hang,
		"dripping":                   drip,
		"waiting to try again":       status(503, "busy"),
	} {
		t.Run(name, func(t *testing.T) {
			server, _ := badServer(t, handler)
			o := badClient(t, server.URL, func(c *llm.OllamaConfig) { c.Retry.Wait = time.Minute })
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			start := time.Now()
			_, err := o.Generate(ctx, codeworm.Prompt{Request: "x"})
			require.ErrorIs(t, err, context.DeadlineExceeded)
			assert.Less(t, time.Since(start), 2*time.Second)
			assert.ErrorContains(t, err, server.URL)
		})
	}
}

func TestOutOfMemoryIsAskedAgainWithLess(t *testing.T) {
	var asked []int
	server, _ := badServer(t, func(call int, w http.ResponseWriter, r *http.Request) {
		var body struct {
			Options struct {
				NumCtx int `json:"num_ctx"`
			}
		}
		assert.NoError(t, json.NewDecoder(r.Body).Decode(&body))
		asked = append(asked, body.Options.NumCtx)
		if body.Options.NumCtx > 5000 {
			status(500, `{"error":"model requires more system memory (9.9 GiB) than is available (1.0 GiB)"}`)(call, w, r)
			return
		}
		write(word+done)(call, w, r)
	})
	o := badClient(t, server.URL, nil)
	n, err := o.ContextTokens(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 16384, n)
	for range 2 {
		a, err := o.Generate(t.Context(), codeworm.Prompt{Request: "x"})
		require.NoError(t, err)
		assert.Equal(t, "word", a.Text)
	}
	assert.Equal(t, []int{16384, 8192, 4096, 4096}, asked, "it stays with what worked")
	n, err = o.ContextTokens(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 4096, n)

	_, err = o.Generate(t.Context(), codeworm.Prompt{Request: strings.Repeat("x", 50_000)})
	require.ErrorIs(t, err, codeworm.ErrDidNotFit, "the caller can shorten it")
}

func TestRequest(t *testing.T) {
	var got map[string]any
	server, _ := badServer(t, func(call int, w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		assert.Equal(t, "u p", user+" "+password)
		assert.NoError(t, json.NewDecoder(r.Body).Decode(&got))
		write(word+done)(call, w, r)
	})
	zero := 0.0
	o := badClient(t, strings.Replace(server.URL, "://", "://u:p@", 1), func(c *llm.OllamaConfig) {
		c.Temperature, c.Think, c.Seed, c.NumCtx, c.NumPredict = &zero, true, 5, 4096, 77
		c.Schema = json.RawMessage(`{"type":"object"}`)
	})
	_, err := o.Generate(t.Context(), codeworm.Prompt{System: "s", Shared: "a", Request: "b", Turns: []codeworm.Turn{{Answer: "c", Request: "d"}}})
	require.NoError(t, err)
	assert.Equal(t, true, got["think"])
	assert.Equal(t, true, got["stream"])
	assert.Equal(t, "-1m", got["keep_alive"])
	assert.Equal(t, map[string]any{"type": "object"}, got["format"])
	options := got["options"].(map[string]any)
	assert.Equal(t, map[string]any{"num_ctx": 4096.0, "num_predict": 77.0, "seed": 5.0, "temperature": 0.0}, options)
	var conversation []string
	for _, m := range got["messages"].([]any) {
		conversation = append(conversation, fmt.Sprint(m.(map[string]any)["role"], ":", m.(map[string]any)["content"]))
	}
	assert.Equal(t, []string{"system:s", "user:a\n\nb", "assistant:c", "user:d"}, conversation)
}

func TestErrorsShowNoPassword(t *testing.T) {
	for _, url := range []string{"http://user:secret@127.0.0.1:1", "http://user:secret@127.0.0.1:1/path"} {
		o := badClient(t, url, nil)
		for _, err := range []error{o.Ready(t.Context()), o.Warm(t.Context()), func() error {
			_, err := o.Generate(t.Context(), codeworm.Prompt{Request: "x"})
			return err
		}()} {
			require.ErrorIs(t, err, codeworm.ErrUnreachable)
			assert.NotContains(t, err.Error(), "secret")
			assert.NotContains(t, err.Error(), "user")
			assert.ErrorContains(t, err, "127.0.0.1:1")
		}
	}
}

func TestReadyOfOtherServers(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"not found": http.NotFound,
		"HTML":      func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") },
		"500":       func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"redirect":  func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) },
	} {
		server := httptest.NewServer(handler)
		o := badClient(t, server.URL, nil)
		err := o.Ready(t.Context())
		var e *codeworm.LLMError
		require.ErrorAs(t, err, &e, name)
		require.ErrorIs(t, err, codeworm.ErrUnreachable, name)
		assert.NotEmpty(t, e.Hint)
		server.Close()
	}
}

func TestConfig(t *testing.T) {
	hot, none := 3.0, math.NaN()
	for name, c := range map[string]struct {
		config   llm.OllamaConfig
		problems []string
	}{
		"no scheme":     {llm.OllamaConfig{URL: "localhost:11434"}, []string{"has to begin with http://"}},
		"no host":       {llm.OllamaConfig{URL: "http://"}, []string{"names no host"}},
		"unreadable":    {llm.OllamaConfig{URL: "http://a b:c"}, []string{"cannot be read"}},
		"control":       {llm.OllamaConfig{URL: "http://\x7f"}, []string{"cannot be read"}},
		"ftp":           {llm.OllamaConfig{URL: "ftp://host"}, []string{"has to begin with http://"}},
		"query":         {llm.OllamaConfig{URL: "http://host/?a=b"}, []string{"leave out"}},
		"everything":    {llm.OllamaConfig{URL: "x", Model: " m", Temperature: &hot, NumCtx: 10, NumPredict: 20, Parallel: -1, Timeout: -1, Schema: json.RawMessage("{")}, []string{"address", "white space", "temperature 3", "num_ctx 10", "num_predict 20", "parallel -1", "timeout", "schema"}},
		"no number":     {llm.OllamaConfig{Temperature: &none}, []string{"temperature NaN"}},
		"predict > ctx": {llm.OllamaConfig{NumCtx: 4096, NumPredict: 4096}, []string{"less than num_ctx, which is 4096"}},
	} {
		_, err := llm.NewOllama(c.config)
		var e *codeworm.ConfigError
		require.ErrorAs(t, err, &e, name)
		require.Len(t, e.Problems, len(c.problems), name)
		for i, problem := range c.problems {
			assert.Contains(t, e.Problems[i], problem, name)
		}
	}
	_, err := llm.NewOllama(llm.OllamaConfig{URL: "http://user:secret@ho st"})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "secret")
	_, err = llm.New(nil, llm.Config{MaxTokens: -1, ContextTokens: -1})
	var e *codeworm.ConfigError
	require.True(t, errors.As(err, &e))
	assert.Len(t, e.Problems, 4)
}

// sent asks once and returns the options that the server was sent.
func sent(t *testing.T, change func(*llm.OllamaConfig), p codeworm.Prompt) map[string]any {
	t.Helper()
	var options map[string]any
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api/show":
			_, _ = io.WriteString(w, `{"parameters":"num_ctx 4096\nstop                           \"<|im_end|>\"\nstop \"a b\"\n","model_info":{}}`)
		case "/api/chat":
			var body struct{ Options map[string]any }
			assert.NoError(t, json.NewDecoder(r.Body).Decode(&body))
			options = body.Options
			_, _ = io.WriteString(w, word+done)
		}
	}))
	defer server.Close()
	p.Request = "x"
	_, err := badClient(t, server.URL, change).Generate(t.Context(), p)
	require.NoError(t, err)
	return options
}

// The settings of the model reach the server: num_predict bounds what prompts ask for when somebody chose it.
func TestLimitsReachTheServer(t *testing.T) {
	for _, c := range []struct {
		chosen, asked int
		think         bool
		sent          int
	}{
		{0, 0, false, llm.DefaultNumPredict},
		{0, 600, false, 600},
		{300, 600, false, 300},
		{300, 0, false, 300},
		{1000, 600, false, 600},
		{1000, 600, true, 1000},
		{0, 600, true, llm.DefaultNumPredict},
	} {
		options := sent(t, func(o *llm.OllamaConfig) { o.NumPredict, o.Think = c.chosen, c.think }, codeworm.Prompt{MaxTokens: c.asked})
		assert.EqualValues(t, c.sent, options["num_predict"], "%+v", c)
	}
}

// What ends an answer is sent together with what the model's own settings say, whose place it takes.
func TestStopsReachTheServer(t *testing.T) {
	assert.Equal(t, []any{"<|im_end|>", "<|im_start|>", "[INST]", "a b"},
		sent(t, nil, codeworm.Prompt{Stop: []string{"[INST]", "<|im_start|>", "<|im_end|>"}})["stop"])
	assert.Empty(t, sent(t, nil, codeworm.Prompt{})["stop"], "the model's own are left to the server")
}

// A server that is silent after a call took too long is not there: the run waits. One that answers is slow: the
// target is blamed.
func TestTooSlowOrGone(t *testing.T) {
	for name, c := range map[string]struct {
		version http.HandlerFunc
		kind    error
	}{
		"slow": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"version":"1"}`) }, codeworm.ErrTooSlow},
		"gone": {func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }, codeworm.ErrUnreachable},
	} {
		calls := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/api/version":
				c.version(w, r)
			case "/api/show":
				_, _ = io.WriteString(w, `{}`)
			default:
				calls++
				_, _ = io.Copy(io.Discard, r.Body) // so that the server sees the client go
				<-r.Context().Done()
			}
		}))
		o := badClient(t, server.URL, func(o *llm.OllamaConfig) { o.Timeout = 100 * time.Millisecond })
		_, err := o.Generate(t.Context(), codeworm.Prompt{Request: "x"})
		require.ErrorIs(t, err, c.kind, name)
		assert.Equal(t, 1, calls, name)
		server.Close()
	}
}

// A model whose thoughts take up all its tokens would do so again.
func TestOnlyThoughtsWithinTheLimit(t *testing.T) {
	const cut = `{"message":{"role":"assistant","content":""},"done":true,"done_reason":"length","prompt_eval_count":9,"eval_count":600}` + "\n"
	server, calls := badServer(t, write(strings.ReplaceAll(word, "word", "<think>hm")+cut))
	_, err := badClient(t, server.URL, nil).Generate(t.Context(), codeworm.Prompt{Request: "x"})
	require.ErrorIs(t, err, codeworm.ErrBadAnswer)
	assert.ErrorContains(t, err, "num_predict")
	assert.EqualValues(t, 1, calls.Load())
}
