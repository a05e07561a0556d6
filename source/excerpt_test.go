package source

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const excerptSource = `func f() {
	if a {
		one()
		two()
		for {
			three()
			four()
			five()
		}
	}
	six()
}
`

var excerptBlocks = []Block{{2, 11, 0}, {3, 9, 1}, {6, 8, 2}}

func TestExcerptWhole(t *testing.T) {
	e := NewExcerpt("f.go", excerptSource, Span{StartLine: 1, EndLine: 12}, excerptBlocks, 10000)
	assert.True(t, e.Whole())
	assert.Equal(t, 12, e.Total)
	assert.Equal(t, excerptSource, e.Text())
	assert.True(t, strings.HasPrefix(e.Numbered(), " 1  func f() {\n 2  \tif a {\n"))
}

func TestExcerptElidesTheDeepestFirst(t *testing.T) {
	e := NewExcerpt("f.go", excerptSource, Span{StartLine: 1, EndLine: 12}, excerptBlocks, len(excerptSource)+12*4-10)
	assert.Equal(t, 3, e.Elided)
	assert.Contains(t, e.Text(), "\t\tfor {\n\t\t\t… 3 lines elided …\n\t\t}\n")
	assert.Contains(t, e.Numbered(), "\n 9  \t\t}\n", "numbers go on with the file's own")

	e = NewExcerpt("f.go", excerptSource, Span{StartLine: 1, EndLine: 12}, excerptBlocks, 105)
	assert.Equal(t, 7, e.Elided, "the outer block swallows the inner one")
	assert.Contains(t, e.Text(), "\tif a {\n\t\t… 7 lines elided …\n\t}\n")
	assert.Equal(t, e.Total, e.Elided+kept(e))
}

func kept(e Excerpt) int {
	n := 0
	for _, l := range e.Lines {
		if l.Number > 0 {
			n++
		}
	}
	return n
}

func TestExcerptWithoutBlocksKeepsHeadAndEnd(t *testing.T) {
	var b strings.Builder
	for i := range 500 {
		fmt.Fprintf(&b, "line %d\n", i+1)
	}
	e := NewExcerpt("f.txt", b.String(), Span{StartLine: 100, EndLine: 400}, nil, 500)
	require.NotEmpty(t, e.Lines)
	assert.Equal(t, 100, e.Lines[0].Number)
	assert.Equal(t, 400, e.Lines[len(e.Lines)-1].Number)
	assert.LessOrEqual(t, len(e.Text()), 600)
	assert.Equal(t, 301, e.Elided+kept(e))
}

// Whatever the blocks and the budget: lines stay in order, nothing is counted
// twice, the first and the last line are there.
func FuzzExcerpt(f *testing.F) {
	f.Add(20, 3, 15, 100, 4, 9, 6, 8)
	f.Fuzz(func(t *testing.T, lines, from, to, budget, a, b, c, d int) {
		if lines < 1 || lines > 300 || from < 1 || to < from || to > lines || budget < 0 {
			t.Skip("not a span")
		}
		src := strings.Repeat("\tx = 1\n", lines)
		var blocks []Block
		for _, block := range []Block{{a, b, 0}, {c, d, 1}} {
			if block.StartLine >= 1 && block.EndLine >= block.StartLine && block.EndLine <= lines {
				blocks = append(blocks, block)
			}
		}
		e := NewExcerpt("f", src, Span{StartLine: from, EndLine: to}, blocks, budget)
		last := 0
		for _, l := range e.Lines {
			if l.Number != 0 {
				require.Greater(t, l.Number, last)
				last = l.Number
			}
		}
		require.Equal(t, from, e.Lines[0].Number)
		require.Equal(t, to, last)
		require.Equal(t, e.Total, e.Elided+kept(e))
	})
}
