package markdown

import (
	"html"
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
	ends    []int // where in the source what made the byte ends
}

// Source is the range of the source from which the bytes from start to end came.
func (p Plain) Source(start, end int) Range {
	if start >= end {
		return Range{}
	}
	return Range{p.Offsets[start], p.ends[end-1]}
}

// maxEntity is the length in bytes of the longest reference to a character that is read.
const maxEntity = 33

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
	add := func(c byte, from, to int, inCode bool) {
		b.WriteByte(c)
		p.Offsets, p.ends, p.Code = append(p.Offsets, from), append(p.ends, to), append(p.Code, inCode)
	}
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
			if name := entity.FindString(d.Source[at:min(n.Inner.End, at+maxEntity)]); name != "" {
				for j := range len(name) {
					marks[k+j] = hidden
				}
				for _, c := range []byte(html.UnescapeString(name)) {
					add(c, at, at+len(name), false)
				}
				continue
			}
		}
		add(c, at, at+1, m == code)
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
