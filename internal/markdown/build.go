package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// builder turns the parser's tree into the flat list.
type builder struct {
	doc    *Doc
	source []byte
}

// add appends the node, and what is in it, and returns the end of what it saw.
func (b *builder) add(n ast.Node, parent int) int {
	node, ok := b.describe(n)
	if !ok {
		end := -1
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			end = max(end, b.add(c, parent))
		}
		return end
	}
	// An empty construct has no lines to measure: nothing ends before it starts.
	node.Range.End = max(node.Range.End, node.Range.Start)
	node.Inner.End = max(node.Inner.End, node.Inner.Start)
	node.Parent = parent
	i := len(b.doc.Nodes)
	b.doc.Nodes = append(b.doc.Nodes, node)
	end := node.Range.End
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		end = max(end, b.add(c, i))
	}
	at := &b.doc.Nodes[i]
	at.Range.End = end
	at.Last = len(b.doc.Nodes) - 1
	switch at.Kind {
	case Quote, List, Item, Table, Row:
		at.Inner = Range{min(at.Inner.Start, end), end} // an empty item ends with its marker
	}
	return at.Range.End
}

// describe gives the node without its place in the list; ok is false for what
// is not listed (plain text, line breaks).
func (b *builder) describe(n ast.Node) (Node, bool) {
	start := min(max(n.Pos(), 0), len(b.source))
	whole := func(k Kind) (Node, bool) { // grows with what is in it
		return Node{Kind: k, Range: Range{start, start}, Inner: Range{start, start}}, true
	}
	switch n := n.(type) {
	case *ast.Document:
		all := Range{0, len(b.source)}
		return Node{Kind: Document, Range: all, Inner: all}, true
	case *ast.Heading:
		return b.heading(n, start), true
	case *ast.Paragraph, *ast.TextBlock:
		r := b.lines(n)
		if n.Parent() != nil && n.Parent().Kind() == east.KindTableCell {
			return Node{}, false
		}
		return Node{Kind: Paragraph, Range: r, Inner: r}, true
	case *ast.FencedCodeBlock:
		return b.fence(n, start), true
	case *ast.CodeBlock:
		r := b.lines(n)
		return Node{Kind: CodeBlock, Range: r, Inner: r, Closed: true}, true
	case *ast.HTMLBlock:
		r := b.lines(n)
		if n.HasClosure() {
			r.End = max(r.End, b.trimEnd(n.ClosureLine.Stop))
			if n.Lines().Len() == 0 {
				r.Start = n.ClosureLine.Start
			}
		}
		return Node{Kind: HTMLBlock, Range: r, Inner: r}, true
	case *ast.Blockquote:
		return whole(Quote)
	case *ast.List:
		return whole(List)
	case *ast.ListItem:
		node, _ := whole(Item)
		node.Inner.Start = min(start+n.Offset, len(b.source))
		list, ok := n.Parent().(*ast.List)
		if ok && list.IsOrdered() {
			node.Level = 1 + number(b.source[start:])
		}
		return node, true
	case *ast.ThematicBreak:
		r := Range{start, b.lineEnd(start)}
		return Node{Kind: Rule, Range: r, Inner: r}, true
	case *east.Table:
		return whole(Table)
	case *east.TableHeader:
		node, _ := whole(Row)
		node.Header, node.Range.End = true, b.lineEnd(start)
		return node, true
	case *east.TableRow:
		node, _ := whole(Row)
		node.Range.End = b.lineEnd(start)
		return node, true
	case *east.TableCell:
		r := b.lines(n)
		return Node{Kind: Cell, Range: r, Inner: r}, true
	}
	return b.inline(n, start)
}

func (b *builder) inline(n ast.Node, start int) (Node, bool) {
	switch n := n.(type) {
	case *ast.CodeSpan:
		return b.codeSpan(start), true
	case *ast.Link:
		node := Node{Kind: Link, Dest: string(n.Destination)}
		node.Range, node.Inner = b.link(start, n)
		return node, true
	case *ast.Image:
		node := Node{Kind: Image, Dest: string(n.Destination)}
		node.Range, node.Inner = b.link(start, n)
		return node, true
	case *ast.AutoLink:
		label := n.Label(b.source)
		if b.source[start] != '<' { // a bare address: the parser's place may be that of the sign before it
			start = max(start+bytes.Index(b.source[start:], label), start)
		}
		r := Range{start, start + len(label)}
		inner := r
		if b.source[start] == '<' {
			inner = Range{start + 1, start + 1 + len(label)}
			r.End += 2
		}
		return Node{Kind: AutoLink, Range: r, Inner: inner, Dest: string(n.URL(b.source))}, true
	case *ast.RawHTML:
		r := Range{start, start}
		if c := n.Segments.Len(); c > 0 {
			r = Range{n.Segments.At(0).Start, n.Segments.At(c - 1).Stop}
		}
		return Node{Kind: RawHTML, Range: r, Inner: r}, true
	case *ast.Emphasis:
		kind := Emphasis
		if n.Level >= 2 {
			kind = Strong
		}
		return b.delimited(kind, n, n.Level), true
	case *east.Strikethrough:
		return b.delimited(Strike, n, 2), true
	}
	return Node{}, false
}

// lines covers the lines of a block without white space around them.
func (b *builder) lines(n ast.Node) Range {
	l := n.Lines()
	if l == nil || l.Len() == 0 {
		p := max(n.Pos(), 0)
		return Range{p, p}
	}
	r := Range{l.At(0).Start, l.At(l.Len() - 1).Stop}
	r.End = max(r.Start, b.trimEnd(r.End))
	return r
}

func (b *builder) trimEnd(end int) int {
	for end > 0 && strings.IndexByte(" \t\r\n", b.source[end-1]) >= 0 {
		end--
	}
	return end
}

// lineEnd is the end of the line that holds the offset, without its line end.
func (b *builder) lineEnd(offset int) int {
	end := b.doc.LineEnd(offset)
	for end > offset && (b.source[end-1] == '\n' || b.source[end-1] == '\r') {
		end--
	}
	return end
}

func (b *builder) heading(n *ast.Heading, start int) Node {
	inner := b.lines(n)
	if n.Lines() == nil || n.Lines().Len() == 0 {
		end := b.lineEnd(start)
		return Node{Kind: Heading, Level: n.Level, Range: Range{start, end}, Inner: Range{end, end}}
	}
	node := Node{Kind: Heading, Level: n.Level, Inner: inner, Range: Range{inner.Start, b.lineEnd(inner.End)}}
	hash := inner.Start
	for hash > 0 && strings.IndexByte(" \t", b.source[hash-1]) >= 0 {
		hash--
	}
	if hash > 0 && b.source[hash-1] == '#' {
		for hash > 0 && b.source[hash-1] == '#' {
			hash--
		}
		node.Range.Start = hash
		return node
	}
	// A line of '=' or '-' below makes the heading.
	node.Range.End = b.lineEnd(b.doc.LineEnd(inner.End - 1))
	return node
}

func (b *builder) fence(n *ast.FencedCodeBlock, start int) Node {
	node := Node{Kind: CodeBlock, Fenced: true, Info: strings.ToLower(string(n.Language(b.source)))}
	for start < len(b.source) && (b.source[start] == ' ' || b.source[start] == '\t') {
		start++
	}
	first := b.doc.LineEnd(start)
	node.Range, node.Inner = Range{start, b.lineEnd(start)}, Range{first, first}
	if l := n.Lines(); l != nil && l.Len() > 0 {
		node.Inner = Range{b.doc.LineStart(l.At(0).Start), l.At(l.Len() - 1).Stop}
		node.Range.End = b.trimEnd(node.Inner.End)
	}
	mark := fenceMark(b.source[start:])
	if node.Inner.End < len(b.source) {
		end := b.lineEnd(node.Inner.End)
		line := strings.TrimLeft(string(b.source[node.Inner.End:end]), " \t>")
		if mark != "" && strings.HasPrefix(line, mark) && strings.Trim(line, mark[:1]+" \t\r") == "" {
			node.Range.End, node.Closed = end, true
		}
	}
	node.Range.End = max(node.Range.End, node.Inner.Start-1)
	return node
}

// fenceMark is the run of '`' or '~' that opens a fence.
func fenceMark(s []byte) string {
	if len(s) == 0 || s[0] != '`' && s[0] != '~' {
		return ""
	}
	i := 0
	for i < len(s) && s[i] == s[0] {
		i++
	}
	return string(s[:i])
}

// codeSpan measures a code span from its first backtick.
func (b *builder) codeSpan(start int) Node {
	ticks := 0
	for start+ticks < len(b.source) && b.source[start+ticks] == '`' {
		ticks++
	}
	for i := start + ticks; i < len(b.source); {
		if b.source[i] != '`' {
			i++
			continue
		}
		run := i
		for run < len(b.source) && b.source[run] == '`' {
			run++
		}
		if run-i == ticks {
			return Node{Kind: CodeSpan, Range: Range{start, run}, Inner: Range{start + ticks, i}}
		}
		i = run
	}
	r := Range{start, start + ticks}
	return Node{Kind: CodeSpan, Range: r, Inner: Range{r.End, r.End}}
}

// link measures a link or an image: [text](destination "title"), [text][label], [text].
func (b *builder) link(start int, n ast.Node) (whole, inner Range) {
	open := start
	for open < len(b.source) && b.source[open] != '[' {
		open++
	}
	at := open + 1
	if last := lastEnd(b, n); last > at {
		at = last
	}
	for at < len(b.source) && b.source[at] != ']' {
		at++
	}
	inner = Range{min(open+1, at), at}
	end := min(at+1, len(b.source))
	if end < len(b.source) {
		switch b.source[end] {
		case '(':
			end = closing(b.source, end, '(', ')')
		case '[':
			end = closing(b.source, end, '[', ']')
		}
	}
	return Range{start, end}, inner
}

// closing is the offset after the bracket that closes the one at the offset.
// Quoted titles and escaped brackets are passed over.
func closing(s []byte, at int, open, shut byte) int {
	depth, quote := 0, byte(0)
	for i := at; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' && i > 0 && (s[i-1] == ' ' || s[i-1] == '\n'):
			quote = c
		case c == open:
			depth++
		case c == shut:
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return min(at+1, len(s))
}

// delimited measures an emphasis by what is in it.
func (b *builder) delimited(k Kind, n ast.Node, width int) Node {
	inner := Range{firstStart(n), 0}
	inner.End = max(lastEnd(b, n), inner.Start)
	return Node{Kind: k, Range: Range{max(inner.Start-width, 0), min(inner.End+width, len(b.source))}, Inner: inner}
}

// firstStart is where the first thing inside an inline node starts. It goes down one path only, as
// lastEnd does: emphases can be nested hundreds deep.
func firstStart(n ast.Node) int {
	switch c := n.FirstChild().(type) {
	case nil:
		return max(n.Pos(), 0)
	case *ast.Text:
		return c.Segment.Start
	case *ast.Emphasis:
		return max(firstStart(c)-c.Level, 0)
	case *east.Strikethrough:
		return max(firstStart(c)-2, 0)
	default:
		return max(c.Pos(), 0)
	}
}

// lastEnd is where the last thing inside an inline node ends.
func lastEnd(b *builder, n ast.Node) int {
	switch c := n.LastChild().(type) {
	case nil:
		return -1
	case *ast.Text:
		return c.Segment.Stop
	case *ast.Emphasis:
		return min(lastEnd(b, c)+c.Level, len(b.source))
	case *east.Strikethrough:
		return min(lastEnd(b, c)+2, len(b.source))
	default:
		node, ok := b.inline(c, max(c.Pos(), 0))
		if !ok {
			return -1
		}
		return node.Range.End
	}
}

// number reads the number of an ordered list's item.
func number(s []byte) int {
	n := 0
	for _, c := range s[:min(len(s), 9)] {
		if c < '0' || c > '9' {
			break
		}
		n = n*10 + int(c-'0')
	}
	return n
}
