package codewormtest

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/source"
)

// checkOutline checks what holds for every outline of every source.
func checkOutline(t testing.TB, parser codeworm.Parser, path, src string, o *source.Outline) {
	t.Helper()
	language, ok := parser.Language(path)
	require.True(t, ok)
	require.Equal(t, language, o.Language)
	lines := strings.Count(src, "\n")
	if src != "" && !strings.HasSuffix(src, "\n") {
		lines++
	}
	require.Equal(t, lines, o.Lines, "%s: the number of lines", path)
	require.GreaterOrEqual(t, o.NLOC, 0)
	require.LessOrEqual(t, o.NLOC, o.Lines)

	for i, s := range o.Symbols {
		checkSymbol(t, src, s)
		if i > 0 {
			before := o.Symbols[i-1].Span
			inOrder := before.StartByte < s.Span.StartByte || before.StartByte == s.Span.StartByte && before.EndByte >= s.Span.EndByte
			require.True(t, inOrder, "%s: symbol %d, %s, comes before what stands in front of it", path, i, s.Name)
		}
	}
	for _, r := range o.References {
		require.NotEmpty(t, r.Name, path)
		require.NotContains(t, r.Qualifier, "\n", path)
		require.LessOrEqual(t, len(r.Qualifier), 80, path)
		checkLine(t, r.Line, o.Lines)
		require.GreaterOrEqual(t, r.Symbol, -1, path)
		require.Less(t, r.Symbol, len(o.Symbols), path)
		if r.Symbol >= 0 {
			require.True(t, o.Symbols[r.Symbol].Span.ContainsLine(r.Line), "%s: %s is used in line %d, outside of its symbol", path, r.Name, r.Line)
		}
	}
	for _, i := range o.Imports {
		require.NotEmpty(t, i.Path, path)
		checkLine(t, i.Line, o.Lines)
	}
	require.True(t, slices.IsSorted(o.Identifiers), "%s: identifiers are not sorted", path)
	require.Len(t, slices.Compact(slices.Clone(o.Identifiers)), len(o.Identifiers), "%s: identifiers come twice", path)
	for i, b := range o.Blocks {
		checkLine(t, b.StartLine, o.Lines)
		checkLine(t, b.EndLine, o.Lines)
		require.LessOrEqual(t, b.StartLine, b.EndLine, path)
		require.GreaterOrEqual(t, b.Depth, 0, path)
		if i > 0 {
			before := o.Blocks[i-1]
			inOrder := before.StartLine < b.StartLine || before.StartLine == b.StartLine && before.EndLine >= b.EndLine
			require.True(t, inOrder, "%s: block %d comes before what stands in front of it", path, i)
		}
	}
	for _, span := range o.Errors {
		checkSpan(t, src, span)
	}
}

func checkSymbol(t testing.TB, src string, s source.Symbol) {
	t.Helper()
	require.NotEmpty(t, s.Name)
	require.NotEmpty(t, s.Kind, s.Name)
	checkSpan(t, src, s.Span)
	require.Less(t, s.Span.StartByte, s.Span.EndByte, s.Name)
	checkSpan(t, src, s.NameSpan)
	require.True(t, s.Span.Contains(s.NameSpan), "the name of %s lies outside of it", s.Name)
	if s.BodySpan != (source.Span{}) {
		checkSpan(t, src, s.BodySpan)
		require.True(t, s.Span.Contains(s.BodySpan), "the body of %s lies outside of it", s.Name)
	}
	if s.DocSpan != (source.Span{}) {
		checkSpan(t, src, s.DocSpan)
	}
	require.NotEmpty(t, s.Signature, s.Name)
	require.NotContains(t, s.Signature, "\n", s.Name)
	m := s.Metrics
	require.False(t, m.Complexity < 0 || m.Cognitive < 0 || m.Nesting < 0 || m.NLOC < 0, "%s has negative metrics: %+v", s.Name, m)
	require.LessOrEqual(t, m.NLOC, s.Span.Lines(), s.Name)
}

// checkSpan checks that a span lies in the source and that its lines are those
// of its first and last byte.
func checkSpan(t testing.TB, src string, s source.Span) {
	t.Helper()
	require.GreaterOrEqual(t, s.StartByte, 0)
	require.LessOrEqual(t, s.StartByte, s.EndByte)
	require.LessOrEqual(t, s.EndByte, len(src))
	if s.StartByte == s.EndByte {
		return
	}
	require.Equal(t, 1+strings.Count(src[:s.StartByte], "\n"), s.StartLine, "the line where %q starts", src[s.StartByte:s.EndByte])
	require.Equal(t, 1+strings.Count(src[:s.EndByte-1], "\n"), s.EndLine, "the line where %q ends", src[s.StartByte:s.EndByte])
}

func checkLine(t testing.TB, line, lines int) {
	t.Helper()
	require.GreaterOrEqual(t, line, 1)
	require.LessOrEqual(t, line, lines)
}

// brokenSources are what a parser may come across where it expects a source,
// some of them made from a good one.
func brokenSources(good string) map[string]string {
	rng := rand.New(rand.NewPCG(1, 1))
	noise := make([]byte, 4096)
	for i := range noise {
		noise[i] = byte(rng.UintN(256))
	}
	half := len(good) / 2
	sources := map[string]string{
		"NUL":                       "\x00",
		"NUL inside":                good[:half] + "\x00" + good[half:],
		"invalid UTF-8":             "\xff\xfe\xfd",
		"invalid UTF-8 inside":      good[:half] + "\xe9\xff" + good[half:],
		"half a rune at the end":    good + "\xe6\x97",
		"UTF-16":                    "\xff\xfef\x00u\x00n\x00c\x00\n\x00",
		"a byte order mark alone":   "\uFEFF",
		"random bytes":              string(noise),
		"deeply nested parentheses": strings.Repeat("(", 20_000),
		"deeply nested brackets":    good + strings.Repeat("[{", 20_000),
		"one long line":             strings.Repeat("a + ", 50_000) + "b\n",
		"one long name":             strings.Repeat("n", 200_000),
		"an open string":            good + "\n\"" + strings.Repeat("text ", 100),
		"an open comment":           good + "\n/* " + strings.Repeat("text\n", 100),
		"controls and directions":   "\u202e\u2066\u200b" + good + "\x1b[31m\x07\u2028\u2029\u0085",
		"backwards":                 backwards(good),
	}
	for i := range 30 {
		mutant := []byte(good)
		for range 1 + i/5 {
			at := rng.IntN(len(mutant) + 1)
			end := min(len(mutant), at+rng.IntN(20))
			switch rng.IntN(3) {
			case 0:
				mutant = slices.Replace(mutant, at, min(len(mutant), at+1), byte(rng.UintN(256)))
			case 1:
				mutant = slices.Delete(mutant, at, end)
			case 2:
				mutant = slices.Insert(mutant, at, noise[at%len(noise)], '(', '\n')
			}
		}
		sources["mutant "+strconv.Itoa(i)] = string(mutant)
	}
	return sources
}

func backwards(s string) string {
	runes := []rune(s)
	slices.Reverse(runes)
	return string(runes)
}
