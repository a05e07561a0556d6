package clean

import (
	"fmt"

	"github.com/codeworm/codeworm/internal/markdown"
)

// Options say what cleaning has to know about the page.
type Options struct {
	// Title is the page's title; a heading that only repeats it goes.
	Title string
	// Path is the path of the file the page is about; it is a title too.
	Path string
	// Prompt is what the model was asked; an answer that is mostly a copy of it
	// is refused. "" skips that.
	Prompt string
	// AnyLanguage takes prose in other languages than English.
	AnyLanguage bool
}

// cleaner is an answer on its way through the steps.
type cleaner struct {
	text    string
	options Options
	changes []string // what the steps did so far
	whole   string   // the text before repetitions were taken out: the more there is, the surer is its language
}

// edit parses the text and makes the edits that fn returns.
func (c *cleaner) edit(fn func(d *markdown.Doc) []markdown.Edit) error {
	d, err := markdown.Parse(c.text)
	if err != nil {
		return err
	}
	c.text = markdown.Apply(c.text, fn(d))
	return nil
}

// untilStable repeats a step until it changes nothing more: what it lays bare may be of the same kind.
func (c *cleaner) untilStable(what string, step func() error) error {
	for range 2 * markdown.MaxDepth {
		before := c.text
		if err := step(); err != nil || c.text == before {
			return err
		}
	}
	return fmt.Errorf("%w: its %s are nested too deeply", markdown.ErrRefused, what)
}
