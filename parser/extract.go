package parser

import (
	"bytes"
	"slices"
	"strings"
	"sync"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/parser/internal/tree"
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
	imports     []importMatch
	comments    []int32
	blocks      []int32
	fileDoc     int32
	errors      []int32
	identifiers []int32
	defining    map[int32]int     // number of definitions directly in a node
	recursive   map[int]bool      // symbols that call themselves
	docStarts   []int             // doc comments of symbols begin here
	seen        map[string]string // texts of this file
	listed      map[string]bool   // names that are in Outline.Identifiers already
}

// definition is a match of a definition pattern.
type definition struct {
	kind                        codeworm.SymbolKind
	pattern                     *pattern
	node                        int32 // what the pattern called the definition
	name, lastName              int32 // several @name make a name of several components
	scope, body, parameters     int32
	doc                         int32
	results, decorators, scopes []int32
	outer                       int32 // node with its wrappers
	first                       int32 // outer, or the first attribute before it
}

// reference is a match of a reference pattern.
type reference struct {
	kind            codeworm.ReferenceKind
	name, qualifier int32
}

// importMatch is a match of an import pattern.
type importMatch struct{ node, path, name int32 }

var extractors = sync.Pool{New: func() any {
	e := &extractor{seen: map[string]string{}, listed: map[string]bool{}, recursive: map[int]bool{}, defining: map[int32]int{}}
	e.m.found = e.found
	return e
}}

// maxKept is the number of texts and nodes up to which an extractor is kept for the next file.
const maxKept = 1 << 16

// extract makes the outline of a tree.
func extract(g *grammar, path string, source []byte, t *tree.Tree) *codeworm.Outline {
	e := extractors.Get().(*extractor)
	defer e.release()
	e.g, e.path, e.source, e.nodes = g, path, source, t.Nodes
	e.m.q, e.m.nodes, e.m.source = g.query, t.Nodes, source
	e.fileDoc = none
	e.lines = newLineIndex(source, e.lines.starts)
	e.collect()
	e.lines.countCode(source, e.comments, e.nodes, e.lines.code)
	out := &codeworm.Outline{Language: g.row.Name, Lines: e.lines.count()}
	out.NLOC = e.lines.nloc(1, out.Lines)
	out.Symbols = e.symbols()
	e.measure(out.Symbols)
	out.References = e.referenced(out.Symbols)
	out.Imports = e.imported()
	out.Identifiers = e.identifierSet()
	out.Blocks = e.elidable()
	out.Doc = e.fileDocText()
	for _, i := range e.errors {
		out.Errors = append(out.Errors, e.lines.span(source, e.nodes[i].Start, e.nodes[i].End))
	}
	switch {
	case len(out.Errors) > 0:
		out.Problem = codeworm.SkipSyntax
	case t.Cut:
		out.Problem = codeworm.SkipTooDeep
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
	clear(e.defining)
	clear(e.definitions)
	e.definitions, e.references, e.imports = e.definitions[:0], e.references[:0], e.imports[:0]
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
		c := e.g.class(e.nodes, i)
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
		m := importMatch{none, none, none}
		for _, c := range captures {
			switch e.g.meaning[c.name] {
			case meansImport:
				m.node = c.node
			case meansImportPath:
				m.path = c.node
			case meansImportName:
				m.name = c.node
			}
		}
		e.imports = append(e.imports, m)
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
	d := definition{kind: p.role.definition, pattern: p, node: none, name: none, lastName: none,
		scope: none, body: none, parameters: none, doc: none}
	for _, c := range captures {
		if c.name == p.role.at {
			d.node = c.node
		}
		switch e.g.meaning[c.name] {
		case meansName:
			if d.name == none {
				d.name = c.node
			}
			d.lastName = c.node
		case meansScope:
			d.scope = c.node
		case meansBody:
			d.body = c.node
		case meansParameters:
			d.parameters = c.node
		case meansDoc:
			d.doc = c.node
		case meansResult:
			d.results = append(d.results, c.node)
		case meansDecorator:
			d.decorators = append(d.decorators, c.node)
		}
	}
	if d.node == none || d.name == none || e.nodes[d.name].End == e.nodes[d.name].Start {
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
		if o.name == d.name && o.lastName == d.lastName {
			o.results = appendNew(o.results, d.results)
			o.decorators = appendNew(o.decorators, d.decorators)
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
	return e.intern(e.source[e.nodes[node].Start:e.nodes[node].End])
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
	b := e.source[e.nodes[node].Start:e.nodes[node].End]
	if bytes.IndexByte(b, '\n') < 0 && bytes.Index(b, []byte("  ")) < 0 {
		return e.intern(b)
	}
	return strings.Join(strings.Fields(string(b)), " ")
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

// leaf reports whether the node has no children.
func (e *extractor) leaf(i int32) bool { return int32(e.nodes[i].Next) == i+1 }

// identifierSet is the sorted set of the names in the file.
func (e *extractor) identifierSet() []string {
	var names []string
	for _, i := range e.identifiers {
		b := e.source[e.nodes[i].Start:e.nodes[i].End]
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
