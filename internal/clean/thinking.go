package clean

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/codeworm/codeworm/internal/markdown"
)

// thoughtForm is how models mark what they think: expressions for the mark before it and the mark after it.
type thoughtForm struct {
	open, shut string
	// paired says that the mark after it is a mark of other things too, so that it counts behind the mark before it only.
	paired bool
	// example is an answer with a thought, "hm", and the answer proper, "So.".
	example string
}

// thoughtForms are the marks of the models that think aloud. Where the mark before a thought is a part of the prompt, the
// answer has the mark after it alone.
var thoughtForms = []thoughtForm{
	{`<think>`, `</think>`, false, "<think>\nhm\n</think>\n\nSo."}, // DeepSeek R1, Qwen 3, QwQ
	{`<thinking>`, `</thinking>`, false, "<thinking>hm</thinking>So."},
	{`<thoughts?>`, `</thoughts?>`, false, "<thought>\nhm\n</thought>\nSo."}, // EXAONE
	{`<reasoning>`, `</reasoning>`, false, "<reasoning>hm</reasoning>\nSo."},
	{`<reflection>`, `</reflection>`, false, "<reflection>hm</reflection>\nSo."},
	{`<scratchpad>`, `</scratchpad>`, false, "<scratchpad>hm</scratchpad>\nSo."},
	{`<(?:inner|internal)_?(?:monologue|thoughts?)>`, `</(?:inner|internal)_?(?:monologue|thoughts?)>`, false,
		"<inner_monologue>hm</inner_monologue>\nSo."},
	{`<[a-z]{2,12}[:_]think>`, `</[a-z]{2,12}[:_]think>`, false,
		"<seed:think>hm</seed:think>So."}, // Seed-OSS, LongCat
	{`<details type="reasoning"[^>]*>`, `</details>`, true,
		"<details type=\"reasoning\">hm</details>\nSo."}, // chat front ends
	{`\[think\]`, `\[/think\]`, false, "[THINK]hm[/THINK]So."}, // Magistral
	{`◁think▷`, `◁/think▷`, false, "◁think▷hm◁/think▷So."},     // Kimi
	{`<\|begin_of_thought\|>`, `<\|end_of_thought\|>(?:\s*<\|begin_of_solution\|>)?`, false,
		"<|begin_of_thought|>\nhm\n<|end_of_thought|>\n\n<|begin_of_solution|>So.<|end_of_solution|>"},
	{`<\|start_thinking\|>`, `<\|end_thinking\|>(?:\s*<\|start_response\|>)?`, false,
		"<|START_THINKING|>hm<|END_THINKING|><|START_RESPONSE|>So.<|END_RESPONSE|>"}, // Command A
	{`<\|think(?:ing)?\|>`, `<\|/think(?:ing)?\|>`, false, "<|think|>hm<|/think|>So."},
	{`<unused94>(?:thought\n)?`, `<unused95>`, false, "<unused94>thought\nhm<unused95>So."}, // MedGemma
	{`<\|channel>thought\b`, `<channel\|>`, false, "<|channel>thought\nhm<channel|>So."},    // Gemma
	{`(?:<\|start\|>assistant)?<\|channel\|>(?:analysis|commentary)\b`, `(?:<\|start\|>assistant)?<\|channel\|>final(?: <\|constrain\|>\w+)?<\|message\|>`, false,
		"<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>So.<|return|>"}, // Harmony: GPT-OSS
	{`analysis(?-i:[A-Z]|\n)`, `(?-i:assistantfinal)`, false,
		"analysisI say hm.assistantfinalSo."}, // Harmony whose marks a server took out
	{`(?:#+ |\*\*)?here(?:'s| is) my (?:thought|thinking|reasoning) process:?(?:\*\*)?`, `(?:#+ |\*\*)?here(?:'s| is) my (?:final )?(?:response|answer):?(?:\*\*)?`, false,
		"Here is my thought process:\nhm\n\nHere is my response:\nSo."}, // Granite
	{`thinking\.\.\.\n`, `\.\.\.done thinking\.`, false,
		"Thinking...\nhm\n...done thinking.\n\nSo."}, // Ollama's command line
	{`(?:#+ |\*\*)?(?:thought|thinking|reasoning)(?: process)?:?(?:\*\*)?:?\n`, `\n(?:#+ |\*\*)(?:final )?(?:answer|response|documentation):?(?:\*\*)?:?\n`, true,
		"**Thought process:**\n\nhm\n\n**Final answer:**\n\nSo."}, // marked by headings only
}

// thoughtMarks are the forms compiled.
var thoughtMarks = compileThoughts()

type thoughtMark struct {
	open, shut *regexp.Regexp
	paired     bool
}

func compileThoughts() []thoughtMark {
	marks := make([]thoughtMark, len(thoughtForms))
	for i, f := range thoughtForms {
		marks[i] = thoughtMark{regexp.MustCompile(`(?i)` + f.open), regexp.MustCompile(`(?i)` + f.shut), f.paired}
	}
	return marks
}

// maxThoughts is how many thoughts at the start of an answer are taken out.
const maxThoughts = 8

// dropThinking takes out what a model thought before or while it answered. Marks that are shown as code are what the page
// is about.
func (c *cleaner) dropThinking() error {
	text := strings.TrimSpace(c.text)
	for range maxThoughts {
		var edits []markdown.Edit
		var quoted []markdown.Range
		for _, m := range thoughtMarks {
			opens, shuts := m.open.FindAllStringIndex(text, -1), m.shut.FindAllStringIndex(text, -1)
			if len(opens)+len(shuts) == 0 {
				continue
			}
			if quoted == nil {
				code, err := codeOf(text)
				if err != nil {
					return err
				}
				quoted = append(quoted, code...)
				quoted = append(quoted, markdown.Range{})
			}
			for _, gone := range m.thoughts(text, opens, shuts, quoted) {
				edits = append(edits, markdown.Edit{Range: gone})
			}
		}
		if len(edits) == 0 {
			break
		}
		text = strings.TrimSpace(markdown.Apply(text, edits))
	}
	if text != strings.TrimSpace(c.text) {
		c.text = text
	}
	return nil
}

// thoughts returns the thoughts of a text with their marks: each from its start mark to its end mark or the end of the text,
// and one from the start of the text to an end mark that has no start mark.
func (m thoughtMark) thoughts(text string, opens, shuts [][]int, quoted []markdown.Range) []markdown.Range {
	if len(opens) > 0 && opens[0][0] == 0 {
		// It is a thought for certain, and what it holds need not be whole Markdown.
		for _, shut := range shuts {
			if !inTicks(text, shut) && shut[0]+1 >= opens[0][1] {
				return []markdown.Range{{End: shut[1]}}
			}
		}
		return []markdown.Range{{End: len(text)}}
	}
	apart := slices.DeleteFunc(shuts, func(at []int) bool { return isQuoted(quoted, at) || !standsApart(text, at) })
	if len(apart) > 0 && !m.paired && (len(opens) == 0 || apart[0][0] < opens[0][0]) {
		return []markdown.Range{{End: apart[0][1]}}
	}
	var found []markdown.Range
	at := 0
	for _, open := range opens {
		if open[0] < at || !begins(text, open) || isQuoted(quoted, open) {
			continue
		}
		for len(apart) > 0 && apart[0][0] < open[1] {
			apart = apart[1:]
		}
		at = len(text)
		if len(apart) > 0 {
			at = apart[0][1]
		} else if strings.TrimSpace(text[open[1]:]) == "" {
			break // a mark without a thought
		}
		found = append(found, markdown.Range{Start: open[0], End: at})
	}
	return found
}

// begins reports whether a start mark begins a paragraph. Marks of letters alone count at the start of the text only.
func begins(text string, at []int) bool {
	return strings.ContainsAny(text[at[0]:at[0]+1], "<[◁") && strings.HasSuffix(text[:at[0]], "\n\n")
}

// standsApart reports whether a mark stands where a sentence or a line ends: amid a sentence it is a word of it.
func standsApart(text string, at []int) bool {
	before := strings.TrimRight(text[:at[0]], " ")
	after := strings.TrimLeft(text[at[1]:], " ")
	if before == "" || after == "" || strings.HasSuffix(before, "\n") || text[at[0]] == '\n' || strings.HasPrefix(after, "\n") {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	return strings.ContainsRune(".!?…。>", last)
}

// inTicks reports whether a mark stands between backticks.
func inTicks(text string, at []int) bool {
	return strings.HasSuffix(text[:at[0]], "`") && strings.HasPrefix(text[at[1]:], "`")
}

// codeOf returns what of a text is shown as code. A block that is never closed is none: it may be a thought's.
func codeOf(text string) ([]markdown.Range, error) {
	d, err := markdown.Parse(text)
	if err != nil {
		return nil, err
	}
	var code []markdown.Range
	for _, n := range d.Nodes {
		if n.Kind == markdown.CodeSpan || n.Kind == markdown.CodeBlock && (n.Closed || !n.Fenced) {
			code = append(code, n.Range)
		}
	}
	return code, nil
}

// isQuoted reports whether a place stands in code.
func isQuoted(code []markdown.Range, at []int) bool {
	return slices.ContainsFunc(code, func(r markdown.Range) bool { return r.Start <= at[0] && at[0] < r.End })
}
