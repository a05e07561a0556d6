package codewormtest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/source"
)

func TestParserConformance(t *testing.T) {
	codewormtest.TestParser(t, func() codeworm.Parser { return codewormtest.Parser{} })
}

func TestParserOutline(t *testing.T) {
	const text = `# The file.
use text.upper

# A greeter,
# and a polite one.
class Greeter
  func greet(name, tone)
    if tone
      while upper(name)
        self.log.write(name, "no(call)")
      end
    end
  end
end

func test_greet()
end
`
	var parsed []string
	p := codewormtest.Parser{OnParse: func(path string) { parsed = append(parsed, path) }}
	o, err := p.Parse(t.Context(), "a/greeter.toy", []byte(text))
	require.NoError(t, err)
	assert.Equal(t, []string{"a/greeter.toy"}, parsed)
	assert.Equal(t, "The file.", o.Doc)
	assert.Equal(t, []source.Import{{Path: "text.upper", Names: []string{"upper"}, Line: 2}}, o.Imports)
	require.Len(t, o.Symbols, 3)

	class, greet, test := o.Symbols[0], o.Symbols[1], o.Symbols[2]
	assert.Equal(t, source.KindClass, class.Kind)
	assert.Equal(t, "A greeter,\nand a polite one.", class.Doc)
	assert.Equal(t, [4]int{4, 5, 6, 14}, [4]int{class.DocSpan.StartLine, class.DocSpan.EndLine, class.Span.StartLine, class.Span.EndLine})
	assert.Equal(t, source.KindMethod, greet.Kind)
	assert.Equal(t, "Greeter.greet", greet.QualifiedName())
	assert.Equal(t, "func greet(name, tone)", greet.Signature)
	assert.Equal(t, []source.Parameter{{Name: "name"}, {Name: "tone"}}, greet.Parameters)
	assert.Equal(t, source.Metrics{Complexity: 3, Cognitive: 3, Nesting: 2, NLOC: 7}, greet.Metrics)
	assert.Equal(t, "    if tone\n", text[greet.BodySpan.StartByte:greet.BodySpan.StartByte+12])
	assert.Equal(t, [2]int{8, 12}, [2]int{greet.BodySpan.StartLine, greet.BodySpan.EndLine})
	assert.True(t, test.Test)
	assert.Zero(t, test.BodySpan)
	assert.Equal(t, []source.Reference{
		{Kind: source.ReferenceCall, Name: "upper", Line: 9, Symbol: 1},
		{Kind: source.ReferenceCall, Name: "write", Qualifier: "self.log", Line: 10, Symbol: 1},
	}, o.References)
	assert.Equal(t, []string{"Greeter", "greet", "log", "name", "self", "test_greet", "text", "tone", "upper", "write"}, o.Identifiers)
	assert.Equal(t, []source.Block{{StartLine: 7, EndLine: 13, Depth: 0}, {StartLine: 8, EndLine: 12, Depth: 1},
		{StartLine: 9, EndLine: 11, Depth: 2}, {StartLine: 10, EndLine: 10, Depth: 3}}, o.Blocks)
}

func TestParserSaysWhatIsMissing(t *testing.T) {
	o, err := codewormtest.Parser{}.Parse(t.Context(), "a.toy", []byte("func f()\n  g()\n"))
	require.NoError(t, err)
	assert.Equal(t, source.SkipSyntax, o.Problem)
	require.Len(t, o.Symbols, 1)
	assert.Equal(t, 2, o.Symbols[0].Span.EndLine)
	o, err = codewormtest.Parser{}.Parse(t.Context(), "a.toy", []byte("func f()\nend\nend\n"))
	require.NoError(t, err)
	assert.Equal(t, source.SkipSyntax, o.Problem)
	assert.Len(t, o.Errors, 1)
}

func FuzzParser(f *testing.F) {
	f.Add("func f(a)\n if a\n  g(\"x\")\n end\nend\n")
	f.Add("\uFEFFclass C\r\n func m()\r\n end\r\nend")
	f.Add("end\nclass\nfunc (\nuse\nif")
	f.Fuzz(func(t *testing.T, src string) {
		codewormtest.TestOutline(t, codewormtest.Parser{}, "a.toy", src)
	})
}
