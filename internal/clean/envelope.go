package clean

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode"

	"github.com/codeworm/codeworm/internal/words"
)

// bodyKeys are the names under which a model hands over a page that it wraps in an object, the likeliest first.
var bodyKeys = []string{"documentation", "markdown", "content", "page", "body", "text", "answer", "response", "output", "result",
	"description", "explanation", "message", "doc", "docs", "document"}

// envelopeTags are the elements that models wrap a whole answer in.
var envelopeTags = words.Set(`answer documentation response output result page markdown doc docs document content final final_answer text
	solution article md docstring`)

// frontMatterKeys are those by which front matter is told behind a first line.
var frontMatterKeys = words.Set(`title date author authors tags layout description type language slug category categories keywords draft
	weight sidebar_label id file path name version status summary permalink`)

// maxEnvelopes is how many envelopes may stand in each other.
const maxEnvelopes = 8

// dropEnvelope takes an answer out of what it is wrapped in: an object or a string of JSON, elements, front matter before it,
// and escapes in the place of line ends.
func (c *cleaner) dropEnvelope() error {
	text := strings.TrimSpace(c.text)
	for range maxEnvelopes {
		before := text
		text = strings.TrimSpace(withoutElement(withoutFrontMatter(text)))
		if inner, ok := fromJSON(withoutFence(text)); ok {
			text = strings.TrimSpace(inner)
		}
		unescaped, err := withLineEnds(text)
		if err != nil {
			return err
		}
		if text = unescaped; text == before {
			break
		}
	}
	if text != strings.TrimSpace(c.text) {
		c.text = text
	}
	return nil
}

// withoutFence takes off a fence around a text that may be JSON.
func withoutFence(text string) string {
	first, rest, found := strings.Cut(text, "\n")
	switch strings.ToLower(strings.TrimSpace(first)) {
	case "```", "```json", "```json5", "```jsonc":
		if inner, closed := strings.CutSuffix(rest, "```"); found && closed {
			return strings.TrimSpace(inner)
		}
	}
	return text
}

// looseObject is an object with one text, with line ends in it that JSON does not have.
var looseObject = regexp.MustCompile(`(?s)^\{\s*"(` + strings.Join(bodyKeys, "|") + `)"\s*:\s*"(.*?)"?\s*\}?$`)

// nextKey is where a further member of an object begins.
var nextKey = regexp.MustCompile(`[^\\]",\s*"\w+"\s*:`)

// fromJSON returns the text of an answer that is JSON as a whole, if it is certain which text that is.
func fromJSON(text string) (string, bool) {
	if text == "" || !strings.ContainsRune(`{["`, rune(text[0])) {
		return "", false
	}
	var value any
	if err := json.Unmarshal([]byte(text), &value); err == nil {
		inner, ok := bodyOf(value)
		return inner, ok && words.Count(inner) >= MinAnswerWords
	}
	m := looseObject.FindStringSubmatch(text)
	if m == nil || nextKey.MatchString(m[2]) || words.Count(m[2]) < MinAnswerWords {
		return "", false
	}
	return unescape(m[2]), true
}

// bodyOf returns the text of a value of JSON.
func bodyOf(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, strings.TrimSpace(v) != ""
	case []any:
		var parts []string
		for _, e := range v {
			part, ok := bodyOf(e)
			if !ok {
				return "", false
			}
			parts = append(parts, part)
		}
		return strings.Join(parts, "\n\n"), len(parts) > 0
	case map[string]any:
		for _, key := range bodyKeys {
			for name, member := range v {
				if !strings.EqualFold(name, key) {
					continue
				}
				if inner, ok := bodyOf(member); ok {
					return inner, true
				}
			}
		}
		if len(v) == 1 {
			for _, member := range v {
				return bodyOf(member)
			}
		}
	}
	return "", false
}

// element is an element around a whole text, or the start of one that is never closed.
var element = regexp.MustCompile(`(?s)^<([A-Za-z_]{2,16})>(.*)$`)

// withoutElement takes off the tags around a whole text. What follows the end tag is kept.
func withoutElement(text string) string {
	m := element.FindStringSubmatch(text)
	if m == nil || !envelopeTags[strings.ToLower(m[1])] {
		return text
	}
	shut := "</" + m[1] + ">"
	end := strings.LastIndex(m[2], shut)
	if end < 0 {
		return m[2]
	}
	return m[2][:end] + "\n\n" + m[2][end+len(shut):]
}

var (
	yamlFence = regexp.MustCompile(`\A(?:([^\n]{1,200}\n)\s*)?---[ \t]*\n((?:[ \t]*(?:[\w.-]+:(?:[ \t][^\n]*)?|- [^\n]*|#[^\n]*|[ \t]+\S[^\n]*)?\n){1,40})---[ \t]*(?:\n|\z)`)
	tomlFence = regexp.MustCompile(`\A(?:([^\n]{1,200}\n)\s*)?\+\+\+[ \t]*\n((?:[ \t]*(?:[\w."-]+[ \t]*=[^\n]*|\[[^\n]*\]|#[^\n]*)?\n){1,40})\+\+\+[ \t]*(?:\n|\z)`)
	firstKey  = regexp.MustCompile(`\A[ \t]*([\w.-]+)[ \t]*[:=]`)
)

// withoutFrontMatter takes out the front matter that an answer begins with, or has behind its first line.
func withoutFrontMatter(text string) string {
	for _, fence := range []*regexp.Regexp{yamlFence, tomlFence} {
		m := fence.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		key := firstKey.FindStringSubmatch(m[2])
		if key != nil && (m[1] == "" || frontMatterKeys[strings.ToLower(key[1])]) {
			return m[1] + "\n" + text[len(m[0]):]
		}
	}
	return text
}

// withLineEnds makes line ends of the "\n" of a text that was escaped as a whole.
func withLineEnds(text string) (string, error) {
	if lines := strings.Count(text, "\n"); lines > 1 || !strings.Contains(text, `\n`) {
		return text, nil
	}
	code, err := codeOf(text)
	if err != nil {
		return "", err
	}
	ends := 0
	for at := 0; ; at += 2 {
		i := strings.Index(text[at:], `\n`)
		if i < 0 {
			break
		}
		at += i
		rest := strings.TrimLeft(text[at+2:], " ")
		if isQuoted(code, []int{at, at + 2}) || at > 0 && text[at-1] == '\\' || startsLower(rest) {
			continue
		}
		ends++
	}
	if ends < 2 && !(ends == 1 && strings.Contains(text, `\n\n`)) {
		return text, nil
	}
	return unescape(text), nil
}

// startsLower reports whether a text begins with a small letter: `\name` is a path or a command.
func startsLower(text string) bool {
	for _, r := range text {
		return unicode.IsLower(r)
	}
	return false
}

// unescape reads the escapes of JSON, and leaves what is none.
func unescape(text string) string {
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t", `\r`, "", `\"`, `"`, `\/`, `/`).Replace(text)
}
