package clean

import "strings"

// WholeSentences is an answer that was cut at its limit, up to its last whole sentence or line, and what joins it to what
// follows: clients trim answers, so that the white space at the cut is lost.
func WholeSentences(text string) (kept, glue string) {
	line := strings.LastIndexByte(text, '\n')
	sentence := -1
	for _, end := range []string{". ", "! ", "? "} {
		sentence = max(sentence, strings.LastIndex(text, end))
	}
	switch {
	case sentence <= 0 && line <= 0:
		return text, ""
	case sentence > line:
		return text[:sentence+1], " "
	}
	kept = strings.TrimRight(text[:line+1], "\n")
	return kept, text[len(kept) : line+1]
}
