package parser

import (
	"slices"
	"strings"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/parser/internal/tree"
)

// symbols makes symbols of the definitions.
func (e *extractor) symbols() []codeworm.Symbol {
	slices.SortStableFunc(e.definitions, func(a, b definition) int { return int(a.node) - int(b.node) })
	symbols := make([]codeworm.Symbol, len(e.definitions))
	for i := range e.definitions {
		if i == 0 || e.definitions[i].node != e.definitions[i-1].node {
			e.defining[int32(e.nodes[e.definitions[i].node].Parent)]++
		}
	}
	var around []int // symbols whose nodes the definition lies in, innermost last
	for i := range e.definitions {
		d := &e.definitions[i]
		for len(around) > 0 && int32(e.nodes[e.definitions[around[len(around)-1]].node].Next) <= d.node {
			around = around[:len(around)-1]
		}
		s := &symbols[i]
		s.Kind, s.Name = d.kind, e.name(d)
		s.NameSpan = e.lines.span(e.source, e.nodes[d.name].Start, e.nodes[d.lastName].End)
		var parent *codeworm.Symbol
		for n := len(around) - 1; n >= 0 && parent == nil; n-- {
			if e.definitions[around[n]].node != d.node { // "int a, b": two names in one declaration
				parent = &symbols[around[n]]
			}
		}
		e.place(d, s, parent)
		e.locate(d, s)
		e.describe(d, s, parent)
		around = append(around, i)
	}
	return symbols
}

// name is the definition's name without what stands in or around it only for the grammar.
func (e *extractor) name(d *definition) string {
	if d.name != d.lastName {
		var parts []string
		for n := d.name; n <= d.lastName; n = int32(e.nodes[n].Next) {
			if e.nodes[n].Symbol == e.nodes[d.name].Symbol || n == d.lastName {
				parts = append(parts, unquote(e.folded(n)))
			}
		}
		return strings.Join(parts, ".")
	}
	name := unquote(e.folded(d.name))
	if strings.ContainsRune(name, ' ') && !strings.HasPrefix(name, "operator") {
		return name
	}
	return strings.ReplaceAll(name, " ", "")
}

// unquote takes the quotes from a text that has some.
func unquote(s string) string {
	if len(s) >= 2 && strings.ContainsRune("\"'`", rune(s[0])) && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}

// qualified is a qualified name of the language with dots.
func (e *extractor) qualified(name string) string {
	if sep := e.g.row.Separator; sep != "" {
		name = strings.ReplaceAll(name, sep, ".")
	}
	return strings.Trim(name, ".")
}

// place finds the symbol's parent and what the parent makes of it.
func (e *extractor) place(d *definition, s *codeworm.Symbol, parent *codeworm.Symbol) {
	if parent != nil {
		s.Parent = parent.QualifiedName()
	}
	if d.scope != none {
		scope := e.qualified(withoutArguments(e.folded(d.scope)))
		if s.Parent != "" && s.Parent != scope {
			scope = s.Parent + "." + scope
		}
		s.Parent = scope
	}
	if s.Kind == codeworm.KindFunction && (d.scope != none || parent != nil && parent.Kind.IsType()) {
		s.Kind = codeworm.KindMethod
	}
	if s.Kind == codeworm.KindMethod && slices.ContainsFunc(e.g.row.Constructors, func(c string) bool {
		return c == s.Name || c == parentsName && s.Parent[strings.LastIndexByte(s.Parent, '.')+1:] == s.Name
	}) {
		s.Kind = codeworm.KindConstructor
	}
}

// parentsName in Language.Constructors stands for the name of the class.
const parentsName = "<class>"

// withoutArguments drops type arguments: "List" of "List<T>".
func withoutArguments(name string) string {
	if i := strings.IndexAny(name, "<["); i > 0 {
		return strings.TrimSpace(name[:i])
	}
	return name
}

// locate finds the symbol's spans and what stands before it.
func (e *extractor) locate(d *definition, s *codeworm.Symbol) {
	d.outer = d.node
	for p := int32(e.nodes[d.outer].Parent); e.wraps(p, d.outer); p = int32(e.nodes[p].Parent) {
		d.outer = p
	}
	d.first = d.outer
	docs := e.before(d)
	s.Span = e.span(d.first, d.outer)
	if d.doc == none && len(docs) > 0 {
		first, last := docs[len(docs)-1], docs[0]
		s.DocSpan = e.lines.span(e.source, e.nodes[first].Start, e.nodes[last].End)
		e.docStarts = append(e.docStarts, s.DocSpan.StartByte)
		s.Doc = commentText(string(e.source[s.DocSpan.StartByte:s.DocSpan.EndByte]))
	} else if d.doc != none {
		s.DocSpan = e.lines.span(e.source, e.nodes[d.doc].Start, e.nodes[d.doc].End)
		s.Doc = docstringText(string(e.source[s.DocSpan.StartByte:s.DocSpan.EndByte]))
	}
	if d.body == none {
		d.body = e.child(d.node, e.g.fieldBody)
	}
	if d.body != none {
		last := d.body
		if !e.nodes[d.body].Is(tree.Named) { // an opening brace: the body goes to the end of what it is in
			last = int32(e.nodes[d.body].Parent)
		}
		s.BodySpan = e.span(d.body, last)
	}
}

// span is the span from the beginning of a node to the end of another. Comments at the end,
// which a grammar without closing braces counts into what stands above them, are no
// part of it.
func (e *extractor) span(first, last int32) codeworm.Span {
	end := e.nodes[last].End
	for n := int32(e.nodes[last].Next) - 1; n > first; n-- {
		inComment := (e.g.class(e.nodes, n)|e.g.class(e.nodes, int32(e.nodes[n].Parent)))&isComment != 0
		if !inComment && e.leaf(n) && e.nodes[n].End > e.nodes[n].Start {
			break
		}
		if e.g.class(e.nodes, n)&isComment != 0 {
			end = min(end, e.nodes[n].Start)
		}
	}
	return e.lines.span(e.source, e.nodes[first].Start, end)
}

// wraps reports whether the parent is a wrapper of this node alone.
func (e *extractor) wraps(parent, node int32) bool {
	if parent == 0 || e.g.class(e.nodes, parent)&isWrapper == 0 || e.defining[parent] > 1 {
		return false
	}
	for c := parent + 1; c < int32(e.nodes[parent].Next); c = int32(e.nodes[c].Next) {
		if c != node && (e.nodes[c].Symbol == e.nodes[node].Symbol || e.source[e.nodes[c].Start] == '(' && e.leaf(c)) {
			return false // one of several, or of a group in parentheses
		}
	}
	return true
}

// previous is the node before another in the text that is not inside of it; none at
// the beginning of a node that holds more than this one.
func (e *extractor) previous(node int32) int32 {
	for {
		if p := int32(e.nodes[node].Prev); p != 0 {
			return p
		}
		parent := int32(e.nodes[node].Parent)
		if parent == 0 || e.nodes[parent].Start != e.nodes[node].Start {
			return none
		}
		node = parent
	}
}

// before walks back over the attributes and comments before a definition. It
// returns the comments of the doc comment, last first.
func (e *extractor) before(d *definition) []int32 {
	var docs []int32
	line := e.lines.line(e.nodes[d.first].Start) // of what the next comment has to stand above
	for at := e.previous(d.outer); at != none; at = e.previous(at) {
		c := e.g.class(e.nodes, at)
		n := &e.nodes[at]
		switch {
		case c&isAttribute != 0:
			d.first = at
			d.decorators = append(d.decorators, at)
			line = e.lines.line(n.Start)
			continue
		case c&isComment != 0 && e.lastLine(at) >= line-1 && e.ownLine(at):
			text := string(e.source[n.Start:n.End])
			if e.documents(text) {
				docs = append(docs, at)
			} else if len(docs) > 0 && !hasAnyPrefix(text, e.g.row.Directives) {
				return docs
			}
			line = e.lines.line(n.Start)
			continue
		}
		break
	}
	return docs
}

// lastLine is the last line of a node's text.
func (e *extractor) lastLine(node int32) int {
	n := &e.nodes[node]
	return e.lines.span(e.source, n.Start, n.End).EndLine
}

// ownLine reports whether nothing stands before the node on its line.
func (e *extractor) ownLine(node int32) bool {
	start := e.nodes[node].Start
	return strings.TrimSpace(string(e.source[e.lines.starts[e.lines.line(start)-1]:start])) == "" || start == 0
}

// documents reports whether a comment can be a doc comment.
func (e *extractor) documents(text string) bool {
	if hasAnyPrefix(text, e.g.row.Directives) {
		return false
	}
	return len(e.g.row.DocPrefixes) == 0 || hasAnyPrefix(text, e.g.row.DocPrefixes)
}

func hasAnyPrefix(s string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}
