package codeworm_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
)

// counted counts what a model wrote before it was stopped.
type counted struct {
	codeworm.LLMClient
	pieces int
}

func (c *counted) Stream(ctx context.Context, p codeworm.Prompt, on func(string, int) bool) (*codeworm.Answer, error) {
	return c.LLMClient.(codeworm.LLMStreamer).Stream(ctx, p, func(piece string, tokens int) bool {
		c.pieces++
		return on(piece, tokens)
	})
}

// A model that goes round in circles is stopped, and what it wrote before that is the page. It is not asked to go on.
func TestAnswersThatLoop(t *testing.T) {
	const said = "`Sum0` adds its two numbers `a` and `b` and gives the sum back to whoever called it."
	const again = "The sum is what the caller gets."
	for name, loop := range map[string]string{
		"a sentence": strings.Repeat(" "+again, 400),
		"paragraphs": strings.Repeat("\n\n"+again+"\n\nNothing else is done by it.", 200),
		"items":      "\n\n" + strings.Repeat("- "+again+"\n", 400),
		"a word":     " " + again + strings.Repeat(" sum", 4000),
	} {
		for _, streams := range []bool{true, false} {
			w := newWorld(t, 1)
			w.llm.OnGenerate(func(context.Context, codeworm.Prompt) (string, error) { return said + loop, nil })
			client := &counted{LLMClient: w.llm}
			w.config.LLM = client
			if !streams {
				w.config.LLM = unlimited{w.llm}
			}
			result, err := w.daemon().RunOnce(t.Context())
			require.NoError(t, err, name)
			text := string(result.Page.Markdown)
			assert.Contains(t, text, said, name)
			assert.LessOrEqual(t, strings.Count(text, again), 1, name)
			assert.NotContains(t, text, "sum sum", name)
			assert.Len(t, w.llm.Prompts(), 1, "%s: it is asked once", name)
			if streams {
				assert.Positive(t, client.pieces, name)
				assert.Less(t, client.pieces, 200, "%s: the model is stopped soon", name)
			}
		}
	}
}
