package codewormtest

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/source"
)

// ParserSample is a well-formed source file that a parser should be able to read.
type ParserSample struct {
	Path   string // "sample.py"
	Source string
	// Symbols are the qualified names it defines, in the order of Outline.Symbols.
	Symbols []string
}

// TestParser checks a Parser against its contract, and against those of ParserPreparer,
// ParserVersioner and FileClassifier where the parser implements them. open gives a parser; it is
// called several times. The sources are samples of the languages that this package knows and the parser reads;
// a parser of other languages brings its own.
func TestParser(t *testing.T, open func() codeworm.Parser, more ...ParserSample) {
	t.Helper()
	var samples []ParserSample
	for _, sample := range slices.Concat(parserSamples, more) {
		if _, ok := open().Language(sample.Path); ok {
			samples = append(samples, sample)
		}
	}
	require.NotEmpty(t, samples, "the parser reads none of the samples; give TestParser one of its languages")
	cases := slices.Clone(parserCases)
	kind := open()
	if _, ok := kind.(codeworm.ParserPreparer); ok {
		cases = append(cases, prepareCase)
	}
	if _, ok := kind.(codeworm.ParserVersioner); ok {
		cases = append(cases, versionCase)
	}
	if _, ok := kind.(codeworm.FileClassifier); ok {
		cases = append(cases, classifyCase)
	}
	require.NotEmpty(t, parserCases)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(&parserTest{T: t, open: open, parser: open(), samples: samples}) })
	}
}

type parserTest struct {
	*testing.T
	open    func() codeworm.Parser
	parser  codeworm.Parser
	samples []ParserSample
}

// parse reads a source that can be read.
func (p *parserTest) parse(path, src string) *source.Outline {
	p.Helper()
	outline, err := p.parser.Parse(p.Context(), path, []byte(src))
	require.NoError(p, err, path)
	require.NotNil(p, outline, path)
	checkOutline(p, p.parser, path, src, outline)
	return outline
}

// survives reads a source that perhaps cannot be read.
func (p *parserTest) survives(path, what, src string) {
	p.Helper()
	defer func() {
		if p.Failed() {
			p.Logf("%s: %s: %.300q", path, what, src)
		}
	}()
	TestOutline(p, p.parser, path, src)
}

// TestOutline checks what a parser makes of any source whatever, for fuzz tests: a
// *ParseError that says why, or an outline whose positions lie where they say.
func TestOutline(t testing.TB, parser codeworm.Parser, path, src string) {
	t.Helper()
	outline, err := parser.Parse(t.Context(), path, []byte(src))
	if err != nil {
		var refused *source.ParseError
		require.ErrorAs(t, err, &refused)
		require.NotEmpty(t, refused.Reason)
		require.Equal(t, path, refused.Path)
		require.Nil(t, outline)
		return
	}
	require.NotNil(t, outline)
	checkOutline(t, parser, path, src, outline)
}

// frozen is an outline as text, which later changes to it cannot reach.
func (p *parserTest) frozen(outline *source.Outline) string {
	p.Helper()
	data, err := json.MarshalIndent(outline, "", " ")
	require.NoError(p, err)
	return string(data)
}

func qualifiedNames(outline *source.Outline) []string {
	var names []string
	for _, s := range outline.Symbols {
		names = append(names, s.QualifiedName())
	}
	return names
}

// parserCase is one sentence of the contract.
type parserCase struct {
	name string
	run  func(*parserTest)
}

var parserCases = []parserCase{
	{"Language/is told by the path alone", func(p *parserTest) {
		for _, sample := range p.samples {
			want, ok := p.parser.Language(sample.Path)
			require.True(p, ok)
			require.NotEmpty(p, want)
			for _, folder := range []string{"no/such/folder/", "/absolute/", "./", "ü b/", "python.go/"} {
				got, ok := p.parser.Language(folder + sample.Path)
				require.True(p, ok)
				require.Equal(p, want, got)
			}
		}
	}},
	{"Language/of an unknown file", func(p *parserTest) {
		for _, path := range []string{"", ".", "/", "a/", "file", "file.", "file.no-such-language", strings.Repeat("x", 5000), "\x00", "\xff.\xff"} {
			_, ok := p.parser.Language(path)
			require.False(p, ok, "%q", path)
			_, err := p.parser.Parse(p.Context(), path, []byte("text\n"))
			var refused *source.ParseError
			require.ErrorAs(p, err, &refused, "%q", path)
			require.Equal(p, source.SkipLanguage, refused.Reason)
			require.Equal(p, path, refused.Path)
		}
	}},
	{"Parse/finds the symbols", func(p *parserTest) {
		for _, sample := range p.samples {
			outline := p.parse(sample.Path, sample.Source)
			require.Equal(p, sample.Symbols, qualifiedNames(outline), sample.Path)
			require.Empty(p, outline.Problem, sample.Path)
			require.Empty(p, outline.Errors, sample.Path)
			for _, s := range outline.Symbols {
				span := s.NameSpan
				require.Equal(p, s.Name, sample.Source[span.StartByte:span.EndByte], sample.Path)
				require.Contains(p, outline.Identifiers, s.Name, sample.Path)
			}
		}
	}},
	{"Parse/gives the same again", func(p *parserTest) {
		for _, sample := range p.samples {
			want := p.frozen(p.parse(sample.Path, sample.Source))
			require.Equal(p, want, p.frozen(p.parse(sample.Path, sample.Source)))
			other, err := p.open().Parse(p.Context(), sample.Path, []byte(sample.Source))
			require.NoError(p, err)
			require.Equal(p, want, p.frozen(other), "by another parser")
		}
	}},
	{"Parse/leaves the source alone and does not keep it", func(p *parserTest) {
		for _, sample := range p.samples {
			src := []byte(sample.Source)
			outline, err := p.parser.Parse(p.Context(), sample.Path, src)
			require.NoError(p, err)
			require.Equal(p, sample.Source, string(src))
			before := p.frozen(outline)
			for i := range src {
				src[i] = 'X'
			}
			require.Equal(p, before, p.frozen(outline), sample.Path)
		}
	}},
	{"Parse/can be called by several", func(p *parserTest) {
		want := make([]string, len(p.samples))
		for i, sample := range p.samples {
			want[i] = p.frozen(p.parse(sample.Path, sample.Source))
		}
		together(func(worker int) {
			for round := range 10 {
				i := (worker + round) % len(p.samples)
				outline, err := p.parser.Parse(p.Context(), p.samples[i].Path, []byte(p.samples[i].Source))
				if assert.NoError(p, err) {
					data, err := json.MarshalIndent(outline, "", " ")
					assert.NoError(p, err)
					assert.Equal(p, want[i], string(data))
				}
			}
		})
	}},
	{"Parse/with a context that is done", func(p *parserTest) {
		canceled, cancel := context.WithCancel(p.Context())
		cancel()
		late, cancelLate := context.WithDeadline(p.Context(), time.Now().Add(-time.Second))
		defer cancelLate()
		for _, sample := range p.samples {
			_, err := p.parser.Parse(canceled, sample.Path, []byte(sample.Source))
			require.ErrorIs(p, err, context.Canceled, sample.Path)
			_, err = p.parser.Parse(late, sample.Path, []byte(sample.Source))
			require.ErrorIs(p, err, context.DeadlineExceeded, sample.Path)
			p.parse(sample.Path, sample.Source) // as if nothing had been
		}
	}},
	{"Parse/returns soon after its context is done", func(p *parserTest) {
		const soon = 10 * time.Second // on a busy machine
		for _, sample := range p.samples {
			long := strings.Repeat(sample.Source, 900_000/len(sample.Source)+1)
			ctx, cancel := context.WithTimeout(p.Context(), 2*time.Millisecond)
			start := time.Now()
			_, err := p.parser.Parse(ctx, sample.Path, []byte(long))
			took := time.Since(start)
			cancel()
			var refused *source.ParseError
			if err != nil && !errors.As(err, &refused) {
				require.ErrorIs(p, err, context.DeadlineExceeded, sample.Path)
			}
			require.Less(p, took, soon, sample.Path)
			p.parse(sample.Path, sample.Source) // as if nothing had been
		}
	}},
	{"Parse/an empty file has no symbols", func(p *parserTest) {
		for _, sample := range p.samples {
			for _, empty := range []string{"", "\n", " ", "\r\n\r\n", "\n\n\t\n"} {
				outline := p.parse(sample.Path, empty)
				require.Empty(p, outline.Symbols, "%s: %q", sample.Path, empty)
				require.Zero(p, outline.NLOC, "%s: %q", sample.Path, empty)
			}
			outline, err := p.parser.Parse(p.Context(), sample.Path, nil)
			require.NoError(p, err)
			require.Empty(p, outline.Symbols)
		}
	}},
	{"Parse/other line ends", func(p *parserTest) {
		for _, sample := range p.samples {
			plain := p.parse(sample.Path, sample.Source)
			crlf := p.parse(sample.Path, strings.ReplaceAll(sample.Source, "\n", "\r\n"))
			require.Equal(p, sample.Symbols, qualifiedNames(crlf), sample.Path)
			require.Equal(p, plain.Lines, crlf.Lines, sample.Path)
			for i, s := range crlf.Symbols {
				require.Equal(p, plain.Symbols[i].Span.StartLine, s.Span.StartLine, sample.Path)
				require.Equal(p, plain.Symbols[i].Span.EndLine, s.Span.EndLine, sample.Path)
				require.NotContains(p, s.Signature+s.Doc, "\r", sample.Path)
			}
			p.survives(sample.Path, "lone CR", strings.ReplaceAll(sample.Source, "\n", "\r"))
			open := p.parse(sample.Path, strings.TrimRight(sample.Source, "\n"))
			require.Equal(p, sample.Symbols, qualifiedNames(open), "%s without a last line end", sample.Path)
			require.Equal(p, plain.Lines, open.Lines, sample.Path)
		}
	}},
	{"Parse/a byte order mark", func(p *parserTest) {
		for _, sample := range p.samples {
			src := "\uFEFF" + sample.Source
			outline := p.parse(sample.Path, src)
			require.Equal(p, sample.Symbols, qualifiedNames(outline), sample.Path)
			for _, s := range outline.Symbols {
				require.Equal(p, s.Name, src[s.NameSpan.StartByte:s.NameSpan.EndByte], sample.Path)
			}
		}
	}},
	{"Parse/never panics", func(p *parserTest) {
		for _, sample := range p.samples {
			for what, src := range brokenSources(sample.Source) {
				p.survives(sample.Path, what, src)
			}
		}
	}},
	{"Parse/any beginning of a file", func(p *parserTest) {
		for _, sample := range p.samples {
			step := max(1, len(sample.Source)/150)
			for end := 0; end < len(sample.Source); end += step {
				p.survives(sample.Path, "cut", sample.Source[:end])
				p.survives(sample.Path, "cut at its front", sample.Source[end:])
			}
		}
	}},
}

var prepareCase = parserCase{"Prepare/can be called again", func(p *parserTest) {
	preparer, ok := p.parser.(codeworm.ParserPreparer)
	require.True(p, ok)
	require.NoError(p, preparer.Prepare(p.Context()))
	p.parse(p.samples[0].Path, p.samples[0].Source)
	together(func(int) { assert.NoError(p, preparer.Prepare(p.Context())) })
	p.parse(p.samples[0].Path, p.samples[0].Source)
}}

var versionCase = parserCase{"Version/is the same of another parser", func(p *parserTest) {
	versioner, ok := p.parser.(codeworm.ParserVersioner)
	require.True(p, ok)
	other, ok := p.open().(codeworm.ParserVersioner)
	require.True(p, ok)
	for _, sample := range p.samples {
		language, _ := p.parser.Language(sample.Path)
		require.NotEmpty(p, versioner.Version(language), language)
		require.Equal(p, versioner.Version(language), other.Version(language), language)
	}
}}

var classifyCase = parserCase{"Classify/lets the samples pass", func(p *parserTest) {
	classifier, ok := p.parser.(codeworm.FileClassifier)
	require.True(p, ok)
	together(func(int) {
		for _, sample := range p.samples {
			assert.Empty(p, classifier.Classify("src/"+sample.Path, nil))
			assert.Empty(p, classifier.Classify("src/"+sample.Path, []byte(sample.Source)))
			for _, src := range brokenSources(sample.Source) {
				classifier.Classify(sample.Path, []byte(src)) // has no answer that is wrong
			}
		}
	})
}}
