package clean

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
)

// titleWords may stand in a title beside the target's own name.
var titleWords = words.Set(`documentation docs doc for of the a an in on and from to function method class component module package file
	hook type struct interface trait enum service repository codebase code source change changes analysis commit commits security review
	performance pattern patterns report overview summary today i learned til page evolution weekly monthly async`)

var commitHash = regexp.MustCompile(`^[0-9a-f]{7,40}$`)

// dropTitle takes out a first heading, or a first paragraph that is one in all but form, when it says no more
// than the page's title does.
func (c *cleaner) dropTitle() error {
	for range 2 {
		before := c.text
		err := c.edit(func(d *markdown.Doc) []markdown.Edit {
			blocks := d.Children(0)
			if len(blocks) < 2 {
				return nil
			}
			i := blocks[0]
			n := d.Nodes[i]
			if n.Kind != markdown.Heading {
				if _, alone := d.Label(i); !alone && !c.isName(d.Text(n.Inner)) {
					return nil
				}
			}
			if n.Kind.HoldsText() && c.isTitle(d.Plain(i).Text) {
				return []markdown.Edit{d.Remove(i)}
			}
			return nil
		})
		if err != nil || before == c.text {
			return err
		}
	}
	return nil
}

// isName reports whether the text is the title or the path alone.
func (c *cleaner) isName(text string) bool {
	text = strings.TrimSpace(text)
	return text != "" && (text == c.options.Title || text == c.options.Path || c.options.Path != "" && words.PathEndsWith(c.options.Path, strings.TrimPrefix(text, "/")))
}

// isTitle reports whether a text says no more than the title and the path: their words, and those that titles have.
func (c *cleaner) isTitle(text string) bool {
	split := func(s string) []string {
		return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' })
	}
	own := map[string]bool{}
	for _, w := range append(split(c.options.Title), split(c.options.Path)...) {
		own[w] = true
	}
	said := split(text)
	for _, w := range said {
		if !own[w] && !titleWords[w] && !commitHash.MatchString(w) {
			return false
		}
	}
	return len(said) > 0
}

// proseLevel is the level of the topmost headings of a page's prose: those
// above it are the page's title and its own sections.
const proseLevel = 3

// moveHeadings puts the topmost headings at level 3 and the levels below right
// under them, without gaps, all as lines of '#'. A heading without text goes.
func (c *cleaner) moveHeadings() error {
	return c.edit(func(d *markdown.Doc) []markdown.Edit {
		var levels []int
		for _, n := range d.Nodes {
			if n.Kind == markdown.Heading && n.Inner.Len() > 0 {
				levels = append(levels, n.Level)
			}
		}
		slices.Sort(levels)
		levels = slices.Compact(levels)
		var edits []markdown.Edit
		for i, n := range d.Nodes {
			if n.Kind != markdown.Heading {
				continue
			}
			if n.Inner.Len() == 0 {
				edits = append(edits, d.Remove(i))
				continue
			}
			level := min(proseLevel+slices.Index(levels, n.Level), 6)
			text := strings.Join(strings.Fields(d.Text(n.Inner)), " ")
			if heading := strings.Repeat("#", level) + " " + text; heading != d.Text(n.Range) {
				edits = append(edits, markdown.Edit{Range: n.Range, New: heading})
			}
		}
		return edits
	})
}
