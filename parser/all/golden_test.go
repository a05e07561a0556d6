package all

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var update = flag.Bool("update", false, "write the golden files anew")

// samples lists the sample files of a language.
func samples(t testing.TB, row parser.Language) []string {
	dir := row.Name
	if dir == "go" {
		dir = "golang"
	}
	files, err := filepath.Glob(filepath.Join("..", "lang", dir, "testdata", "*"))
	require.NoError(t, err)
	var sources []string
	for _, f := range files {
		if filepath.Ext(f) != ".golden" {
			sources = append(sources, f)
		}
	}
	require.NotEmpty(t, sources, "no sample of %s", row.Name)
	return sources
}

// TestGolden compares the outlines of each language's samples with what a
// person found right: go test ./parser/all -run Golden -update writes them.
func TestGolden(t *testing.T) {
	for _, row := range Languages() {
		t.Run(row.Name, func(t *testing.T) {
			p, err := parser.New(row)
			require.NoError(t, err)
			require.NoError(t, p.Prepare(context.Background()))
			for _, file := range samples(t, row) {
				src, err := os.ReadFile(file)
				require.NoError(t, err)
				outline, err := p.Parse(context.Background(), filepath.Base(file), src)
				require.NoError(t, err)
				got := render(outline)
				golden := file + ".golden"
				if *update {
					require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
				}
				want, err := os.ReadFile(golden)
				require.NoError(t, err)
				assert.Equal(t, string(want), got, golden)
				checkSpans(t, src, outline)
			}
		})
	}
}

// checkSpans asserts what holds for every outline.
func checkSpans(t testing.TB, src []byte, o *source.Outline) {
	for i, s := range o.Symbols {
		name := s.QualifiedName()
		require.True(t, s.Span.Contains(s.NameSpan), name)
		require.LessOrEqual(t, s.Span.EndByte, len(src), name)
		if s.BodySpan != (source.Span{}) {
			require.True(t, s.Span.Contains(s.BodySpan), name)
		}
		if i > 0 {
			require.LessOrEqual(t, o.Symbols[i-1].Span.StartByte, s.Span.StartByte, name)
		}
	}
	for _, r := range o.References {
		require.Less(t, r.Symbol, len(o.Symbols))
		if r.Symbol >= 0 {
			require.True(t, o.Symbols[r.Symbol].Span.ContainsLine(r.Line), r.Name)
		}
	}
	for _, b := range o.Blocks {
		require.LessOrEqual(t, b.StartLine, b.EndLine)
		require.LessOrEqual(t, b.EndLine, o.Lines)
	}
}

// render writes an outline for people.
func render(o *source.Outline) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	span := func(s source.Span) string { return fmt.Sprintf("%d-%d", s.StartLine, s.EndLine) }
	line("language %s, lines %d, code %d, problem %q", o.Language, o.Lines, o.NLOC, o.Problem)
	line("doc %q", o.Doc)
	for _, e := range o.Errors {
		line("error %s", span(e))
	}
	for _, i := range o.Imports {
		line("import %d %s %v", i.Line, i.Path, i.Names)
	}
	for _, s := range o.Symbols {
		line("")
		line("%s %s  lines %s", s.Kind, s.QualifiedName(), span(s.Span))
		line("    %s", s.Signature)
		if s.Doc != "" {
			line("    doc %s %q", span(s.DocSpan), s.Doc)
		}
		if s.BodySpan.StartLine > 0 {
			line("    body %s", span(s.BodySpan))
		}
		for _, p := range s.Parameters {
			line("    parameter %q %q", p.Name, p.Type)
		}
		for _, r := range s.Results {
			line("    result %q", r)
		}
		for _, d := range s.Decorators {
			line("    decorator %q", d)
		}
		var flags []string
		for _, f := range []struct {
			set  bool
			name string
		}{{s.Async, "async"}, {s.Generator, "generator"}, {s.Abstract, "abstract"}, {s.Static, "static"}, {s.Test, "test"}} {
			if f.set {
				flags = append(flags, f.name)
			}
		}
		if s.Visibility != "" {
			flags = append(flags, string(s.Visibility))
		}
		line("    %s", strings.Join(flags, " "))
		line("    complexity %d, cognitive %d, nesting %d, nloc %d", s.Metrics.Complexity, s.Metrics.Cognitive, s.Metrics.Nesting, s.Metrics.NLOC)
	}
	line("")
	for _, r := range o.References {
		from := "-"
		if r.Symbol >= 0 {
			from = o.Symbols[r.Symbol].QualifiedName()
		}
		line("%s %d %s . %s  in %s", r.Kind, r.Line, r.Qualifier, r.Name, from)
	}
	line("\nidentifiers %s", strings.Join(o.Identifiers, " "))
	for _, k := range o.Blocks {
		line("block %d-%d depth %d", k.StartLine, k.EndLine, k.Depth)
	}
	return b.String()
}
