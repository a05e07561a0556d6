package parser

import (
	"bytes"
	"slices"
	"strings"
	"sync"

	"github.com/codeworm/codeworm/parser/internal/tree"
	"github.com/codeworm/codeworm/source"
)

// maxErrors bounds Outline.Errors: a file in another language than its name says is one
// error after another.
const maxErrors = 100

// none stands for a node that is not there.
const none int32 = -1

// extractor makes an outline of one file's tree. Its memory is used again for
// the next file.
type extractor struct {
	g      *grammar
	path   string
	source []byte
	nodes  []tree.Node
	lines  lineIndex
	m      matcher

	definitions []definition
	references  []reference
	locals      []int32 // names that definitions bind in themselves
	imports     []importMatch
	comments    []int32
	blocks      []int32
	fileDoc     int32
	errors      []int32
	identifiers []int32
	defining    map[int32]int     // number of definitions directly in a node
	marked      map[int32]class   // by the query
	recursive   map[int]bool      // symbols that call themselves
	sections    map[int32]section // by parent
	docStarts   []int             // doc comments of symbols begin here
	seen        map[string]string // texts of this file
	listed      map[string]bool   // names that are in Outline.Identifiers already
}

// definition is a match of a definition pattern.
type definition struct {
	kind                    source.SymbolKind
	pattern                 *pattern
	node                    int32 // what the pattern called the definition
	scope, body, parameters int32
	doc                     int32
	names                   []int32 // of the name's components
	results, decorators     []int32
	single                  []int32 // parameters that no list holds
	outer                   int32   // node with its wrappers
	first                   int32   // outer, or the first attribute before it
	start                   uint32  // byte where it begins, without a doc comment
	last                    int32   // outer, or the body where the grammar puts that after it
	broken                  int32   // the error in it behind which nothing is its own; none
}

// reference is a match of a reference pattern.
type reference struct {
	kind            source.ReferenceKind
	name, qualifier int32
}

// importMatch is a match of an import pattern.
type importMatch struct {
	node, name int32
	paths      []int32
}

var extractors = sync.Pool{New: func() any {
	e := &extractor{seen: map[string]string{}, listed: map[string]bool{}, recursive: map[int]bool{}, marked: map[int32]class{}, sections: map[int32]section{}, defining: map[int32]int{}}
	e.m.found = e.found
	return e
}}

// maxKept is the number of texts and nodes up to which an extractor is kept for the next file.
const maxKept = 1 << 16

// extract makes the outline of a tree.
func extract(g *grammar, path string, src []byte, t *tree.Tree) *source.Outline {
	e := extractors.Get().(*extractor)
	defer e.release()
	e.g, e.path, e.source, e.nodes = g, path, src, t.Nodes
	e.m.q, e.m.nodes, e.m.source = g.query, t.Nodes, src
	e.m.total, e.m.gaveUp = 0, false
	e.fileDoc = none
	e.lines = newLineIndex(src, e.lines.starts)
	e.collect()
	e.lines.countCode(src, e.comments, e.nodes, e.lines.code)
	out := &source.Outline{Language: g.row.Name, Lines: e.lines.count()}
	out.NLOC = e.lines.nloc(1, out.Lines)
	out.Symbols = e.symbols()
	e.measure(out.Symbols)
	out.References = e.referenced(out.Symbols)
	out.Imports = e.imported()
	out.Identifiers = e.identifierSet()
	out.Blocks = e.elidable()
	out.Doc = e.fileDocText()
	for _, i := range e.errors {
		out.Errors = append(out.Errors, e.lines.span(src, e.nodes[i].Start, e.nodes[i].End))
	}
	switch {
	case e.m.gaveUp:
		out.Problem = source.SkipTimeout
	case len(out.Errors) > 0:
		out.Problem = source.SkipSyntax
	case t.Cut:
		out.Problem = source.SkipTooDeep
	}
	return out
}

func (e *extractor) release() {
	if cap(e.identifiers) > maxKept || len(e.seen) > maxKept || cap(e.lines.starts) > maxKept {
		return
	}
	clear(e.seen)
	clear(e.listed)
	clear(e.recursive)
	clear(e.marked)
	clear(e.sections)
	clear(e.defining)
	clear(e.definitions)
	e.definitions, e.references, e.locals, e.imports = e.definitions[:0], e.references[:0], e.locals[:0], e.imports[:0]
	e.comments, e.blocks, e.errors, e.identifiers = e.comments[:0], e.blocks[:0], e.errors[:0], e.identifiers[:0]
	e.docStarts = e.docStarts[:0]
	e.g, e.source, e.nodes = nil, nil, nil
	e.m.q, e.m.nodes, e.m.source, e.m.pattern = nil, nil, nil, nil
	extractors.Put(e)
}

// collect visits every node once: it runs the query and sorts out what
// concerns single nodes.
func (e *extractor) collect() {
	errorsEnd := uint32(0)
	for i := range int32(len(e.nodes)) {
		n := &e.nodes[i]
		if n.Symbol == tree.SymbolError || n.Is(tree.Missing) {
			if uint32(i) >= errorsEnd && len(e.errors) < maxErrors {
				e.errors = append(e.errors, i)
				errorsEnd = n.Next
			}
			continue
		}
		c := e.class(i)
		switch {
		case c&isComment != 0:
			if len(e.comments) == 0 || e.nodes[e.comments[len(e.comments)-1]].End <= n.Start {
				e.comments = append(e.comments, i)
			}
			continue
		case c&isIdentifier != 0:
			e.identifiers = append(e.identifiers, i)
		case c&isBlock != 0:
			e.blocks = append(e.blocks, i)
		}
		e.m.at(i)
	}
}

// found takes a match of the query.
func (e *extractor) found(p *pattern, captures []capture) {
	switch {
	case p.role.definition != "":
		e.foundDefinition(p, captures)
	case p.role.reference != "":
		r := reference{kind: p.role.reference, name: none, qualifier: none}
		for _, c := range captures {
			switch e.g.meaning[c.name] {
			case meansName:
				r.name = c.node
			case meansQualifier:
				r.qualifier = c.node
			}
		}
		if r.name >= 0 {
			e.references = append(e.references, r)
		}
	case p.role.imports:
		m := importMatch{node: none, name: none}
		for _, c := range captures {
			switch e.g.meaning[c.name] {
			case meansImport:
				m.node = c.node
			case meansImportPath:
				m.paths = append(m.paths, c.node)
			case meansImportName:
				m.name = c.node
			}
		}
		e.imports = append(e.imports, m)
	case p.role.marks:
		for _, c := range captures {
			if m := e.g.marks[c.name]; m != 0 {
				e.marked[c.node] |= m
				if m&isBlock != 0 {
					e.blocks = append(e.blocks, c.node)
				}
			}
		}
	case p.role.local:
		for _, c := range captures {
			if e.g.meaning[c.name] == meansLocal {
				e.locals = append(e.locals, c.node)
			}
		}
	case p.role.doc:
		for _, c := range captures {
			if e.g.meaning[c.name] == meansDoc {
				e.fileDoc = c.node
			}
		}
	}
}

// foundDefinition takes a definition. The first pattern that matches a node says
// what it is; later matches of the same pattern add to it, or define another name in
// the same declaration.
func (e *extractor) foundDefinition(p *pattern, captures []capture) {
	d := definition{kind: p.role.definition, pattern: p, node: none,
		scope: none, body: none, parameters: none, doc: none, broken: none}
	for _, c := range captures {
		if c.name == p.role.at {
			d.node = c.node
		}
		switch e.g.meaning[c.name] {
		case meansName:
			d.names = append(d.names, c.node)
		case meansScope:
			d.scope = c.node
		case meansBody:
			d.body = c.node
		case meansParameters:
			d.parameters = c.node
		case meansParameter:
			d.single = append(d.single, c.node)
		case meansDoc:
			d.doc = c.node
		case meansResult:
			d.results = append(d.results, c.node)
		case meansDecorator:
			d.decorators = append(d.decorators, c.node)
		}
	}
	if d.node == none || len(d.names) == 0 || e.name(&d) == "" {
		return
	}
	for i := len(e.definitions) - 1; i >= 0; i-- {
		o := &e.definitions[i]
		if o.node < d.node {
			break
		}
		if o.node != d.node {
			continue
		}
		if o.pattern != p {
			return
		}
		if slices.Equal(o.names, d.names) {
			o.results = appendNew(o.results, d.results)
			o.decorators = appendNew(o.decorators, d.decorators)
			o.single = appendNew(o.single, d.single)
			return
		}
	}
	e.definitions = append(e.definitions, d)
}

func appendNew(list, more []int32) []int32 {
	for _, n := range more {
		if !slices.Contains(list, n) {
			list = append(list, n)
		}
	}
	return list
}

// text is a copy of a node's text; equal texts of a file share their memory.
func (e *extractor) text(node int32) string {
	if node == none {
		return ""
	}
	return e.intern(e.bytes(node))
}

// bytes is a node's text without the white space that some grammars count into it.
func (e *extractor) bytes(node int32) []byte {
	return bytes.TrimSpace(e.source[e.nodes[node].Start:e.nodes[node].End])
}

// class is the set of lists that a node is in.
func (e *extractor) class(i int32) class {
	n := &e.nodes[i]
	if int(n.Symbol) >= len(e.g.classes) {
		return 0 // an ERROR
	}
	c := e.g.classes[n.Symbol]
	if c&dependsOnParent != 0 {
		c |= e.g.pairs[uint32(e.nodes[n.Parent].Symbol)<<16|uint32(n.Symbol)]
	}
	if len(e.marked) > 0 {
		c |= e.marked[i]
	}
	return c
}

func (e *extractor) intern(b []byte) string {
	if s, ok := e.seen[string(b)]; ok {
		return s
	}
	s := string(b)
	e.seen[s] = s
	return s
}

// folded is a node's text on one line.
func (e *extractor) folded(node int32) string {
	if node == none {
		return ""
	}
	b := e.bytes(node)
	if bytes.IndexByte(b, '\n') < 0 && !bytes.Contains(b, []byte("  ")) {
		return e.intern(b)
	}
	return strings.Join(strings.Fields(brokenList.ReplaceAllString(string(b), "$1$2")), " ")
}

// child is the first child of the node in one of the fields.
func (e *extractor) child(node int32, fields ...uint16) int32 {
	for _, f := range fields {
		if f == 0 {
			continue
		}
		for c := node + 1; c < int32(e.nodes[node].Next); c = int32(e.nodes[c].Next) {
			if e.nodes[c].Field == f {
				return c
			}
		}
	}
	return none
}

// initial is the first byte of a node's text; 0 when it has none.
func (e *extractor) initial(node int32) byte {
	n := &e.nodes[node]
	if n.End == n.Start {
		return 0
	}
	return e.source[n.Start]
}

// leaf reports whether the node has no children.
func (e *extractor) leaf(i int32) bool { return int32(e.nodes[i].Next) == i+1 }

// identifierSet is the sorted set of the names in the file.
func (e *extractor) identifierSet() []string {
	var names []string
	for _, i := range e.identifiers {
		b := e.bytes(i)
		if e.listed[string(b)] || len(b) == 0 {
			continue
		}
		s := e.intern(b)
		e.listed[s] = true
		names = append(names, s)
	}
	slices.Sort(names)
	return names
}
