package parser

import (
	"bytes"
	"cmp"

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

// surroundings are what a node is inside of.
type surroundings struct {
	symbol     int // the innermost symbol around it, or -1
	depth      int // the scopes in that symbol that deepen
	structures int // and the structures among them
}

// measured are the classes of nodes that add to a symbol's metrics.
const measured = isDecision | isLogical | isStructure | isTernary | isElseIf | isElse | isLambda | isJump | isYield | isDefault

// measure fills in the symbols' metrics.
func (e *extractor) measure(symbols []source.Symbol) {
	e.measureLines(symbols)
	if len(symbols) == 0 {
		return
	}
	var scopes []scope
	next := 0
	for n := e.definitions[0].first; n < int32(len(e.nodes)); n++ {
		for len(scopes) > 0 && scopes[len(scopes)-1].end <= n {
			scopes = scopes[:len(scopes)-1]
		}
		for ; next < len(symbols) && e.definitions[next].first == n; next++ {
			scopes = append(scopes, scope{end: int32(e.nodes[e.definitions[next].last].Next), symbol: next})
		}
		c := e.class(n)
		if c&measured == 0 || len(scopes) == 0 {
			continue
		}
		around := surroundingsIn(scopes)
		if around.symbol < 0 {
			continue
		}
		s := &symbols[around.symbol]
		s.Metrics.Complexity = e.complexity(n, c, s.Metrics.Complexity)
		points, opens := e.cognitive(n, c, around)
		s.Metrics.Cognitive += points
		if opens.structure {
			s.Metrics.Nesting = max(s.Metrics.Nesting, around.structures+1)
		}
		if opens.deepens {
			scopes = append(scopes, opens)
		}
		if c&isYield != 0 && s.Kind.IsFunction() {
			s.Generator = true
		}
	}
}

// measureLines counts the symbols' lines of code and gives each function the complexity of
// code without decisions.
func (e *extractor) measureLines(symbols []source.Symbol) {
	for i := range symbols {
		s := &symbols[i]
		s.Metrics.NLOC = e.lines.nloc(s.Span.StartLine, s.Span.EndLine)
		if s.Kind.IsFunction() {
			s.Metrics.Complexity = 1
		}
	}
}

// surroundingsIn returns what is around a node in the scopes, the innermost last.
func surroundingsIn(scopes []scope) surroundings {
	around := surroundings{symbol: -1}
	for i := len(scopes) - 1; i >= 0; i-- {
		if scopes[i].symbol >= 0 {
			around.symbol = scopes[i].symbol
			break
		}
		if scopes[i].deepens {
			around.depth++
		}
		if scopes[i].structure {
			around.structures++
		}
	}
	return around
}

// complexity returns a symbol's cyclomatic complexity with the node: one more for a decision,
// and one less for a default, which was counted as a case and decides nothing. The first decision in
// a symbol that is no function makes it code.
func (e *extractor) complexity(n int32, c class, before int) int {
	if c&(isDecision|isLogical) != 0 {
		before = cmp.Or(before, 1) + 1
	}
	if c&isDefault != 0 && e.takesRest(n) {
		before--
	}
	return before
}

// cognitive returns what the node adds to the cognitive complexity of the symbol around it, and the
// scope that it opens; one that does not deepen is none.
func (e *extractor) cognitive(n int32, c class, around surroundings) (points int, opens scope) {
	opens = scope{end: int32(e.nodes[n].Next), symbol: -1}
	switch {
	case c&isElseIf != 0:
		points = 1
	case c&(isStructure|isTernary) != 0:
		points = 1 + around.depth
		opens.deepens, opens.structure = true, c&isStructure != 0
	case c&isElse != 0:
		points = oneUnless(e.continues(n))
	case c&isLogical != 0:
		points = oneUnless(e.sameOperatorAround(n))
	case c&isJump != 0:
		points = 1
	case c&isLambda != 0:
		opens.deepens = !e.isBody(around.symbol, n)
	}
	return points, opens
}

// oneUnless returns 0 for what is counted already, 1 otherwise.
func oneUnless(counted bool) int {
	if counted {
		return 0
	}
	return 1
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
