package clean

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
)

// Words that recur in the sentences in which a model talks to its reader.
const (
	agreeing = `sure|certainly|of course|absolutely|okay|ok|alright`
	greeting = agreeing + `|great|no problem|understood|got it|happy to help|as requested`
	offering = `here|below|i'?ll|i will|let me|let's`
	hereIs   = `here'?s?|here’s|here is|here are|below is|below are|below you|following is|the following is`
	article  = `a|an|the|my|your|is|you|detailed|comprehensive|concise|some`
	product  = `documentation|analysis|review|summary|explanation|overview|description|docs|page|markdown|til|` +
		`answer|response|breakdown|module documentation|report`
	iWill  = `i'?ll|i will|i have|i've|let me|let's|i can`
	doWork = `write|provide|document|analy[sz]e|review|create|generate|` +
		`written|provided|documented|analy[sz]ed|reviewed|created|generated|start|help|take a look|look`
)

// preambleForms are how a model starts to talk instead of writing, as whole sentences.
var preambleForms = words.Forms{
	{`(` + greeting + `)\b[^.!:]{0,60}[.!:]*\s*`, "Great question!"},
	{`(` + agreeing + `)\b\s*[,!.:-]+\s*(` + offering + `)\b.*`, "Sure, here is what the function does"},
	{`(` + hereIs + `)\s+(` + article + `)?\b.{0,40}\b(` + product + `)\b[^.]{0,160}[.:!]*\s*`, "Here's a detailed analysis of the code."},
	{`(` + iWill + `)\s+(now\s+)?(` + doWork + `)\b.{0,200}`, "I'll now document this function."},
	{`(based on|given|from) the (provided|given|above|code|source|snippet)[^.]{0,60}, here('s| is| are)\b.{0,160}`,
		"Based on the provided code, here is what it does."},
	{`as an ai\b.{0,200}`, "As an AI, I cannot run it."},
}

// remarkForms are how the sentences begin with which a model ends a conversation.
var remarkForms = words.Forms{
	{`let me know`, "Let me know"},
	{`feel free`, "Feel free"},
	{`(don'?t|do not) hesitate`, "Don't hesitate"},
	{`i hope (this|that|it)`, "I hope this"},
	{`hope (this|that|it) helps`, "Hope that helps"},
	{`if you (have|need|want|would like)\b.{0,80}\b(question|help|detail|clarif|assist|let me|change|know|further)`, "If you need any further"},
	{`is there anything else`, "Is there anything else"},
	{`would you like( me)? to`, "Would you like me to"},
	{`happy (coding|to help)`, "Happy coding"},
	{`i can (also )?(help|provide|assist)`, "I can also provide"},
	{`thank you for|thanks for`, "Thank you for"},
	{`end of (document|page|answer|response)`, "End of document"},
}

// conclusionForms are how a paragraph begins that says again what was said.
var conclusionForms = words.Forms{
	{`in summary`, "In summary"},
	{`in conclusion`, "In conclusion"},
	{`to summari[sz]e`, "To summarize"},
	{`to sum up|summing up`, "To sum up"},
	{`in short`, "In short"},
	{`overall,? in summary`, "Overall, in summary"},
}

var (
	preambles   = preambleForms.Compile(`(?i)^(?:`, `)$`)
	remarks     = remarkForms.Compile(`(?i)^(?:please )?(?:`, `)\b`)
	conclusions = conclusionForms.Compile(`(?i)^(?:`, `)\b`)
)

// dropPreamble takes out the sentences that talk to the reader before the content starts.
func (c *cleaner) dropPreamble() error {
	return c.edit(func(d *markdown.Doc) []markdown.Edit {
		var edits []markdown.Edit
		blocks := d.Children(0)
		for at, i := range blocks {
			if d.Nodes[i].Kind == markdown.Rule && len(edits) > 0 {
				edits = append(edits, d.Remove(i))
				continue
			}
			if d.Nodes[i].Kind != markdown.Paragraph || at+1 >= len(blocks) && len(d.Sentences(i)) < 2 {
				break
			}
			gone, whole := leading(d, i, preambles)
			if gone.Len() == 0 {
				break
			}
			if whole {
				edits = append(edits, d.Remove(i))
				continue
			}
			edits = append(edits, markdown.Edit{Range: gone})
			break
		}
		return edits
	})
}

// leading returns the range of the first sentences of a paragraph that match, and
// whether all do.
func leading(d *markdown.Doc, i int, pattern *regexp.Regexp) (gone markdown.Range, whole bool) {
	plain := d.Plain(i)
	sentences := d.Sentences(i)
	gone = markdown.Range{Start: sentences[0].Start, End: sentences[0].Start}
	for _, s := range sentences {
		if !pattern.MatchString(sentenceText(plain, s)) {
			return gone, false
		}
		gone.End = s.End
	}
	return gone, true
}

// sentenceText returns the visible text of a sentence.
func sentenceText(plain markdown.Plain, s markdown.Range) string {
	return strings.TrimSpace(plain.Text[plain.Before(s.Start):plain.Before(s.End)])
}

// maxEndings is how many paragraphs or rules at its end an answer may lose.
const maxEndings = 3

// dropRemarks takes out the sentences that talk to the reader after the content has ended, and a
// last paragraph that sums up what stands above it in the same words.
func (c *cleaner) dropRemarks() error {
	for range maxEndings {
		before := c.text
		if err := c.edit(endingRemark); err != nil || c.text == before {
			return err
		}
	}
	return nil
}

// endingRemark returns what takes out the last block of a text, or the end of it, when that is a remark.
func endingRemark(d *markdown.Doc) []markdown.Edit {
	blocks := d.Children(0)
	if len(blocks) < 2 {
		return nil
	}
	last := blocks[len(blocks)-1]
	n := &d.Nodes[last]
	if n.Kind == markdown.Rule {
		return []markdown.Edit{d.Remove(last)}
	}
	if n.Kind != markdown.Paragraph {
		return nil
	}
	plain := d.Plain(last)
	if conclusions.MatchString(plain.Text) && repeats(plain.Text, d.Source[:n.Range.Start]) {
		return []markdown.Edit{d.Remove(last)}
	}
	sentences := d.Sentences(last)
	k := len(sentences) // the first of those at the end that are all remarks
	for k > 0 && remarks.MatchString(sentenceText(plain, sentences[k-1])) {
		k--
	}
	switch k {
	case len(sentences):
		return nil
	case 0:
		return []markdown.Edit{d.Remove(last)}
	}
	return []markdown.Edit{{Range: markdown.Range{Start: sentences[k].Start, End: n.Range.End}}}
}

// maxNewWords is the share of longer words in a conclusion that may be new for it to be a repetition.
const maxNewWords = 0.3

// repeats reports whether a conclusion says little more than stands above it already.
func repeats(conclusion, above string) bool {
	contentWords := func(s string) []string {
		return slices.DeleteFunc(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && r != '_' }),
			func(w string) bool { return len(w) < 5 })
	}
	known := map[string]bool{}
	for _, w := range contentWords(above) {
		known[w[:min(len(w), 6)]] = true // "validates" is "validation" again
	}
	inConclusion := contentWords(conclusion)
	fresh := 0
	for _, w := range inConclusion {
		if !known[w[:min(len(w), 6)]] && w != "summary" && w != "conclusion" {
			fresh++
		}
	}
	return float64(fresh) <= maxNewWords*float64(len(inConclusion))
}
