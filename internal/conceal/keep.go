package conceal

import (
	"context"

	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/source"
)

// keepingParser is a parser whose outlines are as they are, and kept where they hold no secrets.
type keepingParser struct{ parser }

// keepingVersioner is one whose outlines can be kept.
type keepingVersioner struct {
	keepingParser
	versioner index.Versioner
}

// keepingVersion changes when what is looked for in outlines does.
const keepingVersion = "+clean1"

func (p keepingVersioner) Version(language string) string {
	version := p.versioner.Version(language)
	if version == "" {
		return ""
	}
	return version + keepingVersion
}

// Keeping returns a parser with the outlines of p, of which those are not kept in which, or in whose path, redact finds something to
// take out.
func Keeping(p index.Parser, redact func(string) string) index.Parser {
	keeping := keepingParser{parser{p, redact}}
	if v, ok := p.(index.Versioner); ok {
		return keepingVersioner{keeping, v}
	}
	return keeping
}

// Parse returns the outline as it is.
func (p keepingParser) Parse(ctx context.Context, path string, src []byte) (*source.Outline, error) {
	return p.Parser.Parse(ctx, path, src)
}

// Classify leaves out what the parser leaves out.
func (p keepingParser) Classify(file string, content []byte) source.SkipReason {
	if c, ok := p.Parser.(index.Classifier); ok {
		return c.Classify(file, content)
	}
	return ""
}

// KeepsPath implements index.Keeper.
func (p keepingParser) KeepsPath(path string) bool { return !p.secretPath(path) }

// KeepsOutline implements index.Keeper.
func (p keepingParser) KeepsOutline(o *source.Outline) bool { return clean(o, p.redact) }
