package markdown

import (
	"sort"
	"strings"
)

// Plain is the visible text of a heading, paragraph or cell: without markers, code spans and link
// texts included. Offsets gives each byte its place in the source, Code tells which
// bytes are shown as code.
type Plain struct {
	Text    string
	Offsets []int
	Code    []bool
}

// Source is the range of the source from which the bytes from start to end came.
func (p Plain) Source(start, end int) Range {
	if start >= end {
		return Range{}
	}
	return Range{p.Offsets[start], p.Offsets[end-1] + 1}
}

// entities are those that escaping leaves in a text.
var entities = map[string]byte{"&lt;": '<', "&gt;": '>', "&amp;": '&', "&quot;": '"'}

// Plain gives the visible text of node i.
func (d *Doc) Plain(i int) Plain {
	n := d.Nodes[i]
	const (
		visible = iota
		hidden
		code
	)
	marks := make([]byte, n.Inner.Len())
	mark := func(r Range, m byte) {
		for p := max(r.Start, n.Inner.Start); p < min(r.End, n.Inner.End); p++ {
			marks[p-n.Inner.Start] = m
		}
	}
	for j := i + 1; j <= n.Last; j++ {
		in := d.Nodes[j]
		if in.Kind.IsBlock() {
			break
		}
		switch in.Kind {
		case CodeSpan:
			mark(in.Range, hidden)
			mark(in.Inner, code)
		case RawHTML, Image:
			mark(in.Range, hidden)
		default:
			mark(Range{in.Range.Start, in.Inner.Start}, hidden)
			mark(Range{in.Inner.End, in.Range.End}, hidden)
		}
	}
	var b strings.Builder
	p := Plain{}
	escaped := false // the byte before is a backslash that is not shown
	for k, m := range marks {
		at := n.Inner.Start + k
		c := d.Source[at]
		literal := escaped || m == code
		escaped = false
		switch {
		case m == hidden, c == '\r':
			continue
		case c == '\\' && !literal && k+1 < len(marks) && isPunctuation(d.Source[at+1]):
			escaped = true
			continue
		case c == '\n' || c == '\t':
			c = ' '
		case c == '&' && !literal:
			for name, sign := range entities {
				if strings.HasPrefix(d.Source[at:n.Inner.End], name) {
					c = sign
					for j := k + 1; j < k+len(name); j++ {
						marks[j] = hidden
					}
					break
				}
			}
		}
		b.WriteByte(c)
		p.Offsets = append(p.Offsets, at)
		p.Code = append(p.Code, m == code)
	}
	p.Text = b.String()
	return p
}

// isPunctuation reports whether a backslash before the byte escapes it: it is punctuation in ASCII.
func isPunctuation(c byte) bool {
	return '!' <= c && c <= '/' || ':' <= c && c <= '@' || '[' <= c && c <= '`' || '{' <= c && c <= '~'
}

// Before is how many bytes of the text come from before an offset of the source.
func (p Plain) Before(offset int) int { return sort.SearchInts(p.Offsets, offset) }
