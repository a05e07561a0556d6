package check

import (
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
)

// findFillers returns the sentences of a generated text that say what is true of any code, or what nobody could check. What a text
// proposes may be general, but not advice for any code.
func findFillers(doc *markdown.Doc, s Scope) []Finding {
	suggests := findSuggestions(doc)
	described := newDescribed(s)
	var fillers []Finding
	for i := range doc.Nodes {
		n := &doc.Nodes[i]
		if n.Kind != markdown.Paragraph {
			continue
		}
		plain := doc.Plain(i)
		for _, at := range doc.Sentences(i) {
			sentence := newSentence(doc, plain, at, described)
			from, to := 0, 0
			if words.IdleAdvice(sentence.prose) {
				to = len(sentence.prose)
			} else if !suggests[i] {
				from, to = words.Filler(sentence.prose)
			}
			if from == to || strings.HasSuffix(strings.TrimRight(sentence.shown, "*_ "), ":") {
				continue
			}
			piece := sentence.at
			if from > 0 || to < len(sentence.prose) {
				begin := plain.Before(at.End) - len(sentence.prose) - trailing(plain.Text[:plain.Before(at.End)])
				piece = plain.Source(begin+from, begin+to)
			}
			f := Finding{Start: piece.Start, End: piece.End, Text: doc.Text(piece), Class: ClassFiller, Reason: "it says nothing of this code"}
			f.Line, f.Column = doc.Position(f.Start)
			fillers = append(fillers, f)
		}
	}
	return fillers
}

// trailing counts the blanks at the end of a text.
func trailing(text string) int { return len(text) - len(strings.TrimRight(text, " ")) }
