package codewormtest_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

func TestLLM(t *testing.T) {
	codewormtest.TestLLMClient(t, func(*testing.T) codeworm.LLMClient { return codewormtest.NewLLM() })
}

func TestLLMSlow(t *testing.T) {
	codewormtest.TestLLMClient(t, func(*testing.T) codeworm.LLMClient {
		l := codewormtest.NewLLM("one", "two")
		l.Delay = 10 * time.Millisecond
		l.Description = codeworm.LLMDescription{Model: "slow", Provisional: true, Types: []page.Type{page.FileDoc}}
		return l
	})
}

func TestLLMScript(t *testing.T) {
	l := codewormtest.NewLLM("one", "two")
	ask := func(request string) (string, error) {
		a, err := l.Generate(t.Context(), codeworm.Prompt{Request: request})
		if err != nil {
			return "", err
		}
		return a.Text, nil
	}
	for _, want := range []string{"one", "two", "one"} {
		text, err := ask("which?")
		require.NoError(t, err)
		assert.Equal(t, want, text)
	}
	broken := errors.New("broken")
	l.FailNext(broken)
	_, err := ask("again?")
	require.ErrorIs(t, err, broken)
	l.OnGenerate(func(_ context.Context, p codeworm.Prompt) (string, error) {
		if p.Request == "fail" {
			return "", broken
		}
		return "to " + p.Request, nil
	})
	text, err := ask("whom")
	require.NoError(t, err)
	assert.Equal(t, "to whom", text)
	_, err = ask("fail")
	require.ErrorIs(t, err, broken)
	assert.Len(t, l.Prompts(), 6)
	assert.Equal(t, 1, l.Busiest())
	l.SetReady(broken)
	require.ErrorIs(t, l.Ready(t.Context()), broken)
}

func TestLLMEmptyAnswerIsAnError(t *testing.T) {
	_, err := codewormtest.NewLLM(" \n").Generate(t.Context(), codeworm.Prompt{Request: "say nothing"})
	require.ErrorIs(t, err, codeworm.ErrBadAnswer)
}
