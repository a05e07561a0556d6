package parser

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/parser/internal/tree"
	"github.com/codeworm/codeworm/source"
)

// symbols makes symbols of the definitions.
func (e *extractor) symbols() []source.Symbol {
	slices.SortStableFunc(e.definitions, func(a, b definition) int { return int(a.node) - int(b.node) })
	symbols := make([]source.Symbol, len(e.definitions))
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
		s.NameSpan = e.lines.span(e.source, e.nodes[d.names[0]].Start, e.nodes[d.names[len(d.names)-1]].End)
		var parent *source.Symbol
		for n := len(around) - 1; n >= 0 && parent == nil; n-- {
			if o := &e.definitions[around[n]]; o.node != d.node && (o.broken == none || d.node < o.broken) { // "int a, b": two names in one declaration
				parent = &symbols[around[n]]
			}
		}
		e.place(d, s, parent)
		e.locate(d, s)
		e.describe(d, s, parent)
		around = append(around, i)
	}
	return e.inOrder(symbols)
}

// inOrder sorts symbols and definitions by where they begin, the outer before the inner. They
// are already, unless something is defined inside of a decorator: a decorator belongs to what follows it.
func (e *extractor) inOrder(symbols []source.Symbol) []source.Symbol {
	compare := func(a, b definition) int {
		return cmp.Or(int(a.first)-int(b.first), int(e.nodes[b.last].Next)-int(e.nodes[a.last].Next))
	}
	if slices.IsSortedFunc(e.definitions, compare) {
		return symbols
	}
	order := make([]int, len(symbols))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compare(e.definitions[a], e.definitions[b]) })
	definitions, sorted := make([]definition, len(order)), make([]source.Symbol, len(order))
	for to, from := range order {
		definitions[to], sorted[to] = e.definitions[from], symbols[from]
	}
	e.definitions = definitions
	return sorted
}

// name is the definition's name without what stands in or around it only for the grammar.
func (e *extractor) name(d *definition) string {
	var parts []string
	for _, n := range d.names {
		name := unquote(e.folded(n))
		switch {
		case symbolic.MatchString(name):
			name = strings.ReplaceAll(name, " ", "")
		case specialized.MatchString(name):
			name = arguments.ReplaceAllString(name, "")
		}
		parts = append(parts, name)
	}
	if parts[0] == "operator" { // operator bool
		return strings.Join(parts, " ")
	}
	return strings.Join(parts, ".")
}

// symbolic are names of operators, which may have white space in them that does not count.
var symbolic = regexp.MustCompile(`^[^A-Za-z0-9_]+$|^operator\s*[^A-Za-z0-9_ ]+$|^~ `)

// specialized are names with type arguments at their end: "hash<Point>".
var specialized = regexp.MustCompile(`^[A-Za-z_][\w:]*<.*>$`)

// unquote takes the quotes from a text that has some.
func unquote(s string) string {
	if len(s) >= 2 && strings.ContainsRune("\"'`", rune(s[0])) && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}

// arguments are the type arguments in a qualified name: "<T>" of "List<T>::add".
var arguments = regexp.MustCompile(`\s*[<\[].*?[>\]]+`)

// qualified is a qualified name of the language with dots and without type arguments.
func (e *extractor) qualified(name string) string {
	name = arguments.ReplaceAllString(name, "")
	for _, sep := range e.g.row.Separators {
		name = strings.ReplaceAll(name, sep, ".")
	}
	return strings.Trim(name, ".")
}

// place finds the symbol's parent and what the parent makes of it.
func (e *extractor) place(d *definition, s *source.Symbol, parent *source.Symbol) {
	if parent != nil {
		s.Parent = parent.QualifiedName()
	}
	scope := ""
	if d.scope != none {
		scope = e.qualified(e.folded(d.scope))
	}
	if scope == "" && len(d.names) == 1 {
		before, name := e.splitName(s.Name)
		if before != "" { // void Store::find()
			scope, s.Name = e.qualified(before), name
			s.NameSpan = e.lines.span(e.source, uint32(s.NameSpan.EndByte-len(s.Name)), uint32(s.NameSpan.EndByte))
		}
	}
	if scope != "" {
		if s.Parent != "" && s.Parent != scope {
			scope = s.Parent + "." + scope
		}
		s.Parent = scope
	}
	if s.Kind == source.KindFunction && (scope != "" || parent != nil && parent.Kind.IsType()) {
		s.Kind = source.KindMethod
	}
	if s.Kind == source.KindMethod && slices.ContainsFunc(e.g.row.Constructors, func(c string) bool {
		return c == s.Name || c == ClassName && s.Parent[strings.LastIndexByte(s.Parent, '.')+1:] == s.Name
	}) {
		s.Kind = source.KindConstructor
	}
}

// splitName splits a qualified name before its last component.
func (e *extractor) splitName(name string) (scope, last string) {
	at, width := 0, 0
	for _, sep := range e.g.row.Separators {
		if i := strings.LastIndex(name, sep); i > at {
			at, width = i, len(sep)
		}
	}
	return name[:at], name[at+width:]
}

// ClassName in Language.Constructors stands for the name of the class.
const ClassName = "<class>"

// locate finds the symbol's spans and what stands before it.
func (e *extractor) locate(d *definition, s *source.Symbol) {
	d.outer = d.node
	for p := int32(e.nodes[d.outer].Parent); e.wraps(p, d.outer); p = int32(e.nodes[p].Parent) {
		d.outer = p
	}
	d.first, d.last = d.outer, d.outer
	if d.body == none {
		d.body = e.child(d.node, e.g.fieldBody)
	} else if d.body >= int32(e.nodes[d.outer].Next) {
		d.last = d.body
	}
	e.recover(d, s)
	docs := e.before(d)
	d.start = e.begins(d.first, &docs)
	s.Span = e.span(d.start, d.first, d.last)
	if d.doc == none && len(docs) > 0 {
		first, last := docs[len(docs)-1], docs[0]
		span := e.lines.span(e.source, e.nodes[first].Start, e.nodes[last].End)
		if text := commentText(string(e.source[span.StartByte:span.EndByte])); withoutNotices(text) != "" || text == "" {
			s.DocSpan, s.Doc = span, withoutNotices(text)
			e.docStarts = append(e.docStarts, span.StartByte)
		}
	} else if d.doc != none {
		s.DocSpan = e.lines.span(e.source, e.nodes[d.doc].Start, e.nodes[d.doc].End)
		s.Doc = docstringText(string(e.source[s.DocSpan.StartByte:s.DocSpan.EndByte]))
	}
	if d.body != none {
		last := d.body
		if !e.nodes[d.body].Is(tree.Named) { // an opening brace: the body goes to the end of what it is in
			last = int32(e.nodes[d.body].Parent)
		}
		s.BodySpan = e.span(e.nodes[d.body].Start, d.body, last)
	}
}

// begins is where a definition begins. Doc comments that the grammar puts at its beginning
// are added to the others.
func (e *extractor) begins(first int32, docs *[]int32) uint32 {
	var leading []int32
	for n := first; n < int32(e.nodes[first].Next); {
		switch {
		case e.class(n)&isComment != 0:
			leading = append([]int32{n}, leading...)
			n = int32(e.nodes[n].Next)
		case e.leaf(n) && e.nodes[n].End > e.nodes[n].Start:
			if len(leading) > 0 {
				*docs = append(leading, *docs...)
			}
			return e.nodes[n].Start
		default:
			n++
		}
	}
	return e.nodes[first].Start
}

// span is the span from a byte in a node to the end of another node. Comments at the end,
// which a grammar without closing braces counts into what stands above them, are no
// part of it.
func (e *extractor) span(start uint32, first, last int32) source.Span {
	end := e.nodes[last].End
	for n := int32(e.nodes[last].Next) - 1; n > first; n-- {
		inComment := (e.class(n)|e.class(int32(e.nodes[n].Parent)))&isComment != 0
		if !inComment && e.leaf(n) && e.nodes[n].End > e.nodes[n].Start {
			break
		}
		if e.class(n)&isComment != 0 {
			end = min(end, e.nodes[n].Start)
		}
	}
	return e.lines.span(e.source, start, end)
}

// wraps reports whether the parent is a wrapper of this node alone.
func (e *extractor) wraps(parent, node int32) bool {
	if parent == 0 || e.class(parent)&isWrapper == 0 || e.defining[parent] > 1 {
		return false
	}
	for c := parent + 1; c < int32(e.nodes[parent].Next); c = int32(e.nodes[c].Next) {
		if c != node && (e.nodes[c].Symbol == e.nodes[node].Symbol || e.initial(c) == '(' && e.leaf(c)) {
			return false // one of several, or of a group in parentheses
		}
	}
	return true
}

// previous is what stands before a node: the comment right before it, wherever the grammar
// puts that, or its sibling; none at the beginning of a node that holds more than this one.
func (e *extractor) previous(node int32) int32 {
	for node > 0 {
		before, parent := node-1, int32(e.nodes[node].Parent)
		if before != parent {
			for c := before; c > 0; c = int32(e.nodes[c].Parent) {
				if e.class(c)&isComment != 0 {
					return c
				}
				if e.nodes[c].End != e.nodes[before].End {
					break
				}
			}
			return int32(e.nodes[node].Prev)
		}
		if parent == 0 || e.nodes[parent].Start != e.nodes[node].Start {
			return none
		}
		node = parent
	}
	return none
}

// before walks back over the attributes and comments before a definition. It
// returns the comments of the doc comment, last first.
func (e *extractor) before(d *definition) []int32 {
	var docs []int32
	line := e.lines.line(e.nodes[d.first].Start) // of what the next comment has to stand above
	for at := e.previous(d.outer); at != none; at = e.previous(at) {
		c := e.class(at)
		n := &e.nodes[at]
		switch {
		case c&(isAttribute|isLeading) != 0:
			d.first = at
			if c&isAttribute != 0 {
				d.decorators = append(d.decorators, at)
			}
			line = e.lines.line(n.Start)
			continue
		case c&(isComment|isDoc) != 0 && e.lastLine(at) >= line-1 && e.ownLine(at):
			text := string(e.bytes(at))
			if c&isDoc != 0 || e.documents(text) {
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
	n := &e.nodes[node]
	start := uint32(e.lines.span(e.source, n.Start, n.End).StartByte)
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
