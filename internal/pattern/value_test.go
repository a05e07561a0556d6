package pattern

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/source"
)

func TestValueMarksAreOnTheirExamples(t *testing.T) {
	require.NotEmpty(t, valueMarks)
	for i := range valueMarks {
		m := &valueMarks[i]
		sym := &source.Symbol{Kind: source.KindClass, Name: "Point", Signature: m.example}
		if m.decorator != "" {
			sym = &source.Symbol{Kind: source.KindClass, Name: "Point", Decorators: []string{strings.TrimPrefix(m.example, "@")}}
		}
		assert.NotEmpty(t, m.on(sym), m.example)
	}
}
