package check

import (
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
)

// dropper holds what goes of a text: whole nodes, and parts of those with text.
type dropper struct {
	doc   *markdown.Doc
	gone  []bool                   // nodes that go as a whole
	cut   map[int][]markdown.Range // by node with text: parts of it that go
	count int                      // pieces that go because of a finding
}

func newDropper(doc *markdown.Doc) *dropper {
	return &dropper{doc: doc, gone: make([]bool, len(doc.Nodes)), cut: map[int][]markdown.Range{}}
}

// isGone reports whether a node goes, or one around it.
func (d *dropper) isGone(i int) bool {
	for ; i >= 0; i = d.doc.Nodes[i].Parent {
		if d.gone[i] {
			return true
		}
	}
	return false
}

// remove marks a node to go.
func (d *dropper) remove(i int) {
	if !d.isGone(i) {
		d.gone[i] = true
		d.count++
	}
}

// cutOut marks a part of a node's text to go.
func (d *dropper) cutOut(i int, r markdown.Range) {
	if !slices.Contains(d.cut[i], r) {
		d.cut[i] = append(d.cut[i], r)
		d.count++
	}
}

// left returns the text of a node that stays.
func (d *dropper) left(i int) string {
	n := &d.doc.Nodes[i]
	var edits []markdown.Edit
	for _, r := range d.cut[i] {
		edits = append(edits, markdown.Edit{Range: markdown.Range{Start: r.Start - n.Inner.Start, End: r.End - n.Inner.Start}})
	}
	return strings.TrimSpace(markdown.Apply(d.doc.Text(n.Inner), edits))
}

// edits returns what takes out all that is marked.
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

// sectionEnd returns the index of the first node after the section of a heading.
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

// labelEnd returns where the text after a paragraph's emphasised label begins; its start when it has none.
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

// inItem reports whether a paragraph stands in a list item.
func (d *dropper) inItem(i int) bool {
	parent := d.doc.Nodes[i].Parent
	return parent >= 0 && d.doc.Nodes[parent].Kind == markdown.Item
}
