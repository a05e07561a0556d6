package tokens

import "fmt"

// Sizes of a context, in tokens, where nothing better is known.
const (
	// DefaultContext is the context of a model that does not say.
	DefaultContext = 8192
	// Overhead is what a server adds around a prompt: its chat template.
	Overhead = 200
)

// Budget is how a model's context is shared out between a prompt and its answer.
type Budget struct {
	Context int // tokens of both together; 0 when the client cannot say
	Prompt  int // tokens that are left for the prompt
	Answer  int // tokens of the answer, at most
	Bytes   int // bytes of the prompt without its system prompt, by the model's calibration
}

// Answer is how long an answer may get.
type Answer struct {
	Tokens int
	// Firm says that somebody chose it. Otherwise an answer gets no more than a quarter of the context.
	Firm bool
}

// NewBudget divides a context of so many tokens; 0 means that the client cannot say.
func NewBudget(context int, answer Answer) *Budget {
	b := &Budget{Context: context}
	size := context
	if size == 0 {
		size = DefaultContext
	}
	b.divide(size, answer)
	return b
}

func (b *Budget) divide(size int, answer Answer) {
	if b.Answer = answer.Tokens; !answer.Firm {
		b.Answer = min(b.Answer, size/4)
	}
	b.Prompt = size - b.Answer - Overhead
}

// A token of real text is at most impossibleRatio bytes: with the vocabularies of the models in use, Python
// source has about 4.8 and Markdown 4.3. Prompts below minJudged bytes may be a few long words.
const (
	impossibleRatio = 8 // and twice the greatest that was seen
	minJudged       = 4096
)

// SeenWhole says why a server cannot have read all of a prompt, or nil. It compares the bytes that were sent with the
// tokens that the server counted, by the greatest ratio seen for the model so far (0 for none): some servers
// drop what does not fit without an error. A count that is impossible shows how large the context really is, and the
// budget is divided again; configured is how long it could get. A server that does
// not count proves nothing.
func (b *Budget) SeenWhole(bytes, promptTokens, answerTokens int, greatest float64, configured Answer) error {
	if promptTokens <= 0 {
		return nil
	}
	ratio := float64(bytes) / float64(promptTokens)
	impossible := bytes > minJudged && (ratio > impossibleRatio || greatest > 0 && ratio > 2*max(greatest, BytesPerToken))
	if impossible && (b.Context == 0 || promptTokens < b.Context) {
		// It has room for no more than what it read, whatever it says.
		b.Context = promptTokens
		b.divide(b.Context, configured)
	}
	switch {
	case impossible:
		return fmt.Errorf("the server read %d tokens of a prompt of %d bytes, which cannot be all of it", promptTokens, bytes)
	case b.Context > 0 && promptTokens >= b.Context:
		return fmt.Errorf("the prompt of %d bytes fills the whole context of %d tokens, so that a part of it was dropped", bytes, b.Context)
	case b.Context > 0 && promptTokens+answerTokens > b.Context:
		return fmt.Errorf("the prompt's %d tokens and the answer's %d are more than the context of %d, so that a part of the prompt was dropped",
			promptTokens, answerTokens, b.Context)
	}
	return nil
}
