package llm

import (
	"regexp"
	"strings"

	"github.com/tmc/langchaingo/llms"

	"github.com/codeworm/codeworm"
)

// messages is the conversation as codeworm.Prompt describes it.
func messages(p codeworm.Prompt) []llms.MessageContent {
	var all []llms.MessageContent
	add := func(role llms.ChatMessageType, text string) {
		if text != "" {
			all = append(all, llms.TextParts(role, text))
		}
	}
	add(llms.ChatMessageTypeSystem, p.System)
	add(llms.ChatMessageTypeHuman, userText(p))
	for _, turn := range p.Turns {
		add(llms.ChatMessageTypeAI, turn.Answer)
		add(llms.ChatMessageTypeHuman, turn.Request)
	}
	return all
}

// userText is the first user message: what many prompts share comes first, and
// is followed by a blank line.
func userText(p codeworm.Prompt) string {
	if p.Shared == "" || p.Request == "" {
		return p.Shared + p.Request
	}
	return p.Shared + "\n\n" + p.Request
}

// promptBytes is the length of all the prompt's texts.
func promptBytes(p codeworm.Prompt) int {
	n := len(p.System) + len(userText(p))
	for _, turn := range p.Turns {
		n += len(turn.Answer) + len(turn.Request)
	}
	return n
}

// Some models think aloud although they are told not to, between these marks;
// with some templates the opening one is a part of the prompt.
const (
	thinkOpen = "<think>"
	thinkEnd  = "</think>"
)

var thinkClose = regexp.MustCompile(`(?m)^[ \t]*</think>[ \t]*$`)

// generation is how a client has its model write.
type generation struct {
	most int // tokens of an answer
	// firm says that somebody chose the limit, so that no prompt raises it.
	firm bool
	// thinks says that the model's thoughts count as tokens, too, so that no prompt lowers the limit.
	thinks      bool
	temperature float64
	seed        int // 0 for none
}

// tokens is the limit for an answer to a prompt that asks for one; 0 where it does not.
func (g generation) tokens(asked int) int {
	switch {
	case asked <= 0:
		return g.most
	case g.thinks:
		return max(asked, g.most)
	case g.firm:
		return min(asked, g.most)
	}
	return asked
}

// options are the options of a call. The texts end an answer.
func (g generation) options(p codeworm.Prompt, stops []string) []llms.CallOption {
	options := []llms.CallOption{llms.WithMaxTokens(g.tokens(p.MaxTokens)), llms.WithTemperature(g.temperature)}
	if g.seed != 0 {
		options = append(options, llms.WithSeed(g.seed))
	}
	if len(stops) > 0 {
		options = append(options, llms.WithStopWords(stops))
	}
	return options
}

// stripThinking takes a leading block of thoughts out of an answer. One that
// never ends leaves nothing.
func stripThinking(text string) string {
	trimmed := strings.TrimSpace(text)
	if rest, thinks := strings.CutPrefix(trimmed, thinkOpen); thinks {
		_, answer, _ := strings.Cut(rest, thinkEnd)
		return strings.TrimSpace(answer)
	}
	if end := thinkClose.FindStringIndex(trimmed); end != nil && !strings.Contains(trimmed[:end[0]], thinkOpen) {
		return strings.TrimSpace(trimmed[end[1]:])
	}
	return trimmed
}
