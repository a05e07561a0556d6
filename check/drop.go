package check

import (
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
)

// maxDropRounds is how often a text is checked again after something was taken out of it.
const maxDropRounds = 4

// Drop takes out of a text what holds the findings of its report: the sentence, the list item, the row, the
// quoted code, the section that a finding is the heading of; and what is left without content by
// that: lists, sections with their headings, the words that lead to them. References to lines in
// parentheses go alone. It returns what is left, in which the same check finds nothing, and how
// many pieces went. A text without findings stays as it is.
func Drop(body string, r Report) (string, int) {
	dropped := 0
	for round := 0; len(r.Findings) > 0; round++ {
		doc, err := markdown.Parse(body)
		if err != nil || round == maxDropRounds {
			return "", dropped + 1
		}
		d := &dropper{doc: doc, gone: make([]bool, len(doc.Nodes)), cut: map[int][]markdown.Range{}}
		for _, f := range r.Findings {
			d.drop(f, round > 0)
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

// dropper decides what goes with the findings of a text.
type dropper struct {
	doc   *markdown.Doc
	gone  []bool                   // nodes that go as a whole
	cut   map[int][]markdown.Range // by node with text: parts of it that go
	count int
}

// drop marks the smallest piece that makes sense without the finding. In whole blocks it is
// more than a sentence: the first attempt did not suffice.
func (d *dropper) drop(f Finding, wholeBlocks bool) {
	at := markdown.Range{Start: f.Start, End: f.End}
	i := d.holder(at)
	if i < 0 || d.isGone(i) {
		return
	}
	n := &d.doc.Nodes[i]
	switch n.Kind {
	case markdown.CodeBlock:
		d.remove(i)
	case markdown.Heading:
		d.dropHeading(i)
	case markdown.Cell:
		row := d.doc.Within(i, markdown.Row)
		if table := d.doc.Within(i, markdown.Table); row < 0 || d.doc.Nodes[row].Header {
			row = table
		}
		d.remove(max(row, 0))
	case markdown.Paragraph:
		d.dropSentence(i, f, at, wholeBlocks)
	default:
		d.remove(i)
	}
}

// holder is the innermost node with text of its own around the range, or the innermost block.
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

func (d *dropper) isGone(i int) bool {
	for ; i >= 0; i = d.doc.Nodes[i].Parent {
		if d.gone[i] {
			return true
		}
	}
	return false
}

func (d *dropper) remove(i int) {
	if !d.isGone(i) {
		d.gone[i] = true
		d.count++
	}
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

// sectionEnd is the index of the first node behind the section of a heading.
func (d *dropper) sectionEnd(i int) int {
	level, parent := d.doc.Nodes[i].Level, d.doc.Nodes[i].Parent
	for j := d.doc.Nodes[i].Last + 1; j < len(d.doc.Nodes); j = d.doc.Nodes[j].Last + 1 {
		n := &d.doc.Nodes[j]
		if n.Parent != parent || n.Kind == markdown.Heading && n.Level <= level {
			return j
		}
	}
	return len(d.doc.Nodes)
}

// aside is a line reference in parentheses.
var aside = regexp.MustCompile(`^\s*[(\[][^()\[\]]*$`)

func (d *dropper) dropSentence(i int, f Finding, at markdown.Range, wholeBlocks bool) {
	n := &d.doc.Nodes[i]
	item := n.Parent >= 0 && d.doc.Nodes[n.Parent].Kind == markdown.Item
	if wholeBlocks {
		if item {
			i = n.Parent
		}
		d.remove(i)
		return
	}
	if f.Class == ClassLine {
		if r, ok := d.parenthesis(n, at); ok {
			d.cutOut(i, r)
			return
		}
	}
	sentences := d.doc.Sentences(i)
	for k, s := range sentences {
		if !s.Overlaps(at) {
			continue
		}
		first := k == 0 || k == 1 && d.onlyLabel(i, sentences[0])
		label := d.labelEnd(i)
		switch {
		case item && first && d.itemHead(i):
			d.remove(n.Parent)
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

// itemHead reports whether the paragraph is the first of its item.
func (d *dropper) itemHead(i int) bool {
	return d.doc.Nodes[i].Parent == i-1
}

// onlyLabel reports whether a sentence is no more than an emphasised label.
func (d *dropper) onlyLabel(i int, s markdown.Range) bool {
	return d.labelEnd(i) >= trimmedEnd(d.doc, s)
}

// labelEnd is where the text behind a paragraph's emphasised label begins, or its start.
func (d *dropper) labelEnd(i int) int {
	n := &d.doc.Nodes[i]
	if label, _ := d.doc.Label(i); label == "" {
		return n.Range.Start
	}
	end := d.doc.Nodes[i+1].Range.End
	for end < n.Range.End && strings.IndexByte(": \t\n", d.doc.Source[end]) >= 0 {
		end++
	}
	return end
}

func trimmedEnd(doc *markdown.Doc, r markdown.Range) int {
	return r.Start + len(strings.TrimRight(doc.Text(r), " \t\r\n"))
}

// parenthesis is the range of the parentheses around the range when they hold nothing but
// line references.
func (d *dropper) parenthesis(n *markdown.Node, at markdown.Range) (markdown.Range, bool) {
	src := d.doc.Source
	open := strings.LastIndexAny(src[n.Inner.Start:at.Start], "(")
	shut := strings.IndexByte(src[at.Start:n.Inner.End], ')')
	if open < 0 || shut < 0 {
		return markdown.Range{}, false
	}
	r := markdown.Range{Start: n.Inner.Start + open, End: at.Start + shut + 1}
	inside := strings.Trim(lineText.ReplaceAllString(src[r.Start+1:r.End-1], ""), " ,;&`")
	if inside != "" && inside != "and" && inside != "see" && inside != "at" && inside != "on" || !aside.MatchString(src[r.Start:at.Start]) {
		return markdown.Range{}, false
	}
	for r.Start > n.Inner.Start && src[r.Start-1] == ' ' {
		r.Start--
	}
	return r, true
}

func (d *dropper) cutOut(i int, r markdown.Range) {
	for _, have := range d.cut[i] {
		if have == r {
			return
		}
	}
	d.cut[i] = append(d.cut[i], r)
	d.count++
}

// left is the text of a node that stays.
func (d *dropper) left(i int) string {
	n := &d.doc.Nodes[i]
	var edits []markdown.Edit
	for _, r := range d.cut[i] {
		edits = append(edits, markdown.Edit{Range: markdown.Range{Start: r.Start - n.Inner.Start, End: r.End - n.Inner.Start}})
	}
	return strings.TrimSpace(markdown.Apply(d.doc.Text(n.Inner), edits))
}

// settle marks what is left without content, inner before outer, until nothing changes.
func (d *dropper) settle() {
	for changed := true; changed; {
		changed = false
		for i := len(d.doc.Nodes) - 1; i > 0; i-- {
			n := &d.doc.Nodes[i]
			if d.gone[i] || !n.Kind.IsBlock() {
				continue
			}
			if d.emptied(i, n) || d.leadsNowhere(i, n) || d.endsEmpty(i, n) {
				d.gone[i], changed = true, true
			}
		}
	}
}

// emptied reports whether nothing of a block is left.
func (d *dropper) emptied(i int, n *markdown.Node) bool {
	switch n.Kind {
	case markdown.Paragraph:
		if len(d.cut[i]) == 0 {
			return false
		}
		left := d.left(i)
		label := d.doc.Text(markdown.Range{Start: n.Inner.Start, End: d.labelEnd(i)})
		return !word.MatchString(left) && !strings.ContainsAny(left, "0123456789") || label != "" && strings.TrimSpace(label) == left
	case markdown.List, markdown.Item, markdown.Quote:
		children := d.doc.Children(i)
		for _, c := range children {
			if !d.gone[c] {
				return false
			}
		}
		return len(children) > 0
	case markdown.Table:
		children, some := d.doc.Children(i), false
		for _, c := range children {
			some = some || d.gone[c]
			if !d.gone[c] && !d.doc.Nodes[c].Header {
				return false
			}
		}
		return some
	}
	return false
}

// leadsNowhere reports whether a paragraph only leads to what is gone: it ends with a colon, or is a label. Of
// several sentences the last one goes.
func (d *dropper) leadsNowhere(i int, n *markdown.Node) bool {
	if n.Kind != markdown.Paragraph || n.Last+1 >= len(d.doc.Nodes) {
		return false
	}
	next := &d.doc.Nodes[n.Last+1]
	if next.Parent != n.Parent || !d.gone[n.Last+1] || next.Kind != markdown.List && next.Kind != markdown.CodeBlock && next.Kind != markdown.Table && next.Kind != markdown.Quote {
		return false
	}
	text := strings.TrimRight(d.left(i), " *_")
	_, alone := d.doc.Label(i)
	if !strings.HasSuffix(text, ":") && !alone && !(d.doc.Nodes[n.Parent].Kind == markdown.Item && d.labelEnd(i) >= n.Range.End) {
		return false
	}
	if alone && n.Parent == 0 {
		return d.nothingUntilNext(i)
	}
	sentences := d.doc.Sentences(i)
	last := sentences[len(sentences)-1]
	if len(sentences) == 1 || alone {
		return true
	}
	for _, r := range d.cut[i] {
		if r.Overlaps(last) {
			return false
		}
	}
	d.cut[i] = append(d.cut[i], last)
	return d.emptied(i, n)
}

// endsEmpty reports whether a heading, or an emphasised label that stands for one, has lost all that
// stood below it.
func (d *dropper) endsEmpty(i int, n *markdown.Node) bool {
	switch {
	case n.Kind == markdown.Heading:
		end, some := d.sectionEnd(i), false
		for j := i + 1; j < end; j++ {
			if d.doc.Nodes[j].Parent != n.Parent {
				continue
			}
			some = some || d.gone[j]
			if !d.gone[j] && d.doc.Nodes[j].Kind != markdown.Rule {
				return false
			}
		}
		return some
	case n.Kind == markdown.Paragraph && n.Parent == 0:
		if _, alone := d.doc.Label(i); alone {
			return d.nothingUntilNext(i)
		}
	}
	return false
}

// nothingUntilNext reports whether all that stands between a label and the next one, or the next
// heading, is gone, and something is.
func (d *dropper) nothingUntilNext(i int) bool {
	some := false
	for j := d.doc.Nodes[i].Last + 1; j < len(d.doc.Nodes); j = d.doc.Nodes[j].Last + 1 {
		if d.doc.Nodes[j].Kind == markdown.Heading || d.doc.Nodes[j].Kind == markdown.Rule {
			break
		}
		if _, alone := d.doc.Label(j); alone {
			break
		}
		if !d.gone[j] {
			return false
		}
		some = true
	}
	return some
}

// edits take out what is marked.
func (d *dropper) edits() []markdown.Edit {
	var edits []markdown.Edit
	for i := 1; i < len(d.doc.Nodes); i++ {
		if d.gone[i] {
			edits = append(edits, d.doc.Remove(i))
			i = max(d.doc.Nodes[i].Last, i)
			continue
		}
		for _, r := range d.cut[i] {
			edits = append(edits, markdown.Edit{Range: r})
		}
	}
	return edits
}
