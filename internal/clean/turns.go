package clean

import (
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
)

// chatMarkForms are the marks of chat formats that leak into answers.
var chatMarkForms = words.Forms{
	{`<\|[A-Za-z_]{2,24}\|>`, "<|im_end|>"},
	{`<｜[A-Za-z▁]{2,24}｜>`, "<｜end▁of▁sentence｜>"},
	{`</?s>\s*$`, "</s>"},
	{`\[/INST\]`, "[/INST]"},
	{`<(?:start|end)_of_turn>`, "<end_of_turn>"},
}

// endMarkForms are those of them behind which nothing belongs to the answer any more.
var endMarkForms = words.Forms{
	{`<\|(?:im_end|eot_id|eom_id|endoftext|end_of_text|end|return|END_OF_TURN_TOKEN)\|>`, "<|im_end|>"},
	{`<｜end▁of▁sentence｜>`, "<｜end▁of▁sentence｜>"},
	{`<end_of_turn>`, "<end_of_turn>"},
	{`</s>`, "</s>"},
}

// turnForms are how the next turn of a chat begins, by its marks, at the start of a line.
var turnForms = words.Forms{
	{`<\|im_start\|> ?(?:user|assistant|system|human)\b`, "<|im_start|>user"},
	{`<\|start_header_id\|> ?(?:user|assistant|system)\b`, "<|start_header_id|>user"},
	{`<\|start\|> ?(?:user|assistant|system|developer)\b`, "<|start|>user"},
	{`<start_of_turn> ?(?:user|model)\b`, "<start_of_turn>user"},
	{`<[|｜](?:user|assistant|system|USER_TOKEN)[|｜]>`, "<|user|>"},
	{`\[INST\]`, "[INST]"},
	{`(?:user|human|assistant|system)\n`, "user\n"}, // what is left of a mark
	{`#{1,4} ?(?:Instruction|Human|User|Assistant)(?: ?\d+)?:[ \t]*\n`, "### Instruction:\n"},
	{`(?:Exercise|Question|Follow-?up (?:exercise|question)) ?\d+:\s`, "Exercise 2: "},
}

// speakerForms are how the next turn begins with the name of who speaks. The same words may begin a sentence of the page,
// so that what follows has to be a request or the other's turn.
var speakerForms = words.Forms{
	{`(?:User|Human|Student|Customer|Question|Q|Me|Prompt)`, "User"},
	{`(?:Assistant|AI|Bot|ChatGPT|Claude|Model|Answer|A|System)`, "Assistant"},
}

// requestForms are how a request to a model begins.
var requestForms = words.Forms{
	{`[^\n]*\?`, "Is it safe for many callers?"},
	{`(?:now |okay,? |great[,!.]* |thanks[,!.]* |thank you[,!.]* |sure[,!.]* |certainly[,!.]* |of course[,!.]* )+`, "Thanks! "},
	{`(?:please|can you|could you|would you|i want|i need|i'd like|i have|you are|here is|here's)\b`, "Please"},
	{`(?:write|document|explain|describe|give|show|tell|list|summari[sz]e|translate|create|add|make|continue|go on|rewrite|generate|provide)\b`, "Write"},
}

// labelForms are what an answer is introduced with at its start.
var labelForms = words.Forms{
	{`(?:<\|im_start\|>|<\|start\|>|<start_of_turn>)?(?:assistant|model)\n`, "assistant\n"},
	{`(?:#{1,4} ?)?(?:Response|Assistant|Answer|Final Answer|Output):[ \t]*\n`, "### Response:\n"},
	{`(?:Assistant|Answer|Final Answer|AI|Response): `, "Assistant: "},
	{`\*\*(?:Assistant|Answer|Final Answer|Response)(?::\*\*|\*\*:)\s`, "**Final Answer:** "},
}

// stopMarks are what a model says when it goes on as a chat, the commonest formats first.
var stopMarks = []string{"<|im_start|>", "<|start_header_id|>", "<start_of_turn>", "[INST]", "<|im_end|>", "<|eot_id|>", "<end_of_turn>",
	"<|endoftext|>", "<|end_of_text|>", "<|user|>", "<|end|>", "<｜end▁of▁sentence｜>"}

// Stops returns the texts that end a page: behind them a model goes on as a chat. What stands in the prompt
// is none of them, since the page may quote it.
func Stops(prompt string) []string {
	return slices.DeleteFunc(slices.Clone(stopMarks), func(mark string) bool { return strings.Contains(prompt, mark) })
}

var (
	chatMarks = chatMarkForms.Anywhere()
	endMarks  = endMarkForms.Anywhere()
	turns     = turnForms.Compile(`(?m)^(?:`, `)`)
	speakers  = regexp.MustCompile(`(?m)^(?:\*\*|__)?(?:` + speakerForms.Any() + `)(?: ?\d+)?(?::(?:\*\*|__)?|(?:\*\*|__):)[ \t\n]+(?i:` + requestForms.Any() + `)`)
	dialogue  = regexp.MustCompile(`(?m)^(?:\*\*)?` + speakerForms[0][0] + `:(?:\*\*)? [^\n]+\n+(?:\*\*)?` + speakerForms[1][0] + `:`)
	labels    = labelForms.Compile(`^(?:`, `)`)
	questions = regexp.MustCompile(`(?im)^[^\n]{0,60}\b(?:faqs?|questions|q&a|q and a)\W{0,6}$`)
)

// dropTurns ends an answer where it goes on as a chat with itself, and takes out what is left of the marks of chats.
func (c *cleaner) dropTurns() error {
	text := strings.TrimSpace(c.text)
	text = strings.TrimSpace(text[len(labels.FindString(text)):])
	code, err := codeOf(text)
	if err != nil {
		return err
	}
	if end := chatEnd(text, code); end >= 0 {
		text = strings.TrimSpace(text[:end])
	}
	var edits []markdown.Edit
	for _, at := range chatMarks.FindAllStringIndex(text, -1) {
		if !isQuoted(code, at) {
			edits = append(edits, markdown.Edit{Range: markdown.Range{Start: at[0], End: at[1]}})
		}
	}
	if text = markdown.Apply(text, edits); text != strings.TrimSpace(c.text) {
		c.text = text
	}
	return nil
}

// chatEnd returns where the next turn begins, or -1.
func chatEnd(text string, code []markdown.Range) int {
	end := -1
	earliest := func(places [][]int, is func(at []int) bool) {
		for _, at := range places {
			if at[0] > 0 && !isQuoted(code, at) && is(at) {
				if end < 0 || at[0] < end {
					end = at[0]
				}
				return
			}
		}
	}
	earliest(endMarks.FindAllStringIndex(text, -1), func(at []int) bool { return standsApart(text, at) })
	opens := func(at []int) bool {
		return strings.HasSuffix(text[:at[0]], "\n\n") || strings.ContainsAny(text[at[0]:at[0]+1], "<[")
	}
	earliest(turns.FindAllStringIndex(text, -1), opens)
	if !questions.MatchString(text) {
		earliest(speakers.FindAllStringIndex(text, -1), opens)
		earliest(dialogue.FindAllStringIndex(text, -1), opens)
	}
	return end
}
