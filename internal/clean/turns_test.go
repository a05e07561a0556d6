package clean

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Where an answer goes on as a chat it ends.
func TestAnswersThatGoOnAsAChat(t *testing.T) {
	for _, turn := range []string{
		"User: Now write it for another function.", "Human: What does it return?", "**User:** Can you shorten it?", "### Instruction:\nWrite more.",
		"<|im_start|>user\nMore.", "Q: What is it for?\nA: It is for all.", "Assistant: Sure, here is another one.", "user\nNow for another.\nassistant\nSure.",
		"[INST] More. [/INST]", "<start_of_turn>user\nMore.", "<|endoftext|>Something else begins here.", "</s>User: hi", "<|start_header_id|>user<|end_header_id|>\n\nMore.",
		"Exercise 2: Do the same for it.", "### Human:\nMore.", "<|user|>\nMore.", "Question: Is it safe?\n\nAnswer: It is.",
		"<|im_end|>\n<|im_start|>user\nMore.<|im_end|>", "<｜end▁of▁sentence｜>More.", "Human: Thanks! Now the other one.", "<|eot_id|><|start_header_id|>user",
	} {
		for _, before := range []string{sentence, sentence + "\n\n- `a`: the first"} {
			got, err := Answer(before+"\n\n"+turn+"\n\nThe other function is not this one.", Options{})
			require.NoError(t, err, turn)
			assert.Equal(t, before+"\n", got.Body, turn)
		}
		quoted := sentence + "\n\n```text\n" + turn + "\n```\n\nThe end of it.\n"
		got, err := Answer(quoted, Options{})
		require.NoError(t, err, turn)
		assert.Equal(t, quoted, got.Body)
	}
	for _, honest := range []string{
		"User: the account that owns the row, never a group of them.", "### Response\n\nA status and a body are sent.", "### Input:\n\nA list of them.",
		"- User: who asks?\n- Assistant: who answers?", "### FAQ\n\nQ: Is it safe?\n\nA: It is.", "FAQ:\n\nQ: Is it safe?\nA: It is.", "System: Linux alone is supported.", "The roles are\nuser\nand assistant.",
		"### User\n\nThe one who asks.", "It splits at <|im_end|> marks alone.",
	} {
		text := sentence + "\n\n" + honest
		got, err := Answer(text, Options{})
		require.NoError(t, err, honest)
		assert.Contains(t, got.Body, honest[len(honest)-9:], honest)
	}
	for _, label := range []string{"assistant\n", "Assistant: ", "### Response:\n", "**Answer:** ", "<|im_start|>assistant\n", "Final Answer: "} {
		got, err := Answer(label+sentence, Options{})
		require.NoError(t, err, label)
		assert.Equal(t, sentence+"\n", got.Body, label)
	}
}
