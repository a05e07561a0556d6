package tree

import (
	"context"
	"testing"
	"time"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/python"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var testLimits = Limits{Depth: 1000, Time: 5 * time.Second, Slice: 50 * time.Millisecond}

const source = `class A:
    def f(self, x=1):
        # why
        return [y for y in x if y] or "é"
`

// TestFlattenIsTheTree compares the array with the binding's own walk.
func TestFlattenIsTheTree(t *testing.T) {
	require.NoError(t, Check())
	flat, err := Parse(context.Background(), python.GetLanguage(), []byte(source), testLimits)
	require.NoError(t, err)
	defer flat.Release()
	require.False(t, flat.Cut)

	p := sitter.NewParser()
	defer p.Close()
	p.SetLanguage(python.GetLanguage())
	parsed, err := p.ParseCtx(context.Background(), nil, []byte(source))
	require.NoError(t, err)
	defer parsed.Close()

	cursor := sitter.NewTreeCursor(parsed.RootNode())
	defer cursor.Close()
	next := 0
	var walk func(parent, prev int)
	walk = func(parent, prev int) {
		i, n, got := next, cursor.CurrentNode(), flat.Nodes[next]
		next++
		require.Equal(t, n.StartByte(), got.Start)
		require.Equal(t, n.EndByte(), got.End)
		require.Equal(t, uint16(n.Symbol()), got.Symbol)
		require.Equal(t, n.IsNamed(), got.Is(Named))
		require.Equal(t, n.IsMissing(), got.Is(Missing))
		require.Equal(t, n.IsExtra(), got.Is(Extra))
		require.Equal(t, uint32(parent), got.Parent)
		require.Equal(t, uint32(prev), got.Prev)
		field := ""
		if got.Field != 0 {
			field = python.GetLanguage().FieldName(int(got.Field))
		}
		require.Equal(t, cursor.CurrentFieldName(), field)
		if cursor.GoToFirstChild() {
			last := 0
			for more := true; more; more = cursor.GoToNextSibling() {
				child := next
				walk(i, last)
				last = child
			}
			cursor.GoToParent()
		}
		require.Equal(t, uint32(next), got.Next)
	}
	walk(0, 0)
	require.Len(t, flat.Nodes, next)
	require.Greater(t, next, 40)
}
