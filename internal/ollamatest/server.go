//go:build unix

package ollamatest

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/codeworm/codeworm/internal/realpart"
)

// How long the server may take to answer for the first time, and to create a model.
const (
	startTimeout  = 60 * time.Second
	createTimeout = 60 * time.Second
)

// Server is a running server. Its methods are for the test's own goroutine,
// except Logs.
type Server struct {
	URL   string // "http://127.0.0.1:" and a port, without a slash at the end
	Model string // the name of the tiny model

	t       testing.TB
	program string
	env     []string
	home    string
	process *process
	logs    logs
}

type settings struct {
	env        []string
	text       string
	parallel   int
	numPredict int
	noModel    bool
	weights    string // of the small real model; "" without it
}

// Option changes what Start does.
type Option func(*settings)

// Env adds variables to the server's environment: "OLLAMA_DEBUG=1".
func Env(variables ...string) Option {
	return func(s *settings) { s.env = append(s.env, variables...) }
}

// Parallel is how many prompts the server answers at a time; the default is 1.
func Parallel(slots int) Option { return func(s *settings) { s.parallel = slots } }

// NumPredict is the most tokens of an answer when a request does not say; the default is 64.
func NumPredict(tokens int) Option { return func(s *settings) { s.numPredict = tokens } }

// NoModel leaves the server without a model. Model then names one that is missing.
func NoModel() Option { return func(s *settings) { s.noModel = true } }

// Saying makes the model answer every prompt with the text, and then stop.
// Without it the model answers with letters and spaces until num_predict stops it.
func Saying(text string) Option { return func(s *settings) { s.text = text } }

// Start serves the tiny model until the test ends.
func Start(t testing.TB, options ...Option) *Server {
	t.Helper()
	set := settings{parallel: 1, numPredict: 64}
	for _, option := range options {
		option(&set)
	}
	s := &Server{t: t, program: Binary(t), home: t.TempDir(), Model: "tiny"}
	port := freePort(t)
	s.URL = "http://" + port
	s.env = slices.DeleteFunc(os.Environ(), func(kv string) bool {
		return strings.HasPrefix(kv, "OLLAMA_") || strings.HasPrefix(kv, "HOME=")
	})
	s.env = append(s.env,
		"HOME="+s.home, "OLLAMA_MODELS="+s.home+"/models", "OLLAMA_HOST="+port,
		fmt.Sprintf("OLLAMA_NUM_PARALLEL=%d", set.parallel))
	s.env = append(s.env, set.env...)
	t.Cleanup(func() {
		s.Stop()
		if t.Failed() {
			t.Logf("ollama's log ends with:\n%s", realpart.Tail(s.Logs(), 4000))
		}
	})
	s.Restart()
	if !set.noModel {
		s.Create(s.Model, set.text, set.numPredict)
	}
	if set.weights != "" {
		s.createSmall(set.weights)
	}
	return s
}

func freePort(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("ollamatest: no free port: %v", err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// Restart starts the server again on the same port, with the models it had,
// and returns when it answers. A running server is stopped first.
func (s *Server) Restart() {
	s.t.Helper()
	s.Stop()
	started, err := startProcess(s.program, s.env, s.home, &s.logs)
	if err != nil {
		s.t.Fatalf("ollamatest: start %s: %v", s.program, err)
	}
	s.process = started
	deadline := time.Now().Add(startTimeout)
	for {
		err := s.call(http.MethodGet, "/api/version", nil, time.Second)
		if err == nil {
			return
		}
		if started.exited() || time.Now().After(deadline) {
			s.t.Fatalf("ollamatest: %s does not serve on %s: %v\n%s", s.program, s.URL, err, realpart.Tail(s.Logs(), 4000))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Stop ends the server in an orderly way and waits until it has ended. A
// stopped server is left alone.
func (s *Server) Stop() {
	if s.process != nil {
		s.process.stop()
		s.process = nil
	}
}

// Kill ends the server and its model runners at once, as a crash does, and
// waits until they are gone.
func (s *Server) Kill() {
	if s.process != nil {
		s.process.kill()
		s.process = nil
	}
}

// Logs is what the server has printed so far, over all its starts. It can be
// called from any goroutine.
func (s *Server) Logs() string { return s.logs.String() }

// Create adds a model that says the text, or noise when the text is "".
func (s *Server) Create(name, text string, numPredict int) {
	s.t.Helper()
	file := noiseModel()
	if text != "" {
		file = sayingModel(text)
	}
	digest := fmt.Sprintf("sha256:%x", sha256.Sum256(file))
	if err := s.call(http.MethodPost, "/api/blobs/"+digest, file, createTimeout); err != nil {
		s.t.Fatalf("ollamatest: upload model %s: %v", name, err)
	}
	request, err := json.Marshal(map[string]any{
		"model":    name,
		"files":    map[string]string{"tiny.gguf": digest},
		"template": chatTemplate,
		// Two threads wait for each other actively, which a busy machine makes endless.
		"parameters": map[string]any{"num_predict": numPredict, "num_thread": 1},
		"stream":     false,
	})
	if err != nil {
		s.t.Fatalf("ollamatest: %v", err)
	}
	if err := s.call(http.MethodPost, "/api/create", request, createTimeout); err != nil {
		s.t.Fatalf("ollamatest: create model %s: %v", name, err)
	}
}

// call does one request and leaves no connection behind.
func (s *Server) call(method, path string, body []byte, timeout time.Duration) error {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: timeout}
	request, err := http.NewRequest(method, s.URL+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("%s: %s", response.Status, answer)
	}
	return err
}

// logs is a buffer that can be read while it is written.
type logs struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}
