package parser

import (
	"bytes"

	"github.com/codeworm/codeworm/parser/internal/tree"
	"github.com/codeworm/codeworm/source"
)

// recover marks a symbol that the grammar did not understand in all. Where it passed over the end of a statement or a block in
// search of a type's body, what it found is another one's: the type ends before that, and nothing behind it is its member.
func (e *extractor) recover(d *definition, s *source.Symbol) {
	for p := int32(e.nodes[d.node].Parent); p > 0 && !s.Recovered; p = int32(e.nodes[p].Parent) {
		s.Recovered = e.nodes[p].Symbol == tree.SymbolError
	}
	before := none
	for c := d.node + 1; c < int32(e.nodes[d.node].Next); c = int32(e.nodes[c].Next) {
		n := &e.nodes[c]
		if n.Symbol != tree.SymbolError {
			s.Recovered = s.Recovered || n.Is(tree.Missing)
			before = c
			continue
		}
		s.Recovered = true
		passedOver := bytes.ContainsAny(e.source[n.Start:n.End], ";}")
		if passedOver && d.kind.IsType() && before != none && d.body > c && d.names[0] < c {
			d.broken, d.body, d.last = c, none, before
			return
		}
	}
}
