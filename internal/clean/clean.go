package clean

import (
	"fmt"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
)

// maxAnswerBytes is the length of the longest answer that is taken.
const maxAnswerBytes = 64 << 10

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
// content. Cleaning its result again changes nothing. The error is an *Error.
func Answer(text string, o Options) (Result, error) {
	if len(text) > maxAnswerBytes {
		return Result{}, &Error{AnswerTooLong, fmt.Sprintf("%d bytes of at most %d", len(text), maxAnswerBytes)}
	}
	c := &cleaner{text: text, options: o}
	if err := c.clean(); err != nil {
		return Result{}, &Error{AnswerMalforms, err.Error()}
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

// maxRounds is how often steps are taken: what one lays bare may be for an earlier one.
const maxRounds = 5

// clean takes all steps until they change nothing more.
func (c *cleaner) clean() error {
	return c.rounds(func() error {
		err := c.rounds(func() error {
			if err := c.rounds(func() error { return c.take(textSteps) }); err != nil {
				return err
			}
			return c.take(pageSteps)
		})
		if err != nil {
			return err
		}
		return c.take(lastSteps)
	})
}

// rounds does something until it changes nothing more.
func (c *cleaner) rounds(do func() error) error {
	for range maxRounds {
		before := strings.TrimSpace(c.text)
		if err := do(); err != nil {
			return err
		}
		if strings.TrimSpace(c.text) == before {
			break
		}
	}
	return nil
}

// take takes steps in their order, and keeps what they changed.
func (c *cleaner) take(steps []step) error {
	for _, s := range steps {
		before := c.text
		if err := s.do(c); err != nil {
			return err
		}
		if c.text != before && s.change != "" && !slices.Contains(c.changes, s.change) {
			c.changes = append(c.changes, s.change)
		}
	}
	return nil
}

// step is one thing that is done to an answer.
type step struct {
	change string // what is said when the step changed something
	do     func(*cleaner) error
}

// textSteps are done first, to the text as such, so that the later ones see the Markdown that a reader would.
var textSteps = []step{
	{"removed hidden characters", (*cleaner).dropHidden},
	{"removed thinking", (*cleaner).dropThinking},
	{"ended it before another turn of a chat", (*cleaner).dropTurns},
	{"took it out of its envelope", (*cleaner).dropEnvelope},
	{"removed the fence around the whole", (*cleaner).unwrap},
	{"closed a fence", (*cleaner).closeFences},
}

// pageSteps are done to the Markdown.
var pageSteps = []step{
	// The conversation and the page's own parts.
	{"removed a preamble", (*cleaner).dropPreamble},
	{"removed the fence around the whole", (*cleaner).unwrap}, // it may come after the preamble
	{"removed a repeated title", (*cleaner).dropTitle},
	{"removed a closing remark", (*cleaner).dropRemarks},
	{"removed repetitions", (*cleaner).dropRepeats},
	// What must not be on a page.
	{"removed HTML", (*cleaner).dropHTML},
	{"removed images or links", (*cleaner).dropLinks},
	{"mended a diagram, or showed it as text", (*cleaner).showDiagrams},
	{"moved headings", (*cleaner).moveHeadings},
	{"removed hidden characters", (*cleaner).showEntities},
	{"", (*cleaner).tidy},
}

// lastSteps are done when the others find nothing more: they write the text as it is published, which is no answer any more.
var lastSteps = []step{
	{"", (*cleaner).writeInert},
	{"", (*cleaner).tidy},
}

// writeInert writes what is left so that no reader runs, loads or acts on anything in it.
func (c *cleaner) writeInert() error {
	text, err := markdown.Inert(c.text, func(info, code string) string {
		if info == "mermaid" && isMermaid(code) {
			return info
		}
		return markdown.FenceLabel(info)
	})
	if err == nil {
		c.text = text
	}
	return err
}

// tidy evens out white space.
func (c *cleaner) tidy() error {
	text, err := markdown.Tidy(c.text)
	if err == nil {
		c.text = text
	}
	return err
}
