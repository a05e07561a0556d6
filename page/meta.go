package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Page is a page ready to be published.
type Page struct {
	Meta
	// Path is Key.PagePath: slash-separated, below the devlog's root.
	Path string
	// Subject is the commit subject: what the page is, at most 72 characters.
	Subject string
	// Markdown is the whole page, Meta's comment included, with "\n" line ends.
	Markdown []byte
}

// Meta is what a page says about itself to programs. It stands in a comment at
// the page's end, so that a devlog can be read without the store that filled it.
type Meta struct {
	Key Key `json:"key"`
	// Fingerprint is the hash of everything the page was made from. A page is due again
	// when that of its target is another.
	Fingerprint string `json:"fingerprint"`
	Title       string `json:"title"`
	Summary     string `json:"summary"` // the first sentence of the prose; "" when there is none
	Language    string `json:"language,omitempty"`
	// SourceCommit is the commit that the page describes; "" when the source has no history.
	SourceCommit string `json:"source_commit,omitempty"`
	Model        string `json:"model"` // who wrote the prose
	// Provisional says that it was written without a language model, so that it is due again
	// as soon as there is one.
	Provisional   bool         `json:"provisional,omitempty"`
	PromptVersion string       `json:"prompt_version,omitempty"`
	Check         CheckSummary `json:"check"`
	GeneratedAt   time.Time    `json:"generated_at"`
}

// What Comment writes before and after the JSON.
const (
	metaOpen  = "<!-- codeworm:page "
	metaClose = " -->"
)

// ErrNoMeta says that a text has no comment of Meta: it is not a page of this library.
var ErrNoMeta = errors.New("no codeworm:page comment")

// rewrittenAfter is how much older a page has to be than the one that takes its place because of its age.
const rewrittenAfter = 24 * time.Hour

// Replaces reports whether a page takes the place of another one of its key that a sink holds: the held one describes
// another state of the source, no model wrote it and one wrote this, or it is at least a day older, so that the page was
// written again because of its age.
func (m Meta) Replaces(held Meta) bool {
	switch {
	case m.Fingerprint != held.Fingerprint, held.Provisional && !m.Provisional:
		return true
	case m.Provisional && !held.Provisional:
		return false
	}
	return m.GeneratedAt.Sub(held.GeneratedAt) >= rewrittenAfter
}

// Comment returns the machine-readable comment of a page: one line without a line end. ParseMeta reads it.
// Nothing in it can end the comment early.
func (m Meta) Comment() (string, error) {
	data, err := json.Marshal(m) // escapes '<' and '>'
	if err != nil {
		return "", fmt.Errorf("codeworm: page comment of %s: %w", m.Key, err)
	}
	// A comment ends at "--" for some readers, and site generators run what stands between braces in it, or mark it as changed;
	// JSON itself has no brace before one of these signs outside of a text.
	data = bytes.ReplaceAll(data, []byte("--"), []byte(`-\u002d`))
	for _, sign := range []string{"{", "%", "#", "+", "~", "="} {
		data = bytes.ReplaceAll(data, []byte("{"+sign), []byte(`\u007b`+sign))
	}
	return metaOpen + string(data) + metaClose, nil
}

// ParseMeta reads the comment at the end of a page. The error is
// ErrNoMeta when there is none, and another one when it cannot be read.
func ParseMeta(markdown []byte) (Meta, error) {
	var m Meta
	start := bytes.LastIndex(markdown, []byte("\n"+metaOpen))
	if start < 0 {
		return m, ErrNoMeta
	}
	line := bytes.TrimSpace(markdown[start+1+len(metaOpen):])
	line, ok := bytes.CutSuffix(line, []byte(metaClose[1:]))
	if !ok {
		return m, ErrNoMeta
	}
	if err := json.Unmarshal(line, &m); err != nil {
		return m, fmt.Errorf("codeworm: page comment: %w", err)
	}
	return m, nil
}

// Text is the page's Markdown without Meta's comment.
func (p Page) Text() string {
	if end := bytes.LastIndex(p.Markdown, []byte("\n"+metaOpen)); end >= 0 {
		return string(p.Markdown[:end+1])
	}
	return string(p.Markdown)
}

// CheckSummary says what the check of a page found and what was done about it.
type CheckSummary struct {
	Checked  int `json:"checked"`            // the names, paths and line references that were looked at
	Repaired int `json:"repaired,omitempty"` // those that a second answer mended, and line numbers put right
	Dropped  int `json:"dropped,omitempty"`  // the sentences, items and other pieces taken out
	// Holds, Contradicted and Unsupported count the statements of the answer that the source decided, by its verdict.
	Holds        int `json:"holds,omitempty"`
	Contradicted int `json:"contradicted,omitempty"`
	Unsupported  int `json:"unsupported,omitempty"`
}

// Statements is the number of statements that the source decided.
func (c CheckSummary) Statements() int { return c.Holds + c.Contradicted + c.Unsupported }
