package parser

import (
	"bytes"
	"context"
	"regexp"

	"github.com/codeworm/codeworm/parser/internal/tree"
)

// Mend is syntax that is newer than a grammar and can be written as older one of the same length. It is used on files that
// the grammar does not understand without it; texts are taken from what really stands there.
type Mend struct {
	Find string // a regular expression
	How  MendHow
	// Always says that the grammar takes it for something else without an error: it is mended in every file.
	Always bool
}

// MendHow says what becomes of what a Mend finds.
type MendHow int

// The ways to mend.
const (
	// MendWord leaves out what the first group holds: "fun interface" in Kotlin.
	MendWord MendHow = iota
	// MendBlock makes a semicolon of the block whose brace the first group holds: property hooks in PHP.
	MendBlock
	// MendBody gives a definition that ends in a semicolon the empty body that the grammar asks for, in the place of what
	// stands last before the semicolon: the arguments of the base, or the parameters. Its expression finds what comes before.
	MendBody
)

// always applies the mends that every file needs.
func always(g *grammar, src []byte) []byte {
	older := src
	for i, m := range g.row.Mends {
		if !m.Always {
			continue
		}
		for _, at := range g.mends[i].FindAllSubmatchIndex(src, -1) {
			if &older[0] == &src[0] {
				older = bytes.Clone(src)
			}
			m.How.apply(older, at)
		}
	}
	return older
}

// mended parses a file once more as its mends make it. It returns the tree with fewer errors, and releases the other one.
func mended(ctx context.Context, g *grammar, src []byte, t *tree.Tree) *tree.Tree {
	before := errorsIn(t)
	if len(g.mends) == 0 || before == 0 {
		return t
	}
	older := bytes.Clone(src)
	for i, m := range g.row.Mends {
		for _, at := range g.mends[i].FindAllSubmatchIndex(src, -1) {
			m.How.apply(older, at)
		}
	}
	if bytes.Equal(older, src) {
		return t
	}
	rest := limits
	rest.Time -= t.Spent // one bound for the file, however often it is parsed
	other, err := tree.Parse(ctx, g.language, older, rest)
	if err != nil {
		return t // the first one is good as it is
	}
	if errorsIn(other) >= before {
		other.Release()
		return t
	}
	t.Release()
	return other
}

// errorsIn is the number of bytes that the grammar did not understand, and of what it missed.
func errorsIn(t *tree.Tree) int {
	bad := 0
	for i := 0; i < len(t.Nodes); {
		n := &t.Nodes[i]
		switch {
		case n.Symbol == tree.SymbolError:
			bad += 1 + int(n.End-n.Start)
			i = int(n.Next)
			continue
		case n.Is(tree.Missing):
			bad++
		}
		i++
	}
	return bad
}

// apply changes the text where the expression of a mend matched.
func (how MendHow) apply(text []byte, at []int) {
	switch how {
	case MendWord:
		blank(text[at[2]:at[3]])
	case MendBlock:
		if end := blockEnd(text, at[2]); end > 0 {
			blank(text[at[2]:end])
			text[at[2]] = ';'
		}
	case MendBody:
		if open, end := bodiless(text, at[1]); open > 0 {
			blank(text[open:end])
			text[open], text[end] = '{', '}'
		}
	}
}

// blank overwrites a text and leaves its lines.
func blank(text []byte) {
	for i, c := range text {
		if c != '\n' && c != '\r' {
			text[i] = ' '
		}
	}
}

// quoted is a string or a comment of the languages that have mends, at the start of a text.
var quoted = regexp.MustCompile(`^(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|//[^\n]*|/\*(?s:.*?)\*/)`)

// eachSign calls on with every byte of the text from an offset on that is in no string or comment, until it returns false.
func eachSign(text []byte, from int, on func(i int, c byte) bool) {
	for i := from; i < len(text); {
		if c := text[i]; c == '"' || c == '\'' || c == '/' {
			if q := quoted.Find(text[i:]); q != nil {
				i += len(q)
				continue
			}
		}
		if !on(i, text[i]) {
			return
		}
		i++
	}
}

// blockEnd is the offset after the brace that closes the one at an offset; 0 when none does.
func blockEnd(text []byte, open int) (end int) {
	depth := 0
	eachSign(text, open, func(i int, c byte) bool {
		switch c {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth == 0 {
			end = i + 1
		}
		return depth > 0
	})
	return end
}

// bodiless finds, in the rest of a definition's head, the semicolon that ends it, and what before it an empty body can take the
// place of: the arguments of its base, its parameters, or the base; open is 0 for a definition with a body, or without room for one.
func bodiless(text []byte, from int) (open, end int) {
	depth, parameters, arguments, colon := 0, 0, 0, 0
	eachSign(text, from, func(i int, c byte) bool {
		switch c {
		case '(', '[':
			if depth++; depth > 1 || c == '[' {
				break
			}
			switch {
			case colon == 0:
				parameters = i
			case arguments == 0:
				arguments = i
			}
		case ')', ']':
			depth--
		case ':':
			if depth == 0 && colon == 0 {
				colon = i
			}
		case ';':
			end = i
			return depth > 0
		case '{', '}':
			return depth > 0 // of an interpolation
		}
		return true
	})
	if end == 0 || text[end] != ';' || depth != 0 {
		return 0, 0
	}
	for _, at := range []int{arguments, parameters, colon} {
		if at > 0 {
			return at, end
		}
	}
	return 0, 0
}
