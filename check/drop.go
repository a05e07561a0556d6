package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
)

// maxDropRounds is how often a text is checked again after something was taken out of it.
const maxDropRounds = 4

// Drop takes out of a text what holds the findings of its report, and its fillers: the sentence, the list item, the table row, the
// line of a diagram, a file tree or a list of commands, other quoted code as a whole, or the section that a finding is the heading of; and what is left without content by
// that: lists, sections with their headings, the words that lead to them. References to lines in
// parentheses go alone. The report is that of the text. Drop returns what is left, in which the same check finds
// nothing, and how many pieces went. A text without findings stays as it is.
func Drop(body string, r Report) (string, int) {
	dropped := 0
	for round := 0; len(r.Findings)+len(r.Fillers) > 0; round++ {
		doc, err := markdown.Parse(body)
		if err != nil || round == maxDropRounds {
			return "", dropped + 1
		}
		d := newDropper(doc)
		for _, f := range r.Findings {
			d.drop(f, round > 0)
		}
		for _, f := range r.Fillers {
			d.drop(f, false)
		}
		d.settle()
		dropped += d.count
		rest, err := markdown.Tidy(markdown.Apply(body, d.edits()))
		if err != nil {
			return "", dropped
		}
		body = strings.TrimSpace(rest)
		if body != "" {
			body += "\n"
		}
		if r.scope.Names == nil {
			break
		}
		r = Markdown(body, r.scope)
	}
	return body, dropped
}

// drop marks the smallest piece of the text that has to go with the finding; in whole blocks, after a first attempt
// did not suffice, at least a whole paragraph.
func (d *dropper) drop(f Finding, wholeBlocks bool) {
	at := markdown.Range{Start: f.Start, End: f.End}
	i := d.holder(at)
	if i < 0 || d.isGone(i) {
		return
	}
	n := &d.doc.Nodes[i]
	switch n.Kind {
	case markdown.CodeBlock:
		if wholeBlocks {
			d.remove(i)
		} else {
			d.dropFromBlock(i, at)
		}
	case markdown.Heading:
		d.dropHeading(i)
	case markdown.Cell:
		d.dropRow(i)
	case markdown.Paragraph:
		switch {
		case wholeBlocks:
			d.dropParagraph(i)
		case f.Class == ClassFiller && d.doc.Source[at.Start] == ',': // the end of a sentence
			d.cutOut(i, at)
		case f.Class != ClassLine || !d.dropAside(i, at):
			d.dropSentence(i, at)
		}
	default:
		d.remove(i)
	}
}

// holder returns the innermost node with text of its own around the range, or the innermost block; -1 for none.
func (d *dropper) holder(at markdown.Range) int {
	best := -1
	for i := 1; i < len(d.doc.Nodes); {
		n := &d.doc.Nodes[i]
		switch {
		case n.Range.Start > at.Start:
			return best
		case !n.Kind.IsBlock():
			i++
		case n.Range.Contains(at) || n.Range.Overlaps(at):
			best = i
			i++
		default:
			i = n.Last + 1
		}
	}
	return best
}

// dropHeading takes a section out, or the heading alone when the section is most of the text.
func (d *dropper) dropHeading(i int) {
	n := &d.doc.Nodes[i]
	end := d.sectionEnd(i)
	size := len(d.doc.Source) - n.Range.Start
	if end < len(d.doc.Nodes) {
		size = d.doc.Nodes[end].Range.Start - n.Range.Start
	}
	d.remove(i)
	if size > len(d.doc.Source)/2 {
		return
	}
	for j := i + 1; j < end; j = d.doc.Nodes[j].Last + 1 {
		d.gone[j] = true
	}
}

// dropRow takes the row of a table's cell out; for a cell of the header, the table.
func (d *dropper) dropRow(cell int) {
	row := d.doc.Within(cell, markdown.Row)
	if row < 0 || d.doc.Nodes[row].Header {
		row = d.doc.Within(cell, markdown.Table)
	}
	d.remove(max(row, 0))
}

// dropParagraph takes a paragraph out, with the list item that it is in.
func (d *dropper) dropParagraph(i int) {
	if d.inItem(i) {
		i = d.doc.Nodes[i].Parent
	}
	d.remove(i)
}

// dropSentence takes the sentences that hold a finding out of a paragraph. The first sentence of an item takes
// the item with it; a label before a sentence stays when more sentences follow it.
func (d *dropper) dropSentence(i int, at markdown.Range) {
	sentences := d.doc.Sentences(i)
	label := d.labelEnd(i)
	for k, s := range sentences {
		if !s.Overlaps(at) {
			continue
		}
		first := k == 0 || k == 1 && d.onlyLabel(i, sentences[0])
		switch {
		case first && d.inItem(i) && d.beginsItem(i):
			d.remove(d.doc.Nodes[i].Parent)
		case k == 0 && label > s.Start && len(sentences) > 1 && at.Start >= label:
			d.cutOut(i, markdown.Range{Start: label, End: s.End})
		default:
			d.cutOut(i, s)
		}
		if s.End >= at.End {
			return
		}
	}
}

// beginsItem reports whether a paragraph of an item is its first.
func (d *dropper) beginsItem(i int) bool { return d.doc.Nodes[i].Parent == i-1 }

// onlyLabel reports whether a sentence is no more than an emphasised label.
func (d *dropper) onlyLabel(i int, s markdown.Range) bool {
	return d.labelEnd(i) >= s.Start+len(strings.TrimRight(d.doc.Text(s), " \t\r\n"))
}

// asideStart is what stands between an opening parenthesis and a line reference in it.
var asideStart = regexp.MustCompile(`^\s*[(\[][^()\[\]]*$`)

// asideWords may stand in parentheses beside line references.
var asideWords = []string{"", "and", "see", "at", "on"}

// dropAside takes the parentheses around a line reference out, and reports whether they hold nothing but such
// references.
func (d *dropper) dropAside(i int, at markdown.Range) bool {
	n, src := &d.doc.Nodes[i], d.doc.Source
	open := strings.LastIndexByte(src[n.Inner.Start:at.Start], '(')
	shut := strings.IndexByte(src[at.Start:n.Inner.End], ')')
	if open < 0 || shut < 0 {
		return false
	}
	r := markdown.Range{Start: n.Inner.Start + open, End: at.Start + shut + 1}
	inside := strings.Trim(lineText.ReplaceAllString(src[r.Start+1:r.End-1], ""), " ,;&`")
	if !slices.Contains(asideWords, inside) || !asideStart.MatchString(src[r.Start:at.Start]) {
		return false
	}
	for r.Start > n.Inner.Start && src[r.Start-1] == ' ' {
		r.Start--
	}
	d.cutOut(i, r)
	return true
}
