package parser

import (
	"bytes"

	"github.com/codeworm/codeworm/parser/internal/tree"
	"github.com/codeworm/codeworm/source"
)

// scope is a node that measuring is inside of.
type scope struct {
	end       int32 // its Next
	symbol    int   // the symbol that begins here, or -1
	deepens   bool  // what is inside counts as nested
	structure bool  // it counts for Metrics.Nesting
}

// measure fills in the symbols' metrics.
func (e *extractor) measure(symbols []source.Symbol) {
	for i := range symbols {
		s := &symbols[i]
		s.Metrics.NLOC = e.lines.nloc(s.Span.StartLine, s.Span.EndLine)
		if s.Kind.IsFunction() {
			s.Metrics.Complexity = 1
		}
	}
	if len(symbols) == 0 {
		return
	}
	var scopes []scope
	next := 0
	const interesting = isDecision | isLogical | isStructure | isTernary | isElseIf | isElse | isLambda | isJump | isYield | isDefault
	for n := e.definitions[0].first; n < int32(len(e.nodes)); n++ {
		for len(scopes) > 0 && scopes[len(scopes)-1].end <= n {
			scopes = scopes[:len(scopes)-1]
		}
		for ; next < len(symbols) && e.definitions[next].first == n; next++ {
			scopes = append(scopes, scope{end: int32(e.nodes[e.definitions[next].last].Next), symbol: next})
		}
		c := e.class(n)
		if c&interesting == 0 || len(scopes) == 0 {
			continue
		}
		owner, depth, structures := -1, 0, 0
		for i := len(scopes) - 1; i >= 0; i-- {
			if scopes[i].symbol >= 0 {
				owner = scopes[i].symbol
				break
			}
			if scopes[i].deepens {
				depth++
			}
			if scopes[i].structure {
				structures++
			}
		}
		if owner < 0 {
			continue
		}
		s := &symbols[owner]
		m := &s.Metrics
		if c&(isDecision|isLogical) != 0 {
			if m.Complexity == 0 {
				m.Complexity = 1
			}
			m.Complexity++
		}
		if c&isDefault != 0 && e.takesRest(n) {
			m.Complexity--
		}
		opened := scope{end: int32(e.nodes[n].Next), symbol: -1}
		switch {
		case c&isElseIf != 0:
			m.Cognitive++
		case c&(isStructure|isTernary) != 0:
			m.Cognitive += 1 + depth
			opened.deepens, opened.structure = true, c&isStructure != 0
		case c&isElse != 0:
			if !e.continues(n) {
				m.Cognitive++
			}
		case c&isLogical != 0:
			if !e.sameOperatorAround(n) {
				m.Cognitive++
			}
		case c&isJump != 0:
			m.Cognitive++
		case c&isLambda != 0:
			opened.deepens = !e.isBody(owner, n)
		case c&isYield != 0 && s.Kind.IsFunction():
			s.Generator = true
		}
		if opened.structure {
			m.Nesting = max(m.Nesting, structures+1)
		}
		if opened.deepens {
			scopes = append(scopes, opened)
		}
	}
}

// takesRest reports whether a default begins its parent and no guard follows.
func (e *extractor) takesRest(n int32) bool {
	p := &e.nodes[e.nodes[n].Parent]
	if prev := int32(e.nodes[n].Prev); prev != 0 && (prev != int32(e.nodes[n].Parent)+1 || e.nodes[prev].Is(tree.Named)) {
		return false // not even after a keyword
	}
	for c := int32(e.nodes[n].Next); c < int32(p.Next); c = int32(e.nodes[c].Next) {
		if text := e.bytes(c); bytes.HasPrefix(text, []byte("if")) || bytes.HasPrefix(text, []byte("when")) {
			return false
		}
	}
	return true
}

// isBody reports whether a function without a name is what a symbol names: in
// "const f = () => 1" it is no function inside of f.
func (e *extractor) isBody(symbol int, n int32) bool {
	body := e.definitions[symbol].body
	return body != none && (body == n || int32(e.nodes[body].Parent) == n)
}

// continues reports whether an else is followed by the structure that goes on:
// "else if" counts once.
func (e *extractor) continues(n int32) bool {
	if e.leaf(n) {
		next := int32(e.nodes[n].Next)
		return next < int32(len(e.nodes)) && e.nodes[next].Parent == e.nodes[n].Parent && e.class(next)&isElseIf != 0
	}
	for c := n + 1; c < int32(e.nodes[n].Next); c = int32(e.nodes[c].Next) {
		if e.class(c)&isElseIf != 0 {
			return true
		}
	}
	return false
}

// sameOperatorAround reports whether the operator goes on a sequence of the same
// operator: "a && b && c" is one thought.
func (e *extractor) sameOperatorAround(n int32) bool {
	expression := int32(e.nodes[n].Parent)
	if !e.leaf(n) { // the expression itself
		expression = n
	}
	around := int32(e.nodes[expression].Parent)
	if e.nodes[around].Symbol != e.nodes[expression].Symbol || expression == n {
		return e.nodes[around].Symbol == e.nodes[expression].Symbol
	}
	for c := around + 1; c < int32(e.nodes[around].Next); c = int32(e.nodes[c].Next) {
		if e.nodes[c].Field == e.nodes[n].Field && e.leaf(c) && bytes.Equal(e.bytes(c), e.bytes(n)) {
			return true
		}
	}
	return false
}
