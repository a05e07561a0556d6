package conceal

import (
	"context"
	"path"
	"strings"

	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/source"
)

// parser is a parser whose outlines hold no secrets: they go into the cache on disk, names among them into keys.
type parser struct {
	index.Parser
	redact func(string) string
}

// keptParser is one whose outlines can be kept.
type keptParser struct {
	parser
	versioner index.Versioner
}

// concealVersion changes when what is taken out of outlines does.
const concealVersion = "+concealed1"

func (p keptParser) Version(language string) string {
	return p.versioner.Version(language) + concealVersion
}

// Parser returns a parser whose outlines hold nothing that redact takes out of texts. Files whose path does are left out.
func Parser(p index.Parser, redact func(string) string) index.Parser {
	concealed := parser{p, redact}
	if v, ok := p.(index.Versioner); ok {
		return keptParser{concealed, v}
	}
	return concealed
}

func (p parser) Parse(ctx context.Context, path string, src []byte) (*source.Outline, error) {
	o, err := p.Parser.Parse(ctx, path, src)
	if err != nil || o == nil {
		return o, err
	}
	return Outline(o, p.redact), nil
}

// Classify leaves out files whose path holds a secret: it would be on every page about them.
func (p parser) Classify(file string, content []byte) source.SkipReason {
	if p.secretPath(file) {
		return source.SkipSecretName
	}
	if c, ok := p.Parser.(index.Classifier); ok {
		return c.Classify(file, content)
	}
	return ""
}

// DetectLanguage implements index.Detector.
func (p parser) DetectLanguage(file string, content []byte) (string, bool) {
	if d, ok := p.Parser.(index.Detector); ok {
		return d.DetectLanguage(file, content)
	}
	return "", false
}

// minSecretName is how long the part of a name is, at least, that is a secret by itself, in bytes.
const minSecretName = 12

func (p parser) secretPath(file string) bool {
	if len(file) < minSecretName {
		return false
	}
	for part := range strings.SplitSeq(file, "/") {
		stem := strings.TrimSuffix(part, path.Ext(part))
		if len(part) >= minSecretName && (p.redact(part) != part || p.redact(stem) != stem) {
			return true
		}
	}
	return false
}
