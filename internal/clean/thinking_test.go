package clean

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every form of thinking aloud is taken out: whole, without its start, without its end, twice, and with code in it; and it
// stays where it is quoted.
func TestThinkingAloud(t *testing.T) {
	require.NotEmpty(t, thoughtForms)
	for _, f := range thoughtForms {
		open, shut := regexp.MustCompile(`(?i)^`+f.open), regexp.MustCompile(`(?i)`+f.shut)
		require.Regexp(t, open, f.example)
		require.Regexp(t, shut, f.example)
		const thought = "Okay, the user wants hm, so `take` it:\n\n```go\nx()\n```\n\nDone with hm."
		whole := strings.Replace(strings.Replace(f.example, "So.", sentence, 1), "hm", thought, 1)
		endless := whole[:strings.Index(whole, thought)+len(thought)]
		start := open.FindString(whole)
		if start[len(start)-1] == 'I' {
			start = start[:len(start)-1]
		}
		for name, text := range map[string]string{
			"whole":           whole,
			"after blanks":    " \n" + whole,
			"without a start": whole[len(start):],
			"twice":           strings.SplitN(whole, sentence, 2)[0] + whole,
		} {
			if name == "without a start" && f.paired {
				continue
			}
			got, err := Answer(text, Options{})
			if assert.NoError(t, err, "%s: %s", name, text) {
				assert.Equal(t, sentence+"\n", got.Body, "%s: %s", name, text)
			}
		}
		_, err := Answer(endless, Options{})
		assert.Error(t, err, endless)
		if !strings.Contains(shut.FindString(f.example), "\n") {
			quoted := sentence + " It cuts `" + shut.FindString(f.example) + "` off.\n\n```text\n" + f.example + "\n```\n\nThe end of it.\n"
			got, err := Answer(quoted, Options{})
			require.NoError(t, err)
			assert.Equal(t, quoted, got.Body)
		}
	}
}

func TestThinkingAmidAnAnswer(t *testing.T) {
	for in, want := range map[string]string{
		sentence + "\n\n<think>\nIs that so? It is.\n</think>\n\nThe end of it.": sentence + "\n\nThe end of it.\n",
		sentence + "\n\n<think>\nIs that so?":                                    sentence + "\n",
		sentence + " It reads up to </think> and no further.":                    sentence + " It reads up to &lt;/think> and no further.\n",
		sentence + " It takes [THINK] and [/THINK] out of answers.":              sentence + " It takes \\[THINK] and \\[/THINK] out of answers.\n",
		"Analysis of the text comes first. " + sentence:                          "Analysis of the text comes first. " + sentence + "\n",
		"The `assistantfinal` word splits it. " + sentence:                       "The `assistantfinal` word splits it. " + sentence + "\n",
		"```text\n<think>\nhm\n</think>\n```\n\n" + sentence:                     "```text\n<think>\nhm\n</think>\n```\n\n" + sentence + "\n",
		"I look at it:\n\n```go\nx()\n</think>\n" + sentence:                     sentence + "\n",
		"Reasoning is by cases here, as everywhere. " + sentence:                 "Reasoning is by cases here, as everywhere. " + sentence + "\n",
	} {
		got, err := Answer(in, Options{})
		require.NoError(t, err, in)
		assert.Equal(t, want, got.Body)
	}
}
