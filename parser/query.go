package parser

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A query is compiled here rather than by the binding, because it runs over the
// flat tree: the binding's matcher costs more than half of what parsing costs, cannot
// be interrupted, ignores #any-of? silently and panics at a bad regular expression.
// The language of queries is the same, without repetition (write the pattern for
// one child: it matches once for each) and without supertypes.

// query is a compiled query file.
type query struct {
	patterns []pattern
	captures []string // names by number
	// byRoot lists the patterns that can match at a node, by its symbol.
	byRoot [][]int32
}

// pattern is one top-level pattern with its predicates.
type pattern struct {
	root       step
	predicates []predicate
	line       int // in the query file
	role       role
}

// step is one node of a pattern.
type step struct {
	symbols  []uint16 // sorted; nil matches any node
	named    bool     // with symbols nil: named nodes only
	token    bool     // symbols are tokens
	field    uint16   // 0 for any
	absent   []uint16 // fields that must not be there
	captures []uint16
	children []step
	either   []step // alternatives; the rest but field, captures, adjacent and optional is unused
	adjacent bool   // nothing may stand between the step before, or the parent's beginning, and this
	last     bool   // no other child may follow
	optional bool
}

// predicate filters a pattern's matches by the text of a capture.
type predicate struct {
	capture uint16
	other   int // capture to compare with, or -1
	values  []string
	re      *regexp.Regexp
	want    bool
}

// grammarNames is what a query needs to know of a grammar.
type grammarNames interface {
	nodeSymbols(name string, named bool) []uint16
	fieldNumber(name string) uint16
	symbolCount() int
}

type queryReader struct {
	names    grammarNames
	src      string
	pos      int
	captures []string
}

// compileQuery reads a query file.
func compileQuery(src string, names grammarNames) (q *query, err error) {
	r := &queryReader{names: names, src: src}
	defer func() {
		switch p := recover().(type) {
		case nil:
		case queryError:
			q, err = nil, fmt.Errorf("query, line %d: %s", 1+strings.Count(src[:r.pos], "\n"), string(p))
		default:
			panic(p)
		}
	}()
	q = &query{byRoot: make([][]int32, names.symbolCount())}
	for r.space(); r.pos < len(src); r.space() {
		if strings.HasPrefix(src[r.pos:], "(#") {
			r.fail("a predicate has to stand inside its pattern")
		}
		p := pattern{line: 1 + strings.Count(src[:r.pos], "\n")}
		p.root = r.step(&p)
		n := int32(len(q.patterns))
		roots := p.root.roots()
		if roots == nil {
			r.fail("a pattern has to begin with a node type")
		}
		for _, s := range roots {
			if !slices.Contains(q.byRoot[s], n) {
				q.byRoot[s] = append(q.byRoot[s], n)
			}
		}
		q.patterns = append(q.patterns, p)
	}
	q.captures = r.captures
	for i := range q.patterns {
		if q.patterns[i].role, err = roleOf(q.captures, &q.patterns[i]); err != nil {
			return nil, fmt.Errorf("query, line %d: %w", q.patterns[i].line, err)
		}
	}
	return q, nil
}

type queryError string

func (r *queryReader) fail(format string, args ...any) {
	panic(queryError(fmt.Sprintf(format, args...)))
}

// roots are the symbols that a step matches; nil for any.
func (s *step) roots() []uint16 {
	if s.either == nil {
		return s.symbols
	}
	var all []uint16
	for i := range s.either {
		symbols := s.either[i].roots()
		if symbols == nil {
			return nil
		}
		all = append(all, symbols...)
	}
	return all
}

func (r *queryReader) space() {
	for r.pos < len(r.src) {
		switch c := r.src[r.pos]; c {
		case ' ', '\t', '\n', '\r':
			r.pos++
		case ';':
			if end := strings.IndexByte(r.src[r.pos:], '\n'); end >= 0 {
				r.pos += end
			} else {
				r.pos = len(r.src)
			}
		default:
			return
		}
	}
}

func (r *queryReader) peek() byte {
	if r.pos < len(r.src) {
		return r.src[r.pos]
	}
	return 0
}

func (r *queryReader) accept(c byte) bool {
	if r.peek() != c {
		return false
	}
	r.pos++
	return true
}

func (r *queryReader) word() string {
	start := r.pos
	for r.pos < len(r.src) {
		c, size := utf8.DecodeRuneInString(r.src[r.pos:])
		if !(c == '_' || c == '-' || c == '.' || c == '?' || c == '!' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z') {
			break
		}
		r.pos += size
	}
	if start == r.pos {
		r.fail("expected a name at %q", r.src[start:min(start+20, len(r.src))])
	}
	return r.src[start:r.pos]
}

// quoted reads a string; the reader stands at its first quote.
func (r *queryReader) quoted() string {
	r.pos++
	var b strings.Builder
	for {
		c := r.peek()
		r.pos++
		switch c {
		case 0:
			r.fail("string without end")
		case '"':
			return b.String()
		case '\\':
			c = r.peek()
			r.pos++
			if c == 'n' {
				c = '\n'
			}
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
}

func (r *queryReader) capture() uint16 {
	name := r.word()
	i := slices.Index(r.captures, name)
	if i < 0 {
		i = len(r.captures)
		r.captures = append(r.captures, name)
	}
	return uint16(i)
}

// step reads one node pattern with what follows it.
func (r *queryReader) step(p *pattern) step {
	var s step
	switch c := r.peek(); {
	case c == '"':
		token := r.quoted()
		s.symbols, s.token = r.symbols(token, false), true
	case c == '[':
		r.pos++
		for r.space(); !r.accept(']'); r.space() {
			s.either = append(s.either, r.step(p))
		}
		if s.either == nil {
			r.fail("no alternatives")
		}
	case c == '(':
		r.pos++
		r.space()
		if r.peek() == '(' || r.peek() == '[' || r.peek() == '"' { // ((x) (#eq? ...)): the group is only for the predicate
			s = r.step(p)
			r.body(p, nil)
			break
		}
		if name := r.word(); name == "_" {
			s.named = true
		} else {
			s.symbols = r.symbols(name, true)
		}
		r.body(p, &s)
	default:
		name := r.word()
		if name == "_" {
			break
		}
		if !r.accept(':') {
			r.fail("%q is neither a node in parentheses nor a field", name)
		}
		field := r.field(name)
		r.space()
		s = r.step(p)
		s.field = field
		return s
	}
	for {
		r.space()
		switch {
		case r.accept('@'):
			s.captures = append(s.captures, r.capture())
		case r.accept('?'):
			s.optional = true
		case r.peek() == '*' || r.peek() == '+':
			r.fail("repetition is not supported: the pattern for one child matches once for each")
		default:
			return s
		}
	}
}

// body reads children and predicates up to the closing parenthesis; s is nil
// in a group, which can have predicates only.
func (r *queryReader) body(p *pattern, s *step) {
	adjacent := false
	for r.space(); !r.accept(')'); r.space() {
		switch {
		case r.peek() == 0:
			r.fail("parenthesis without end")
		case strings.HasPrefix(r.src[r.pos:], "(#"):
			r.pos += 2
			p.predicates = append(p.predicates, r.predicate())
		case s == nil:
			r.fail("groups of siblings are not supported")
		case r.accept('.'):
			adjacent = true
		case r.accept('!'):
			s.absent = append(s.absent, r.field(r.word()))
		default:
			child := r.step(p)
			child.adjacent = adjacent
			adjacent = false
			s.children = append(s.children, child)
		}
	}
	if adjacent {
		if len(s.children) == 0 {
			r.fail("an anchor needs a child")
		}
		s.children[len(s.children)-1].last = true
	}
}

func (r *queryReader) predicate() predicate {
	name := r.word()
	p := predicate{other: -1, want: true}
	op, not := strings.CutPrefix(name, "not-")
	p.want = !not
	r.space()
	if !r.accept('@') {
		r.fail("#%s needs a capture first", name)
	}
	p.capture = r.capture()
	for r.space(); !r.accept(')'); r.space() {
		switch r.peek() {
		case '"':
			p.values = append(p.values, r.quoted())
		case '@':
			r.pos++
			p.other = int(r.capture())
		default:
			r.fail("#%s: expected a string or a capture", name)
		}
	}
	one := len(p.values) == 1 && p.other < 0
	switch {
	case op == "eq?" && (one || len(p.values) == 0 && p.other >= 0):
	case op == "any-of?" && len(p.values) > 0 && p.other < 0:
	case op == "match?" && one:
		re, err := regexp.Compile(p.values[0])
		if err != nil {
			r.fail("#%s: %v", name, err)
		}
		p.re = re
	default:
		r.fail("#%s is not a predicate with these arguments", name)
	}
	return p
}

func (r *queryReader) symbols(name string, named bool) []uint16 {
	symbols := r.names.nodeSymbols(name, named)
	if len(symbols) == 0 {
		r.fail("the grammar has no node %q", name)
	}
	return symbols
}

func (r *queryReader) field(name string) uint16 {
	f := r.names.fieldNumber(name)
	if f == 0 {
		r.fail("the grammar has no field %q", name)
	}
	return f
}
