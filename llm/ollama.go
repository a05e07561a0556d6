package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tmc/langchaingo/llms"
	"github.com/tmc/langchaingo/llms/ollama"

	"github.com/codeworm/codeworm"
)

// The defaults of OllamaConfig.
const (
	DefaultURL         = "http://localhost:11434"
	DefaultModel       = "qwen2.5:7b"
	DefaultTemperature = 0.3
	DefaultNumCtx      = 16384
	DefaultNumPredict  = 4096
	DefaultTimeout     = 15 * time.Minute
)

// OllamaConfig says how to reach a model on an Ollama server. Fields that are zero
// have the default.
type OllamaConfig struct {
	// URL is the server's address, with scheme; the default is DefaultURL. A user
	// and password in it are sent, and never shown in an error.
	URL string
	// Model is the model's name with its tag; the default is DefaultModel.
	Model string
	// Temperature is 0 for the likeliest answer, up to 2; nil means DefaultTemperature.
	Temperature *float64
	// NumCtx is how many tokens prompt and answer may have together; the default
	// is DefaultNumCtx. More takes more memory.
	NumCtx int
	// NumPredict is the most tokens of an answer. A prompt can ask for fewer, or for more where it is 0. Where neither says
	// it, it is DefaultNumPredict, or half of NumCtx when that is less.
	NumPredict int
	// Seed makes answers repeatable; 0 draws one for each answer.
	Seed int
	// KeepAlive is how long the server keeps the model loaded after an answer; 0
	// means for ever, a negative one not at all.
	KeepAlive time.Duration
	// Think lets the model think before it answers, which not every model can. What it thinks is
	// not a part of the answer, but its tokens count: an answer with its thoughts may have NumPredict of them, whatever a prompt asks for.
	Think bool
	// Schema is a JSON schema that answers have to follow; nil means free text.
	Schema json.RawMessage
	// Parallel is how many prompts are answered at a time: what OLLAMA_NUM_PARALLEL of the
	// server is; the default is 1.
	Parallel int
	// Timeout bounds one answer, the loading of the model included; the default is
	// DefaultTimeout.
	Timeout time.Duration
	// Retry says how a failed call is made again.
	Retry Retry
	// Transport carries the requests; nil means one like http.DefaultTransport.
	Transport http.RoundTripper
}

// Ollama is a codeworm.LLMClient that asks a model on an Ollama server. It can be
// used from several goroutines at a time.
//
// When the server runs out of memory it asks again with half the context, down to 2,048
// tokens, and stays with what worked for an hour; ContextTokens follows.
type Ollama struct {
	config   OllamaConfig
	writes   generation
	model    llms.Model
	attempts *attempts
	fitness  *fitness
	api      *api
	base     http.RoundTripper

	memory  memory
	trained atomic.Int64             // the longest context the model was made for; 0 when not known yet
	stops   atomic.Pointer[[]string] // the texts that end the model's answers by its own settings; nil when not known yet
}

var (
	_ codeworm.LLMClient       = (*Ollama)(nil)
	_ codeworm.LLMStreamer     = (*Ollama)(nil)
	_ codeworm.LLMReadier      = (*Ollama)(nil)
	_ codeworm.LLMWarmer       = (*Ollama)(nil)
	_ codeworm.LLMContextSizer = (*Ollama)(nil)
	_ codeworm.LLMDescriber    = (*Ollama)(nil)
)

// NewOllama makes a client. It connects to nothing; the error is a *codeworm.ConfigError
// with all that is wrong with the configuration.
func NewOllama(config OllamaConfig) (*Ollama, error) {
	writes := generation{firm: config.NumPredict != 0, thinks: config.Think, seed: config.Seed}
	config.setDefaults()
	writes.most, writes.temperature = config.NumPredict, *config.Temperature
	address, problems := config.validate()
	if len(problems) > 0 {
		return nil, &codeworm.ConfigError{Problems: problems}
	}
	o := &Ollama{config: config, writes: writes, fitness: newFitness(), base: config.Transport}
	if o.base == nil {
		o.base = http.DefaultTransport.(*http.Transport).Clone()
	}
	shown := *address
	shown.User = nil
	o.attempts = newAttempts(subject{endpoint: shown.String(), model: config.Model, ollama: true}, config.Retry, config.Timeout)
	o.attempts.alive = func(ctx context.Context) bool {
		ctx, cancel := context.WithTimeout(ctx, readyTimeout)
		defer cancel()
		_, err := o.Version(ctx)
		return err == nil
	}
	o.api = &api{base: address, client: &http.Client{Transport: o.base, CheckRedirect: refuseRedirect}}
	model, err := ollama.New(
		ollama.WithServerURL(address.String()),
		ollama.WithModel(config.Model),
		ollama.WithKeepAlive(config.keepAlive()),
		ollama.WithHTTPClient(&http.Client{
			Transport:     &transport{base: o.base, think: config.Think, schema: config.Schema},
			CheckRedirect: refuseRedirect,
		}),
	)
	if err != nil {
		return nil, fmt.Errorf("llm: %w", err)
	}
	o.model = model
	return o, nil
}

func refuseRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func (c *OllamaConfig) setDefaults() {
	if c.URL == "" {
		c.URL = DefaultURL
	}
	if c.Model == "" {
		c.Model = DefaultModel
	}
	if c.Temperature == nil {
		temperature := DefaultTemperature
		c.Temperature = &temperature
	}
	if c.NumCtx == 0 {
		c.NumCtx = DefaultNumCtx
	}
	if c.NumPredict == 0 {
		c.NumPredict = min(DefaultNumPredict, c.NumCtx/2)
	}
	if c.Parallel == 0 {
		c.Parallel = 1
	}
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
}

func (c *OllamaConfig) validate() (*url.URL, []string) {
	address, err := parseURL(c.URL)
	var problems []string
	if err != nil {
		problems = append(problems, err.Error())
	}
	problems = append(problems, failed([]requirement{
		{strings.TrimSpace(c.Model) != c.Model, fmt.Sprintf("model %q: the name has white space around it", c.Model)},
		temperatureRange(*c.Temperature),
		{c.NumCtx < smallestContext, fmt.Sprintf("num_ctx %d: it has to be at least %d", c.NumCtx, smallestContext)},
		{c.NumPredict < 0 || c.NumPredict >= c.NumCtx, fmt.Sprintf("num_predict %d: it has to be positive and less than num_ctx, which is %d", c.NumPredict, c.NumCtx)},
		{c.Parallel < 0, fmt.Sprintf("parallel %d: it has to be positive", c.Parallel)},
		{c.Timeout < 0, fmt.Sprintf("timeout %s: it has to be positive", c.Timeout)},
		{c.Schema != nil && !json.Valid(c.Schema), "schema: it is not JSON"},
	})...)
	return address, problems
}

// parseURL reads a server's address, which langchaingo's client would end the
// program for.
func parseURL(text string) (*url.URL, error) {
	address, err := url.Parse(text)
	switch {
	case err != nil && strings.Contains(text, "@"):
		return nil, errors.New("server address: it cannot be read; it has to look like " + DefaultURL)
	case err != nil:
		return nil, fmt.Errorf("server address %q: it cannot be read; it has to look like %s", text, DefaultURL)
	case address.Scheme != "http" && address.Scheme != "https":
		return nil, fmt.Errorf("server address %q: it has to begin with http:// or https://, as in %s", address.Redacted(), DefaultURL)
	case address.Hostname() == "":
		return nil, fmt.Errorf("server address %q: it names no host; it has to look like %s", address.Redacted(), DefaultURL)
	case address.RawQuery != "" || address.Fragment != "":
		return nil, fmt.Errorf("server address %q: leave out what follows the path", address.Redacted())
	}
	return address, nil
}

// keepAlive is a duration in Ollama's words; a bare "-1" would be refused.
func (c *OllamaConfig) keepAlive() string {
	switch {
	case c.KeepAlive == 0:
		return "-1m"
	case c.KeepAlive < 0:
		return "0s"
	}
	return c.KeepAlive.String()
}

// Generate asks the model. Besides what the contract of codeworm.LLMClient
// says, it fails with ErrDidNotFit when the server's own counts show that it dropped a part of
// the prompt.
func (o *Ollama) Generate(ctx context.Context, p codeworm.Prompt) (*codeworm.Answer, error) {
	return o.generate(ctx, p, nil)
}

// Stream is Generate that shows the answer while it is written. Thoughts count as tokens, and are no pieces.
func (o *Ollama) Stream(ctx context.Context, p codeworm.Prompt, on func(piece string, tokens int) bool) (*codeworm.Answer, error) {
	r := newRelay(on)
	defer r.close()
	return o.generate(ctx, p, r)
}

func (o *Ollama) generate(ctx context.Context, p codeworm.Prompt, r *relay) (*codeworm.Answer, error) {
	return o.attempts.do(ctx, func(ctx context.Context) (*codeworm.Answer, error) {
		o.learnTrained(ctx)
		return o.withinMemory(promptBytes(p), func(numCtx int) (*codeworm.Answer, error) { return o.ask(ctx, p, numCtx, r) })
	})
}

// ask makes one call with a context of numCtx tokens. It is always streamed, so that a whole answer can be told from one
// that broke off; the transport reads the stream and hands it to the relay.
func (o *Ollama) ask(ctx context.Context, p codeworm.Prompt, numCtx int, r *relay) (*codeworm.Answer, error) {
	if !r.begin() {
		return r.answer(o.config.Model), nil
	}
	call, x := withExchange(ctx, numCtx, r)
	options := append(o.writes.options(p, o.stopsOf(p)),
		llms.WithStreamingFunc(func(ctx context.Context, _ []byte) error { return ctx.Err() }))
	response, err := o.model.GenerateContent(call, messages(p), options...)
	if stopped := r.answer(o.config.Model); stopped != nil {
		return stopped, nil
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case x.err != nil:
		return nil, x.err
	case err != nil:
		return nil, err
	case !x.done || len(response.Choices) == 0:
		return nil, &streamError{what: brokeOff}
	}
	answer := &codeworm.Answer{
		Text: stripThinking(response.Choices[0].Content), Model: o.config.Model, Finish: codeworm.FinishStop,
		PromptTokens: x.last.PromptEvalCount, AnswerTokens: x.last.EvalCount,
		LoadTime: x.last.LoadDuration, PromptTime: x.last.PromptEvalDuration, AnswerTime: x.last.EvalDuration,
	}
	if x.last.DoneReason == "length" {
		answer.Finish = codeworm.FinishLength
	}
	if err := o.fitness.check(p, answer, o.bounded(numCtx)); err != nil {
		return nil, err
	}
	switch {
	case answer.Text != "":
	case answer.Finish == codeworm.FinishLength:
		return nil, errOnlyThoughts
	default:
		return nil, errNoContent
	}
	r.finish(answer)
	return answer, nil
}

// Describe names the model and how many prompts are answered at a time.
func (o *Ollama) Describe() codeworm.LLMDescription {
	return codeworm.LLMDescription{Model: o.config.Model, Parallel: o.config.Parallel}
}

// Close closes idle connections. The client can still be used.
func (o *Ollama) Close() {
	if base, ok := o.base.(interface{ CloseIdleConnections() }); ok {
		base.CloseIdleConnections()
	}
}
