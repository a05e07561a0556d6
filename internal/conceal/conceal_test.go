package conceal

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/source"
)

const secret = "hunter2hunter2hunter2"

func redact(text string) string { return strings.ReplaceAll(text, secret, "[redacted: test]") }

func TestHandlerTakesSecretsOutOfEveryPart(t *testing.T) {
	var log bytes.Buffer
	l := slog.New(Handler(slog.NewTextHandler(&log, nil), redact)).With("with", secret).WithGroup("g")
	l.Info("said "+secret, "key", secret, "error", errors.New("no "+secret), slog.Group("inner", "deep", secret), "n", 7)
	assert.NotContains(t, log.String(), secret)
	assert.Equal(t, 5, strings.Count(log.String(), "[redacted: test]"))
	assert.Contains(t, log.String(), "g.n=7")
}

func TestErrorIsStillTheErrorThatItWas(t *testing.T) {
	require.NoError(t, Error(nil, redact))
	plain := errors.New("no such file")
	assert.Same(t, plain, Error(plain, redact))
	err := Error(&fs.PathError{Op: "open", Path: secret, Err: fs.ErrNotExist}, redact)
	assert.NotContains(t, err.Error(), secret)
	require.ErrorIs(t, err, fs.ErrNotExist)
	var asPath *fs.PathError
	assert.ErrorAs(t, err, &asPath)
}

// oneOutline parses every file into the same outline.
type oneOutline struct{ outline *source.Outline }

func (oneOutline) Language(string) (string, bool) { return "go", true }
func (p oneOutline) Parse(context.Context, string, []byte) (*source.Outline, error) {
	return p.outline, nil
}

type versioned struct{ oneOutline }

func (versioned) Version(string) string { return "1" }

func TestParserConcealsOutlines(t *testing.T) {
	given := &source.Outline{
		Doc:         "It says " + secret + ".",
		Symbols:     []source.Symbol{{Name: secret, Doc: secret, Signature: "func(" + secret + ")"}, {Name: "Load", Parent: secret}},
		Identifiers: []string{"Load", secret},
		References:  []source.Reference{{Name: secret}},
	}
	p := Parser(oneOutline{given}, redact)
	o, err := p.Parse(t.Context(), "a.go", nil)
	require.NoError(t, err)
	assert.Equal(t, "It says [redacted: test].", o.Doc)
	assert.Regexp(t, `^redacted_[0-9a-f]{8}$`, o.Symbols[0].Name)
	assert.Equal(t, o.Symbols[0].Name, o.Symbols[1].Parent, "the same name has the same place taken")
	assert.Equal(t, o.Symbols[0].Name, o.References[0].Name)
	assert.Contains(t, o.Identifiers, o.Symbols[0].Name)
	assert.NotContains(t, o.Symbols[0].Signature+o.Symbols[0].Doc, secret)
	assert.Equal(t, secret, given.Symbols[0].Name, "what was given is not changed")

	classifier, ok := p.(interface {
		Classify(string, []byte) source.SkipReason
	})
	require.True(t, ok)
	assert.Equal(t, source.SkipSecretName, classifier.Classify("keys/"+secret+".go", nil))
	assert.Empty(t, classifier.Classify("keys/load.go", nil))
	_, keeps := p.(interface{ Version(string) string })
	assert.False(t, keeps, "what cannot be kept stays so")
	kept, ok := Parser(versioned{oneOutline{given}}, redact).(interface{ Version(string) string })
	require.True(t, ok)
	assert.NotEqual(t, "1", kept.Version("go"))
}
