package parser

import (
	"slices"

	"github.com/codeworm/codeworm/parser/internal/tree"
	"github.com/codeworm/codeworm/source"
)

// elidable finds the blocks whose inner lines can be left out. Leaving out a single line gains nothing.
func (e *extractor) elidable() []source.Block {
	var out []source.Block
	for _, b := range e.blocks {
		if first, last := e.inside(b); first < last {
			out = append(out, source.Block{StartLine: first, EndLine: last})
		}
	}
	slices.SortFunc(out, func(a, b source.Block) int {
		if a.StartLine != b.StartLine {
			return a.StartLine - b.StartLine
		}
		return b.EndLine - a.EndLine
	})
	kept := out[:0]
	var around []int // last lines of the blocks around
	for _, b := range out {
		for len(around) > 0 && around[len(around)-1] < b.StartLine {
			around = around[:len(around)-1]
		}
		if len(kept) > 0 && kept[len(kept)-1].StartLine == b.StartLine && kept[len(kept)-1].EndLine == b.EndLine {
			continue
		}
		b.Depth = len(around)
		kept = append(kept, b)
		around = append(around, b.EndLine)
	}
	return slices.Clip(kept)
}

// inside are the first and last line that can be left out of a block: between its
// delimiters, or all of it when it has none. Lines that hold a part of something that is only
// half inside of them stay.
func (e *extractor) inside(b int32) (first, last int) {
	n := &e.nodes[b]
	span := e.lines.span(e.source, n.Start, n.End)
	first, last = span.StartLine, span.EndLine
	child := b + 1
	delimited := !e.ownLine(b) || child < int32(n.Next) && !e.nodes[child].Is(tree.Named)
	if delimited {
		first++
	}
	if delimited || !e.endsLine(uint32(span.EndByte)) {
		last--
	}
	for c := child; c < int32(n.Next); c = int32(e.nodes[c].Next) {
		cs := e.lines.span(e.source, e.nodes[c].Start, e.nodes[c].End)
		if cs.StartLine < first && cs.EndLine >= first {
			first = cs.EndLine + 1
		}
		if cs.EndLine > last && cs.StartLine <= last {
			last = cs.StartLine - 1
			break
		}
	}
	return first, last
}

// endsLine reports whether nothing but white space follows on the line.
func (e *extractor) endsLine(end uint32) bool {
	for _, c := range e.source[end:] {
		switch c {
		case '\n':
			return true
		case ' ', '\t', '\r':
		default:
			return false
		}
	}
	return true
}
