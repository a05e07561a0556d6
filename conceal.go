package codeworm

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"path"
	"strings"

	"github.com/codeworm/codeworm/internal/compose"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/source"
)

// conceal takes secrets, and the paths of this machine, out of what the source and its history hold.
func (d *Daemon) conceal(text string) string { return d.paths.Hide(d.config.Redactor.Redact(text)) }

// concealing is conceal until ctx is done; from then on it returns "", and whoever calls it has to look at ctx.
func (d *Daemon) concealing(ctx context.Context) func(string) string {
	r, ok := d.config.Redactor.(ContextRedactor)
	if !ok {
		return d.conceal
	}
	return func(text string) string {
		redacted, err := r.RedactContext(ctx, text)
		if err != nil {
			return ""
		}
		return d.paths.Hide(redacted)
	}
}

// concealProse does the same with what a model wrote, and takes out the secrets of the page's source wherever they stand. Of
// paths below anybody's home, those stay that the source speaks of.
func (d *Daemon) concealProse(text string, c *compose.Composition) string {
	return d.paths.HideHomes(d.config.Redactor.Redact(c.Conceal(text)), c.Quotes)
}

// concealError returns the error with secrets taken out of what it says. It is still the error that it was.
func (d *Daemon) concealError(err error) error {
	if err == nil {
		return nil
	}
	said := err.Error()
	if concealed := d.config.Redactor.Redact(said); concealed != said {
		return &concealedError{concealed, err}
	}
	return err
}

type concealedError struct {
	text string
	err  error
}

func (e *concealedError) Error() string { return e.text }
func (e *concealedError) Unwrap() error { return e.err }

// concealHandler takes secrets out of what is logged.
type concealHandler struct {
	slog.Handler
	redact func(string) string
}

func (h concealHandler) Handle(ctx context.Context, r slog.Record) error {
	concealed := slog.NewRecord(r.Time, r.Level, h.redact(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		concealed.AddAttrs(h.attr(a))
		return true
	})
	return h.Handler.Handle(ctx, concealed)
}

func (h concealHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	concealed := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		concealed[i] = h.attr(a)
	}
	return concealHandler{h.Handler.WithAttrs(concealed), h.redact}
}

func (h concealHandler) WithGroup(name string) slog.Handler {
	return concealHandler{h.Handler.WithGroup(name), h.redact}
}

func (h concealHandler) attr(a slog.Attr) slog.Attr {
	v := a.Value.Resolve()
	switch v.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(h.redact(v.String()))
	case slog.KindGroup:
		group := make([]slog.Attr, 0, len(v.Group()))
		for _, member := range v.Group() {
			group = append(group, h.attr(member))
		}
		a.Value = slog.GroupValue(group...)
	case slog.KindAny:
		if err, ok := v.Any().(error); ok {
			if said := err.Error(); h.redact(said) != said {
				a.Value = slog.StringValue(h.redact(said))
			}
		}
	}
	return a
}

// concealedParser is a parser whose outlines hold no secrets: they go into the cache on disk, names among them into keys.
type concealedParser struct {
	Parser
	redact func(string) string
}

// keptParser is one whose outlines can be kept.
type keptParser struct {
	concealedParser
	versioner ParserVersioner
}

// concealVersion changes when what is taken out of outlines does.
const concealVersion = "+concealed1"

func (p keptParser) Version(language string) string {
	return p.versioner.Version(language) + concealVersion
}

// indexParser returns the parser that indexes are made with.
func (d *Daemon) indexParser() index.Parser {
	p := concealedParser{d.config.Parser, d.config.Redactor.Redact}
	if v, ok := d.config.Parser.(ParserVersioner); ok {
		return keptParser{p, v}
	}
	return p
}

func (p concealedParser) Parse(ctx context.Context, path string, src []byte) (*source.Outline, error) {
	o, err := p.Parser.Parse(ctx, path, src)
	if err != nil || o == nil {
		return o, err
	}
	return compose.ConcealOutline(o, p.redact, neutral), nil
}

// Classify leaves out files whose path holds a secret: it would be on every page about them.
func (p concealedParser) Classify(file string, content []byte) source.SkipReason {
	if p.secretPath(file) {
		return source.SkipSecretName
	}
	if c, ok := p.Parser.(FileClassifier); ok {
		return c.Classify(file, content)
	}
	return ""
}

// minSecretName is how long the part of a name is, at least, that is a secret by itself, in bytes.
const minSecretName = 12

func (p concealedParser) secretPath(file string) bool {
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

// neutral is what stands for a name that is a secret. It is the same for the same name, and too short to find the name by.
func neutral(name string) string {
	sum := sha256.Sum256([]byte("codeworm name\x00" + name))
	return "redacted_" + hex.EncodeToString(sum[:4])
}
