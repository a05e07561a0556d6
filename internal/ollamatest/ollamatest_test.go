//go:build unix

package ollamatest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type answer struct {
	Message    struct{ Content string }
	Error      string
	DoneReason string `json:"done_reason"`
	Prompt     int    `json:"prompt_eval_count"`
	Eval       int    `json:"eval_count"`
}

func chat(t *testing.T, s *Server, prompt string, options map[string]any) (int, answer) {
	t.Helper()
	return chatWith(t, s, s.Model, prompt, options)
}

func chatWith(t *testing.T, s *Server, model, prompt string, options map[string]any) (int, answer) {
	t.Helper()
	body, err := json.Marshal(map[string]any{
		"model": model, "stream": false, "options": options,
		"messages": []map[string]string{{"role": "user", "content": prompt}},
	})
	require.NoError(t, err)
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Post(s.URL+"/api/chat", "application/json", bytes.NewReader(body))
	require.NoError(t, err)
	defer response.Body.Close()
	var a answer
	require.NoError(t, json.NewDecoder(response.Body).Decode(&a))
	return response.StatusCode, a
}

func TestNoiseGoesOnUntilNumPredict(t *testing.T) {
	s := Start(t, NumPredict(20))
	status, a := chat(t, s, "What is this?", nil)
	require.Equal(t, http.StatusOK, status, a.Error)
	assert.Equal(t, "length", a.DoneReason)
	assert.Equal(t, 20, a.Eval)
	assert.Equal(t, len("[user]\nWhat is this?\n[assistant]\n")+1, a.Prompt, "a token of a prompt is a byte")
	assert.NotEmpty(t, strings.TrimSpace(a.Message.Content))
	assert.Empty(t, strings.Trim(a.Message.Content, "abcdefghijklmnopqrstuvwxyz "))
	t.Logf("it says %q", a.Message.Content)
}

func TestSayingSaysItAndStops(t *testing.T) {
	text := "This is the the the page.\n\n### It says, twice, it says:\n\n- `a` is a a a\n- `b` ist größer → a"
	s := Start(t, Saying(text), NumPredict(500))
	for _, temperature := range []float64{0, 0.3, 1} {
		status, a := chat(t, s, "What is this?", map[string]any{"temperature": temperature})
		require.Equal(t, http.StatusOK, status, a.Error)
		assert.Equal(t, text, a.Message.Content)
		assert.Equal(t, "stop", a.DoneReason)
	}
}

func TestSmallModelKnowsSomething(t *testing.T) {
	s := Start(t, WithSmallModel(t), NoModel())
	status, a := chatWith(t, s, SmallModel, "What is the capital of France? Answer in one short sentence.",
		map[string]any{"temperature": 0, "num_predict": 100, "num_ctx": 2048})
	require.Equal(t, http.StatusOK, status, a.Error)
	assert.Contains(t, a.Message.Content, "Paris")
	assert.Equal(t, "stop", a.DoneReason, "it comes to an end by its template's mark")
}

func TestStopRestartKill(t *testing.T) {
	s := Start(t, Saying("Here I am."))
	url := s.URL
	s.Stop()
	_, err := http.Get(url + "/api/version")
	require.Error(t, err)
	s.Restart()
	require.Equal(t, url, s.URL)
	_, a := chat(t, s, "Where?", nil)
	assert.Equal(t, "Here I am.", a.Message.Content, "it kept its model")
	s.Kill()
	_, err = http.Get(url + "/api/version")
	require.Error(t, err)
	assert.NotEmpty(t, s.Logs())
}

// A test program that is killed leaves no server behind.
func TestGuard(t *testing.T) {
	const variable = "CODEWORM_TEST_GUARD"
	if os.Getenv(variable) != "" {
		s := Start(t, NoModel())
		fmt.Println(s.URL)
		time.Sleep(time.Minute) // until it is killed
	}
	Binary(t)
	program, err := os.Executable()
	require.NoError(t, err)
	victim := exec.Command(program, "-test.run=^TestGuard$")
	victim.Env = append(os.Environ(), variable+"=1", "TMPDIR="+t.TempDir())
	out, err := victim.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, victim.Start())
	url, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	ask := func() error {
		response, err := client.Get(strings.TrimSpace(url) + "/api/version")
		if err == nil {
			response.Body.Close()
		}
		return err
	}
	require.NoError(t, ask())
	require.NoError(t, victim.Process.Kill())
	require.Error(t, victim.Wait())
	require.Eventually(t, func() bool { return ask() != nil }, 10*time.Second, 20*time.Millisecond)
}

// A build that fails says which command failed and why, and leaves nothing behind.
func TestBuildFails(t *testing.T) {
	t.Setenv("GOMODCACHE", t.TempDir())
	t.Setenv("GOPROXY", "off")
	dir := t.TempDir()
	_, err := build(dir)
	require.ErrorContains(t, err, "go install github.com/ollama/ollama@"+Version)
	require.ErrorContains(t, err, "GOPROXY=off")
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1)
	assert.Equal(t, "ollama.lock", left[0].Name())

	require.NoError(t, os.WriteFile(filepath.Join(dir, "ollama"), nil, 0o755))
	path, err := build(dir)
	require.NoError(t, err, "what is there is not built again")
	assert.Equal(t, filepath.Join(dir, "ollama"), path)
}

func TestNoModel(t *testing.T) {
	s := Start(t, NoModel())
	status, a := chat(t, s, "Who?", nil)
	assert.Equal(t, http.StatusNotFound, status)
	assert.Contains(t, a.Error, "not found")
}

func TestUniqueWords(t *testing.T) {
	for _, text := range []string{"", "a", "a a a a", "one two one two one two", " x\n\nx x ", "ab ab"} {
		words := uniqueWords(text)
		assert.Equal(t, text, strings.Join(words, ""))
		seen := map[string]bool{}
		for _, word := range words {
			assert.False(t, seen[word], "%q in %q", word, text)
			seen[word] = true
		}
	}
}

func TestModelIsSmall(t *testing.T) {
	assert.Less(t, len(noiseModel()), 500_000)
	assert.Equal(t, noiseModel(), noiseModel(), "it is the same every time")
}
