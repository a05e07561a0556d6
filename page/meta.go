package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
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
	// Earlier is the page that was about the same thing before its file was renamed; zero when there was none.
	Earlier Earlier `json:"earlier,omitzero"`
	// MovedTo is set in the note that stands where a page was until its file was renamed: the key of the page that took its place.
	// Such a note is no page about Key, whose target is gone, and has no model.
	MovedTo Key `json:"moved_to,omitzero"`
}

// Earlier says where a page was before.
type Earlier struct {
	Key          Key    `json:"key"`                     // the earlier one
	SourceCommit string `json:"source_commit,omitempty"` // that the earlier page described
}

// sealed is what Seal writes into the comment.
type sealed struct {
	Meta
	// Text is a hash of the page above its comment; "" when the page was not sealed.
	Text string `json:"text,omitempty"`
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
func (m Meta) Comment() (string, error) { return sealed{Meta: m}.comment() }

func (m sealed) comment() (string, error) {
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
	m, err := parseSealed(markdown)
	return m.Meta, err
}

func parseSealed(markdown []byte) (sealed, error) {
	var m sealed
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

// Seal returns the page with the hash of its text in its comment, so that Edited can tell whether somebody has changed it since. A
// text that is no page is returned as it is.
func Seal(markdown []byte) []byte {
	meta, err := parseSealed(markdown)
	if err != nil {
		return markdown
	}
	body := aboveComment(markdown)
	meta.Text = textHash(body)
	comment, err := meta.comment()
	if err != nil {
		return markdown
	}
	return append(append(bytes.Clone(body), comment...), '\n')
}

// Edited reports whether the text is not what Seal has made: somebody changed it, or wrote something below its comment. Of a page that
// was not sealed it is not known, and Edited reports false.
func Edited(markdown []byte) bool {
	meta, err := parseSealed(markdown)
	return err != nil || meta.Text != "" && meta.Text != textHash(aboveComment(markdown))
}

// Sealed reports whether the text is a page that Seal has made, whoever edited it since.
func Sealed(markdown []byte) bool {
	meta, err := parseSealed(markdown)
	return err == nil && meta.Text != ""
}

// aboveComment is a page without its comment.
func aboveComment(markdown []byte) []byte {
	return markdown[:bytes.LastIndex(markdown, []byte("\n"+metaOpen))+1]
}

// textHash is a hash of a text that does not depend on its line ends, which git may change.
func textHash(text []byte) string {
	sum := sha256.Sum256(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")))
	return hex.EncodeToString(sum[:8])
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
