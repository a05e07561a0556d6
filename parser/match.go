package parser

import (
	"bytes"
	"slices"

	"github.com/codeworm/codeworm/parser/internal/tree"
)

// capture is a node that a pattern captured.
type capture struct {
	node int32
	name uint16 // index into query.captures
}

// matcher runs a query over a tree. It keeps its memory from one file to the next.
type matcher struct {
	q      *query
	nodes  []tree.Node
	source []byte

	pattern  *pattern
	captures []capture // of the match that is being tried
	frames   []frame
	found    func(*pattern, []capture)
	tried    int // children looked at for this pattern and node
	total    int // for this file
	gaveUp   bool
}

// A pattern with several children matches in every combination of them, which in a list of many
// thousands are too many. What is beyond these numbers of children is not matched.
const (
	maxTried = 1 << 19 // for one pattern at one node
	maxTotal = 1 << 25 // for a file: about a second
)

// frame is a list of child patterns that is being matched against a node's
// children. Frames refer to each other by index, so that trying a pattern
// allocates nothing.
type frame struct {
	steps  []step
	child  int32 // first child that can match steps[0]
	end    int32 // the parent's Next
	parent int32 // frame to go on with when the list is through, or -1
}

// at tries every pattern at a node. The captures that found gets are valid
// during the call.
func (m *matcher) at(node int32) {
	symbol := m.nodes[node].Symbol
	if int(symbol) >= len(m.q.byRoot) {
		return
	}
	for _, p := range m.q.byRoot[symbol] {
		m.pattern = &m.q.patterns[p]
		m.captures, m.frames = m.captures[:0], m.frames[:0]
		m.tried = 0
		m.step(&m.pattern.root, node, -1)
	}
}

// step tries one step at a node and, when it matches, the frame after it. It
// reports whether there was a match.
func (m *matcher) step(s *step, node int32, next int32) bool {
	n := &m.nodes[node]
	if s.field != 0 && n.Field != s.field {
		return false
	}
	kept := len(m.captures)
	matched := false
	if s.either != nil {
		for _, c := range s.captures {
			m.captures = append(m.captures, capture{node, c})
		}
		for i := range s.either {
			if m.step(&s.either[i], node, next) {
				matched = true
			}
		}
		m.captures = m.captures[:kept]
		return matched
	}
	switch {
	case s.symbols == nil:
		if s.named && !n.Is(tree.Named) {
			return false
		}
	case len(s.symbols) == 1:
		if s.symbols[0] != n.Symbol {
			return false
		}
	default:
		if _, ok := slices.BinarySearch(s.symbols, n.Symbol); !ok {
			return false
		}
	}
	if s.absent != nil {
		for c := node + 1; c < int32(n.Next); c = int32(m.nodes[c].Next) {
			if slices.Contains(s.absent, m.nodes[c].Field) && m.nodes[c].Field != 0 {
				return false
			}
		}
	}
	for _, c := range s.captures {
		m.captures = append(m.captures, capture{node, c})
	}
	if s.children == nil {
		matched = m.resume(next)
	} else {
		f := int32(len(m.frames))
		m.frames = append(m.frames, frame{steps: s.children, child: node + 1, end: int32(n.Next), parent: next})
		matched = m.list(f)
		m.frames = m.frames[:f]
	}
	m.captures = m.captures[:kept]
	return matched
}

// resume goes on with a frame, or takes the match when there is none.
func (m *matcher) resume(f int32) bool {
	if f >= 0 {
		return m.list(f)
	}
	if !m.accepted() {
		return false
	}
	m.found(m.pattern, m.captures)
	return true
}

// list tries the remaining steps of a frame in every way they match.
func (m *matcher) list(f int32) bool {
	fr := m.frames[f]
	if len(fr.steps) == 0 {
		return m.resume(fr.parent)
	}
	s := &fr.steps[0]
	matched := false
	for c := fr.child; c < fr.end; c = int32(m.nodes[c].Next) {
		m.tried++
		m.total++
		if m.tried > maxTried || m.total > maxTotal {
			m.gaveUp = true
			return matched
		}
		if !s.last || m.isLast(s, c, fr.end) {
			m.frames = append(m.frames, frame{steps: fr.steps[1:], child: int32(m.nodes[c].Next), end: fr.end, parent: fr.parent})
			if m.step(s, c, int32(len(m.frames)-1)) {
				matched = true
			}
			m.frames = m.frames[:len(m.frames)-1]
		}
		if s.adjacent && !m.skipped(s, c) {
			break
		}
	}
	if !matched && s.optional {
		m.frames = append(m.frames, frame{steps: fr.steps[1:], child: fr.child, end: fr.end, parent: fr.parent})
		matched = m.list(int32(len(m.frames) - 1))
		m.frames = m.frames[:len(m.frames)-1]
	}
	return matched
}

// skipped reports whether an anchor at the step does not see a node. Anchors at
// named nodes do not see tokens, and none sees comments: unlike in
// tree-sitter, a comment does not change what a definition is.
func (m *matcher) skipped(s *step, c int32) bool {
	n := &m.nodes[c]
	return n.Is(tree.Extra) || !n.Is(tree.Named) && !s.token && (s.named || s.symbols != nil || s.either != nil)
}

func (m *matcher) isLast(s *step, c, end int32) bool {
	for c = int32(m.nodes[c].Next); c < end; c = int32(m.nodes[c].Next) {
		if !m.skipped(s, c) {
			return false
		}
	}
	return true
}

// accepted reports whether the captures pass the pattern's predicates. As in
// tree-sitter, a predicate about a capture that is not in the match holds.
func (m *matcher) accepted() bool {
	for i := range m.pattern.predicates {
		p := &m.pattern.predicates[i]
		var other []byte
		if p.other >= 0 {
			for _, c := range m.captures {
				if int(c.name) == p.other {
					other = m.text(c.node)
				}
			}
		}
		for _, c := range m.captures {
			if c.name == p.capture && p.holds(m.text(c.node), other) != p.want {
				return false
			}
		}
	}
	return true
}

func (m *matcher) text(node int32) []byte {
	return m.source[m.nodes[node].Start:m.nodes[node].End]
}

func (p *predicate) holds(text, other []byte) bool {
	switch {
	case p.re != nil:
		return p.re.Match(text)
	case p.other >= 0:
		return bytes.Equal(text, other)
	}
	for _, v := range p.values {
		if string(text) == v {
			return true
		}
	}
	return false
}
