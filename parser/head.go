package parser

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/codeworm/codeworm/parser/internal/tree"
	"github.com/codeworm/codeworm/source"
)

// describe fills in what a definition's head says.
func (e *extractor) describe(d *definition, s *source.Symbol, parent *source.Symbol) {
	head := e.head(d)
	s.Signature = e.keyword(d) + e.signature(head)
	if d.parameters == none {
		d.parameters = e.child(d.node, e.g.fieldParameters)
	}
	if d.parameters != none {
		s.Parameters = e.parametersOf(d.parameters)
	}
	for _, p := range d.single {
		s.Parameters = append(s.Parameters, e.parameter(p)...)
	}
	s.Results = e.results(d)

	var flags Modifier
	e.modifiers(head, d, &flags)
	for _, a := range head.attributes {
		text := attributeText(e.folded(a))
		s.Decorators = append(s.Decorators, text)
		flags.add(e.g.row.Words[attributeName(text)])
	}
	s.Async, s.Generator, s.Abstract, s.Static = flags.Async, flags.Generator, flags.Abstract, flags.Static
	if parent != nil && d.body == none && s.Kind == source.KindMethod &&
		(parent.Kind == source.KindInterface || parent.Kind == source.KindTrait) {
		s.Abstract = true
	}
	for c := d.node + 1; c < int32(e.nodes[d.node].Next); c = int32(e.nodes[c].Next) {
		s.Abstract = s.Abstract || e.class(c)&isAbstract != 0
	}
	s.Visibility = e.visibility(flags.Visibility, d, s, parent)
	s.Test = e.isTest(s)
}

// head is a definition up to its body.
type head struct {
	first, end int32  // nodes
	start, to  uint32 // bytes
	attributes []int32
	// tail to tailEnd is what stands after the body when the name does: typedef struct { ... } name.
	tail, tailEnd uint32
}

func (e *extractor) head(d *definition) head {
	h := head{first: d.first, end: int32(e.nodes[d.last].Next), start: d.start, to: e.nodes[d.last].End}
	if d.body != none {
		h.end, h.to = d.body, e.nodes[d.body].Start
		if d.names[0] > d.body {
			h.tail, h.tailEnd = e.nodes[d.body].End, e.nodes[d.last].End
		}
	}
	h.attributes = d.decorators
	for n := h.first; n < h.end && n <= d.names[0]; {
		if e.class(n)&isAttribute != 0 {
			h.attributes = append(h.attributes, n)
			n = int32(e.nodes[n].Next)
		} else {
			n++
		}
	}
	slices.Sort(h.attributes)
	h.attributes = slices.Compact(h.attributes)
	return h
}

// emptyAttributes are brackets whose attributes were taken out.
var emptyAttributes = regexp.MustCompile(`^(#?\[[ ,]*\] ?)+`)

// keyword is the word before a group of definitions that this one is in: "type" or "const".
func (e *extractor) keyword(d *definition) string {
	p := int32(e.nodes[d.outer].Parent)
	for ; p != 0 && e.class(p)&isWrapper != 0; p = int32(e.nodes[p].Parent) {
		if word := p + 1; e.leaf(word) && !e.nodes[word].Is(tree.Named) && e.initial(word) >= 'A' {
			return e.text(word) + " "
		}
	}
	return ""
}

// maxSignature bounds a signature in bytes: some grammars give definitions that are one
// large expression.
const maxSignature = 500

// brokenList is where a list of several lines begins and ends, with the last comma.
var brokenList = regexp.MustCompile(`([(\[])[ \t]*\r?\n\s*|,?[ \t]*\r?\n\s*([)\]])`)

// bareArrow is a function of one parameter without parentheses: "const f = x =>".
var bareArrow = regexp.MustCompile(`= *(?:async )?[\w$]+ =>$`)

// signature is the head on one line without attributes and comments.
func (e *extractor) signature(h head) string {
	var b strings.Builder
	at := h.start
	cut := func(n int32) {
		if e.nodes[n].Start >= at && e.nodes[n].End <= h.to {
			b.Write(e.source[at:e.nodes[n].Start])
			b.WriteByte(' ')
			at = e.nodes[n].End
		}
	}
	for n := h.first; n < h.end && b.Len() <= maxSignature; {
		if e.class(n)&(isAttribute|isComment) == 0 {
			n++
			continue
		}
		cut(n)
		n = int32(e.nodes[n].Next)
	}
	b.Write(e.source[at:h.to])
	b.WriteByte(' ')
	b.Write(e.source[h.tail:h.tailEnd])
	s := strings.Join(strings.Fields(brokenList.ReplaceAllString(b.String(), "$1$2")), " ")
	s = shortenSignature(s, maxSignature)
	s = emptyAttributes.ReplaceAllString(s, "")
	for {
		t := strings.TrimRight(s, " {:=;")
		if !bareArrow.MatchString(t) {
			t = strings.TrimSuffix(t, "=>")
		}
		t = strings.TrimSuffix(t, "->")
		if t == s {
			return s
		}
		s = t
	}
}

// add takes over what another modifier says.
func (m *Modifier) add(o Modifier) {
	if o.Visibility != source.VisibilityUnknown {
		m.Visibility = o.Visibility
	}
	m.Async = m.Async || o.Async
	m.Generator = m.Generator || o.Generator
	m.Abstract = m.Abstract || o.Abstract
	m.Static = m.Static || o.Static
}

// modifiers reads the words before a definition's name.
func (e *extractor) modifiers(h head, d *definition, flags *Modifier) {
	for n := h.first; n < h.end && n < d.names[0]; {
		c := e.class(n)
		if c&(isAttribute|isComment) != 0 || n == d.parameters {
			n = int32(e.nodes[n].Next)
			continue
		}
		if e.leaf(n) {
			flags.add(e.modifier(n))
		}
		n++
	}
	if value := e.value(d); value != none { // const f = async () => ...
		for n := value + 1; n < int32(e.nodes[value].Next); n = int32(e.nodes[n].Next) {
			if e.leaf(n) {
				flags.add(e.modifier(n))
			}
		}
	}
}

// value is the function without a name that a definition names; none when the
// definition is the function itself.
func (e *extractor) value(d *definition) int32 {
	if d.body == none || int32(e.nodes[d.body].Parent) <= d.node {
		return none
	}
	return int32(e.nodes[d.body].Parent)
}

// modifier is what a word says. Names are looked for in the language's own
// words only.
func (e *extractor) modifier(n int32) Modifier {
	word := e.bytes(n)
	if m, ok := e.g.row.Words[string(word)]; ok {
		return m
	}
	if e.class(n)&isIdentifier != 0 {
		return Modifier{}
	}
	return modifiers[string(word)]
}

// attributeText is a decorator, attribute or annotation without its marker.
func attributeText(s string) string {
	for _, m := range [][2]string{{"#![", "]"}, {"#[", "]"}, {"[[", "]]"}, {"[", "]"}} {
		if strings.HasPrefix(s, m[0]) && strings.HasSuffix(s, m[1]) {
			return strings.TrimSpace(s[len(m[0]) : len(s)-len(m[1])])
		}
	}
	return strings.TrimSpace(strings.TrimPrefix(s, "@"))
}

// attributeName is an attribute without its arguments.
func attributeName(s string) string {
	if i := strings.IndexAny(s, "( ="); i > 0 {
		s = s[:i]
	}
	return s
}

// visibility decides who may use a symbol.
func (e *extractor) visibility(said source.Visibility, d *definition, s *source.Symbol, parent *source.Symbol) source.Visibility {
	row := &e.g.row
	switch {
	case said != source.VisibilityUnknown:
		return said
	case s.Kind == source.KindImpl:
		return source.VisibilityUnknown
	}
	if row.Sections != "" {
		if v := e.section(d.outer); v != source.VisibilityUnknown {
			return v
		}
	}
	switch {
	case row.Capital:
		if r, _ := utf8.DecodeRuneInString(s.Name); unicode.IsUpper(r) {
			return source.VisibilityPublic
		}
		return source.VisibilityInternal
	case row.Underscore && strings.HasPrefix(s.Name, "_") && !(strings.HasPrefix(s.Name, "__") && strings.HasSuffix(s.Name, "__")):
		return source.VisibilityPrivate
	case strings.HasPrefix(s.Name, "#"):
		return source.VisibilityPrivate
	case parent != nil && (parent.Kind == source.KindInterface || parent.Kind == source.KindTrait):
		return parent.Visibility
	case parent != nil && parent.Kind.IsType() && row.Members != source.VisibilityUnknown:
		return row.Members
	}
	return row.Default
}

// section is the visibility that definitions have after the last one of a parent that was
// looked at.
type section struct {
	node       int32
	visibility source.Visibility
}

// section is the visibility that the nodes before a definition set for it.
func (e *extractor) section(node int32) source.Visibility {
	parent := int32(e.nodes[node].Parent)
	last := e.sections[parent]
	found := last.visibility
	for at := int32(e.nodes[node].Prev); at != 0 && at != last.node; at = int32(e.nodes[at].Prev) {
		if e.class(at)&isSection == 0 {
			continue
		}
		word := strings.TrimRight(e.folded(at), " :")
		if v := modifiers[word].Visibility; v != source.VisibilityUnknown {
			found = v
			break
		}
	}
	e.sections[parent] = section{node, found}
	return found
}

// isTest reports whether the symbol is a test by its language's convention.
func (e *extractor) isTest(s *source.Symbol) bool {
	t := &e.g.row.Tests
	if len(t.Files) > 0 && !matchesAny(t.Files, path.Base(e.path)) {
		return false
	}
	if matchesAny(t.Names, s.Name) {
		return true
	}
	return slices.ContainsFunc(s.Decorators, func(d string) bool {
		return slices.Contains(t.Attributes, attributeName(d))
	})
}

func matchesAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		ok, err := path.Match(p, name)
		return ok && err == nil
	})
}
