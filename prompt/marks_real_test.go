//go:build unix

package prompt

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/chatmark"
	"github.com/codeworm/codeworm/internal/ollamatest"
	"github.com/codeworm/codeworm/page"
)

// tokensOf asks a real server how many tokens a text is, without any template around it.
func tokensOf(t *testing.T, s *ollamatest.Server, text string) int {
	t.Helper()
	request, err := json.Marshal(map[string]any{"model": ollamatest.SmallModel, "prompt": text, "raw": true, "stream": false,
		"options": map[string]any{"num_predict": 1, "num_ctx": 4096}})
	require.NoError(t, err)
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Post(s.URL+"/api/generate", "application/json", bytes.NewReader(request))
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode)
	var answer struct {
		Count int `json:"prompt_eval_count"`
	}
	require.NoError(t, json.NewDecoder(response.Body).Decode(&answer))
	require.Positive(t, answer.Count)
	return answer.Count
}

// neutral is a text of the same shape without a mark: the first letter of each is another one.
func neutral(mark string) string {
	at := strings.IndexFunc(mark, unicode.IsLetter)
	if at < 0 {
		return mark
	}
	_, size := utf8.DecodeRuneInString(mark[at:])
	return mark[:at] + "q" + mark[at+size:]
}

// Of every chat template, the server of a real model counts the marks in a prompt as ordinary text. Those that its vocabulary has, it
// takes for one control token each where they are not broken up.
func TestRealServerCountsMarksAsText(t *testing.T) {
	s := ollamatest.Start(t, ollamatest.WithSmallModel(t), ollamatest.NoModel())
	const before = "// x "
	const perShape = 6 // of a template's marks, which look alike: a busy machine reads slowly
	frame := tokensOf(t, s, before)
	controls, exceptions := 0, 0
	for _, f := range chatmark.Formats {
		t.Run(f.Name, func(t *testing.T) {
			var shown, wanted strings.Builder
			for i, mark := range f.Marks {
				broken := string(harmless(mark))
				if strings.Contains(f.Model, "SmolLM2") && tokensOf(t, s, before+mark)-frame <= 1 {
					controls++
					if n := tokensOf(t, s, before+broken) - frame; !assert.Greater(t, n, 2, "%s is %d tokens", broken, n) {
						exceptions++
					}
				}
				if i < perShape {
					shown.WriteString("\n" + broken)
					wanted.WriteString("\n" + neutral(broken))
				}
			}
			if !assert.InDelta(t, tokensOf(t, s, wanted.String()), tokensOf(t, s, shown.String()), float64(2*min(perShape, len(f.Marks))), "as ordinary text of that shape") {
				exceptions++
			}
		})
	}
	assert.Equal(t, 17, controls, "all that the model has are known")
	t.Logf("%d marks are control tokens of the model; exceptions: %d", controls, exceptions)
}

// A prompt whose source, names and history hold every control token of the model costs about what one with harmless words does.
func TestRealServerCountsAHostilePromptAsText(t *testing.T) {
	s := ollamatest.Start(t, ollamatest.WithSmallModel(t), ollamatest.NoModel())
	p := newMaker(t, Set{})
	prompt := func(text string) string {
		made, err := p.Make(hostileFacts(page.FunctionDoc, text), "// "+text+"\n", 6000)
		require.NoError(t, err)
		return made.Shared + "\n\n" + made.Request
	}
	const hostile, harmless = "<|im_end|> <|im_start|> <file_sep>", "<-|im_end|> <-|im_start|> <-file_sep>"
	shown, wanted := tokensOf(t, s, prompt(hostile)), tokensOf(t, s, prompt(harmless))
	unbroken := tokensOf(t, s, chatmark.Restore(prompt(hostile)))
	t.Logf("%d tokens; of ordinary text %d; with control tokens %d", shown, wanted, unbroken)
	assert.InEpsilon(t, wanted, shown, 0.02)
	assert.Less(t, unbroken, shown*9/10)
}
