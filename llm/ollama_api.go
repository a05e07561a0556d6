package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/codeworm/codeworm"
)

// api is the part of Ollama's HTTP interface that langchaingo does not have.
type api struct {
	base   *url.URL
	client *http.Client
}

// maxAPIAnswer is how much of an answer is read, in bytes.
const maxAPIAnswer = 16 << 20

// call sends a request, with a JSON body unless it is nil, and reads the answer.
func (a *api) call(ctx context.Context, method, path string, body, answer any) error {
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		sent = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, a.base.JoinPath(path).String(), sent)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := a.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if err := checkStatus(response); err != nil {
		return err
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAPIAnswer))
	if err != nil {
		return &streamError{what: brokeOff, err: err}
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return &streamError{what: "the answer is not what an Ollama server sends: " + oneLine(string(text))}
	}
	return nil
}

// OllamaModel is a model that a server has.
type OllamaModel struct {
	Name   string `json:"name"`
	Digest string `json:"digest"`
	Size   int64  `json:"size"` // bytes
}

// LoadedModel is a model that a server has in memory.
type LoadedModel struct {
	Name      string    `json:"name"`
	Size      int64     `json:"size"`       // bytes of memory
	SizeVRAM  int64     `json:"size_vram"`  // of them, on graphics cards
	ExpiresAt time.Time `json:"expires_at"` // when it will be unloaded
}

// Version is the version of the server.
func (o *Ollama) Version(ctx context.Context) (string, error) {
	var answer struct{ Version string }
	err := o.api.call(ctx, http.MethodGet, "/api/version", nil, &answer)
	return answer.Version, o.attempts.subject.typed(ctx, err)
}

// Models are the models that the server has.
func (o *Ollama) Models(ctx context.Context) ([]OllamaModel, error) {
	var answer struct{ Models []OllamaModel }
	err := o.api.call(ctx, http.MethodGet, "/api/tags", nil, &answer)
	return answer.Models, o.attempts.subject.typed(ctx, err)
}

// Loaded are the models that the server has in memory.
func (o *Ollama) Loaded(ctx context.Context) ([]LoadedModel, error) {
	var answer struct{ Models []LoadedModel }
	err := o.api.call(ctx, http.MethodGet, "/api/ps", nil, &answer)
	return answer.Models, o.attempts.subject.typed(ctx, err)
}

// show looks up the model, and remembers the context that it was made for.
func (o *Ollama) show(ctx context.Context) error {
	var answer struct {
		ModelInfo  map[string]any `json:"model_info"`
		Parameters string         `json:"parameters"`
	}
	err := o.api.call(ctx, http.MethodPost, "/api/show", map[string]string{"model": o.config.Model}, &answer)
	if err != nil {
		return o.attempts.subject.typed(ctx, err)
	}
	stops := stopParameters(answer.Parameters)
	o.stops.Store(&stops)
	// The key begins with the model's architecture: "qwen2.context_length".
	for key, value := range answer.ModelInfo {
		if length, ok := value.(float64); ok && strings.HasSuffix(key, ".context_length") && length > 0 {
			o.trained.Store(int64(length))
		}
	}
	return nil
}

// stopParameters are the values of the parameter "stop" in a model's parameters, a name and a value a line.
func stopParameters(text string) []string {
	var stops []string
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name != "stop" {
			continue
		}
		value = strings.TrimSpace(value)
		if unquoted, err := strconv.Unquote(value); err == nil {
			value = unquoted
		}
		stops = append(stops, value)
	}
	return stops
}

// stopsOf are the texts that end the answer to a prompt: what a call says takes the place of the model's own settings, so
// that these are said again. As long as they are not known, a call says nothing.
func (o *Ollama) stopsOf(p codeworm.Prompt) []string {
	own := o.stops.Load()
	if own == nil || len(p.Stop) == 0 {
		return nil
	}
	stops := slices.Concat(*own, p.Stop)
	slices.Sort(stops)
	return slices.Compact(stops)
}

// readyTimeout is how long a server may take to say that it is there.
const readyTimeout = 10 * time.Second

// learnTrained asks once for the context that the model was made for. Without an
// answer NumCtx counts.
func (o *Ollama) learnTrained(ctx context.Context) {
	if o.trained.Load() > 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	_ = o.show(ctx) // the call that follows meets the same error
}

// Ready asks whether the server is there and has the model.
func (o *Ollama) Ready(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	_, err := o.Version(limited)
	if err == nil {
		err = o.show(limited)
	}
	switch {
	case ctx.Err() != nil:
		return o.attempts.subject.stopped(ctx)
	case err == nil:
		o.attempts.mend()
		return nil
	case limited.Err() != nil:
		return o.attempts.subject.typed(ctx, fmt.Errorf("%w: it said nothing within %s", errSilent, readyTimeout))
	}
	return o.nameModels(limited, asUnready(err))
}

// asUnready maps an error to ErrUnreachable or ErrModelMissing: a server that
// answers nonsense is not there.
func asUnready(err error) error {
	var e *codeworm.LLMError
	if !errors.As(err, &e) || errors.Is(e.Kind, codeworm.ErrModelMissing) {
		return err
	}
	unready := *e
	unready.Kind = codeworm.ErrUnreachable
	return &unready
}

// nameModels adds to the error of a missing model which ones are there.
func (o *Ollama) nameModels(ctx context.Context, err error) error {
	var e *codeworm.LLMError
	if !errors.As(err, &e) || !errors.Is(e.Kind, codeworm.ErrModelMissing) {
		return err
	}
	models, failed := o.Models(ctx)
	if failed != nil {
		return err
	}
	named := *e
	if len(models) == 0 {
		named.Hint += " (the server has no models)"
		return &named
	}
	var names []string
	for _, m := range models[:min(len(models), 10)] {
		names = append(names, m.Name)
	}
	named.Hint += " (the server has " + strings.Join(names, ", ") + ")"
	return &named
}

// Warm loads the model, with the context that prompts will use, so that the first prompt need
// not wait for it.
func (o *Ollama) Warm(ctx context.Context) error {
	_, err := o.attempts.do(ctx, func(ctx context.Context) (*codeworm.Answer, error) {
		return o.withinMemory(0, func(numCtx int) (*codeworm.Answer, error) {
			var answer chatLine
			err := o.api.call(ctx, http.MethodPost, "/api/generate", map[string]any{
				"model": o.config.Model, "stream": false, "keep_alive": o.config.keepAlive(),
				"options": map[string]int{"num_ctx": numCtx},
			}, &answer)
			if err == nil && answer.Error != "" {
				err = &serverError{answer.Error}
			}
			return &codeworm.Answer{}, err
		})
	})
	return err
}

// ContextTokens is the context that the server will use: what was configured, or
// less when the model was not made for so much or the server's memory is too small.
func (o *Ollama) ContextTokens(ctx context.Context) (int, error) {
	if o.trained.Load() == 0 {
		if err := o.show(ctx); err != nil {
			return 0, err
		}
	}
	return o.bounded(o.memory.fit(o.config.NumCtx)), nil
}
