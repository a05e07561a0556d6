package clean

import (
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
)

// WholeSentences is what to keep of an answer that was cut: up to its last whole sentence or line, without a code block that
// was not closed, and without a heading or the words to a list that nothing follows. It is "" where nothing whole is left.
func WholeSentences(text string) string {
	text = upToSentence(text)
	for {
		kept := withoutOpenEnd(text)
		if kept == text {
			return text
		}
		text = kept
	}
}

// upToSentence takes the last sentence, item, cell or heading away, unless it has come to its end.
func upToSentence(text string) string {
	text = strings.TrimRight(text, " \t\r\n")
	doc, err := markdown.Parse(text)
	if err != nil {
		return ""
	}
	last := lastBlock(doc)
	n := doc.Nodes[last]
	switch n.Kind {
	case markdown.Paragraph:
		sentences := doc.Sentences(last)
		s := sentences[len(sentences)-1]
		if markdown.EndsSentence(doc.Text(s)) {
			return text
		}
		if len(sentences) > 1 {
			return strings.TrimRight(text[:s.Start], " \t\r\n")
		}
	case markdown.Cell:
		if line := text[doc.LineStart(n.Range.Start):]; strings.HasSuffix(line, "|") && len(line) > 1 {
			return text
		}
	default:
		return text
	}
	return strings.TrimRight(text[:doc.LineStart(n.Range.Start)], " \t\r\n")
}

// lastBlock returns the index of the innermost block at the end of a text.
func lastBlock(doc *markdown.Doc) int {
	last := len(doc.Nodes) - 1
	for last > 0 && !doc.Nodes[last].Kind.IsBlock() {
		last = doc.Nodes[last].Parent
	}
	return last
}

// withoutOpenEnd takes the last block away when it leads to something that did not come.
func withoutOpenEnd(text string) string {
	doc, err := markdown.Parse(text)
	if err != nil || len(doc.Nodes) < 2 {
		return text
	}
	n := doc.Nodes[lastBlock(doc)]
	leads := n.Kind == markdown.Paragraph && strings.HasSuffix(strings.TrimRight(doc.Text(n.Inner), "*_ "), ":")
	open := n.Kind == markdown.CodeBlock && n.Fenced && !n.Closed
	empty := n.Kind == markdown.Item || n.Kind == markdown.List || n.Kind == markdown.Quote || n.Kind == markdown.Rule
	if n.Kind != markdown.Heading && !empty && !leads && !open {
		return text
	}
	return strings.TrimRight(text[:doc.LineStart(n.Range.Start)], " \t\r\n")
}
