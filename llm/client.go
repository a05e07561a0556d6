package llm

import (
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tmc/langchaingo/llms"

	"github.com/codeworm/codeworm"
)

// The defaults of Config.
const (
	DefaultContextTokens = 8192
	DefaultMaxTokens     = 4096
)

// Config describes a model to New. Fields that are zero have the default.
type Config struct {
	// Model is the model's name, for pages and errors. It has to be given.
	Model string
	// Endpoint is where the model is, for errors: an address without credentials.
	Endpoint string
	// ContextTokens is how many tokens prompt and answer may have together; the
	// default is DefaultContextTokens, which every model in use can do.
	ContextTokens int
	// MaxTokens is the most tokens of an answer. A prompt can ask for fewer, or for more where it is 0. Where neither says it, it
	// is DefaultMaxTokens, or half of ContextTokens when that is less.
	MaxTokens int
	// Temperature is 0 for the likeliest answer, up to 2; nil means DefaultTemperature.
	Temperature *float64
	// Seed makes answers repeatable where the model can; 0 leaves it to the model.
	Seed int
	// Parallel is how many prompts are answered at a time; the default is 1.
	Parallel int
	// Timeout bounds one answer; the default is DefaultTimeout.
	Timeout time.Duration
	// Retry says how a failed call is made again.
	Retry Retry
	// Stream asks the model to write by pieces where a caller wants to see them. Not every model of langchaingo can,
	// and some that only imitate another one's interface count no tokens then; without it Stream gives the whole answer at once.
	Stream bool
	// Options are passed with every call, after those that follow from the rest. A server that
	// only imitates OpenAI's may need openai.WithLegacyMaxTokensField to know MaxTokens.
	Options []llms.CallOption
}

// Client is a codeworm.LLMClient for any model of langchaingo. It can be used from
// several goroutines at a time when the model can. It returns as soon after
// ctx is done as the model does.
type Client struct {
	config   Config
	writes   generation
	model    llms.Model
	attempts *attempts
	fitness  *fitness
}

var (
	_ codeworm.LLMClient       = (*Client)(nil)
	_ codeworm.LLMStreamer     = (*Client)(nil)
	_ codeworm.LLMContextSizer = (*Client)(nil)
	_ codeworm.LLMDescriber    = (*Client)(nil)
)

// New makes a client for the model. The error is a *codeworm.ConfigError with
// all that is wrong with the configuration.
func New(model llms.Model, config Config) (*Client, error) {
	if config.Temperature == nil {
		temperature := DefaultTemperature
		config.Temperature = &temperature
	}
	if config.ContextTokens == 0 {
		config.ContextTokens = DefaultContextTokens
	}
	firm := config.MaxTokens != 0
	if !firm {
		config.MaxTokens = min(DefaultMaxTokens, config.ContextTokens/2)
	}
	if config.Parallel == 0 {
		config.Parallel = 1
	}
	if config.Timeout == 0 {
		config.Timeout = DefaultTimeout
	}
	config.Options = slices.Clone(config.Options)
	problems := failed([]requirement{
		{model == nil, "there is no model"},
		{config.Model == "", "the model has no name"},
		temperatureRange(*config.Temperature),
		{config.ContextTokens < 0, fmt.Sprintf("context of %d tokens: it has to be positive", config.ContextTokens)},
		{config.MaxTokens < 0 || config.MaxTokens >= config.ContextTokens && config.ContextTokens > 0,
			fmt.Sprintf("answers of %d tokens: it has to be positive and less than the context, which is %d", config.MaxTokens, config.ContextTokens)},
		{config.Parallel < 0, fmt.Sprintf("parallel %d: it has to be positive", config.Parallel)},
		{config.Timeout < 0, fmt.Sprintf("timeout %s: it has to be positive", config.Timeout)},
	})
	if len(problems) > 0 {
		return nil, &codeworm.ConfigError{Problems: problems}
	}
	return &Client{
		config: config, model: model, fitness: newFitness(),
		writes:   generation{most: config.MaxTokens, firm: firm, temperature: *config.Temperature, seed: config.Seed},
		attempts: newAttempts(subject{endpoint: config.Endpoint, model: config.Model}, config.Retry, config.Timeout),
	}, nil
}

// requirement is something that a configuration has to fulfil.
type requirement struct {
	broken bool
	what   string // what is wrong when it is broken
}

// failed says what is wrong with a configuration.
func failed(requirements []requirement) []string {
	var problems []string
	for _, r := range requirements {
		if r.broken {
			problems = append(problems, r.what)
		}
	}
	return problems
}

func temperatureRange(t float64) requirement {
	inside := t >= 0 && t <= 2 // which NaN is not
	return requirement{!inside, fmt.Sprintf("temperature %g: it has to be from 0 to 2", t)}
}

// Generate asks the model. Besides what the contract of codeworm.LLMClient says, it
// fails with ErrDidNotFit when the counts of tokens show that a part of the prompt was dropped.
func (c *Client) Generate(ctx context.Context, p codeworm.Prompt) (*codeworm.Answer, error) {
	return c.generate(ctx, p, nil)
}

// Stream is Generate that shows the answer while it is written. It takes the place of a streaming function among
// Config.Options. Where the model does not stream, all of the answer comes at once.
func (c *Client) Stream(ctx context.Context, p codeworm.Prompt, on func(piece string, tokens int) bool) (*codeworm.Answer, error) {
	r := newRelay(on)
	defer r.close()
	return c.generate(ctx, p, r)
}

func (c *Client) generate(ctx context.Context, p codeworm.Prompt, r *relay) (*codeworm.Answer, error) {
	return c.attempts.do(ctx, func(ctx context.Context) (*codeworm.Answer, error) {
		answer, err := c.ask(ctx, p, r)
		return answer, recovered(err)
	})
}

// maxStops is how many texts that end an answer the servers in use take at most.
const maxStops = 4

func (c *Client) ask(ctx context.Context, p codeworm.Prompt, r *relay) (*codeworm.Answer, error) {
	if !r.begin() {
		return r.answer(c.config.Model), nil
	}
	options := append(c.writes.options(p, p.Stop[:min(len(p.Stop), maxStops)]), c.config.Options...)
	if r != nil && c.config.Stream {
		write := r.writer()
		options = append(options, llms.WithStreamingFunc(func(_ context.Context, chunk []byte) error { return write(string(chunk), "") }))
	}
	call, cancel := context.WithCancel(ctx)
	defer cancel() // ends what a stopped model still does
	response, err := c.model.GenerateContent(call, messages(p), options...)
	if stopped := r.answer(c.config.Model); stopped != nil {
		return stopped, nil
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, err
	case response == nil || len(response.Choices) == 0:
		return nil, errNoContent
	}
	choice := response.Choices[0]
	answer := &codeworm.Answer{
		Text: stripThinking(choice.Content), Model: c.config.Model, Finish: codeworm.FinishStop,
		PromptTokens: tokens(choice.GenerationInfo, promptCounts), AnswerTokens: tokens(choice.GenerationInfo, answerCounts),
	}
	if slices.Contains(lengthReasons, choice.StopReason) {
		answer.Finish = codeworm.FinishLength
	}
	if choice.StopReason == "" && answer.AnswerTokens == 0 && r.streamed() {
		return nil, &streamError{what: brokeOff} // langchaingo takes a stream that ends early for a whole one
	}
	if err := c.fitness.check(p, answer, c.config.ContextTokens); err != nil {
		return nil, err
	}
	if answer.Text == "" {
		return nil, errNoContent
	}
	r.finish(answer)
	return answer, nil
}

// What the clients of langchaingo call the same things.
var (
	promptCounts  = []string{"PromptTokens", "InputTokens", "input_tokens"}
	answerCounts  = []string{"CompletionTokens", "OutputTokens", "output_tokens"}
	lengthReasons = []string{"length", "max_tokens", "MAX_TOKENS", "FinishReasonMaxTokens"}
)

// tokens is the first of the counts that there is.
func tokens(info map[string]any, names []string) int {
	for _, name := range names {
		switch n := info[name].(type) {
		case int:
			return n
		case int32:
			return int(n)
		case int64:
			return int(n)
		}
	}
	return 0
}

// httpStatus is how langchaingo's clients write the status of an HTTP answer into the text of
// an error; none of them gives it otherwise.
var httpStatus = regexp.MustCompile(`status(?: code)?:? (\d{3})\b(?:: )?(.*)`)

// networkWords are what the OpenAI client says instead of the network's own error.
var networkWords = []string{"network error: ", "request timeout: "}

// recovered is an error with what langchaingo left of it in its text alone.
func recovered(err error) error {
	var typed *llms.Error
	if err == nil || errors.As(err, &typed) || isNetwork(err) {
		return err
	}
	text := err.Error()
	for _, words := range networkWords {
		if strings.HasPrefix(text, words) {
			return &net.OpError{Op: "ask", Net: "the model", Err: err}
		}
	}
	match := httpStatus.FindStringSubmatch(text)
	if match == nil {
		return err
	}
	status, _ := strconv.Atoi(match[1]) // three digits
	return &statusError{status: status, message: oneLine(match[2])}
}

// ContextTokens is what was configured.
func (c *Client) ContextTokens(context.Context) (int, error) { return c.config.ContextTokens, nil }

// Describe names the model and how many prompts are answered at a time.
func (c *Client) Describe() codeworm.LLMDescription {
	return codeworm.LLMDescription{Model: c.config.Model, Parallel: c.config.Parallel}
}
