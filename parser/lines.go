package parser

import (
	"bytes"
	"sort"

	"github.com/codeworm/codeworm/parser/internal/tree"
	"github.com/codeworm/codeworm/source"
)

// lineIndex knows where the lines of a source begin and which hold code.
type lineIndex struct {
	starts []uint32
	code   []int32 // code[i] is the number of lines of code among the first i lines
	size   int
}

// newLineIndex finds the lines; code is filled by countCode.
func newLineIndex(src []byte, starts []uint32) lineIndex {
	starts = append(starts[:0], 0)
	for at := 0; ; {
		i := bytes.IndexByte(src[at:], '\n')
		if i < 0 {
			break
		}
		at += i + 1
		if at < len(src) {
			starts = append(starts, uint32(at))
		}
	}
	return lineIndex{starts: starts, size: len(src)}
}

// count is the number of lines: a line end at the end of the file begins no line.
func (l *lineIndex) count() int {
	if l.size == 0 {
		return 0
	}
	return len(l.starts)
}

// line is the 1-based line of a byte.
func (l *lineIndex) line(offset uint32) int {
	return sort.Search(len(l.starts), func(i int) bool { return l.starts[i] > offset })
}

// span is the span of source[start:end]. White space around it, which some
// grammars count into a node, is no part of it.
func (l *lineIndex) span(src []byte, start, end uint32) source.Span {
	end = start + uint32(len(bytes.TrimRight(src[start:end], " \t\r\n\f")))
	start = end - uint32(len(bytes.TrimLeft(src[start:end], " \t\r\n\f")))
	s := source.Span{StartLine: l.line(start), StartByte: int(start), EndByte: int(end)}
	s.EndLine = s.StartLine
	if end > start {
		s.EndLine = l.line(end - 1)
	}
	return s
}

// byteOrderMark may stand at the beginning of a file.
const byteOrderMark = "\xef\xbb\xbf"

// countCode counts the lines that hold something besides white space and
// comments, given the comments in order.
func (l *lineIndex) countCode(src []byte, comments []int32, nodes []tree.Node, counts []int32) {
	counts = append(counts[:0], 0)
	next := 0
	for i, start := range l.starts {
		end := l.size
		if i+1 < len(l.starts) {
			end = int(l.starts[i+1])
		}
		at := int(start)
		if i == 0 && bytes.HasPrefix(src, []byte(byteOrderMark)) {
			at += len(byteOrderMark)
		}
		has := int32(0)
		for at < end {
			for next < len(comments) && int(nodes[comments[next]].End) <= at {
				next++
			}
			if next < len(comments) && int(nodes[comments[next]].Start) <= at {
				at = int(nodes[comments[next]].End)
				continue
			}
			if c := src[at]; c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' {
				has = 1
				break
			}
			at++
		}
		counts = append(counts, counts[i]+has)
	}
	l.code = counts
}

// nloc is the number of lines of code in the lines first to last.
func (l *lineIndex) nloc(first, last int) int {
	if first == 0 || last >= len(l.code) {
		return 0
	}
	return int(l.code[last] - l.code[first-1])
}
