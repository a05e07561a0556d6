package clean

import (
	"fmt"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
)

// Limits of an answer.
const (
	// DefaultMaxAnswerBytes is the longest answer that Clean takes.
	DefaultMaxAnswerBytes = 64 << 10
	// MinAnswerWords is how many words of prose an answer has to have, code not counted.
	MinAnswerWords = 8
	// proseLevel is the level of the topmost headings of a page's prose: above
	// them the page has its title and its own sections.
	proseLevel = 3
	// maxSummaryRunes is the longest summary; a longer first sentence is cut at a word.
	maxSummaryRunes = 300
)

// Fault says why an answer is no page.
type Fault string

// The faults of an answer.
const (
	AnswerEmpty    Fault = "it has no content"
	AnswerTooLong  Fault = "it is too long"
	AnswerOnlyCode Fault = "it is only code"
	AnswerTooShort Fault = "it says too little"
	AnswerLanguage Fault = "it is not in English"
	AnswerEcho     Fault = "it repeats the prompt"
	AnswerMalforms Fault = "it is not readable Markdown"
)

// Error is an answer that cannot become a page.
type Error struct {
	Fault  Fault
	Detail string // what was measured; may be empty
}

func (e *Error) Error() string {
	if e.Detail == "" {
		return fmt.Sprintf("%s; ask again, or use another model", e.Fault)
	}
	return fmt.Sprintf("%s (%s); ask again, or use another model", e.Fault, e.Detail)
}

// Options say what Clean has to know about the page.
type Options struct {
	// Title is the page's title; a heading that only repeats it goes.
	Title string
	// Path is the path of the file the page is about; it is a title too.
	Path string
	// MaxBytes is the longest answer that is taken; 0 means DefaultMaxAnswerBytes.
	MaxBytes int
	// Prompt is what the model was asked; an answer that is mostly a copy of it
	// is refused. "" skips that.
	Prompt string
	// AnyLanguage takes prose in other languages than English.
	AnyLanguage bool
}

// Result is an answer made fit for a page.
type Result struct {
	// Summary is the first sentence of the prose, without markup and on one
	// line, at most 300 characters.
	Summary string
	// Body is Markdown with "\n" line ends and one at its end. Its headings
	// start at level 3, it holds no HTML, no images, no links but http, https and those within
	// the page, no control or bidirectional characters outside or inside code, and every fence is closed.
	Body string
	// Changes say what was done, one line each, in order; empty when nothing was.
	Changes []string
}

// Answer makes a model's answer fit for a page. It takes away what is about the
// conversation (greetings, thinking, closing remarks), what the page has itself (the title), and
// what must not be on a page (HTML, images, hidden characters), and keeps every sentence of
// content. The error is an *AnswerError.
func Answer(text string, o Options) (Result, error) {
	limit := o.MaxBytes
	if limit == 0 {
		limit = DefaultMaxAnswerBytes
	}
	if len(text) > limit {
		return Result{}, &Error{AnswerTooLong, fmt.Sprintf("%d bytes of at most %d", len(text), limit)}
	}
	c := &cleaner{text: text, options: o}
	for _, step := range cleaning {
		before := c.text
		if err := step.do(c); err != nil {
			return Result{}, &Error{AnswerMalforms, err.Error()}
		}
		if c.text != before && step.change != "" {
			c.changes = append(c.changes, step.change)
		}
	}
	if err := c.judge(); err != nil {
		return Result{}, err
	}
	summary, err := summarize(c.text)
	if err != nil {
		return Result{}, &Error{AnswerMalforms, err.Error()}
	}
	return Result{Summary: summary, Body: c.text, Changes: c.changes}, nil
}

// cleaner is an answer on its way through the steps.
type cleaner struct {
	text    string
	options Options
	changes []string
}

// cleaning lists the steps. Those on the text as such come first, so that the later ones see
// the Markdown that a reader would.
var cleaning = []struct {
	change string // what is said when the step changed something
	do     func(*cleaner) error
}{
	{"removed hidden characters", (*cleaner).dropHidden},
	{"removed thinking", (*cleaner).dropThinking},
	{"removed the fence around the whole", (*cleaner).unwrap},
	{"closed a fence", (*cleaner).closeFences},
	{"removed a preamble", (*cleaner).dropPreamble},
	{"removed the fence around the whole", (*cleaner).unwrap}, // it may stand behind the preamble
	{"removed a repeated title", (*cleaner).dropTitle},
	{"removed a closing remark", (*cleaner).dropRemarks},
	{"removed HTML", (*cleaner).dropHTML},
	{"removed images or links", (*cleaner).dropLinks},
	{"moved headings", (*cleaner).moveHeadings},
	{"removed hidden characters", (*cleaner).showEntities},
	{"", (*cleaner).tidy},
}

// edit parses the text and makes the edits that fn finds.
func (c *cleaner) edit(fn func(d *markdown.Doc) []markdown.Edit) error {
	d, err := markdown.Parse(c.text)
	if err != nil {
		return err
	}
	c.text = markdown.Apply(c.text, fn(d))
	return nil
}

func (c *cleaner) tidy() error {
	text, err := markdown.Tidy(c.text)
	if err == nil {
		c.text = text
	}
	return err
}

// judge refuses what is left when it is no page.
func (c *cleaner) judge() error {
	prose, code, err := wordsOf(c.text)
	switch {
	case err != nil:
		return &Error{AnswerMalforms, err.Error()}
	case len(prose) == 0 && code == 0:
		return &Error{Fault: AnswerEmpty}
	case len(prose) < MinAnswerWords && code > len(prose):
		return &Error{AnswerOnlyCode, fmt.Sprintf("%d words of prose, %d of code", len(prose), code)}
	case len(prose) < MinAnswerWords:
		return &Error{AnswerTooShort, fmt.Sprintf("%d words of at least %d", len(prose), MinAnswerWords)}
	}
	if share := echoed(c.text, c.options.Prompt); share > maxEcho {
		return &Error{AnswerEcho, fmt.Sprintf("%.0f %% of its lines stand in the prompt", 100*share)}
	}
	if !c.options.AnyLanguage && !isEnglish(prose) {
		return &Error{Fault: AnswerLanguage}
	}
	return nil
}

// summarize is the first sentence of the prose, plain and on one line.
func summarize(body string) (string, error) {
	d, err := markdown.Parse(body)
	if err != nil {
		return "", err
	}
	for i, n := range d.Nodes {
		if n.Kind != markdown.Paragraph {
			continue
		}
		if _, alone := d.Label(i); alone {
			continue
		}
		plain := d.Plain(i)
		end := len(plain.Text)
		sentences := d.Sentences(i)
		for _, s := range sentences {
			// A label or a "TIL." is not yet a sentence.
			if at := plain.Before(s.End); len(strings.Fields(plain.Text[:at])) >= 3 {
				end = at
				break
			}
		}
		if s := plainSummary(plain.Text[:end]); len(strings.Fields(s)) >= 3 {
			return s, nil
		}
	}
	return "", nil
}

// plainSummary takes off what leads to a sentence and shortens what is too long for one.
func plainSummary(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	for _, lead := range []string{"TIL:", "TIL that", "TL;DR:", "Summary:", "Purpose:", "Overview:"} {
		if len(s) > len(lead) && strings.EqualFold(s[:len(lead)], lead) {
			s = strings.TrimSpace(s[len(lead):])
		}
	}
	runes := []rune(strings.TrimRight(s, " :"))
	if len(runes) <= maxSummaryRunes {
		return string(runes)
	}
	cut := string(runes[:maxSummaryRunes])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, ",;:-(")
}
