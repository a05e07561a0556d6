package clean

import (
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// thinkingTags are those that models put around what they think.
var thinkingTags = []string{"think", "thinking", "thought", "reasoning", "reflection", "scratchpad"}

// chatMarkForms are the marks of chat formats that leak into answers.
var chatMarkForms = words.Forms{
	{`<\|[a-z_]{2,24}\|>`, "<|im_end|>"},
	{`</?s>\s*$`, "</s>"},
	{`\[/INST\]`, "[/INST]"},
	{`<(?:start|end)_of_turn>`, "<end_of_turn>"},
}

var chatMarks = chatMarkForms.Anywhere()

// dropThinking takes out what a model thought before it answered. Only the
// answer's start is looked at, so that prose about such tags stays.
func (c *cleaner) dropThinking() error {
	text := chatMarks.ReplaceAllStringFunc(strings.TrimSpace(c.text), func(mark string) string {
		if strings.Contains(c.text, "`"+mark) {
			return mark // it is what the page is about
		}
		return ""
	})
	for again := true; again; {
		again = false
		for _, tag := range thinkingTags {
			if after, found := afterThought(strings.TrimSpace(text), tag); found {
				text, again = after, after != ""
			}
		}
	}
	if text != strings.TrimSpace(c.text) {
		c.text = text
	}
	return nil
}

// afterThought returns what follows what a model thought at the start of a text between tags, or before a closing tag
// alone, and whether it did. Nothing follows when the thought never ends.
func afterThought(text, tag string) (after string, found bool) {
	open, shut := "<"+tag+">", "</"+tag+">"
	before, after, closed := cutFold(text, shut)
	switch {
	case hasPrefixFold(text, open) && closed:
		return after, true
	case hasPrefixFold(text, open):
		return "", true
	case closed && !strings.Contains(before, "`") && !strings.Contains(strings.ToLower(before), open):
		return after, true
	}
	return "", false
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

func cutFold(s, sep string) (before, after string, found bool) {
	for i := 0; i+len(sep) <= len(s); i++ {
		if s[i] == sep[0] && strings.EqualFold(s[i:i+len(sep)], sep) {
			return s[:i], s[i+len(sep):], true
		}
	}
	return s, "", false
}
