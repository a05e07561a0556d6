package llm

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/facts"
)

// FactsModel is the name that FactsOnly gives as its model.
const FactsModel = facts.Model

// FactsOnly is a codeworm.LLMClient without a model: it writes a page from
// Prompt.Facts alone and reads nothing else of the prompt. It gives the same
// answer to the same facts, at once, and never a cut one: Prompt.MaxTokens does not
// bound it. The zero value is ready, and can be used from several goroutines at a time.
type FactsOnly struct{}

var (
	_ codeworm.LLMClient    = FactsOnly{}
	_ codeworm.LLMReadier   = FactsOnly{}
	_ codeworm.LLMDescriber = FactsOnly{}
)

// Generate writes the page of p.Facts. It refuses a prompt without facts or
// of a type that Describe does not name, with ErrRefused.
func (FactsOnly) Generate(ctx context.Context, p codeworm.Prompt) (*codeworm.Answer, error) {
	start := time.Now()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", FactsModel, err)
	}
	if p.Facts == nil {
		return nil, refuseFacts(errors.New("the prompt holds no facts"))
	}
	text, err := facts.Write(p.Facts)
	if err != nil {
		return nil, refuseFacts(err)
	}
	return &codeworm.Answer{
		Text: text, Model: FactsModel, Finish: codeworm.FinishStop, Provisional: true, Total: time.Since(start),
	}, nil
}

// Ready is always so, as long as ctx is not done.
func (FactsOnly) Ready(ctx context.Context) error { return ctx.Err() }

// Describe names the document types that can be written without a model.
func (FactsOnly) Describe() codeworm.LLMDescription {
	return codeworm.LLMDescription{Model: FactsModel, Provisional: true, Types: facts.Types(), Parallel: 1}
}

func refuseFacts(why error) error {
	return &codeworm.LLMError{Kind: codeworm.ErrRefused, Model: FactsModel, Hint: "use a model for it", Err: why}
}
