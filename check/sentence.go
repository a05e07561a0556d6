package check

import (
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
)

// sentence is one sentence of a text, to be judged.
type sentence struct {
	at    markdown.Range // without a label before it
	shown string         // what a reader sees of it, code included
	text  string         // the same with "it" for the names of what is described
	prose string         // that with zero bytes in the place of other code
	// label is what stands before it: "Returns" of "Returns: the sum".
	label string
	lead  *sentence // the label as a sentence of its own; nil for none
}

// newSentence returns a sentence of a block as a reader sees it.
func newSentence(doc *markdown.Doc, p markdown.Plain, at markdown.Range, d *described) sentence {
	from, to := p.Before(at.Start), p.Before(at.End)
	s := sentence{at: at}
	code := p.Code[from:to]
	text := p.Text[from:to]
	if trimmed := strings.TrimRight(text, " "); len(trimmed) < len(text) {
		text, code = trimmed, code[:len(trimmed)]
	}
	if label := labelOf(text, code); label > 0 {
		s.label = strings.TrimSpace(text[:label])
		s.lead = &sentence{}
		s.lead.text, s.lead.prose = d.maskNames(text[:label-1], code[:label-1])
		s.at.Start = p.Source(from+label, to).Start
		text, code = text[label:], code[label:]
	}
	s.at.End = max(s.at.Start, s.at.Start+len(strings.TrimRight(doc.Text(markdown.Range{Start: s.at.Start, End: at.End}), " \t\r\n")))
	s.shown = text
	s.text, s.prose = d.maskNames(text, code)
	return s
}

// maxLabelBytes is the longest label before a sentence.
const maxLabelBytes = 60

// labelOf returns where the sentence begins after a label such as "Purpose: "; 0 when there is none.
func labelOf(text string, code []bool) int {
	k := strings.Index(text, ": ")
	if k > 0 && strings.Count(text[:k], "(") > strings.Count(text[:k], ")") {
		if end := strings.Index(text[k:], "): "); end > 0 {
			k += end + 1
		}
	}
	if k < 0 || k > maxLabelBytes || len(strings.Fields(text[:k])) > 4 || k+2 == len(text) {
		return 0
	}
	if strings.ContainsAny(text[:k], ".!?;") && !code[0] {
		return 0
	}
	return k + 2
}

// maskNames returns the text with "it", padded with blanks, in the place of code that is a name of what is described;
// and that with zero bytes in the place of all other code.
func (d *described) maskNames(text string, code []bool) (named, masked string) {
	out, bare := []byte(text), []byte(text)
	for k := 0; k < len(out); {
		if !code[k] {
			k++
			continue
		}
		end := k
		for end < len(out) && code[end] {
			end++
		}
		own := end-k >= 2 && d.names[strings.TrimSuffix(strings.TrimSpace(text[k:end]), "()")]
		for j := k; j < end; j++ {
			bare[j] = 0
			if own {
				out[j], bare[j] = ' ', ' '
			}
		}
		if own {
			copy(out[end-2:], "it")
			copy(bare[end-2:], "it")
		}
		k = end
	}
	return string(out), string(bare)
}
