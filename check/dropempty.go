package check

import (
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
)

// settle marks what is left without content, inner before outer, until nothing changes.
func (d *dropper) settle() {
	for i := range d.cut {
		if d.doc.Nodes[i].Kind == markdown.CodeBlock && !d.isGone(i) {
			d.settleBlock(i)
		}
	}
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
		return len(d.cut[i]) > 0 && d.saysNothing(i, n)
	case markdown.List, markdown.Item, markdown.Quote:
		children := d.doc.Children(i)
		return len(children) > 0 && !slices.ContainsFunc(children, func(c int) bool { return !d.gone[c] })
	case markdown.Table:
		rows := d.doc.Children(i)
		stays := func(row int) bool { return !d.gone[row] && !d.doc.Nodes[row].Header }
		return !slices.ContainsFunc(rows, stays) && slices.ContainsFunc(rows, func(row int) bool { return d.gone[row] })
	}
	return false
}

// saysNothing reports whether no word of a paragraph is left but its label.
func (d *dropper) saysNothing(i int, n *markdown.Node) bool {
	left := d.left(i)
	label := d.doc.Text(markdown.Range{Start: n.Inner.Start, End: d.labelEnd(i)})
	return !word.MatchString(left) && !strings.ContainsAny(left, "0123456789") || label != "" && strings.TrimSpace(label) == left
}

// leadsNowhere reports whether a paragraph only leads to what is gone: it ends with a colon, or is a label. Of
// several sentences the last one goes.
func (d *dropper) leadsNowhere(i int, n *markdown.Node) bool {
	if n.Kind != markdown.Paragraph || !d.beforeGone(n) {
		return false
	}
	text := strings.TrimRight(d.left(i), " *_")
	_, alone := d.doc.Label(i)
	labelOfItem := d.inItem(i) && d.labelEnd(i) >= n.Range.End
	switch {
	case !strings.HasSuffix(text, ":") && !alone && !labelOfItem:
		return false
	case alone && n.Parent == 0:
		return d.nothingUntilNext(i)
	}
	sentences := d.doc.Sentences(i)
	if len(sentences) == 1 || alone {
		return true
	}
	last := sentences[len(sentences)-1]
	if slices.ContainsFunc(d.cut[i], last.Overlaps) {
		return false
	}
	d.cut[i] = append(d.cut[i], last)
	return d.emptied(i, n)
}

// led are the kinds of blocks that a paragraph leads to.
var led = []markdown.Kind{markdown.List, markdown.CodeBlock, markdown.Table, markdown.Quote}

// beforeGone reports whether what follows a paragraph is a block that it may lead to, and is gone.
func (d *dropper) beforeGone(n *markdown.Node) bool {
	k := n.Last + 1
	if k >= len(d.doc.Nodes) || !d.gone[k] {
		return false
	}
	next := &d.doc.Nodes[k]
	return next.Parent == n.Parent && slices.Contains(led, next.Kind)
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
